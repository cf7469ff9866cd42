"""`convcalc graph`: a network as a drawing, for documents and for other tools."""

import os
from importlib import import_module
from typing import TYPE_CHECKING

import click

from convcalc.cli import CLEAN, FAILED, options
from convcalc.cli.terminal import progress, show_notes, tell, write
from convcalc.language import loading
from convcalc.render.formats import FORMATS, render

if TYPE_CHECKING:
    from convcalc.model.network import Network

FIGURES = (*FORMATS["figure"], "png", "pdf")
STYLES = {"flow": (*FORMATS["graph"], "png", "pdf"), "boxes": FIGURES, "pyramid": FIGURES}
"""The formats of each."""
EVERY_FORM = tuple(dict.fromkeys(form for forms in STYLES.values() for form in forms))


@click.command()
@options.spec
@click.option(
    "--style",
    type=click.Choice(list(STYLES)),
    default="flow",
    help="A flow chart; for papers boxes whose sides show height, width and channels; or the pyramid of a field.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(EVERY_FORM),
    help="How to write it; by default as the file's ending says, else mermaid, and boxes as svg.",
)
@click.option("--direction", type=click.Choice(["tb", "lr"]), help="Of a flow chart: down, or to the right.")
@click.option("--depth", type=click.IntRange(0), help="Open blocks of a flow chart down to this depth.")
@click.option("--full", is_flag=True, help="Open every block of it and fold nothing.")
@options.output
def command(
    spec: str,
    settings: tuple[tuple[str, str], ...],
    input: str | dict[str, str] | None,
    unfold: bool,
    order: str | None,
    style: str,
    form: str | None,
    direction: str | None,
    depth: int | None,
    full: bool,
    output: str,
) -> int:
    """Draw the layers and how they are connected.

    A flow chart is Mermaid, DOT, or SVG, which needs Graphviz; boxes, and the pyramid of a receptive field, are SVG and
    TikZ, no wider than text on a page of A4. PNG and PDF are made of SVG.

    SPEC is a file, a shipped spec's name, or - for standard input.
    """
    if full and depth is not None:
        options.apart("--full", {"--depth": True})
    form = _form(style, form, output)
    if style != "flow":
        options.apart(f"--style {style}", {"--direction": direction, "--depth": depth is not None, "--full": full})
    with progress() as update:
        network = loading.load(spec, dict(settings), input, update, [spec], order, unfold)
    show_notes(network)
    from convcalc.render.figure.paged import FORMS, UnpagedError, converted
    from convcalc.render.graph.svg import UndrawnError

    try:
        kind = "svg" if form in FORMS else form
        text = _flow(network, kind, direction, depth, full) if style == "flow" else _figure(network, style, kind)
        write(output, converted(text, form) if form in FORMS else text, form)
    except (UndrawnError, UnpagedError) as error:
        tell(str(error))
        return FAILED
    return CLEAN


def _form(style: str, form: str | None, output: str) -> str:
    """The format that is asked for, or that a file's ending stands for; `gv` is another one of DOT's."""
    if form and form not in STYLES[style]:
        fitting = next(each for each in STYLES if form in STYLES[each])
        raise click.UsageError(
            f"{form} is a format of --style {fitting}; of {style} there is {', '.join(STYLES[style])}"
        )
    ending = os.path.splitext(output)[1].removeprefix(".").replace("gv", "dot")
    return form or (ending if ending in STYLES[style] else STYLES[style][0])


def _figure(network: "Network", style: str, form: str) -> str:
    return render("figure", form, import_module(f"convcalc.render.figure.{style}").scene(network))


def _flow(network: "Network", form: str, direction: str | None, depth: int | None, full: bool) -> str:
    """The flow chart of a network. Raises UndrawnError."""
    from convcalc.render.graph import mermaid, model

    drawing = model.drawing(network, depth, full)._replace(across=direction == "lr")
    if form == "mermaid" and len(drawing.edges) > mermaid.MOST_EDGES:
        tell(f"mermaid draws at most {mermaid.MOST_EDGES} edges by default; use --depth, or dot")
    return render("graph", form, drawing)
