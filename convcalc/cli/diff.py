"""`convcalc diff`: what a change to a spec changes."""

import os
from collections.abc import Callable
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

from convcalc.analysis.analyse import analyse
from convcalc.cli import CLEAN, FAILED, FOUND, options
from convcalc.cli.piecemeal import written
from convcalc.cli.terminal import progress, show, show_notes, show_problems, summarise, tell, width, write_parts
from convcalc.compare.limits import NAMES, Threshold
from convcalc.document.problems import Problem, SpecError
from convcalc.document.records import NamedTuple
from convcalc.language import loading
from convcalc.model.network import Network
from convcalc.render.formats import Options, parts, render

if TYPE_CHECKING:
    from convcalc.compare.difference import Comparison
    from convcalc.compare.history import SpecChange
    from convcalc.render.changes import Changes, Judged


class _Limit(click.ParamType[Threshold]):
    """A figure, an operator and a value: `params>+5%`."""

    name = "limit"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Threshold:
        """The threshold, read."""
        from convcalc.compare import limits
        from convcalc.model.layers.fields import FieldError

        if isinstance(value, Threshold):
            return value
        try:
            return limits.read(value)
        except FieldError as error:
            self.fail(f"{error.message}; {error.help}" if error.help else error.message, param, ctx)


@click.command()
@click.argument("specs", nargs=-1, required=True, metavar="OLD NEW", type=options.SPEC)
@click.option("--git", "revision", metavar="REV", help="Compare a file or a folder with itself as of a git revision.")
@options.input
@options.unfold
@options.form("diff")
@click.option("--full", is_flag=True, help="Show every layer, and fold nothing.")
@click.option(
    "--fail-on",
    "limits",
    multiple=True,
    type=_Limit(),
    metavar="LIMIT",
    help="Exit with 1 where this holds, as 'params>+5%', 'params>+100k', 'macs>5G' or 'receptive_field<200'. "
    f"Figures: {', '.join(NAMES)}.",
)
def command(
    specs: tuple[str, ...],
    revision: str | None,
    input: str | dict[str, str] | None,
    unfold: bool,
    form: str,
    full: bool,
    limits: tuple[Threshold, ...],
) -> int:
    """Show what was edited between two specs, what follows from it, and both totals.

    OLD and NEW are files, shipped specs' names, or - for standard input. With --git there is one file, or a
    folder, whose specs may be new, deleted or renamed: convcalc diff --git main specs
    """
    from convcalc.compare.difference import compare
    from convcalc.render.diff import Diff

    sides = _sides(specs, revision, input, unfold)
    if revision is not None and (changes := _history(specs[0], revision)):
        return _show_history(specs[0], revision, changes, limits, form, full)
    if unfold:
        sides = _unfolded(*sides)
    old, new = map(_load, ("old", "new"), sides)
    if old is None or new is None:
        return FAILED
    show_notes(old, new)
    with progress(doing="comparing"):
        comparison = compare(analyse(old), analyse(new))
    exceeded = _exceeded(limits, comparison)
    compared = Diff(comparison, (sides[0].name, sides[1].name), exceeded)
    _show("diff", form, compared, full)
    return FOUND if exceeded else CLEAN


def _exceeded(limits: tuple[Threshold, ...], comparison: "Comparison") -> list[Threshold]:
    """The limits that a change does not keep: for any of several outputs."""
    return [limit for limit in limits if any(map(limit.exceeded_by, comparison.totals_of(limit.name)))]


def _show(thing: str, form: str, subject: Any, full: bool) -> None:
    """Write it, and under GitHub Actions to the page of the job."""
    texts = parts(thing, form, subject, Options(width(), full=full))
    with progress(doing="writing"):
        first = next(texts)
    write_parts("-", chain((first,), texts), form)
    if os.environ.get("GITHUB_STEP_SUMMARY"):
        summarise(render(thing, "markdown", subject, Options(full=full)))


def _history(name: str, revision: str) -> "list[SpecChange]":
    """What became of the specs of a folder, or of a file that only one side has; nothing for one that both have.

    Raises SpecError for a folder whose past cannot be read.
    """
    from convcalc.compare.history import history
    from convcalc.compare.revision import around

    try:
        then = around(name, revision)
        if os.path.lexists(name) and not os.path.isdir(name) and then.raw(name) is not None:
            return []
        return history(name, then)
    except SpecError:
        if os.path.isdir(name):
            raise
        return []  # told as the fault of a side


def _show_history(
    name: str, revision: str, changes: "list[SpecChange]", limits: tuple[Threshold, ...], form: str, full: bool
) -> int:
    from convcalc.compare.difference import compare
    from convcalc.render.changes import Changes, Judged

    judged, code = [], CLEAN
    for change in changes:
        exceeded: list[Threshold] = []
        if change.comparison:
            exceeded = _exceeded(limits, change.comparison)
        elif change.status == "new" and change.only:
            exceeded = _exceeded(limits, compare(change.only, change.only))
        _tell_sides(change)
        code = max(code, FOUND if exceeded else CLEAN)
        judged.append(Judged(change, exceeded))
    shown, text = _written(Changes(revision, name, tuple(judged)), form, Options(width(), full=full))
    show(text, form)
    if os.environ.get("GITHUB_STEP_SUMMARY"):
        shown, text = _written(shown, "markdown", Options(full=full))
        summarise(text)
    return FAILED if any(each.change.problems for each in shown.specs) else code


def _tell_sides(change: "SpecChange") -> None:
    """Say what of a change cannot be read."""
    for which, problems in change.problems:
        tell(f"the {which} side, {change.name}:")
        show_problems(problems)


def _written(changes: "Changes", form: str, options: Options) -> "tuple[Changes, str]":
    """What became of specs, and its text."""

    def instead(judged: "Judged", problems: tuple[Problem, ...]) -> "Judged":
        change = judged.change._replace(status="unreadable", problems=(("new", problems),))
        _tell_sides(change)
        return judged._replace(change=change)

    specs, text = written(
        changes.specs,
        lambda specs: render("changes", form, changes._replace(specs=tuple(specs)), options),
        lambda judged: judged.change.name,
        instead,
    )
    return changes._replace(specs=tuple(specs)), text


class _Side(NamedTuple):
    """One of the two: what it is called, and how it is read."""

    name: str
    load: Callable[..., Network]


def _sides(specs: tuple[str, ...], revision: str | None, input: Any, unfold: bool) -> tuple[_Side, _Side]:
    if len(specs) != 1 + (revision is None):
        wanted = "two specs, or one with --git REV" if revision is None else "one spec with --git"
        raise click.UsageError(f"diff takes {wanted}, not {len(specs)}")
    if specs == ("-", "-"):
        raise click.UsageError("only one side can be standard input")
    old, new = (_Side(spec, partial(loading.load, spec, input=input, named=specs)) for spec in (specs[0], specs[-1]))
    if revision is not None:
        options.apart("--git", {"--input": input, "--unfold": unfold})
        from convcalc.compare import revision as git

        old = _Side(f"{revision}:{specs[0]}", partial(git.load, specs[0], revision))
    return old, new


def _unfolded(old: _Side, new: _Side) -> tuple[_Side, _Side]:
    """The sides, those as they were before they were exported that an exporter changed. Raises SpecError for none."""
    from convcalc.document.foreign import UNFOLD, Foreign

    sources = _source(old), _source(new)
    folded = [isinstance(source, Foreign) and UNFOLD in source.takes for source in sources]
    undone = [side._replace(load=partial(side.load, unfold=True)) for side in (old, new)]
    return undone[0] if folded != [False, True] else old, undone[1] if folded != [True, False] else new


def _source(side: _Side) -> object:
    """What a side is read from; None where it cannot be, which is told later."""
    try:
        return side.load().source
    except SpecError:
        return None


def _load(which: str, side: _Side) -> Network | None:
    """The network of a side; None where it has none, and then it is said why."""
    try:
        with progress():
            return side.load()
    except SpecError as error:
        tell(f"the {which} side, {side.name}:")
        show_problems(error.problems)
        return None
