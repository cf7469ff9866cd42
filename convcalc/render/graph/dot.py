"""A drawing as DOT, the language of Graphviz: open blocks are clusters."""

from collections.abc import Iterator, Sequence

from convcalc.render.colours import on, shade
from convcalc.render.formats import Options
from convcalc.render.graph.model import Cluster, Drawing, DrawnBox
from convcalc.render.markup import dot


def render(drawing: Drawing, options: Options) -> str:
    """The whole digraph."""
    across = "rankdir=LR, " if drawing.across else ""
    lines = [f"digraph {dot(drawing.name)} {{"]
    lines.append(f'  graph [{across}fontname="Helvetica", fontsize=11, ranksep=0.3, nodesep=0.25];')
    lines.append(
        '  node [shape=box, style=rounded, fontname="Helvetica", fontsize=11, height=0.3, margin="0.15,0.07"];'
    )
    lines.append("  edge [arrowsize=0.6];")
    lines += _boxes(drawing.boxes, "  ")
    lines += (f"  n{source} -> n{target};" for source, target in drawing.edges)
    return "\n".join([*lines, "}"])


def _boxes(boxes: Sequence[DrawnBox | Cluster], indent: str) -> Iterator[str]:
    for box in boxes:
        if isinstance(box, DrawnBox):
            yield f"{indent}n{box.id} [label={dot(*box.lines)}{_style(box)}];"
            continue
        yield f"{indent}subgraph cluster_{box.id}_{len(indent)} {{"
        yield f'{indent}  label={dot(box.label)}; labeljust=l; style=rounded; color="#999999";'
        yield from _boxes(box.boxes, indent + "  ")
        yield f"{indent}}}"


def _style(box: DrawnBox) -> str:
    """Blocks have a bold frame, what comes out a second one."""
    words = ["rounded", *(["bold"] if box.closed else []), *(["filled"] if box.family else [])]
    style = f', style="{",".join(words)}"' if len(words) > 1 else ""
    if box.family:
        style += f', fillcolor="{shade(box.family, "front")}", color="{shade(box.family, "edge")}"'
        style += f', fontcolor="{on(box.family)}"'
    return f"{style}, peripheries=2" if box.ends else style
