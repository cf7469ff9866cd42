"""Layers one after another as a network, where nobody wrote one."""

from collections.abc import Sequence

from convcalc.model.layers import Input
from convcalc.model.network import Network, Node, Output, Scope, Site


def chain_of(sites: Sequence[Site]) -> Network:
    """Layers one after another, each on the output of the one before, as a network that was written nowhere."""
    top = Scope("")
    first = (*sites[0].inputs, sites[0].output)[0]
    nodes = [Node("input", top, Site("input", Input(volume=first), (), first), ())]
    nodes += [Node(site.kind, top, site, (k,) if site.inputs else ()) for k, site in enumerate(sites)]
    return Network("", tuple(nodes), (Output("", len(sites)),))
