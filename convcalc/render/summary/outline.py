"""A network's layers as an outline: blocks with what stands in them, equal neighbours folded into one.

A folded line stands for all its repeats together, so that a column always adds up to its total; its receptive
field is that of the last.
"""

from collections.abc import Iterator
from typing import NamedTuple

from convcalc.analysis.analyse import Analysis, Row
from convcalc.analysis.cost import Cost, flops
from convcalc.model.network import Scope

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


class _Group:
    """A block or a branch, and what stands in it, in order."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.children: list[_Group | Row] = []
        self.signature = 0
        self.layers = 0

    @property
    def branching(self) -> bool:
        """Whether branches stand in it, and not only layers and blocks."""
        return any(isinstance(child, _Group) and not child.scope.block for child in self.children)

    @property
    def plain(self) -> bool:
        """Whether it is an unnamed block of a few layers, whose heading would tell nothing."""
        named = self.scope.origin is not None and self.scope.origin.named
        few = len(self.children) <= SMALL and not any(isinstance(child, _Group) for child in self.children)
        return bool(self.scope.block) and few and not named

    @property
    def last(self) -> Row:
        child = self.children[-1]
        return child.last if isinstance(child, _Group) else child

    def rows(self) -> Iterator[Row]:
        for child in self.children:
            if isinstance(child, _Group):
                yield from child.rows()
            else:
                yield child


def outline(analysis: Analysis, depth: int | None = None, full: bool = False) -> list[Line]:
    """The lines of a network, blocks opened down to `depth`; by default as deep as reads comfortably.

    By default all is opened where that stays short; else blocks with branches in them stay closed.
    `full` opens every block and folds nothing.
    """
    top = _tree(analysis)
    _sign(top, {})
    if full:
        return _lines(top, DEEPEST, fold=False)
    if depth is not None:
        return _lines(top, depth)
    lines = _lines(top, DEEPEST, most=COMFORTABLE)
    deeper = DEEPEST_DEFAULT
    while len(lines) > COMFORTABLE and deeper >= 0:
        lines = _lines(top, deeper, most=COMFORTABLE if deeper else None, branches=False)
        deeper -= 1
    return lines


def _tree(analysis: Analysis) -> _Group:
    top = _Group(analysis.rows[0].node.scope)
    groups = {id(top.scope): top}

    def group(scope: Scope) -> _Group:
        found = groups.get(id(scope))
        if found is None:
            found = groups[id(scope)] = _Group(scope)
            assert scope.parent is not None
            group(scope.parent).children.append(found)
        return found

    for row in analysis.rows:
        group(row.node.scope).children.append(row)
    return top


def _sign(group: _Group, known: dict[tuple[object, ...], int]) -> int:
    """Number each group so that equal numbers mean equal layers on equal volumes, under equal names."""
    parts: list[object] = [group.scope.block or group.scope.label]
    if group.scope.origin and group.scope.origin.named:
        parts.append(group.scope.label)
    for child in group.children:
        if isinstance(child, _Group):
            parts.append(_sign(child, known))
            group.layers += child.layers
        else:
            parts.append((id(child.node.site), _own_name(child)))
            group.layers += 1
    group.signature = known.setdefault(tuple(parts), len(known))
    return group.signature


def _own_name(row: Row) -> str | None:
    return row.node.label if row.node.origin and row.node.origin.named else None


def _runs(group: _Group, fold: bool) -> Iterator[tuple["_Group | Row", int, "_Group | Row"]]:
    """Each child with how often it repeats in a row, and the last of these."""
    children = group.children
    start = 0
    while start < len(children):
        end = start + 1
        while fold and end < len(children) and _equal(children[start], children[end]):
            end += 1
        yield children[start], end - start, children[end - 1]
        start = end


def _equal(one: "_Group | Row", other: "_Group | Row") -> bool:
    if isinstance(one, _Group) and isinstance(other, _Group):
        return one.signature == other.signature and one.scope.origin is other.scope.origin and bool(one.scope.block)
    if isinstance(one, Row) and isinstance(other, Row):
        same = one.node.site is other.node.site and one.node.origin is other.node.origin
        return same and _own_name(one) == _own_name(other)
    return False


def _lines(top: _Group, depth: int, fold: bool = True, branches: bool = True, most: int | None = None) -> list[Line]:
    """The lines down to a depth; blocks with branches only where `branches`; the first of more than `most`."""
    lines: list[Line] = []

    def add(group: _Group, level: int, left: int, times: int) -> None:
        for child, repeats, last in _runs(group, fold):
            if most is not None and len(lines) > most:
                return
            total = times * repeats
            if isinstance(child, Row):
                assert isinstance(last, Row)
                lines.append(_layer(child, last, level, repeats, total))
                continue
            assert isinstance(last, _Group)
            opened = left > 0 and (branches or not child.branching)
            if opened and child.plain and repeats == 1:
                add(last, level, left, total)
                continue
            lines.append(_block(child, last, level, repeats, total, opened))
            if opened:
                add(last, level + 1, left - 1, total)

    add(top, 0, depth, 1)
    return lines


def _layer(row: Row, last: Row, level: int, repeats: int, total: int) -> Line:
    site = row.node.site
    settings = "" if site.kind == "input" else site.layer.settings()
    return Line(level, row.node.label, site.kind, settings, repeats, total, (row,), last)


def _block(group: _Group, last: _Group, level: int, repeats: int, total: int, opened: bool) -> Line:
    scope = group.scope
    if opened:
        return Line(level, scope.label, "", "", repeats, total, (), last.last)
    layers = f"{group.layers} layer{'s' if group.layers > 1 else ''}"
    kind = f"{scope.block or 'branch'},"
    return Line(level, scope.label, kind, layers, repeats, total, tuple(group.rows()), last.last)
