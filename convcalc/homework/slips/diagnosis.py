"""From a wrong answer to the slips that give it, likeliest first; none where chance could have given it as well."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from convcalc.analysis.amounts import Answer
from convcalc.analysis.ask import Ask
from convcalc.analysis.truth import Sizes, Truth
from convcalc.document.records import NamedTuple
from convcalc.homework.slips import Misreading, Slip
from convcalc.homework.slips.chance import nameable, telling
from convcalc.homework.slips.missteps import LARGEST_ALONE, Misstep, Wrongs, missteps, slipped
from convcalc.homework.slips.recount import Effort, fits, recount
from convcalc.model.geometry import Volume
from convcalc.model.layers import LayerError
from convcalc.model.network import Site


class Diagnosis(NamedTuple):
    """A slip, or a pair, that gives the number answered."""

    codes: tuple[str, ...]
    title: str
    why: str
    """What is right, with its numbers."""
    value: Truth
    """What comes out with the slip."""
    telling: bool = True
    """Whether the number says so; else the slip is a possible one, as it may give the number by chance."""


def diagnose(
    ask: Ask, answer: Answer, effort: Effort | None = None, settled: Sequence[Ask] = (), pairs: bool = True
) -> list[Diagnosis]:
    """The slips that give an answer, likeliest first; none where it is right, or nothing known gives it.

    `settled` is what was answered rightly beside it: a slip that would have made that wrong was not made. Without
    `pairs`, none of two slips at once is tried.
    """
    effort = effort or Effort()
    slips = missteps(ask)
    known = slips.known
    if any(answer.matches(value, ask.in_bytes) for value in known):
        return []
    tried = [slips.singles(answer, effort)]
    found = list(_fitting(ask, answer, tried, known, settled))
    if pairs and not found:
        tried.append(slips.pairs(answer, effort))
        found = list(_fitting(ask, answer, tried, known, settled))
    found.sort(key=lambda each: each.rank)
    every = _every(tried) if found else []
    said = [_told(ask, each)._replace(telling=telling(each, answer, every, known[0])) for each in found]
    return list({each.title: each for each in reversed(said)}.values())[::-1]


def _fitting(
    ask: Ask, answer: Answer, tried: Sequence[Wrongs], known: list[Truth], settled: Sequence[Ask]
) -> Iterator[Misstep]:
    """Those that give an answer, and may be named for it."""
    like = [each for some in tried for each in some.like(answer)]
    every = _every(tried) if like else []
    for each in like:
        given = gives(answer, each.value, ask.in_bytes) and each.value not in known
        if given and nameable(each, answer, every) and not any(_contradicts(each, other, ask) for other in settled):
            yield each


def _every(tried: Iterable[Wrongs]) -> list[Misstep]:
    return [each for some in tried for each in some.each]


def _contradicts(misstep: Misstep, settled: Ask, ask: Ask) -> bool:
    """Whether a slip in the layers would have made a figure wrong that was answered rightly."""
    same = settled.network is ask.network and settled.quantity in ("output", ask.quantity)
    right = settled.figure()
    return same and bool(misstep.bent) and slipped(settled, right, misstep.bent, misstep.only) != right


def gives(answer: Answer, value: Truth, in_bytes: bool) -> bool:
    """Whether an answer says a wrong value; in whichever unit, as the unit may be the slip."""
    if isinstance(answer.value, Sizes) and not isinstance(value, (Volume, Sizes)):
        return False
    return answer.matches(value, in_bytes or answer.in_bytes)


def wrong_values(ask: Ask) -> Iterator[Diagnosis]:
    """What slips make of a figure: each alone, the commonest first, and then pairs."""
    exact, effort = Answer("", Fraction(1)), Effort()
    tried = missteps(ask)
    for each in sorted(_every((tried.readings(exact, effort), tried.alone(effort))), key=lambda each: each.rank):
        yield _told(ask, each)
    pairs = [each for each in tried.pairs(exact, effort).each if len(each.bent) > 1]  # only where singles are too few
    for each in sorted(pairs, key=lambda each: each.rank):
        yield _told(ask, each)


def _told(ask: Ask, misstep: Misstep) -> Diagnosis:
    """What is done wrong, and what is right, in words."""
    titles, whys = list[str](), list[str]()
    for slip in misstep.slips:
        if isinstance(slip, Misreading):
            title, why = slip.title, misstep.why
        else:
            title, why = _told_of(slip, ask.network.nodes[_where(ask, slip, misstep.only)].site)
        titles.append(title)
        whys.append(why)
    if misstep.only is not None:
        titles[-1] += f", in {ask.network.nodes[misstep.only].path} alone"
    codes = tuple(slip.code for slip in misstep.slips)
    return Diagnosis(codes, ", and ".join(titles), "; ".join(dict.fromkeys(whys)), misstep.value)


def _where(ask: Ask, slip: Slip, only: int | None) -> int:
    """The first layer where a slip changes the figure."""
    right, numbers = ask.figure(), fits(ask.network, slip)
    if only is not None:
        return only
    for number in numbers[:LARGEST_ALONE]:
        try:
            changed = ask.on(recount(ask.network, (slip,), number)).figure() != right
        except (LayerError, ValueError):
            changed = True
        if changed:
            return number
    return numbers[0]


def _told_of(slip: Slip, site: Site) -> tuple[str, str]:
    called = site.layer.asked or site.kind
    return slip.title.format(layer=called), slip.why(site.layer, site.inputs)
