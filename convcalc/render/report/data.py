"""What the page is told of a network, as plain values for JSON; equal layers, spans and texts stand there once."""

import math
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from convcalc.analysis.analyse import Analysis, Row
from convcalc.analysis.parts import Figures
from convcalc.explain.field import seen_inputs
from convcalc.model.geometry import ChannelsFirst, Span, per_axis
from convcalc.model.network import Network, Scope
from convcalc.render import numbers
from convcalc.render.graph.model import Call, Split, Stage, Way, parts
from convcalc.render.report.formulas import formulas

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
    network, memory, sights = analysis.network, analysis.memory, analysis.sights
    sites, scopes, spans, reaches, lines, texts = _Table(), _Table(), _Table(), _Table(), _Table(), _Table()
    nodes = []
    for number, (row, groups) in enumerate(zip(analysis.rows, formulas(analysis), strict=True)):
        node = row.node
        nodes.append([
            node.label,
            _scope(node.scope, scopes),
            sites.number((id(node.site), node.shares, node.own, row.bytes), _site, row),
            node.inputs,
            reaches.number(tuple([each.reaches[number] for each in sights]), _seen, analysis, number, spans),
            -1 if node.shares is None else node.shares,
            [texts.number(group, _numbered, group, lines) for group in groups],
        ])  # fmt: skip
    return {
        "name": network.name,
        "input": network.takes,
        "inputs": network.inputs,
        "channelsFirst": isinstance(network.input, ChannelsFirst),
        "output": network.gives,
        "outputs": [[output.head, output.number] for output in network.outputs],
        "dtype": memory.dtype,
        "batch": memory.batch,
        "shows": _last_local(analysis),
        "alive": [_sent(value) for value in Figures.of(analysis).alive],
        "sites": sites.values,
        "scopes": scopes.values,
        "spans": spans.values,
        "reaches": reaches.values,
        "lines": lines.values,
        "texts": texts.values,
        "nodes": nodes,
        "turned": _turned(network),
        "tree": _tree(parts(network)),
    }


def _last_local(analysis: Analysis) -> int:
    """The layer that a report shows first: the last one whose places see less than the whole input."""
    local = [
        k for k, row in enumerate(analysis.rows) if any(span.lows for span in row.reach) and row.node.site.output.size
    ]
    return local[-1] if local else len(analysis.rows) - 1


def _sent(value: int) -> int | str:
    return value if -EXACT < value < EXACT else str(value)


def _scope(scope: Scope, scopes: _Table) -> int:
    return scopes.number(id(scope), _scoped, scope, scopes)


def _scoped(scope: Scope, scopes: _Table) -> list[Any]:
    return [scope.label, _scope(scope.parent, scopes) if scope.parent else -1]


def _site(row: Row) -> list[Any]:
    """Kind, settings, the volumes that go in, the one that comes out, the tensors that it owns, and what they cost."""
    site = row.node.site
    weights = [[tensor.name, per_axis(tensor.shape, always=True)] for tensor in row.node.weights]
    figures = map(_sent, (*row.cost, row.bytes))
    return [site.kind, site.settings, list(map(str, site.inputs)), str(site.output), weights, *figures]


def _numbered(group: Sequence[Any], lines: _Table) -> list[int]:
    return [lines.number(line, list, line) for line in group]


def _seen(analysis: Analysis, number: int, spans: _Table) -> list[Any]:
    """What a layer sees, as text; then the spans and the input that they are of.

    Of several inputs it is the first that it sees something of; the text tells all of these.
    """
    seen = seen_inputs(analysis, number) if len(analysis.sights) > 1 else [0]
    sights = [analysis.sights[input] for input in seen or [0]]
    reach = sights[0].reaches[number]
    if not reach:
        return ["", [], sights[0].input]
    own = [spans.number(span, _span, span) for span in reach]
    text = numbers.field(reach[:1] if len(set(own)) == 1 else reach)
    if len(sights) > 1:
        named = (f"{analysis.network.nodes[each.input].path} {numbers.field(each.reaches[number])}" for each in sights)
        text = ", ".join(named)
    return [text, own, sights[0].input]


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


def _tree(inside: Sequence[Stage]) -> list[Any]:
    return [_part(part) for part in inside]


def _part(part: Stage) -> Any:
    if isinstance(part, int):
        return part
    if isinstance(part, Call):
        return {"label": part.scope.label, "block": part.scope.block, "parts": _tree(part.parts)}
    assert isinstance(part, Split)
    return {"heads": part.heads, "branches": [_branch(branch) for branch in part.branches]}


def _branch(branch: Way) -> dict[str, Any]:
    return {"label": branch.label, "parts": _tree(branch.parts)}
