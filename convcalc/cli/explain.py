"""`convcalc explain`: the figures of layers with their formulas, and of blocks with their parts."""

import click

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.cli import CLEAN, FOUND, options
from convcalc.cli.options import Command
from convcalc.cli.terminal import progress, show, show_notes, show_problems, width
from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.explain.block import explain_block
from convcalc.explain.field import field_steps, seen_inputs
from convcalc.explain.find import Found, everything, find_part
from convcalc.explain.fit import misfits
from convcalc.explain.layer import explain_layer
from convcalc.language import loading
from convcalc.render.explanation import Explained
from convcalc.render.formats import Options, joined, render


def style(command: Command) -> Command:
    """How explanations are written, and how strict they are."""
    for decorator in (
        click.option("--strict-fit", is_flag=True, help="A stride that leaves pixels over is an error."),
        options.form("explanation"),
    ):
        command = decorator(command)
    return command


def written(form: str, explained: Explained) -> str:
    """An explanation in a format."""
    return render("explanation", form, explained, Options(width()))


def _places(ctx: click.Context, param: click.Parameter, given: str | None) -> tuple[int, ...]:
    """The places of a unit along the axes."""
    places = given.split(",") if given is not None else []
    if not all(each.isascii() and each.isdecimal() and len(each) < 19 for each in places):
        raise click.BadParameter(f"expected places counted from 0, as 3,5, not {given!r}")
    return tuple(map(int, places))


class Wanted(NamedTuple):
    """What is shown beside, or in the place of, an explanation."""

    chain: bool
    table: bool
    unit: tuple[int, ...]


@click.command()
@options.spec
@click.argument("layers", nargs=-1, metavar="[LAYER]...", shell_complete=options.completed("layers"))
@click.option("--chain", is_flag=True, help="Follow the receptive field back to the input.")
@click.option(
    "--receptive-field",
    "table",
    is_flag=True,
    help="Show a table of the receptive field instead: size n, jump j, field r and start, layer by layer.",
)
@click.option(
    "--unit",
    callback=_places,
    metavar="Y,X",
    help="Show the pixels that one unit sees instead: that at 3,5, counted from 0.",
)
@style
def command(
    spec: str,
    settings: tuple[tuple[str, str], ...],
    input: str | dict[str, str] | None,
    unfold: bool,
    order: str | None,
    layers: tuple[str, ...],
    chain: bool,
    table: bool,
    unit: tuple[int, ...],
    form: str,
    strict_fit: bool,
) -> int:
    """Explain each figure of a layer: the formula, the values put in, the result.

    SPEC is a file, a shipped spec's name, or - for standard input. LAYER is a layer's or a block's name, as
    summary shows it: the full path, or a last part that only one has. Of a block, or of the whole network
    where no LAYER is given, the parts and their sums are shown.
    """
    if chain and table:
        raise click.UsageError("--chain and --receptive-field do not go together: both show how the field grows")
    if unit:
        options.apart("--unit", {"--chain": chain, "--receptive-field": table})
    with progress() as update:
        network = loading.load(spec, dict(settings), input, update, [spec], order, unfold)
    show_notes(network)
    analysis = analyse(network)
    found = [find_part(network, name) for name in layers] or [everything(network)]
    asked = Wanted(chain, table, unit)
    show(joined("explanation", form, [text for each in found for text in _texts(analysis, each, asked, form)]), form)
    problems = misfits(network, sorted({number for each in found for number in each.numbers})) if strict_fit else []
    if problems:
        show_problems(problems)
    return FOUND if problems else CLEAN


def _texts(analysis: Analysis, found: Found, asked: Wanted, form: str) -> list[str]:
    """The explanation of a layer or a block, and how its receptive field grows where that is asked for."""
    number = found.numbers[-1]
    if asked.unit:
        from convcalc.explain.unit import view_of

        return [written(form, view_of(analysis, number, asked.unit))]
    if asked.table:
        return _tables(analysis, found, form)
    parts: list[Explained] = [explain_block(analysis, found) if found.block else explain_layer(analysis, number)]
    if asked.chain:
        parts += (field_steps(analysis, number, input) for input in seen_inputs(analysis, number))
    return [written(form, part) for part in parts]


def _tables(analysis: Analysis, found: Found, form: str) -> list[str]:
    """How the receptive field grows, layer by layer, from each input that is seen."""
    from convcalc.explain.recurrence import field_table

    number = found.numbers[-1]
    inputs = seen_inputs(analysis, number)
    if not inputs:
        raise fail(f"{found.path or analysis.network.name} has no receptive field", help="the input has no axes")
    return [written(form, field_table(analysis, number, input)) for input in inputs]
