"""The parts of a network as the page is told them: layers, blocks, splits, and runs of equal ones, told once."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from convcalc.model.network import Network
from convcalc.render.graph.model import Split, Stage, runs
from convcalc.render.graph.model import numbers as layers_of
from convcalc.render.report.tables import Amounts, DataTable, scope_number

MOST_APART = 50
"""More equal neighbours than this are shown as one, which opens."""
MOST_TOGETHER = 1_000
"""Parts that stand beside each other when something opens; the page knows it, too, and reads what is in runs itself."""
EqualStages = tuple[Stage, ...]


def told_parts(network: Network, top: Sequence[Stage], scopes: DataTable, amounts: Amounts) -> list[Any]:
    """The parts of a whole network as plain values: a layer is its number."""
    return list(_Teller(network, scopes, amounts).parts(top))


class _Teller:
    """Tells parts, and what they sum up to."""

    def __init__(self, network: Network, scopes: DataTable, amounts: Amounts) -> None:
        self.network, self.scopes, self.amounts = network, scopes, amounts

    def parts(self, stages: Sequence[Stage]) -> Iterator[Any]:
        """Each part, or a run of equal ones; of very many, some together."""
        entries = list(self._entries(stages))
        if len(entries) <= MOST_TOGETHER:
            yield from map(self._entry, entries)
            return
        for k in range(0, len(entries), MOST_TOGETHER):
            some = entries[k : k + MOST_TOGETHER]
            yield {"sums": self.sums(_layers(chain.from_iterable(some))), "parts": list(map(self._entry, some))}

    def _entries(self, stages: Sequence[Stage]) -> Iterator[EqualStages]:
        """Long runs of equal parts, and others one by one."""
        for run in runs(self.network, tuple(stages), len(stages) > MOST_APART, lambda call: True):
            if len(run) > MOST_APART and (isinstance(run[0], int) or len({_form(each) for each in run}) == 1):
                yield run
            else:
                yield from ((each,) for each in run)

    def _entry(self, run: EqualStages) -> Any:
        """A part; or a run by its first, how many there are, and what so many make together, or fewer of them."""
        first = self.part(run[0])
        if len(run) == 1:
            return first
        layers = _layers(run[:1])
        sums = {count: self.sums(layers, count) for count in _counts(len(run))}
        facts = {"times": len(run), "start": min(layers), "from": min(layers), "size": len(layers)}
        return facts | {"sums": sums, "first": first}

    def part(self, part: Stage) -> Any:
        """One part, with all that stands in it."""
        if isinstance(part, int):
            return part
        if isinstance(part, Split):
            branches = [{"label": branch.label, "parts": [*self.parts(branch.parts)]} for branch in part.branches]
            return {"heads": part.heads, "branches": branches}
        scope, sums = scope_number(part.scope, self.scopes), self.sums(_layers(part.parts))
        return {"scope": scope, "block": part.scope.block, "sums": sums, "parts": [*self.parts(part.parts)]}

    def sums(self, layers: Sequence[int], times: int = 1) -> list[int]:
        """What some layers make together of each amount that adds up, so many times."""
        amounts = self.amounts
        return [amounts.of(name, times * amounts.figures.sum(layers, name)) for name in amounts.totals]


def _layers(stages: Iterable[Stage]) -> list[int]:
    return [number for stage in stages for number in layers_of(stage)]


def _counts(times: int) -> set[int]:
    """How many of a run may stand together: all, or as many as it opens into, thousands or a million and a rest."""
    if times <= MOST_TOGETHER:
        return {times}
    step = MOST_TOGETHER**2 if times > MOST_TOGETHER**2 else MOST_TOGETHER
    return {times} | _counts(step) | _counts(times % step)


def _form(part: Stage) -> object:
    """How layers stand in a part, whatever their numbers; that they are equal ones is known."""
    if isinstance(part, int):
        return 0
    if isinstance(part, Split):
        return part.heads, tuple([(branch.label, *map(_form, branch.parts)) for branch in part.branches])
    return part.scope.block, tuple(map(_form, part.parts))
