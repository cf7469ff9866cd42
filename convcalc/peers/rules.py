"""How another tool comes to its figure: shares, each of some kinds of layers. Knows no tool."""

from collections.abc import Callable
from math import prod

from convcalc.document.records import NamedTuple
from convcalc.model.network import Site

PerLayer = Callable[[Site], int]
"""A number of one layer, for one example."""


class Summand(NamedTuple):
    """A part of a figure: a number of each layer of some kinds, so many times."""

    words: str
    """What is counted: `batch norm outputs`."""
    kinds: tuple[str, ...]
    count: PerLayer
    times: int = 1
    function: int | None = None
    """How many times where the layer is called as a function, and is no module; None for as many."""
    mean: int | None = None
    """How many times where it is written as a mean over the axes; None for as many as a function."""
    folded: int | None = None
    """How many times where an exporter folds it into the convolution before it; None for as many as a module."""

    def weight(self, called: str) -> int:
        """How many times it counts for a layer that is a `module`, a `function`, a `mean` or `folded`."""
        function = self.times if self.function is None else self.function
        mean = function if self.mean is None else self.mean
        folded = self.times if self.folded is None else self.folded
        return {"module": self.times, "function": function, "mean": mean, "folded": folded}[called]


class Rule(NamedTuple):
    """A figure of another tool, and how it comes about."""

    tool: str
    version: str
    figure: str
    """What the tool calls it."""
    source: str
    """Where the rule stands."""
    shares: tuple[Summand, ...]
    unsure: tuple[str, ...] = ()
    """Kinds beside UNSURE for which the rule is not worked out."""

    @property
    def name(self) -> str:
        """As it is asked for: `thop macs`."""
        return f"{self.tool} {self.figure}"

    def knows(self, kind: str) -> bool:
        """Whether it says what a layer of a kind counts, if only nothing."""
        return kind not in (*UNSURE, *self.unsure) or any(kind in share.kinds for share in self.shares)


CONVS = ("conv", "depthwise")
DENSE = ("dense",)
NORMS = ("ln", "gn", "in")
POOLS = ("maxpool", "avgpool")
ADAPTIVE = ("adaptive_avgpool", "gap")
ADAPTIVE_MAX = ("adaptive_maxpool", "gmp")
UNSURE = (
    "attention", "matmul", "local", "lstm", "gru", "embedding", "custom", "param", "grn", "lrn", "scale", "tconv",
    "unpool",
)  # fmt: skip
"""Kinds that tools count in ways of their own, or that frameworks write in more than one way."""


def macs(site: Site) -> int:
    """Multiply-accumulates, bias not counted."""
    return site.layer.macs(site.inputs, site.output)


def additions(site: Site) -> int:
    """How often a bias is added."""
    return site.layer.additions(site.inputs, site.output)


def outputs(site: Site) -> int:
    """The numbers that come out."""
    return site.output.elements


def inputs(site: Site) -> int:
    """The numbers that go in."""
    return site.inputs[0].elements


def params(site: Site) -> int:
    """The learnable numbers."""
    return sum([prod(tensor.shape) for tensor in site.layer.weights(site.inputs)])


def buffers(site: Site) -> int:
    """The statistics that are kept and not learned."""
    return sum([prod(tensor.shape) for tensor in site.layer.buffers(site.inputs)])


def channels(site: Site) -> int:
    """The channels that come out."""
    return site.output.channels


def comparisons(site: Site) -> int:
    """The numbers that come out, each as often as the first size of the window."""
    kernel: tuple[int, ...] = site.layer.kernel  # type: ignore[attr-defined]
    return site.output.elements * kernel[0]


def window(site: Site) -> int:
    """The numbers that come out, each as often as a window has places."""
    kernel: tuple[int, ...] = site.layer.kernel  # type: ignore[attr-defined]
    return site.output.elements * prod(kernel)


def products() -> tuple[Summand, Summand]:
    """The multiply-accumulates of convolutions and of dense layers, which nearly every tool counts."""
    return Summand("MACs of convolutions", CONVS, macs), Summand("MACs of dense layers", DENSE, macs)


def biases() -> tuple[Summand, Summand]:
    """One each time that a bias is added."""
    return (
        Summand("biases added by convolutions", CONVS, additions),
        Summand("biases added by dense layers", DENSE, additions),
    )
