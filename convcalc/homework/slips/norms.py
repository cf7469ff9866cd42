"""Slips in the parameters of layers that are not convolutions: normalisation, and pooling, which has none."""

from collections.abc import Callable
from typing import Any

from convcalc.homework.slips.base import Inputs, Slip, of, pooling
from convcalc.homework.slips.weights import slip, sum_text
from convcalc.model.layers import Layer, Tensor
from convcalc.model.layers.normalisation import BatchNorm


def _normalising(cls: type[Layer]) -> bool:
    return cls.normalises


def _on_pooling(order: int, code: str, title: str, held: Callable[[Any, Inputs], tuple[Tensor, ...]]) -> Slip:
    """A slip that gives weights to pooling."""
    why = "pooling takes the largest number or the mean: there is nothing to learn, 0 parameters"
    return slip(
        order, code, title, pooling, lambda layer, inputs, tensors: held(layer, inputs), lambda layer, inputs: why
    )


SLIPS = (
    slip(320, "statistics-counted", "batch norm's statistics counted as parameters", of(BatchNorm),
         lambda layer, inputs, tensors: (*tensors, *layer.buffers(inputs)),
         lambda layer, inputs: f"mean and variance are not learned: batch norm has 2*{inputs[0].channels} = "
                          f"{2 * inputs[0].channels} parameters"),
    _on_pooling(330, "pool-as-conv", "pooling given the parameters of a convolution",
            lambda layer, inputs: (Tensor("weight", (inputs[0].channels, inputs[0].channels, *layer.kernel)),
                              Tensor("bias", (inputs[0].channels,)))),
    _on_pooling(340, "pool-weights", "weights given to pooling",
            lambda layer, inputs: (Tensor("weight", (*layer.kernel, inputs[0].channels)),)),
    _on_pooling(350, "pool-window", "one window of weights given to pooling",
            lambda layer, inputs: (Tensor("weight", layer.kernel),)),
    slip(380, "shift-forgotten", "batch norm's shift forgotten", of(BatchNorm),
         lambda layer, inputs, tensors: tensors[:1],
         lambda layer, inputs: f"batch norm learns a scale and a shift a channel: "
                               f"2*{inputs[0].channels} = {2 * inputs[0].channels}", pairs=False),
    slip(390, "norm-forgotten", "{layer}'s parameters forgotten", _normalising,
         lambda layer, inputs, tensors: (),
         lambda layer, inputs: f"it learns a scale and a shift: {sum_text(layer, inputs)}"),
)  # fmt: skip
