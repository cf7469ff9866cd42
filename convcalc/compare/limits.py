"""Limits on what a change may do: `params>+5%`, `macs>5G`. Knows totals before and after; not networks or files."""

import operator
import re
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from convcalc.analysis import amounts
from convcalc.analysis.truth import Sizes, WholeInput
from convcalc.document.records import NamedTuple
from convcalc.document.wording import nearest, shown
from convcalc.model.layers.fields import FieldError
from convcalc.model.quantities import EXPECTABLE, QUANTITIES

if TYPE_CHECKING:
    from convcalc.compare.changes import OutputChange

NAMES = tuple(name for name in EXPECTABLE if QUANTITIES[name].unit != "volume")
FORM = "as 'params>+5%', 'params>+100k' or 'macs>5G'"
INFINITE = float("inf")

Amount = Fraction | int | float
Measured = int | Sizes | WholeInput

_OPERATORS: dict[str, Callable[[Amount, Amount], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
}  # fmt: skip
_PARTS = re.compile(r"\s*([A-Za-z_]+)\s*(>=|<=|>|<)\s*([+-])?(.*?)(%)?\s*")


class Threshold(NamedTuple):
    """When a change goes too far."""

    text: str
    name: str
    """One of NAMES."""
    operator: str
    value: Amount
    """INFINITE for the whole input; a share of what was before where `percent`."""
    relative: bool
    """The difference is meant, and not what is there after the change."""
    percent: bool

    def exceeded(self, before: Measured, after: Measured) -> bool:
        """Whether it goes too far; for a receptive field, along any axis.

        >>> read("params>+5%").exceeded(1000, 1050), read("params>+5%").exceeded(1000, 1051)
        (False, True)
        >>> read("receptive_field<200").exceeded(Sizes((427, 427)), Sizes((211, 195)))
        True
        >>> read("macs>5G").exceeded(0, 5_000_000_000)
        False
        """
        was, now = _each(before), _each(after)
        axes = max(len(was), len(now))
        pairs = zip(was * axes if len(was) == 1 else was, now * axes if len(now) == 1 else now)
        return any(_OPERATORS[self.operator](self._found(old, new), self.value) for old, new in pairs)

    def exceeded_by(self, total: "OutputChange") -> bool:
        """Whether a total of a comparison goes too far; one that is new is held against itself."""
        (change,) = total.changes
        return self.exceeded(change.after if change.before is None else change.before, change.after)

    def _found(self, old: Amount, new: Amount) -> Amount:
        """What is compared with the limit."""
        if not self.relative:
            return new
        if old == new:
            return 0
        if INFINITE in (old, new) or not self.percent:
            return new - old
        return Fraction(new - old) / Fraction(old) if old else INFINITE


def _each(total: Measured) -> tuple[Amount, ...]:
    """The numbers of a figure; the whole input is more than any."""
    if isinstance(total, WholeInput):
        return (INFINITE,)
    return total.each if isinstance(total, Sizes) else (total,)


def read(text: str) -> Threshold:
    """A threshold: a figure, `>`, `>=`, `<` or `<=`, and a value; with a sign, the difference. Raises FieldError."""
    match = _PARTS.fullmatch(text)
    if not match or not match[4]:
        raise FieldError(f"{shown(text)} is not a limit", FORM)
    name, sign, written, percent = match[1], match[3], match[4], bool(match[5])
    if name not in NAMES:
        raise FieldError(f"there is no figure {name!r}", nearest(name, NAMES) or "there are: " + ", ".join(NAMES))
    if percent and not sign:
        raise FieldError(f"{shown(text)} has no sign", f"write {name}{match[2]}+{written}% for an increase")
    answer = amounts.read_places(written) if QUANTITIES[name].placed else amounts.read(written)
    if answer.in_bytes and (percent or not QUANTITIES[name].in_bytes):
        raise FieldError(f"{shown(text)}: this is no number of bytes", "write it without B")
    whole = isinstance(answer.value, WholeInput)
    if isinstance(answer.value, Sizes) or (whole and (sign or not QUANTITIES[name].of_field)):
        raise FieldError(f"{shown(text)}: {name} is compared with one number", FORM)
    value: Amount = INFINITE if isinstance(answer.value, WholeInput) else answer.value
    if sign:
        value *= Fraction(-1 if sign == "-" else 1, 100 if percent else 1)
    return Threshold(text.strip(), name, match[2], value, bool(sign), percent)
