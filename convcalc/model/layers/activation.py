"""Activations, number by number, and softmax. Only prelu has parameters."""

from typing import ClassVar

from convcalc.model.geometry import Everywhere, Volume
from convcalc.model.layers.base import Layer, Tensor
from convcalc.model.layers.fields import Coefficient, Switch


class Activation(Layer):
    """The base of the activations."""

    in_place = any_size = any_channels = True
    spatial = merges = reorders = view = weighted = linear = normalises = centres = positive = once = False
    keeps = ("inputs",)
    asked = ""
    family = "activation"

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """One a number, whatever the function."""
        return output.elements


class Relu(Activation):
    """Rectified linear unit: `max(0, x)`."""

    positive = once = True
    keeps = ("output",)


class Relu6(Activation):
    """`min(max(0, x), 6)`."""

    positive = once = True


class LeakyRelu(Activation):
    """`x` above zero, `slope * x` below."""

    main: ClassVar = ("slope",)
    slope: Coefficient = 0.01


class Prelu(Activation):
    """Leaky ReLU with a learned slope for each channel, or one for all with `shared`."""

    shared: Switch = False

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """A slope a channel, or one."""
        return (Tensor("slope", (1 if self.shared else inputs[0].channels,)),)


class Elu(Activation):
    """Exponential linear unit."""

    alpha: Coefficient = 1.0


class Selu(Activation):
    """Scaled exponential linear unit."""


class Gelu(Activation):
    """Gaussian error linear unit."""


class Silu(Activation):
    """`x * sigmoid(x)`, also known as swish."""


class Mish(Activation):
    """`x * tanh(softplus(x))`."""


class Sigmoid(Activation):
    """`1 / (1 + exp(-x))`."""

    positive = once = True
    keeps = ("output",)


class HardSigmoid(Activation):
    """`relu6(x + 3) / 6`."""

    positive = once = True


class HardSwish(Activation):
    """`x * relu6(x + 3) / 6`."""


class Tanh(Activation):
    """Hyperbolic tangent."""

    keeps = ("output",)


class Softplus(Activation):
    """`log(1 + exp(x))`."""

    positive = True


class Softmax(Activation):
    """Softmax over the channels."""

    positive = once = True
    keeps = ("output",)

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[Everywhere, ...]:
        """Its own position; in a flat vector, everything."""
        return () if inputs[0].size else (Everywhere(local=True),)


class LogSoftmax(Softmax):
    """The logarithm of softmax over the channels."""

    positive = False
