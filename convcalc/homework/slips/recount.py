"""A network worked out again with slips in its layers, or with volumes that somebody says come out of them."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from convcalc.homework.slips.base import Slip, bend
from convcalc.model.geometry import Volume
from convcalc.model.layers import Layer, LayerError
from convcalc.model.network import Network, Node, Site

MOST_TRIED = 400_000
"""So much is tried for the wrong answers of a file: a second or two, whatever their number and the size of networks."""
_EACH = 20
"""What it takes to work a network out again, in layers, beside its layers."""


class Effort:
    """How much more may be tried for the wrong answers of a file: counted in layers worked out again."""

    def __init__(self, most: int = MOST_TRIED) -> None:
        self._left = most
        self.given_up = False
        """Something was not tried."""

    def allows(self, network: Network, times: int = 1, share: float = 1) -> bool:
        """Whether a network may be worked out so many times, for no more than a share of what is left."""
        cost = times * (len(network.nodes) + _EACH)
        if cost > share * self._left:
            self.given_up = True
            return False
        self._left -= cost
        return True


def recount(
    network: Network,
    slips: tuple[Slip, ...] = (),
    only: int | None = None,
    given: Mapping[int, Volume] | None = None,
) -> Network:
    """The network with slips in all layers, or in one only; everything after a layer follows from it.

    `given` are volumes to go on with, by the number of the node they are said to come out of.
    Raises LayerError where a layer has no output then.
    """
    nodes = list(network.nodes)
    known: dict[tuple[Any, ...], Site] = {}
    for number, node in enumerate(nodes):
        if node.is_input:
            continue
        site = node.site
        inputs = tuple([nodes[source].site.output for source in node.inputs])
        mine = slips if only is None or only == number else ()
        said = given.get(number) if given else None
        if not mine and said is None and inputs == site.inputs:
            continue
        key = (id(site.layer), inputs, mine, said)
        if key not in known:
            known[key] = _site(site, inputs, mine, said)
        if known[key] is not site:
            shared = node.shares, node.own, node.frozen
            nodes[number] = Node(node.label, node.scope, known[key], node.inputs, node.origin, *shared)
    return network._replace(nodes=tuple(nodes))


class _Said(Layer):
    """A layer of which somebody says what comes out: that stands, whatever its formulas give."""

    said: Volume


@cache
def _saying(cls: Any) -> Any:
    return type(cls.__name__, (_Said, cls), {"__doc__": cls.__doc__, "__module__": __name__})


def _site(site: Site, inputs: tuple[Volume, ...], slips: tuple[Slip, ...], said: Volume | None) -> Site:
    mine = tuple(slip for slip in slips if slip.on(type(site.layer)))
    if not mine and not said and inputs == site.inputs:
        return site
    layer = bend(site.layer, mine) if mine else site.layer
    if said:
        cls: Any = type(layer)
        layer = _saying(cls)(**{**vars(layer), "said": said})
    output = layer.said if isinstance(layer, _Said) else type(site.output)(*layer.output(inputs))
    if min((*output.size, output.channels)) < 1:
        raise LayerError("nothing comes out")
    return Site(site.kind, layer, inputs, output)


def fits(network: Network, slip: Slip) -> list[int]:
    """The numbers of the nodes that a slip can happen to."""
    return [number for number, node in enumerate(network.nodes) if slip.on(type(node.site.layer))]
