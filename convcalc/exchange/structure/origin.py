"""Where an imported spec comes from, as the comment that it starts with, and the figures that it is held to."""

import os
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

from convcalc.analysis.cost import costs, left_out
from convcalc.document.foreign import Foreign
from convcalc.document.wording import printable
from convcalc.model.layers.custom import called
from convcalc.model.network import Network

WIDTH = 98
"""Of a comment, without its sign."""


def is_foreign(network: Network) -> bool:
    """Whether a network was read from a file of another format."""
    return isinstance(network.source, Foreign)


def comment(network: Network) -> list[str]:
    """The lines of the comment: the file, what wrote it, what was folded in it, and what is not known."""
    return [line for text in _sentences(network) for line in wrap(printable(text), WIDTH, break_on_hyphens=False)]


def _sentences(network: Network) -> Iterator[str]:
    source = network.source
    if not isinstance(source, Foreign):
        return
    tool = f", written by {source.tool}" if source.tool else ""
    yield f"Imported from {os.path.basename(source.name)}{tool}."
    for note in source.notes:
        yield f"{note.message[:1].upper()}{note.message[1:]}."
    if unknown := left_out(network):
        nodes = [network.nodes[number] for number in sorted(set().union(*unknown.values()))]
        kinds = ", ".join(called((node.path, node.site.layer) for node in nodes))
        yield f"Not known, and left out of the figures: {kinds}."


def expected(network: Network) -> dict[str, Any]:
    """The totals that are known for certain."""
    unknown = left_out(network)
    totals = [sum(cost) for cost in zip(*((each.params, each.macs, each.buffers) for each in costs(network)))]
    found = dict(zip(("params", "macs", "buffers"), totals))
    return {name: total for name, total in found.items() if name not in unknown and (total or name != "buffers")}
