"""Pieces that say the same one after another, as one that is repeated."""

from convcalc.exchange.structure.blocks import FoundBlock
from convcalc.exchange.structure.draft import KnownNetwork, SpecDraft
from convcalc.exchange.structure.parameters import Channels, X
from convcalc.exchange.structure.pieces import (
    CallPiece,
    LayerPiece,
    PieceColumn,
    Pieces,
    RunPiece,
    SpecPiece,
    inside,
    pinned,
)

PLAIN = ("conv", "dense", "depthwise")
"""Layers that are repeated as they are; others belong to what stands around them."""


def with_runs(draft: SpecDraft, known: KnownNetwork) -> SpecDraft:
    """The draft with its runs."""
    return draft.changed(lambda pieces: _with_runs(pieces, draft, known))


def _with_runs(pieces: Pieces, draft: SpecDraft, known: KnownNetwork) -> Pieces:
    found: list[SpecPiece] = []
    run: list[SpecPiece] = []
    for piece in pieces:
        if run and not _again(run[-1], piece, draft, known):
            found.append(_run_of(run))
            run = []
        run.append(piece)
    return (*found, _run_of(run)) if run else ()


def _again(one: SpecPiece, other: SpecPiece, draft: SpecDraft, known: KnownNetwork) -> bool:
    """Whether a piece is the one before once more."""
    if not isinstance(one, (LayerPiece, CallPiece)) or type(one) is not type(other) or pinned(other):
        return False
    if known.is_named(one) or known.is_named(other) or one.sources:  # each repeat would start from what is named
        return False
    if isinstance(one, LayerPiece) and not one.branches and one.kind not in PLAIN:
        return False
    return said(one, draft, known.channels) == said(other, draft, known.channels)


def said(piece: SpecPiece, draft: SpecDraft, channels: Channels) -> object:
    """What a piece says where it is written: a call only what differs from the defaults."""
    within = tuple(tuple(said(each, draft, channels) for each in pieces) for pieces in inside(piece))
    if isinstance(piece, CallPiece):
        return piece.block, tuple(given(piece, draft.blocks[piece.block], channels).items())
    if isinstance(piece, RunPiece):
        return piece.times, within
    return getattr(piece, "kind", ""), getattr(piece, "fixed", ()), getattr(piece, "columns", ()), within


def given(call: CallPiece, block: FoundBlock, channels: Channels) -> dict[str, PieceColumn]:
    """The arguments of a call that its block would not have by itself."""
    found: dict[str, PieceColumn] = {}
    rows = {column.name: column.row for column in call.columns}
    x = tuple(map(channels, call.starts))
    calls = [{**{name: row[k] for name, row in rows.items()}, X: x[k]} for k in range(len(x))]
    for parameter in block.parameters:
        if parameter.condition:
            continue
        row = rows[parameter.name]
        pairs = zip(row, (parameter.usual(values) for values in calls))
        held = all(value is None or repr(value) == repr(usual) for value, usual in pairs)
        if parameter.default is None or not held:
            found[parameter.name] = PieceColumn(parameter.name, row)
    return found


def _run_of(run: list[SpecPiece]) -> SpecPiece:
    first, last = run[0], run[-1]
    if len(run) == 1 or not isinstance(first, (LayerPiece, CallPiece)) or not isinstance(last, (LayerPiece, CallPiece)):
        return first
    labels = tuple(piece.label for piece in run if isinstance(piece, (LayerPiece, CallPiece)))
    bare: SpecPiece = first._replace(sources=())
    times = PieceColumn("count", (len(run),) * len(first.numbers))
    return RunPiece(bare, times, last.numbers, first.starts, labels, first.sources)
