"""Slips in the weights of a layer, and so in its parameters; some in its multiply-accumulates too."""

import math
from collections.abc import Callable
from typing import Any

from convcalc.homework.slips.base import Formula, Inputs, Kinds, Slip, convolving, filtered, of, square, weighted
from convcalc.model.layers import Layer, Tensor
from convcalc.model.layers.convolution import Conv, Depthwise
from convcalc.model.layers.dense import Dense

_Tensors = tuple[Tensor, ...]
_HELD = ("params", "weights", "biases")


def slip(
    order: int, code: str, title: str, on: Kinds, held: Callable[[Any, Inputs, _Tensors], _Tensors],
    why: Callable[[Any, Inputs], str], macs: Callable[[Any, Inputs, int], int] | None = None, pairs: bool = True,
    form_of: str = "", about: str = "",
) -> Slip:  # fmt: skip
    """A slip in what a layer holds, and perhaps in its multiply-accumulates: from the right ones to the wrong ones."""

    def weights(right: Formula, layer: Any, inputs: Inputs) -> _Tensors:
        return held(layer, inputs, right())

    if macs is None:
        formula = (("weights", weights),)
        return Slip(order, code, title, on, (*_HELD, "connections"), formula, why, form_of, pairs, about=about)

    def multiplied(right: Formula, layer: Any, inputs: Inputs, output: Any) -> int:
        return macs(layer, inputs, right())

    formulas = (("weights", weights), ("macs", multiplied))
    touched = (*_HELD, "macs", "flops", "connections")
    return Slip(order, code, title, on, touched, formulas, why, form_of, pairs, about=about)


def _times(tensors: _Tensors, name: str, above: int, below: int = 1) -> _Tensors:
    """The tensors with as many more, or fewer, numbers in one of them."""
    return tuple(Tensor(t.name, (t.elements * above // below,)) if t.name == name else t for t in tensors)


def _each(tensors: _Tensors, above: int, below: int = 1) -> _Tensors:
    """The tensors with as many more, or fewer, numbers in all of them."""
    return tuple(Tensor(t.name, (t.elements * above // below,)) for t in tensors)


def _without_bias(layer: Any, inputs: Inputs, tensors: _Tensors) -> _Tensors:
    return tuple(tensor for tensor in tensors if tensor.name != "bias")


def _with_one_bias(layer: Any, inputs: Inputs, tensors: _Tensors) -> _Tensors:
    return _with_biases(tensors, 1)


def _with_biases(tensors: _Tensors, count: int) -> _Tensors:
    return tuple(Tensor("bias", (count,)) if tensor.name == "bias" else tensor for tensor in tensors)


def _weights(tensors: _Tensors, count: int) -> _Tensors:
    return tuple(Tensor("weight", (count,)) if tensor.name == "weight" else tensor for tensor in tensors)


def _with_bias(layer: Any, inputs: Inputs, tensors: _Tensors) -> _Tensors:
    if any(tensor.name == "bias" for tensor in tensors):
        return tensors
    return (*tensors, Tensor("bias", (layer.output(inputs).channels,)))


def _depth(layer: Layer, inputs: Inputs) -> int:
    """How many channels of the input a filter spans, or an input number's filters are shared by."""
    return max(1, inputs[0].channels // layer.groups if isinstance(layer, Conv) else inputs[0].channels)


def _biased(layer: Any, inputs: Inputs) -> str:
    """What has a bias each: `10 filters`."""
    count = sum(tensor.elements for tensor in layer.weights(inputs) if tensor.name == "bias")
    return f"{count} {'filters' if layer.spatial else 'units'}"


def sum_text(layer: Any, inputs: Inputs) -> str:
    """The right count with its numbers: `10*5*5*3 + 10 = 760`."""
    tensors = layer.weights(inputs)
    parts = ["*".join(map(str, tensor.shape)) for tensor in tensors]
    return f"{' + '.join(parts)} = {sum(tensor.elements for tensor in tensors):,}"


def _grouped(layer: Any, inputs: Inputs) -> str:
    share = f"{inputs[0].channels}/{layer.groups} = {inputs[0].channels // layer.groups}"
    return f"with {layer.groups} groups a filter sees {share} channels, not {inputs[0].channels}"


def _deep(layer: Any, inputs: Inputs) -> str:
    deep = _depth(layer, inputs)
    return f"each filter is {deep} channels deep: {square(layer.kernel)}*{deep}, not {square(layer.kernel)}"


SLIPS = (
    slip(118, "conv-biases-forgotten", "biases forgotten in convolutions", convolving, _without_bias,
         lambda layer, inputs: f"each of the {_biased(layer, inputs)} has a bias: {sum_text(layer, inputs)}",
         form_of="bias-forgotten"),
    slip(119, "dense-biases-forgotten", "biases forgotten in dense layers", of(Dense), _without_bias,
         lambda layer, inputs: f"each of the {_biased(layer, inputs)} has a bias: {sum_text(layer, inputs)}",
         form_of="bias-forgotten"),
    slip(120, "bias-forgotten", "bias forgotten", weighted, _without_bias,
         lambda layer, inputs: f"each of the {_biased(layer, inputs)} has a bias: {sum_text(layer, inputs)}",
         about="bias"),
    slip(130, "depth-forgotten", "depth (input channels) forgotten", filtered,
         lambda layer, inputs, tensors: _times(tensors, "weight", 1, _depth(layer, inputs)), _deep,
         macs=lambda layer, inputs, macs: macs // _depth(layer, inputs), about="depth"),
    slip(140, "bias-once", "one bias counted in all", weighted, _with_one_bias,
         lambda layer, inputs: f"each of the {_biased(layer, inputs)} has a bias of its own: "
                               f"{sum_text(layer, inputs)}", about="bias"),
    slip(150, "kernel-not-squared", "kernel not squared", lambda cls: "kernel" in cls.fields and cls.weighted,
         lambda layer, inputs, tensors: _times(tensors, "weight", 1, math.prod(layer.kernel[1:])),
         lambda layer, inputs: f"a kernel covers {square(layer.kernel)} = {math.prod(layer.kernel)} places, "
                          f"not {layer.kernel[0]}",
         macs=lambda layer, inputs, macs: macs // math.prod(layer.kernel[1:]), about="kernel"),
    slip(155, "kernel-doubled", "2k taken for k squared",
         lambda cls: "kernel" in cls.fields and cls.weighted,
         lambda layer, inputs, tensors: _times(tensors, "weight", sum(layer.kernel), math.prod(layer.kernel)),
         lambda layer, inputs: f"a kernel covers {square(layer.kernel)} = {math.prod(layer.kernel)} places, "
                          f"not {sum(layer.kernel)}",
         macs=lambda layer, inputs, macs: macs * sum(layer.kernel) // math.prod(layer.kernel), about="kernel"),
    slip(160, "one-filter", "only one filter counted", of(Conv),
         lambda layer, inputs, tensors: _each(tensors, 1, layer.filters),
         lambda layer, inputs: f"there are {layer.filters} filters, and each of them counts",
         macs=lambda layer, inputs, macs: macs // layer.filters),
    slip(300, "groups-ignored", "groups ignored", filtered,
         lambda layer, inputs, tensors: _times(tensors, "weight", layer.groups), _grouped,
         macs=lambda layer, inputs, macs: macs * layer.groups, about="groups"),
    slip(305, "one-group", "only one group counted", filtered,
         lambda layer, inputs, tensors: _each(tensors, 1, layer.groups),
         lambda layer, inputs: f"there are {layer.groups} groups, and each of them counts",
         macs=lambda layer, inputs, macs: macs // layer.groups, about="groups"),
    slip(310, "depthwise-as-conv", "a depthwise convolution taken for a full one", of(Depthwise),
         lambda layer, inputs, tensors: _times(tensors, "weight", inputs[0].channels),
         lambda layer, inputs: f"each filter sees one channel, not {inputs[0].channels}",
         macs=lambda layer, inputs, macs: macs * inputs[0].channels),
    slip(360, "bias-added", "a bias counted that is not there", weighted, _with_bias,
         lambda layer, inputs: f"this layer has no bias: {sum_text(layer, inputs)}", about="bias"),
    slip(365, "bias-each-input", "a bias for each input channel", weighted,
         lambda layer, inputs, tensors: _with_biases(tensors, inputs[0].channels),
         lambda layer, inputs: f"each of the {_biased(layer, inputs)} has a bias, not each of {inputs[0].channels} "
                               f"inputs: {sum_text(layer, inputs)}", about="bias"),
    slip(368, "bias-each-position", "a bias for each output position", convolving,
         lambda layer, inputs, tensors: _times(tensors, "bias", layer.output(inputs).positions),
         lambda layer, inputs: f"all {layer.output(inputs).positions:,} places share a filter's bias: "
                               f"{sum_text(layer, inputs)}", about="bias"),
    slip(370, "bias-each-channel", "a bias for each channel of each filter", filtered,
         lambda layer, inputs, tensors: _times(tensors, "bias", inputs[0].channels // layer.groups),
         lambda layer, inputs: f"a filter has one bias for all its channels: {sum_text(layer, inputs)}", pairs=False,
         about="bias"),
    slip(400, "filters-for-depth", "output channels taken for the input's", of(Conv),
         lambda layer, inputs, tensors: _times(tensors, "weight", layer.filters, inputs[0].channels),
         lambda layer, inputs: f"a filter is as deep as its input, {_depth(layer, inputs)}, "
                               f"not {layer.filters // layer.groups}",
         macs=lambda layer, inputs, macs: macs * layer.filters // inputs[0].channels, pairs=False, about="depth"),
    slip(405, "conv-as-dense", "a convolution counted as a dense layer on its whole input", of(Conv),
         lambda layer, inputs, tensors: _weights(tensors, inputs[0].elements * layer.filters),
         lambda layer, inputs: f"a filter sees {square(layer.kernel)} places, not all {inputs[0].positions:,}: "
                               f"{sum_text(layer, inputs)}"),
    slip(410, "not-shared", "weights multiplied by the places they are used at", convolving,
         lambda layer, inputs, tensors: _each(tensors, layer.output(inputs).positions),
         lambda layer, inputs: f"all {layer.output(inputs).positions:,} places share the same weights: "
                               f"{sum_text(layer, inputs)}", pairs=False),
)  # fmt: skip
