"""All wrong figures that known slips give for a question, worked out once: each alone, in one layer alone, in pairs.

They serve for all answers to the question, of a whole class; what is told of one is looked up in `diagnosis.py`.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import combinations

from convcalc.analysis.amounts import Answer
from convcalc.analysis.ask import Ask
from convcalc.analysis.truth import Truth
from convcalc.document.records import NamedTuple
from convcalc.homework.conventions import rights
from convcalc.homework.slips import SLIPS, Misreading, Slip
from convcalc.homework.slips.recount import Effort, fits, recount, steps
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


class Missteps:
    """What is tried for one question, as far as that was worth the effort."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.right = ask.figure()
        self._touching = _touching(ask)
        self._known: dict[object, list[Misstep]] = {}

    def readings(self, answer: Answer, effort: Effort) -> list[Misstep]:
        """Misreadings, which can depend on the suffix of an answer."""
        ask = self.ask
        cost = 4 * len(ask.part.numbers) + (20 * ask.part.end if QUANTITIES[ask.quantity].of_field else 0)
        unit = (answer.scale, answer.in_bytes)
        return self._get(("readings", unit), effort.allows, cost, lambda: list(_readings(ask, self.right, answer)))

    def alone(self, effort: Effort) -> list[Misstep]:
        """Each slip in all layers that it can happen to."""
        cost = len(self._touching) * steps(self.ask)
        return self._get("alone", effort.allows, cost, lambda: list(_alone(self.ask, self.right, self._touching)))

    def in_one_layer(self, effort: Effort) -> list[Misstep]:
        """Each slip in one layer of several, in networks that are not large."""
        ask = self.ask
        if len(ask.network.nodes) > LARGEST_ALONE:
            return []
        tried = self.alone(effort)
        return self._get("one", effort.allows, 0, lambda: list(_in_one_layer(ask, self.right, tried)))

    def pairs(self, answer: Answer, effort: Effort) -> list[Misstep]:
        """Two slips at once: any two in small networks, common ones in others that are not large."""
        ask, tried = self.ask, self.alone(effort)
        if len(ask.network.nodes) > LARGEST_PAIRED:
            return []
        small = len(ask.network.nodes) <= LARGEST_ALONE
        tried = [each for each in tried if small or each.bent[0].pairs]
        cost = len(tried) * (len(tried) - 1) // 2 * steps(ask)

        def allows(cost: int) -> bool:
            return effort.allows(cost, 0.5)

        both = self._get("pairs", allows, cost, lambda: list(_both(ask, self.right, tried)))
        unit = (answer.scale, answer.in_bytes)
        read = self._get(("read", unit), effort.allows, 0, lambda: list(_misread(ask, self.right, tried, answer)))
        return [*both, *read]

    def _get(
        self, key: object, allows: Callable[[int], bool], cost: int, make: Callable[[], list[Misstep]]
    ) -> list[Misstep]:
        """What goes by a key, worked out where that is allowed."""
        if key not in self._known:
            if not allows(cost):
                return []
            self._known[key] = make()
        return self._known[key]


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
    try:
        return ask.on(recount(ask.network, slips, only)).figure()
    except (LayerError, ValueError):
        return right


def _in_one_layer(ask: Ask, right: Truth, tried: list[Misstep]) -> Iterator[Misstep]:
    known = [right, *(each.value for each in tried)]
    for each in tried:
        (slip,) = each.bent
        numbers = fits(ask.network, slip)
        for number in numbers if len(numbers) > 1 and slip.alone else ():
            value = slipped(ask, right, (slip,), number)
            if value not in known:
                yield Misstep((ALONE, 1, slip.order), value, (slip,), number)


def _readings(ask: Ask, right: Truth, answer: Answer) -> Iterator[Misstep]:
    """What is misread: the figure, or one that is right by another convention."""
    known = [right, *(each.value for each in rights(ask))]
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
