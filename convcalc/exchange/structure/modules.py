"""The modules of a file found in its pieces: what stands in one, in a row of its own, may become a block."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from convcalc.exchange.structure.pieces import (
    LayerPiece,
    ModulePiece,
    OptionalPiece,
    Pieces,
    SpecPiece,
    inside,
    sources_of,
    with_inside,
)
from convcalc.model.network import Scope

Chains = Sequence[tuple[Scope, ...]]
"""The modules around each node, from the top."""


def numbers_in(pieces: Pieces) -> Iterator[int]:
    """The nodes of pieces of the network itself."""
    for piece in pieces:
        for each in inside(piece):
            yield from numbers_in(each)
        if isinstance(piece, LayerPiece):
            yield piece.numbers[0]


def grouped(pieces: Pieces, chains: Chains, named: Collection[int]) -> Pieces:
    """Pieces with those of each module together; `named` are the nodes that others read by their names."""
    sizes: dict[int, int] = {}
    for chain in chains:
        for scope in chain:
            sizes[id(scope)] = sizes.get(id(scope), 0) + 1
    return _grouped(pieces, chains, named, sizes, 0)


def _grouped(pieces: Pieces, chains: Chains, named: Collection[int], sizes: Mapping[int, int], depth: int) -> Pieces:
    found: list[SpecPiece] = []
    for scope, part in _runs(pieces, chains, depth):
        numbers = [*numbers_in(part)]
        if scope is None:
            found += [_within(piece, chains, named, sizes, depth) for piece in part]
            continue
        inner = _grouped(part, chains, named, sizes, depth + 1)
        whole = len(numbers) == sizes[id(scope)] and _closed(inner, numbers, named)
        if not whole:
            found += inner
            continue
        first, sources = inner[0], sources_of(inner[0])
        if not isinstance(first, OptionalPiece) and sources:
            first = first._replace(sources=())
        found.append(ModulePiece(scope.path[:-1], scope.block, (first, *inner[1:]), sources))
    return tuple(found)


def _within(
    piece: SpecPiece, chains: Chains, named: Collection[int], sizes: Mapping[int, int], depth: int
) -> SpecPiece:
    lists = [_grouped(each, chains, named, sizes, depth) for each in inside(piece)]
    piece = with_inside(piece, lists)
    if isinstance(piece, LayerPiece) and piece.branches:
        return piece._replace(titles=tuple(map(_title, piece.branches)))
    return piece


def _title(branch: Pieces) -> str:
    """What a branch that is a module is called."""
    label = branch[0].label.rpartition(".")[2] if len(branch) == 1 and isinstance(branch[0], ModulePiece) else ""
    return label if label.isidentifier() else ""


def _runs(pieces: Pieces, chains: Chains, depth: int) -> Iterator[tuple[Scope | None, Pieces]]:
    """Neighbours that stand in one module of a depth; none for those that stand in none, or in several."""
    run: list[SpecPiece] = []
    last: Scope | None = None
    for piece in pieces:
        scope = _common([chains[number] for number in numbers_in((piece,))], depth)
        if run and (scope is not last or scope is None):
            yield last, tuple(run)
            run = []
        run.append(piece)
        last = scope
    if run:
        yield last, tuple(run)


def _common(chains: list[tuple[Scope, ...]], depth: int) -> Scope | None:
    scopes = [chain[depth] if len(chain) > depth else None for chain in chains]
    return scopes[0] if scopes and all(scope is scopes[0] for scope in scopes) else None


def _closed(pieces: Pieces, numbers: list[int], named: Collection[int]) -> bool:
    """Whether names tie nothing but the start and the end of pieces to others."""
    if any(number in named for number in numbers if number != max(numbers)):
        return False
    if len(sources_of(pieces[0])) > 1:
        return False
    return not any(_tied(piece, k == 0) for k, piece in enumerate(pieces))


def _tied(piece: SpecPiece, first: bool) -> bool:
    if not isinstance(piece, (LayerPiece, ModulePiece)) or (sources_of(piece) and not first):
        return True
    if isinstance(piece, LayerPiece) and piece.owner is not None:
        return True
    return any(_tied(each, False) for pieces in inside(piece) for each in pieces)
