"""The smallest input that a network takes: every smaller one is tried, and fails."""

from collections.abc import Callable
from typing import Any, NamedTuple

from convcalc.document.problems import Problem, SpecError, fail
from convcalc.language.expansion import build
from convcalc.language.spec import Spec
from convcalc.language.spoken.phrases import UNKNOWN
from convcalc.model.geometry import Volume
from convcalc.model.network import Network

LARGEST = 4096


class Smallest(NamedTuple):
    """The smallest input, all sides equal, and why the next smaller one fails."""

    network: Network
    smaller: Volume | None
    problem: Problem | None


def smallest_input(spec: Spec, settings: dict[str, Any], volume: list[Any]) -> Smallest:
    """The smallest input that a spec takes, by its sides: those that are `?`, or all, made equally long.

    Raises SpecError where there is none up to 4,096, or the sides are not what is wrong.
    """
    if len(volume) < 2:
        raise fail("the input is a flat vector: it has no sides to make smaller")
    channels = volume[-1] if isinstance(volume[-1], int) else build(spec, settings).input.channels
    asked = [each for each in volume[:-1] if each == UNKNOWN]
    problem, smaller = None, None
    for side in range(1, LARGEST + 1):
        sides = [side if each == UNKNOWN or not asked else each for each in volume[:-1]]
        try:
            return Smallest(build(spec, settings, [*sides, channels]), smaller, problem)
        except SpecError as error:
            problem, smaller = error.problems[0], Volume(tuple(sides), channels)
            if side == 1 and not asked:
                _stop_where_size_is_not_the_matter(error, lambda: build(spec, settings))
    raise fail(f"no input up to {smaller} is taken: {problem.message if problem else ''}")


def _stop_where_size_is_not_the_matter(error: SpecError, as_written: Callable[[], Network]) -> None:
    """Raise what is wrong with a spec whose own input fails for the same reason as the smallest."""
    try:
        as_written()
    except SpecError as own:
        if own.problems[0].message == error.problems[0].message:
            raise own from None
