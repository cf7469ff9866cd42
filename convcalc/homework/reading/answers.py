"""An answer to a question, from what somebody wrote: a value and how exactly it is meant, or a fault that says why not.

What can be meant in two ways is not read.
"""

import re
from fractions import Fraction
from typing import Any

from convcalc.analysis import amounts
from convcalc.analysis.amounts import Answer, Bound
from convcalc.analysis.truth import WHOLE_INPUT, Sizes
from convcalc.document.records import NamedTuple
from convcalc.document.wording import shown
from convcalc.homework.reading.arithmetic import NoArithmeticError, worked_out
from convcalc.homework.reading.cleaning import cleaned, sides
from convcalc.homework.reading.spelling import SIDES, plainer_for
from convcalc.homework.reading.units import Measure, read_unit
from convcalc.language.spoken.written import in_order, read_numbers
from convcalc.model.geometry import ChannelsFirst, Volume
from convcalc.model.layers.fields import FieldError
from convcalc.model.quantities import QUANTITIES

LONGEST = 200
DEEP = ("receptive_field", "kernel")
"""What goes through all channels: 5x5x3 is 5x5."""
_WHOLE = re.compile(
    r"(?:it )?(?:sees )?(?:all|everything|global|all of it|all of the (?:input|image)|all (?:\d+ )?pixels|"
    r"(?:the )?(?:whole|full|entire) \d+ ?x ?\d+ (?:image|input|map|volume)|"
    r"(?:the )?(?:whole|full|entire|complete)(?: input)?(?: image| picture| volume| thing)?|"
    r"100 ?%(?: of (?:it|(?:the )?(?:input|image)))?)(?: \(\d+ ?x ?\d+\))?"
)
_NONE = re.compile(
    r"(?:(?:there are|(?:0[,:;] )?(?:(?:since|as|because) )?[a-z]+(?: [a-z]+)? has) )?(?:none|nothing|no|nil)"
    r"(?: learnable| trainable)?(?: parameters| params| weights| macs)?(?: at all)?(?: \([^()\d]*\))?"
)
_PARTS = re.compile(r"(\d[\d,. ]*)\s*weights?\s*(?:\+|and|,)\s*(\d[\d,. ]*)\s*bias(?:es)?")
_BODY = re.compile(r"(.*?[\d)\]])\s*((?!e[-+]?\d|x\s*[\d(])[a-z][a-z0-9 .,()\-]*)?", re.DOTALL)
_LAST_SCALE = re.compile(r"(k|m|g|t|thousand|million|billion|trillion)(?:\s+|$)")

_SHARE = re.compile(r"[1-9] ?/ ?([2-9])")
"""What stands before a suffix as a whole: `3/4 million`."""
_COUNTED = {"weights": r"\1", "biases": r"\2"}
"""Which of the two counts in `750 weights + 10 biases`, where it is not their sum."""
_SAME = re.compile(
    r"(?:it )?(?:(?:stays|is|remains) )?(?:the )?(?:same|unchanged|no change|identical)"
    r"(?: (?:padding|size|shape|volume|dimensions?))?"
    r"(?: (?:as|to) (?:the )?(?:input|before)(?:'s)?(?: volume| size| shape)?)?"
)


class Context(NamedTuple):
    """What is asked for, as far as it says how an answer is to be read."""

    quantity: str
    width: int = 4
    """Bytes a number."""
    like: Volume | None = None
    """The volume that is asked for, whose axes and order are known; for a field, the input's."""
    same: Sizes | None = None
    """What `same` can only mean, if anything: the volume that goes in, the padding that keeps its size."""


def read_answer(value: Any, wanted: Context) -> Answer | Bound:
    """An answer from a text, a number, a list or a bound, as YAML and tables give them. Raises FieldError.

    >>> read_answer("10240 floats", Context("memory")).value, read_answer("about 760", Context("params")).text
    (Fraction(40960, 1), 'about 760')
    """
    if isinstance(value, dict):
        return amounts.read_bound(value, QUANTITIES[wanted.quantity].placed)
    if isinstance(value, bool) or value is None or len(text := str(value)) > LONGEST:
        return amounts.read(value)
    found = _read(text, wanted)
    return found if found else amounts.read_any(value, QUANTITIES[wanted.quantity].placed)


def _read(text: str, wanted: Context) -> Answer | None:
    row = QUANTITIES[wanted.quantity]
    if len(text) < 40 and text.isascii() and text.isdigit() and row.unit not in SIDES and not row.placed:
        return Answer(text, Fraction(int(text)))  # most answers, at once
    plain, about = cleaned(text)
    if _WHOLE.fullmatch(plain):
        return Answer(text.strip(), WHOLE_INPUT)
    if _NONE.fullmatch(plain) and row.adds == "sum":
        return Answer(text.strip(), Fraction(0))
    if row.placed:
        return None
    if wanted.same is not None and _SAME.fullmatch(plain):
        return Answer(text.strip(), wanted.same)
    plain = plainer_for(plain, row, flat=bool(wanted.like and not wanted.like.size and row.unit == "volume"))
    parts = _PARTS.sub(_COUNTED.get(wanted.quantity, r"\1 + \2"), plain.replace(f"{8 * wanted.width}-bit ", ""))
    every = sides(parts)
    if row.unit in SIDES:
        read = [found for side in (plain, *every) if (found := _volume(text.strip(), side, wanted))]
        if read:
            return next((each for each in read if isinstance(each.value, Sizes)), read[0])
    found = _last_side(text.strip(), every, wanted) if every else None
    return _rounded(found) if found and about else found


def _last_side(text: str, every: list[str], wanted: Context) -> Answer | None:
    """What the last side says; where that can be two numbers, the one that another side comes to."""
    try:
        return _number(text, every[0], wanted)
    except FieldError:
        for other in filter(None, (_number(text, side, wanted) for side in every[1:])):
            if str(other.number or "") in (every[0].replace(".", ""), every[0].partition(".")[0]):
                return other
        raise


def _volume(text: str, side: str, wanted: Context) -> Answer | None:
    like = wanted.like
    if like and not like.size and wanted.quantity == "output":
        side = re.sub(r"^(\d{1,3})\.(\d{3})$", r"\1\2", side)  # 4.096 numbers are 4,096
    written = read_numbers(side, like.rank if like else 2)
    if written is None or (like and wanted.quantity == "output" and len(written.numbers) > like.rank + 1):
        return None
    numbers = in_order(written, isinstance(like, ChannelsFirst)) if wanted.quantity == "output" else written.numbers
    if like and wanted.quantity in DEEP and list(numbers[like.rank :]) == [Fraction(like.channels)]:
        numbers = numbers[: like.rank]
    if len(numbers) == 1:
        return Answer(text, numbers[0])
    return Answer(text, Sizes(tuple(int(n) if n.denominator == 1 else n for n in numbers)))


def _number(text: str, side: str, wanted: Context) -> Answer | None:
    """A number, a sum or a product, with its unit; as several numbers where it is sizes and nothing else."""
    if aside := re.fullmatch(r"(.*[\da-wyz])\s+\(([^()]*)\)", side):
        return _with_aside(text, aside[1].strip(), aside[2], wanted)
    match = _BODY.fullmatch(side)
    if not match:
        return None
    body, tail = _of_last(match[1], match[2] or "")
    unit = read_unit(_billions(body, tail, wanted))
    try:
        value = worked_out(body)
    except NoArithmeticError:
        return None
    if unit is None or (value.scale > 1 and unit.scale > 1):
        return None
    if QUANTITIES[wanted.quantity].unit == "count" and not tail and re.fullmatch(r"\d{1,3}\.\d{3}", body):
        raise FieldError(f"{shown(text)} can be {body.partition('.')[0]} or {body.replace('.', ',')}", amounts.FORMS)
    if QUANTITIES[wanted.quantity].unit in SIDES and re.fullmatch(r"\d+(?:\s*[x*]\s*\d+)+", body):
        return None if tail else Answer(text, Sizes(tuple(map(int, re.findall(r"\d+", body)))))
    return _answer(text, value.number, value.half, value.scale, unit, body, wanted)


def _of_last(body: str, tail: str) -> tuple[str, str]:
    """Arithmetic whose last number has a suffix of its own: `37.7M + 16.8M`."""
    if _SHARE.fullmatch(body):
        return body, tail
    scale = _LAST_SCALE.match(tail) if re.search(r"[-+*/x(]", body) else None
    return (body + scale[1], tail[scale.end() :]) if scale else (body, tail)


def _with_aside(text: str, side: str, aside: str, wanted: Context) -> Answer | None:
    """A number with something in brackets after it: words, or the same again, of which the more exact one counts."""
    found = _number(text, side, wanted)
    if found is None or not re.search(r"\b\d", re.sub(rf"\b{wanted.width} ?(?:bytes?|b)\b", "", aside)):
        return found
    other = _number(text, aside, wanted)
    if other is None or other.number is None or found.number is None:
        return None
    finer, coarser = sorted((found, other), key=lambda each: each.half)
    binary = next((Fraction(1000**power, 1024**power) for power in (1, 2, 3) if coarser.scale == 1000**power), 1)
    said = [finer.number or Fraction(0)] * (1 + coarser.in_bytes)
    return finer if any(coarser.near(each * share) for each, share in zip(said, (1, binary))) else None


def _answer(
    text: str, number: Fraction, half: Fraction, scale: int, unit: Measure, body: str, wanted: Context
) -> Answer:
    in_bytes, times = unit.counts == "bytes", unit.times
    if unit.counts == "numbers" and QUANTITIES[wanted.quantity].in_bytes:
        in_bytes, times = True, times * wanted.width
    if number < 0:
        raise FieldError(f"{shown(text)} is less than nothing", amounts.FORMS)
    if unit.scale > 1 and not half and number:
        half = Fraction(1, 2) if re.fullmatch(r"[\d,_' ]+", body) else half
        if share := _SHARE.fullmatch(body):
            half = Fraction(1, 2 * int(share[1]))
    return Answer(text, number * times, half * times, in_bytes, max(scale, unit.scale), unit.counts)


def _billions(body: str, tail: str, wanted: Context) -> str:
    """The unit with B for billions where it cannot be bytes: they have no parts, and are not what is counted."""
    words = tail.split()
    if "b" in words and not QUANTITIES[wanted.quantity].in_bytes and ("." in body or len(words) > 1):
        return " ".join("billion" if word == "b" else word for word in words)
    return tail


def _rounded(answer: Answer) -> Answer:
    """What is only said to be about so much is as exact as its last digit that is not 0."""
    number = answer.number
    if number is None or isinstance(answer.value, Sizes) or number.denominator > 1 or not number:
        return answer
    digits = str(int(number))
    zeros = len(digits) - len(digits.rstrip("0"))
    return answer._replace(half=max(answer.half, Fraction(10**zeros, 2))) if zeros else answer
