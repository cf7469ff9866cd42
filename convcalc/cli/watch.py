"""Shows a spec again whenever one of its files is saved."""

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click

from convcalc.analysis.analyse import Analysis
from convcalc.cli.terminal import height, looked_at, show, width
from convcalc.document.places import Located
from convcalc.document.problems import Problem, SpecError
from convcalc.language import loading
from convcalc.language.spec import Spec
from convcalc.render.formats import Options, render
from convcalc.render.problems import render_problems
from convcalc.render.text import style

PAUSE = 0.2
"""Seconds between two looks at the files."""


def watch(spec: str, made: Callable[[], Analysis], form: str, asked: Options) -> int:
    """Show what is `made`, and again on every change, until interrupted.

    While the spec is broken the last good table stays, with the problems beside it.
    """
    if spec == "-":
        raise click.UsageError("standard input cannot be watched")
    gc.enable()  # this run is not a short one
    name = spec if os.path.isfile(spec) else loading.find(spec).name
    names = [name]
    good: Analysis | None = None
    seen: object = None
    with _shown(name, form, asked) as show_both:
        while True:
            if _state(names) != seen:
                names = [*dict.fromkeys([name, *_files(name)])]
                seen = _state(names)
                good, problems = _attempt(made, good)
                show_both(good, problems)
            time.sleep(PAUSE)


def _attempt(made: Callable[[], Analysis], good: Analysis | None) -> tuple[Analysis | None, Sequence[Problem]]:
    """What to show, and what is wrong with what is there now."""
    try:
        return made(), ()
    except SpecError as error:
        return good, error.problems


@contextmanager
def _shown(name: str, form: str, asked: Options) -> Iterator[Callable[[Analysis | None, Sequence[Problem]], None]]:
    """What shows a table and problems: live where a person looks, else one below the other."""
    if form == "text" and looked_at(sys.stdout):
        from convcalc.cli.live import live

        with live(name, asked) as show_both:
            yield show_both
        return

    def show_below(good: Analysis | None, problems: Sequence[Problem]) -> None:
        table = render("summary", form, good, asked._replace(width=width())) if good else ""
        below = render_problems(problems) if problems else ""
        note = style(f"watching {name}: ctrl-c leaves", "dim")
        click.clear()
        show("\n\n".join(part for part in (table, below, note) if part))
        sys.stdout.flush()

    yield show_below


def _state(names: list[str]) -> object:
    """What changes when a file is saved, or the window is made wider."""
    return width(), height(), [(name, _stamp(name)) for name in names]


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
