"""What each layer keeps for the backward pass, by the volumes that are kept."""

from collections.abc import Iterator

from convcalc.analysis.memory import Needs
from convcalc.document.records import NamedTuple
from convcalc.model.layers.base import Own
from convcalc.model.network import Network


class Saved(NamedTuple):
    """What one layer keeps for the backward pass."""

    needs: tuple[int, ...]
    """The numbers of the nodes whose outputs its gradient needs; of a view, the one in whose memory it lies."""
    first: tuple[int, ...]
    """Those of them that no layer before it keeps."""
    own: tuple[Own, ...]
    """What it made itself."""


def saved(network: Network, before: bool = False) -> Iterator[Saved]:
    """What each node keeps, in running order.

    Of a part of a network, `before` says whether what goes in has a gradient; nothing has kept it yet.
    """
    found = Needs(network, before)
    keepers = found.keepers()
    for number in range(len(network.nodes)):
        needs = tuple(dict.fromkeys([found.lies[source] for source in found.each.get(number, ())]))
        first = tuple([each for each in needs if keepers.get(each) == number])
        yield Saved(needs, first, found.own.get(number, ()))
