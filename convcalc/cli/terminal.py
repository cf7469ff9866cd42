"""What commands share of the terminal: its width and colours, problems on standard error, progress."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

import click

from convcalc.cli import debugging
from convcalc.document.files import append, replace, writing_out
from convcalc.document.problems import Problem, SpecError
from convcalc.document.source import Source
from convcalc.render.formats import COLONS, FOR_PEOPLE
from convcalc.render.text import colored, page, split, unstyled

if TYPE_CHECKING:
    from convcalc.cli.waiting import HowMany
    from convcalc.language.expansion import Progress
    from convcalc.model.network import Network


MOST_CHANNELS = 4
"""A first number above this is no image's channels: there is nothing to be said of an input."""


def color() -> bool | None:
    """Whether to colour: never under NO_COLOR, always under FORCE_COLOR, else where a person looks."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return None


def width() -> int | None:
    """The columns of the terminal; None where the output goes elsewhere."""
    given = os.environ.get("COLUMNS", "")
    columns = int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0
    return columns or _size()[0] or None


def height() -> int | None:
    """The lines of the terminal, where they are known."""
    return _size()[1] or None


def _size() -> tuple[int, int]:
    """The columns and lines of the terminal behind standard output; zeros where there is none."""
    try:
        return os.get_terminal_size(sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return 0, 0


def looked_at(stream: TextIO | None) -> bool:
    """Whether a person looks at a stream: it is a terminal, and none that can only write letters."""
    return stream is not None and os.environ.get("TERM") not in ("dumb", "unknown") and stream.isatty()


def show(text: str, form: str = "text") -> None:
    """Write to standard output: for people with colours where they are wanted, for programs always in UTF-8."""
    stream = sys.stdout
    if form in FOR_PEOPLE and looked_at(stream):
        from convcalc.cli.drawing import show_marked

        show_marked(text, (width(), height()))
    elif form in FOR_PEOPLE or not hasattr(stream, "buffer") or stream.isatty():
        for part in split(text):
            with writing_out():
                _echo(part if form in COLONS else page(part.split("\n")))
    else:
        with writing_out():
            click.echo(_encoded(text), nl=False)


def _echo(text: str, err: bool = False) -> None:
    """Write a text with its styles where they are wanted: to take them out is quicker than to write and remove them."""
    wanted = color()
    if wanted is None:
        wanted = looked_at(sys.stderr if err else sys.stdout)
    click.echo(colored(text) if wanted else unstyled(text), err=err, color=True)


def write(name: str, text: str | bytes, form: str = "text") -> None:
    """Write to a file, or for - to standard output. Raises SpecError."""
    if isinstance(text, bytes) and name == "-":
        with writing_out():
            click.echo(text, nl=False)
    elif isinstance(text, bytes):
        replace(name, text)
    elif name == "-":
        show(text, form)
    else:
        replace(name, _encoded(text))


def write_parts(name: str, parts: Iterable[str], form: str = "text") -> None:
    """Write the parts of a text below each other, as they come; a file whole or not at all. Raises SpecError."""
    if name == "-":
        for part in parts:
            show(part, form)
    else:
        replace(name, map(_encoded, parts))


def summarise(text: str) -> None:
    """Write to the summary page of the job, under GitHub Actions. Where that fails it is said, and no more."""
    if name := os.environ.get("GITHUB_STEP_SUMMARY"):
        try:
            append(name, _encoded(f"{text}\n"))
        except SpecError as error:
            show_problems(error.problems)


def _encoded(text: str) -> bytes:
    """A text and the end of its last line, as a file has it."""
    return f"{text}\n".encode("utf-8", "backslashreplace")


def tell(*lines: str) -> None:
    """Write lines to standard error; where that is closed or full, nobody is to be told."""
    with suppress(OSError):
        if looked_at(sys.stderr):
            from convcalc.cli.drawing import tell_marked

            tell_marked(page(lines))
        else:
            _echo(page(lines), err=True)


def show_problems(problems: Sequence[Problem]) -> None:
    """Write problems to standard error, each with its line and a caret."""
    from convcalc.render.problems import render_problems

    tell(*render_problems(problems).split("\n"))
    show_traces(problems)


def show_notes(*networks: "Network") -> None:
    """Write to standard error what may not be meant so in the inputs of networks, and how their files were made."""
    if not any(map(_may_have_notes, networks)):
        return
    from convcalc.language.notes import notes_on

    if found := [note for network in networks for note in notes_on(network)]:
        show_problems(found)


def _may_have_notes(network: "Network") -> bool:
    """A quick look, before more is loaded."""
    volume, files = network.input, network.origin.files if network.origin else ()
    plain = volume.rank > 1 and volume.numbers[0] > MOST_CHANNELS
    return not plain or any(type(source) is not Source for source in files)


def show_traces(problems: Iterable[Problem]) -> None:
    """Write where faults of convcalc's own came from, for who asks for that."""
    for problem in problems:
        if problem.trace and debugging():
            tell(*problem.trace.split("\n"))


@contextmanager
def progress(what: str = "layers", total: "HowMany" = None, doing: str = "reading") -> Iterator["Progress | None"]:
    """On a terminal what is told how many are done; it is shown on standard error if all takes over a second.

    Where the `total` is known as a bar, else beside what is `doing`.
    """
    if not looked_at(sys.stderr):
        yield None
        return
    from convcalc.cli.waiting import waiting

    with waiting(what, total, doing) as update:
        yield update
