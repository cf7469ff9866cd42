"""Parameters, buffers, multiply-accumulates and other operations of each layer, for one example.

MACs are those of convolution, transposed convolution and dense layers, bias not counted. FLOPs are
`2 * macs + operations`.
"""

from typing import NamedTuple

from convcalc.network import Network, Site


class Cost(NamedTuple):
    """What one layer costs."""

    params: int
    buffers: int
    macs: int
    operations: int

    @property
    def flops(self) -> int:
        """Two for each multiply-accumulate, and the other element operations."""
        return 2 * self.macs + self.operations


_FREE = Cost(0, 0, 0, 0)


def costs(network: Network) -> list[Cost]:
    """The cost of each node, in running order. Equal layers on equal volumes are worked out once."""
    known: dict[int, Cost] = {}
    figures = []
    for node in network.nodes:
        site = node.site
        cost = known.get(id(site))
        if cost is None:
            cost = known[id(site)] = site_cost(site) if site.inputs else _FREE
        figures.append(cost)
    return figures


def site_cost(site: Site) -> Cost:
    """The cost of one layer at work."""
    layer, inputs, output = site.layer, site.inputs, site.output
    x = inputs[0]
    return Cost(
        sum([tensor.elements for tensor in layer.weights(x)]),
        sum([tensor.elements for tensor in layer.buffers(x)]),
        layer.macs(x, output),
        layer.operations(inputs, output),
    )
