"""A drawing as a Mermaid flowchart, for Markdown pages: open blocks are subgraphs."""

from collections.abc import Iterator, Sequence

from convcalc.render.colours import on, shade
from convcalc.render.formats import Options
from convcalc.render.graph.model import Cluster, Drawing, DrawnBox, flat
from convcalc.render.markup import mermaid

MOST_EDGES = 500
"""What Mermaid draws unless its page is set up for more."""


def render(drawing: Drawing, options: Options) -> str:
    """The whole flowchart, its classes the families of layers and what comes out."""
    edges = (f"  n{source} --> n{target}" for source, target in drawing.edges)
    head = f"flowchart {'LR' if drawing.across else 'TD'}"
    return "\n".join([head, *_boxes(drawing.boxes, "  "), *edges, *_classes(drawing)])


def _classes(drawing: Drawing) -> Iterator[str]:
    for family, ids in drawing.families.items():
        colours = f"fill:{shade(family, 'front')},stroke:{shade(family, 'edge')},color:{on(family)}"
        yield f"  classDef {family} {colours}"
        yield f"  class {','.join(f'n{id}' for id in ids)} {family}"
    if ends := [f"n{box.id}" for box in flat(drawing.boxes) if box.ends]:
        yield "  classDef ends stroke-width:3px"
        yield f"  class {','.join(ends)} ends"


def _boxes(boxes: Sequence[DrawnBox | Cluster], indent: str) -> Iterator[str]:
    for box in boxes:
        if isinstance(box, DrawnBox):
            text = mermaid(*box.lines)
            yield f"{indent}n{box.id}[[{text}]]" if box.closed else f"{indent}n{box.id}[{text}]"
            continue
        yield f"{indent}subgraph b{box.id}_{len(indent)}[{mermaid(box.label)}]"
        yield from _boxes(box.boxes, indent + "  ")
        yield f"{indent}end"
