"""The one way in: which files are read, and what is told of those that are not."""

import ast
import os
import re
import socket
import stat
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from convcalc.document import files
from convcalc.document.opening import decode, document
from convcalc.document.problems import SpecError
from tests.support.command import convcalc
from tests.support.paths import ROOT

GOOD = "input: 8x8x3\nlayers:\n  - conv: 4 3x3\n  - relu\n"
TOKEN = "ghp_0123456789abcdef"


def told(name: str | Path) -> str:
    with pytest.raises(SpecError) as error:
        files.contents(str(name))
    return str(error.value)


@pytest.mark.slow
def test_every_file_is_opened_in_one_place():
    """No `open`, and nothing that opens by another name, but in the module of the way in."""
    opens = {"open", "fdopen", "read_text", "read_bytes", "write_text", "write_bytes", "NamedTemporaryFile", "mkstemp"}
    found = set()
    for path in sorted((ROOT / "convcalc").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and re.sub(r"^(os|io|Path\(.*\))\.", "", ast.unparse(node.func)) in opens:
                found.add(path.relative_to(ROOT).as_posix())
    pipes = "convcalc/check/workers.py"  # between processes
    assert found == {"convcalc/document/files.py", "convcalc/cli/streams.py", pipes}


# What is no regular file


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # another /dev/zero
    except OSError:
        pytest.skip("only root makes devices")


def unix_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


@pytest.mark.parametrize(
    ("make", "what"), [(pipe, "a pipe"), (device, "a device"), (unix_socket, "a socket"), (Path.mkdir, "a folder")]
)
def test_what_is_no_regular_file_is_told_and_not_waited_for(make, what, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make(Path("a.yaml"))
    assert told("a.yaml") == f"'a.yaml' is {what}, not a file"
    for command in ("summary", "check", "grade"):
        assert convcalc(command, "a.yaml").code == 2
    Path("nets").mkdir()
    Path("nets/b.yaml").write_text(GOOD)
    os.rename("a.yaml", "nets/a.yaml")
    result = convcalc("check", "nets", "--format", "concise")
    if what != "a folder":
        assert (result.code, result.out.splitlines()[0]) == (
            2, f"nets/a.yaml:1:1: C001 'nets/a.yaml' is {what}, not a file",
        )  # fmt: skip
        assert "2 files checked: 1 error" in result.out


@pytest.mark.parametrize("name", [".convcalc.yaml", "pyproject.toml", "old.json"])
def test_settings_and_baselines_are_regular_files_too(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkfifo(name)
    Path("a.yaml").write_text(GOOD)
    result = convcalc("check", "a.yaml", *(["--baseline", name] if name == "old.json" else []))
    assert result.code == 2
    assert f"'{name}' is a pipe, not a file" in result.out


# Size


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.yaml", ".convcalc.yaml", "pyproject.toml", "old.json"])
def test_one_size_limit_holds_for_all(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(GOOD)
    with open(name, "wb") as file:
        file.write(b"#" * 2**16)
        file.truncate(2**36)
    result = convcalc("check", "a.yaml", *(["--baseline", name] if name == "old.json" else []))
    assert result.code == 2
    assert f"'{name}' is larger than 32 MiB" in result.err + result.out


# Names


def test_a_files_own_name_is_never_cut_out_of_its_path(tmp_path):
    own = "n" * 240 + ".yaml"
    for folder in ("a", "b" * 200, "/".join(["c" * 200] * 10)):
        found = told(os.path.join("/", folder, own))
        assert found.startswith("there is no file '") and found.endswith(f"{own}'")
    assert len(told("/" + "x" * 10**5 + "/a.yaml")) < 300
    assert len(told("x" * 10**5)) < 300


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_system_error_has_the_name_of_the_file(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(GOOD)
    path.chmod(0)
    assert told(path) == f"cannot read {str(path)!r}: permission denied"


@pytest.mark.parametrize("name", ["a.yaml/b.yaml", "l" * 300 + "/b.yaml", "loop.yaml"])
def test_what_the_system_refuses_is_told_with_the_name(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(GOOD)
    os.symlink("loop.yaml", "loop.yaml")
    assert told(name).startswith("cannot read '") and name[-9:] in told(name)
    assert told("a\0b") == "cannot read 'a\\x00b': not a file name"


# Encodings


@pytest.mark.parametrize("name", ["a.yaml", ".convcalc.yaml", "pyproject.toml", "old.json"])
@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"layers: # convcalc\n  - r\xe9lu\n", ":2:6: error: this is not UTF-8 text"),
        ("layers: convcalc\n".encode("utf-16"), "is not a text file"),
        (b"convcalc\n\xff", ":2:1: error: this is not UTF-8 text"),
    ],
    ids=["latin-1", "utf-16", "cut"],
)
def test_encoding_faults_are_told_with_their_place(name, raw, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(GOOD)
    Path(name).write_bytes(raw)
    result = convcalc("check", "a.yaml", *(["--baseline", name] if name == "old.json" else []))
    assert result.code == 2
    text = (result.err + result.out).replace("error[C001]:", "error:")
    assert name in text and message in text


def test_an_escape_that_is_no_character_is_told(tmp_path):
    for escape in ("\\ud800", "\\ud83d\\ude00", "\\U00110000"):
        with pytest.raises(SpecError) as raised:
            document("a.json", f'{{"input": "{escape}", "layers": []}}'.encode())
        (problem,) = raised.value.problems
        first = escape[: 10 if "U" in escape else 6]
        assert (problem.message, problem.help) == (
            f"not valid YAML: {first} is no character",
            "write the character itself",
        )


# Text of what is no spec


FOREIGN = {
    "a token": TOKEN,
    "a line": f"{TOKEN}: {TOKEN}\n",
    "a mapping": f"version: 1\nname: x\ntoken: {TOKEN}\n",
    "a list": f"- {TOKEN}\n",
    "no YAML": f"a: [\n{TOKEN}\n",
    "a comment": f"# {TOKEN}\n",
    "twice": f"{TOKEN}: 1\n{TOKEN}: 2\n",
    "a tag": f"!{TOKEN} x\n",
    "an alias": f"a: *{TOKEN}\n",
    "a setting": f"[core]\n\textraheader = AUTHORIZATION: basic {TOKEN}\n",
    "no text": f"a: \x01{TOKEN}\n",
    "another encoding": f"a: é {TOKEN}\n",
    "two documents": f"a: {TOKEN}\n---\nb: {TOKEN}\n",
    "on one line": f'{{"a": "{TOKEN}", "b": {TOKEN}',
}


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN)
def test_text_of_a_file_that_is_no_spec_is_never_quoted(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    raw = text.encode("latin-1" if "é" in text else "utf-8")
    Path("token.yaml").write_bytes(raw)
    Path("a.yaml").write_text("extends: token.yaml\n")
    Path("b.yaml").write_text("questions:\n  - {spec: token.yaml, expect: {params: 1}}\n")
    Path("nets").mkdir()
    Path("nets/a.yaml").write_text(GOOD)
    os.symlink("../token.yaml", "nets/.convcalc.yaml")
    os.symlink("../token.yaml", "nets/b.yaml")
    for arguments in (
        *(["summary", name] for name in ("a.yaml", "token.yaml", "nets/b.yaml")),
        ["summary", "-"],
        ["show", "token.yaml"],
        ["diff", "a.yaml", "token.yaml"],
        ["grade", "b.yaml", "token.yaml"],
        *(["check", "--format", form, "nets"] for form in ("text", "json", "sarif", "github", "junit", "gitlab")),
        ["check", "nets/b.yaml", "a.yaml", "token.yaml"],
        ["check", "nets/a.yaml", "--baseline", "token.yaml"],
    ):
        result = convcalc(*arguments, stdin=raw)
        assert TOKEN not in result.out + result.err, arguments
        assert result.code == 2 or text.startswith("#"), arguments


NO_BASES = {
    "a word like one": f"inputs: {TOKEN}\n",
    "inputs of a workflow": f"inputs:\n  key: {{default: {TOKEN}}}\n",
    "on one line": f'{{"layer": "x", "key": "{TOKEN}"}}',
    "layers that are none": f"layers: {TOKEN}\n",
    "blocks that are none": f"blocks:\n  - {TOKEN}\n",
    "questions that are none": f"questions: {TOKEN}\n",
    "in a long word": f'a: "{TOKEN}\nlayers: b\n',
    "in another encoding": f"layers: x\né: {TOKEN}\n",
}


@pytest.mark.parametrize("text", NO_BASES.values(), ids=NO_BASES)
def test_text_is_not_quoted_for_a_word_that_only_looks_like_a_specs(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("token.yaml").write_bytes(text.encode("latin-1"))
    Path("a.yaml").write_text("extends: token.yaml\n")
    Path("b.yaml").write_text("questions:\n  - {spec: token.yaml, expect: {params: 1}}\n")
    for arguments in (["summary", "a.yaml"], ["check", "a.yaml"], ["diff", "a.yaml", "a.yaml"], ["grade", "b.yaml"]):
        result = convcalc(*arguments)
        assert (result.code, "token.yaml" in result.out + result.err) == (2, True)
        assert TOKEN not in result.out + result.err


@pytest.mark.parametrize("text", ["layers:\n  - rleu\n", "blocks:\n  a: [\n", '{"layers": [}', "input: 3\nlayers: ]\n"])
def test_faults_of_what_is_extended_are_quoted(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("base.yaml").write_text(text)
    Path("a.yaml").write_text("extends: base.yaml\ninput: 8x8x3\n")
    assert f"| {text.splitlines()[-1]}" in convcalc("summary", "a.yaml").err


def test_what_was_meant_as_a_spec_is_quoted():
    for text in ("layer:\n- x\n", "layers: [\n", '{"name": "x",\n "input": ]', "input: 3x3x3\nfoo: 1\n"):
        try:
            assert document("a.yaml", text.encode()).text == text
        except SpecError as error:
            assert error.problems[0].place.source.text == text
    assert decode("a.yaml", b"\xef\xbb\xbfa") == "a"


# The one way out


def test_what_is_no_regular_file_is_written_into(tmp_path):
    """A device and pipes in a folder of our own: as root, what replaces files would replace them too."""
    made = []
    for name, make in (("device", null_device), ("pipe", os.mkfifo)):
        path = tmp_path / name
        try:
            make(path)
        except OSError:
            continue  # only root makes devices
        made.append(path)
    for path in made:
        before, read = os.stat(path), []
        reader = threading.Thread(target=lambda path=path, read=read: read.append(path.read_bytes()))
        reader.start()
        files.replace(str(path), b"x" * 300_000)
        reader.join(10)
        after = os.stat(path)
        assert (before.st_ino, before.st_mode, before.st_rdev) == (after.st_ino, after.st_mode, after.st_rdev)
        assert read == [b"x" * 300_000 if path.name == "pipe" else b""]
    assert sorted(os.listdir(tmp_path)) == sorted(path.name for path in made)


def null_device(path: Path) -> None:
    """Another /dev/null. Raises OSError where there can be none, as for all but root."""
    os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 3))
    try:
        path.read_bytes()
    except OSError:
        path.unlink()
        raise


def test_a_pipe_that_nobody_reads_is_not_waited_for_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "PATIENCE", 0.1)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SpecError, match=r"cannot write '.*pipe': no such device or address"):
        files.replace(str(tmp_path / "pipe"), b"x")


def test_owner_mode_and_other_names_of_a_file_stay(tmp_path):
    path, other = tmp_path / "a", tmp_path / "b"
    path.write_bytes(b"old, and longer")
    path.chmod(0o4640)
    if os.geteuid() == 0:
        os.chown(path, 12345, 54321)
        path.chmod(0o4640)
    before = os.stat(path)
    files.replace(str(path), b"new")
    after = os.stat(path)
    assert (before.st_mode, before.st_uid, before.st_gid) == (after.st_mode, after.st_uid, after.st_gid)
    assert path.read_bytes() == b"new"
    os.link(path, other)
    files.replace(str(path), b"newer")
    assert other.read_bytes() == path.read_bytes() == b"newer"
    assert os.path.samefile(path, other)
    files.replace(str(path), b"n")
    assert other.read_bytes() == b"n"
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]


def test_a_file_with_other_names_comes_back_where_the_disk_is_full(tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(b"0123456789")
    os.link(path, tmp_path / "b")
    calls = []

    def full(handle: int, content: bytes) -> None:
        calls.append(content)
        os.write(handle, content[:5] if len(calls) == 1 else content)
        if len(calls) == 1:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write_all", full)
    with pytest.raises(SpecError, match="no space left on device"):
        files.replace(str(path), b"abcdefghijklmnop")
    assert path.read_bytes() == b"0123456789"


def test_a_file_in_a_folder_that_is_not_ours_is_written_over(tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    true_open = os.open

    def refuse(name: str, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(13, "Permission denied")
        return true_open(name, flags, mode)

    monkeypatch.setattr(os, "open", refuse)
    files.replace(str(path), b"new")
    with pytest.raises(SpecError, match=r"cannot write '.*b': permission denied"):
        files.replace(str(tmp_path / "b"), b"new")
    assert path.read_bytes() == b"new"


def pieces(*texts: bytes | Exception) -> Iterator[bytes]:
    for text in texts:
        if isinstance(text, Exception):
            raise text
        yield text


def test_what_comes_in_pieces_is_written_whole_or_not_at_all(tmp_path):
    path, other = tmp_path / "a", tmp_path / "b"
    files.replace(str(path), pieces(b"one ", b"two"))
    assert path.read_bytes() == b"one two"
    os.link(path, other)
    files.replace(str(path), pieces(b"three ", b"four"))
    assert other.read_bytes() == b"three four"
    for name in (path, tmp_path / "new"):
        for wrong in (ValueError("not of the file"), KeyError("k"), OSError(28, "No space left on device")):
            with pytest.raises(SpecError if isinstance(wrong, OSError) else type(wrong)):
                files.replace(str(name), pieces(b"half", wrong))
    assert path.read_bytes() == b"three four" and sorted(os.listdir(tmp_path)) == ["a", "b"]


def test_a_file_that_is_not_ours_is_written_over_by_all_pieces(tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(b"old, and longer")

    def refuse(*names: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    files.replace(str(path), pieces(b"one ", b"two"))
    assert path.read_bytes() == b"one two"
    with pytest.raises(SpecError, match=r"cannot write '.*b': permission denied"):
        files.replace(str(tmp_path / "b"), pieces(b"new"))
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("new/", "it is a folder's name"),
        ("there/", "it is a folder's name"),
        ("no/way/page.html", "no such file or directory\n  help: there is no folder 'no/way'\n"),
        ("there", "is a directory"),
    ],
)
def test_no_file_is_made_of_a_folders_name(name, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    for command in (["report", "lenet5", "-o"], ["check", "lenet5", "--write-baseline"], ["quiz", "--key"]):
        result = convcalc(*command, name)
        assert result.code == 2 and f"cannot write {name!r}: {told}" in result.err
    assert os.listdir(tmp_path) == ["there"] and os.listdir("there") == []


def test_what_cannot_be_written_is_told_with_its_name(tmp_path):
    for name in ("", ".", "none/a", "x" * 300, "a\0b"):
        with pytest.raises(SpecError, match=r"^cannot write '"):
            files.replace(str(tmp_path / name) if name else "", b"x")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "call",
    [
        ["graph", "lenet5", "-o"],
        ["report", "lenet5", "-o"],
        ["quiz", "--key"],
        ["check", "net.yaml", "--write-baseline"],
    ],
    ids=lambda call: call[0],
)
def test_every_option_that_names_a_file_to_write_goes_the_same_way(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text("input: 8x8x3\nlayers:\n  - conv: 4 3x3\n  - bn\n")
    os.mkfifo("pipe")
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(Path("pipe").read_bytes()))
    reader.start()
    result = convcalc(*call, "pipe")
    reader.join(10)
    assert result.code == 0
    assert len(read[0]) > 100 and stat.S_ISFIFO(os.stat("pipe").st_mode)
    assert convcalc(*call, "plain").code == 0
    assert Path("plain").read_bytes() == read[0]
    result = convcalc(*call, "no/such/folder")
    assert (result.code, "cannot write 'no/such/folder': no such file or directory" in result.err) == (2, True)


def test_output_may_be_what_standard_output_is(tmp_path):
    script = (
        f'cd {tmp_path}; c() {{ {sys.executable} -m convcalc graph lenet5 "$@"; }}; c > plain; echo first > log; '
        "c -o /dev/stdout | cmp - plain && c -o /dev/stdout >> log && (echo first; cat plain) | cmp - log; echo $?"
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("0\n", "")


@pytest.mark.parametrize("size", [10, 65536, 65537, 300_000])
def test_a_file_is_read_in_about_as_much_memory_as_it_takes(size, tmp_path):
    (tmp_path / "net.yaml").write_bytes(b"#" * size)
    tracemalloc.start()
    try:
        assert files.contents(str(tmp_path / "net.yaml")) == b"#" * size
        assert tracemalloc.get_traced_memory()[1] < 4 * size + 400_000
    finally:
        tracemalloc.stop()


def test_a_link_that_leads_nowhere_is_told_as_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.symlink("other.yaml", "net.yaml")
    with pytest.raises(SpecError) as caught:
        files.contents("net.yaml")
    (problem,) = caught.value.problems
    assert (problem.message, problem.help) == (
        "there is no file 'net.yaml'",
        "it is a link, and there is no 'other.yaml'",
    )
