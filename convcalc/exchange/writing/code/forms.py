"""Values that differ between calls of a block, as Python text over its parameters: `4 * width`, `stride != 1`."""

from collections.abc import Iterator, Sequence, Set
from itertools import permutations, product
from typing import Any

from convcalc.document.records import NamedTuple

FACTORS = (2, 3, 4, 6, 8, 16)
"""How many times another number is no accident."""

MANY = 5
"""Where a number takes so many values, what it gives with another one is no accident."""

CallRow = tuple[Any, ...]
"""A value for each call; None where a call has no use for it."""


Hints = Sequence[Set[str]]
"""Names that stand together in an expression of the spec."""


class KnownRow(NamedTuple):
    """What a name, or another text, stands for in each call."""

    text: str
    row: CallRow
    names: tuple[str, ...]
    """The parameters in it."""


class FoundForm(NamedTuple):
    """A text that gives a row, and the parameters in it."""

    text: str
    names: tuple[str, ...] = ()


def form_of(row: CallRow, known: Sequence[KnownRow], hints: Hints = (), others: Hints = ()) -> FoundForm | None:
    """The simplest text for a row, one of names that hints have together if there is one; None where there is none.

    What is made of two names has both in one of the hints, or of `others`, or takes many values.
    """
    given = [value for value in row if value is not None]
    same = all(_alike(value, given[0]) for value in given[1:])
    if same and len(given) == len(row):
        return FoundForm(literal(given[0]))
    named = [each for each in known if gives(each.row, row)]
    hinted = [each for each in named if {*each.names} in hints]
    if same:
        return _found(hinted) if hinted else FoundForm(literal(given[0]))
    fits = (
        [each for each in _forms(known, hints) if gives(each.row, row)]
        if all(type(value) is int for value in given)
        else []
    )
    hinted = [each for each in fits if {*each.names} in hints]
    return _found(named + hinted + fits)


def gives(known: CallRow, row: CallRow) -> bool:
    """Whether a row is what is known, wherever a call has a use for it."""
    return all(value is None or _alike(value, said) for value, said in zip(row, known))


def _found(fits: Sequence[KnownRow]) -> FoundForm | None:
    return FoundForm(fits[0].text, fits[0].names) if fits else None


def literal(value: Any) -> str:
    """A value as Python text; what has no quotes in it in double ones."""
    text = repr(value)
    if not isinstance(value, (float, str)):
        return text
    text = text.replace("e-0", "e-") if isinstance(value, float) else text
    return f'"{text[1:-1]}"' if isinstance(value, str) and text[0] == "'" and '"' not in text else text


def _alike(one: Any, other: Any) -> bool:
    numbers = isinstance(one, (int, float)) and isinstance(other, (int, float)) and bool not in (type(one), type(other))
    return (type(one) is type(other) or numbers) and bool(one == other)


def _forms(known: Sequence[KnownRow], hints: Hints) -> Iterator[KnownRow]:
    """Numbers made of one or two that are known, the simplest first."""
    numbers = [each for each in known if all(type(value) is int for value in each.row)]
    yield from numbers
    for factor, each in product(FACTORS, numbers):
        yield KnownRow(f"{factor} * {each.text}", tuple([factor * value for value in each.row]), each.names)
    for factor, each in product(FACTORS, numbers):
        if all(value % factor == 0 for value in each.row) or factor == 2:
            yield KnownRow(f"{each.text} // {factor}", tuple([value // factor for value in each.row]), each.names)
    for each in numbers:
        yield KnownRow(f"{each.text} - 1", tuple([value - 1 for value in each.row]), each.names)
    for one, other in permutations(numbers, 2):
        names, pairs = (*one.names, *other.names), [*zip(one.row, other.row)]
        sure = {*names} in hints or len({*pairs}) >= MANY
        if sure and one.text < other.text:
            yield KnownRow(f"{one.text} * {other.text}", tuple([a * b for a, b in pairs]), names)
            yield KnownRow(f"{one.text} + {other.text}", tuple([a + b for a, b in pairs]), names)
        if sure:
            yield KnownRow(f"{one.text} - {other.text}", tuple([a - b for a, b in pairs]), names)
            yield KnownRow(f"{one.text} // 2 * {other.text}", tuple([a // 2 * b for a, b in pairs]), names)
        if sure and all(b and a % b == 0 for a, b in pairs):
            yield KnownRow(f"{one.text} // {other.text}", tuple([a // b for a, b in pairs]), names)


def condition_of(there: Sequence[bool], known: Sequence[KnownRow], hints: Hints = ()) -> FoundForm | None:
    """A condition that says of each call whether something is there; None where none is found."""
    wanted, tests = tuple(there), [*_tests(known)]
    tests = [test for test in tests if len(test[2]) < 2 or any({*test[2]} <= hint for hint in hints)]
    tests.sort(key=lambda test: not any({*test[2]} <= hint for hint in hints))
    for text, found, names in tests:
        if found == wanted:
            return FoundForm(text, names)
    for word, both in (("or", any), ("and", all)):
        fits = [each for each in tests if both is any and all(not a or b for a, b in zip(each[1], wanted))]
        fits = fits or [each for each in tests if both is all and all(a or not b for a, b in zip(each[1], wanted))]
        for k, one in enumerate(fits):
            for other in fits[k + 1 :]:
                if tuple([both(pair) for pair in zip(one[1], other[1])]) == wanted:
                    return FoundForm(f"{one[0]} {word} {other[0]}", (*one[2], *other[2]))
    return None


_Test = tuple[str, tuple[bool, ...], tuple[str, ...]]


def _tests(known: Sequence[KnownRow]) -> Iterator[_Test]:
    """Plain conditions on what is known."""
    for each in known:
        if all(type(value) is bool for value in each.row):
            yield each.text, each.row, each.names
            yield f"not {each.text}", tuple([not value for value in each.row]), each.names
        if all(type(value) is int for value in each.row):
            yield f"{each.text} != 1", tuple([value != 1 for value in each.row]), each.names
            yield f"{each.text} == 1", tuple([value == 1 for value in each.row]), each.names
            yield f"{each.text} > 1", tuple([value > 1 for value in each.row]), each.names
            yield f"{each.text} > 0", tuple([value > 0 for value in each.row]), each.names
    numbers = [each for each in known if all(type(value) is int for value in each.row)]
    for one, other in permutations(reversed(numbers), 2):
        names = (*one.names, *other.names)
        for factor in (1, *FACTORS):
            text = other.text if factor == 1 else f"{factor} * {other.text}"
            pairs = [(a, factor * b) for a, b in zip(one.row, other.row)]
            yield f"{one.text} != {text}", tuple([a != b for a, b in pairs]), names
            yield f"{one.text} == {text}", tuple([a == b for a, b in pairs]), names
