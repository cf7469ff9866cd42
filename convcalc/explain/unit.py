"""The pixels that one unit of a layer sees, in words: with what of its receptive field lies beyond the input."""

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.glimpse import Glimpse, glimpse
from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.document.wording import many
from convcalc.explain.field import FIELD, seen_inputs
from convcalc.explain.lines import Explanation, Line, axis_names
from convcalc.model.geometry import per_axis


class UnitView(NamedTuple):
    """A unit of a layer, and what it sees of each input."""

    name: str
    layer: str
    size: tuple[int, ...]
    """Of the layer's output."""
    unit: tuple[int, ...]
    """Its place along each axis, from 0."""
    sees: tuple[tuple[str, tuple[Glimpse, ...]], ...]
    """By the path of each input that it sees something of."""

    def axis(self, seen: Glimpse) -> str:
        """What an axis of an input is called."""
        rank = next(len(axes) for _, axes in self.sees if seen in axes)
        return axis_names(rank)[seen.axis]

    def explained(self) -> Explanation:
        """A line for each axis of each input."""
        unit = ",".join(map(str, self.unit))
        lines = [
            Line(FIELD, None, words(each), axes=(*([path] if len(self.sees) > 1 else []), self.axis(each)))
            for path, axes in self.sees
            for each in axes
        ]
        nothing = Line(FIELD, None, "nothing of an input with axes")
        change = f"unit {unit} of {per_axis(self.size, always=True)}, counted from 0"
        return Explanation(self.name, self.layer, change, tuple(lines or [nothing]))


def view_of(analysis: Analysis, number: int, unit: tuple[int, ...]) -> UnitView:
    """What a unit sees, by its place along each axis. Raises SpecError where the layer has no such unit."""
    network = analysis.network
    node = network.nodes[number]
    size = node.site.output.size
    _check(node.path, size, unit)
    each = [(analysis.sights[input].input, analysis.sights[input].reaches) for input in seen_inputs(analysis, number)]
    sees = [(network.nodes[start].path, tuple(glimpse(network, number, unit, start, seen))) for start, seen in each]
    return UnitView(node.path, "input" if node.is_input else str(node.site), size, unit, tuple(sees))


def _check(path: str, size: tuple[int, ...], unit: tuple[int, ...]) -> None:
    axes = axis_names(len(size))
    if not size:
        help = "each of its numbers is made of all: name a layer with axes"
        raise fail(f"--unit: {path} is flat, and has no places", help=help)
    if len(unit) != len(size):
        message = f"--unit: expected a place along {' and '.join(axes)} of {path}, not {many(len(unit), 'number')}"
        raise fail(message, help="and none along its channels, which see alike")
    for axis, n, place in zip(axes, size, unit):
        if place >= n:
            raise fail(f"--unit: {path} has a {axis} of {n}, and no place {place}", help=f"places are 0 to {n - 1}")


def words(seen: Glimpse) -> str:
    """What is seen along an axis."""
    if seen.field is None and seen.whole:
        return f"{'' if seen.exact else 'at most '}all {seen.size} pixels"
    beside = f"; by another way {'' if seen.exact else 'at most '}all of them" if seen.whole else ""
    return f"{_pixels(seen)}{_beyond(seen)}{beside}"


def _pixels(seen: Glimpse) -> str:
    """The pixels that are read: all between two, or so many of them."""
    if not seen.pixels:
        return f"none of {seen.size} pixels"
    first, last = seen.pixels[0], seen.pixels[-1]
    if first == last:
        return f"pixel {first} of {seen.size}"
    some = f", {len(seen.pixels)} of these {last - first + 1}" if len(seen.pixels) <= last - first else ""
    return f"pixels {first} to {last} of {seen.size}{some}"


def _beyond(seen: Glimpse) -> str:
    """What of the receptive field lies beyond the input."""
    if seen.field is None:
        return ""
    first, last = seen.field
    parts = [f"{-first} before"] if first < 0 else []
    parts += [f"{last - seen.size + 1} after"] if last >= seen.size else []
    return f"; of its field, {first} to {last}, {' and '.join(parts)} the input" if parts else ""
