"""A drawing as a Mermaid flowchart, for Markdown pages: open blocks are subgraphs."""

from collections.abc import Iterator, Sequence

from convcalc.render.formats import Options
from convcalc.render.graph.model import Cluster, Drawing, DrawnBox
from convcalc.render.markup import mermaid

MOST_EDGES = 500
"""What Mermaid draws unless its page is set up for more."""


def render(drawing: Drawing, options: Options) -> str:
    """The whole flowchart, top to bottom."""
    edges = (f"  n{source} --> n{target}" for source, target in drawing.edges)
    return "\n".join(["flowchart TD", *_boxes(drawing.boxes, "  "), *edges])


def _boxes(boxes: Sequence[DrawnBox | Cluster], indent: str) -> Iterator[str]:
    for box in boxes:
        if isinstance(box, DrawnBox):
            text = mermaid(*box.lines)
            yield f"{indent}n{box.id}[[{text}]]" if box.closed else f"{indent}n{box.id}[{text}]"
            continue
        yield f"{indent}subgraph b{box.id}_{len(indent)}[{mermaid(box.label)}]"
        yield from _boxes(box.boxes, indent + "  ")
        yield f"{indent}end"
