"""A network's layers as an outline: blocks with what stands in them, equal neighbours folded into one.

A folded line stands for all its repeats together, so that a column always adds up to its total; its receptive
field is that of the last.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from operator import attrgetter, itemgetter
from typing import Any

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.parts import Figures, Part
from convcalc.analysis.receptive_field import Reach
from convcalc.document.records import NamedTuple, record
from convcalc.document.wording import many
from convcalc.model.geometry import Volume
from convcalc.model.layers import Layer
from convcalc.model.network import Network, Node, Scope, Site
from convcalc.model.tree import Group, tree

COMFORTABLE = 60
"""Lines that a person still reads: blocks are opened as long as the outline stays below."""
DEEPEST = 10**9
DEEPEST_DEFAULT = 4
SMALL = 4
"""An unnamed block of no more layers than this is shown as its layers, without a heading."""
_ORIGIN = itemgetter(Node._fields.index("origin"))


class Outlined(NamedTuple):
    """One line of the outline: a layer, a closed block, or the heading of an open one."""

    depth: int
    label: str
    kind: str
    """Of the layer; of a closed block its name; none for the heading of an open one."""
    times: int
    """How many equal neighbours it stands for."""
    total: int
    """How often its layers are there in all: the repeats of the blocks around it counted too."""
    part: Part
    """The layers of one of them, and what comes out of the last; none for the heading of an open block."""
    figures: Figures
    """Of the whole network."""
    of: Node | Group
    """The layer, or the block with what stands in it; of equal ones, the first."""

    @property
    def path(self) -> str:
        """Its name with the blocks that it stands in."""
        return self.of.path if isinstance(self.of, Node) else self.of.scope.path[:-1]

    @property
    def settings(self) -> str:
        """Those of the layer; of a closed block how many layers stand in it."""
        if isinstance(self.of, Node):
            return self.of.site.settings
        return many(len(self.part.numbers), "layer") if self.kind else ""

    @property
    def opened(self) -> Group | None:
        """What stands in an open block, where it is the heading of one."""
        return self.of if isinstance(self.of, Group) and not self.kind else None

    @property
    def node(self) -> Node | None:
        """The layer, where the line is just one."""
        alone = len(self.part.numbers) == 1 and self.total == 1
        return self.figures.network.nodes[self.part.numbers[0]] if alone else None

    @property
    def is_input(self) -> bool:
        """Whether it is what goes in, and no layer."""
        return isinstance(self.of, Node) and self.of.is_input

    @property
    def is_layer(self) -> bool:
        """Whether it is a layer, or several equal ones, and no block."""
        return isinstance(self.of, Node)

    @property
    def family(self) -> str:
        """The family of the layer's kind; of a block, none."""
        return self.of.site.layer.family if isinstance(self.of, Node) else ""

    def sum(self, name: str) -> int:
        """What all of it makes of a quantity that adds up."""
        return self.total * self.figures.sum(self.part.numbers, name)

    @property
    def output(self) -> Volume:
        """The volume that comes out."""
        return self.figures.network.nodes[self.part.end].site.output

    def reach(self, input: int = 0) -> Reach:
        """What that volume sees of an input."""
        return self.figures.sights[input].reaches[self.part.end]


def outline(analysis: Analysis, depth: int | None = None, full: bool = False, fold: bool = True) -> Iterator[Outlined]:
    """The lines of a network as they are asked for, blocks opened down to `depth`; by default as reads comfortably.

    By default all is opened where that stays short; else blocks with branches in them stay closed.
    `full` opens every block and folds nothing; without `fold` equal neighbours stay apart.
    """
    top = tree(analysis.network)
    signs, figures = _Signs(analysis.network), Figures.of(analysis)
    if full:
        return _Lines(figures, signs, fold=False).of(top, DEEPEST)
    if depth is not None:
        return _Lines(figures, signs, fold).of(top, depth)
    lines = _Lines(figures, signs).of(top, DEEPEST)
    for deeper in range(DEEPEST_DEFAULT, -1, -1):
        some = list(islice(lines, COMFORTABLE + 1))
        if len(some) <= COMFORTABLE:
            return iter(some)
        lines = _Lines(figures, signs, branches=False).of(top, deeper)
    return lines


class _Signs:
    """What makes two parts of a network equal: numbers for its groups, equal for equal layers under equal names."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._origins = list(map(_ORIGIN, network.nodes))
        self._known: dict[tuple[object, ...], int] = {}
        self._numbers: dict[int, int] = {}

    def _sign(self, group: Group) -> int:
        if id(group) in self._numbers:
            return self._numbers[id(group)]
        own = None if group.scope.label.isdecimal() else own_name(group.scope)
        parts: list[object] = [group.scope.block or group.scope.label, own]
        for child in group.children:
            if isinstance(child, Group):
                parts.append(self._sign(child))
            else:
                node = self._network.nodes[child]
                parts.append((id(node.site), node.shares, node.frozen, own_name(node)))
        number = self._numbers[id(group)] = self._known.setdefault(tuple(parts), len(self._known))
        return number

    def equal(self, one: Group | int, other: Group | int) -> bool:
        """Whether two neighbours are one line: repeats of one item of the spec, with nothing else in them.

        So are modules that have numbers for names.
        """
        if isinstance(one, Group) and isinstance(other, Group):
            numbered = one.scope.label.isdecimal() and other.scope.label.isdecimal()
            repeated = bool(one.scope.block) and (numbered or one.scope.origin is other.scope.origin)
            return repeated and self._sign(one) == self._sign(other)
        if isinstance(one, int) and isinstance(other, int) and self._origins[one] is self._origins[other]:
            first, second = self._network.nodes[one], self._network.nodes[other]
            same = first.site is second.site and first.shares == second.shares and first.frozen == second.frozen
            return same and (first.label == second.label or own_name(first) is None)
        return False

    def runs(self, group: Group, fold: bool) -> Iterator[tuple[Group | int, Group | int, int]]:
        """What stands in a group, equal neighbours together: the first and the last of them, and how many."""
        first, *others = group.children
        last, repeats, equal = first, 1, self.equal
        for child in others:
            if fold and equal(first, child):
                last, repeats = child, repeats + 1
                continue
            yield first, last, repeats
            first = last = child
            repeats = 1
        yield first, last, repeats


class _Lines:
    """The lines of an outline: equal neighbours are one where they `fold`, blocks with branches open if `branches`."""

    def __init__(self, figures: Figures, signs: _Signs, fold: bool = True, branches: bool = True) -> None:
        self._figures = figures
        self._signs = signs
        self._fold = fold
        self._branches = branches

    def of(self, group: Group, left: int, level: int = 0, times: int = 1) -> Iterator[Outlined]:
        """The lines of what stands in a group, opened so much deeper; it is there so many `times`."""
        nodes, figures = self._figures.network.nodes, self._figures
        for first, last, repeats in self._signs.runs(group, self._fold):
            total = times * repeats
            if isinstance(last, int):
                node = nodes[first]  # type: ignore[index]
                label, _, (kind, _, _, _), *_ = node
                part = record(Part, ((first,), last, False, None))
                yield record(Outlined, (level, label, kind, repeats, total, part, figures, node))
                continue
            opened = left > 0 and (self._branches or not branching(last))
            if opened and plain(last) and repeats == 1:
                yield from self.of(last, left, level, total)
                continue
            yield self._block(first, last, level, repeats, total, opened)
            if opened:
                yield from self.of(last, left - 1, level + 1, total)

    def _block(self, first: Group | int, last: Group, level: int, repeats: int, total: int, opened: bool) -> Outlined:
        assert isinstance(first, Group)
        scope, end = first.scope, last.last
        if opened:
            return Outlined(level, scope.label, "", repeats, total, Part((), end), self._figures, first)
        part, kind = Part(tuple(first.numbers()), end), f"{scope.block or 'branch'},"
        return Outlined(level, scope.label, kind, repeats, total, part, self._figures, first)


def settings_of(lines: Sequence[Outlined]) -> list[str]:
    """The settings of many lines."""
    layers = iter(written([line.of.site for line in lines if isinstance(line.of, Node)]))
    return [next(layers) if isinstance(line.of, Node) else line.settings for line in lines]


def written(sites: Sequence[Site]) -> list[str]:
    """The settings of many layers. Of those that differ in their first number only, the rest is written once."""
    known: dict[tuple[object, ...], str] = {}
    taking = {kind: _values(kind) for kind in {type(site.layer) for site in sites}}
    texts: list[str] = []
    for site in sites:
        layer, kind = site.layer, type(site.layer)
        first, *others = taking[kind](layer)
        if type(first) is not int:
            texts.append(site.settings)
            continue
        key = (kind, type(site.output), *map(id, others))
        if key not in known:
            known[key] = site.settings.removeprefix(str(first))
        texts.append(f"{first}{known[key]}")
    return texts


def _values(kind: type[Layer]) -> Callable[[Layer], tuple[Any, ...]]:
    """What gives the settings of a kind, if a shorthand begins with the first of them and writes it as it is."""
    names = list(kind.fields)
    plain = kind.settings is Layer.settings and names[:1] == list(kind.main[:1])
    return attrgetter(*names, "main", "main") if plain else attrgetter("main", "main")


def own_name(part: Node | Scope) -> str | None:
    """The name that was given to a layer or a block call, if it was given one."""
    return part.label if part.origin and part.origin.named else None


def branching(group: Group) -> bool:
    """Whether branches stand in it, and not only layers and blocks."""
    return any(isinstance(child, Group) and not child.scope.block for child in group.children)


def plain(group: Group) -> bool:
    """Whether it is an unnamed block of a few layers, whose heading would tell nothing."""
    few = len(group.children) <= SMALL and not any(isinstance(child, Group) for child in group.children)
    return bool(group.scope.block) and few and own_name(group.scope) is None
