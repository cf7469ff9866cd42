"""How far a sweep came that was left off: told in a file beside its points, as long as it is not done.

Of a file of points so many bytes or rows count: what a process that was killed has written behind them is cut off.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from itertools import islice
from time import monotonic

from convcalc.document.files import contents, replace, shown_path
from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.language.spec import Spec
from convcalc.render.points.file import PointsFile, points_file, points_kept
from convcalc.render.points.kept import ANEW
from convcalc.sweep.asking import Survey
from convcalc.sweep.beyond import Beyond, beyond_as_told
from convcalc.sweep.results import Results
from convcalc.sweep.running import Chunk, Reason

OFTEN, SHARE = 1.0, 20
"""Seconds after which it is told again, and so many times what it took the last time: a busy disk takes long."""
ROWS = 10_000
"""Points that are read again at once."""


class Beside:
    """The file beside one of points."""

    def __init__(self, name: str, survey: Survey) -> None:
        self.name = f"{name}.left"
        self._points, self._survey = name, survey
        self._known: _Left | None = None
        self._next = monotonic() + OFTEN
        self._fingerprint = ""

    def know(self, results: Results, file: PointsFile) -> None:
        """All that is known is of the points in a file; it is told now and then, where these stay."""
        self._known = _Left(results.tried, results.beyond, file.size, dict(results.refused))
        if file.lasting and monotonic() > self._next:
            self.tell()

    def tell(self) -> None:
        """Tell what was known last."""
        if self._known:
            begun = monotonic()
            self._fingerprint = self._fingerprint or fingerprint(self._survey)
            told = {"sweep": self._fingerprint, **self._known._asdict()}
            replace(self.name, json.dumps(told).encode(), self._points)
            self._next = monotonic() + max(OFTEN, SHARE * (monotonic() - begun))

    def done(self) -> None:
        """There is nothing left to do."""
        self._known = None
        with suppress(OSError):
            os.unlink(self.name)

    def resumed(self, results: Results) -> PointsFile:
        """The file of points, to go on with, and what is known of them; anew where none is there. Raises SpecError."""
        if not os.path.lexists(self.name):
            self._anew()
            return points_file(self._points, self._survey.sweep)
        left = self._read()
        for chunk in self._chunks(left.size):
            results.add(chunk)
        results.add(Chunk(left.tried, (), (), left.beyond, left.refused))
        self._known = left
        return points_file(self._points, self._survey.sweep, left.size)

    def _anew(self) -> None:
        """Raises SpecError where something is there that nobody can go on with."""
        if os.path.lexists(self._points):
            raise fail(f"{shown_path(self._points)} is no sweep that was left off", help=ANEW)

    def _read(self) -> "_Left":
        try:
            told = json.loads(contents(self.name))
            refused = {reason: Reason(*each) for reason, each in told["refused"].items()}
            found = _Left(told["tried"], beyond_as_told(told["beyond"]), told["size"], refused)
            counts = [found.tried, found.size, *(count for each in refused.values() for count in each[:2])]
            if not all(type(count) is int and count >= 0 for count in counts):
                raise ValueError
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise fail(f"{shown_path(self.name)} is not what a sweep leaves") from None
        if told["sweep"] != fingerprint(self._survey):
            help = "ask the same as before, but for --front, --best and --jobs"
            raise fail(f"{shown_path(self._points)} is of another sweep", help=help)
        return found

    def _chunks(self, size: int) -> Iterator[Chunk]:
        """The points that count, some at a time."""
        points = points_kept(self._points, self._survey.sweep, size)
        while some := list(islice(points, ROWS)):
            columns = list(zip(*(each for _, each in some), strict=True))
            yield Chunk(0, [point for point, _ in some], columns, Beyond(), {})


class _Left(NamedTuple):
    tried: int
    beyond: Beyond
    size: int
    refused: dict[str, Reason]


def fingerprint(survey: Survey) -> str:
    """What tells a sweep from others: the texts of its specs, what varies, and what is written of each point."""
    (spec, space, settings, input), gauges, limits = survey.sweep
    facts = [sorted(_texts(spec)), space, settings, input, gauges, [limit.text for limit in limits]]
    facts += [len(survey.indices), getattr(survey.indices, "seed", None)]
    return blake2b(repr(facts).encode(), digest_size=16).hexdigest()


def _texts(spec: Spec) -> Iterator[str]:
    yield from (source.text for source in spec.files)
    for called in spec.called.values():
        yield from _texts(called)
