"""Blocks found: of modules, the inner ones first, then of rows of pieces that come again."""

from convcalc.exchange.structure.draft import KnownNetwork, SpecDraft
from convcalc.exchange.structure.pieces import Pieces
from convcalc.exchange.structure.repeats import RowKey, mined, most_saving
from convcalc.exchange.structure.resolving import has_modules, resolved
from convcalc.exchange.structure.runs import with_runs

MOST_ROUNDS = 40


def found_in(pieces: Pieces, known: KnownNetwork, again: bool = True) -> SpecDraft:
    """The pieces of a network with the blocks in them; rows that come again only if asked for."""
    draft = SpecDraft(pieces)
    while has_modules(draft.pieces):
        draft = with_runs(resolved(draft, known), known)
    draft = with_runs(draft, known)
    refused: set[RowKey] = set()
    for _ in range(MOST_ROUNDS if again else 0):
        key = most_saving(draft, known, refused)
        if key is None:
            break
        draft = with_runs(mined(draft, known, key, refused), known)
    return draft
