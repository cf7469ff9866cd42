"""The pieces of a network on their way to a spec, and the blocks that were found in them so far."""

from collections.abc import Callable, Collection, Sequence

from convcalc.document.records import NamedTuple
from convcalc.exchange.structure.blocks import FoundBlock, PieceShapes, changed, every_list
from convcalc.exchange.structure.naming import block_name, parameter_names
from convcalc.exchange.structure.optional import united
from convcalc.exchange.structure.parameters import CHANNELS, BlockParameter, Channels, parameters_of
from convcalc.exchange.structure.pieces import (
    CallPiece,
    LayerPiece,
    OptionalPiece,
    PieceColumn,
    Pieces,
    RunPiece,
    SpecPiece,
    all_columns,
)

MOST_PARAMETERS = 7

Labels = Callable[[Pieces], str]
"""What pieces of the network itself are called together, by the names of their layers."""


class KnownNetwork(NamedTuple):
    """What is known of a network."""

    channels: Channels
    labels: Labels
    named: Collection[int]
    """The nodes that others read by their names."""
    shapes: PieceShapes

    def is_named(self, piece: SpecPiece) -> bool:
        """Whether others read what a piece ends in by its name."""
        numbers = piece.numbers if isinstance(piece, (LayerPiece, CallPiece, RunPiece)) else ()
        return any(number in self.named for number in numbers)

    def shapes_of(self, pieces: Pieces) -> tuple[int, ...]:
        """The shapes of several pieces."""
        return tuple(map(self.shapes.of, pieces))


class SpecDraft(NamedTuple):
    """Pieces, and the blocks that they call."""

    pieces: Pieces
    blocks: tuple[FoundBlock, ...] = ()

    @property
    def lists(self) -> list[Pieces]:
        """All lists of pieces: in the network itself, and in its blocks."""
        return [*every_list(self.pieces), *(each for block in self.blocks for each in every_list(block.pieces))]

    def changed(self, change: Callable[[Pieces], Pieces], but: int | None = None) -> "SpecDraft":
        """The draft with a change made to all lists, but for those of one block."""
        blocks = [
            block if number == but else block._replace(pieces=changed(block.pieces, change))
            for number, block in enumerate(self.blocks)
        ]
        return SpecDraft(changed(self.pieces, change), tuple(blocks))


def best_union(one: Pieces, other: Pieces, known: KnownNetwork) -> Pieces | None:
    """Two forms of a block as one, in the way that takes the fewest parameters; None where they are none."""

    def count(pieces: Pieces) -> int:
        return len(parameters_of(pieces, known.channels, lambda wanted: [str(k) for k in range(len(wanted))]))

    return min(united(one, other, known.shapes), key=count, default=None)


def block_of(kind: str, pieces: Pieces, draft: SpecDraft, known: KnownNetwork) -> FoundBlock | None:
    """A block; None where it would take too many parameters."""
    pieces = _with_labels(pieces)

    def names(wanted: Sequence[tuple[SpecPiece, PieceColumn]]) -> Sequence[str]:
        return parameter_names(pieces, wanted)

    parameters = parameters_of(pieces, known.channels, names)
    if not _say_channels(pieces, parameters):
        parameters = parameters_of(pieces, known.channels, names, False)
    if len(parameters) > MOST_PARAMETERS:
        return None
    return FoundBlock(block_name(kind, pieces, [block.name for block in draft.blocks]), parameters, pieces)


def _say_channels(pieces: Pieces, parameters: Sequence[BlockParameter]) -> bool:
    """Whether calls give a number of channels, where there are any to be given: not all follow from what comes in."""
    rows = [column.row for _, column in all_columns(pieces) if column.name in CHANNELS]
    differing = {id(row) for row in rows if len(set(row)) > 1}
    return not differing or any(each.default is None and id(each.row) in differing for each in parameters)


def _with_labels(pieces: Pieces) -> Pieces:
    """Pieces whose optional ones are called after the branch that they are, or what they do at the start."""
    first = pieces[0]
    pieces = (first._replace(label="expand"), *pieces[1:]) if isinstance(first, OptionalPiece) else pieces
    return changed(pieces, lambda found: tuple(map(_labelled, found)))


def _labelled(piece: SpecPiece) -> SpecPiece:
    if not isinstance(piece, LayerPiece) or not piece.branches:
        return piece
    names = piece.titles or ("",) * len(piece.branches)
    branches = tuple(
        tuple(each._replace(label=name or "project") if isinstance(each, OptionalPiece) else each for each in branch)
        for name, branch in zip(names, piece.branches)
    )
    return piece._replace(branches=branches)
