"""A network's layers as an outline: blocks with what stands in them, equal neighbours folded into one.

A folded line stands for all its repeats together, so that a column always adds up to its total; its receptive
field is that of the last.
"""

from collections.abc import Iterator
from typing import NamedTuple

from convcalc.analysis.analyse import Analysis, Row
from convcalc.analysis.cost import Cost, flops
from convcalc.model.network import Network, Node, Scope
from convcalc.model.tree import Group, tree

COMFORTABLE = 60
"""Lines that a person still reads: blocks are opened as long as the outline stays below."""
DEEPEST = 10**9
DEEPEST_DEFAULT = 4
SMALL = 4
"""An unnamed block of no more layers than this is shown as its layers, without a heading."""


class Line(NamedTuple):
    """One line of the outline: a layer, a closed block, or the heading of an open one."""

    depth: int
    label: str
    kind: str
    settings: str
    times: int
    """How many equal neighbours it stands for."""
    total: int
    """How often its rows are there in all: the repeats of the blocks around it counted too."""
    rows: tuple[Row, ...]
    """The layers of one of them; none for the heading of an open block, whose lines follow."""
    last: Row
    """The layer that comes out at its end."""

    @property
    def row(self) -> Row | None:
        """The layer, where the line is just one."""
        return self.rows[0] if len(self.rows) == 1 and self.total == 1 else None

    @property
    def cost(self) -> Cost:
        """What all of it costs."""
        return Cost(*(self.total * sum(figures) for figures in zip(*(row.cost for row in self.rows), strict=True)))

    @property
    def bytes(self) -> int:
        """The outputs of all of it."""
        return self.total * sum(row.bytes for row in self.rows)

    @property
    def flops(self) -> int:
        """The operations of all of it."""
        return self.total * sum(flops(row.node.site) for row in self.rows)


def outline(analysis: Analysis, depth: int | None = None, full: bool = False) -> list[Line]:
    """The lines of a network, blocks opened down to `depth`; by default as deep as reads comfortably.

    By default all is opened where that stays short; else blocks with branches in them stay closed.
    `full` opens every block and folds nothing.
    """
    top = tree(analysis.network)
    signs = _Signs(analysis.network, top)
    if full:
        return _Lines(analysis, signs, fold=False).of(top, DEEPEST)
    if depth is not None:
        return _Lines(analysis, signs).of(top, depth)
    lines = _Lines(analysis, signs, most=COMFORTABLE).of(top, DEEPEST)
    deeper = DEEPEST_DEFAULT
    while len(lines) > COMFORTABLE and deeper >= 0:
        lines = _Lines(analysis, signs, most=COMFORTABLE if deeper else None, branches=False).of(top, deeper)
        deeper -= 1
    return lines


class _Signs:
    """What makes two parts of a network equal: numbers for its groups, equal for equal layers under equal names."""

    def __init__(self, network: Network, top: Group) -> None:
        self._network = network
        self._known: dict[tuple[object, ...], int] = {}
        self._numbers: dict[int, int] = {}
        self.layers: dict[int, int] = {}
        """How many layers a group has, by its identity."""
        self._sign(top)

    def _sign(self, group: Group) -> int:
        parts: list[object] = [group.scope.block or group.scope.label, own_name(group.scope)]
        layers = 0
        for child in group.children:
            if isinstance(child, Group):
                parts.append(self._sign(child))
                layers += self.layers[id(child)]
            else:
                node = self._network.nodes[child]
                parts.append((id(node.site), own_name(node)))
                layers += 1
        self.layers[id(group)] = layers
        number = self._numbers[id(group)] = self._known.setdefault(tuple(parts), len(self._known))
        return number

    def equal(self, one: Group | int, other: Group | int) -> bool:
        """Whether two neighbours are one line: repeats of one item of the spec, with nothing else in them."""
        if isinstance(one, Group) and isinstance(other, Group):
            same = self._numbers[id(one)] == self._numbers[id(other)] and bool(one.scope.block)
            return same and one.scope.origin is other.scope.origin
        if isinstance(one, int) and isinstance(other, int):
            first, second = self._network.nodes[one], self._network.nodes[other]
            same = first.site is second.site and first.origin is second.origin
            return same and own_name(first) == own_name(second)
        return False

    def runs(self, group: Group, fold: bool) -> Iterator[list[Group | int]]:
        """What stands in a group, equal neighbours together."""
        run: list[Group | int] = []
        for child in group.children:
            if run and not (fold and self.equal(run[0], child)):
                yield run
                run = []
            run.append(child)
        yield run


class _Lines:
    """The lines of an outline: blocks with branches are opened only where `branches`; no more lines than `most`."""

    def __init__(
        self, analysis: Analysis, signs: _Signs, fold: bool = True, branches: bool = True, most: int | None = None
    ) -> None:
        self._rows = analysis.rows
        self._signs = signs
        self._fold = fold
        self._branches = branches
        self._most = most
        self._lines: list[Line] = []

    def of(self, top: Group, depth: int) -> list[Line]:
        """The lines of a tree, opened down to a depth; the first of them, if there are more than `most`."""
        self._add(top, 0, depth, 1)
        return self._lines

    def _add(self, group: Group, level: int, left: int, times: int) -> None:
        for run in self._signs.runs(group, self._fold):
            if self._most is not None and len(self._lines) > self._most:
                return
            last, repeats, total = run[-1], len(run), times * len(run)
            if isinstance(last, int):
                self._lines.append(self._layer(run[0], last, level, repeats, total))
                continue
            opened = left > 0 and (self._branches or not branching(last))
            if opened and plain(last) and repeats == 1:
                self._add(last, level, left, total)
                continue
            self._lines.append(self._block(run[0], last, level, repeats, total, opened))
            if opened:
                self._add(last, level + 1, left - 1, total)

    def _layer(self, first: Group | int, last: int, level: int, repeats: int, total: int) -> Line:
        assert isinstance(first, int)
        row = self._rows[first]
        site = row.node.site
        settings = "" if site.kind == "input" else site.layer.settings()
        return Line(level, row.node.label, site.kind, settings, repeats, total, (row,), self._rows[last])

    def _block(self, first: Group | int, last: Group, level: int, repeats: int, total: int, opened: bool) -> Line:
        assert isinstance(first, Group)
        scope, end = first.scope, self._rows[last.last]
        if opened:
            return Line(level, scope.label, "", "", repeats, total, (), end)
        rows = tuple(self._rows[number] for number in first.numbers())
        kind = f"{scope.block or 'branch'},"
        return Line(level, scope.label, kind, many(self._signs.layers[id(first)]), repeats, total, rows, end)


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


def many(layers: int) -> str:
    """A number of layers in words."""
    return f"{layers} layer{'s' if layers > 1 else ''}"
