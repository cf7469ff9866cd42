"""torch-scan: modules alone; an operation for each product and each sum, four for a number of a batch norm."""

from convcalc.model.network import Site
from convcalc.peers.rules import (
    ADAPTIVE,
    ADAPTIVE_MAX,
    CONVS,
    DENSE,
    NORMS,
    Rule,
    Summand,
    additions,
    channels,
    comparisons,
    inputs,
    macs,
    outputs,
    products,
)


def _compared(site: Site) -> int:
    """What max pooling takes: one less than the first size of its window, for each number that comes out."""
    return comparisons(site) - site.output.elements


def _averaged(site: Site) -> int:
    """What average pooling takes: as max pooling, and a division for each axis."""
    return _compared(site) + site.output.elements * site.inputs[0].rank


def _gathered(site: Site) -> int:
    """What adaptive pooling takes, in the window that the tool takes it to have, without divisions."""
    count = site.output.elements
    for before, after in zip(site.inputs[0].size, site.output.size or (1,) * site.inputs[0].rank, strict=True):
        count *= before // after if before % after == 0 else before % after + 1
    return count - site.output.elements


def _divided(site: Site) -> int:
    """What adaptive average pooling takes."""
    return _gathered(site) + site.output.elements * site.inputs[0].rank


def _summed(site: Site) -> int:
    """Products and sums: the first product needs no sum, a bias one more."""
    return 2 * macs(site) - site.output.elements + additions(site)


_POOLING = (
    Summand("comparisons of max pooling", ("maxpool",), _compared, function=0),
    Summand("operations of average pooling", ("avgpool",), _averaged, function=0),
    Summand("comparisons of adaptive pooling", ADAPTIVE_MAX, _gathered, function=0),
    Summand("operations of adaptive pooling", ADAPTIVE, _divided, function=0),
)
_UNSURE = ("softmax", "log_softmax", *NORMS)
RULES = (
    Rule(
        "torchscan", "0.2.0", "flops", "torchscan/modules/flops.py",
        (
            Summand("products and sums of convolutions and dense layers", (*CONVS, *DENSE), _summed),
            Summand("batch norm outputs", ("bn",), outputs, 4),
            Summand("batch norm channels", ("bn",), channels, 2),
            Summand("outputs of relu", ("relu",), outputs, function=0),
            Summand("outputs of relu6", ("relu6",), outputs, 2, 0),
            Summand("outputs of sigmoid and leaky relu", ("sigmoid", "leaky_relu"), outputs, 4, 0),
            Summand("outputs of tanh and elu", ("tanh", "elu"), outputs, 6, 0),
            *_POOLING,
            Summand("inputs of dropout", ("dropout",), inputs, function=0),
        ),
        _UNSURE,
    ),
    Rule(
        "torchscan", "0.2.0", "macs", "torchscan/modules/macs.py",
        (*products(), Summand("batch norm outputs", ("bn",), outputs, 2), *_POOLING),
        _UNSURE,
    ),
)  # fmt: skip
