"""What a Keras model has come to so far: the layer that each tensor comes from, and the owners of weights."""

from collections.abc import Sequence
from typing import Any

from convcalc.document.foreign import Where
from convcalc.exchange.keras.config import known
from convcalc.exchange.keras.graph import KerasCall, KerasLayer, KerasModel, KerasTensor
from convcalc.exchange.modules import ModuleCall
from convcalc.exchange.translation import At, Translation
from convcalc.model.geometry import Volume

ACTIVATIONS = {
    "relu": "relu", "relu6": "relu6", "elu": "elu", "selu": "selu", "gelu": "gelu", "silu": "silu", "swish": "silu",
    "sigmoid": "sigmoid", "hard_sigmoid": "hard_sigmoid", "hard_silu": "hard_swish", "hard_swish": "hard_swish",
    "tanh": "tanh", "softplus": "softplus", "softmax": "softmax", "log_softmax": "log_softmax", "mish": "mish",
    "leaky_relu": "leaky_relu",
}  # fmt: skip
"""What Keras calls them, and the kind that each is."""

PLAIN = ("linear", "")


class KerasReading:
    """Layers as they are added, by the tensors that they make."""

    def __init__(self, translation: Translation) -> None:
        self.translation = translation
        self.tensors: dict[KerasTensor, int] = {}
        self.shapes: dict[KerasTensor, list[Any]] = {}
        self.path = ""
        """The names of the models around, each with a stroke after it."""
        self.models: tuple[ModuleCall, ...] = ()
        """The models around."""
        self.frozen = False
        self.calls = 0
        """How many were looked at, of models inside others too."""
        self._owners: dict[tuple[str, str], int] = {}
        """The layers with weights, by their path and their part: those that a second call uses."""

    def within(self, model: KerasModel, reads: Sequence[int]) -> None:
        """Let what goes into a model inside another be what some layers make."""
        self.tensors, self.shapes = dict(zip(model.inputs, reads, strict=False)), model.shapes

    # What layers are made of

    def add(
        self, layer: KerasLayer, kind: str, settings: dict[str, Any], *reads: int, part: str = "", owned: bool = False
    ) -> int:
        """Add a layer where its class stands; `owned` if it has weights, which further calls of it use."""
        key = (self.path + layer.name, part)
        owner = self._owners.get(key) if owned else None
        weights = None if owner is None else At(owner, layer.type.position)
        frozen = self._frozen(layer) if owned else None
        name = f"{self.path}{layer.name}{part}"
        end = self.translation.layer(
            kind, settings, reads, name, layer.type.position, weights, frozen, f"{layer.name}{part}", self.models
        )
        if owned and owner is None:
            self._owners[key] = end
        return end

    def _frozen(self, layer: KerasLayer) -> At | None:
        trainable = layer.config.truth("trainable", True)
        return None if trainable.value and not self.frozen else At(True, trainable.position)

    def unknown(self, call: KerasCall, what: str, where: Where, *reads: int) -> int:
        """A layer that is not known: its volume, where the file states it; else no figure goes further."""
        shape = known(self.shapes.get((call.layer.name, call.number, 0)), where)
        settings = {"op": At(what, where), **({"volume": shape} if shape else {})}
        return self.add(call.layer, "custom", settings, *(reads or (0,)))

    def each(self, layer: KerasLayer, what: str, start: int, params: int | None = 0, part: str = "") -> int:
        """A layer that works on each number alone, and whose parameters are known or not."""
        stated = {} if params is None else {"params": params, "multiply_accumulates": 0}
        settings = {"op": At(what, layer.type.position), "each": True, **stated}
        return self.add(layer, "custom", settings, start, part=part, owned=bool(params))

    def volume(self, number: int) -> Volume | None:
        """What comes out of a layer, where that is known."""
        return self.translation.volumes[number]

    def flat(self, layer: KerasLayer, number: int) -> int:
        """A volume without sizes."""
        x = self.volume(number)
        return number if x is None or not x.size else self.add(layer, "flatten", {}, number, part="_flat")

    def activated(self, layer: KerasLayer, number: int, part: str = "_activation") -> int:
        """A layer with the activation that its configuration names."""
        word = layer.config.word("activation", "")
        kind = ACTIVATIONS.get(word.value)
        if word.value in PLAIN:
            return number
        if kind is None:
            return self.each(layer, word.value, number, None, part)
        return self.add(layer, kind, {}, number, part=part)
