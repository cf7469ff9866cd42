"""A family as a chain of stages: what each comes to from what came before it, and what that adds to every sum.

Of a stage only its state is seen from outside: what those after it can tell apart, as the volume that comes out. A way
through all stages is a member; its sums are those of the steps that it is made of. Knows neither layers nor variables.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from convcalc.document.records import NamedTuple

State = Hashable
Sums = tuple[int, ...]

END = "end"
"""The state after all stages: nobody tells apart what came out."""


class ChainStep(NamedTuple):
    """What a stage can come to."""

    to: State
    adds: Sums
    choices: tuple[Any, ...]
    """The choices that all come to this."""


ChainStage = Callable[[State], Iterable[ChainStep]]


class ChainEdge(NamedTuple):
    """A step, and the two states that it joins."""

    near: State
    far: State
    adds: Sums
    choices: tuple[Any, ...]


class StageChain(NamedTuple):
    """The steps of each stage that lead from the start to the end."""

    start: State
    stages: tuple[tuple[ChainEdge, ...], ...]

    @property
    def ways(self) -> int:
        """How many members there are."""
        ways: dict[State, int] = {self.start: 1}
        for stage in self.stages:
            reached: dict[State, int] = {}
            for near, far, _, choices in stage:
                reached[far] = reached.get(far, 0) + ways[near] * len(choices)
            ways = reached
        return ways.get(END, 0)


def chain(start: State, stages: Sequence[ChainStage]) -> StageChain:
    """All steps, each stage asked once for each state that is reached."""
    reached: Iterable[State] = [start]
    found = list[list[ChainEdge]]()
    for stage in stages:
        last = len(found) == len(stages) - 1
        found.append([ChainEdge(near, END if last else to, *rest) for near in reached for to, *rest in stage(near)])
        reached = dict.fromkeys(edge.far for edge in found[-1])
    return StageChain(start, tuple(_ending(found)))


def _ending(stages: list[list[ChainEdge]]) -> list[tuple[ChainEdge, ...]]:
    """The same without what leads nowhere."""
    ending: set[State] = {END}
    kept = list[tuple[ChainEdge, ...]]()
    for stage in reversed(stages):
        kept.append(tuple([edge for edge in stage if edge.far in ending]))
        ending = {edge.near for edge in kept[-1]}
    return kept[::-1]


def turned(stages: Iterable[Sequence[ChainEdge]]) -> list[list[ChainEdge]]:
    """The stages as they are seen from the end."""
    return [[ChainEdge(far, near, *rest) for near, far, *rest in stage] for stage in stages][::-1]
