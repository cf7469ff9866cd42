"""A figure as a tikzpicture, to be read into a document of LaTeX; its letters are Helvetica."""

from collections.abc import Iterable, Iterator

from convcalc.render.figure.scene import Area, Disc, Drawable, Label, Point, Scene, Stroke, around, head, shortened
from convcalc.render.formats import Options
from convcalc.render.markup import latex, latex_comment

ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}
MATHS = {"×": r"\texttimes{}", "–": "--", "…": r"\dots{}"}
"""What fonts may lack, as LaTeX has it."""


def render(scene: Scene, options: Options) -> str:
    """The picture, in points of PostScript, as SVG has it."""
    lines = [
        latex_comment(f"{scene.title}: {scene.description}"),
        latex_comment(r"\usepackage{tikz}"),
        r"\begin{tikzpicture}[x=1bp, y=-1bp, line width=0.5bp, line join=round, inner sep=0pt]",
        *(rf"\definecolor{{{_name(colour)}}}{{HTML}}{{{colour[1:].upper()}}}" for colour in _colours(scene.items)),
        rf"\path[use as bounding box] (0,0) rectangle ({_number(scene.width)},{_number(scene.height)});",
        *(line for item in scene.items for line in _drawn(item)),
        r"\end{tikzpicture}",
    ]
    return "\n".join(lines)


def _drawn(item: Drawable) -> Iterator[str]:
    if isinstance(item, Label):
        size = rf"\fontfamily{{phv}}\fontsize{{{_number(item.size)}bp}}{{{_number(1.2 * item.size)}bp}}\selectfont"
        style = rf"anchor={ANCHORS[item.anchor]}, text={_name(item.colour)}, font={size}"
        yield rf"\node[{style}] at {_point((item.x, item.y))} {{{_text(item.text)}}};"
    elif isinstance(item, Disc):
        style = f"fill={_name(item.fill)}, fill opacity={_number(item.clear)}, draw={_name(item.edge)}"
        yield rf"\path[{style}] {_point((item.x, item.y))} circle[radius={_number(item.radius)}bp];"
    elif isinstance(item, Area):
        style = f"fill={_name(item.fill)}, draw={_name(item.edge)}, line width={_number(item.thick)}bp"
        yield rf"\path[{style}{_rounded(item.round)}] {_outline(item)};"
    else:
        yield from _stroked(item)


def _stroked(line: Stroke) -> Iterator[str]:
    points = shortened(line.points) if line.arrow else line.points
    style = f"{_name(line.colour)}, line width={_number(line.thick)}bp{_rounded(line.round)}"
    yield rf"\draw[{style}] {_chain(points)};"
    if line.arrow:
        yield rf"\fill[{_name(line.colour)}] {_chain(head(line.points))} -- cycle;"


def _outline(area: Area) -> str:
    if not area.round:
        return f"{_chain(area.points)} -- cycle"
    left, top, right, bottom = around(area)
    return f"{_point((left, top))} rectangle {_point((right, bottom))}"


def _rounded(radius: float) -> str:
    return f", rounded corners={_number(radius)}bp" if radius else ""


def _text(text: str) -> str:
    return "".join(MATHS.get(char, char) for char in latex(text))


def _colours(items: Iterable[Drawable]) -> list[str]:
    """Every colour of a figure, once."""
    used: dict[str, None] = {}
    for item in items:
        for name in ("fill", "edge", "colour"):
            if hasattr(item, name):
                used[getattr(item, name)] = None
    return list(used)


def _name(colour: str) -> str:
    return f"figure{colour[1:]}"


def _chain(points: Iterable[Point]) -> str:
    return " -- ".join(map(_point, points))


def _point(point: Point) -> str:
    return f"({_number(point[0])},{_number(point[1])})"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
