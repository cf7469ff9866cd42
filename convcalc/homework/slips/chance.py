"""How likely a number is to be given by some slip though nobody made it: the more are tried, and the rounder it is.

An answer that says nothing about how it came about is taken to lie anywhere between half and twice itself, on a scale
of ratios. Of the answers with as many digits there, so many are given by slips as likely as one, or likelier.
"""

import math
from collections.abc import Iterable, Sequence

from convcalc.analysis.amounts import Answer, numbers_of
from convcalc.analysis.truth import Sizes, Truth, WholeInput
from convcalc.homework.slips.missteps import ALONE, COMMON_PAIR, Misstep
from convcalc.model.geometry import Volume

_RATIO = 2
ROUNDED = 0.02
"""So likely may chance be where an answer is rounded."""
ANY_PAIR, COMMON_PAIRS, IN_A_VOLUME = 0.02, 0.05, 0.2
"""So likely may it be for two slips at once, where all digits of an answer are there."""
RARE = 0.1
"""So likely for one that is rare: a layer left out of a sum, another figure altogether."""


def nameable(misstep: Misstep, answer: Answer, tried: Sequence[Misstep]) -> bool:
    """Whether a slip may be named for an answer, be it as no more than possible."""
    limit = _limit(misstep, answer)
    return _is_sure(misstep) or limit is None or chance(answer, _likelier(misstep, tried)) <= limit


def telling(misstep: Misstep, answer: Answer, tried: Sequence[Misstep], right: Truth) -> bool:
    """Whether an answer says that a slip was made: hardly a number of chance would be given by one as likely."""
    if _is_sure(misstep) or (isinstance(right, Volume) and _size(answer.value) == _size(right)):
        return True
    values = _likelier(misstep, tried)
    return max(chance(answer, values), _as_near(answer, values, right)) <= ROUNDED


def _is_sure(misstep: Misstep) -> bool:
    return any(slip.sure for slip in misstep.slips)


def _likelier(misstep: Misstep, tried: Sequence[Misstep]) -> list[Truth]:
    """What is given by slips as likely as one, or likelier."""
    return [each.value for each in tried if each.rank <= misstep.rank]


def _as_near(answer: Answer, values: Iterable[Truth], right: Truth) -> float:
    """Of the volumes no further from the right one, the share that some figures give: near it they are many."""
    if not isinstance(right, Volume) or _channels(answer.value) != right.channels:
        return 0
    off = abs(_size(answer.value) - _size(right))
    return len({size for each in values if 0 < abs((size := _size(each)) - _size(right)) <= off}) / (2 * off)


def _limit(misstep: Misstep, answer: Answer) -> float | None:
    """How likely chance may be; None where it may be as likely as it is."""
    kind = misstep.rank[0]
    if answer.half:
        return ROUNDED
    if kind == ALONE:
        return RARE if misstep.slips[0].rare else None
    if kind == COMMON_PAIR:
        return IN_A_VOLUME if isinstance(answer.value, Sizes) else COMMON_PAIRS
    return ANY_PAIR


def chance(answer: Answer, values: Iterable[Truth]) -> float:
    """The share of the answers like one, as many digits and as large, that some figures give.

    >>> from convcalc.analysis.amounts import read
    >>> round(chance(read("25M"), [24_900_000, 30_000_000, 400]), 3), round(chance(read("25,000,123"), [24_900_000]), 9)
    (0.058, 2.9e-08)
    """
    size, unit, channels = _size(answer.value), 2 * float(answer.half) or 1, _channels(answer.value)
    if not size:
        return 0
    alike = [value for value in values if not channels or _channels(value) in (0, channels)]
    given = {round(each / unit) for value in alike if size <= _RATIO * (each := _size(value)) <= _RATIO**2 * size}
    return len(given) * unit / (2 * math.log(_RATIO) * size)


def _size(truth: Truth) -> float:
    """A figure as one number; of a volume, or of a field, its longest side."""
    if isinstance(truth, WholeInput):
        return 0
    numbers = truth.size if isinstance(truth, Volume) and truth.size else numbers_of(truth)
    sides = numbers[:-1] if isinstance(truth, Sizes) and len(numbers) > 2 else numbers
    return float(max(sides, default=0))


def _channels(truth: Truth) -> int:
    """The channels of a volume, which an answer has right or not, and slips for its sides leave as they are."""
    if isinstance(truth, Volume):
        return truth.channels
    return int(truth.each[-1]) if isinstance(truth, Sizes) and len(truth.each) > 2 else 0
