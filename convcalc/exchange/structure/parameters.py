"""The parameters of a block, from the numbers that its calls have: rows that agree are one, multiples are expressions.

Plotkin 1970 calls it least general generalisation; here numbers have forms: `width`, `4*width`, `x.channels//2`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.exchange.structure.pieces import OptionalPiece, PieceColumn, Pieces, SpecPiece, ValueRow, all_columns

X = "x.channels"
FACTORS = (2, 3, 4, 6, 8, 16)
"""How many times as many channels are no accident."""
HELD_BY_SETTINGS = ("stride", "kernel", "dilation", "groups", "count", "pad", "rate", "eps", "multiplier")
"""Settings that have a value most of the time."""

CHANNELS = ("filters", "units", "groups", "channels", "width", "squeezed")
"""Settings that count channels."""

Channels = Callable[[int | None], int | None]
"""How many channels come out of a node; None of none."""
ParameterNames = Callable[[Sequence[tuple[SpecPiece, PieceColumn]]], Sequence[str]]
"""What parameters are called, by the columns that they were found in."""


class NumberForm(NamedTuple):
    """A number made of a parameter or of the channels: some times it, or a part of it; or the number itself."""

    value: Any
    name: str = ""
    times: int = 1
    over: int = 1

    @property
    def text(self) -> Any:
        """As a spec has it."""
        if not self.name:
            return self.value
        if self.times > 1:
            return f"{self.times}*{self.name}"
        return f"{self.name}//{self.over}" if self.over > 1 else self.name

    def of(self, values: Mapping[str, Any]) -> Any:
        """What it comes to."""
        if not self.name:
            return self.value
        number = values[self.name]
        if not isinstance(number, int) or isinstance(number, bool):
            return number if self.times == self.over == 1 else None
        return number * self.times if self.over == 1 else _part(number, self.over)


def _part(number: int, over: int) -> int | None:
    return number // over if number % over == 0 else None


class BlockParameter(NamedTuple):
    """A name of a block's signature, with its value in each call."""

    name: str
    row: ValueRow
    default: NumberForm | None = None
    condition: str = ""
    """The expression that is its default, where it says whether something is there."""
    place: int = 0
    """That of the column that it was found in."""
    optional: bool = False
    """It says whether something is there."""

    def usual(self, values: Mapping[str, Any]) -> Any:
        """Its value in a call that does not give it; None where that has to."""
        return self.default.of(values) if self.default else None


def form_of(row: ValueRow, known: Sequence[tuple[str, ValueRow]], x: ValueRow) -> NumberForm | None:
    """A form that gives the whole row, the simplest first; None where there is none."""
    given = [value for value in row if value is not None] or [1]
    if len(set(map(repr, given))) == 1:
        return NumberForm(given[0])
    for form in _forms([*known, (X, x)] if x else known):
        if all(value is None or form.of(_at(known, x, k)) == value for k, value in enumerate(row)):
            return form
    return None


def _at(known: Sequence[tuple[str, ValueRow]], x: ValueRow, k: int) -> dict[str, Any]:
    return {**{name: row[k] for name, row in known}, X: x[k] if x else None}


def _forms(known: Sequence[tuple[str, ValueRow]]) -> Iterator[NumberForm]:
    names = [name for name, _ in known]
    yield from (NumberForm(None, name) for name in names if name != X)
    yield from (NumberForm(None, name, times=factor) for name in names for factor in FACTORS)
    yield from (NumberForm(None, name, over=factor) for name in names for factor in FACTORS)


def parameters_of(
    pieces: Pieces, channels: Channels, names: ParameterNames, by_x: bool = True
) -> tuple[BlockParameter, ...]:
    """The parameters of a block in the order of its pieces, those without a default first.

    The fewest channels are parameters, and others multiples of them. With `by_x`, they may follow from those that
    come in.
    """
    x0 = tuple(map(channels, _starts(pieces))) if by_x else ()
    places = all_columns(pieces)
    found: dict[int, BlockParameter] = {}
    for place in sorted(range(len(places)), key=lambda place: _rank(places[place][1])):
        piece, column = places[place]
        known = [(each.name, each.row) for each in found.values()]
        x = tuple(map(channels, getattr(piece, "starts", ())))
        if column_form(piece, column, known, x, by_x) is None:
            default = _default(piece, column, found, x0)
            found[place] = BlockParameter(str(place), column.row, default, "", place, isinstance(piece, OptionalPiece))
    given = [found[place] for place in sorted(found)]
    called = dict(zip((each.name for each in given), names([places[each.place] for each in given])))
    all_x = tuple(map(channels, _starts(pieces)))
    return _in_order([_renamed(each, called) for each in given], all_x)


def _rank(column: PieceColumn) -> tuple[bool, bool, int]:
    """The fewest channels first, then all else; what only some calls have after what all have."""
    some = None in column.row
    if column.name not in CHANNELS:
        return True, some, 0
    return False, some, sum(value for value in column.row if isinstance(value, int))


def _default(
    piece: SpecPiece, column: PieceColumn, found: Mapping[int, BlockParameter], x0: ValueRow
) -> NumberForm | None:
    if isinstance(piece, OptionalPiece):
        return NumberForm(2 * sum(map(bool, column.row)) > len(column.row))
    usual = _usual(column, [(each.name, each.row) for each in found.values() if each.default is None], x0)
    if usual is None and None in column.row:
        return NumberForm(next(value for value in column.row if value is not None))
    return usual


def _renamed(parameter: BlockParameter, called: Mapping[str, str]) -> BlockParameter:
    form = parameter.default
    form = form._replace(name=called.get(form.name, form.name)) if form else None
    return parameter._replace(name=called[parameter.name], default=form)


def _in_order(parameters: Sequence[BlockParameter], x0: ValueRow) -> tuple[BlockParameter, ...]:
    """Those without a default first, and last what says whether something is there."""
    found: list[BlockParameter] = []
    for each in sorted(parameters, key=lambda each: (each.optional, each.default is not None)):
        known = [(one.name, one.row) for one in found]
        found.append(
            each._replace(condition=_condition(each.row, known, x0, each.place == 0 or each.name == "expand"))
            if each.optional
            else each
        )
    return tuple(found)


def column_form(
    piece: SpecPiece, column: PieceColumn, known: Sequence[tuple[str, ValueRow]], x: ValueRow, by_x: bool = True
) -> NumberForm | None:
    """How a column is written where it stands, `x` being the channels that come in there."""
    if x and column.row == x and _of_each_channel(piece, column):
        return NumberForm(None, X)
    return form_of(column.row, known, x if by_x and column.name in CHANNELS else ())


def _of_each_channel(piece: SpecPiece, column: PieceColumn) -> bool:
    """Whether a layer works on each channel by itself: it has as many groups."""
    groups = [each.row for each in getattr(piece, "columns", ()) if each.name == "groups"]
    return column.name in CHANNELS and groups == [column.row]


def _starts(pieces: Pieces) -> ValueRow:
    """The nodes that calls start from: where pieces are left out, those that the next start from."""
    rows: list[ValueRow] = []
    for piece in pieces:
        rows.append(_starts(piece.pieces) if isinstance(piece, OptionalPiece) else getattr(piece, "starts", ()))
        if not isinstance(piece, OptionalPiece):
            break
    return tuple([next((node for node in each if node is not None), None) for each in zip(*rows)])


def _usual(column: PieceColumn, known: Sequence[tuple[str, ValueRow]], x0: ValueRow) -> NumberForm | None:
    """A form that most of a row has: of a setting the number that half of it is, of channels some times others."""
    row = column.row
    count = len([value for value in row if value is not None])
    if count < 3:
        return None
    if column.name in HELD_BY_SETTINGS:
        value, times = Counter(value for value in row if value is not None).most_common(1)[0]
        return NumberForm(value) if 2 * times >= count and not isinstance(value, str) else None
    forms = [form for form in _forms([*known, *([(X, x0)] if x0 else [])]) if form.times > 1 or form.over > 1]
    for form in [*([NumberForm(None, X)] if x0 else []), *forms]:
        wrong = (1 for k, value in enumerate(row) if value is not None and form.of(_at(known, x0, k)) != value)
        if sum(islice(wrong, count // 4 + 1)) <= count // 4:
            return form
    return None


def _condition(there: ValueRow, known: Sequence[tuple[str, ValueRow]], x0: ValueRow, at_start: bool) -> str:
    """An expression that says of each call whether something is there; empty where none is found.

    In a branch beside others, what comes in is brought to their stride and their channels; `at_start`, it is widened.
    """
    tests: list[tuple[str, list[bool]]] = []
    for name, row in known:
        if name.startswith("stride") and all(isinstance(value, int) for value in row):
            tests.append((f"{name} != 1", [value != 1 for value in row]))
    for form in _forms(known):
        if at_start and form.times != form.over:
            continue
        values = [form.of(_at(known, x0, k)) for k in range(len(there))]
        if all(value == x for value, x, each in zip(values, x0, there) if not each):
            tests.append((f"{X} != {form.text}", [value != x for value, x in zip(values, x0)]))
    for text, found in tests:
        if tuple(found) == there:
            return text
    for one, left in tests:
        for other, right in tests:
            if one != other and tuple(a or b for a, b in zip(left, right)) == there:
                return f"{one} or {other}"
    return ""
