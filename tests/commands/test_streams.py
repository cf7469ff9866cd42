"""Standard streams that are absent, closed, full, unbuffered or of another encoding: what each command does then."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from convcalc.cli import COMMANDS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.path.exists("/dev/full"), reason="streams are set as a Unix shell does"),
]

NAMED = "name: 합성곱 größe 🙂\ninput: 8x8x3\nlayers:\n  - conv: 4 3x3\n    name: x\n  - bn\n"
SHEET = 'questions: [{id: "합성곱", input: 32x32x3, layers: conv 10 5x5 s1 p2, expect: {params: 750}}]\n'

CFG = "[net]\nwidth=8\nheight=8\nchannels=3\n[convolutional]\nfilters=4\nsize=3\nactivation=linear\n"
COMMAND = {
    "summary": ("summary net.yaml", 0),
    "graph": ("graph net.yaml", 0),
    "presets": ("presets lenet", 0),
    "show": ("show net.yaml", 0),
    "calc": ('calc 8x8x3 "conv 4 3x3" --answer params=1', 1),
    "explain": ("explain net.yaml x", 0),
    "solve": ('solve 8x8x3 "conv 4 3x3 p?" --same-size', 0),
    "reconcile": ("reconcile net.yaml", 0),
    "import": ("import net.cfg", 0),
    "export": ("export net.yaml --to onnx -o -", 0),
    "verify": ("verify net.yaml lenet5", 1),
    "stack": ("stack 3x3 --against 5x5", 0),
    "sweep": ("sweep net.yaml --vary input=8,10", 0),
    "check": ("check net.yaml", 1),
    "rule": ("rule C301", 0),
    "grade": ("grade sheet.yaml", 1),
    "quiz": ("quiz", 0),
    "report": ("report net.yaml", 0),
    "diff": ("diff net.yaml lenet5 --fail-on 'params>1'", 1),
    "schema": ("schema", 0),
}
"""One call of each command that ends by itself, and the code that it leaves with."""
SERVERS = {"lsp", "mcp"}
"""Those that go on until their input ends; their own tests try their streams."""


@pytest.fixture
def folder(tmp_path):
    """A folder with a spec and a sheet."""
    (tmp_path / "net.yaml").write_text(NAMED, encoding="utf-8")
    (tmp_path / "sheet.yaml").write_text(SHEET, encoding="utf-8")
    (tmp_path / "net.cfg").write_text(CFG, encoding="utf-8")
    return tmp_path


def shell(script: str, folder: Path, **environment: str) -> tuple[int, bytes, str]:
    """The code of a script, in which `convcalc` is the command, and what it wrote."""
    start = f'convcalc() {{ {shlex.quote(sys.executable)} -m convcalc "$@"; }}\n'
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "LC_", "LANG"))}
    done = subprocess.run(
        ["bash", "-c", start + script], cwd=folder, capture_output=True, timeout=60, check=False,
        env={**inherited, "LANG": "C.UTF-8", **environment},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def test_every_command_is_tried():
    assert sorted([*COMMAND, *SERVERS]) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMAND)
def test_streams_that_are_absent_or_full(name, folder):
    """All of them in one shell, whose lines are the codes."""
    call, code = COMMAND[name]
    cases = {
        ">&-": code,  # nobody wants to see it
        "2>&-": code,
        ">&- 2>&-": code,
        "<&- >&- 2>&-": code,
        "2>/dev/full": code,
        ">/dev/full": 2,
        ">/dev/full 2>&1": 2,
        ">/dev/null": code,
    }
    script = "".join(
        f"(convcalc {call} {streams} | cat >/dev/null; exit ${{PIPESTATUS[0]}}); echo $?\n" for streams in cases
    )
    _, out, err = shell(script, folder)
    assert dict(zip(cases, map(int, out.split()))) == cases
    assert "Traceback" not in err
    assert err.count("cannot write standard output: no space left on device") == 1


def unread(arguments: list[str], folder: Path, **environment: str) -> tuple[int, bytes]:
    """The code of a command whose output nobody reads any more, and what it says."""
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs) as pipe:
        done = subprocess.run(
            [sys.executable, "-m", "convcalc", *arguments], stdout=pipe, stderr=subprocess.PIPE, cwd=folder,
            env={**os.environ, **environment}, check=False,
        )  # fmt: skip
    return done.returncode, done.stderr


@pytest.mark.parametrize("name", COMMAND)
def test_a_pipe_that_nobody_reads_ends_quietly(name, folder):
    assert unread(shlex.split(COMMAND[name][0]), folder) == (141, b"")


@pytest.mark.parametrize("call", ["--help", "--version", "summary --help", "report net.yaml -o /dev/stdout"])
def test_what_is_written_otherwise_ends_quietly_too(call, folder):
    assert unread(call.split(), folder) == (141, b"")
    assert unread(call.split(), folder, CONVCALC_DEBUG="1", PYTHONUNBUFFERED="1") == (141, b"")


@pytest.mark.parametrize("name", COMMAND)
@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_any_encoding_takes_any_name(name, encoding, folder):
    call, code = COMMAND[name]
    found, out, err = shell(f"convcalc {call} | cat; exit ${{PIPESTATUS[0]}}", folder, PYTHONIOENCODING=encoding)
    assert (found, bool(out), "Traceback" in err) == (code, True, False)


def test_files_of_programs_and_documents_are_utf_8_whatever_the_stream_is(folder):
    for call in ("report net.yaml", "show net.yaml", "summary net.yaml --format html", "graph net.yaml --format dot"):
        code, out, _ = shell(f"convcalc {call}", folder, PYTHONIOENCODING="cp1252")
        assert code == 0
        assert "합성곱 größe 🙂" in out.decode("utf-8"), call
    _, out, _ = shell("convcalc summary net.yaml", folder, PYTHONIOENCODING="cp1252")
    assert out.startswith(b"\\ud569\\uc131\\uacf1 gr\xf6\xdfe \\U0001f642")


def test_all_is_written_or_it_is_said(folder):
    """As on a disk that is nearly full: the limit of a file's size cuts a write short just so."""
    limit = "ulimit -f 64; "  # 65,536 bytes
    for unbuffered in ("", "1"):
        for target in (">out", "-o out", "| cat >out"):
            (folder / "out").unlink(missing_ok=True)
            code, _, err = shell(f"{limit}convcalc report resnet50 {target}", folder, PYTHONUNBUFFERED=unbuffered)
            if "cat" not in target:
                assert (code, "file too large" in err, "Traceback" in err) == (2, True, False), (unbuffered, target)
                assert target == ">out" or not (folder / "out").exists()
    code, out, _ = shell("convcalc report resnet50", folder, PYTHONUNBUFFERED="1")
    assert code == 0
    assert out.rstrip().endswith(b"</html>")


def test_a_stream_that_does_not_block_takes_all(folder):
    """A pipe of another program that has made it so, and reads slowly."""
    script = """
import os, subprocess, sys, time
ours, theirs = os.pipe()
os.set_blocking(theirs, False)
process = subprocess.Popen([sys.executable, "-m", "convcalc", "report", "resnet50"], stdout=theirs)
os.close(theirs)
time.sleep(1)
size = 0
while part := os.read(ours, 4096):
    size += len(part)
print(process.wait(), size)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=folder)
    whole = len(shell("convcalc report resnet50", folder)[1])
    assert done.stdout == f"0 {whole}\n"


@pytest.mark.parametrize("call", ["summary -", "lsp", "mcp"])
def test_no_standard_input(call, folder):
    if call in SERVERS:
        pytest.importorskip("pygls" if call == "lsp" else "mcp")
    code, _, err = shell(f"convcalc {call} <&-", folder)
    assert (code, err) == (2, "error: there is no standard input to read\n")


# Interrupts


@pytest.mark.parametrize("lost", [False, True], ids=["kept", "lost"])
@pytest.mark.parametrize("module", ["convcalc.cli", "click", "yaml", "convcalc.cli.summary", "convcalc.model.layers"])
def test_ctrl_c_while_importing_is_quiet(module, lost, tmp_path):
    """The signal comes when a module of the start is looked for; it may make another error of that, as C code does."""
    (tmp_path / "sitecustomize.py").write_text(
        f"""
import os, signal, sys

class Finder:
    def find_spec(name, path, target=None):
        if name == {module!r}:
            try:
                os.kill(os.getpid(), signal.SIGINT)
            except KeyboardInterrupt:
                if {lost}:
                    raise AttributeError("partially initialized module") from None
                raise

sys.meta_path.insert(0, Finder)
"""
    )
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '.')}"}
    done = subprocess.run(
        [sys.executable, "-m", "convcalc", "summary", "vgg16"], capture_output=True, env=environment, check=False
    )
    assert done.returncode == 130
    assert done.stdout == b""
    assert done.stderr.strip() in (b"", b"interrupted")


def test_what_meets_an_interrupt_is_there_at_once():
    """Nothing that takes long is imported before."""
    code = "import sys; before = {*sys.modules}; import convcalc.__main__; print(*sorted({*sys.modules} - before))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {name for name in out if not name.startswith("convcalc")} <= {"__future__", "gc", "types"}


# Debugging


def test_tracebacks_and_the_usual_end_for_who_asks(folder):
    script = "import atexit; from convcalc.cli import main; atexit.register(print, 'end'); main(['schema'])"
    for debug, ends in (("", False), ("0", False), ("1", True)):
        environment = {**os.environ, "CONVCALC_DEBUG": debug}
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, env=environment, check=False)
        assert (done.returncode, done.stdout.endswith(b"end\n")) == (0, ends)
