"""Blocks made of pieces that are alike: their rows side by side, and a call in the place of each."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.exchange.structure.parameters import BlockParameter
from convcalc.exchange.structure.pieces import (
    CallPiece,
    LayerPiece,
    ModulePiece,
    OptionalPiece,
    PieceColumn,
    Pieces,
    RunPiece,
    SpecPiece,
    ValueRow,
    inside,
    with_inside,
)


class FoundBlock(NamedTuple):
    """A block: what it is called, its parameters, and its pieces with a row for each of its calls."""

    name: str
    parameters: tuple[BlockParameter, ...]
    pieces: Pieces


class PieceShapes:
    """What makes pieces alike, their numbers aside: a number for each shape, equal for equal ones."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], int] = {}
        self._tied = 0

    def of(self, piece: SpecPiece) -> int:
        """The shape of a piece; what names tie to others is like nothing else, but for where it starts from."""
        key: tuple[Any, ...]
        within = tuple(tuple(map(self.of, pieces)) for pieces in inside(piece))
        if isinstance(piece, LayerPiece) and piece.owner is None and len(piece.sources) < 2:
            names = tuple(column.name for column in piece.columns)
            key = ("layer", piece.kind, piece.fixed, names, piece.back, within)
        elif isinstance(piece, CallPiece):
            key = ("call", piece.block, piece.back, within)
        elif isinstance(piece, (RunPiece, OptionalPiece)):
            key = (type(piece).__name__, within)
        elif isinstance(piece, ModulePiece):
            key = ("module", piece.kind, piece.back, within)
        else:
            self._tied += 1
            key = ("tied", self._tied)
        return self._known.setdefault(key, len(self._known))


def row_length(pieces: Pieces) -> int:
    """How many calls pieces stand for."""
    for piece in pieces:
        if isinstance(piece, (LayerPiece, CallPiece, RunPiece)):
            return len(piece.numbers)
        for each in inside(piece):
            if each:
                return row_length(each)
    return 1


def joined(parts: Sequence[Pieces]) -> Pieces:
    """Pieces of one shape as one, their rows one after another."""
    return tuple(_joined(each) for each in zip(*parts, strict=True))


def _joined(pieces: Sequence[Any]) -> SpecPiece:
    first: SpecPiece = with_inside(pieces[0], [joined(lists) for lists in zip(*map(inside, pieces), strict=True)])
    if isinstance(first, (LayerPiece, CallPiece)):
        rows = [_side_by_side(columns) for columns in zip(*(piece.columns for piece in pieces), strict=True)]
        first = first._replace(columns=tuple(rows), sources=())
    if isinstance(first, RunPiece):
        first = first._replace(times=_side_by_side([piece.times for piece in pieces]), sources=(), labels=())
    if isinstance(first, OptionalPiece):
        first = first._replace(there=_side_by_side([piece.there for piece in pieces]))
    if isinstance(first, (LayerPiece, CallPiece, RunPiece)):
        numbers = tuple(chain.from_iterable(piece.numbers for piece in pieces))
        return first._replace(numbers=numbers, starts=tuple(chain.from_iterable(piece.starts for piece in pieces)))
    return first


def _side_by_side(columns: Iterable[PieceColumn]) -> PieceColumn:
    columns = [*columns]
    return columns[0]._replace(row=tuple(chain.from_iterable(column.row for column in columns)))


def absent(pieces: Pieces, count: int) -> Pieces:
    """Pieces as so many calls have them that leave them out."""
    return tuple(_absent(piece, count) for piece in pieces)


def _absent(piece: Any, count: int) -> SpecPiece:
    nothing: ValueRow = (None,) * count
    found: Any = with_inside(piece, [absent(pieces, count) for pieces in inside(piece)])
    if isinstance(found, (LayerPiece, CallPiece)):
        found = found._replace(columns=tuple(column._replace(row=nothing) for column in found.columns))
    if isinstance(found, RunPiece):
        found = found._replace(times=found.times._replace(row=nothing))
    if isinstance(found, OptionalPiece):
        return found._replace(there=found.there._replace(row=(False,) * count))
    return found._replace(numbers=nothing, starts=nothing)  # type: ignore[no-any-return]


def call_of(block: int, parameters: Sequence[BlockParameter], pieces: Pieces, at: int, label: str = "") -> CallPiece:
    """The call in the place of pieces whose rows start at a place of those of the block."""
    count = row_length(pieces)
    given = [each for each in parameters if not each.condition]
    columns = tuple(PieceColumn(each.name, each.row[at : at + count]) for each in given)
    ends = [piece for piece in pieces if isinstance(piece, (LayerPiece, CallPiece, RunPiece))]
    last, first = pieces[-1], pieces[0]
    numbers = last.numbers if isinstance(last, (LayerPiece, CallPiece, RunPiece)) else ends[-1].numbers
    starts = first.starts if isinstance(first, (LayerPiece, CallPiece, RunPiece)) else ends[0].starts
    return CallPiece(block, columns, numbers, starts, label, getattr(first, "sources", ()))


def changed(pieces: Pieces, change: Callable[[Pieces], Pieces]) -> Pieces:
    """Pieces with a change made to every list in them, the inner ones first."""
    found = tuple(_inside_changed(piece, change) for piece in pieces)
    found = pieces if _same(found, pieces) else found
    after = change(found)
    return found if _same(after, found) else after


def _inside_changed(piece: SpecPiece, change: Callable[[Pieces], Pieces]) -> SpecPiece:
    lists = inside(piece)
    after = [changed(each, change) for each in lists]
    return piece if all(map(_same, after, lists)) else with_inside(piece, after)


def _same(one: Pieces, other: Pieces) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other))


def every_list(pieces: Pieces) -> Iterable[Pieces]:
    """All lists in pieces, and they themselves; of a run, what stands in it is none."""
    yield pieces
    for piece in pieces:
        for each in inside(piece.piece) if isinstance(piece, RunPiece) else inside(piece):
            yield from every_list(each)
