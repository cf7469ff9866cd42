"""A table: every way in to a file, for every kind of file that is none to read, with the exit code and what is said."""

import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from convcalc.document.files import LARGEST_FILE
from tests.support.command import convcalc

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="files as Unix has them")]

NET = "input: 8x8x3\nlayers:\n  - conv: 4 3x3\n    name: c\n"
SHEET = "questions: [{spec: %s, expect: {params: 112}}]\n"

WAYS: dict[str, list[str]] = {
    "summary": ["summary", "FILE"],
    "summary json": ["summary", "FILE", "--format", "json"],
    "graph": ["graph", "FILE"],
    "show": ["show", "FILE"],
    "show flat": ["show", "--flat", "FILE"],
    "explain": ["explain", "FILE", "c"],
    "report": ["report", "FILE"],
    "report of two": ["report", "good.yaml", "FILE"],
    "check": ["check", "FILE"],
    "check json": ["check", "--format", "json", "FILE"],
    "diff from": ["diff", "FILE", "good.yaml"],
    "diff to": ["diff", "good.yaml", "FILE"],
    "grade": ["grade", "FILE"],
    "grade csv": ["grade", "FILE", "--format", "csv"],
    "smallest input": ["solve", "--smallest-input", "FILE"],
    "inputs that fit": ["solve", "--fits", "5..9", "FILE"],
    "baseline": ["check", "good.yaml", "--baseline", "FILE"],
    "extends": ["summary", "extends.yaml"],
    "extends, checked": ["check", "extends.yaml"],
    "the spec of a sheet": ["grade", "sheet.yaml"],
}


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


def _device(path: Path) -> None:
    try:
        os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))  # as /dev/zero, which never ends
    except OSError:
        pytest.skip("only root makes devices")


def _unreadable(path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    path.write_text(NET)
    path.chmod(0)


def _large(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"#" * 2**16)
        file.truncate(LARGEST_FILE + 1)


MADE: dict[str, tuple[Callable[[Path], object], str]] = {
    "fifo": (os.mkfifo, "is a pipe"),
    "device": (_device, "is a device"),
    "socket": (_socket, "is a socket"),
    "folder": (Path.mkdir, "is a folder"),
    "missing": (lambda path: None, "there is no file"),
    "unreadable": (_unreadable, "permission denied"),
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "binary": (lambda path: path.write_bytes(bytes(range(256)) * 9), "is not a text file"),
    "utf-16": (lambda path: path.write_text(NET, encoding="utf-16"), "is not a text file"),
    "latin-1": (lambda path: path.write_bytes(b"input: 8x8x3 # \xe9\nlayers: [relu]\n"), "this is not UTF-8 text"),
    "loop": (lambda path: path.symlink_to(path.name), "too many levels of symbolic links"),
    "dangling": (lambda path: path.symlink_to("nowhere.yaml"), "there is no file"),
    "too large": (_large, "is larger than 32 MiB"),
}


OTHERWISE = {
    ("check", "folder"): (2, "there is no .yaml or .yml file in"),
    ("check json", "folder"): (2, "there is no .yaml or .yml file in"),
    ("show", "empty"): (0, ""),  # it is printed as it is
    ("baseline", "empty"): (2, "is not a baseline"),
}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Iterator[None]:
    """A folder of its own; who waits for a pipe is woken up."""
    monkeypatch.chdir(tmp_path)
    Path("good.yaml").write_text(NET)
    Path("extends.yaml").write_text("extends: ./file.yaml\n")
    Path("sheet.yaml").write_text(SHEET % "./file.yaml")
    before = signal.signal(signal.SIGALRM, lambda *_: pytest.fail("it waits"))
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", MADE)
def test_what_cannot_be_read_is_2_and_said(way, what):
    make, words = MADE[what]
    code, words = OTHERWISE.get((way, what), (2, words))
    make(Path("file.yaml"))
    result = convcalc(*(word.replace("FILE", "file.yaml") for word in WAYS[way]))
    said = result.out + result.err
    assert result.code == code
    assert "file.yaml" in said or not code
    assert words in said
    assert "Traceback" not in said
    assert "fault of convcalc" not in said


@pytest.mark.parametrize("way", [way for way in WAYS if "FILE" in WAYS[way] and way != "baseline"])
@pytest.mark.parametrize(
    "name", ["a\x1b[31mb.yaml", "a\nb.yaml", "a\u202eb.yaml", "-x.yaml", "a b.yaml", "\udcff.yaml"]
)
def test_a_file_of_any_name_is_read_and_told_in_print(way, name):
    """The sheets here are specs that expect something; a name that starts with a dash is given after a folder."""
    Path(name).write_text(NET + "expect: {params: 112}\n")
    given = os.path.join(".", name)
    result = convcalc(*(word.replace("FILE", given) for word in WAYS[way]))
    said = result.out + result.err
    assert result.code == 0, said
    assert not any(sign in said for sign in ("\x1b", "\u202e", "a\nb.yaml", "Traceback"))


@pytest.mark.parametrize("way", [way for way in WAYS if "FILE" in WAYS[way]])
@pytest.mark.parametrize("name", ["a\0b.yaml", "", "l" * 300 + ".yaml", "good.yaml/x.yaml", "no/such/folder/x.yaml"])
def test_a_name_that_no_file_has_is_told(way, name):
    result = convcalc(*(word.replace("FILE", name) for word in WAYS[way]))
    assert result.code == 2
    assert "fault of convcalc" not in result.out + result.err
    assert "\0" not in result.out + result.err


SETTINGS = {"fifo": 2, "device": 2, "socket": 2, "folder": 2, "binary": 2, "utf-16": 2, "latin-1": 2, "loop": 2,
            "too large": 2, "unreadable": 2, "empty": 0, "missing": 0, "dangling": 2}  # fmt: skip


@pytest.mark.parametrize("name", [".convcalc.yaml", "pyproject.toml"])
@pytest.mark.parametrize("what", SETTINGS)
def test_settings_that_cannot_be_read_are_told_by_check_and_stop_nothing_else(name, what):
    MADE[what][0](Path(name))
    if what in ("binary", "latin-1") and name == "pyproject.toml":
        Path(name).write_bytes(b"# convcalc\n" + Path(name).read_bytes())
    for form in ("text", "json"):
        result = convcalc("check", "good.yaml", "--format", form)
        assert result.code == SETTINGS[what]
        assert "1 file checked" in result.out + result.err
        assert (name in result.out) == bool(SETTINGS[what])
    assert convcalc("summary", "good.yaml").code == convcalc("report", "good.yaml").code == 0


WRITTEN = {
    "report": ["report", "good.yaml", "-o", "FILE"],
    "graph": ["graph", "good.yaml", "-o", "FILE"],
    "quiz": ["quiz", "--key", "FILE"],
    "baseline": ["check", "good.yaml", "--write-baseline", "FILE"],
}


@pytest.mark.parametrize("way", WRITTEN)
@pytest.mark.parametrize(
    ("what", "words"),
    [("folder", "is a directory"), ("loop", "too many levels of symbolic links"), ("socket", ""), ("fifo", "")],
)
def test_what_cannot_be_written_is_2_and_said(way, what, words, monkeypatch):
    monkeypatch.setattr("convcalc.document.files.PATIENCE", 0.1, raising=False)
    MADE[what][0](Path("out"))
    result = convcalc(*(word.replace("FILE", "out") for word in WRITTEN[way]))
    assert result.code == 2
    assert "out" in result.err and words in result.err
    assert "Traceback" not in result.err and "fault of convcalc" not in result.err
