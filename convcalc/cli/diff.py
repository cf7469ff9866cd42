"""`convcalc diff`: what a change to a spec changes."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import click

from convcalc.analysis.analyse import analyse
from convcalc.cli import CLEAN, FAILED, FOUND, options
from convcalc.cli.terminal import show, show_problems, tell, width
from convcalc.compare.limits import NAMES, Threshold
from convcalc.document.problems import SpecError
from convcalc.language import loading
from convcalc.model.network import Network
from convcalc.render.formats import Options, render


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


@click.command(short_help="Show what changed between two specs.")
@click.argument("specs", nargs=-1, required=True, metavar="OLD NEW", type=options.SPEC)
@click.option("--git", "revision", metavar="REV", help="Compare one file with itself as of a git revision.")
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
def command(specs: tuple[str, ...], revision: str | None, form: str, full: bool, limits: tuple[Threshold, ...]) -> int:
    """Show what was edited between two specs, what follows from it, and both totals.

    OLD and NEW are files, shipped specs' names, or - for standard input. With --git there is one file:
    convcalc diff --git main specs/net.yaml
    """
    from convcalc.compare.difference import compare
    from convcalc.render.diff import Diff

    sides = _sides(specs, revision)
    old, new = map(_load, ("old", "new"), sides)
    if old is None or new is None:
        return FAILED
    comparison = compare(analyse(old), analyse(new))
    totals = {change.what: change for change in comparison.totals}
    exceeded = [limit for limit in limits if limit.exceeded(totals[limit.name].before, totals[limit.name].after)]
    compared = Diff(comparison, (sides[0].name, sides[1].name), exceeded)
    show(render("diff", form, compared, Options(width(), full=full)), form)
    return FOUND if exceeded else CLEAN


class _Side(NamedTuple):
    """One of the two: what it is called, and how it is read."""

    name: str
    load: Callable[[], Network]


def _sides(specs: tuple[str, ...], revision: str | None) -> tuple[_Side, _Side]:
    if len(specs) != 1 + (revision is None):
        wanted = "two specs, or one with --git REV" if revision is None else "one spec with --git"
        raise click.UsageError(f"diff takes {wanted}, not {len(specs)}")
    if specs == ("-", "-"):
        raise click.UsageError("only one side can be standard input")
    old, new = (_Side(spec, partial(loading.load, spec, named=specs)) for spec in (specs[0], specs[-1]))
    if revision is not None:
        from convcalc.compare import revision as git

        old = _Side(f"{revision}:{specs[0]}", partial(git.load, specs[0], revision))
    return old, new


def _load(which: str, side: _Side) -> Network | None:
    """The network of a side; None where it has none, and then it is said why."""
    try:
        return side.load()
    except SpecError as error:
        tell(f"the {which} side, {side.name}:")
        show_problems(error.problems)
        return None
