"""Rows of pieces that come again, as blocks: those first that save the most lines."""

from collections.abc import Collection, Iterator, Sequence

from convcalc.document.records import NamedTuple
from convcalc.exchange.structure.blocks import FoundBlock, call_of, joined, row_length
from convcalc.exchange.structure.draft import KnownNetwork, SpecDraft, best_union, block_of
from convcalc.exchange.structure.parameters import column_form
from convcalc.exchange.structure.pieces import (
    CallPiece,
    LayerPiece,
    OptionalPiece,
    Pieces,
    RunPiece,
    SpecPiece,
    all_columns,
    lines,
    pinned,
)
from convcalc.exchange.structure.runs import said
from convcalc.model.layers import kind

LONGEST = 12
"""Pieces of a row that is looked for."""
LEAST_GAIN = 2
"""Lines that a block saves at least."""
HESITANT = 8
"""The larger, the longer the rows that are made blocks first."""
OUT_OF_STEP = 0.6
"""What lines are worth that are saved by a row which starts with what belongs to the layer before it."""

RowKey = tuple[int, ...]
"""A row by its shapes."""


class RowTally(NamedTuple):
    """How often a row comes, in how many runs, and how many lines it takes."""

    times: int
    runs: int
    lines: int

    @property
    def gain(self) -> int:
        """The lines that a block saves: each row is a call, and there is one more for the signature."""
        return self.times * self.lines - (1 + self.lines + self.runs)


def most_saving(draft: SpecDraft, known: KnownNetwork, refused: Collection[RowKey]) -> RowKey | None:
    """The row that saves the most lines; None where none saves enough."""
    follows: set[int] = set()
    tallies: dict[RowKey, RowTally] = {}
    for pieces in draft.lists:
        follows.update(known.shapes.of(piece) for piece in pieces if _follows(piece))
        _tally(pieces, draft, known, tallies)

    def worth(key: RowKey) -> tuple[float, int]:
        step = OUT_OF_STEP if key[0] in follows else 1
        return step * tallies[key].gain / (len(key) + HESITANT) ** 0.5, len(key)

    keys = [key for key, tally in tallies.items() if tally.times > 1 and tally.lines > 1 and key not in refused]
    best = max(keys, key=worth, default=None)
    return best if best is not None and tallies[best].gain >= LEAST_GAIN else None


def _tally(pieces: Pieces, draft: SpecDraft, known: KnownNetwork, tallies: dict[RowKey, RowTally]) -> None:
    """Count the rows of a list, none of which shares pieces with the one before of its kind."""
    shapes, sizes = known.shapes_of(pieces), [*map(lines, pieces)]
    words = [said(piece, draft, known.channels) for piece in pieces]
    ends: dict[RowKey, int] = {}
    for start, end in _windows(pieces, known):
        key = shapes[start:end]
        if ends.get(key, 0) > start:
            continue
        again = ends.get(key) == start and words[start:end] == words[start - len(key) : start]
        ends[key] = end
        count, runs, _ = tallies.get(key, (0, 0, 0))
        tallies[key] = RowTally(count + 1, runs + (not again), sum(sizes[start:end]))


def _windows(pieces: Pieces, known: KnownNetwork) -> Iterator[tuple[int, int]]:
    """From and to where rows stand that can be blocks."""
    for start in range(len(pieces)):
        for end in range(start + 1, min(start + LONGEST, len(pieces)) + 1):
            if not _fits(pieces[end - 1], end - 1 == start):
                break
            yield start, end
            if known.is_named(pieces[end - 1]):
                break


def _fits(piece: SpecPiece, first: bool) -> bool:
    """Whether a piece can be a part of a block: what it starts from may have a name, where it is the first."""
    if isinstance(piece, (LayerPiece, CallPiece, RunPiece)) and len(piece.sources) == 1 and first:
        return not pinned(piece._replace(sources=()))
    return not pinned(piece) and not isinstance(piece, OptionalPiece)


def _follows(piece: SpecPiece) -> bool:
    """Whether a layer belongs to the one before: an activation or a norm."""
    plain = isinstance(piece, LayerPiece) and not piece.branches
    return isinstance(piece, LayerPiece) and plain and not kind(piece.kind).weighted and piece.kind != "slice"


# Calls in the place of rows


def mined(draft: SpecDraft, known: KnownNetwork, key: RowKey, refused: set[RowKey]) -> SpecDraft:
    """The draft with a block of a row, and calls wherever it stands; as it is where it cannot be one."""
    refused.add(key)
    parts = [part for pieces in draft.lists for _, part in _places(pieces, key, known)]
    if len(parts) < 2:
        return draft
    pieces = joined(parts)
    other, more, both = _other_form(draft, known, key, pieces)
    block = block_of("", pieces if both is None else both, draft, known)
    if block is None:
        return draft
    refused.add(other)
    found = _called(draft, known, block, (key, other), [*parts, *more])
    return found if all(expressible(each, known) for each in found.blocks) else draft


def _called(
    draft: SpecDraft, known: KnownNetwork, block: FoundBlock, keys: Sequence[RowKey], parts: Sequence[Pieces]
) -> SpecDraft:
    """The draft with a block, and calls of it in the place of parts."""
    number, at, offsets = len(draft.blocks), 0, dict[int, int]()
    for part in parts:
        offsets[id(part[0])] = at
        at += row_length(part)

    def replaced(pieces: Pieces) -> Pieces:
        places = {k: part for key in keys for k, part in _places(pieces, key, known) if id(part[0]) in offsets}
        found, k = list[SpecPiece](), 0
        while k < len(pieces):
            part = places.get(k)
            if part is None:
                found.append(pieces[k])
                k += 1
                continue
            label = known.labels(part) if row_length(part) == 1 else ""
            found.append(call_of(number, block.parameters, part, offsets[id(part[0])], label))
            k += len(part)
        return tuple(found)

    return draft._replace(blocks=(*draft.blocks, block)).changed(replaced, number)


def _other_form(
    draft: SpecDraft, known: KnownNetwork, key: RowKey, pieces: Pieces
) -> tuple[RowKey, list[Pieces], Pieces | None]:
    """Rows that are another form of a block, the most there are of one, and the pieces of both."""
    if not any(isinstance(piece, LayerPiece) and piece.branches for piece in pieces):
        return (), [], None
    forms: dict[RowKey, list[Pieces]] = {}
    for each in draft.lists:
        shapes = known.shapes_of(each)
        for start in range(len(each) - len(key) + 1):
            other = shapes[start : start + len(key)]
            if sum(a != b for a, b in zip(key, other)) == 1:
                forms.setdefault(other, [])
    for other, parts in forms.items():
        parts += [part for each in draft.lists for _, part in _places(each, other, known)]
    for other, parts in sorted(forms.items(), key=lambda form: -len(form[1])):
        if parts and (both := best_union(pieces, joined(parts), known)) is not None:
            return other, parts, both
    return (), [], None


def _places(pieces: Pieces, key: RowKey, known: KnownNetwork) -> list[tuple[int, Pieces]]:
    """Where a row stands in a list, each place after the one before."""
    shapes = known.shapes_of(pieces)
    found: list[tuple[int, Pieces]] = []
    k = 0
    while key and k + len(key) <= len(pieces):
        part = pieces[k : k + len(key)]
        fits = shapes[k : k + len(key)] == key and all(_fits(piece, j == 0) for j, piece in enumerate(part))
        if fits and not any(map(known.is_named, part[:-1])):
            found.append((k, part))
            k += len(key)
        else:
            k += 1
    return found


def expressible(block: FoundBlock, known: KnownNetwork) -> bool:
    """Whether all that stands in a block follows from its parameters."""
    rows = [(each.name, each.row) for each in block.parameters]
    return all(
        column_form(piece, column, rows, tuple(map(known.channels, getattr(piece, "starts", ())))) is not None
        for piece, column in all_columns(block.pieces)
    )
