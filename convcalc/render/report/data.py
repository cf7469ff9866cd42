"""What the page is told of a network, as plain values for JSON; equal layers, spans and texts stand there once.

Numbers that are read are sent as text: the page rounds none. Beside it goes the number, to sort and to draw by.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from convcalc.analysis.analyse import Analysis, Row
from convcalc.explain.field import seen_inputs
from convcalc.model.geometry import ChannelsFirst, Span, per_axis
from convcalc.model.network import Network
from convcalc.render import numbers
from convcalc.render.graph.model import parts
from convcalc.render.report.formulas import Text, Texts, formulas
from convcalc.render.report.lead import lead, weightiest
from convcalc.render.report.profile import seen_most, seen_size, strips
from convcalc.render.report.tables import Amounts, DataTable, scope_number, sent
from convcalc.render.report.tree import told_parts

NUMBERED = ("scopes", "sites", "sees", "told", "alive")
"""The facts of layers that are told by the number of what they are in a table."""


def network_data(analysis: Analysis) -> dict[str, Any]:
    """All that the page shows of one network."""
    network, memory = analysis.network, analysis.memory
    amounts = Amounts(analysis)
    scopes, top = DataTable(), parts(network)
    tree = told_parts(network, top, scopes, amounts)
    return {
        "name": network.name,
        "input": network.takes,
        "inputs": network.inputs,
        "channelsFirst": isinstance(network.input, ChannelsFirst),
        "output": network.gives,
        "outputs": [[output.head, output.number] for output in network.outputs],
        "dtype": memory.dtype,
        "batch": memory.batch,
        "lead": lead(analysis, top),
        "shows": weightiest(analysis),
        "strips": strips(analysis),
        **_layers(analysis, scopes, amounts),
        "turned": _turned(network),
        "tree": iter(tree),
        "scopes": scopes.told(),
        "amounts": amounts.told(),
    }


def _layers(analysis: Analysis, scopes: DataTable, amounts: Amounts) -> dict[str, Any]:
    """The layers in running order, a list for each fact of them, and the tables that these point into."""
    sites, spans, reaches, forms, lines, texts, groups = [DataTable() for _ in range(7)]
    alive = amounts.figures.alive
    columns: dict[str, list[int]] = {name: [] for name in NUMBERED}
    add = [column.append for column in columns.values()]
    for number, (row, told) in enumerate(zip(analysis.rows, formulas(analysis), strict=True)):
        node = row.node
        facts = (
            scope_number(node.scope, scopes),
            sites.number((id(node.site), node.shares, node.own, row.bytes), _site, row, amounts),
            reaches.number(tuple([each.reaches[number] for each in analysis.sights]), _seen, analysis, number, spans),
            groups.number(tuple(map(id, told)), _grouped, told, texts, lines, forms),
            amounts.of("alive", alive[number]),
        )
        for fact, put in zip(facts, add):
            put(fact)
    tables = {
        "sites": sites, "spans": spans, "reaches": reaches, "forms": forms, "lines": lines, "texts": texts,
        "groups": groups,
    }  # fmt: skip
    return {
        "layers": {**_written(analysis.network), **{name: iter(column) for name, column in columns.items()}},
        **{name: table.told() for name, table in tables.items()},
    }


def _written(network: Network) -> dict[str, Iterator[Any]]:
    """The facts of layers that stand in the network. An only input is told by how far before the layer it stands."""
    nodes = network.nodes
    return {
        "labels": (node.label for node in nodes),
        "inputs": (
            number - node.inputs[0] if len(node.inputs) == 1 else node.inputs for number, node in enumerate(nodes)
        ),
        "shares": (-1 if node.shares is None else node.shares for node in nodes),
    }


def _site(row: Row, amounts: Amounts) -> list[Any]:
    """Kind, settings, the volumes that go in, the one that comes out, the tensors that it owns, and what they cost."""
    site = row.node.site
    weights = [[name, per_axis(shape, always=True)] for name, shape in row.node.weights]
    costs = (("params", row.cost.params), ("macs", row.cost.macs), ("memory", row.bytes))
    figures = [amounts.of(name, value) for name, value in costs]
    return [site.kind, site.settings, list(map(str, site.inputs)), str(site.output), weights, *figures]


def _grouped(told: Sequence[Texts], texts: DataTable, lines: DataTable, forms: DataTable) -> list[int]:
    """What explains the figures of a layer, each by its number."""
    return [texts.number(group, _numbered, group, lines, forms) for group in told]


def _numbered(group: Texts, lines: DataTable, forms: DataTable) -> list[int]:
    return [lines.number(line, _line, line, forms) for line in group]


def _line(line: Text, forms: DataTable) -> list[Any]:
    """What the figure is and its formula, by their number, and the formula with its values."""
    *form, values = line
    return [forms.number(tuple(form), list, form), values]


def _seen(analysis: Analysis, number: int, spans: DataTable) -> list[Any]:
    """What a layer sees, as text; the spans and the input that they are of; how far it sees, or null for all of it.

    Of several inputs it is the first that it sees something of; the text tells all of these.
    """
    first, reach = seen_most(analysis, number)
    input, furthest = analysis.sights[first].input, seen_size(reach)
    if not reach:
        return ["", [], input, 0]
    own = [spans.number(span, _span, span) for span in reach]
    text = numbers.field(reach[:1] if len(set(own)) == 1 else reach)
    if len(analysis.sights) > 1 and len(seen := seen_inputs(analysis, number)) > 1:
        sights = [analysis.sights[each] for each in seen]
        named = (f"{analysis.network.nodes[each.input].path} {numbers.field(each.reaches[number])}" for each in sights)
        text = ", ".join(named)
    return [text, own, input, None if furthest is None else sent(furthest)]


def _span(span: Span) -> list[Any]:
    """An end that is infinite, since nothing is seen there, is sent as null."""
    ends = [[None if math.isinf(end) else sent(int(end)) for end in side] for side in (span.lows, span.highs)]
    return [sent(span.advance), *ends, int(span.whole), int(span.exact)]


def _turned(network: Network) -> list[int]:
    """The layers whose axes may lie in another order than the input's: no box in the input is drawn for them."""
    turned: set[int] = set()
    for number, node in enumerate(network.nodes):
        if node.site.layer.reorders or not turned.isdisjoint(node.inputs):
            turned.add(number)
    return sorted(turned)
