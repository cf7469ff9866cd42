"""All wrong figures that known slips give for a question, worked out once: each alone, in one layer alone, in pairs.

They serve for all answers to the question, of a whole class; what is told of one is looked up in `diagnosis.py`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import combinations

from convcalc.analysis.amounts import Answer
from convcalc.analysis.ask import Ask
from convcalc.analysis.parts import Figures
from convcalc.analysis.truth import Sizes, Truth, WholeInput
from convcalc.document.records import NamedTuple
from convcalc.homework.conventions import rights
from convcalc.homework.slips import SLIPS, Misreading, Slip
from convcalc.homework.slips.recount import Effort, fits, recount, steps
from convcalc.model.geometry import Volume
from convcalc.model.layers import LayerError
from convcalc.model.quantities import QUANTITIES

LARGEST_ALONE = 24
"""How many layers a network may have for slips to be tried in each of them alone, and for any two together."""
LARGEST_PAIRED = 400
"""How many layers a network may have for pairs of common slips to be tried."""
ALONE, COMMON_PAIR, PAIR = 1, 2, 3


class Misstep(NamedTuple):
    """A wrong figure, and the slip or the two that give it."""

    rank: tuple[int, int, int]
    """The likeliest first: alone, before a pair of common slips, before any other pair."""
    value: Truth
    slips: tuple[Slip | Misreading, ...]
    only: int | None = None
    """The node that it happens in, of several where it could."""
    why: str = ""
    """What is right in a sentence, of a figure that is misread."""

    @property
    def bent(self) -> tuple[Slip, ...]:
        """The slips in layers."""
        return tuple(slip for slip in self.slips if isinstance(slip, Slip))


class Wrongs:
    """Wrong figures in the order in which they are tried, found by what they are: each of a class has its answer."""

    def __init__(self, each: Iterable[Misstep] = ()) -> None:
        self.each = list(each)
        self._found: dict[Hashable, list[int]] = {}
        for k, misstep in enumerate(self.each):
            for key in _keys(misstep.value):
                self._found.setdefault(key, []).append(k)

    @cached_property
    def _ordered(self) -> list[int | Fraction]:
        return sorted(key for key in self._found if isinstance(key, (int, Fraction)))

    def like(self, answer: Answer) -> list[Misstep]:
        """Those that an answer may say, by its numbers alone."""
        if isinstance(answer.value, Fraction) and answer.half:
            least = bisect_left(self._ordered, answer.value - answer.half)
            most = bisect_right(self._ordered, answer.value + answer.half)
            found = {k for key in self._ordered[least:most] for k in self._found[key]}
            return [self.each[k] for k in sorted(found)]
        key = answer.value.each if isinstance(answer.value, Sizes) else plain(answer.value)
        return [self.each[k] for k in self._found.get(key, ())]


def plain(value: Fraction | WholeInput) -> int | Fraction | WholeInput:
    """A whole number as one: it is looked up in a tenth of the time."""
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


def _keys(value: Truth) -> list[Hashable]:
    """What a figure is found by: its number, what it is along each axis, or that it is the whole input."""
    if isinstance(value, (int, Fraction, WholeInput)):
        return [value]
    numbers = value.numbers if isinstance(value, Volume) else value.each
    return [tuple(numbers), *numbers[:1]]  # where it is the same along each, one number says it


class Missteps:
    """What is tried for one question, as far as that was worth the effort."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.right = ask.figure()
        self._touching = _touching(ask)
        self._known: dict[object, Wrongs] = {}

    @cached_property
    def _steps(self) -> int:
        return steps(self.ask)

    def _fresh(self, keys: Sequence[Hashable]) -> int:
        """What it takes to work out networks with slips that nothing asked of this one needed before."""
        if len(self.ask.network.nodes) > LARGEST_ALONE:
            return self._steps * len(keys)
        return self._steps * sum([key not in _worked_out(self.ask.figures) for key in keys])

    @cached_property
    def _reading(self) -> int:
        """What it takes to misread it."""
        ask = self.ask
        return 4 * len(ask.part.numbers) + (20 * ask.part.end if QUANTITIES[ask.quantity].of_field else 0)

    @cached_property
    def known(self) -> list[Truth]:
        """What is right, by any convention."""
        return [self.right, *(each.value for each in rights(self.ask))]

    def singles(self, answer: Answer, effort: Effort) -> Wrongs:
        """One slip, or a misreading."""
        return self._together(
            ("singles", answer.scale, answer.in_bytes),
            lambda: [self.readings(answer, effort), self.alone(effort), self.in_one_layer(effort)],
        )

    def readings(self, answer: Answer, effort: Effort) -> Wrongs:
        """Misreadings, which can depend on the suffix of an answer."""
        key = ("readings", answer.scale, answer.in_bytes)
        return self._get(key, effort.allows, self._reading, lambda: _readings(self.ask, self.known, answer))

    def alone(self, effort: Effort) -> Wrongs:
        """Each slip in all layers that it can happen to."""
        cost = len(self._touching) * self._steps

        def allows(cost: int) -> bool:
            return effort.allows(cost, fresh=self._fresh([_key((slip,)) for slip in self._touching]))

        return self._get("alone", allows, cost, lambda: _alone(self.ask, self.right, self._touching))

    def in_one_layer(self, effort: Effort) -> Wrongs:
        """Each slip in one layer of several, in networks that are not large."""
        ask = self.ask
        if len(ask.network.nodes) > LARGEST_ALONE:
            return NONE
        tried = self.alone(effort).each
        keys = [_key(each.bent, number) for each in tried for number in fits(ask.network, each.bent[0])]
        return self._get("one", effort.leaves, self._fresh(keys), lambda: _in_one_layer(ask, self.right, tried))

    def pairs(self, answer: Answer, effort: Effort) -> Wrongs:
        """Two slips at once: any two in small networks, common ones in others that are not large."""
        key = ("pairs", answer.scale, answer.in_bytes)
        return self._together(key, lambda: self._pairs(answer, effort))

    def _pairs(self, answer: Answer, effort: Effort) -> list[Wrongs]:
        ask, tried = self.ask, self.alone(effort).each
        if len(ask.network.nodes) > LARGEST_PAIRED:
            return []
        small = len(ask.network.nodes) <= LARGEST_ALONE
        tried = [each for each in tried if small or each.bent[0].pairs]
        cost = len(tried) * (len(tried) - 1) // 2 * self._steps

        def allows(cost: int) -> bool:
            keys = [_key((one.bent[0], other.bent[0])) for one, other in combinations(tried, 2)]
            return effort.allows(cost, 0.5, self._fresh(keys))

        both = self._get("both", allows, cost, lambda: _both(ask, self.right, tried))
        unit = (answer.scale, answer.in_bytes)
        read = self._get(("read", unit), effort.allows, 0, lambda: _misread(ask, self.right, tried, answer))
        return [both, read]

    def _together(self, key: object, make: Callable[[], list[Wrongs]]) -> Wrongs:
        """Several in one, kept where nothing was left untried."""
        if key in self._known:
            return self._known[key]
        parts = make()
        found = Wrongs([each for part in parts for each in part.each])
        if UNTRIED not in parts:
            self._known[key] = found
        return found

    def _get(
        self, key: object, allows: Callable[[int], bool], cost: int, make: Callable[[], Iterable[Misstep]]
    ) -> Wrongs:
        """What goes by a key, worked out where that is allowed."""
        if key not in self._known:
            if not allows(cost):
                return UNTRIED
            self._known[key] = Wrongs(make())
        return self._known[key]


NONE, UNTRIED = Wrongs(), Wrongs()
"""That there are none, and that it was not worth the effort to look."""


@lru_cache(maxsize=1000)
def missteps(ask: Ask) -> Missteps:
    """What is tried for a question; the same for all who ask it of the same figures."""
    return Missteps(ask)


def _touching(ask: Ask) -> list[Slip]:
    """The slips that can happen in the layers of a network, and make a difference to a figure."""
    quantity = QUANTITIES[ask.quantity].of or ask.quantity
    return [
        slip
        for slip in SLIPS
        if not isinstance(slip, Misreading) and quantity in slip.touches and any(map(slip.on, ask.figures.kinds))
    ]


def _alone(ask: Ask, right: Truth, touching: list[Slip]) -> Iterator[Misstep]:
    """Each slip that changes the figure. A special form of another is left out where it gives the same."""
    found: dict[str, Truth] = {}
    formed = [slip.form_of for slip in touching]
    for slip in sorted(touching, key=lambda slip: bool(slip.form_of)):
        value = slipped(ask, right, (slip,))
        if value != right and (not slip.form_of or found.get(slip.form_of) != value):
            found[slip.code] = value if slip.code in formed else right
            yield Misstep((ALONE, 0, slip.order), value, (slip,))


def slipped(ask: Ask, right: Truth, slips: tuple[Slip, ...], only: int | None = None) -> Truth:
    """A figure of the network as it is with slips; the right one where it has no outputs then."""
    known = _worked_out(ask.figures) if len(ask.network.nodes) <= LARGEST_ALONE else {}
    key = _key(slips, only)
    try:
        if key not in known:
            known[key] = None
            known[key] = ask.on(recount(ask.network, slips, only)).figures
        figures = known[key]
        return right if figures is None else ask._replace(figures=figures).figure()
    except (LayerError, ValueError):
        return right


@lru_cache(maxsize=8)
def _worked_out(figures: Figures) -> dict[Hashable, Figures | None]:
    """A small network with slips, worked out once for all that is asked of it; None where it has no outputs then."""
    return {}


def _key(slips: tuple[Slip, ...], only: int | None = None) -> Hashable:
    return tuple([slip.order for slip in slips]), only


def _in_one_layer(ask: Ask, right: Truth, tried: list[Misstep]) -> Iterator[Misstep]:
    known = [right, *(each.value for each in tried)]
    for each in tried:
        (slip,) = each.bent
        numbers = fits(ask.network, slip)
        for number in numbers if len(numbers) > 1 and slip.alone else ():
            value = slipped(ask, right, (slip,), number)
            if value not in known:
                yield Misstep((ALONE, 1, slip.order), value, (slip,), number)


def _readings(ask: Ask, known: list[Truth], answer: Answer) -> Iterator[Misstep]:
    """What is misread: the figure, or one that is right by another convention."""
    for slip in SLIPS:
        if not isinstance(slip, Misreading):
            continue
        for figure in known if slip.pairs else known[:1]:
            for value, why in slip.wrong(ask, figure, answer):
                if value not in known:
                    yield Misstep((ALONE, 0, slip.order), value, (slip,), why=why)


def _both(ask: Ask, right: Truth, tried: list[Misstep]) -> Iterator[Misstep]:
    """Two slips at once, where that is not the same as one of them."""
    for one, other in combinations(tried, 2):
        slips = (one.bent[0], other.bent[0])
        if slips[0].about and slips[0].about == slips[1].about:
            continue
        value = slipped(ask, right, slips)
        if value not in (right, one.value, other.value):
            yield Misstep(_rank(*slips), value, slips)


def _misread(ask: Ask, right: Truth, tried: list[Misstep], answer: Answer) -> Iterator[Misstep]:
    """A slip in the layers, and its figure misread."""
    for slip in SLIPS:
        if not isinstance(slip, Misreading) or not slip.pairs:
            continue
        for each in tried:
            for value, why in slip.wrong(ask, each.value, answer):
                if value not in (right, each.value):
                    yield Misstep(_rank(each.bent[0], slip), value, (*each.bent, slip), why=why)


def _rank(one: Slip, other: Slip | Misreading) -> tuple[int, int, int]:
    return (COMMON_PAIR if one.pairs and other.pairs else PAIR), 0, one.order + other.order
