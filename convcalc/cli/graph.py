"""`convcalc graph`: a network as a drawing, for documents and for other tools."""

import os

import click

from convcalc.cli import CLEAN, FAILED, options
from convcalc.cli.terminal import progress, show_notes, tell, write
from convcalc.language import loading
from convcalc.render.formats import FORMATS, render


@click.command()
@options.spec
@options.form("graph", "How to write it; by default as the file's ending says, else mermaid.", default=None)
@click.option("--depth", type=click.IntRange(0), help="Open blocks down to this depth.")
@click.option("--full", is_flag=True, help="Open every block and fold nothing.")
@options.output
def command(
    spec: str,
    settings: tuple[tuple[str, str], ...],
    input: str | dict[str, str] | None,
    unfold: bool,
    order: str | None,
    form: str | None,
    depth: int | None,
    full: bool,
    output: str,
) -> int:
    """Draw the layers and how they are connected: Mermaid, DOT, or SVG (which needs Graphviz).

    SPEC is a file, a shipped spec's name, or - for standard input.
    """
    if full and depth is not None:
        options.apart("--full", {"--depth": True})
    from convcalc.render.graph import mermaid, model, svg

    with progress() as update:
        network = loading.load(spec, dict(settings), input, update, [spec], order, unfold)
    show_notes(network)
    drawing = model.drawing(network, depth, full)
    form = form or _by_ending(output)
    if form == "mermaid" and len(drawing.edges) > mermaid.MOST_EDGES:
        tell(f"mermaid draws at most {mermaid.MOST_EDGES} edges by default; use --depth, or dot")
    try:
        text = render("graph", form, drawing)
    except svg.UndrawnError as error:
        tell(str(error))
        return FAILED
    write(output, text, form)
    return CLEAN


def _by_ending(name: str) -> str:
    """The format that a file's ending stands for; `gv` is another one of DOT's."""
    ending = os.path.splitext(name)[1].removeprefix(".").replace("gv", "dot")
    return ending if ending in FORMATS["graph"] else FORMATS["graph"][0]
