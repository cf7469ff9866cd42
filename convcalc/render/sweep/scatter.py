"""Where the points of a sweep lie by two figures, as parts of an area: dots, ticks and the front. Knows no markup."""

import math
from collections.abc import Callable, Iterator, Sequence

from convcalc.document.records import NamedTuple
from convcalc.render.sweep.figures import shown_figure, title_of, words_of
from convcalc.sweep.front import RankedPoint
from convcalc.sweep.gauges import WHOLE, Gauge, Plain
from convcalc.sweep.results import Results

FAR = 30
"""Where the largest figure is so many times the smallest, the scale is logarithmic."""
MARGIN = 0.03
"""Of the area, that no dot lies on its edge."""
TICKS = 6


class Dot(NamedTuple):
    """A point: how far to the right, and how far up, each from 0 to 1."""

    x: float
    y: float
    point: int
    words: str


class Tick(NamedTuple):
    """A place on a scale, from 0 to 1, and what is written there."""

    at: float
    text: str


class PlotScale(NamedTuple):
    """An axis of the drawing."""

    title: str
    ticks: tuple[Tick, ...]
    place: Callable[[Plain], float]


class Scatter(NamedTuple):
    """A drawing of points."""

    across: PlotScale
    up: PlotScale
    dots: tuple[Dot, ...]
    """Some of those that keep within the limits."""
    front: tuple[Dot, ...]
    """Those that stand out, from left to right."""
    stepped: bool
    """They are the front by just the two figures, so that a line through them parts what can be had."""
    total: int
    """How many points the dots stand for."""


def scatter(results: Results) -> Scatter:
    """The drawing of a sweep, by the first two figures of the front, or the first two that are asked for."""
    survey = results.survey
    gauges = survey.sweep.gauges
    ranked = [each.gauge for each in ((survey.best,) if survey.best else survey.front)]
    first, second, *_ = [*dict.fromkeys([*ranked, *gauges]), gauges[0]]
    columns = gauges.index(first), gauges.index(second)
    standing = [each for each in results.points if _finite(each, columns)]
    drawn = [each for each in results.drawn.points if _finite(each, columns)]
    scales = [
        _scale(gauge, [each.figures[k] for each in (*drawn, *standing)])
        for gauge, k in zip((first, second), columns, strict=True)
    ]
    told = {each.number for each in standing}
    front = sorted(_dots(results, standing, columns, scales))
    others = tuple(_dots(results, [each for each in drawn if each.number not in told], columns, scales))
    return Scatter(scales[0], scales[1], others, tuple(front), len(survey.front) == 2, results.kept)


def _finite(point: RankedPoint, columns: tuple[int, int]) -> bool:
    return all(point.figures[k] != WHOLE for k in columns)


def _dots(
    results: Results, points: Sequence[RankedPoint], columns: tuple[int, int], scales: Sequence[PlotScale]
) -> Iterator[Dot]:
    for each in points:
        x, y = (scale.place(each.figures[k]) for scale, k in zip(scales, columns, strict=True))
        yield Dot(x, y, each.number, words_of(results, each.number, each.figures))


def _scale(gauge: Gauge, figures: Sequence[Plain]) -> PlotScale:
    low, high = min(figures, default=0), max(figures, default=1)
    far = low > 0 and high > FAR * low
    bend: Callable[[Plain], float] = math.log10 if far else float
    start, end = bend(low), bend(high)
    if start == end:
        start, end = start - 1, end + 1
    margin = MARGIN * (end - start)
    start, end = start - margin, end + margin

    def place(figure: Plain) -> float:
        return (bend(figure) - start) / (end - start)

    steps = _decades(low, high) if far else _steps(low, high, 1024 if gauge.in_bytes else 1000)
    ticks = tuple([Tick(place(each), _tick(gauge, each)) for each in steps if 0 <= place(each) <= 1])
    return PlotScale(title_of(gauge), ticks, place)


def _decades(low: Plain, high: Plain) -> list[Plain]:
    """1, 2 and 5 times the powers of ten, or fewer of these."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    parts = (1, 2, 5) if len(powers) < 4 else (1, 3) if len(powers) < 6 else (1,)
    return [part * 10**power for power in powers for part in parts]


def _steps(low: Plain, high: Plain, base: int) -> list[Plain]:
    """Round numbers as far apart as gives about six; in bytes they are round in KiB and MiB."""
    if low == high:
        return [low]
    unit = base ** int(math.log(max(abs(high), 1), base)) if base == 1024 else 1
    wide = (high - low) / unit / TICKS
    power = 10.0 ** math.floor(math.log10(wide))
    step = unit * power * next(part for part in (1, 2, 5, 10) if part * power >= wide * 0.999)
    return [_rounded(k * step) for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _rounded(number: float) -> Plain:
    return round(number) if abs(number - round(number)) < 1e-9 * max(1.0, abs(number)) else number


def _tick(gauge: Gauge, figure: Plain) -> str:
    """A figure without the digits that are none: 5M for 5.00M."""
    if gauge.in_bytes:
        figure = int(figure)
    number, space, unit = shown_figure(gauge, figure).partition(" ")
    letters = number.lstrip("-0123456789.,")
    digits = number.removesuffix(letters)
    return (digits.rstrip("0").rstrip(".") if "." in digits else digits) + letters + space + unit
