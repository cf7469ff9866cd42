"""What commands share of the terminal: its width and colours, problems on standard error, progress."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import click

from convcalc.document.problems import Problem
from convcalc.language.expansion import Progress
from convcalc.render.problems import render_problems

if TYPE_CHECKING:
    from rich.status import Status


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
    if given.isdigit() and int(given) > 0:
        return int(given)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or None
    except (OSError, ValueError, AttributeError):
        return None


def show(text: str) -> None:
    """Write to standard output, with colours only where they are wanted."""
    click.echo(text, color=color())


def show_problems(problems: Sequence[Problem]) -> None:
    """Write problems to standard error, each with its line and a caret."""
    click.echo(render_problems(problems), err=True, color=color())


@contextmanager
def progress() -> Iterator[Progress | None]:
    """A count of layers on standard error while a very large network is built; on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    with ExitStack() as stack:
        status: Status | None = None

        def update(count: int) -> None:
            nonlocal status
            if status is None:
                from rich.console import Console

                status = stack.enter_context(Console(stderr=True).status(""))
            status.update(f"{count:,} layers")

        yield update
