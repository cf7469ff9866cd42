"""What is said of a wrong answer before a slip, or in its place: it is rounded otherwise, a variant's, or close."""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from convcalc.analysis.amounts import Answer
from convcalc.analysis.ask import Ask
from convcalc.document.problems import SpecError
from convcalc.homework.slips.chance import ROUNDED, chance
from convcalc.language import loading
from convcalc.model.network import Network

CLOSE = Fraction(1, 50)
MOST_VARIANTS = 12
"""So many other shipped specs of the same name are looked at."""


def remark(ask: Ask, answer: Answer) -> str:
    """What is surer than a slip: of a rounded answer also that it is close."""
    return _rounded(ask, answer) or _other_variant(ask, answer) or (close(ask, answer) if answer.half else "")


def _rounded(ask: Ask, answer: Answer) -> str:
    """That an answer is the right figure, cut in the place of rounded, or rounded and written as if it were exact."""
    truth, number = ask.figure(), answer.number
    if not isinstance(truth, int) or number is None or number.denominator > 1 or (answer.in_bytes and not ask.in_bytes):
        return ""
    if answer.half and number <= truth < number + 2 * answer.half <= 2 * number:
        return f"cut, and not rounded: {truth:,} is nearer to the next"
    digits = str(int(number))
    unit = 10 ** (len(digits) - len(digits.rstrip("0")))
    if answer.half or unit < 1000 or number < 10 * unit or not -unit < 2 * (number - truth) <= unit:
        return ""
    return f"rounded, and written as if it were exact: {truth:,} has more digits"


def close(ask: Ask, answer: Answer) -> str:
    """By how much an answer is off, where that is little."""
    truth, number = ask.figure(), answer.number
    if not isinstance(truth, int) or number is None or (answer.in_bytes and not ask.in_bytes):
        return ""
    off = number - truth
    if not off or abs(off) > CLOSE * truth or truth < 100:
        return ""
    return f"close: {float(100 * abs(off) / truth):.2g}% too {'much' if off > 0 else 'little'}"


def in_bytes(ask: Ask, answer: Answer) -> str:
    """That an answer counts bytes, where what is asked for is none."""
    return f"told in bytes, which {ask.words} are not" if answer.in_bytes and not ask.in_bytes else ""


def _other_variant(ask: Ask, answer: Answer) -> str:
    """Whose figure an answer is, where that is another shipped spec of the same name, and hardly so by chance."""
    if not ask.part.is_file or answer.number is None:
        return ""
    figures = _of_variants(ask.network.name, ask.quantity, ask.figures.dtype, ask.figures.batch)
    if answer.half and chance(answer, [figure for _, figure in figures]) > ROUNDED:
        return ""
    return next((f"{name} has {figure:,}" for name, figure in figures if answer.matches(figure, ask.in_bytes)), "")


@lru_cache(maxsize=100)
def _of_variants(name: str, quantity: str, dtype: str, batch: int) -> tuple[tuple[str, int], ...]:
    """The figures of other shipped specs of the same name; of a network that is none, there are no others."""
    each = ((other.name, Ask.of(other, quantity, dtype, batch).figure()) for other in _variants(name))
    return tuple([(name, figure) for name, figure in each if isinstance(figure, int)])


@lru_cache(maxsize=20)
def _variants(name: str) -> tuple[Network, ...]:
    return tuple(_loaded(name))


def _loaded(name: str) -> Iterator[Network]:
    if name not in loading.preset_names():
        return
    stem = re.match(r"[a-z]*", name)
    alike = [each for each in loading.preset_names() if stem and each.startswith(stem[0]) and each != name]
    for each in sorted(alike, key=lambda other: abs(len(other) - len(name)))[:MOST_VARIANTS]:
        try:
            yield loading.load(each)
        except SpecError:
            continue
