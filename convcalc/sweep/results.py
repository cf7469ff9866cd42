"""What comes of a sweep as its chunks arrive: counts, the front or the best, and some points to draw. Bounded."""

from collections.abc import Callable, Iterator
from math import exp, log
from random import Random
from typing import Any

from convcalc.sweep.asking import Survey
from convcalc.sweep.beyond import Beyond, together
from convcalc.sweep.front import Best, Front, Keys, RankedPoint
from convcalc.sweep.rows import names_of, point_at, points_in, rows_in
from convcalc.sweep.running import Chunk, Reason, run

MOST_LISTED = 10
"""Points that are told where there is no front."""
MOST_DRAWN = 2000
"""Points of a drawing beside those of the front: more are one dot on the other."""


class Results:
    """What is known of a sweep so far."""

    def __init__(self, survey: Survey, most: int = MOST_LISTED) -> None:
        self.survey = survey
        self.tried = 0
        self.kept = 0
        self.beyond = Beyond()
        self.refused: dict[str, Reason] = {}
        self.drawn = Reservoir(MOST_DRAWN)
        gauges = survey.sweep.gauges
        wanted = [survey.best] if survey.best else []
        self._standing = Front(Keys(survey.front, gauges)) if survey.front else Best(Keys(wanted, gauges), most)

    def add(self, chunk: Chunk) -> None:
        """What came of further points."""
        self.tried += chunk.tried
        self.kept += len(chunk.indices)
        self.beyond = together(self.beyond, chunk.beyond)
        for reason, each in chunk.refused.items():
            known = self.refused.get(reason, each._replace(points=0))
            self.refused[reason] = known._replace(points=known.points + each.points)
        for point, figures in points_in(chunk, self._standing.among(chunk.columns)):
            self._standing.add(point, figures)
        self.drawn.add(len(chunk.indices), lambda place: RankedPoint(*point_at(chunk, place)))

    @property
    def points(self) -> list[RankedPoint]:
        """The points that are told: the front, the best, or the first."""
        return self._standing.points

    @property
    def told(self) -> Chunk:
        """The same as a chunk."""
        points = self.points
        columns = list(zip(*(each.figures for each in points), strict=True))
        return Chunk(len(points), [each.number for each in points], columns, Beyond(), {})

    @property
    def unbuilt(self) -> int:
        """How many points have no figures."""
        return sum(reason.points for reason in self.refused.values())


def rows(survey: Survey) -> Iterator[dict[str, Any]]:
    """The rows of a survey: all as they come; of a front or the best those that stand out, when all have come."""
    sweep, names = survey.sweep, names_of(survey.sweep)
    chunks = run(sweep, survey.indices)
    if survey.front or survey.best:
        results = Results(survey)
        for chunk in chunks:
            results.add(chunk)
        chunks = iter([results.told])
    for chunk in chunks:
        yield from (dict(zip(names, row, strict=True)) for row in rows_in(sweep, chunk))


class Reservoir:
    """So many points at random of all that come by, each as likely (Li 1994, algorithm L)."""

    def __init__(self, most: int) -> None:
        self.points: list[RankedPoint] = []
        self._most, self._random = most, Random(0)
        self._seen, self._next, self._weight = 0, most, 1.0
        self._skip()

    def add(self, many: int, point: Callable[[int], RankedPoint]) -> None:
        """So many points that come by, of which those that are taken are asked for by their place."""
        for place in range(min(many, self._most - len(self.points))):
            self.points.append(point(place))
        while self._next < self._seen + many:
            self.points[self._random.randrange(self._most)] = point(self._next - self._seen)
            self._next += 1
            self._skip()
        self._seen += many

    def _skip(self) -> None:
        self._weight *= exp(log(self._random.random()) / self._most)
        self._next += int(log(self._random.random()) / log(1 - self._weight))
