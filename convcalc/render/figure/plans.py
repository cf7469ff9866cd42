"""How far a network is folded for a figure: as little as fits, and layers that belong together in one place."""

from collections.abc import Iterator, Sequence
from functools import partial

from convcalc.document.problems import fail
from convcalc.model.network import Network
from convcalc.render.figure.piles import Pile, Piled, piled
from convcalc.render.figure.slabs import Slab, sketch, whole
from convcalc.render.graph.model import Call, Split, Stage, numbers, parts

SIMPLE = 4
"""A chain of no more slabs than this is shown as them, wherever it stands."""
MOST_SLABS_TRIED = 80
MOST_SLABS = 20_000
"""More tell nothing that a page has room for, and fewer a network has that people draw."""
FLOW = "draw it as a flow chart, with --style flow"


def plans(network: Network) -> Iterator[Piled]:
    """Ways to fold a network, the richest first."""
    top = parts(network)
    simple = Simple(network)
    for depth in range(_deepest(top), -1, -1):
        found = whole(network, partial(_opens, depth, simple))
        if len(found.slabs) > MOST_SLABS_TRIED:
            continue
        yield piled(found, together=False)
        yield piled(found, together=True)


def shortened(network: Network) -> Iterator[Piled]:
    """Ways for what is too long with all blocks closed: neighbours are taken together, the smallest first.

    Raises SpecError for what has too many.
    """
    found = whole(network, Simple(network).__contains__)
    if len(found.slabs) > MOST_SLABS:
        raise fail(f"{network.name} does not fit on a page: it has {len(found.slabs):,} boxes", help=FLOW)
    plan = piled(found, together=True)
    for count in (24, 18, 14, 10, 7, 5, 3, 2, 1):
        while len(plan.piles) > count:
            plan = _merged(plan, len(plan.piles) > 4 * count)
        yield plan


def _opens(depth: int, simple: "Simple", call: Call) -> bool:
    return _depth(call) < depth or call in simple


def _depth(call: Call) -> int:
    """In how many blocks it stands."""
    return sum(bool(scope.block) for scope in call.scope.chain) - 1


def _deepest(inside: Sequence[Stage]) -> int:
    deepest = 0
    for part in inside:
        if isinstance(part, Call):
            deepest = max(deepest, _depth(part) + 1, _deepest(part.parts))
        elif isinstance(part, Split):
            deepest = max(deepest, *(_deepest(way.parts) for way in part.branches))
    return deepest


class Simple:
    """Which blocks are short chains, which nothing in them goes around: each by all calls of it."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._known: dict[str, bool] = {}
        for call in _calls(parts(network)):
            self._known[call.scope.block] = self._known.get(call.scope.block, True) and self._is_chain(call)

    def __contains__(self, call: Call) -> bool:
        return self._known.get(call.scope.block, False)

    def _is_chain(self, call: Call) -> bool:
        found = sketch(self._network, call.parts, self.__contains__)
        chain = set(found.edges) == {(k, k + 1) for k in range(len(found.slabs) - 1)}
        closed = any(slab.call for slab in found.slabs)
        return len(found.slabs) <= SIMPLE and chain and not closed and not _skips(self._network, call)


def _calls(inside: Sequence[Stage]) -> Iterator[Call]:
    """All block calls, those that stand in others first."""
    for part in inside:
        if isinstance(part, Call):
            yield from _calls(part.parts)
            yield part
        elif isinstance(part, Split):
            for way in part.branches:
                yield from _calls(way.parts)


def _skips(network: Network, call: Call) -> bool:
    """Whether what goes into it is read again further on in it."""
    inside = set(numbers(call))
    read = [source for number in inside for source in set(network.nodes[number].inputs) - inside]
    return len(set(read)) < len(read)


def _merged(plan: Piled, many: bool) -> Piled:
    """The same with two neighbours as one, or with `many` every second with the one before it."""
    count = len(plan.piles)
    pairs = range(0, count - 1, 2) if many else [min(range(count - 1), key=lambda k: _weight(plan, k))]
    home, piles = [], list[Pile]()
    for number, pile in enumerate(plan.piles):
        if number - 1 in pairs:
            piles[-1] = Pile((_one([*piles[-1].slabs, *pile.slabs]),))
        else:
            piles.append(pile)
        home.append(len(piles) - 1)
    edges = {(home[s], home[t]) for s, t in plan.edges if home[s] != home[t]}
    return Piled(tuple(piles), tuple(sorted(edges)))


def _weight(plan: Piled, at: int) -> tuple[bool, int]:
    """What two neighbours hold; those that do not follow each other, and what goes in, come last."""
    pair = plan.piles[at : at + 2]
    apart = (at, at + 1) not in plan.edges or pair[0].family == "input"
    return apart, sum(len(slab.numbers) for pile in pair for slab in pile.slabs)


def _one(slabs: Sequence[Slab]) -> Slab:
    numbers = tuple(number for slab in slabs for number in slab.numbers)
    heaviest = max(slabs, key=lambda slab: (slab.family not in ("pool", "merge", "other"), len(slab.numbers)))
    names = [slab.name for slab in slabs if slab.name]
    name = names[0] if len(set(names)) == 1 else ""
    return Slab(numbers, heaviest.family, f"{len(numbers)} layers", name, slabs[-1].volume)
