"""Two forms of a block that differ in one thing, which one of them leaves out: as one block."""

from collections.abc import Iterator, Sequence

from convcalc.exchange.structure.blocks import PieceShapes, absent, joined, row_length
from convcalc.exchange.structure.pieces import LayerPiece, OptionalPiece, PieceColumn, Pieces, SpecPiece, lines_of


def united(one: Pieces, other: Pieces, shapes: PieceShapes) -> Iterator[Pieces]:
    """The pieces of both, those of `one` first, in each way in which they can be; none where they differ in more."""
    return _united(one, other, shapes, (row_length(one), row_length(other)))


def _united(one: Pieces, other: Pieces, shapes: PieceShapes, counts: tuple[int, int]) -> Iterator[Pieces]:
    if len(one) == len(other):
        yield from _same_length(one, other, shapes, counts)
        return
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    there = tuple([part is longer for part, count in zip((one, other), counts) for _ in range(count)])
    for start, end in _more(longer, shorter, shapes):
        extra = longer[start:end]
        sides = [extra if part is longer else absent(extra, count) for part, count in zip((one, other), counts)]
        optional = OptionalPiece(joined(sides), PieceColumn("there", there))
        rest = [(part[:start], part[end:] if part is longer else part[start:]) for part in (one, other)]
        before, after = joined([each[0] for each in rest]), joined([each[1] for each in rest])
        yield (*before, optional, *after)


def _same_length(one: Pieces, other: Pieces, shapes: PieceShapes, counts: tuple[int, int]) -> Iterator[Pieces]:
    """Those that differ in the branches of one merge."""
    pairs = [*zip(one, other)]
    differing = [k for k, (left, right) in enumerate(pairs) if shapes.of(left) != shapes.of(right)]
    if len(differing) != 1:
        return
    [place] = differing
    before, after = joined([one[:place], other[:place]]), joined([one[place + 1 :], other[place + 1 :]])
    for merged in _merged(*pairs[place], shapes, counts):
        yield (*before, merged, *after)


def _merged(left: SpecPiece, right: SpecPiece, shapes: PieceShapes, counts: tuple[int, int]) -> Iterator[SpecPiece]:
    if not isinstance(left, LayerPiece) or not isinstance(right, LayerPiece):
        return
    bare, other = (piece._replace(branches=()) for piece in (left, right))
    if len(left.branches) != len(right.branches) or shapes.of(bare) != shapes.of(other):
        return
    for order in _orders(right):
        pairs = [*zip(left.branches, order.branches)]
        alike = [[*map(shapes.of, a)] == [*map(shapes.of, b)] for a, b in pairs]
        if alike.count(False) != 1:
            continue
        place = alike.index(False)
        lists = [joined(pair) if same else () for pair, same in zip(pairs, alike)]
        for both in _united(*pairs[place], shapes, counts):
            branches = (*lists[:place], both, *lists[place + 1 :])
            merge = joined([(bare,), (other,)])[0]
            assert isinstance(merge, LayerPiece)
            yield merge._replace(branches=branches, titles=left.titles)


def _orders(piece: LayerPiece) -> Sequence[LayerPiece]:
    """A sum as it is; and with the branch that hands on what comes in at the other place, which changes nothing."""
    if piece.kind == "add" and len(piece.branches) == 2 and not all(piece.branches):
        return (piece, piece._replace(branches=piece.branches[::-1], titles=piece.titles[::-1]))
    return (piece,)


def _more(longer: Pieces, shorter: Pieces, shapes: PieceShapes) -> Iterator[tuple[int, int]]:
    """From and to where the longer has more; none where that is not all, or little else is there."""
    one, other = [*map(shapes.of, longer)], [*map(shapes.of, shorter)]
    extra = len(one) - len(other)
    if shorter and (lines_of(shorter) < 2 or lines_of(longer) > 2 * lines_of(shorter)):
        return
    for start in range(len(other) + 1):
        if one[start + extra :] == other[start:]:
            yield start, start + extra
        if start == len(other) or one[start] != other[start]:
            return
