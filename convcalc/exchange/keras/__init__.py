"""Keras's architecture files as specs: `model.to_json()`, and the config.json of a `.keras` archive; Keras 2 and 3.

Classes and defaults as in keras.layers; channels are last.
"""

import json
from collections.abc import Callable
from typing import Any

from convcalc.document.foreign import Foreign
from convcalc.document.problems import fail
from convcalc.exchange.keras import plain, weighted
from convcalc.exchange.keras.config import KerasConfig, known
from convcalc.exchange.keras.graph import KerasCall, KerasModel, is_model, read_model
from convcalc.exchange.keras.plain import joined, only, pool, shifted, whole
from convcalc.exchange.keras.reading import KerasReading
from convcalc.exchange.modules import ModuleCall
from convcalc.exchange.translation import MOST_LAYERS, Translation

DEEPEST = 20
"""Models inside models."""

_EACH = ("Rescaling", "ThresholdedReLU", "UnitNormalization")
_DROPOUT = ("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout", "GaussianDropout")
_IDLE = ("ActivityRegularization", "GaussianNoise", "RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation",
         "RandomContrast", "RandomBrightness")  # fmt: skip

CLASSES: dict[str, Callable[..., int]] = {
    **dict.fromkeys(("Conv1D", "Conv2D", "Conv3D", "Convolution2D"), weighted.conv),
    **dict.fromkeys(("DepthwiseConv1D", "DepthwiseConv2D"), weighted.depthwise),
    **dict.fromkeys(("SeparableConv1D", "SeparableConv2D"), weighted.separable),
    **dict.fromkeys(("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"), weighted.transposed),
    "Dense": weighted.dense,
    "BatchNormalization": weighted.batch_norm,
    "LayerNormalization": weighted.layer_norm,
    "GroupNormalization": weighted.group_norm,
    "Normalization": weighted.normalization,
    "LayerScale": weighted.layer_scale,
    "PReLU": weighted.prelu,
    "Embedding": weighted.embedding,
    "LSTM": weighted.lstm,
    "GRU": weighted.gru,
    "Bidirectional": weighted.both_ways,
    **dict.fromkeys(("MaxPooling1D", "MaxPooling2D", "MaxPooling3D"), pool("maxpool")),
    **dict.fromkeys(("AveragePooling1D", "AveragePooling2D", "AveragePooling3D"), pool("avgpool")),
    **dict.fromkeys((f"GlobalAveragePooling{k}D" for k in (1, 2, 3)), whole("gap")),
    **dict.fromkeys((f"GlobalMaxPooling{k}D" for k in (1, 2, 3)), whole("gmp")),
    "Activation": plain.activation,
    "ReLU": plain.relu,
    "LeakyReLU": plain.leaky_relu,
    "ELU": only("elu"),
    "Softmax": only("softmax"),
    **dict.fromkeys(_EACH, plain.each),
    **dict.fromkeys(_DROPOUT, plain.dropout),
    "StochasticDepth": plain.drop_path,
    **dict.fromkeys(_IDLE, only("identity")),
    **dict.fromkeys(("Add", "Subtract", "Average"), joined("add")),
    "Multiply": joined("mul"),
    **dict.fromkeys(("Maximum", "Minimum"), joined("maximum")),
    "Concatenate": plain.concatenate,
    **dict.fromkeys(("ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D"), shifted("pad")),
    **dict.fromkeys(("Cropping1D", "Cropping2D", "Cropping3D"), shifted("crop")),
    **dict.fromkeys(("UpSampling1D", "UpSampling2D", "UpSampling3D"), plain.upsampling),
    "Resizing": plain.resizing,
    "Flatten": plain.flatten,
    "Reshape": plain.reshape,
    "Permute": plain.permute,
}
"""What each class of layer is made of."""


def translate(source: Foreign) -> None:
    """Fill a document with the spec that its text makes. Raises SpecError with all that is wrong in the text."""
    translation = Translation(source)
    data: Any = _parsed(source)
    whole = KerasConfig(data, (), translation)
    config = KerasConfig(whole.data.get("config"), ("config",), translation)
    if isinstance(config.data.get("layers"), list):
        source.tool = f"Keras {version}" if isinstance(version := whole.data.get("keras_version"), str) else ""
        model = read_model(whole.word("class_name", "").value, config, translation)
        reading = KerasReading(translation)
        ends = _made(reading, model, ())
        if len(ends) > 1:
            for end, (name, _, _) in zip(ends, model.outputs, strict=False):
                translation.head(name, end)
        translation.finish(str(config.data.get("name") or ""), ends[0] if len(ends) == 1 else None)
    else:
        translation.fault("this model has no list of layers", config.route, "a subclassed model writes none")
        translation.finish("")


def _parsed(source: Foreign) -> Any:
    """The JSON of a text. Raises SpecError."""
    try:
        return json.loads(source.text)
    except json.JSONDecodeError as error:
        raise fail(f"not valid JSON: {error.msg.lower()}", source.spot(error.lineno - 1, error.colno - 1)) from None
    except (RecursionError, ValueError):
        raise fail("this JSON is nested too deep, or has a number that is too long") from None


def _made(reading: KerasReading, model: KerasModel, reads: tuple[int, ...], depth: int = 0) -> list[int]:
    """The layers that a model's outputs come from; `reads` is what goes in, of a model inside another."""
    outside = reading.tensors, reading.shapes
    reading.within(model, reads)
    if not depth:
        _inputs(reading, model)
    for call in model.calls:
        if call.reads or call.layer.type.value != "InputLayer":
            end = _called(reading, call, depth)
            if end is not None:
                reading.tensors[call.layer.name, call.number, 0] = end
    ends = [reading.tensors[each] for each in model.outputs if each in reading.tensors]
    reading.tensors, reading.shapes = outside
    return ends


def _inputs(reading: KerasReading, model: KerasModel) -> None:
    for tensor in model.inputs:
        name = tensor[0] if len(model.inputs) > 1 else "input"
        route = next((call.layer.route for call in model.calls if call.layer.name == tensor[0]), ("config",))
        volume = known(model.shapes.get(tensor), route)
        reading.tensors[tensor] = reading.translation.input(name, volume, route)


def _called(reading: KerasReading, call: KerasCall, depth: int) -> int | None:
    """What comes out of a call; None where what it reads does not come out of anything."""
    layer = call.layer
    reading.calls += 1
    if reading.calls > MOST_LAYERS:
        raise fail(f"more than {MOST_LAYERS:,} calls of layers", layer.config.place())
    reads = tuple([reading.tensors[each] for each in call.reads if each in reading.tensors])
    if len(reads) < len(call.reads) or not reads:
        return None
    if is_model(layer):
        return _inside(reading, call, reads, depth)
    make = CLASSES.get(layer.type.value)
    if make is None or layer.config.word("data_format", "").value == "channels_first":
        what = layer.type.value if make is None else f"{layer.type.value} with channels first"
        return reading.unknown(call, what, layer.type.position, *reads)
    return make(reading, call, *reads)


def _inside(reading: KerasReading, call: KerasCall, reads: tuple[int, ...], depth: int) -> int | None:
    """What comes out of a model inside another; its layers are called after it."""
    layer = call.layer
    if depth >= DEEPEST:
        layer.config.fault(f"models stand inside models more than {DEEPEST} deep", layer.route)
        return None
    around = reading.path, reading.models, reading.frozen
    reading.models += (ModuleCall(layer.name, layer.type.value, str(call.number)),)
    reading.path += f"{layer.name}/"
    reading.frozen = reading.frozen or not layer.config.truth("trainable", True).value
    model = read_model(layer.type.value, layer.config, reading.translation)
    ends = _made(reading, model, reads, depth + 1)
    reading.path, reading.models, reading.frozen = around
    return ends[0] if ends else None
