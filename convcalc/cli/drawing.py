"""What a person sees in a terminal: drawings, and marked text, with rich; what is long, through a pager."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any, TextIO

from rich.console import Console

from convcalc.document.files import writing_out
from convcalc.render.formats import Options
from convcalc.render.terminal.marked import lines_of
from convcalc.render.terminal.screen import ASCII, FULL, Lines, Screen, ScreenLine, Signs

LONG = 100
"""Lines that are shown at once, however few the terminal has: it can be scrolled."""
Size = tuple[int | None, int | None]
"""The columns and the lines of a terminal, as far as they are known."""
USUAL = 80
"""Columns of a terminal that does not say how many it has."""


def screen(size: Size, stream: TextIO | None = None) -> Screen:
    """The terminal behind a stream, of a size; behind standard output where none is given."""
    return Screen(size[0] or USUAL, size[1], _signs(stream or sys.stdout))


def _signs(stream: TextIO) -> Signs:
    known = (getattr(stream, "encoding", None) or "").lower().replace("-", "").startswith("utf")
    return FULL if known else ASCII


def console(stream: TextIO | None = None, width: int | None = None) -> Console:
    """What draws on a stream: as it is told, with nothing taken for markup, and no line broken."""
    return Console(file=stream or sys.stdout, width=width, markup=False, highlight=False, emoji=False)


def draw(
    thing: str, subject: Any, options: Options, size: Size, above: Sequence[str] = (), below: Sequence[str] = ()
) -> None:
    """Show a thing that has a drawing of its own, and texts above and below it."""
    of = screen(size)
    lines = [each for text in above for each in (*lines_of(text, of.signs), ())]
    lines += drawn(thing, subject, options, of)
    _put([*lines, *(each for text in below for each in ((), *lines_of(text, of.signs)))], of)


def drawn(thing: str, subject: Any, options: Options, of: Screen) -> Sequence[ScreenLine]:
    """The lines of a thing that has a drawing of its own."""
    lines: Sequence[ScreenLine] = import_module(f"convcalc.render.{thing}.terminal").draw(subject, options, of)
    return lines


def show_marked(text: str, size: Size) -> None:
    """Show a text with its styles."""
    of = screen(size)
    _put(lines_of(text, of.signs), of)


def tell_marked(text: str) -> None:
    """Write a text with its styles to standard error."""
    console(sys.stderr).print(Lines(lines_of(text, _signs(sys.stderr))), soft_wrap=True)


def _put(lines: Sequence[ScreenLine], of: Screen) -> None:
    """Show lines; a pager does, where they are many, and more than the terminal has."""
    out = console(width=of.width)
    with writing_out():
        if of.height and len(lines) > max(LONG, of.height) and (pager := _pager()):
            _paged(lines, out, pager)
        else:
            out.print(Lines(lines), soft_wrap=True)


def _pager() -> list[str]:
    """The command that shows a long text; none, where PAGER is empty or there is no such command."""
    import shlex
    from shutil import which

    command = shlex.split(os.environ.get("PAGER", "less"))
    return command if command and which(command[0]) else []


def _paged(lines: Sequence[ScreenLine], out: Console, command: list[str]) -> None:
    """Give lines to a pager, and wait until it is left: ctrl-c is for it, and not for us."""
    from subprocess import PIPE, Popen

    with out.capture() as held:
        out.print(Lines(lines), soft_wrap=True)
    pager = Popen(command, stdin=PIPE, env={"LESS": "FRX", "LV": "-c", **os.environ})
    text = held.get().encode(out.encoding, "backslashreplace")
    while pager.poll() is None:
        with suppress(KeyboardInterrupt, BrokenPipeError):
            pager.communicate(text)
