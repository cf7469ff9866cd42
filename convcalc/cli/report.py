"""`convcalc report`: networks as one HTML page, to open in any browser."""

import sys
from collections.abc import Iterable, Iterator

import click

from convcalc.analysis.analyse import analyse
from convcalc.analysis.memory import DTYPES
from convcalc.cli import CLEAN, FAILED, options
from convcalc.cli.terminal import progress, show_notes, show_problems, tell, write_parts
from convcalc.document.files import shown_path
from convcalc.document.problems import SpecError, doing
from convcalc.language import loading
from convcalc.render import numbers
from convcalc.render.formats import parts

MOST_SHOWN = 100 * 2**20
"""A page of more bytes than this, some million layers, takes a browser longer than ten seconds."""


@click.command()
@click.argument("specs", nargs=-1, required=True, metavar="SPEC...", type=options.SPEC)
@options.order
@options.unfold
@options.input
@click.option(
    "--set",
    "settings",
    multiple=True,
    type=options.Settings(),
    metavar="NAME=VALUE",
    help="Replace a variable of every spec.",
)
@click.option("--batch", type=click.IntRange(1), default=1, show_default=True, help="Examples at once, for memory.")
@click.option("--dtype", type=click.Choice(list(DTYPES)), default="float32", show_default=True, help="For memory.")
@options.output
def command(
    specs: tuple[str, ...],
    input: str | dict[str, str] | None,
    unfold: bool,
    order: str | None,
    settings: tuple[tuple[str, str], ...],
    batch: int,
    dtype: str,
    output: str,
) -> int:
    """Write a page with the graph, the table of layers, memory and receptive fields; several specs side by side.

    SPEC is a file, a shipped spec's name, or - for standard input.
    """
    if output == "-" and sys.stdout is not None and sys.stdout.isatty():
        raise click.UsageError("a report is a page for a browser: write it to a file, as with -o report.html")
    analyses, code = [], CLEAN
    for spec in specs:
        try:
            with doing(f"reading {shown_path(spec)}"), progress() as update:
                network = loading.load(spec, dict(settings), input, update, specs, order, unfold)
                analyses.append(analyse(network, dtype, batch))
            show_notes(network)
        except SpecError as error:
            show_problems(error.problems)
            code = FAILED
    if code == CLEAN:  # a page is whole, or the old one stays
        sizes = [0]
        write_parts(output, _measured(parts("report", "html", analyses), sizes), "html")
        if (size := sum(sizes)) > MOST_SHOWN:
            tell(f"a page of {numbers.size(size)}: a browser takes long to show it, if it can")
    return code


def _measured(texts: Iterable[str], sizes: list[int]) -> Iterator[str]:
    """The parts of a page; their sizes are noted as they pass."""
    for text in texts:
        sizes.append(len(text) + 1)
        yield text
