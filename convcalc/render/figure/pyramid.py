"""Which pixels of the input one unit sees, layer by layer: a chain cut along its first axis, for teaching."""

from collections.abc import Iterator, Sequence

from convcalc.analysis.receptive_field import reaches
from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.model.geometry import AXES, Span, Window
from convcalc.model.network import Network
from convcalc.render.colours import FAINT, GREY, INK, PAPER, family_of, mixed, shade
from convcalc.render.figure.lettering import MIDDLE, SMALL, fitted
from convcalc.render.figure.scene import COLUMN, Area, Drawable, Label, Point, Scene, Stroke, framed
from convcalc.render.figure.slabs import words_of

WIDEST, MOST_ROWS = 64, 9
"""Pixels that the unit sees at most, and layers."""
AROUND = 2
"""Units of a layer that are shown beside those that are read."""
LEFT, RIGHT = 74.0, 62.0
"""The room of the words beside the rows."""
ROW, LARGEST = 36.0, 13.0
"""From a row to the next, and the largest side of a cell."""


class PyramidRow(NamedTuple):
    """A layer, or at the bottom the input."""

    node: int
    span: Span
    size: int
    reads: Window | None
    """How its units read the row below."""
    places: tuple[int, ...] = ()
    """Its units that the one at the top reads."""


def scene(network: Network) -> Scene:
    """The pyramid of the first layers, as far as they are a chain. Raises SpecError where nothing slides."""
    rows = _read(_rows(network))
    top, pixels = rows[-1], rows[0].places
    seen = f"one unit of {network.nodes[top.node].label} sees {pixels[-1] - pixels[0] + 1} pixels of the input"
    return framed([*_drawn(network, rows)], f"{network.name}: {seen}", f"along the {_axis(network)}")


def _axis(network: Network) -> str:
    return AXES[network.input.rank][0]


def _rows(network: Network) -> list[PyramidRow]:
    """The input, and the layers above it that slide over one another."""
    start, seen = network.inputs[0], reaches(network)
    if not network.input.rank:
        raise fail(f"{network.name!r} starts from a vector: there is no field to draw")
    rows = [PyramidRow(start, seen[start][0], network.input.size[0], None)]
    for number in range(start + 1, len(network.nodes)):
        node = network.nodes[number]
        maps = node.site.layer.windows(node.site.inputs)
        if node.inputs != (number - 1,) or node.site.layer.reorders or node.site.output.rank != network.input.rank:
            break
        if not maps or maps[0] == Window(1):
            continue
        size = seen[number][0].size
        if not isinstance(maps[0], Window) or size is None or size > WIDEST or len(rows) == MOST_ROWS:
            break
        rows.append(PyramidRow(number, seen[number][0], node.site.output.size[0], maps[0]))
    if len(rows) == 1:
        raise fail(f"nothing slides over the input of {network.name!r} before it branches: there is no field to draw")
    return rows


def _read(rows: Sequence[PyramidRow]) -> list[PyramidRow]:
    """The rows with the units that the middle one of the last reads."""
    places, found = [rows[-1].size // 2], []
    for row, below in zip(reversed(rows), [*reversed(rows[:-1]), None]):
        found.append(row._replace(places=tuple(places)))
        if below and row.reads:
            places = sorted({at for place in places for at in row.reads.reads(place, below.size)})
    return found[::-1]


class _Ruler:
    """Where pixels lie."""

    def __init__(self, rows: Sequence[PyramidRow]) -> None:
        first, last = rows[0].places[0] - AROUND, rows[0].places[-1] + AROUND
        self.pixel = min(LARGEST, (COLUMN - LEFT - RIGHT - 4) / (last - first + 1))
        self._first = first
        self.right = LEFT + (last - first + 1) * self.pixel

    def middle(self, row: PyramidRow, place: int) -> float:
        """The middle of what a unit sees."""
        low, high = row.span.sees(place)
        return LEFT + ((low + high) / 2 - self._first + 0.5) * self.pixel


def _drawn(network: Network, rows: Sequence[PyramidRow]) -> Iterator[Drawable]:
    ruler = _Ruler(rows)
    heights = [ROW * (len(rows) - 1 - k) for k in range(len(rows))]
    for row, below, y, under in zip(rows[1:], rows, heights[1:], heights):
        colour = mixed(shade(family_of(network.nodes[row.node].site), "front"), 0.75)
        yield from _cones(ruler, colour, row, below, y, under)
    for row, y in zip(rows, heights):
        yield from _cells(network, ruler, row, y)
        yield from _words(network, ruler, row, y)
    first, last = rows[0].places[0], rows[0].places[-1]
    middle = (ruler.middle(rows[0], first) + ruler.middle(rows[0], last)) / 2
    told = f"pixels {first} to {last} of {rows[0].size}, along the {_axis(network)}"
    yield Label(middle, heights[0] + ruler.pixel / 2 + 3 + SMALL, told, SMALL, GREY)


def _cones(
    ruler: _Ruler, colour: str, row: PyramidRow, below: PyramidRow, y: float, under: float
) -> Iterator[Drawable]:
    """What the units of a row read of the one below: their grounds, and on them their sides."""
    half, top, bottom = ruler.pixel / 2, y + ruler.pixel / 2, under - ruler.pixel / 2
    assert row.reads
    sides: list[tuple[Point, Point]] = []
    for place in row.places:
        read, at = list(row.reads.reads(place, below.size)), ruler.middle(row, place)
        left = ((at - half, top), (ruler.middle(below, read[0]) - half, bottom))
        right = ((at + half, top), (ruler.middle(below, read[-1]) + half, bottom))
        sides += [left, right]
        yield Area((*left, *reversed(right)), colour, colour, 0.3)
    for side in sides:
        yield Stroke(side, FAINT, 0.4)


def _cells(network: Network, ruler: _Ruler, row: PyramidRow, y: float) -> Iterator[Drawable]:
    """The units of a row that are read, with some beside them; those outside the volume are padding."""
    family, half = family_of(network.nodes[row.node].site), ruler.pixel / 2
    read = set(row.places)
    for place in range(row.places[0] - AROUND, row.places[-1] + AROUND + 1):
        x = ruler.middle(row, place)
        inside = 0 <= place < row.size
        if not LEFT <= x <= ruler.right or not (inside or place in read):
            continue
        corners = ((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half))
        fill = shade(family, "front") if inside and place in read else PAPER
        yield Area(corners, fill, INK if place in read and inside else FAINT)


def _words(network: Network, ruler: _Ruler, row: PyramidRow, y: float) -> Iterator[Drawable]:
    node = network.nodes[row.node]
    lines = [fitted(node.label, SMALL, LEFT - 8)]
    if not node.is_input and words_of(node) != node.label:
        lines.append(fitted(words_of(node), SMALL, LEFT - 8))
    first = y + MIDDLE * SMALL - 4.3 * (len(lines) - 1)
    for k, line in enumerate(lines):
        yield Label(0, first + 8.6 * k, line, SMALL, GREY if k else INK, "start")
    told = "" if node.is_input else f"field {row.span.size}, stride {row.span.stride}"
    if told:
        yield Label(ruler.right + 8, y + MIDDLE * SMALL, told, SMALL, GREY, "start")
