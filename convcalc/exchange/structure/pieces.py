"""The pieces that a network is written in: layers, merges with branches, calls of blocks, runs. All of them are frozen.

A piece of a block stands for one piece in each call of it: where a number differs from call to call, the piece holds a
row of numbers, one for each call in their order. Pieces of the network itself hold rows of one.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from convcalc.document.records import NamedTuple

ColumnValue = int | float | str
"""A value that may differ between calls: a number, or sizes as `1x7`."""
ValueRow = tuple[Any, ...]
"""A value for each call of the block around; None where a call leaves out what has it."""


class PieceColumn(NamedTuple):
    """A setting of a piece, or an argument, with its value in each call."""

    name: str
    row: ValueRow


class LayerPiece(NamedTuple):
    """A layer on the volume before it, or on those of layers that are named."""

    kind: str
    fixed: tuple[tuple[str, Any], ...]
    """Settings that are alike in all calls: words and truths."""
    columns: tuple[PieceColumn, ...]
    numbers: ValueRow
    """The node that it is, for each call."""
    starts: ValueRow
    """The node whose volume it starts from."""
    branches: tuple[tuple["SpecPiece", ...], ...] = ()
    """What meets in it, where it merges branches."""
    titles: tuple[str, ...] = ()
    """What the branches are called."""
    sources: tuple[int, ...] = ()
    """Nodes that it reads by their names."""
    owner: int | None = None
    """The node whose weights it uses."""
    rank: int = 0
    """How many sizes the volumes have."""
    label: str = ""
    """What a merge is called that stands for a module."""
    back: tuple[int, ...] = ()
    """What it reads by name in the module around it: how many nodes before its own, as in each call."""


class CallPiece(NamedTuple):
    """A block at work."""

    block: int
    """Its place among the blocks."""
    columns: tuple[PieceColumn, ...]
    """What its parameters are."""
    numbers: ValueRow
    """The node that it ends in."""
    starts: ValueRow
    label: str = ""
    """What it is called in the file."""
    sources: tuple[int, ...] = ()
    back: tuple[int, ...] = ()


class RunPiece(NamedTuple):
    """A piece so many times in a row."""

    piece: "SpecPiece"
    times: PieceColumn
    numbers: ValueRow
    starts: ValueRow
    labels: tuple[str, ...] = ()
    """What each is called in the file."""
    sources: tuple[int, ...] = ()


class ModulePiece(NamedTuple):
    """What a module of the file holds, before it is known whether it is a block."""

    label: str
    kind: str
    pieces: tuple["SpecPiece", ...]
    sources: tuple[int, ...] = ()
    back: tuple[int, ...] = ()


class OptionalPiece(NamedTuple):
    """Pieces that some calls of a block leave out."""

    pieces: tuple["SpecPiece", ...]
    there: PieceColumn
    label: str = ""


class HeadPiece(NamedTuple):
    """A side branch whose end comes out under a name."""

    name: str
    pieces: tuple["SpecPiece", ...]
    sources: tuple[int, ...] = ()


class GoOnPiece(NamedTuple):
    """The layers go on from one that is named."""

    sources: tuple[int, ...]


def sources_of(piece: "SpecPiece") -> tuple[int, ...]:
    """The nodes that a piece reads by their names."""
    return () if isinstance(piece, OptionalPiece) else piece.sources


SpecPiece = LayerPiece | CallPiece | RunPiece | ModulePiece | OptionalPiece | HeadPiece | GoOnPiece
Pieces = tuple[SpecPiece, ...]


def inside(piece: SpecPiece) -> tuple[Pieces, ...]:
    """The lists of pieces that stand in one."""
    if isinstance(piece, LayerPiece):
        return piece.branches
    if isinstance(piece, RunPiece):
        return ((piece.piece,),)
    return (piece.pieces,) if isinstance(piece, (ModulePiece, OptionalPiece, HeadPiece)) else ()


def with_inside(piece: SpecPiece, lists: Sequence[Pieces]) -> SpecPiece:
    """A piece with other lists of pieces in it."""
    if isinstance(piece, LayerPiece):
        return piece._replace(branches=tuple(lists)) if piece.branches else piece
    if isinstance(piece, RunPiece):
        return piece._replace(piece=lists[0][0])
    if isinstance(piece, (ModulePiece, OptionalPiece, HeadPiece)):
        return piece._replace(pieces=lists[0])
    return piece


def columns(piece: SpecPiece) -> Iterator[tuple[SpecPiece, PieceColumn]]:
    """The columns of a piece and of all that stand in it, in order, each with the piece that has it."""
    if isinstance(piece, (LayerPiece, CallPiece)):
        yield from ((piece, column) for column in piece.columns)
    if isinstance(piece, RunPiece):
        yield piece, piece.times
    for pieces in inside(piece):
        for each in pieces:
            yield from columns(each)
    if isinstance(piece, OptionalPiece):
        yield piece, piece.there


def all_columns(pieces: Pieces) -> list[tuple[SpecPiece, PieceColumn]]:
    """The columns of several pieces, in order."""
    return [each for piece in pieces for each in columns(piece)]


def pinned(piece: SpecPiece) -> bool:
    """Whether names tie a piece, or what stands in it, to others: it cannot be a part of a block."""
    if isinstance(piece, (GoOnPiece, HeadPiece)) or sources_of(piece):
        return True
    if isinstance(piece, LayerPiece) and piece.owner is not None:
        return True
    if isinstance(piece, (LayerPiece, CallPiece)) and piece.back:
        return True
    return any(pinned(each) for pieces in inside(piece) for each in pieces)


def lines(piece: SpecPiece) -> int:
    """About how many lines it takes to write a piece."""
    if isinstance(piece, LayerPiece) and piece.branches:
        if all(len(branch) < 2 and all(lines(each) == 1 for each in branch) for branch in piece.branches):
            return 1 if len(piece.branches) < 3 else 2
        return 1 + sum(1 + lines_of(branch) for branch in piece.branches)
    return max(1, sum(lines_of(pieces) for pieces in inside(piece)))


def lines_of(pieces: Pieces) -> int:
    """About how many lines several pieces take."""
    return sum(map(lines, pieces))


def end_of(piece: SpecPiece) -> int:
    """The node that a piece of the network itself ends in. Raises LookupError for one that is no layer."""
    if isinstance(piece, (LayerPiece, CallPiece, RunPiece)) and piece.numbers[0] is not None:
        return int(piece.numbers[0])
    if isinstance(piece, ModulePiece):
        return end_of(piece.pieces[-1])
    raise LookupError
