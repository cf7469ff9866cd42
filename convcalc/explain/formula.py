"""Formulas as plain text: in symbols, or with the values put in. The writer can be taken further, to LaTeX."""

from convcalc.explain.terms import Name, Number, Power, Product, Quotient, Sum, Term, factored, value

SUM, PRODUCT, ATOM = range(3)
"""How tightly a formula holds together."""


class Writer:
    """How formulas are written as plain text, `(32 + 2*2 - 5) / 1 + 1`."""

    def __init__(self, values: bool = False) -> None:
        self.values = values
        """Put in the values in the place of names."""

    def write(self, term: Term, within: int = SUM) -> str:
        """A formula, in parentheses where it stands within one that holds more tightly."""
        text, tightness = self._write(term, within)
        return text if tightness >= within else self.parentheses(text)

    def _write(self, term: Term, within: int) -> tuple[str, int]:
        if isinstance(term, Name):
            return (str(term.value) if self.values else self.name(term.symbol)), ATOM
        if isinstance(term, Number):
            return str(term.value), ATOM if term.value >= 0 else SUM
        if isinstance(term, Sum):
            return self._sum(term)
        if isinstance(term, Product):
            return self.product(list(term.factors), spaced=within == SUM), PRODUCT
        if isinstance(term, Power):
            return self.power(term), ATOM
        return self.quotient(term)

    def _sum(self, term: Sum) -> tuple[str, int]:
        if parts := factored(term):
            return self.product(_all_factors(*parts)), PRODUCT
        pieces = [(times, self._part(abs(times), part)) for times, part in term.parts]
        if term.constant:
            pieces.append((term.constant, str(abs(term.constant))))
        first = ("-" if pieces[0][0] < 0 else "") + pieces[0][1]
        text = first + "".join(f" {'-' if sign < 0 else '+'} {piece}" for sign, piece in pieces[1:])
        return text, PRODUCT if len(pieces) == 1 and pieces[0][0] > 0 else SUM

    def _part(self, times: int, part: Term) -> str:
        return self.write(part, PRODUCT) if times == 1 else self.product([Number(times), part])

    def product(self, factors: list[Term], spaced: bool = False) -> str:
        """Factors; with room between where one of them is a formula of its own, or they stand alone."""
        plain = all(isinstance(factor, (Name, Number, Product)) for factor in factors)
        sign = "*" if plain and not spaced else " * "
        first = self.write(factors[0], PRODUCT)
        return sign.join(
            [first, *(self.write(each, PRODUCT if isinstance(each, Product) else ATOM) for each in factors[1:])]
        )

    def power(self, term: Power) -> str:
        """`2^3`."""
        return f"{self.write(term.base, ATOM)}^{self.write(term.exponent, ATOM)}"

    def quotient(self, term: Quotient) -> tuple[str, int]:
        """`a / b`; where it does not come out, `floor(a / b)`, and `ceil(a / b)` where it is rounded up."""
        text = f"{self.write(term.above, PRODUCT)} / {self.write(term.below, ATOM)}"
        if term.up:
            return f"ceil({text})", ATOM
        return (text, PRODUCT) if term.exact else (f"floor({text})", ATOM)

    def name(self, symbol: str) -> str:
        """A name."""
        return symbol

    def parentheses(self, text: str) -> str:
        """A formula held together."""
        return f"({text})"


def _all_factors(common: Term, rest: Term) -> list[Term]:
    """What a sum is a product of: `a*b*c + a*b` is a, b and c + 1."""
    parts = factored(rest) if isinstance(rest, Sum) else None
    return [common, *(_all_factors(*parts) if parts else [rest])]


def symbols(term: Term) -> str:
    """A formula in its names."""
    return Writer().write(term)


def numbers(term: Term) -> str:
    """A formula with its values."""
    return Writer(values=True).write(term)


def quotient_value(above: int, below: int) -> str:
    """What a division comes to, as `53.25`, or `4/3 = 1.33...` where it has no end.

    >>> quotient_value(213, 4), quotient_value(4, 3), quotient_value(27, 1), quotient_value(-1, 2)
    ('53.25', '1.33...', '27', '-0.5')
    """
    sign, (whole, rest) = "-" if above < 0 else "", divmod(abs(above), below)
    if not rest:
        return f"{sign}{whole}"
    for digits in range(1, 5):
        if rest * 10**digits % below == 0:
            return f"{sign}{whole}.{rest * 10**digits // below:0{digits}d}"
    return f"{sign}{whole}.{rest * 100 // below:02d}..."


def division(above: Term, below: Term) -> str:
    """A division with its values and what it comes to: `(224 - 11) / 4 = 53.25`."""
    writer = Writer(values=True)
    quotient = quotient_value(value(above), value(below))
    return f"{writer.write(above, PRODUCT)} / {writer.write(below, ATOM)} = {quotient}"
