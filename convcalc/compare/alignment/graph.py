"""Two networks whose names say nothing to each other: which node is which, by what they are and what they read.

Each is walked in one order whatever its text says, so that branches of a sum that changed places stand at like places,
and the two walks are matched as lists. What is still without a match is looked for around what has one.
"""

from collections import Counter
from collections.abc import Container, Hashable, Iterator, Sequence

from convcalc.compare.alignment.lists import APART, Comparisons, in_order, unlikeness
from convcalc.compare.alignment.meaning import Meanings
from convcalc.compare.alignment.pieces import Piece
from convcalc.compare.kinds import PASSED
from convcalc.model.network import Network

FORK = 0
"""What stands in a tree for a node that others read, too."""

ELSEWHERE = 0.1
"""How unlike layers are that do the same on other volumes."""


class _Walk:
    """A network in the order in which it is walked."""

    def __init__(self, network: Network, numbers: dict[Hashable, int], meanings: Sequence[int]) -> None:
        self.network = network
        self.nodes = network.nodes
        self.readers = Counter([number for node in network.nodes for number in node.inputs])
        self.pieces = _pieces(network, numbers, meanings)
        self.trees: list[int] = []
        """Equal numbers mean equal layers all the way up to where others read, too."""
        self.sizes: list[int] = []
        """How many layers these are."""
        self.depths: list[int] = []
        """How many there are on the longest path from an input; those that are passed are not counted."""
        for number in range(len(self.nodes)):
            self._grow(number, numbers)

    def _grow(self, number: int, numbers: dict[Hashable, int]) -> None:
        node = self.nodes[number]
        above = list(map(self._tree, node.inputs))
        self.sizes.append(1 + sum([self.sizes[each] for each in node.inputs if self.readers[each] == 1]))
        passed = node.site.kind in PASSED and len(above) == 1
        self.depths.append(max([self.depths[each] for each in node.inputs], default=0) + (not passed))
        if passed:
            self.trees.append(above[0])
            return
        inputs = sorted(above) if node.site.layer.commutes else above
        self.trees.append(numbers.setdefault(("tree", self.pieces[number].body, *inputs), len(numbers)))

    def order(self, other: "_Walk") -> list[int]:
        """Its nodes, each after those that it reads."""
        mine, others = Counter(self.trees), Counter(other.trees)
        known = {FORK, *(tree for tree, count in mine.items() if others[tree] == count)}
        found, done = list[int](), set[int]()
        unread = [number for number in range(len(self.nodes)) if not self.readers[number]]
        ends = sorted(self.network.ends, key=lambda each: self.trees[each] if self.trees[each] in known else FORK)
        for end in (*ends, *sorted(unread, key=self.trees.__getitem__)):
            waiting = [(end, False)]
            while waiting:
                number, left = waiting.pop()
                if left:
                    found.append(number)
                elif number not in done:
                    done.add(number)
                    waiting.append((number, True))
                    waiting += [(each, False) for each in reversed(self._inputs(number, known))]
        return found

    def _inputs(self, number: int, known: set[int]) -> Sequence[int]:
        """What a node reads: what both networks have first, then the largest; what is joined, as it is joined."""
        inputs = self.nodes[number].inputs
        if len(inputs) == 1:
            return inputs
        commutes, trees = self.nodes[number].site.layer.commutes, {each: self._tree(each) for each in inputs}

        def place(each: int) -> tuple[int, ...]:
            if trees[each] in known or commutes:
                return trees[each] not in known, -self.sizes[each], trees[each], self.depths[each]
            return (True,)

        return sorted(trees, key=place)

    def _tree(self, number: int) -> int:
        return self.trees[number] if self.readers[number] == 1 else FORK


def _pieces(network: Network, numbers: dict[Hashable, int], meanings: Sequence[int]) -> list[Piece]:
    """A piece a node, without a name; in its key, its volumes are the same too. Meanings are those of its sites."""
    known = []
    for site, meaning in zip(network.sites, meanings, strict=True):
        body = numbers.setdefault(("meaning", meaning), len(numbers))
        inputs = () if site.layer.merges else site.inputs
        known.append((body, numbers.setdefault(("at", body, inputs, site.output), len(numbers))))
    found = []
    for number, (node, signs) in enumerate(zip(network.nodes, network.each(known), strict=True)):
        piece = Piece(node.site.kind, "", node.path, number)
        piece.body, piece.key = signs
        found.append(piece)
    return found


def walked(
    old: Network, new: Network, most: Comparisons, meanings: Meanings
) -> Iterator[tuple[Piece | None, Piece | None]]:
    """The nodes of two networks, each with its match if it has one, in the order of the newer one."""
    numbers: dict[Hashable, int] = {"fork": FORK}
    one, other = _Walk(old, numbers, meanings.of_sites[0]), _Walk(new, numbers, meanings.of_sites[1])
    at_old, at_new = one.order(other)[::-1], other.order(one)[::-1]  # so that of equal units the last are left over
    lists = [one.pieces[k] for k in at_old], [other.pieces[k] for k in at_new]
    found = {at_new[k]: at_old[i] for i, k in in_order(*lists, most, _body, _apart)}
    _complete(found, one, other)
    yield from _merged(found, one, other)


def _body(piece: Piece) -> int:
    return piece.body


def _apart(old: Piece, new: Piece) -> float:
    """How unlike two layers are: other volumes weigh little, as one edit can change those of all that follow."""
    if old.key == new.key:
        return 0
    return ELSEWHERE if old.body == new.body else unlikeness(old, new)


def _complete(found: dict[int, int], old: _Walk, new: _Walk) -> None:
    """What two nodes that are the same one read, where neither has a match yet: alike first, then of one kind."""
    taken = set(found.values())
    for number in reversed(range(len(new.nodes))):
        if number not in found:
            continue
        left = _read(old, found[number], taken)
        for each in _read(new, number, found):
            costs = [_apart(old.pieces[k], new.pieces[each]) for k in left]
            if min(costs, default=APART) < APART:
                found[each] = left.pop(costs.index(min(costs)))
                taken.add(found[each])


def _read(walk: _Walk, number: int, known: Container[int]) -> list[int]:
    """What a node reads that has no match, through what exporters leave out."""
    sources = dict.fromkeys([_through(walk, each, known) for each in walk.nodes[number].inputs])
    return [each for each in sources if each not in known]


def _through(walk: _Walk, number: int, known: Container[int]) -> int:
    node = walk.nodes[number]
    while number not in known and node.site.kind in PASSED and len(node.inputs) == 1:
        number = node.inputs[0]
        node = walk.nodes[number]
    return number


def _merged(found: dict[int, int], old: _Walk, new: _Walk) -> Iterator[tuple[Piece | None, Piece | None]]:
    """Both lists in one: what only the old one has comes after what it came after."""
    taken = {old: new for new, old in found.items()}
    after: dict[int, list[int]] = {}
    last = -1
    for number in range(len(old.nodes)):
        if number in taken:
            last = taken[number]
        else:
            after.setdefault(last, []).append(number)
    yield from ((old.pieces[each], None) for each in after.get(-1, ()))
    for number, piece in enumerate(new.pieces):
        yield (old.pieces[found[number]] if number in found else None), piece
        yield from ((old.pieces[each], None) for each in after.get(number, ()))
