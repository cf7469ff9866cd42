"""Layers beside others on the same volume, of which is asked what they save: both in one network. Knows no files."""

from convcalc.analysis.ask import Ask
from convcalc.analysis.parts import Part
from convcalc.homework.grading.asked import Asked
from convcalc.model.network import Network, Node, Output, Scope
from convcalc.model.quantities import QUANTITIES

SAVINGS = tuple(name for name, row in QUANTITIES.items() if row.unit == "saving")


def beside(network: Network, other: Network) -> Network:
    """Two networks on one input; what comes out is what comes out of the first."""
    moved, scopes = len(network.nodes) - 1, dict[int, Scope]()
    nodes = tuple([_moved(node, moved, _within(network, node.scope, scopes)) for node in other.nodes[1:]])
    return network._replace(nodes=network.nodes + nodes, outputs=(Output("", network.output),))


def _within(network: Network, scope: Scope, known: dict[int, Scope]) -> Scope:
    """A scope of another network as one of this."""
    if scope.parent is None:
        return network.nodes[0].scope
    if id(scope) not in known:
        parent = _within(network, scope.parent, known)
        known[id(scope)] = Scope(scope.label, parent, scope.block, scope.origin, scope.branch)
        known[id(scope)].arguments = scope.arguments
    return known[id(scope)]


def _moved(node: Node, by: int, scope: Scope) -> Node:
    inputs = tuple([number and number + by for number in node.inputs])
    shares = None if node.shares is None else node.shares + by
    return Node(node.label, scope, node.site, inputs, node.origin, shares, node.own, node.frozen)


def compared(ask: Ask) -> Ask:
    """A question about a network with others beside it: about its own layers, against the others."""
    network, end = ask.network, ask.network.output
    if not ask.part.is_file:
        return ask
    return ask._replace(part=Part(range(1, end + 1), end, True), against=Part(range(end + 1, len(network.nodes)), end))


def with_others(asked: Asked) -> Asked:
    """A figure that was asked for, of layers with others beside them."""
    return asked._replace(asks=tuple([compared(ask) for ask in asked.asks]))
