"""Draws a spec again whenever one of its files is saved. Knows nothing of what is drawn."""

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator

import click

from convcalc.cli.terminal import show, width
from convcalc.document.places import Located
from convcalc.document.problems import SpecError
from convcalc.language import loading
from convcalc.language.spec import Spec
from convcalc.render.problems import render_problems
from convcalc.render.text import style

PAUSE = 0.2
"""Seconds between two looks at the files."""


def watch(spec: str, draw: Callable[[], str]) -> int:
    """Show what `draw` gives, and again on every change, until interrupted.

    While the spec is broken the last good drawing stays, with the problems below. Plain clearing and printing
    serves better than a live display: a table taller than the screen can still be scrolled.
    """
    if spec == "-":
        raise click.UsageError("standard input cannot be watched")
    gc.enable()  # this run is not a short one
    name = spec if os.path.isfile(spec) else loading.find(spec).name
    names, good = [name], ""
    seen: object = None
    while True:
        if _state(names) != seen:
            names = [*dict.fromkeys([name, *_files(name)])]
            seen = _state(names)
            good, below = _attempt(draw, good)
            _show(good, below, name)
        time.sleep(PAUSE)


def _attempt(draw: Callable[[], str], good: str) -> tuple[str, str]:
    """The drawing to show, and what to show below it."""
    try:
        return draw(), ""
    except SpecError as error:
        return good, render_problems(error.problems)


def _show(good: str, below: str, name: str) -> None:
    note = style(f"watching {name}: ctrl-c leaves", "dim")
    click.clear()
    show("\n\n".join(part for part in (good, below, note) if part))
    sys.stdout.flush()


def _state(names: list[str]) -> object:
    """What changes when a file is saved, or the window is made wider."""
    return width(), [(name, _stamp(name)) for name in names]


def _stamp(name: str) -> tuple[int, int, int] | None:
    try:
        found = os.stat(name)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _files(name: str) -> Iterator[str]:
    """The files that a spec extends or calls; of one that cannot be read, those that it is told of."""
    try:
        source = loading.find(name)
        yield from _extended(source, name)
        yield from _read_for(loading.read_source(source, [name]))
    except SpecError as error:
        yield from {problem.place.source.name for problem in error.problems if problem.place}


def _extended(source: Located, name: str) -> Iterator[str]:
    """The files that a spec extends, as far as they can be read. Raises SpecError."""
    passed = {source.name}
    while isinstance(source.data, dict) and isinstance(base := source.data.get("extends"), str):
        source = loading.find(base, source.folder, loading.reachable(source.folder, [name]))
        if source.name in passed:
            return
        passed.add(source.name)
        yield source.name


def _read_for(spec: Spec) -> set[str]:
    """The files that a spec was read from."""
    specs, todo = {id(spec): spec}, [spec]
    while todo:
        new = {id(each): each for each in todo.pop().called.values() if id(each) not in specs}
        specs |= new
        todo += new.values()
    return {file.name for each in specs.values() for file in each.files}
