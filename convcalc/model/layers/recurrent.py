"""Layers for sequences: embedding, LSTM and GRU over the length. MACs count both matrices at each step."""

from collections.abc import Iterator
from typing import ClassVar

from convcalc.model.geometry import Anywhere, AxisMap, Everywhere, Volume
from convcalc.model.layers.base import Fault, Layer, LayerError, Own, Tensor
from convcalc.model.layers.fields import Count, Switch

MOST_LAYERS = 100
"""So many layers a recurrent layer can be: each has tensors of its own, which are counted one by one."""


class Embedding(Layer):
    """A learned vector for each of `words` numbers, looked up: no multiplications."""

    main: ClassVar = ("words", "dim")
    any_size = True
    spatial = merges = reorders = in_place = view = weighted = linear = normalises = centres = positive = once = False
    any_channels = False
    keeps = ("inputs",)
    asked = ""
    family = "recurrent"

    words: Count
    dim: Count

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """`dim` channels in the place of one number a position, or of each number of a flat vector."""
        x = inputs[0]
        if x.size and x.channels != 1:
            raise LayerError(f"embedding takes one number a position, not {x.channels}", names_kind=True)
        return Volume(x.size or (x.channels,), self.dim)

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """`words x dim`."""
        return (Tensor("weight", (self.words, self.dim)),)


class Recurrent(Layer):
    """The base of recurrent layers: `gates` sums of the input and of the state, at each step along the length."""

    main: ClassVar = ("hidden",)
    flags: ClassVar = {
        "both": ("both", True), "last": ("last", True), "nobias": ("bias", False), "onebias": ("two_biases", False),
    }  # fmt: skip
    gates: ClassVar[int]
    steps: ClassVar[int]
    """Numbers that a unit keeps of each step, to go back through it: of its gates and its state."""
    spatial = weighted = any_size = any_channels = True
    merges = reorders = in_place = view = linear = normalises = centres = positive = once = False
    keeps = ("inputs",)
    asked = ""
    family = "recurrent"

    hidden: Count
    layers: Count = 1
    both: Switch = False
    last: Switch = False
    bias: Switch = True
    two_biases: Switch = True

    def check(self, inputs: tuple[Volume, ...]) -> Iterator[Fault]:
        """It runs along one axis, and no more layers stand upon each other than anybody stacks."""
        if inputs[0].rank != 1:
            yield Fault(
                "", f"runs along one axis, and {inputs[0]} has {inputs[0].rank}", "reshape it to length x channels"
            )
        if self.layers > MOST_LAYERS:
            yield Fault("layers", f"{self.layers:,} layers are too many (at most {MOST_LAYERS})", "use repeat")

    @property
    def width(self) -> int:
        """What comes out at each step: the state, of both directions."""
        return self.hidden * (1 + self.both)

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """The state after each step, or after the `last` alone."""
        return Volume(() if self.last else inputs[0].size, self.width)

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[AxisMap, ...]:
        """Everything, where both directions are run or the last state is taken; else at most everything."""
        return (Everywhere() if self.both or self.last else Anywhere(),)

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """A layer and direction: `gates*hidden x input`, `gates*hidden x hidden`, and a bias for each of the two."""
        return tuple([each for layer in range(self.layers) for each in self._tensors(layer, inputs)])

    def _tensors(self, layer: int, inputs: tuple[Volume, ...]) -> Iterator[Tensor]:
        """The weights of one layer, both directions where it has them."""
        rows, across = self.gates * self.hidden, self.width if layer else inputs[0].channels
        for way in ("", "_reverse")[: 1 + self.both]:
            yield Tensor(f"weight_ih{layer}{way}", (rows, across))
            yield Tensor(f"weight_hh{layer}{way}", (rows, self.hidden))
            for each in ("ih", "hh")[: (1 + self.two_biases) * self.bias]:
                yield Tensor(f"bias_{each}{layer}{way}", (rows,))

    def learned(self, inputs: tuple[Volume, ...]) -> int:
        """All of its weights."""
        return self._elements(inputs, (1, 2))

    def _elements(self, inputs: tuple[Volume, ...], ranks: tuple[int, ...]) -> int:
        """How many numbers its matrices have, or its biases: all layers upon the first have as many."""
        found, each = list[int](), list[int]()
        for layer in range(self.layers):
            if layer < 2:
                each = [tensor.elements for tensor in self._tensors(layer, inputs) if len(tensor.shape) in ranks]
            found += each
        return sum(found)

    def own(self, inputs: tuple[Volume, ...], output: Volume) -> tuple[Own, ...]:
        """What each unit of each layer and direction keeps of each step."""
        return (Own("gates and states", inputs[0].positions * self.layers * self.width * self.steps),)

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """A weight a step, biases left out."""
        return inputs[0].positions * self._elements(inputs, (2,))

    def additions(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """A bias a step."""
        return inputs[0].positions * self._elements(inputs, (1,))

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """An addition a bias, and three a gate for what the gates do with the state."""
        gates = inputs[0].positions * 3 * self.gates * self.width * self.layers
        return self.additions(inputs, output) + gates


class Lstm(Recurrent):
    """Long short-term memory: four gates (Hochreiter & Schmidhuber 1997), with PyTorch's two biases a gate."""

    gates = 4
    steps = 6


class Gru(Recurrent):
    """Gated recurrent unit: three gates (Cho et al. 2014), with PyTorch's two biases a gate."""

    gates = 3
    steps = 5
