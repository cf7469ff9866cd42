"""torch-scan: modules alone; an operation for each product and each sum, four for a number of a batch norm."""

from math import prod

from convcalc.model.layers.transposed import TransposedConv
from convcalc.model.network import Site
from convcalc.peers.rules import (
    ADAPTIVE,
    ADAPTIVE_MAX,
    CONVS,
    DENSE,
    Rule,
    Summand,
    additions,
    channels,
    inputs,
    macs,
    norm,
    outputs,
    products,
    scores,
    window,
)


def _compared(site: Site) -> int:
    """What max pooling takes: one less than its window has, where it is square than its side, for each output."""
    kernel: tuple[int, ...] = site.layer.kernel  # type: ignore[attr-defined]
    return site.output.elements * ((kernel[0] if len({*kernel}) == 1 else prod(kernel)) - 1)


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


def _spread(site: Site) -> int:
    """Products of transposed convolution, as of a convolution, and four for each axis."""
    layer: TransposedConv = site.layer  # type: ignore[assignment]
    return window(site) * (site.inputs[0].channels // layer.groups) + 4 * site.output.rank


def _spread_sums(site: Site) -> int:
    """Products and sums of transposed convolution, and eight for each axis."""
    return 2 * _spread(site) - site.output.elements + additions(site)


def _attended(site: Site) -> int:
    """Products and sums of attention, its scale and its softmax."""
    rows = scores(site) // site.inputs[-1].positions
    return 2 * macs(site) + 1 + 2 * scores(site) - rows


def _normed(site: Site) -> int:
    """Eight for each number of a layer norm, and two for each place."""
    return 8 * outputs(site) + 2 * max(1, site.output.positions)


_SEEN = {"function": 0}
_POOLING = (
    Summand("comparisons of max pooling", ("maxpool",), _compared, called=_SEEN),
    Summand("operations of average pooling", ("avgpool",), _averaged, called=_SEEN),
    Summand("comparisons of adaptive pooling", ADAPTIVE_MAX, _gathered, called=_SEEN),
    Summand("operations of adaptive pooling", ADAPTIVE, _divided, called=_SEEN),
)
RULES = (
    Rule(
        "torchscan", "0.2.0", "flops", "torchscan/modules/flops.py",
        (
            Summand("products and sums of convolutions and dense layers", (*CONVS, *DENSE), _summed, called=_SEEN),
            Summand("products and sums of transposed convolutions", ("tconv",), _spread_sums),
            Summand("operations of attention", ("attention",), _attended, 0, {"inside": 1}),
            Summand("operations of layer norm", ("ln",), _normed),
            *norm("batch norm", ("bn",), 4, 2),
            Summand("batch norm channels", ("bn",), channels, 2),
            Summand("outputs of relu", ("relu",), outputs, called=_SEEN),
            Summand("outputs of relu6", ("relu6",), outputs, 2, _SEEN),
            Summand("outputs of sigmoid and leaky relu", ("sigmoid", "leaky_relu"), outputs, 4, _SEEN),
            Summand("outputs of tanh and elu", ("tanh", "elu"), outputs, 6, _SEEN),
            *_POOLING,
            Summand("inputs of dropout", ("dropout",), inputs, called=_SEEN),
        ),
        ("embedding",),
    ),
    Rule(
        "torchscan", "0.2.0", "macs", "torchscan/modules/macs.py",
        (
            *(share._replace(called={"inside": 0, "function": 0}) for share in products()),
            Summand("MACs of transposed convolutions, by their outputs", ("tconv",), _spread),
            *norm("batch norm", ("bn",), 2, 1), *_POOLING,
        ),
        ("embedding",),
    ),
)  # fmt: skip
