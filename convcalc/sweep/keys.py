"""The sums of a way as one number, its key, and for which keys there is room.

Each sum has bits of its own in a key, and one more that guards it, so that keys are added and compared as one number.
What every step of a stage adds is left out, so that keys are small.
"""

from collections.abc import Callable, Iterable, Sequence

from convcalc.document.records import NamedTuple
from convcalc.sweep.stages import END, ChainEdge, StageChain, State, Sums, turned
from convcalc.sweep.tallies import KeyRoom

Bounds = Sequence[tuple[int | None, int | None]]
"""The least and the most of each sum, both included; None for no end."""

SumSpan = tuple[Sums, Sums]
"""The least and the most of each sum."""


class KeyedEdge(NamedTuple):
    """An edge, with what it adds to a key."""

    near: State
    far: State
    key: int
    choices: tuple[object, ...]


class KeyForm(NamedTuple):
    """How sums are written as keys."""

    shifts: tuple[int, ...]
    """Where the bits of each sum start."""
    guards: int
    """The bits above those of each sum."""

    def key(self, sums: Iterable[int]) -> int:
        """The key of sums."""
        return sum([each << shift for each, shift in zip(sums, self.shifts)])

    def room(self, least: Sums, most: Sums) -> KeyRoom:
        """The room between sums; a most of -1 leaves none."""
        over, enough = self.guards - self.key([each + 1 for each in most]), self.guards - self.key(least)
        return KeyRoom(over, enough, self.guards, most[0] if len(most) == 1 else None)


class Keyed(NamedTuple):
    """A chain whose sums are keys, from both of its ends."""

    forwards: list[list[KeyedEdge]]
    backwards: list[list[KeyedEdge]]
    room_before: list[dict[State, KeyRoom]]
    """For the keys of ways from the start, after so many stages and at each state."""
    room_after: list[dict[State, KeyRoom]]
    """For those of ways to the end, so many stages before it."""
    span: SumSpan
    """The least and the most of each sum of a member."""
    shifts: tuple[int, ...]
    """Where the bits of each sum start in a key."""


def keyed(chain: StageChain, bounds: Bounds) -> Keyed:
    """The chain with keys for its sums, and room for what may be within bounds."""
    stages, spared = _beyond(chain)
    before, after = _spans(stages, chain.start), _spans(turned(stages), END)
    largest = after[-1][chain.start][1]
    form = _form(largest)
    wanted = _wanted(bounds, spared, largest)
    forwards = [
        [KeyedEdge(near, far, form.key(adds), choices) for near, far, adds, choices in stage] for stage in stages
    ]
    return Keyed(
        forwards,
        [[leg._replace(near=leg.far, far=leg.near) for leg in stage] for stage in forwards][::-1],
        _rooms(form, wanted, after[::-1]),
        _rooms(form, wanted, before[::-1]),
        wanted,
        form.shifts,
    )


def _beyond(chain: StageChain) -> tuple[list[list[ChainEdge]], Sums]:
    """The stages with what each step adds beyond the least of its stage, and all of the least together."""
    least = [_each(min, [edge.adds for edge in stage]) for stage in chain.stages]
    stages = [
        [edge._replace(adds=tuple([add - spare for add, spare in zip(edge.adds, spares)])) for edge in stage]
        for stage, spares in zip(chain.stages, least)
    ]
    return stages, tuple(map(sum, zip(*least)))


def _form(largest: Sums) -> KeyForm:
    shifts, bits, guards = list[int](), 0, 0
    for each in largest:
        shifts.append(bits)
        bits += each.bit_length() + 1
        guards |= 1 << bits - 1
    return KeyForm(tuple(shifts), guards)


def _wanted(bounds: Bounds, spared: Sums, largest: Sums) -> SumSpan:
    """The least and the most of each sum, without what is spared."""
    least = [
        0 if low is None else min(top + 1, max(0, low - spare)) for (low, _), spare, top in zip(bounds, spared, largest)
    ]
    most = [top if high is None else min(top, high - spare) for (_, high), spare, top in zip(bounds, spared, largest)]
    return tuple(least), tuple(most)


def _spans(stages: Sequence[Sequence[ChainEdge]], end: State) -> list[dict[State, SumSpan]]:
    """After so many stages, the least and the most of each sum at each state."""
    nothing = (0,) * len(stages[0][0].adds)
    spans: list[dict[State, SumSpan]] = [{end: (nothing, nothing)}]
    for stage in stages:
        reached: dict[State, SumSpan] = {}
        for near, far, adds, _ in stage:
            least, most = ([sum(pair) for pair in zip(adds, each)] for each in spans[-1][near])
            known = reached.get(far, (least, most))
            reached[far] = _each(min, (known[0], least)), _each(max, (known[1], most))
        spans.append(reached)
    return spans


def _rooms(form: KeyForm, wanted: SumSpan, others: list[dict[State, SumSpan]]) -> list[dict[State, KeyRoom]]:
    """The room at each state, which what is to be added on the other side leaves."""
    return [{state: _room(form, wanted, other) for state, other in each.items()} for each in others]


def _room(form: KeyForm, wanted: SumSpan, other: SumSpan) -> KeyRoom:
    (least, most), (fewest, largest) = wanted, other
    low = [max(0, want - each) for want, each in zip(least, largest)]
    high = [max(-1, want - each) for want, each in zip(most, fewest)]
    return form.room(tuple(low), tuple(high))


def _each(best: Callable[..., int], sums: Sequence[Sequence[int]]) -> Sums:
    return tuple([best(each) for each in zip(*sums)])
