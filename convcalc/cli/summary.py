"""`convcalc summary`: every layer of a network with its figures, and the totals."""

import sys

import click

from convcalc.analysis.analyse import Analysis, analyse, on_device
from convcalc.analysis.memory import DTYPES
from convcalc.cli import CLEAN, FAILED, options
from convcalc.cli.options import Command
from convcalc.cli.terminal import height, looked_at, progress, show_notes, show_problems, tell, width, write_parts
from convcalc.document.problems import SpecError
from convcalc.document.wording import nearest
from convcalc.language import loading
from convcalc.model.network import Network
from convcalc.render.formats import Options, parts
from convcalc.render.summary.columns import COLUMNS
from convcalc.render.text import unstyled


def _columns(ctx: click.Context, param: click.Parameter, given: str | None) -> tuple[str, ...]:
    """The names of columns, with commas between. A callback, as a type is a class: that takes 0.1 % of a run."""
    names = tuple(name.strip() for name in given.split(",")) if given is not None else ()
    for name in names:
        if name not in COLUMNS:
            help = nearest(name, COLUMNS) or "there are: " + ", ".join(COLUMNS)
            raise click.BadParameter(f"no column {name!r}: {help}")
    return names


def columns_option(command: Command) -> Command:
    """Which columns are shown."""
    words, complete = f"Which columns: {', '.join(COLUMNS)}.", options.completed("columns")
    return click.option("--columns", callback=_columns, metavar="COLUMNS", help=words, shell_complete=complete)(command)


def memory_options(command: Command) -> Command:
    """How many numbers are held, and how long they are."""
    kinds = click.Choice(list(DTYPES))
    command = click.option("--dtype", type=kinds, default="float32", show_default=True, help="For memory.")(command)
    many = click.IntRange(1)
    words = "Examples at once, for memory."
    return click.option("--batch", type=many, default=1, show_default=True, help=words)(command)


def _tool(ctx: click.Context, param: click.Parameter, given: str | None) -> str | None:
    """The name of another tool, whose rule is known."""
    if given is None:
        return None
    from convcalc.peers.tools import TOOLS

    if given not in TOOLS:
        raise click.BadParameter(f"no rule of {given!r}: {nearest(given, TOOLS) or 'there are: ' + ', '.join(TOOLS)}")
    return given


@click.command()
@options.spec
@options.form("summary")
@columns_option
@click.option("--depth", type=click.IntRange(0), help="Open blocks down to this depth.")
@click.option("--full", is_flag=True, help="Open every block and fold nothing.")
@click.option("--exact", is_flag=True, help="Write numbers with all their digits.")
@memory_options
@click.option("--in-place", is_flag=True, help="Let activations and dropout write over what nobody reads after them.")
@options.plan
@click.option("--device", metavar="NAME", help="How fast it can be at best: a100-40gb, ..., or 312TFLOPS,1555GB/s.")
@click.option(
    "--like", callback=_tool, metavar="TOOL", help="By the rule of another tool: torchinfo, fvcore, thop, ..."
)
@options.output
@click.option("--watch", is_flag=True, help="Show it again whenever the file is saved, until ctrl-c.")
def command(
    spec: str,
    settings: tuple[tuple[str, str], ...],
    input: str | dict[str, str] | None,
    unfold: bool,
    order: str | None,
    form: str,
    columns: tuple[str, ...],
    depth: int | None,
    full: bool,
    exact: bool,
    batch: int,
    dtype: str,
    in_place: bool,
    optimizer: str | None,
    precision: str | None,
    block: str | None,
    device: str | None,
    like: str | None,
    output: str,
    watch: bool,
) -> int:
    """Show every layer: volume, parameters, MACs, memory and receptive field.

    SPEC is a file, a shipped spec's name, or - for standard input.
    """
    if full and depth is not None:
        options.apart("--full", {"--depth": True})
    if like:
        options.apart("--like", {"--columns": columns, "--device": device})
    if watch:
        options.apart("--watch", {"--output": output != "-"})
    asked = Options(width(), columns, depth, full, exact, like=like or "")
    options.refuse("summary", form, asked)
    if form == "csv":  # it has no totals, where these would show
        seen = {"bound", "time"}.intersection(columns)
        options.apart(
            "--format csv", {"--optimizer": optimizer, "--checkpoint": block, "--device": device and not seen}
        )
    plan = options.plan_of(optimizer, precision, block)
    if precision:
        options.apart("--precision", {"--dtype": dtype != "float32"})
        dtype = options.outputs_of(precision)
    if not device and (idle := {"bound", "time"}.intersection(columns)):
        raise click.UsageError(f"column {min(idle)} needs --device")

    def analysed(network: Network) -> Analysis:
        found = analyse(network, dtype, batch, in_place, plan)
        return on_device(found, device) if device else found

    if watch:
        from convcalc.cli import watch as watching

        def made() -> Analysis:
            return analysed(loading.load(spec, dict(settings), input, named=[spec], order=order, unfold=unfold))

        return watching.watch(spec, made, form, asked)
    code = CLEAN
    try:
        with progress() as update:
            network = loading.load(spec, dict(settings), input, update, [spec], order, unfold)
    except SpecError as error:
        if form != "text" or error.partial is None or not error.partial.numbers:
            raise
        show_problems(error.problems)
        tell("up to the first fault:", "")
        network, code = error.partial, FAILED
    show_notes(network)
    _show(analysed(network), form, asked, output)
    return code


def _show(analysis: Analysis, form: str, asked: Options, output: str) -> None:
    """Draw it where a person looks, else write it."""
    if output != "-":
        write_parts(output, map(unstyled, parts("summary", form, analysis, asked._replace(width=None))), form)
    elif form == "text" and looked_at(sys.stdout):
        from convcalc.cli.drawing import draw

        draw("summary", analysis, asked, (width(), height()))
    else:
        write_parts(output, parts("summary", form, analysis, asked), form)
