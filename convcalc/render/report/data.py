"""What the page is told of a network, as plain values for JSON; equal layers, spans and texts stand there once.

Numbers that are read are sent as text: the page rounds none. Beside it goes the number, to sort and to draw by.
"""

import math
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from convcalc.analysis.analyse import Analysis, Row
from convcalc.analysis.parts import Figures
from convcalc.explain.field import seen_inputs
from convcalc.model.geometry import ChannelsFirst, Span, per_axis
from convcalc.model.network import Network, Scope
from convcalc.render import numbers
from convcalc.render.graph.model import Split, Stage, parts
from convcalc.render.graph.model import numbers as layers_of
from convcalc.render.report.formulas import formulas
from convcalc.render.report.lead import lead, weightiest
from convcalc.render.report.profile import seen_most, seen_size, strips

EXACT = 2**53
"""From here on the numbers of a page are not exact: larger ones are sent as text."""


class _Table:
    """Values that are sent once and then named by their number."""

    def __init__(self) -> None:
        self.known: dict[Hashable, int] = {}
        self.values: list[Any] = []

    def number(self, key: Hashable, make: Callable[..., Any], *of: Any) -> int:
        """The number of what is made of something; it is made once for all that have a key."""
        if key not in self.known:
            made = make(*of)
            self.known[key] = len(self.values)
            self.values.append(made)
        return self.known[key]


def network_data(analysis: Analysis) -> dict[str, Any]:
    """All that the page shows of one network."""
    network, memory = analysis.network, analysis.memory
    amounts = _Amounts(analysis)
    scopes = _Table()
    tree = [_part(part, scopes, amounts) for part in parts(network)]
    return {
        "name": network.name,
        "input": network.takes,
        "inputs": network.inputs,
        "channelsFirst": isinstance(network.input, ChannelsFirst),
        "output": network.gives,
        "outputs": [[output.head, output.number] for output in network.outputs],
        "dtype": memory.dtype,
        "batch": memory.batch,
        "lead": lead(analysis),
        "shows": weightiest(analysis),
        "strips": strips(analysis),
        **_layers(analysis, scopes, amounts),
        "turned": _turned(network),
        "tree": tree,
        "amounts": amounts.values,
    }


class _Amounts(_Table):
    """Parameters, MACs and bytes: the number, how it is read, and its share of all of them."""

    def __init__(self, analysis: Analysis) -> None:
        super().__init__()
        self.figures = Figures.of(analysis)
        self.totals = {name: sum(self.figures.shares(name)) for name in ("params", "macs", "memory")}

    def of(self, name: str, value: int) -> int:
        """The number of an amount; what is alive at once is no share of anything."""
        return self.number((name, value), self._amount, name, value)

    def _amount(self, name: str, value: int) -> list[Any]:
        text = numbers.count(value) if name in ("params", "macs") else numbers.size(value)
        return [_sent(value), text, *([numbers.share(value, self.totals[name])] if name in self.totals else [])]


def _layers(analysis: Analysis, scopes: _Table, amounts: _Amounts) -> dict[str, Any]:
    """The layers in running order, and the tables that they point into."""
    sites, spans, reaches, lines, texts = _Table(), _Table(), _Table(), _Table(), _Table()
    alive = amounts.figures.alive
    nodes = []
    for number, (row, groups) in enumerate(zip(analysis.rows, formulas(analysis), strict=True)):
        node = row.node
        nodes.append([
            node.label,
            _scope(node.scope, scopes),
            sites.number((id(node.site), node.shares, node.own, row.bytes), _site, row, amounts),
            node.inputs,
            reaches.number(tuple([each.reaches[number] for each in analysis.sights]), _seen, analysis, number, spans),
            -1 if node.shares is None else node.shares,
            [texts.number(group, _numbered, group, lines) for group in groups],
            amounts.of("alive", alive[number]),
        ])  # fmt: skip
    tables = {"sites": sites, "scopes": scopes, "spans": spans, "reaches": reaches, "lines": lines, "texts": texts}
    return {"nodes": nodes, **{name: table.values for name, table in tables.items()}}


def _sent(value: int) -> int | str:
    return value if -EXACT < value < EXACT else str(value)


def _scope(scope: Scope, scopes: _Table) -> int:
    return scopes.number(id(scope), _scoped, scope, scopes)


def _scoped(scope: Scope, scopes: _Table) -> list[Any]:
    return [scope.label, _scope(scope.parent, scopes) if scope.parent else -1]


def _site(row: Row, amounts: _Amounts) -> list[Any]:
    """Kind, settings, the volumes that go in, the one that comes out, the tensors that it owns, and what they cost."""
    site = row.node.site
    weights = [[tensor.name, per_axis(tensor.shape, always=True)] for tensor in row.node.weights]
    costs = (("params", row.cost.params), ("macs", row.cost.macs), ("memory", row.bytes))
    figures = [amounts.of(name, value) for name, value in costs]
    return [site.kind, site.settings, list(map(str, site.inputs)), str(site.output), weights, *figures]


def _numbered(group: Sequence[Any], lines: _Table) -> list[int]:
    return [lines.number(line, list, line) for line in group]


def _seen(analysis: Analysis, number: int, spans: _Table) -> list[Any]:
    """What a layer sees, as text; the spans and the input that they are of; how far it sees, or null for all of it.

    Of several inputs it is the first that it sees something of; the text tells all of these.
    """
    first, reach = seen_most(analysis, number)
    input, furthest = analysis.sights[first].input, seen_size(reach)
    if not reach:
        return ["", [], input, 0]
    own = [spans.number(span, _span, span) for span in reach]
    text = numbers.field(reach[:1] if len(set(own)) == 1 else reach)
    if len(seen := seen_inputs(analysis, number)) > 1:
        sights = [analysis.sights[each] for each in seen]
        named = (f"{analysis.network.nodes[each.input].path} {numbers.field(each.reaches[number])}" for each in sights)
        text = ", ".join(named)
    return [text, own, input, None if furthest is None else _sent(furthest)]


def _span(span: Span) -> list[Any]:
    """An end that is infinite, since nothing is seen there, is sent as null."""
    ends = [[None if math.isinf(end) else _sent(int(end)) for end in side] for side in (span.lows, span.highs)]
    return [_sent(span.advance), *ends, int(span.whole), int(span.exact)]


def _turned(network: Network) -> list[int]:
    """The layers whose axes may lie in another order than the input's: no box in the input is drawn for them."""
    turned: set[int] = set()
    for number, node in enumerate(network.nodes):
        if node.site.layer.reorders or not turned.isdisjoint(node.inputs):
            turned.add(number)
    return sorted(turned)


def _part(part: Stage, scopes: _Table, amounts: _Amounts) -> Any:
    def inside(stages: Sequence[Stage]) -> list[Any]:
        return [_part(each, scopes, amounts) for each in stages]

    if isinstance(part, int):
        return part
    if isinstance(part, Split):
        branches = [{"label": branch.label, "parts": inside(branch.parts)} for branch in part.branches]
        return {"heads": part.heads, "branches": branches}
    layers = list(layers_of(part))
    sums = [amounts.of(name, amounts.figures.sum(layers, name)) for name in amounts.totals]
    return {"scope": _scope(part.scope, scopes), "block": part.scope.block, "sums": sums, "parts": inside(part.parts)}
