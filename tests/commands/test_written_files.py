"""Every option that names a file to write: what is there stays what it is, and what cannot be written is told."""

import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from convcalc.document import files
from tests.support.command import Result, convcalc

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="files as Unix has them")]

SHEET = "questions:\n  - {id: q, spec: ./net.yaml, expect: {params: 112}}\n"
CFG = "[net]\nwidth=8\nheight=8\nchannels=3\n[convolutional]\nfilters=4\nsize=3\nactivation=linear\n"
SWEEP = "sweep net.yaml --vary input=8,9"

WAYS = {
    "summary": "summary net.yaml -o OUT",
    "report": "report net.yaml -o OUT",
    "graph": "graph net.yaml --format dot -o OUT",
    "boxes": "graph net.yaml --style boxes --format svg -o OUT",
    "import": "import net.cfg -o OUT",
    "onnx": "export net.yaml --to onnx -o OUT",
    "pytorch": "export net.yaml --to pytorch -o OUT",
    "keras": "export net.yaml --to keras -o OUT",
    "grade": "grade sheet.yaml --format html -o OUT",
    "class": "grade sheet.yaml --answers class.csv --format csv -o OUT",
    "quiz": "quiz --count 1 --key OUT",
    "baseline": "check bad.yaml --write-baseline OUT",
    "points": f"{SWEEP} -o OUT.csv",
    "lines": f"{SWEEP} -o OUT.jsonl",
    "parquet": f"{SWEEP} -o OUT.parquet",
    "page": f"{SWEEP} -o OUT.html",
    "drawing": f"{SWEEP} -o OUT.svg",
    "point": f"{SWEEP} --write 0 -o OUT.yaml",
}


@pytest.fixture(params=WAYS)
def written(request, tmp_path, monkeypatch) -> tuple[Path, bytes, Callable[[], Result]]:
    """A file, what a command writes to it, and the command, to be run again."""
    if request.param == "parquet":
        pytest.importorskip("pyarrow")
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text("input: 8x8x3\nlayers:\n  - conv: 4 3x3\n    name: c\n")
    Path("bad.yaml").write_text("input: 8x8x3\nlayers:\n  - conv: 4 3x3\n  - bn\n")
    Path("sheet.yaml").write_text(SHEET)
    Path("class.csv").write_text("student,q\na,112\n")
    Path("net.cfg").write_text(CFG)
    words = WAYS[request.param].replace("OUT", "out").split()
    path = tmp_path / words[-1]
    assert convcalc(*words).code == 0
    whole = path.read_bytes()
    path.unlink()
    return path, whole, lambda: convcalc(*words)


def test_what_is_there_stays_what_it_is(written):
    path, whole, again = written
    path.write_bytes(b"x" * 100_000)
    path.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(path, 1234, 2345)
    before = path.stat()
    assert again().code == 0
    after = path.stat()
    assert (before.st_mode, before.st_uid, before.st_gid) == (after.st_mode, after.st_uid, after.st_gid)
    assert path.read_bytes() == whole

    other = path.with_name("other")
    os.link(path, other)
    path.write_bytes(b"x" * 100_000)
    assert again().code == 0
    assert path.samefile(other) and path.read_bytes() == whole

    path.unlink()
    path.symlink_to("other")
    other.write_bytes(b"")
    assert again().code == 0
    assert path.is_symlink() and other.read_bytes() == whole
    assert not [name for name in os.listdir() if name.startswith(".") or name.endswith(".part")]


def test_a_pipe_is_written_into_and_not_waited_for_without_end(written, monkeypatch):
    path, whole, again = written
    os.mkfifo(path)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(path.read_bytes()))
    reader.start()
    assert again().code == 0
    reader.join(10)
    assert read == [whole] and stat.S_ISFIFO(path.stat().st_mode)
    monkeypatch.setattr(files, "PATIENCE", 0.1)
    result = again()
    assert (result.code, "no such device or address" in result.err) == (2, True)


def test_a_device_is_written_into(written):
    path, _, again = written
    for minor, code in ((3, 0), (7, 2)):  # as /dev/null and /dev/full, in a folder of our own
        try:
            os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, minor))
            path.open("wb").close()
        except OSError:
            pytest.skip("only root makes devices")
        result = again()
        assert (result.code, "no space left on device" in result.err) == (code, code == 2)
        assert stat.S_ISCHR(path.lstat().st_mode)
        path.unlink()


def test_a_folder_is_none_to_write(written):
    path, _, again = written
    path.mkdir()
    result = again()
    assert (result.code, f"cannot write '{path.name}': is a directory" in result.err) == (2, True)
    assert os.listdir(path) == []
