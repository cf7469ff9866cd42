"""Caffe's .prototxt files as specs: the layers of a net as they are there when it runs, by their own names.

Fields and defaults are those of BVLC/caffe, src/caffe/proto/caffe.proto, and of widely used types that others added.
"""

from collections.abc import Callable

from convcalc.document.foreign import Foreign
from convcalc.exchange.caffe import plain, weighted
from convcalc.exchange.caffe.layers import LOSSES, CaffeLayer, read_inputs, read_layers
from convcalc.exchange.caffe.plain import only
from convcalc.exchange.caffe.prototxt import read_message
from convcalc.exchange.caffe.reading import CaffeReading
from convcalc.exchange.translation import Translation

TYPES: dict[str, Callable[..., int]] = {
    "Convolution": weighted.convolution,
    **dict.fromkeys(("DepthwiseConvolution", "ConvolutionDepthwise"), weighted.depthwise),
    "Deconvolution": weighted.deconvolution,
    "InnerProduct": weighted.inner_product,
    "BatchNorm": weighted.batch_norm,
    "BN": weighted.bn,
    "Scale": weighted.scale,
    "Bias": weighted.bias,
    "PReLU": weighted.prelu,
    "Normalize": weighted.normalize,
    "Pooling": plain.pooling,
    "ReLU": plain.relu,
    "ReLU6": only("relu6"),
    "ELU": only("elu"),
    "Sigmoid": only("sigmoid"),
    "TanH": only("tanh"),
    "Swish": only("silu"),
    "AbsVal": only("leaky_relu", slope=-1),
    "BNLL": only("softplus"),
    **dict.fromkeys(("Power", "Exp", "Log", "Threshold"), plain.each),
    "Softmax": only("softmax"),
    "MVN": only("in"),
    "LRN": plain.lrn,
    "Dropout": plain.dropout,
    "Eltwise": plain.eltwise,
    "Axpy": plain.axpy,
    "Concat": plain.concat,
    "Split": plain.split,
    "Flatten": plain.flatten,
    "Reshape": plain.reshape,
    "Permute": plain.permute,
    "ShuffleChannel": plain.shuffle,
    "Crop": plain.crop,
    "Upsample": plain.upsample,
    "Interp": plain.interp,
}
"""What each type of layer is made of."""


def translate(source: Foreign) -> None:
    """Fill a document with the spec that its text makes. Raises SpecError with all that is wrong in the text."""
    translation = Translation(source)
    top = read_message(source, translation.problems)
    layers = read_layers(top)
    reading = CaffeReading(translation)
    reading.start(list(read_inputs(top, layers)), layers)
    for layer in layers:
        if not layer.makes_input:
            _add(reading, layer)
    reading.finish(top.word("name", "").value)


def _add(reading: CaffeReading, layer: CaffeLayer) -> None:
    """Add a layer, and name what it makes. What learns from labels, and is made of nothing else, is left out."""
    if layer.type.value in LOSSES:
        return reading.name(layer, [None])
    reads = reading.inputs(layer)
    if not reads:
        return reading.name(layer, [None])
    make = TYPES.get(layer.type.value)
    if layer.type.value == "Slice":
        return reading.name(layer, plain.slices(reading, layer, *reads))
    if make is None:
        return reading.name(layer, [reading.unknown(layer, layer.type.value, layer.type.position, *reads)])
    return reading.name(layer, [make(reading, layer, *reads)])
