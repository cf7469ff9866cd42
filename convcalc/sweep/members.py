"""The members of a family, and the plain path to the figures of one: right for every spec, as others are held to it."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from convcalc.analysis.parts import Figures
from convcalc.document.problems import Problem, SpecError
from convcalc.document.records import NamedTuple
from convcalc.explain.find import Names
from convcalc.language.arithmetic import ExpressionError
from convcalc.language.expansion import build
from convcalc.language.spec import Spec
from convcalc.model.network import Network
from convcalc.sweep.gauges import Gauge, Plain, figure
from convcalc.sweep.space import INPUT, Chosen, Space


class Members(NamedTuple):
    """A family: a spec, what is set for all of its members, and what varies. It can be pickled, and is small."""

    spec: Spec
    space: Space
    settings: dict[str, Any] | None = None
    """Variables that are the same for all."""
    input: Any = None
    """The volume that goes into all; None for that of the spec."""

    def network(self, values: Chosen) -> Network:
        """The member at a point. Raises SpecError where it cannot be built."""
        return build(self.spec, *self.given(values))

    def given(self, values: Chosen) -> tuple[dict[str, Any], Any]:
        """What variables are at a point, and what goes in; None for what the spec says."""
        settings, inputs = dict(self.settings or {}), dict[str, Any]()
        for name, value in values.items():
            if name == INPUT or name.startswith(f"{INPUT}."):
                inputs[name.partition(".")[2]] = value
            else:
                settings[name] = value
        return settings, inputs.get("", inputs) if inputs else self.input


class Refused(NamedTuple):
    """Why a point has no figures."""

    reason: str
    """What those have in common that are refused alike: the place, and the words without their numbers."""
    text: str
    """All that is said of this one."""


Figured = tuple[Plain, ...]
"""The figures of a member, in the order in which they were asked for."""

Evaluator = Callable[[Chosen], Figured | Refused]


class Evaluated(NamedTuple):
    """Many points at once: the indices of those with figures, each figure of all of them, and the others."""

    indices: Sequence[int]
    columns: Sequence[Sequence[Plain]]
    refused: Sequence[tuple[int, Refused]]


def plain_path(members: Members, gauges: Sequence[Gauge]) -> Evaluator:
    """Each member built and analysed as `convcalc summary` does it."""

    def evaluate(values: Chosen) -> Figured | Refused:
        try:
            if unmet := members.space.unmet(values):
                return outside(unmet)
            network = members.network(values)
            figures, names = Figures(network), Names(network)
            return tuple([figure(figures, names, gauge) for gauge in gauges])
        except SpecError as error:
            return refused(error.problems[0])
        except ExpressionError as error:
            return refused(Problem(error.message, help=error.help))

    return evaluate


def outside(condition: str) -> Refused:
    """What is said of a point where a condition does not hold."""
    text = f"outside of {condition}"
    return Refused(text, text)


def refused(problem: Problem) -> Refused:
    """What is said of a point whose network cannot be built."""
    where = ":".join(map(str, problem.place.spot)) + ": " if problem.place else ""
    return Refused(where + re.sub(r"\d+(,\d{3})*", "#", problem.message), where + problem.message)
