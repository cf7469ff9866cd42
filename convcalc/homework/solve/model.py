"""A chain of layers whose unknown numbers can be put in, one set after the other, fast."""

from typing import Any

from convcalc.analysis.cost import costs
from convcalc.analysis.receptive_field import field_of, reaches
from convcalc.document.places import Place
from convcalc.document.problems import Problem, SpecError
from convcalc.document.records import NamedTuple
from convcalc.explain.lines import axis_names
from convcalc.homework.solve.values import least, words_of
from convcalc.language import chain as chains
from convcalc.language.arithmetic import ExpressionError
from convcalc.language.chain import Chain
from convcalc.language.items import Item
from convcalc.language.spoken.phrases import UNKNOWN
from convcalc.language.values import resolve
from convcalc.model.chain import chain_of
from convcalc.model.geometry import LARGEST, Anywhere, AxisMap, Everywhere, Volume
from convcalc.model.layers import Fault, Layer, LayerError
from convcalc.model.layers.fields import FieldError, Integer, Real, Shape
from convcalc.model.network import Network, Site

Values = tuple[int, ...]
"""One for each unknown, in their order."""
Shapes = tuple[tuple[int, ...], ...]
"""Those of the tensors that are a layer's parameters."""
INPUT = -1
"""In the place of a layer's number where the input's size is unknown."""


class Unknown(NamedTuple):
    """A number, or one of a few words, that is asked for."""

    layer: int
    """Its layer's place in the chain, or INPUT."""
    field: str
    name: str
    """What it is called in answers."""
    least: int
    counted: bool
    """It is one number, not one for each axis: mostly a count of channels."""
    order: tuple[int, int]
    """Its place: the layer's, and the field's among its settings."""
    words: tuple[Any, ...] = ()
    """Where no numbers are asked for: what its values 0, 1, 2 and so on stand for."""


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
        network = self.network()
        return tuple(span.size for span in field_of(network, reaches(network), network.output))


class Refusal(NamedTuple):
    """A layer that does not take what comes to it."""

    layer: Layer | None
    """None where its own settings are none."""
    x: Volume
    fault: Fault


class Walk(NamedTuple):
    """A chain walked with numbers put in: the layers up to the end, or up to the first that refuses."""

    sites: tuple[Site, ...]
    refusal: Refusal | None

    @property
    def large(self) -> bool:
        """Whether a volume is larger than any may be."""
        return any(site.output.elements > LARGEST for site in self.sites)

    @property
    def outcome(self) -> Outcome | None:
        """What it comes to, where nothing refuses."""
        return Outcome(self.sites) if self.refusal is None else None


class Model:
    """A chain and its unknowns. Raises SpecError where it is wrong for any numbers."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.items = chains.read(_with_words(chain).filled()).items
        self.take(tuple(self._unknown(route) for route in chain.unknown()))
        self._layers: dict[tuple[Any, ...], Layer] = {}
        self._sites: dict[tuple[int, Layer, Volume], Site | Refusal] = {}
        self._shapes: dict[tuple[Layer, Volume], Shapes] = {}

    def take(self, unknowns: tuple[Unknown, ...]) -> None:
        """Set the unknowns, in the order in which their values are given."""
        self.unknowns = unknowns
        self._own = [
            [(i, each) for i, each in enumerate(unknowns) if each.layer == k] for k in range(INPUT, len(self.items))
        ]
        self.given = None if self._own[0] else self.chain.written(tuple(self.chain.volume[:-1]), self.chain.volume[-1])
        """What comes in, where it is known."""

    def _unknown(self, route: tuple[str | int, ...]) -> Unknown:
        if route == ("input",):
            return Unknown(INPUT, "input", "input", 1, False, (INPUT, 0))
        _, layer, _, field = route
        assert isinstance(layer, int) and isinstance(field, str)
        fields = self.chain.layers[layer].cls.fields
        type = fields[field].type
        if isinstance(type, Real):
            help = "solve finds whole numbers and words, as in 'conv 10 5x5 s1 p?'"
            raise SpecError([Problem(f"no output depends on {field!r}", Place(self.chain.line, route), help)])
        name = field if len(self.items) == 1 else f"{self._label(layer)} {field}"
        order = (layer, list(fields).index(field))
        words = words_of(type, len(self.chain.volume) - 1)
        counted = isinstance(type, Integer) or (
            isinstance(type, Shape) and self.chain.layers[layer].settings[field].value == UNKNOWN
        )
        return Unknown(layer, field, name, least(type), counted, order, words)

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
        self.take((*(Unknown(INPUT, str(k), names[k], 1, False, (INPUT, k)) for k in sides), *others))

    def run(self, values: Values) -> Outcome | None:
        """What the chain comes to with these numbers; None where a layer refuses, or a volume is too large."""
        walk = self.walk(values)
        return None if walk.large else walk.outcome

    def walk(self, values: Values) -> Walk:
        """The chain with these numbers, as far as its layers take them."""
        x = self.given or self._input(values)
        sites: list[Site] = []
        for k, item in enumerate(self.items):
            try:
                layer = self.layer(k, x, values)
            except (FieldError, ExpressionError) as error:
                return Walk(tuple(sites), Refusal(None, x, Fault("value", error.message)))
            site = self._site(k, item, layer, x)
            if isinstance(site, Refusal):
                return Walk(tuple(sites), site)
            sites.append(site)
            x = site.output
        return Walk(tuple(sites), None)

    def onward(self, walk: Walk, values: Values) -> Outcome | None:
        """What sizes and fields come to by the windows alone, though a layer refuses: 0 or less where none fits.

        None where they do not follow from those before.
        """
        sites = list(walk.sites)
        x = walk.refusal.x if walk.refusal else walk.sites[-1].output
        for k in range(len(sites), len(self.items)):
            site = self._by_windows(k, x, values)
            if site is None:
                return None
            sites.append(site)
            x = site.output
        return Outcome(tuple(sites))

    def _by_windows(self, k: int, x: Volume, values: Values) -> Site | None:
        """A layer at work by its windows alone, where these tell the sizes that come out."""
        cls, constant = self.items[k].cls, self.items[k].constant
        if cls is None or cls.reorders or is_exact(cls) or not constant:
            return None
        try:
            layer = self.layer(k, x, values)
            maps = layer.windows((x,))
        except (FieldError, LayerError):
            return None
        if maps and (len(maps) != x.rank or any(isinstance(at, Anywhere) for at in maps)):
            return None
        sizes = tuple(at.output(n) for at, n in zip(maps, x.size) if not isinstance(at, Anywhere)) if maps else x.size
        # attention reads axes whole, and keeps them
        whole = any(isinstance(at, Everywhere) and not at.local for at in maps)
        if whole and (misfit(layer, x) or layer.output((x,)).size != sizes):
            return None
        return Site(self.items[k].kind, layer, (x,), Volume(sizes, 1))

    def _input(self, values: Values) -> Volume:
        given = {each.field: values[i] for i, each in self._own[0]}
        numbers = [
            given.get(str(k), given.get("input", 1)) if value == UNKNOWN else value
            for k, value in enumerate(self.chain.volume)
        ]
        return self.chain.written(tuple(numbers[:-1]), numbers[-1])

    def _site(self, k: int, item: Item, layer: Layer, x: Volume) -> Site | Refusal:
        key = (k, layer, x)
        if key not in self._sites:
            self._sites[key] = _at_work(item.kind, layer, x)
        return self._sites[key]

    def shapes(self, layer: Layer, x: Volume) -> Shapes:
        """The shapes of a layer's parameters for what comes to it, whether it takes it or not."""
        if (layer, x) not in self._shapes:
            try:
                self._shapes[layer, x] = tuple(tensor.shape for tensor in layer.weights((x,)))
            except LayerError:
                self._shapes[layer, x] = ()
        return self._shapes[layer, x]

    def layer(self, k: int, x: Volume, values: Values) -> Layer:
        """The layer in a place of the chain, its unknown numbers put in. Raises FieldError and ExpressionError."""
        item, own = self.items[k], self._own[k + 1]
        key = (k, x.rank, *[values[i] for i, _ in own])
        if key in self._layers and item.constant:
            return self._layers[key]
        assert item.cls is not None
        settings = {name: resolve(setting, {}, x) for name, setting in item.settings.items()}
        for i, each in own:
            value = each.words[values[i]] if each.words else values[i]
            settings[each.field] = _put(self.chain.layers[k].settings[each.field].value, value)
        layer = self._layers[key] = item.cls(**item.cls.read(settings, x.rank, self.chain.written))
        return layer


def is_exact(cls: type[Layer]) -> bool:
    """Whether a kind takes no volumes but those of its own size."""
    return not cls.any_size and not cls.any_channels


def windows_over(layer: Layer, x: Volume) -> tuple[AxisMap, ...]:
    """The windows of a layer over what comes to it, whether it takes it or not; none where there are none to tell."""
    try:
        return layer.windows((x,))
    except LayerError:
        return ()


def misfit(layer: Layer, x: Volume) -> Fault | None:
    """What is wrong with a volume for a layer, if something is."""
    try:
        fault = type(layer).refusal((x,)) or next(iter(layer.check((x,))), None)
        if fault is None:
            layer.output((x,))
    except LayerError as error:
        return error.fault
    return fault


def _at_work(kind: str, layer: Layer, x: Volume) -> Site | Refusal:
    fault = misfit(layer, x)
    return Refusal(layer, x, fault) if fault else Site(kind, layer, (x,), type(x)(*layer.output((x,))))


def _put(said: Any, value: Any) -> Any:
    """A setting as it was said, with a value in the place of each question mark."""
    value = list(value) if isinstance(value, tuple) else value
    return [value if each == UNKNOWN else each for each in said] if isinstance(said, list) else value


def _with_words(chain: Chain) -> Chain:
    """The chain with a word in the place of every word that is asked for, as no number can be read there."""
    layers = []
    for layer in chain.layers:
        settings = dict(layer.settings)
        for name, setting in settings.items():
            words = words_of(layer.cls.fields[name].type, len(chain.volume) - 1)
            if setting.value == UNKNOWN and words:
                settings[name] = setting._replace(value=_put(UNKNOWN, words[0]))
        layers.append(layer._replace(settings=settings))
    return chain._replace(layers=tuple(layers))
