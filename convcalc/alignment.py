"""Two networks side by side: which layer of the one is which of the other. Knows names, kinds and settings; no figures.

Networks are trees: layers stand in block calls and branches. What has a name of its own is matched by it, the rest
by the cheapest edits in order, and blocks that match are then looked into. A block without a match is opened, so
that layers which only moved into or out of a block are still found.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from convcalc.layers import KINDS
from convcalc.network import Network, Node, Scope

UNMATCHED = 2.0
"""What it costs to leave a layer or a block without a match."""
APART = 5.0
"""More than leaving both without a match: these two are never matched."""
CELLS = 300_000
"""Comparisons a list: where two lists would need more, only what stands at about the same height is compared."""


class Part:
    """A layer, or a block call or a branch with what stands in it."""

    __slots__ = ("bodies", "body", "children", "first", "key", "kind", "last", "name", "path")

    def __init__(self, kind: str, name: str, path: str, number: int) -> None:
        self.kind = kind
        """The layer's kind, the block's name, or the branch's with that of the layer that joins it."""
        self.name = name
        """The name that the spec gives it, or an empty string."""
        self.path = path
        self.first = self.last = number
        """The numbers of its first and last node."""
        self.children: list[Part] = []
        self.body = self.key = 0
        """Equal numbers mean equal settings all through; in `key`, its own name is the same too."""
        self.bodies: Counter[int] = Counter()
        """How often it holds a layer of each body."""


class Match(NamedTuple):
    """Two parts that are the same one, or a part that only one side has."""

    old: Part | None
    new: Part | None
    inside: tuple["Match", ...] = ()
    """For two blocks, what stands in them."""

    def leaves(self) -> Iterator["Match"]:
        """What is matched and left over in it, down to layers; blocks that only one side has stay whole."""
        if not self.inside:
            yield self
        for match in self.inside:
            yield from match.leaves()


def align(old: Network, new: Network) -> tuple[Match, ...]:
    """The parts of two networks in order, each with its match if it has one."""
    numbers: dict[Hashable, int] = {}
    one, other = (_tree(network, numbers) for network in (old, new))
    return tuple(_aligned(one.children, other.children))


# The tree


def _tree(network: Network, numbers: dict[Hashable, int]) -> Part:
    top = Part("", "", "", 0)
    groups = {id(network.nodes[0].scope): top}

    def group(scope: Scope, number: int) -> Part:
        found = groups.get(id(scope))
        if found is None:
            assert scope.parent is not None
            found = groups[id(scope)] = Part(*_kind_and_name(scope), scope.path[:-1], number)
            group(scope.parent, number).children.append(found)
        return found

    layers: dict[int, int] = {}
    for number, node in enumerate(network.nodes):
        part = Part(node.site.kind, node.label if node.item and node.item.name else "", node.path, number)
        if id(node.site) not in layers:
            layers[id(node.site)] = _number(_settings(node), numbers)
        part.body = layers[id(node.site)]
        part.key = _number((part.body, part.name), numbers)
        group(node.scope, number).children.append(part)
    _sign(top, numbers)
    return top


def _settings(node: Node) -> Hashable:
    return ("layer", node.site.kind, *vars(node.site.layer).items())


def _kind_and_name(scope: Scope) -> tuple[str, str]:
    """A block's name and the call's; of a branch, what it is called in the spec, and no name."""
    item = scope.item
    assert item is not None
    if scope.block:
        return scope.block, scope.label if item.name else ""
    names = [branch.name for branch in item.branches]
    if scope.label in names:
        return f"{item.kind}:{scope.label}", ""
    return f"{item.kind}:{next((name for name in names if scope.label.startswith(f'{name}_')), scope.label)}", ""


def _sign(part: Part, numbers: dict[Hashable, int]) -> None:
    for child in part.children:
        if child.children:
            _sign(child, numbers)
            part.bodies += child.bodies
        else:
            part.bodies[child.body] += 1
        part.last = child.last
    part.body = _number(("block", part.kind, *(child.key for child in part.children)), numbers)
    part.key = _number((part.body, part.name), numbers)


def _number(value: Hashable, numbers: dict[Hashable, int]) -> int:
    return numbers.setdefault(value, len(numbers))


# The alignment


def _aligned(old: Sequence[Part], new: Sequence[Part]) -> Iterator[Match]:
    done_old = done_new = 0
    for i, j in [*_pairs(old, new), (len(old), len(new))]:
        yield from _left_over(old[done_old:i], new[done_new:j])
        if i < len(old):
            inside = tuple(_aligned(old[i].children, new[j].children)) if old[i].children else ()
            yield Match(old[i], new[j], inside)
        done_old, done_new = i + 1, j + 1


def _left_over(old: Sequence[Part], new: Sequence[Part]) -> Iterator[Match]:
    """Parts between two matches. Blocks among them are opened where that finds further matches."""
    if old and new and any(part.children for part in (*old, *new)):
        matches = list(_aligned(_opened(old), _opened(new)))
        if any(match.old and match.new for match in matches):
            yield from matches
            return
    yield from (Match(part, None) for part in old)
    yield from (Match(None, part) for part in new)


def _opened(parts: Sequence[Part]) -> list[Part]:
    return [child for part in parts for child in (part.children or [part])]


def _pairs(old: Sequence[Part], new: Sequence[Part]) -> Iterator[tuple[int, int]]:
    """Which part of a list is which of another, in order: equal ends, then equal names, then the cheapest edits."""
    start, end = 0, min(len(old), len(new))
    while start < end and old[start].key == new[start].key:
        yield start, start
        start += 1
    end -= start
    equal = 0
    while equal < end and old[-1 - equal].key == new[-1 - equal].key:
        equal += 1
    ends = len(old) - equal, len(new) - equal
    i, j = start, start
    for at_old, at_new in [*_same_names(old, new, start, ends), ends]:
        for k, m in _cheapest(old[i:at_old], new[j:at_new]):
            yield i + k, j + m
        if at_old < ends[0] and at_new < ends[1]:
            yield at_old, at_new
        i, j = at_old + 1, at_new + 1
    for k in range(equal):
        yield ends[0] + k, ends[1] + k


def _same_names(
    old: Sequence[Part], new: Sequence[Part], start: int, ends: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """Parts with the same name of their own, as far as these come in the same order."""
    from difflib import SequenceMatcher

    named_old, named_new = (
        {k: (part.name, bool(part.children)) for k, part in enumerate(parts[start:end], start) if part.name}
        for parts, end in zip((old, new), ends, strict=True)
    )
    at_old, at_new = list(named_old), list(named_new)
    matcher = SequenceMatcher(None, list(named_old.values()), list(named_new.values()), autojunk=False)
    for first, second, size in matcher.get_matching_blocks():
        yield from zip(at_old[first : first + size], at_new[second : second + size])


def _cheapest(old: Sequence[Part], new: Sequence[Part]) -> list[tuple[int, int]]:
    """The matches of the cheapest edits that turn one list into the other (Wagner & Fischer 1974)."""
    n, m = len(old), len(new)
    if not n or not m:
        return []
    reach = max(CELLS // n, m // n + 1)
    known: dict[tuple[int, int], float] = {}
    before, low = [UNMATCHED * j for j in range(min(m, reach) + 1)], 0
    rows: list[tuple[int, bytearray]] = []
    for i in range(1, n + 1):
        below, low = low, max(0, i * m // n - reach)
        costs: list[float] = []
        choices = bytearray()
        for j in range(low, min(m, i * m // n + reach) + 1):
            above = j - below
            cost, choice = before[above] + UNMATCHED if above < len(before) else float("inf"), 0
            if costs and costs[-1] + UNMATCHED < cost:
                cost, choice = costs[-1] + UNMATCHED, 1
            if j and 0 < above <= len(before):
                one, other = old[i - 1], new[j - 1]
                pair = one.key, other.key
                if pair not in known:
                    known[pair] = _cost(one, other)
                matched = before[above - 1] + known[pair]
                if matched <= cost:
                    cost, choice = matched, 2
            costs.append(cost)
            choices.append(choice)
        rows.append((low, choices))
        before = costs
    return [(i, j) for i, j in _walk_back(rows, n, m) if _cost(old[i], new[j]) < APART]


def _walk_back(rows: list[tuple[int, bytearray]], i: int, j: int) -> list[tuple[int, int]]:
    pairs = []
    while i and j:
        low, choices = rows[i - 1]
        choice = choices[j - low]
        if choice == 2:
            pairs.append((i - 1, j - 1))
        i, j = i - (choice != 1), j - (choice != 0)
    return pairs[::-1]


def _cost(old: Part, new: Part) -> float:
    """How unlike two parts are: 0 for equal, up to 2 for edited, 3 for another layer of the family, else APART."""
    if old.key == new.key:
        return 0
    if bool(old.children) != bool(new.children):
        return APART
    if old.body == new.body:
        return 1
    if old.name != new.name:
        return 3 if old.kind == new.kind and not (old.name and new.name) else APART
    if old.kind == new.kind or old.name:
        return 1 + _difference(old, new)
    return 3 if _family(old) == _family(new) else APART


def _difference(old: Part, new: Part) -> float:
    """The share of a block's layers that differ; for layers, that they do."""
    most = max(old.bodies.total(), new.bodies.total())
    return 1 - (old.bodies & new.bodies).total() / most if most else 0.5


def _family(part: Part) -> str:
    """Convolutions, poolings, activations, norms: kinds that stand in for one another. A block is its own."""
    return part.kind if part.children else KINDS.get(part.kind, part.kind).partition(".")[0]
