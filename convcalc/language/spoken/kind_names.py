"""What people call the kinds of layers. Knows which names there are, not what they do."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

from convcalc.model.layers import KINDS, SYNONYMS

T = TypeVar("T")

CONV, DENSE, DEPTHWISE, FLATTEN, MAXPOOL, AVGPOOL = "conv", "dense", "depthwise", "flatten", "maxpool", "avgpool"
TRANSPOSED = "tconv"
GLOBAL = ("gap", "gmp")
ADAPTIVE = ("adaptive_maxpool", "adaptive_avgpool")
SOFTMAX, RESPONSE_NORM, INSTANCE_NORM = "softmax", "lrn", "in"
SEPARABLE, POINTWISE = "separable", "pointwise"
"""Two names of convolutions that are said in no spec."""
SLOPED = ("leaky_relu", "elu", "prelu")
"""Activations that can be told a number."""
WEAK = ("pad", "in", "add", "scale", "slice", "crop")
"""Kinds whose names are also said within other layers."""
SPECIFIC = (DEPTHWISE, TRANSPOSED, "local", SEPARABLE, POINTWISE)
"""Convolutions of a sort: what else is said of a convolution beside them is of them."""


def said_as(what: T, words: str) -> dict[str, T]:
    """Several names of one thing."""
    return dict.fromkeys(words.split(", "), what)


_MORE = {
    **said_as(
        "tconv",
        "transposeconv, transposed, deconvolve, upconv, "
        "fractionallystridedconv, fractionalstridedconv, backwardsconv, transposedconvs",
    ),
    **said_as(
        SEPARABLE,
        "dwseparable, depthwiseseparable, depthwiseseparableconv, separableconv, separableconvs, "
        "depthwiseseparableconvs, separable, separableconv2d",
    ),
    **said_as(
        POINTWISE,
        "pointwise, pointwiseconv, pointwiseconvs, pwconv, pwconv2d",
    ),
    **said_as(
        DEPTHWISE,
        "dw, depthwiseconvs, dwconv2d, channelwise, channelwiseconv, perchannelconv, dwconvs",
    ),
    **said_as(
        CONV,
        "convs, convlayer, convnet",
    ),
    **said_as(
        "local",
        "locallyconnected, locallyconnectedconv, unsharedconv, localconv",
    ),
    **said_as(
        MAXPOOL,
        "poolmax, maxpools, maxpooled, maxpoolinglayer",
    ),
    **said_as(
        "avgpool",
        "poolavg, meanpool, poolmean, avgpools, subsampling, subsample",
    ),
    **said_as(
        "gap",
        "globalavg, globalmeanpool",
    ),
    **said_as(
        "gmp",
        "globalmax",
    ),
    **said_as(
        DENSE,
        "affinelayer, affinetransformation, affinemap, affinetransform, "
        "lineartransformation, lineartransform, linearmap, linearmapping, linearprojection, "
        "fcs, fullconnection, fullyconnect, fullconnected, denselyconnected",
    ),
    **said_as(
        "relu",
        "relus, rectifiedlinearunit, rectifiedlinearunits, rectifier, rectifiedlinear, nonlinearityrelu",
    ),
    **said_as(
        "tanh",
        "hyperbolictangent",
    ),
    **said_as(
        "sigmoid",
        "sigmoidal, logisticsigmoid",
    ),
    **said_as(
        "leaky_relu",
        "leakyrectifiedlinearunit, lrelu, leakyrelus",
    ),
    **said_as(
        "softmax",
        "softmaxlayer",
    ),
    **said_as(
        "flatten",
        "flattening, flattened, flattens",
    ),
    **said_as(
        "pad",
        "zeropadding, padding, zeropadded",
    ),
    **said_as(
        "upsample",
        "upsampling, upsampled, upscale, upscaling",
    ),
    **said_as(
        "bn",
        "batchnormed, batchnorms",
    ),
}


@lru_cache(maxsize=1000)
def key(word: str) -> str:
    """A kind's name as it compares: `Max-Pooling` and `maxpool` are one."""
    for long, short in (("_", ""), ("pooling", "pool"), ("convolutional", "conv"), ("convolution", "conv"),
                        ("normalization", "norm"), ("normalisation", "norm"), ("average", "avg")):  # fmt: skip
        word = word.replace(long, short)
    return word


def kinds() -> Mapping[str, str]:
    """The kinds by what they are called: `fullyconnected`, `transposedconv`."""
    return _called(tuple(KINDS))


@lru_cache(maxsize=2)  # asked for each word of each question
def _called(known: tuple[str, ...]) -> Mapping[str, str]:
    left_out = ("pool", "max", "sum", "merge", "skip", "view", "cat", "transpose")
    names = {key(word): name for word, name in SYNONYMS.items() if word not in left_out}
    return names | {key(name): name for name in known} | {key(word): name for word, name in _MORE.items()}
