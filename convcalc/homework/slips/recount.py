"""A network worked out again with slips in its layers, or with volumes that somebody says come out of them."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from convcalc.analysis.ask import Ask
from convcalc.analysis.parts import Figures
from convcalc.homework.slips.base import Slip, bend
from convcalc.model.geometry import LARGEST, Volume
from convcalc.model.layers import Layer, LayerError
from convcalc.model.network import Network, Node, Site
from convcalc.model.quantities import QUANTITIES

MOST_TRIED = 2_000_000
"""So many steps are taken for the wrong answers of a file, of a microsecond or two each, whatever it asks for."""
MOST_FOR_ONE = 1_000_000
"""So many of them for one answer."""


def steps(ask: Ask) -> int:
    """What it takes to work a question's network out again: layers that differ take most."""
    figures = ask.figures
    followed = _followed(figures) if QUANTITIES[ask.quantity].of_field else 0
    return 40 + 4 * len(figures.network.nodes) + 10 * len(figures.sites) + 5 * followed


@lru_cache(maxsize=1)
def _followed(figures: Figures) -> int:
    """The positions that are followed one by one for what is seen, of all nodes together."""
    spans = [span for sight in figures.sights for reach in sight.reaches for span in reach]
    return sum([len(span.lows) for span in spans if len(span.lows) > 1])


class Effort:
    """How much more may be tried for the wrong answers of a file, in steps."""

    def __init__(self, most: int = MOST_TRIED, of: "Effort | None" = None) -> None:
        self._left = most
        self._of = of
        """That of the class whose file it is."""
        self.given_up = False
        """Something was not tried."""

    def allows(self, steps: int, share: float = 1, fresh: int | None = None) -> bool:
        """Whether so many steps may be taken, if they are no more than a share of what is left.

        Of a class, so many of them are `fresh`: the others were taken for another answer.
        """
        if steps > min(share * self._left, MOST_FOR_ONE) or not self.leaves(steps if fresh is None else fresh):
            self.given_up = True
            return False
        self._left -= steps
        return True

    def leaves(self, steps: int) -> bool:
        """Whether a class has so many left, which are then taken of its; a file that is of none is not asked."""
        if self._of is None:
            return True
        if steps > self._of._left:
            self.given_up = True
            return False
        self._of._left -= steps
        return True

    def add(self, steps: int) -> None:
        """Allow so many more."""
        self._left += steps


def recount(
    network: Network,
    slips: tuple[Slip, ...] = (),
    only: int | None = None,
    given: Mapping[int, Volume] | None = None,
    among: Iterable[int] | None = None,
) -> Network:
    """The network with slips in all layers, or in one only; everything after a layer follows from it.

    `given` are volumes to go on with, by the number of the node they are said to come out of; `among` the only nodes
    that matter, in running order. Raises LayerError where a layer has no output then.
    """
    nodes = list(network.nodes)
    known: dict[tuple[Any, ...], Site] = {}
    first = 0 if only is None or given else only
    for number in range(first, len(nodes)) if among is None else among:
        node = nodes[number]
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
    if min((*output.size, output.channels)) < 1 or output.elements > LARGEST:
        raise LayerError("nothing comes out, or more than any network has")
    return Site(site.kind, layer, inputs, output)


def fits(network: Network, slip: Slip) -> list[int]:
    """The numbers of the nodes that a slip can happen to."""
    return [number for number, node in enumerate(network.nodes) if slip.on(type(node.site.layer))]
