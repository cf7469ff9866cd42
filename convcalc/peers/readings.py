"""How a framework's code calls layers, where its tools see a difference: as modules, as functions, or as a mean.

A spec does not say it; of shipped specs that equal torchvision's it is known.
"""

from collections import Counter
from collections.abc import Sequence

from convcalc.document.records import NamedTuple
from convcalc.model.network import Network, Node
from convcalc.peers.rules import CONVS


class Reading(NamedTuple):
    """Which layers are no modules, by the names of their kinds or by their own."""

    words: str
    functions: tuple[str, ...] = ()
    means: tuple[str, ...] = ()

    def calls(self, network: Network) -> Sequence[str]:
        """How each layer is called, in running order: `module`, `function`, `mean` or `folded`."""
        folded = _folded(network)
        return ["folded" if number in folded else self._call(node) for number, node in enumerate(network.nodes)]

    def _call(self, node: Node) -> str:
        names = (node.site.kind, node.path)
        if any(name in self.means for name in names):
            return "mean"
        if any(name in self.functions for name in names):
            return "function"
        return "module"


def _folded(network: Network) -> set[int]:
    """The batch norms that an exporter folds into the convolution before them, as they alone read it; and those."""
    readers = Counter([number for node in network.nodes for number in node.inputs])
    found = set()
    for number, node in enumerate(network.nodes):
        before = node.inputs[0] if node.inputs else number
        if node.site.kind == "bn" and network.nodes[before].site.kind in CONVS and readers[before] == 1:
            found |= {before, number}
    return found


MODULES = Reading("every layer is a module")
FUNCTIONS = Reading("activations and pooling are functions", ("relu", "relu6", "silu", "maxpool", "avgpool", "gap"))
MEAN = Reading("global pooling is a mean", means=("gap",))
READINGS = (MODULES, FUNCTIONS, MEAN)

_POOL = Reading("global pooling is a function, as in torchvision", ("gap",))
_MEAN = Reading("global pooling is a mean, as in torchvision", means=("gap",))
_INCEPTION = ("relu", "avgpool", "Mixed_6a.pool.maxpool", "Mixed_7a.pool.maxpool")
_KNOWN = {
    "googlenet": Reading("relu is a function, as in torchvision", ("relu",)),
    "inception_v3": Reading(
        "relu and most pooling are functions, as in torchvision",
        _INCEPTION,
    ),
    "densenet": Reading("the last relu and pooling are functions, as in torchvision", ("gap", "relu_2")),
    "mobilenet_v2": _POOL,
    "mnasnet": _MEAN,
    "shufflenet_v2": _MEAN,
}
"""By the start of a shipped spec's name."""


def reading_of(network: Network) -> Reading:
    """How a network's layers are called, as far as that is known."""
    return next((reading for start, reading in _KNOWN.items() if network.name.startswith(start)), MODULES)
