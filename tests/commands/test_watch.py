"""`summary --watch`: drawn again on every save, the last good table kept while the file is broken."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from convcalc.cli import run
from tests.support.screen import until_the_end

pytestmark = pytest.mark.slow

OTHER_SCREEN, HOME = "\x1b[?1049h", "\x1b[H"
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
GOOD = "name: net\ninput: 8x8x3\nlayers: [conv: 4 3x3]\n"


class Watched:
    """A running watch, on a pipe or on a terminal of some width."""

    def __init__(self, path: str, columns: int | None = None) -> None:
        self.text = ""
        reading, writing = pty.openpty() if columns else os.pipe()
        environment = {**os.environ, "NO_COLOR": "1"}
        environment.pop("COLUMNS", None)
        if columns:
            environment["COLUMNS"] = str(columns)
        self.output = reading
        self.process = subprocess.Popen(
            [sys.executable, "-m", "convcalc", "summary", "--watch", path],
            stdout=writing,
            stderr=writing,
            env=environment,
        )
        os.close(writing)

    def until(self, text: str, seconds: float = 20) -> str:
        """What is written up to a text and the note after it; it is taken off."""
        end = time.monotonic() + seconds
        while text not in self.text or "ctrl-c leaves" not in self.text.split(text, 1)[1]:
            assert time.monotonic() < end, f"no {text!r} in: {self.text}"
            if select.select([self.output], [], [], 0.1)[0]:
                self.text += os.read(self.output, 65536).decode(errors="replace").replace("\r\n", "\n")
        before, after = self.text.split(text, 1)
        more, self.text = after.split("ctrl-c leaves", 1)
        return before + text + more


@pytest.fixture
def folder(tmp_path: os.PathLike[str]) -> str:
    return os.fspath(tmp_path)


@pytest.fixture
def started() -> Iterator[list[Watched]]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell runs in the background ignores it
    running: list[Watched] = []
    yield running
    signal.signal(signal.SIGINT, before)
    for watched in running:
        watched.process.kill()
        watched.process.wait()
        os.close(watched.output)


def save(path: str, text: str) -> None:
    """As editors do: a new file in the place of the old one."""
    with open(f"{path}.new", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(f"{path}.new", path)


def test_drawn_again_on_saving_and_kept_while_broken(folder: str, started: list[Watched]) -> None:
    path = os.path.join(folder, "net.yaml")
    save(path, GOOD)
    started.append(watched := Watched(path))
    assert "6x6x4" in watched.until("112")
    save(path, GOOD.replace("4 3x3", "5 3x3"))
    assert "6x6x5" in watched.until("140")
    save(path, GOOD.replace("4 3x3", "4 30x3"))
    broken = watched.until("error:")
    assert broken.index("6x6x5") < broken.index(f"{path}:3:")
    save(path, GOOD + "nothing: [")
    assert "6x6x5" in watched.until("not valid YAML")
    os.remove(path)
    assert "6x6x5" in watched.until("there is no file")
    save(path, GOOD.replace("4 3x3", "6 3x3"))
    again = watched.until("168")
    assert "error" not in again
    watched.process.send_signal(signal.SIGINT)
    assert watched.process.wait(10) == 130


def test_a_file_that_is_extended_is_watched_too(folder: str, started: list[Watched]) -> None:
    base, path = os.path.join(folder, "base.yaml"), os.path.join(folder, "net.yaml")
    save(base, "extends: deeper.yaml\n")
    save(os.path.join(folder, "deeper.yaml"), "vars: {n: 4}\ninput: 8x8x3\nlayers: [conv: n 3x3]\n")
    save(path, "extends: base.yaml\n")
    started.append(watched := Watched(path))
    watched.until("112")
    save(os.path.join(folder, "deeper.yaml"), "vars: {n: 5}\ninput: 8x8x3\nlayers: [conv: n 3x3]\n")
    watched.until("140")
    save(base, "extends: nowhere.yaml\n")
    watched.until("error:")
    save(base, "extends: deeper.yaml\nvars: {n: 6}\n")
    watched.until("168")


def test_broken_from_the_start(folder: str, started: list[Watched]) -> None:
    path = os.path.join(folder, "net.yaml")
    save(path, "layers: [")
    started.append(watched := Watched(path))
    watched.until("not valid YAML")
    save(path, GOOD)
    watched.until("112")


@pytest.mark.parametrize("columns", [60, 160])
def test_a_terminal_has_a_live_view_with_the_last_good_table(folder: str, started: list[Watched], columns: int) -> None:
    path = os.path.join(folder, "net.yaml")
    save(path, GOOD)
    started.append(watched := Watched(path, columns))
    assert watched.until("112").startswith(OTHER_SCREEN)
    save(path, GOOD.replace("4 3x3", "5 3x3"))
    assert fits(watched.until("140"), columns)
    save(path, GOOD.replace("4 3x3", "5 30x3"))
    broken = watched.until("error")
    assert fits(broken, columns) and "1 problem" in broken
    beside = [
        line for line in ESCAPES.sub("", broken).split("\n") if "conv" in line and "140" in line and "\u2502" in line
    ]
    assert bool(beside) == (columns == 160)
    watched.process.send_signal(signal.SIGINT)
    assert watched.process.wait(10) == 130
    left = until_the_end(watched.output, time.monotonic() + 20).decode()
    assert "140" in left.split("\x1b[?1049l")[1]  # the last table stays on the screen that was there before


def test_what_a_file_is_called_is_no_command_to_the_terminal(folder: str, started: list[Watched]) -> None:
    path = os.path.join(folder, "a\x1b]0;evil\x07\x1b[31m\u202eb.yaml")
    save(path, GOOD)
    started.append(watched := Watched(path, 160))
    good = watched.until("112")
    save(path, GOOD.replace("conv", "conw"))
    broken = watched.until("unknown layer")
    watched.process.send_signal(signal.SIGINT)
    assert watched.process.wait(10) == 130
    written = good + broken + watched.text + until_the_end(watched.output, time.monotonic() + 20).decode()
    assert "evil" in written
    assert not [sign for sign in ("\x1b]", "\x07", "\x1b[31m", "\u202e") if sign in written]


def fits(drawn: str, columns: int) -> bool:
    return max(map(len, ESCAPES.sub("", drawn[drawn.index(HOME) :]).split("\n"))) <= columns


def test_what_cannot_be_watched(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["summary", "--watch", "-"]) == 2
    assert "standard input cannot be watched" in capsys.readouterr().err
    assert run(["summary", "--watch", "no-such-net"]) == 2
    assert "there is no file and no preset" in capsys.readouterr().err


def test_a_file_that_is_called_is_watched_too_and_where_it_is_broken(folder: str, started: list[Watched]) -> None:
    body, path = os.path.join(folder, "body.yaml"), os.path.join(folder, "net.yaml")
    save(body, GOOD)
    save(path, "input: 8x8x3\nlayers: [./body.yaml]\n")
    started.append(watched := Watched(path))
    watched.until("112")
    save(body, GOOD.replace("4 3x3", "5 3y3"))
    watched.until("error:")
    save(body, GOOD.replace("4 3x3", "5 3x3"))
    watched.until("140")
