"""What papers say of their networks, as they print it, and what is behind the figure."""

from convcalc.document.records import NamedTuple


class Printed(NamedTuple):
    """A figure of a paper."""

    network: str
    """The shipped spec that the paper's network is nearest to."""
    figure: str
    text: str
    """As it is printed."""
    source: str
    words: str = ""
    """What else has to be said."""
    amount: str = ""
    """The figure as convcalc reads numbers, where the text is written otherwise."""


_V1 = "the stride in the first 1x1 convolution, as in resnet50-v1: 3,857,973,248 MACs"
_CUT = "3,857,973,248 MACs, cut and not rounded"
PAPERS = (
    Printed(
        "resnet50",
        "FLOPs",
        "3.8e9",
        "He et al. 2015, table 1",
        words=_V1,
    ),
    Printed("resnet50-v1", "FLOPs", "3.8e9", "He et al. 2015, table 1", words=_CUT),
    Printed("resnet18", "FLOPs", "1.8e9", "He et al. 2015, table 1"),
    Printed("resnet34", "FLOPs", "3.6e9", "He et al. 2015, table 1"),
    Printed("vgg11", "params", "133M", "Simonyan and Zisserman 2014, table 2"),
    Printed("vgg13", "params", "133M", "Simonyan and Zisserman 2014, table 2"),
    Printed("vgg16", "params", "138M", "Simonyan and Zisserman 2014, table 2"),
    Printed("vgg19", "params", "144M", "Simonyan and Zisserman 2014, table 2"),
    Printed("mobilenet_v2", "MACs", "300M", "Sandler et al. 2018, table 4"),
    Printed("efficientnet_b0", "FLOPs", "0.39B", "Tan and Le 2019, table 2", amount="0.39G"),
    Printed("alexnet-caffe", "params", "60M", "Krizhevsky et al. 2012, abstract", words="60,965,224, cut"),
)
"""FLOPs in papers are multiply-accumulates, unless they say otherwise."""
