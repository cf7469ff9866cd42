"""From a wrong answer to the slips that give it: each alone, in one layer alone, and in pairs; likeliest first."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from convcalc.analysis.amounts import Answer
from convcalc.analysis.ask import Ask
from convcalc.analysis.truth import Sizes, Truth
from convcalc.document.records import NamedTuple
from convcalc.homework.conventions import rights
from convcalc.homework.slips import SLIPS, Misreading, Slip
from convcalc.homework.slips.recount import Effort, fits, recount, steps
from convcalc.model.geometry import Volume
from convcalc.model.layers import LayerError
from convcalc.model.network import Site
from convcalc.model.quantities import QUANTITIES

LARGEST_ALONE = 24
"""How many layers a network may have for slips to be tried in each of them alone."""
LARGEST_PAIRED = 400
"""How many layers a network may have for pairs of slips to be tried."""


class Diagnosis(NamedTuple):
    """A slip, or a pair, that gives the number answered."""

    codes: tuple[str, ...]
    title: str
    why: str
    """What is right, with its numbers."""
    value: Truth
    """What comes out with the slip."""


class _Tried(NamedTuple):
    """A slip in the layers it fits, and what comes out: something wrong."""

    slip: Slip
    value: Truth
    ask: Ask


def diagnose(ask: Ask, answer: Answer, effort: Effort | None = None) -> list[Diagnosis]:
    """The slips that give an answer, likeliest first; none where it is right, or nothing known gives it."""
    effort = effort or Effort()
    right = ask.figure()
    known = [right, *(each.value for each in rights(ask))]
    if any(answer.matches(value, ask.in_bytes) for value in known):
        return []
    read = effort.allows(4 * len(ask.part.numbers) + (20 * ask.part.end if QUANTITIES[ask.quantity].of_field else 0))
    found = list(_readings(ask, known, answer)) if read else []
    if effort.allows(len(_touching(ask)) * steps(ask)):
        tried = _tries(ask, right)
        found += [*_alone(ask, tried, answer), *_in_one_layer(ask, right, tried, answer)]
        if not (found and answer.half) and _may_pair(ask, tried, effort):
            found += _pairs(ask, known, tried, answer)
    found.sort(key=lambda each: each[0])
    return _distinct(diagnosis for _, diagnosis in found)


_Ranked = tuple[tuple[int, ...], Diagnosis]


def _distinct(found: Iterator[Diagnosis]) -> list[Diagnosis]:
    return list({diagnosis.title: diagnosis for diagnosis in reversed(list(found))}.values())[::-1]


def gives(answer: Answer, value: Truth, in_bytes: bool) -> bool:
    """Whether an answer says a wrong value; in whichever unit, as the unit may be the slip."""
    if isinstance(answer.value, Sizes) and not isinstance(value, (Volume, Sizes)):
        return False
    return answer.matches(value, in_bytes or answer.in_bytes)


def wrong_values(ask: Ask) -> Iterator[Diagnosis]:
    """What slips make of a figure: each alone, the commonest first, and then pairs."""
    right, exact = ask.figure(), Answer("", Fraction(1))
    tried = {each.slip.code: each for each in _tries(ask, right)}
    for slip in SLIPS:
        if isinstance(slip, Misreading):
            for value, why in slip.wrong(ask, right, exact):
                yield Diagnosis((slip.code,), slip.title, why, value)
        elif slip.code in tried:
            yield _diagnosis(ask, tried[slip.code])
    yield from (_pair(ask, one, other, value) for one, other, value in _both(ask, right, list(tried.values())))


def _touching(ask: Ask) -> list[Slip]:
    """The slips that can happen in the layers of a network, and make a difference to a figure."""
    return [
        slip
        for slip in SLIPS
        if not isinstance(slip, Misreading) and ask.quantity in slip.touches and any(map(slip.on, ask.figures.kinds))
    ]


def _may_pair(ask: Ask, tried: list[_Tried], effort: Effort) -> bool:
    """Whether slips are tried two at a time: in networks that are not large, as long as half the effort is left."""
    count = sum(each.slip.pairs for each in tried)
    return len(ask.network.nodes) <= LARGEST_PAIRED and effort.allows(count * (count - 1) // 2 * steps(ask), 0.5)


def _tries(ask: Ask, right: Truth) -> list[_Tried]:
    """Each slip that changes the figure. A special form of another is left out where it gives the same."""
    found: list[_Tried] = []
    for slip in _touching(ask):
        tried = _slipped(ask, (slip,))
        value = tried.figure() if tried else right
        known = any(slip.form_of == each.slip.code and each.value == value for each in found)
        if tried and value != right and not known:
            found.append(_Tried(slip, value, tried))
    return found


def _slipped(ask: Ask, slips: tuple[Slip, ...], only: int | None = None) -> Ask | None:
    """The same question for the network as it is with slips; None where it has no outputs then."""
    try:
        return ask.on(recount(ask.network, slips, only))
    except (LayerError, ValueError):
        return None


def _alone(ask: Ask, tried: list[_Tried], answer: Answer) -> Iterator[_Ranked]:
    for each in tried:
        if gives(answer, each.value, ask.in_bytes):
            yield (1, 0, each.slip.order), _diagnosis(ask, each)


def _diagnosis(ask: Ask, tried: _Tried) -> Diagnosis:
    title, why = _told(ask, tried.slip)
    return Diagnosis((tried.slip.code,), title, why, tried.value)


def _told(ask: Ask, slip: Slip) -> tuple[str, str]:
    """What is done wrong, and what is right, in the first layer where the slip changes the figure."""
    right = ask.figure()
    numbers = fits(ask.network, slip)
    for number in numbers[:LARGEST_ALONE]:
        tried = _slipped(ask, (slip,), number)
        if tried is None or tried.figure() != right:
            break
    else:
        number = numbers[0]
    return _told_of(slip, ask.network.nodes[number].site)


def _told_of(slip: Slip, site: Site) -> tuple[str, str]:
    called = site.layer.asked or site.kind
    return slip.title.format(layer=called), slip.why(site.layer, site.inputs)


def _in_one_layer(ask: Ask, right: Truth, tried: list[_Tried], answer: Answer) -> Iterator[_Ranked]:
    if len(ask.network.nodes) > LARGEST_ALONE:
        return
    for each in tried:
        numbers = fits(ask.network, each.slip)
        for number in numbers if len(numbers) > 1 and each.slip.alone else ():
            alone = _slipped(ask, (each.slip,), number)
            value = alone.figure() if alone else right
            if value not in (right, each.value) and gives(answer, value, ask.in_bytes):
                node = ask.network.nodes[number]
                title, why = _told_of(each.slip, node.site)
                found = Diagnosis((each.slip.code,), f"{title}, in {node.path} alone", why, value)
                yield (1, 1, each.slip.order), found


def _readings(ask: Ask, rights: list[Truth], answer: Answer) -> Iterator[_Ranked]:
    for slip in SLIPS:
        if not isinstance(slip, Misreading):
            continue
        for right in rights if slip.pairs else rights[:1]:
            for value, why in slip.wrong(ask, right, answer):
                if value != right and gives(answer, value, ask.in_bytes):
                    yield (1, 0, slip.order), Diagnosis((slip.code,), slip.title, why, value)


def _pairs(ask: Ask, rights: list[Truth], tried: list[_Tried], answer: Answer) -> Iterator[_Ranked]:
    """Pairs of slips of which neither gives the answer alone."""
    tried = [each for each in tried if not gives(answer, each.value, ask.in_bytes)]
    for one, other, value in _both(ask, rights[0], tried):
        if gives(answer, value, ask.in_bytes):
            yield (2, 0, one.slip.order + other.slip.order), _pair(ask, one, other, value)
    for slip in SLIPS:
        if not isinstance(slip, Misreading) or not slip.pairs:
            continue
        for each in tried:
            for value, why in slip.wrong(each.ask, each.value, answer):
                if value not in (*rights, each.value) and gives(answer, value, ask.in_bytes):
                    title, right = _told(ask, each.slip)
                    codes = (each.slip.code, slip.code)
                    both = Diagnosis(codes, f"{title}, and {slip.title}", f"{right}; {why}", value)
                    yield (2, 0, slip.order + each.slip.order), both


def _both(ask: Ask, right: Truth, tried: list[_Tried]) -> Iterator[tuple[_Tried, _Tried, Truth]]:
    """Two slips at once, where that is not the same as one of them."""
    for one, other in combinations([each for each in tried if each.slip.pairs], 2):
        both = _slipped(ask, (one.slip, other.slip))
        value = both.figure() if both else right
        if value not in (right, one.value, other.value):
            yield one, other, value


def _pair(ask: Ask, one: _Tried, other: _Tried, value: Truth) -> Diagnosis:
    titles, whys = zip(*(_told(ask, each.slip) for each in (one, other)))
    return Diagnosis((one.slip.code, other.slip.code), ", and ".join(titles), "; ".join(dict.fromkeys(whys)), value)
