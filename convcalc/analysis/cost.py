"""Parameters, buffers and multiply-accumulates of each layer, for one example; FLOPs where asked for.

MACs are those of convolution, transposed convolution, dense and recurrent layers, bias not counted, and the products
of volumes with each other: attention and matmul.
"""

from collections.abc import Callable
from math import prod

from convcalc.document.records import NamedTuple, record
from convcalc.model.geometry import Volume
from convcalc.model.layers.base import Layer, Tensor
from convcalc.model.network import Network, Node, Site


class Cost(NamedTuple):
    """What one layer costs."""

    params: int
    buffers: int
    macs: int


FREE = Cost(0, 0, 0)
"""That of a layer that only passes numbers on, or works on them one by one."""


def costs(network: Network) -> list[Cost]:
    """The cost of each node, in running order. Equal layers on equal volumes are worked out once.

    A node that shares another's weights multiplies by them anew, and has none of its own.
    """
    work = network.at_work
    found = network.each([FREE if layer.free else _cost(layer, inputs, output) for layer, inputs, output in work])
    for number in network.sharing:
        found[number] = _shared(network.nodes[number], found[number])
    return found


def _shared(node: Node, cost: Cost) -> Cost:
    """The cost of a node that uses another's weights: of its own ones, and the products of all."""
    return Cost(sum([tensor.elements for tensor in node.weights]), 0, cost.macs)


def _cost(layer: Layer, inputs: tuple[Volume, ...], output: Volume) -> Cost:
    buffers = 0
    for tensor in layer.buffers(inputs):
        buffers += prod(tensor.shape)
    return record(Cost, (layer.learned(inputs), buffers, layer.macs(inputs, output)))


def flops(site: Site) -> int:
    """Two operations for each multiply-accumulate, and one for each other element operation."""
    macs = site.layer.macs(site.inputs, site.output)
    return 2 * macs + site.layer.operations(site.inputs, site.output)


def neurons(site: Site) -> int:
    """The numbers that come out of a layer whose weights multiply what goes in."""
    return site.output.elements if site.layer.weighted else 0


def connections(site: Site) -> int:
    """The weights of neurons, each as often as it is used, the biases too: a padded place counts as any other."""
    if not site.layer.weighted:
        return 0
    return site.layer.macs(site.inputs, site.output) + site.layer.additions(site.inputs, site.output)


def unshared(site: Site) -> int:
    """The parameters if no two neurons shared theirs: AlexNet's first layer has 290,400 with 363 weights and a bias.

    Source: CS231n, "Parameter sharing". What has no neurons keeps the parameters that it has.
    """
    if site.layer.weighted:
        return connections(site)
    return sum(tensor.elements for tensor in site.layer.weights(site.inputs))


def is_bias(tensor: Tensor) -> bool:
    """Whether its numbers are added, and not multiplied by."""
    return tensor.name.startswith("bias")


def weights(site: Site) -> int:
    """The parameters that are no biases."""
    return sum(tensor.elements for tensor in site.layer.weights(site.inputs) if not is_bias(tensor))


def biases(site: Site) -> int:
    """The parameters that are added."""
    return sum(tensor.elements for tensor in site.layer.weights(site.inputs) if is_bias(tensor))


COUNTED: dict[str, Callable[[Site], int]] = {
    "flops": flops, "neurons": neurons, "connections": connections, "unshared": unshared, "weights": weights,
    "biases": biases,
}  # fmt: skip
"""What is counted only where it is asked for."""


def counted(network: Network, name: str) -> list[int]:
    """One of COUNTED for each node. Equal layers on equal volumes are worked out once; shared weights count once."""
    found = network.each(map(COUNTED[name], network.sites))
    if name not in ("weights", "biases"):
        return found
    return [count if node.shares is None else 0 for node, count in zip(network.nodes, found)]


def operations(network: Network) -> int:
    """The element operations beside the multiply-accumulates, of all layers."""
    return sum(network.each([site.layer.operations(site.inputs, site.output) for site in network.sites]))


def products(network: Network) -> int:
    """The part of the MACs that multiplies volumes with each other, not with weights: attention and matmul."""
    sites = [network.nodes[number].site for number in network.of_kinds(lambda kind: kind.products)]
    return sum([site.layer.macs(site.inputs, site.output) for site in sites])


def unstated(network: Network, figure: str) -> list[int]:
    """The layers whose `params`, `macs` or `saved` nobody states, by number: totals leave them out."""
    layers = [node.site.layer for node in network.nodes] if _reticent(network) else ()
    return [number for number, layer in enumerate(layers) if figure in layer.unstated()]


def _reticent(network: Network) -> bool:
    """Whether there are layers of kinds of which something may not be stated."""
    return any(type(site.layer).unstated is not Layer.unstated for site in network.sites)


UNSTATED_WITH = {"params": ("params", "trainable"), "macs": ("macs", "flops"), "saved": ("saved",)}
"""The quantities that are not known where a figure of a layer is not stated."""


def left_out(network: Network) -> dict[str, set[int]]:
    """By the names of quantities, the layers of which nobody states it. Kinds that state all are not asked."""
    found: dict[str, set[int]] = {}
    layers = [node.site.layer for node in network.nodes] if _reticent(network) else ()
    for number, layer in enumerate(layers):
        for figure in layer.unstated():
            for name in UNSTATED_WITH[figure]:
                found.setdefault(name, set()).add(number)
    return found
