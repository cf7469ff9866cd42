"""The same network as another tool would write it: other names, no blocks, another order of branches and of layers."""

from random import Random
from typing import Any

from convcalc.document.places import Place
from convcalc.model.layers import kind
from convcalc.model.network import Network, Node, Scope, Site

NOWHERE = Place(None, ())


class Named:
    """An origin that gave a name."""

    named = True
    place = value_place = NOWHERE
    branch_names = ()

    def setting_place(self, name: str) -> Place:
        """Nowhere."""
        return NOWHERE


def scrambled(network: Network, random: Random) -> Network:
    """All names other ones, no block, the volumes of sums in any order, and layers in any that runs."""
    order = list(network.inputs)
    open_ = [len(set(node.inputs)) for node in network.nodes]
    readers: list[list[int]] = [[] for _ in network.nodes]
    for number, node in enumerate(network.nodes):
        for each in set(node.inputs):
            readers[each].append(number)
    ready = [number for number, node in enumerate(network.nodes) if not node.inputs and number not in order]
    for number in order:
        ready += _freed(readers[number], open_)
    while ready:
        order.append(ready.pop(random.randrange(len(ready))))
        ready += _freed(readers[order[-1]], open_)
    at, top, names = {number: k for k, number in enumerate(order)}, Scope(""), list(range(len(order)))
    random.shuffle(names)
    nodes = []
    for number, name in zip(order, names, strict=True):
        node = network.nodes[number]
        reads = list(zip(node.inputs, node.site.inputs, strict=True))
        if node.site.layer.commutes:
            random.shuffle(reads)
        inputs = tuple(at[each] for each, _ in reads)
        site = node.site._replace(inputs=tuple(volume for _, volume in reads))
        shares = None if node.shares is None else at[node.shares]
        label = node.label if node.is_input else f"x{name}"
        nodes.append(Node(label, top, site, inputs, Named(), shares, node.own, node.frozen))
    outputs = [output._replace(number=at[output.number]) for output in network.outputs]
    return Network(network.name, tuple(nodes), tuple(outputs))


def _freed(readers: list[int], open_: list[int]) -> list[int]:
    """The readers of a node that wait for no other."""
    for each in readers:
        open_[each] -= 1
    return [each for each in readers if not open_[each]]


def edited(network: Network, number: int, kind_: str = "", **settings: Any) -> Network:
    """The network with a layer's kind or settings changed. Raises LayerError where another layer cannot take it."""
    nodes: list[Node] = []
    for each, node in enumerate(network.nodes):
        site = node.site
        if each == number:
            layer = (
                kind(kind_)(**kind(kind_).defaults(1))
                if kind_
                else type(site.layer)(**{**vars(site.layer), **settings})
            )
            site = site._replace(kind=kind_ or site.kind, layer=layer)
        inputs = tuple(nodes[k].site.output for k in node.inputs)
        nodes.append(node._replace(site=site if node.is_input else placed(site, inputs)))
    return network._replace(nodes=tuple(nodes))


def placed(site: Site, inputs: tuple[Any, ...]) -> Site:
    """A layer on other volumes."""
    return Site(site.kind, site.layer, inputs, site.layer.output(inputs)) if inputs else site


def folded(network: Network, bias: bool = True) -> tuple[Network, int]:
    """Batch norm right after a convolution folded into it, as exporters do; how often. Zero biases may be left out."""
    readers = [
        [k for k, node in enumerate(network.nodes) if number in node.inputs] for number in range(len(network.nodes))
    ]
    gone = {
        number: node.inputs[0]
        for number, node in enumerate(network.nodes)
        if node.site.kind == "bn"
        and network.nodes[node.inputs[0]].site.kind in ("conv", "depthwise", "tconv", "dense")
        and len(readers[node.inputs[0]]) == 1
        and network.nodes[node.inputs[0]].shares is None
    }
    kept = [number for number in range(len(network.nodes)) if number not in gone]
    at = {number: k for k, number in enumerate(kept)}
    at.update({number: at[conv] for number, conv in gone.items()})
    nodes = []
    for number in kept:
        node = network.nodes[number]
        if number in gone.values():
            layer = type(node.site.layer)(**{**vars(node.site.layer), "bias": bias})
            node = node._replace(site=node.site._replace(layer=layer))
        shares = None if node.shares is None else at[node.shares]
        nodes.append(node._replace(inputs=tuple(at[k] for k in node.inputs), shares=shares))
    outputs = [output._replace(number=at[output.number]) for output in network.outputs]
    return network._replace(nodes=tuple(nodes), outputs=tuple(outputs)), len(gone)
