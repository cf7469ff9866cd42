"""One answer against what is right: by which convention it is, or the slip in a wrong one; strides that do not fit."""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from convcalc.analysis.amounts import Answer, Bound
from convcalc.analysis.ask import Ask
from convcalc.analysis.parts import Figures
from convcalc.analysis.truth import Sizes, Truth
from convcalc.document.records import NamedTuple
from convcalc.explain.layer import rests
from convcalc.explain.terms import value
from convcalc.homework.conventions import rights
from convcalc.homework.grading.accepted import Accepted
from convcalc.homework.grading.asked import Asked
from convcalc.homework.grading.follow import Wrong, follow
from convcalc.homework.grading.remarks import close, in_bytes, remark
from convcalc.homework.slips.diagnosis import Diagnosis, diagnose
from convcalc.homework.slips.recount import Effort
from convcalc.model.geometry import Volume

RIGHT, FOLLOWS, WRONG, UNREADABLE, UNANSWERED = "right", "follows", "wrong", "unreadable", "unanswered"
MOST_EARLIER = 50
"""So many earlier wrong answers are looked at for what may follow from them: the last ones."""
GIVEN_UP = "not every slip was tried: the wrong answers of this file are too many, or about too large networks"


class Verdict(NamedTuple):
    """What is said of an answer."""

    word: str
    truth: Truth | str
    note: str = ""
    diagnoses: tuple[Diagnosis, ...] = ()
    given: tuple[str, ...] = ()


class Standards(NamedTuple):
    """By what the answers of a question are judged."""

    accepted: Accepted
    strict_fit: bool
    effort: Effort
    settled: tuple[Ask, ...] = ()
    """What was answered rightly in the same question."""


def worst(asked: Asked, wrongs: Sequence[Wrong], standards: Standards) -> tuple[Ask, Verdict]:
    """The first use for which an answer is not right, else the first."""
    first: tuple[Ask, Verdict] | None = None
    for ask in asked.asks:
        verdict = _verdict(asked, ask, wrongs, standards)
        if verdict.word != RIGHT:
            return ask, verdict
        first = first or (ask, verdict)
    assert first is not None
    return first


def settled(asked: Sequence[Asked], accepted: Accepted) -> tuple[Ask, ...]:
    """The questions that are answered rightly, none by another convention than convcalc's own."""
    return tuple(
        ask
        for each in asked
        for ask in each.asks
        if isinstance(each.answer, Answer) and accepted.exactness.takes(each.answer, ask.figure(), ask.in_bytes)
    )


def _verdict(asked: Asked, ask: Ask, wrongs: Sequence[Wrong], standards: Standards) -> Verdict:
    truth = ask.figure()
    rest = _rest(ask) if ask.quantity == "output" else None
    if not asked.text:
        return Verdict(UNANSWERED, truth)
    if asked.fault:
        return Verdict(UNREADABLE, truth, f"{asked.fault}: {asked.help}" if asked.help else asked.fault)
    if rest and standards.strict_fit:
        return _strict(asked, rest)
    if asked.misfit:
        return Verdict(WRONG, truth, _fits(rest))
    if isinstance(asked.answer, Bound):
        return Verdict(RIGHT if asked.answer.allows(truth, ask.in_bytes) else WRONG, truth)
    assert asked.answer is not None
    right = _right(asked.answer, ask, truth, standards.accepted) or _rounded_fit(asked, truth, standards)
    return right or _wrong(asked.answer, ask, truth, wrongs, standards)


def _right(answer: Answer, ask: Ask, truth: Truth, accepted: Accepted) -> Verdict | None:
    """That an answer is right, and by which convention where that is another; None where it is not."""
    takes = accepted.exactness.takes
    if _flat(answer, truth) or takes(answer, truth, ask.in_bytes):
        return Verdict(RIGHT, truth)
    for other in rights(ask, answer, accepted.conventions):
        if takes(answer, other.value, ask.in_bytes):
            return Verdict(RIGHT, other.value if other.meant is None else other.meant, other.words)
    return None


def _rounded_fit(asked: Asked, truth: Truth, standards: Standards) -> Verdict | None:
    """That a number in the place of a ? does, too, with something left over; None where it does not."""
    if standards.strict_fit or "rounded-fit" not in standards.accepted.conventions or not isinstance(truth, Sizes):
        return None
    others = [Sizes((other,) * len(truth.each)) for other in asked.others]
    if isinstance(asked.answer, Answer) and any(map(asked.answer.matches, others)):
        return Verdict(RIGHT, truth, f"as what is left over is rounded away; with {truth} nothing is")
    return None


def _flat(answer: Answer, truth: Truth) -> bool:
    """Whether a flat volume is written with sizes of 1, as a row or as a column."""
    if not isinstance(truth, Volume) or truth.size or not isinstance(answer.value, Sizes):
        return False
    return [each for each in answer.value.each if each != 1] == [truth.channels][truth.channels == 1 :]


def _wrong(answer: Answer, ask: Ask, truth: Truth, wrongs: Sequence[Wrong], standards: Standards) -> Verdict:
    effort, exactness = standards.effort, standards.accepted.exactness
    if not isinstance(truth, Volume) and answer.matches(truth, ask.in_bytes):
        return Verdict(WRONG, truth, exactness.words or "rounded too far")
    followed = list(follow(ask, wrongs[-MOST_EARLIER:], effort))
    for each in followed:
        if exactness.takes(answer, each.value, ask.in_bytes):
            return Verdict(FOLLOWS, truth, given=each.given)
    if said := remark(ask, answer):
        return Verdict(WRONG, truth, said)
    found = tuple(diagnose(ask, answer, effort, standards.settled))
    for each in followed if not found or len(found[0].codes) > 1 else ():
        network = each.ask.network
        again = tuple(diagnose(each.ask, answer, effort, pairs=False)) if network is not ask.network else ()
        if again:
            return Verdict(WRONG, truth, diagnoses=again, given=each.given)
    if found:
        return Verdict(WRONG, truth, diagnoses=found)
    return Verdict(WRONG, truth, close(ask, answer) or in_bytes(ask, answer) or (GIVEN_UP if effort.given_up else ""))


# Strides that leave something over


class _Rest(NamedTuple):
    text: str
    room: int
    stride: int


def _rest(ask: Ask) -> _Rest | None:
    """The first division by a stride, on the way to an output, that does not come out."""
    number, rest = _first_rest(ask.figures)
    return rest if number <= ask.part.end else None


@lru_cache(maxsize=1)
def _first_rest(figures: Figures) -> tuple[int, _Rest | None]:
    """The first layer of a network whose division does not come out, with that; it is asked for each output."""
    sites: set[int] = set()
    for number, node in enumerate(figures.network.nodes):
        if node.is_input or id(node.site) in sites:
            continue
        sites.add(id(node.site))
        for rest in rests(node.site)[:1]:
            room, stride = value(rest.above), value(rest.below)
            share = Fraction(room, stride)
            shown = f"{float(share):g}" if (share * 10**4).denominator == 1 else str(share)
            return number, _Rest(f"{room}/{stride} = {shown} is no whole number", room, stride)
    return 0, None


def _strict(asked: Asked, rest: _Rest) -> Verdict:
    truth = "does not fit"
    share = Fraction(rest.room, rest.stride)
    said = isinstance(asked.answer, Answer) and any(asked.answer.matches(each) for each in (share, share + 1))
    return Verdict(RIGHT if said or asked.misfit else WRONG, truth, rest.text)


def _fits(rest: _Rest | None) -> str:
    if rest is None:
        return "it fits: the division comes out"
    return f"{rest.text}, and is rounded down; where that counts as a misfit the file says strict_fit: true"
