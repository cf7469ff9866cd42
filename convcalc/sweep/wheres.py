"""What is wanted, as people write it: `params<=5M`, `stage4.macs<100M`, `w2 >= w1`; `params,macs,receptive_field`.

A limit is a quantity, of all or of a part by its name, and an amount; any other comparison is a condition on what
varies. Knows nothing of the spec that they are for.
"""

import math
import re
from collections.abc import Collection
from fractions import Fraction

from convcalc.analysis import amounts
from convcalc.analysis.truth import WholeInput
from convcalc.document.records import NamedTuple
from convcalc.document.wording import nearest, shown
from convcalc.language.arithmetic import ExpressionError
from convcalc.language.expressions import LONGEST, Expression, compile_expression
from convcalc.model.layers.fields import FieldError
from convcalc.model.quantities import QUANTITIES
from convcalc.sweep.gauges import GAUGED, WHOLE, Gauge, Limit, Plain
from convcalc.sweep.typed import Typed

SHORT = {"peak": "peak_memory", "field": "receptive_field"}
"""What quantities are called for short."""
FORM = "as 'params<=5M', 'peak<2MiB' or 'field>=200'; of variables, as 'w2 >= w1'"
EACH = "give each limit by itself, as --where 'params<=5M' --where 'macs<1G'"

_LIMIT = re.compile(r"([^\W\d][^\s<>=!()]*)\s*(<=|>=|==|=|<|>)\s*([^<>=]+)")


class Objective(NamedTuple):
    """A figure that is to be small, or large."""

    gauge: Gauge
    most: bool

    @property
    def words(self) -> str:
        """As a sentence says it: `fewest parameters`, `largest receptive field`."""
        quantity = QUANTITIES[self.gauge.quantity]
        many = quantity.unit == "count"
        how = ("most" if many else "largest") if self.most else ("fewest" if many else "smallest")
        return f"{how} {quantity.words}" + (f" of {self.gauge.part}" if self.gauge.part else "")


def where(said: Typed, variables: Collection[str]) -> Limit | Expression:
    """A limit on a figure, or a condition on variables. Raises SpecError."""
    match = _LIMIT.fullmatch(said.text)
    if match and match[1] not in variables and (limited := said.part(*match.span(1))):
        if match[1].rpartition(".")[2].lower() in _KNOWN:
            return _limit(said, gauge(limited), match[2], said.part(*match.span(3)))
        if re.fullmatch(r"[\w.]+", match[1]):
            message = f"{shown(limited.text)} is no figure, and nothing that varies"
            raise _unknown(limited, [*GAUGED, *variables], message)
    return _condition(said, variables)


_KNOWN = {**{name: name for name in GAUGED}, **SHORT}


def gauge(said: Typed) -> Gauge:
    """A figure by its name, `params`, or that of a part, `stage4.params`. Raises SpecError."""
    part, dot, name = said.text.rpartition(".")
    quantity = _KNOWN.get(name.lower())
    if "," in name:
        raise said.fail(f"{shown(said.text)} is more than one figure", "front takes several: params,macs")
    if quantity is None:
        named = said.part(len(part) + len(dot))
        raise _unknown(named, GAUGED, f"there is no figure {shown(named.text)}")
    return Gauge(quantity, part)


def objective(said: Typed) -> Objective:
    """A figure to make small, or large where that is better or is said: `params`, `depth:max`. Raises SpecError."""
    name, colon, way = said.text.partition(":")
    found = gauge(said.part(0, len(name)))
    if colon and way.strip() not in ("min", "max"):
        raise said.part(len(name) + 1).fail(f"{shown(way.strip())} is no direction", f"as {name}:min or {name}:max")
    return Objective(found, way.strip() == "max" if colon else found.more_is_better)


def _unknown(said: Typed, known: Collection[str], message: str) -> Exception:
    help = nearest(said.text, [*SHORT, *known]) or "there are: " + ", ".join(GAUGED)
    return said.fail(message, help)


def _limit(said: Typed, gauge: Gauge, sign: str, amount: Typed) -> Limit:
    quantity = QUANTITIES[gauge.quantity]
    try:
        answer = amounts.read_places(amount.text) if quantity.placed else amounts.read(amount.text)
    except FieldError as error:
        raise amount.fail(error.message, error.help) from None
    if answer.in_bytes and not quantity.in_bytes:
        raise amount.fail("this is a count, not a number of bytes", "write it without B")
    if isinstance(answer.value, WholeInput) and quantity.of_field:
        value, half = Fraction(WHOLE), Fraction(0)
    elif isinstance(answer.value, Fraction):
        value, half = answer.value, answer.half
    else:
        raise amount.fail(f"{gauge.name} is compared with one number", FORM)
    whole = quantity.unit != "ratio" and not quantity.placed
    least, most = _ends(sign, value, half, whole)
    return Limit(said.text, gauge, least, most)


def _ends(sign: str, value: Fraction, half: Fraction, whole: bool) -> tuple[Plain, Plain]:
    """The least and the most that a sign allows; of whole numbers, whole ones."""
    least: Plain = float("-inf")
    most: Plain = float("inf")
    if sign in ("=", "=="):
        return (
            (math.ceil(value - half), math.floor(value + half)) if whole else (float(value - half), float(value + half))
        )
    if sign == ">=":
        least = math.ceil(value) if whole else float(value)
    elif sign == ">":
        least = math.floor(value) + 1 if whole else math.nextafter(float(value), math.inf)
    elif sign == "<=":
        most = math.floor(value) if whole else float(value)
    else:
        most = math.ceil(value) - 1 if whole else math.nextafter(float(value), -math.inf)
    return least, most


def _condition(said: Typed, variables: Collection[str]) -> Expression:
    try:
        expression = compile_expression(said.text)
    except ExpressionError as error:
        text = said.text[:LONGEST]
        turned = re.search(r"[<>=]\s*[^\W\d]", text) and "the figure comes first: params<=3M; one limit each"
        several = re.search(r"[<>=].*(,|\band\b|&).*[<>=]", text) and EACH
        raise said.fail(error.message, several or turned or error.help or FORM) from None
    for name in sorted(expression.names.difference(variables)):
        if name.lower() in _KNOWN:
            help = EACH if re.search(r"\b(and|or)\b", said.text) else FORM
            raise said.fail(f"{shown(said.text)} is neither one limit on a figure nor a condition on variables", help)
        start = re.search(rf"\b{re.escape(name)}\b", said.text)
        at = said.part(*start.span()) if start else said
        help = nearest(name, [*variables, *GAUGED]) or f"what varies here: {', '.join(variables)}"
        raise at.fail(f"{name!r} is nothing that varies", help)
    if not expression.names:
        raise said.fail(f"{shown(said.text)} says nothing of what varies", FORM)
    return expression
