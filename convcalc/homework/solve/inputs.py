"""Which inputs a network takes: the smallest, or all between two sizes, and why others fail. Every one is tried."""

import re
from functools import cached_property
from typing import Any

from convcalc.document.problems import Problem, SpecError, fail
from convcalc.document.records import NamedTuple
from convcalc.language.expansion import build
from convcalc.language.spec import Spec
from convcalc.language.spoken.phrases import UNKNOWN
from convcalc.model.geometry import Volume
from convcalc.model.network import Network

LARGEST = 4096
MOST_FITS = 1000
_BETWEEN = re.compile(r"\s*(\d{1,9})\s*(?:\.\.\s*(\d{1,9})\s*)?")


class Smallest(NamedTuple):
    """The smallest input, all sides equal, and why the next smaller one fails."""

    network: Network
    smaller: Volume | None
    problem: Problem | None


class Misfits(NamedTuple):
    """Sides at which a network fails in one way: at one place, and in the same words but for the numbers."""

    sides: tuple[int, ...]
    problem: Problem
    """That of the first."""


class Fits(NamedTuple):
    """Inputs of some sides: those that fit, with what comes out, and those that do not, with the reasons."""

    name: str
    first: Volume
    last: Volume
    fitting: tuple[tuple[int, str], ...]
    misfits: tuple[Misfits, ...]


class Sized:
    """A network with inputs of other sides: those that are `?`, or all, made equally long."""

    def __init__(self, spec: Spec, settings: dict[str, Any], volume: list[Any]) -> None:
        if len(volume) < 2:
            raise fail("the input is a flat vector: it has no sides")
        self.spec = spec
        self.settings = settings
        self.sides = volume[:-1]
        self.asked = UNKNOWN in self.sides
        self.channels = volume[-1] if isinstance(volume[-1], int) else build(spec, settings).input.channels

    def volume(self, side: int) -> Volume:
        """The input with sides of a length."""
        sides = tuple(side if each == UNKNOWN or not self.asked else each for each in self.sides)
        return self.spec.order(sides, self.channels)

    def network(self, side: int) -> Network:
        """The network with this input. Raises SpecError where it does not fit."""
        return build(self.spec, self.settings, list(self.volume(side).numbers))

    def stop_where_size_is_not_the_matter(self, found: Problem) -> None:
        """Raise what is wrong with a spec whose own input fails for the same reason."""
        if not self.asked and self.own_fault and self.own_fault.problems[0] == found:
            raise self.own_fault

    @cached_property
    def own_fault(self) -> SpecError | None:
        """What is wrong with the spec at its own input."""
        try:
            build(self.spec, self.settings)
        except SpecError as own:
            return own
        return None


def smallest_input(spec: Spec, settings: dict[str, Any], volume: list[Any]) -> Smallest:
    """The smallest input that a spec takes, by its sides: those that are `?`, or all, made equally long.

    Raises SpecError where there is none up to 4,096, or the sides are not what is wrong.
    """
    sized = Sized(spec, settings, volume)
    problem, smaller = None, None
    for side in range(1, LARGEST + 1):
        try:
            return Smallest(sized.network(side), smaller, problem)
        except SpecError as error:
            problem, smaller = error.problems[0], sized.volume(side)
            sized.stop_where_size_is_not_the_matter(problem)
    raise fail(f"no input up to {smaller} is taken: {problem.message if problem else ''}")


def read_between(text: str) -> range:
    """The sizes of `200..300`. Raises SpecError."""
    match = _BETWEEN.fullmatch(text)
    ends = [int(end) for end in match.groups() if end] if match else []
    if not ends or ends[0] < 1 or ends[0] > ends[-1]:
        raise fail(f"--fits: expected the smallest and the largest size, not {text!r}", help="as 200..300")
    if ends[-1] - ends[0] >= MOST_FITS:
        raise fail(f"--fits: {ends[-1] - ends[0] + 1:,} sizes are too many", help=f"at most {MOST_FITS:,} are tried")
    return range(ends[0], ends[-1] + 1)


def inputs_that_fit(spec: Spec, settings: dict[str, Any], volume: list[Any], sides: range) -> Fits:
    """Which of some sides a spec takes, and why not the others. Raises SpecError where sides are not what is wrong."""
    sized = Sized(spec, settings, volume)
    fitting: list[tuple[int, str]] = []
    misfits: dict[Any, Misfits] = {}
    for side in sides:
        try:
            network = sized.network(side)
        except SpecError as error:
            problem = error.problems[0]
            before = misfits.get(_way(problem), Misfits((), problem))
            misfits[_way(problem)] = before._replace(sides=(*before.sides, side))
        else:
            fitting.append((side, network.gives))
    if not fitting:
        sized.stop_where_size_is_not_the_matter(next(iter(misfits.values())).problem)
    ends = sized.volume(sides[0]), sized.volume(sides[-1])
    return Fits(spec.name, *ends, tuple(fitting), tuple(misfits.values()))


def _way(problem: Problem) -> tuple[Any, ...]:
    """What problems of one way share: their place, the calls that lead there, and the message but for its numbers."""
    places = [problem.place, *(note.place for note in problem.notes)]
    return re.sub(r"\d+", "", problem.message), *(place and place.route for place in places)
