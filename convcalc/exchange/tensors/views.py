"""How the dimensions of a value are made of those of another one that it only looks at: split, merged, turned, picked.

A dimension is a row of pieces, the outer first; a piece is some of the places along a dimension of the value looked at.
"""

import math
from collections.abc import Sequence

from convcalc.document.records import NamedTuple


class NotAViewError(Exception):
    """What an operation does cannot be said in pieces."""


class AxisPiece(NamedTuple):
    """So many places along a dimension, so far apart; a dimension of one place has no piece."""

    dim: int
    size: int
    step: int = 1


class Pick(NamedTuple):
    """A piece of which one place is looked at."""

    piece: AxisPiece
    place: int


ViewDims = tuple[tuple[AxisPiece, ...], ...]


class View(NamedTuple):
    """The dimensions of a value, and what is left of the one that it looks at."""

    dims: ViewDims
    picks: tuple[Pick, ...] = ()

    @property
    def sizes(self) -> tuple[int, ...]:
        """How large it is."""
        return tuple(math.prod(piece.size for piece in dim) for dim in self.dims)


def whole(sizes: Sequence[int]) -> View:
    """A value that looks at itself."""
    return View(tuple((AxisPiece(dim, size),) if size > 1 else () for dim, size in enumerate(sizes)))


def reshaped(view: View, sizes: Sequence[int]) -> View:
    """The same numbers in dimensions of other sizes. Raises NotAViewError."""
    left = [piece for dim in view.dims for piece in dim]
    dims = []
    for size in sizes:
        row: list[AxisPiece] = []
        while size > 1:
            if not left:
                raise NotAViewError
            row.append(_taken(left, size))
            size //= row[-1].size  # noqa: PLW2901
        dims.append(_merged(row))
    if left:
        raise NotAViewError
    return view._replace(dims=tuple(dims))


def _taken(left: list[AxisPiece], size: int) -> AxisPiece:
    """The first of the pieces that are left, or so much of it. Raises NotAViewError."""
    piece = left.pop(0)
    if not size % piece.size:
        return piece
    inner, odd = divmod(piece.size, size)
    if odd:
        raise NotAViewError
    left.insert(0, AxisPiece(piece.dim, inner, piece.step))
    return AxisPiece(piece.dim, size, piece.step * inner)


def _merged(row: list[AxisPiece]) -> tuple[AxisPiece, ...]:
    """Pieces of one dimension that lie in each other as one."""
    found: list[AxisPiece] = []
    for piece in row:
        inside = bool(found) and found[-1].dim == piece.dim and found[-1].step == piece.step * piece.size
        found.append(AxisPiece(piece.dim, found.pop().size * piece.size, piece.step) if inside else piece)
    return tuple(found)


def turned(view: View, order: Sequence[int]) -> View:
    """The dimensions in another order."""
    return view._replace(dims=tuple(view.dims[axis] for axis in order))


def picked(view: View, axis: int, index: int) -> View:
    """One place along a dimension, which goes. Raises NotAViewError."""
    dim = view.dims[axis]
    if len(dim) != 1 or not -dim[0].size <= index < dim[0].size:
        raise NotAViewError
    picks = (*view.picks, Pick(dim[0], index % dim[0].size))
    return View((*view.dims[:axis], *view.dims[axis + 1 :]), picks)


def cut(view: View, axis: int, first: int, size: int) -> View:
    """Places from one on: one of several parts that are as large. Raises NotAViewError."""
    dim = view.dims[axis]
    if len(dim) == 1 and dim[0].size == size and not first:
        return view
    if len(dim) != 1 or dim[0].size % size or first % size:
        raise NotAViewError
    outer, inner = (
        AxisPiece(dim[0].dim, dim[0].size // size, dim[0].step * size),
        AxisPiece(dim[0].dim, size, dim[0].step),
    )
    row = (inner,) if size > 1 else ()
    picks = (*view.picks, Pick(outer, first // size))
    return View((*view.dims[:axis], row, *view.dims[axis + 1 :]), picks)
