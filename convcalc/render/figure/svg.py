"""A figure as SVG: text is text, and nothing is fetched from elsewhere."""

from collections.abc import Iterator

from convcalc.render.colours import INK, PAPER
from convcalc.render.figure.scene import Area, Disc, Drawable, Label, Point, Scene, Stroke, around, head, shortened
from convcalc.render.formats import Options
from convcalc.render.markup import html

FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"


def render(scene: Scene, options: Options) -> str:
    """The picture, in points, on white."""
    size = f'width="{_number(scene.width)}pt" height="{_number(scene.height)}pt"'
    view = f'viewBox="0 0 {_number(scene.width)} {_number(scene.height)}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} role="img" font-family="{FONT}" fill="{INK}">',
        f"<title>{html(scene.title)}</title>",
        f"<desc>{html(scene.description)}</desc>",
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
    ]
    return "\n".join([*lines, *(line for item in scene.items for line in _drawn(item)), "</svg>"])


def _drawn(item: Drawable) -> Iterator[str]:
    if isinstance(item, Label):
        yield _text(item)
    elif isinstance(item, Disc):
        place = f'cx="{_number(item.x)}" cy="{_number(item.y)}" r="{_number(item.radius)}"'
        clear = f' fill-opacity="{_number(item.clear)}"' if item.clear < 1 else ""
        yield f'<circle {place} fill="{item.fill}"{clear} stroke="{item.edge}" stroke-width="0.6"/>'
    elif isinstance(item, Area):
        style = f'fill="{item.fill}" stroke="{item.edge}" stroke-width="{_number(item.thick)}"'
        yield f"{_outline(item)} {style}/>"
    else:
        yield from _stroked(item)


def _outline(area: Area) -> str:
    """The start of an area's element: a rectangle where its corners are round."""
    if not area.round:
        return f'<path d="{_straight(area.points)}Z" stroke-linejoin="round"'
    left, top, right, bottom = around(area)
    place = f'x="{_number(left)}" y="{_number(top)}" rx="{_number(area.round)}"'
    return f'<rect {place} width="{_number(right - left)}" height="{_number(bottom - top)}"'


def _stroked(line: Stroke) -> Iterator[str]:
    points = shortened(line.points) if line.arrow else line.points
    style = f'fill="none" stroke="{line.colour}" stroke-width="{_number(line.thick)}"'
    yield f'<path d="{_path(points, line.round)}" {style}/>'
    if line.arrow:
        yield f'<path d="{_straight(head(line.points))}Z" fill="{line.colour}"/>'


def _straight(points: tuple[Point, ...]) -> str:
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in points)


def _path(points: tuple[Point, ...], round: float) -> str:
    """A path whose corners are rounded, as far as the lines at them are long."""
    if not round or len(points) < 3:
        return _straight(points)
    parts = [f"M{_number(points[0][0])} {_number(points[0][1])}"]
    for before, corner, after in zip(points, points[1:], points[2:]):
        start, end = _toward(corner, before, round), _toward(corner, after, round)
        parts.append(f"L{_number(start[0])} {_number(start[1])}")
        parts.append(f"Q{_number(corner[0])} {_number(corner[1])} {_number(end[0])} {_number(end[1])}")
    return "".join([*parts, f"L{_number(points[-1][0])} {_number(points[-1][1])}"])


def _toward(corner: Point, other: Point, far: float) -> Point:
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    long = (dx * dx + dy * dy) ** 0.5 or 1.0
    part = min(far, long / 2) / long
    return (corner[0] + dx * part, corner[1] + dy * part)


def _text(label: Label) -> str:
    anchor = "" if label.anchor == "start" else f' text-anchor="{label.anchor}"'
    colour = "" if label.colour == INK else f' fill="{label.colour}"'
    place = f'x="{_number(label.x)}" y="{_number(label.y)}" font-size="{_number(label.size)}"'
    return f"<text {place}{anchor}{colour}>{html(label.text)}</text>"


def _number(value: float) -> str:
    """A number with at most two digits after its point."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
