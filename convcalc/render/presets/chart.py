"""The shipped specs as a chart: parameters against MACs on scales of logarithms, the receptive field as size."""

from collections.abc import Iterator, Sequence
from math import floor, log10, sqrt

from convcalc.document.records import NamedTuple
from convcalc.language.presets import Preset
from convcalc.render import numbers
from convcalc.render.colours import FAINT, GREY, INK, PAPER, mixed, shade
from convcalc.render.figure.beside import NamedCircle, beside
from convcalc.render.figure.lettering import MIDDLE, SMALL, USUAL
from convcalc.render.figure.scene import COLUMN, Disc, Drawable, Label, Rect, Scene, Stroke, framed
from convcalc.render.presets import Presets
from convcalc.render.presets.figures import PresetFigures

FRAME = Rect(34, 4, COLUMN - 4, 0)
"""What the axes enclose, but for its lower end."""
EACH, LEAST, MOST = 5.6, 250.0, 620.0
"""The height of the chart: for each spec, and in all."""
CROWD = 40
"""Of more specs, series have no lines."""
TOUCHING = 1.5
"""Circles whose middles are no further apart lie on each other."""
LEAST_RADIUS, GROWTH = 1.5, 0.14
"""A circle's area grows with the field: its radius is so much times the root."""
SHOWN = (32, 512, 2048)
"""Fields that the legend shows."""


class Plotted(NamedTuple):
    """A spec in the chart."""

    name: str
    series: str
    """What the specs of one source start with that go on from it: `resnet`; its own name, where there are none."""
    macs: int
    params: int
    field: int | None
    """The receptive field's longest side; None for the whole input."""


class LogAxis:
    """A scale of logarithms, from a little below the least to a little above the largest."""

    def __init__(self, values: Sequence[int], start: float, end: float) -> None:
        least, most = log10(max(1, min(values))), log10(max(1, *values))
        margin = max(0.15, 0.06 * (most - least))
        self._low, self._high = least - margin, most + margin
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        """Where a value lies."""
        return self._start + (log10(max(1, value)) - self._low) / (self._high - self._low) * (self._end - self._start)

    def ticks(self) -> list[int]:
        """Powers of ten; where there are fewer than three of them, twice and five times these, too."""
        decades = range(max(0, floor(self._low)), floor(self._high) + 1)
        for steps in ((1,), (1, 3), (1, 2, 5)):
            found = [step * 10**decade for decade in decades for step in steps]
            within = [value for value in found if self._low <= log10(value) <= self._high]
            if len(within) >= 3:
                return within
        return within


def chart(presets: Presets) -> Scene:
    """The chart of some specs."""
    plotted = [each for family in presets.families for each in _plotted(presets.members(family))]
    bottom = min(MOST, max(LEAST, EACH * len(plotted)))
    across = LogAxis([each.macs for each in plotted], FRAME.left, FRAME.right)
    upward = LogAxis([each.params for each in plotted], bottom, FRAME.top)
    frame = FRAME._replace(bottom=bottom)
    discs = [_disc(each, across, upward) for each in plotted]
    items = [*_grid(frame, across, upward), *_lines(plotted, discs), *sorted(discs, key=lambda disc: -disc.radius)]
    items += [*beside(_spots(plotted, discs), frame), *_legend(frame)]
    return framed(items, "convcalc presets", "parameters against MACs, with receptive fields")


def _plotted(members: Sequence[tuple[Preset, PresetFigures]]) -> Iterator[Plotted]:
    """The specs of a family."""
    stems: dict[str, list[str]] = {}
    for entry, _ in members:
        stems.setdefault(_stem(entry.name), []).append(entry.name)
    for entry, of in members:
        series = _series(stems[_stem(entry.name)]) or entry.name
        spans = of.exact["receptive_field"]
        sizes = [span["size"] for span in (next(iter(spans.values())) if isinstance(spans, dict) else spans)]
        field = None if None in sizes else max(sizes)
        yield Plotted(entry.name, series, of.macs, of.params, field)


def _stem(name: str) -> str:
    """What a name starts with, before its first number, or where it has none before its last part."""
    number = next((at for at, char in enumerate(name) if char.isdecimal()), None)
    return name[:number] if number else name[: name.rfind("_") + 1] or name


def _series(names: Sequence[str]) -> str:
    """What all of some names start with, numbers left whole; a lone name, and a short start, are none."""
    first, last = min(names), max(names)
    same = next((at for at, pair in enumerate(zip(first, last)) if pair[0] != pair[1]), len(first))
    start = first[:same].rstrip("0123456789")
    return start if len(names) > 1 and len(start) > 2 else ""


def _spots(plotted: Sequence[Plotted], discs: Sequence[Disc]) -> list[NamedCircle]:
    """Circles with their names; variants of a spec that lie where it does are named with it: `vgg11, _bn`."""
    spots: list[NamedCircle] = []
    for each, disc in zip(plotted, discs):
        at = next((k for k, spot in enumerate(spots) if _same(spot, each.name, disc)), None)
        if at is None:
            spots.append(NamedCircle(each.name, disc.x, disc.y, disc.radius))
        else:
            first = spots[at].name.partition(",")[0]
            name = f"{spots[at].name}, {each.name.removeprefix(first)}"
            spots[at] = spots[at]._replace(name=name, radius=max(disc.radius, spots[at].radius))
    return spots


def _same(spot: NamedCircle, name: str, disc: Disc) -> bool:
    near = abs(spot.x - disc.x) < TOUCHING and abs(spot.y - disc.y) < TOUCHING
    return near and name.startswith(spot.name.partition(",")[0])


def _disc(each: Plotted, across: LogAxis, upward: LogAxis) -> Disc:
    radius = _radius(each.field) if each.field else 4.0
    fill, edge = (shade("conv", "front"), shade("conv", "edge")) if each.field else (PAPER, shade("pool", "front"))
    return Disc(across.at(each.macs), upward.at(each.params), radius, fill, edge, 0.75)


def _radius(field: int) -> float:
    return max(LEAST_RADIUS, GROWTH * sqrt(field))


def _lines(plotted: Sequence[Plotted], discs: Sequence[Disc]) -> Iterator[Drawable]:
    """A line through the specs of a series."""
    stems: dict[str, list[Disc]] = {}
    for each, disc in zip(plotted, discs):
        stems.setdefault(each.series, []).append(disc)
    for found in stems.values():
        if len(found) > 1 and len(plotted) <= CROWD:
            yield Stroke(tuple((disc.x, disc.y) for disc in found), mixed(FAINT, 0.4), 0.6)


def _grid(frame: Rect, across: LogAxis, upward: LogAxis) -> Iterator[Drawable]:
    faint = mixed(FAINT, 0.75)
    for value in across.ticks():
        x = across.at(value)
        yield Stroke(((x, frame.top), (x, frame.bottom)), faint, 0.4)
        yield Label(x, frame.bottom + 10, _short(value), SMALL, GREY)
    for value in upward.ticks():
        y = upward.at(value)
        yield Stroke(((frame.left, y), (frame.right, y)), faint, 0.4)
        yield Label(frame.left - 4, y + MIDDLE * SMALL, _short(value), SMALL, GREY, "end")
    corners = ((frame.left, frame.top), (frame.left, frame.bottom), (frame.right, frame.bottom))
    yield Stroke(corners, INK, 0.7)
    yield Label((frame.left + frame.right) / 2, frame.bottom + 23, "MACs", USUAL, INK)
    yield Label(frame.left - 30, frame.top - 7, "parameters", USUAL, INK, "start")


def _short(value: int) -> str:
    """A round number: 10M."""
    for power, unit in ((12, "T"), (9, "G"), (6, "M"), (3, "k")):
        if value >= 10**power and value % 10**power == 0:
            return f"{value // 10**power}{unit}"
    return numbers.count(value)


def _legend(frame: Rect) -> Iterator[Drawable]:
    """What the sizes of circles are."""
    x, y = frame.left, frame.bottom + 40
    yield Label(x, y + MIDDLE * SMALL, "receptive field:", SMALL, GREY, "start")
    x += 58
    for field in SHOWN:
        radius = _radius(field)
        yield Disc(x + radius, y, radius, shade("conv", "front"), shade("conv", "edge"), 0.75)
        label = Label(x + 2 * radius + 3, y + MIDDLE * SMALL, str(field), SMALL, GREY, "start")
        yield label
        x = label.box.right + 12
    yield Disc(x + 4, y, 4, PAPER, shade("pool", "front"), 0.75)
    yield Label(x + 11, y + MIDDLE * SMALL, "the whole input", SMALL, GREY, "start")
