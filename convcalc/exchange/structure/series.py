"""A network as series and branches: merges with what meets in them, as far as branches touch nothing else.

What is not series and parallel stays in a row, and reads layers by their names. Time is bounded: a network that would
take longer has no structure here.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from convcalc.document.records import NamedTuple
from convcalc.exchange.structure.pieces import GoOnPiece, HeadPiece, LayerPiece, Pieces, SpecPiece

MOST_STEPS = 2_000_000
"""So many nodes are looked at: a second's work, and a hundred times what networks take."""
DEEPEST = 6
"""Branches in branches."""


class NoStructureError(Exception):
    """A network has none that is found here."""


class Wiring(NamedTuple):
    """What each node reads, in running order."""

    reads: Sequence[tuple[int, ...]]
    inputs: Collection[int]
    merges: Collection[int]
    """The nodes that can have branches."""
    heads: Mapping[str, int]
    end: int | None
    """The node that comes out at the end; None where only heads do."""


def side_by_side(reads: Sequence[tuple[int, ...]], concats: Collection[int]) -> list[tuple[int, ...]]:
    """The same, where what is joined to all that a concat before joined is joined to that: DenseNet's growing list."""
    known: dict[tuple[int, ...], int] = {}
    found = [*reads]
    for number in sorted(concats):
        row = reads[number]
        if row[:-1] in known:
            found[number] = (known[row[:-1]], row[-1])
        known.setdefault(row, number)
    return found


def series(wiring: Wiring, make: Callable[[int], LayerPiece]) -> Pieces:
    """The pieces of a network; `make` writes a node without what it reads. Raises NoStructureError."""
    return _Series(wiring, make).whole()


class _Series:
    """What is known of a wiring while pieces are made of it."""

    def __init__(self, wiring: Wiring, make: Callable[[int], LayerPiece]) -> None:
        self.wiring, self.make = wiring, make
        self.steps = 0
        self.users: list[list[int]] = [[] for _ in wiring.reads]
        for number, row in enumerate(wiring.reads):
            for source in row:
                self.users[source].append(number)
        self.outputs = {*wiring.heads.values(), *(() if wiring.end is None else (wiring.end,))}
        self.above = self._dominators()

    def whole(self) -> Pieces:
        """The pieces of all nodes."""
        numbers = [number for number in range(len(self.wiring.reads)) if number not in self.wiring.inputs]
        found = self._pieces(numbers, 0, self._sides())
        found = _heads_first(found) if self.wiring.end is not None else found
        pieces, current = self._read(found, min(self.wiring.inputs))
        if self.wiring.end is not None and current != self.wiring.end:
            pieces.append(GoOnPiece((self.wiring.end,)))
        return tuple(pieces)

    def _count(self, steps: int = 1) -> None:
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise NoStructureError

    # What every way from the input to a node goes through

    def _dominators(self) -> list[int]:
        above, depth = [-1] * len(self.wiring.reads), [0] * len(self.wiring.reads)
        rooted = [number in self.wiring.inputs for number in range(len(above))]
        for number, row in enumerate(self.wiring.reads):
            sources = [source for source in row if rooted[source]]
            if not sources:
                continue
            rooted[number] = True
            common = sources[0]
            for source in sources[1:]:
                common = self._common(common, source, above, depth)
            above[number], depth[number] = common, depth[common] + 1 if common >= 0 else 0
        return above

    def _common(self, one: int, other: int, above: list[int], depth: list[int]) -> int:
        while one != other:
            self._count()
            if one < 0 or other < 0:
                return -1
            if depth[one] >= depth[other]:
                one = above[one]
            else:
                other = above[other]
        return one

    # Branches

    def _branches(self, number: int) -> list[list[int]] | None:
        """The nodes of each branch that meets in a node; None where others read what stands in them."""
        start, owner = self.above[number], dict[int, int]()
        if start < 0 or number not in self.wiring.merges:
            return None
        for k, source in enumerate(self.wiring.reads[number]):
            if source != start and not self._gather(source, k, start, number, owner):
                return None
        for each, k in owner.items():
            self._count(len(self.users[each]))
            if any(owner.get(user) != k for user in self.users[each] if user != number):
                return None
        branches: list[list[int]] = [[] for _ in self.wiring.reads[number]]
        for each, k in owner.items():
            branches[k].append(each)
        return [sorted(branch) for branch in branches]

    def _gather(self, source: int, branch: int, start: int, end: int, owner: dict[int, int]) -> bool:
        """Add the nodes of a branch; whether it is one."""
        if source in owner:
            return False
        todo, owner[source] = [source], branch
        while todo:
            each = todo.pop()
            self._count()
            if each in self.outputs or each in self.wiring.inputs or self.users[each][-1] > end:
                return False
            for before in self.wiring.reads[each]:
                if owner.get(before, branch) != branch:
                    return False
                if before != start and before not in owner:
                    owner[before] = branch
                    todo.append(before)
        return True

    def _sides(self) -> dict[int, tuple[str, list[int]]]:
        """The nodes that only a head needs, by the node that comes out."""
        found: dict[int, tuple[str, list[int]]] = {}
        for name, end in self.wiring.heads.items():
            if self.users[end] or end == self.wiring.end or end in found:
                continue
            own, todo = {end}, [end]
            while todo:
                self._count()
                for before in self.wiring.reads[todo.pop()]:
                    only = before not in own and before not in self.outputs and before not in self.wiring.inputs
                    if only and all(user in own for user in self.users[before]):
                        own.add(before)
                        todo.append(before)
            starts = {before for each in own for before in self.wiring.reads[each]} - own
            if len(starts) == 1:
                found[end] = name, sorted(own)
        return found

    # Pieces

    def _pieces(
        self, numbers: list[int], depth: int, sides: Mapping[int, tuple[str, list[int]]] | None = None
    ) -> list[tuple[int, SpecPiece]]:
        """The pieces of nodes, each with the node that it ends in, without what they read."""
        left, found = set(numbers), list[tuple[int, SpecPiece]]()
        for number in reversed(numbers):
            if number not in left:
                continue
            left.discard(number)
            if sides and number in sides:
                name, own = sides[number]
                left.difference_update(own)
                start = min(before for each in own for before in self.wiring.reads[each] if before not in own)
                pieces, _ = self._read(self._pieces(own, depth + 1), start)
                found.append((number, HeadPiece(name, tuple(pieces), (start,))))
                continue
            for name, end in self.wiring.heads.items() if sides is not None else ():
                if end == number:
                    found.append((number, HeadPiece(name, (), (number,))))
            found.append((number, self._piece(number, depth, left)))
        return found[::-1]

    def _piece(self, number: int, depth: int, left: set[int]) -> LayerPiece:
        piece = self.make(number)
        branches = self._branches(number) if depth < DEEPEST else None
        if branches is None or not all(left.issuperset(branch) for branch in branches):
            return piece
        start, lists = self.above[number], list[Pieces]()
        for branch in branches:
            left.difference_update(branch)
            lists.append(tuple(self._read(self._pieces(branch, depth + 1), start)[0]))
        return piece._replace(branches=tuple(lists), starts=(start,))

    def _read(self, found: list[tuple[int, SpecPiece]], current: int) -> tuple[list[SpecPiece], int]:
        """Pieces with what they read by name, and the node that comes out."""
        pieces: list[SpecPiece] = []
        for number, piece in found:
            if isinstance(piece, HeadPiece):
                pieces.append(piece._replace(sources=() if piece.sources == (current,) else piece.sources))
                continue
            assert isinstance(piece, LayerPiece)
            reads = self.wiring.reads[number]
            if piece.branches and self.above[number] != current:
                pieces.append(GoOnPiece((self.above[number],)))
            by_name = () if reads == (current,) else reads
            plain = piece._replace(starts=reads[:1] or (current,), sources=by_name)
            pieces.append(piece if piece.branches else plain)
            current = number
        return pieces, current


def _heads_first(found: list[tuple[int, SpecPiece]]) -> list[tuple[int, SpecPiece]]:
    """The heads at the end before the layer that comes out beside them."""
    last = max((k for k, (_, piece) in enumerate(found) if not isinstance(piece, HeadPiece)), default=-1)
    heads = found[last + 1 :]
    if not heads or any(piece.sources == (found[last][0],) for _, piece in heads if isinstance(piece, HeadPiece)):
        return found
    return [*found[:last], *heads, found[last]]
