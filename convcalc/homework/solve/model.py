"""A chain of layers whose unknown numbers can be put in, one set after the other, fast."""

from typing import Any, NamedTuple

from convcalc.analysis.cost import costs
from convcalc.analysis.receptive_field import reaches
from convcalc.explain.lines import axis_names
from convcalc.language.items import Item
from convcalc.language.spoken import chain as chains
from convcalc.language.spoken.chain import Chain
from convcalc.language.spoken.phrases import UNKNOWN
from convcalc.language.values import resolve
from convcalc.model.geometry import Volume
from convcalc.model.layers import Layer, LayerError
from convcalc.model.layers.fields import FieldError, Integer
from convcalc.model.network import Network, Site, chain_of

GROWING, SHRINKING = 1, -1


class Unknown(NamedTuple):
    """A number that is asked for."""

    layer: int
    """Its layer's place in the chain; -1 for the input's size."""
    field: str
    name: str
    """What it is called in answers."""
    least: int
    counted: bool
    """It counts channels: more of it never makes a size or a count smaller."""
    order: tuple[int, int]
    """Its place: the layer's, and the field's among its settings."""


class Outcome(NamedTuple):
    """What a chain comes to."""

    sites: tuple[Site, ...]

    @property
    def output(self) -> Volume:
        """The volume at the end."""
        return self.sites[-1].output

    def network(self) -> Network:
        """The layers as a network, that was written nowhere."""
        return chain_of(self.sites)

    @property
    def params(self) -> int:
        """All parameters."""
        return sum(cost.params for cost in costs(self.network()))

    @property
    def field(self) -> tuple[int | None, ...]:
        """The receptive field of each axis; None where it is the whole input."""
        return tuple(span.size for span in reaches(self.network())[-1])


class Model:
    """A chain and its unknowns. Raises SpecError where it is wrong for any numbers."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.items = chains.read(chain.filled()).items
        self.unknowns = tuple(self._unknown(route) for route in chain.unknown())
        self._layers: dict[tuple[Any, ...], Layer] = {}

    def _unknown(self, route: tuple[str | int, ...]) -> Unknown:
        if route == ("input",):
            return Unknown(-1, "input", "input", 1, False, (-1, 0))
        _, layer, _, field = route
        assert isinstance(layer, int) and isinstance(field, str)
        fields = self.chain.layers[layer].cls.fields
        name = field if len(self.items) == 1 else f"{self._label(layer)} {field}"
        least = 0 if field in ("pad", "output_pad") else 1
        counted = isinstance(fields[field].type, Integer)
        return Unknown(layer, field, name, least, counted, (layer, list(fields).index(field)))

    def _label(self, layer: int) -> str:
        """What the layer is called in the network of the chain: `conv`, then `conv_2`."""
        kind = self.items[layer].kind
        number = sum(item.kind == kind for item in self.items[: layer + 1])
        return kind if number == 1 else f"{kind}_{number}"

    def sides_differ(self, output: tuple[int | None, ...] | None) -> bool:
        """Whether an output asks for different sizes along the axes of the input that are unknown."""
        sides = [k for k, value in enumerate(self.chain.volume[:-1]) if value == UNKNOWN]
        return output is not None and len({output[k] for k in sides if k < len(output)} - {None}) > 1

    def split_input(self) -> None:
        """Take each unknown side of the input for a number of its own, where `?x?x3` is else a square."""
        names = axis_names(len(self.chain.volume) - 1)
        sides = [k for k, value in enumerate(self.chain.volume[:-1]) if value == UNKNOWN]
        others = tuple(unknown for unknown in self.unknowns if unknown.layer >= 0)
        self.unknowns = (*(Unknown(-1, str(k), names[k], 1, False, (-1, k)) for k in sides), *others)

    def run(self, values: dict[Unknown, int]) -> Outcome | None:
        """What the chain comes to with these numbers; None where a layer does not take them."""
        given = {(unknown.layer, unknown.field): value for unknown, value in values.items()}
        numbers = [
            given.get((-1, str(k)), given.get((-1, "input"), 1)) if value == UNKNOWN else value
            for k, value in enumerate(self.chain.volume)
        ]
        inputs = (Volume(tuple(numbers[:-1]), numbers[-1]),)
        sites = []
        for k, item in enumerate(self.items):
            own = {field: value for (layer, field), value in given.items() if layer == k}
            try:
                layer = self._layer(k, item, inputs[0], own)
                if next(layer.check(inputs), None):
                    return None
                output = layer.output(inputs)
            except (LayerError, FieldError):
                return None
            sites.append(Site(item.kind, layer, inputs, output))
            inputs = (output,)
        return Outcome(tuple(sites))

    def _layer(self, k: int, item: Item, x: Volume, own: dict[str, int]) -> Layer:
        key = (k, x.rank, *sorted(own.items()))
        if key in self._layers and item.constant:
            return self._layers[key]
        assert item.cls is not None
        settings = {name: resolve(setting, {}, x) for name, setting in item.settings.items()}
        for name, number in own.items():
            said = self.chain.layers[k].settings[name].value
            settings[name] = (
                [number if each == UNKNOWN else each for each in said] if isinstance(said, list) else number
            )
        layer = self._layers[key] = item.cls(**item.cls.read(settings, x.rank))
        return layer

    def direction(self, unknown: Unknown) -> int:
        """Whether sizes grow or shrink with a number; 0 where that is not said."""
        if unknown.layer < 0:
            return GROWING
        backwards = self.items[unknown.layer].kind == "tconv"
        if unknown.field in ("kernel", "stride", "dilation"):
            return GROWING if backwards else SHRINKING
        if unknown.field == "pad":
            return SHRINKING if backwards else GROWING
        return GROWING if unknown.field in ("factor", "output_pad", "size") else 0
