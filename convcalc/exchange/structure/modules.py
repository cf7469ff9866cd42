"""The modules of a file found in its pieces: what stands in one, in a row of its own, may become a block."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from convcalc.document.records import NamedTuple
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


class Grouping(NamedTuple):
    """What is known of a network whose modules are looked for."""

    chains: Chains
    readers: Mapping[int, Collection[int]]
    """The nodes that read one by its name; -1 for what is no layer."""
    sizes: Mapping[int, int]
    """How many nodes stand in each scope, by its identity."""
    local: bool
    """Whether names may tie pieces within a module."""


def grouped(pieces: Pieces, chains: Chains, readers: Mapping[int, Collection[int]], local: bool = True) -> Pieces:
    """Pieces with those of each module together."""
    sizes = Counter(id(scope) for chain in chains for scope in chain)
    return _grouped(pieces, Grouping(chains, readers, sizes, local), 0)


def _grouped(pieces: Pieces, known: Grouping, depth: int) -> Pieces:
    found: list[SpecPiece] = []
    for scope, part in _runs(pieces, known.chains, depth):
        if scope is None:
            found += [_within(piece, known, depth) for piece in part]
            continue
        inner, numbers = _grouped(part, known, depth + 1), {*numbers_in(part)}
        if len(numbers) != known.sizes[id(scope)] or not _closed(inner, numbers, known):
            found += inner
            continue
        first, sources = inner[0], sources_of(inner[0])
        if not isinstance(first, OptionalPiece) and sources:
            first = first._replace(sources=())
        own = tuple(map(_counted_back, (first, *inner[1:])))
        found.append(ModulePiece(scope.path[:-1], scope.block, own, sources))
    return tuple(found)


def _counted_back(piece: SpecPiece) -> SpecPiece:
    """A piece of a module whose sources are counted back from its own node, as in every call of the module."""
    lists = [tuple(map(_counted_back, pieces)) for pieces in inside(piece)]
    piece = with_inside(piece, lists) if any(map(_is_tied, inside(piece))) else piece
    if not isinstance(piece, (LayerPiece, ModulePiece)) or not piece.sources:
        return piece
    end = max(numbers_in((piece,)))
    return piece._replace(sources=(), back=tuple(end - source for source in piece.sources))


def _is_tied(pieces: Pieces) -> bool:
    return any(sources_of(piece) or any(map(_is_tied, inside(piece))) for piece in pieces)


def _within(piece: SpecPiece, known: Grouping, depth: int) -> SpecPiece:
    piece = with_inside(piece, [_grouped(each, known, depth) for each in inside(piece)])
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


def _closed(pieces: Pieces, numbers: Collection[int], known: Grouping) -> bool:
    """Whether names tie nothing but the start and the end of pieces to what stands elsewhere."""
    end = max(numbers)
    for number in numbers:
        readers = known.readers.get(number, ())
        if number != end and readers and not (known.local and all(reader in numbers for reader in readers)):
            return False
    if len(sources_of(pieces[0])) > 1:
        return False
    own = numbers if known.local else ()
    return not any(_leaves(piece, own, k == 0) for k, piece in enumerate(pieces))


def _leaves(piece: SpecPiece, numbers: Collection[int], first: bool) -> bool:
    """Whether names tie a piece to what stands elsewhere."""
    if not isinstance(piece, (LayerPiece, ModulePiece)):
        return True
    if not first and any(source not in numbers for source in piece.sources):
        return True
    if isinstance(piece, LayerPiece) and piece.owner is not None:
        return True
    return any(_leaves(each, numbers, False) for pieces in inside(piece) for each in pieces)
