"""The spec that a file of another format becomes, layer by layer, with where each value stands. Knows no format.

A layer is added by its kind and settings, as a spec has them, and reads layers added before it. What comes out of it is
worked out by the kind itself, for whoever needs to know it to write the next one.
"""

import re
from collections.abc import Sequence
from typing import Any

from convcalc.document.foreign import Foreign, Where
from convcalc.document.places import Route
from convcalc.document.problems import Problems, fail
from convcalc.document.records import NamedTuple
from convcalc.document.wording import one_form
from convcalc.exchange.modules import ModuleCall, printable_name, standing
from convcalc.model.geometry import LARGEST, Volume
from convcalc.model.layers import LayerError, kind
from convcalc.model.layers.fields import FieldError

MOST_LAYERS = 30_000
"""So many layers a file of another format can make: ten times as many as any that people have."""


class At(NamedTuple):
    """A value of a file, or what was made of it, and where it stands."""

    value: Any
    position: Where


class Translation:
    """A spec in the making."""

    def __init__(self, source: Foreign) -> None:
        self.source = source
        self.problems = Problems()
        self.volumes: list[Volume | None] = []
        """What comes out of each input and layer, by number; None where that is not known."""
        self.reads: list[tuple[int, ...]] = []
        """What each input and layer reads, by number."""
        self._names: list[str] = []
        self._taken = {"input"}
        self._counts: dict[str, int] = {}
        self._inputs: dict[str, Sequence[Any] | None] = {}
        self._layers: list[Any] = []
        self._modules: dict[int, tuple[str, tuple[ModuleCall, ...]]] = {}
        """What each layer is called where it stands, and the modules around it, by its number among the items."""

    def fault(self, message: str, position: Where, help: str = "") -> None:
        """Note what is wrong with the file."""
        self.problems.add(message, self.source.place_at(position), help)

    def input(self, name: str, volume: Sequence[Any] | None, position: Where) -> int:
        """A volume that goes in, as numbers or as `At`, the channels last; None where the file says nothing of it."""
        self._inputs[name] = volume
        self._put(("input",), position)
        self._put(("input", name), position)
        numbers = self.source.given.get(name) or self.source.given.get("input") or bare(list(volume or ()))
        self.volumes.append(_input_volume(numbers))
        self.reads.append(())
        self._names.append(name)
        self._taken.add(name)
        return len(self.volumes) - 1

    def name(self, number: int) -> str:
        """What an input or a layer is called in the spec."""
        return self._names[number]

    def layer(
        self,
        kind: str,
        settings: dict[str, Any],
        reads: Sequence[int],
        name: str,
        position: Where,
        weights: At | None = None,
        frozen: At | None = None,
        label: str = "",
        modules: tuple[ModuleCall, ...] = (),
    ) -> int:
        """Add a layer that reads others by their numbers; `weights` holds the number of the layer whose it uses.

        Where the file has modules, `label` is what it is called in the innermost of those around it.
        """
        if len(self._layers) >= MOST_LAYERS:
            raise fail(f"more than {MOST_LAYERS:,} layers", self.source.place_at(position))
        route = ("layers", len(self._layers))
        number, merges = len(self.volumes), _merges(kind)
        own = self._free(name)
        item: dict[str, Any] = {kind: None} if merges else {kind: self._plain(settings, (*route, kind)) or None}
        item |= self._plain(settings, route) if merges else {}
        item["name"] = own
        follows = number - 1 if self._layers else 0  # the first layer reads the first input, whatever stands before it
        if merges or list(reads) not in ([], [follows]):
            item["from"] = [self._names[each] for each in reads]
        if weights:
            item["weights"] = self._names[weights.value]
            self._put((*route, "weights"), weights.position)
        if frozen:
            item["frozen"] = self._plain(frozen, (*route, "frozen"))
        self._put(route, position)
        self._modules[len(self._layers)] = label or own, modules
        self._layers.append(item)
        self._names.append(own)
        self.reads.append(tuple(reads))
        self.volumes.append(self._volume(kind, settings, reads))
        return number

    def head(self, name: str, number: int) -> None:
        """Let what comes out of a layer be an output by a name."""
        self._layers.append({"head": {name: []}, "from": self._names[number]})

    def finish(self, name: str, last: int | None = None) -> None:
        """The spec is whole; `last` is what comes out, where that is not the last layer. Raises SpecError."""
        self.problems.stop_where_any()
        if last is not None and last != len(self.volumes) - 1:
            self._layers.append({"from": self._names[last]})
        if any(modules for _, modules in self._modules.values()):
            self.source.modules = dict(zip(self._modules, standing([*self._modules.values()])))
        data = {"name": name} if name else {}
        self.source.data = {**data, "order": "channels_last", "input": self._written(), "layers": self._layers}

    def _written(self) -> Any:
        """The inputs as a spec has them: the only one without its name."""
        if len(self._inputs) > 1:
            return {name: self._input(name, volume, "input", name) for name, volume in self._inputs.items()}
        return next((self._input("input", volume, "input") for volume in self._inputs.values()), None)

    def _input(self, name: str, volume: Sequence[Any] | None, *route: str) -> Any:
        if name in self.source.given:
            return self.source.given[name]
        return None if volume is None else self._plain(list(volume), route)

    def _put(self, route: Route, position: Where) -> None:
        self.source.values[route] = self.source.keys[route] = position

    def _plain(self, value: Any, route: Route) -> Any:
        """A value without places, which are kept by their routes."""
        if isinstance(value, At):
            self._put(route, value.position)
            return self._plain(value.value, route)
        if isinstance(value, dict):
            return {key: self._plain(each, (*route, key)) for key, each in value.items()}
        if isinstance(value, list):
            return [self._plain(each, (*route, k)) for k, each in enumerate(value)]
        return value

    def _volume(self, name: str, settings: dict[str, Any], reads: Sequence[int]) -> Volume | None:
        """What comes out of a layer; None where that is not known, or where a fault will be told of it."""
        inputs = tuple([x for number in reads if (x := self.volumes[number])])
        cls = kind(name)
        if len(inputs) < len(reads) or cls.refusal(inputs):
            return None
        try:
            layer = cls(**cls.read(bare(settings), inputs[0].rank if inputs else 0))
            return layer.output(inputs)
        except (LayerError, FieldError):
            return None

    def _free(self, wanted: str) -> str:
        """A name that a spec can write, and that no other layer has."""
        name = printable_name(wanted)
        if not re.match(r"[^\W\d]", name):
            name = f"_{name}"
        name = base = one_form(name)
        while name in self._taken:
            self._counts[base] = self._counts.get(base, 1) + 1
            name = f"{base}_{self._counts[base]}"
        self._taken.add(name)
        return name


def _input_volume(numbers: list[Any]) -> Volume | None:
    """The volume of an input; None where it is none, which is told later."""
    if not 1 <= len(numbers) <= 4 or not all(isinstance(each, int) and 0 < each <= LARGEST for each in numbers):
        return None
    return Volume(tuple(numbers[:-1]), numbers[-1])


def bare(value: Any) -> Any:
    """A value without the places in it."""
    if isinstance(value, At):
        return bare(value.value)
    if isinstance(value, dict):
        return {key: bare(each) for key, each in value.items()}
    return [bare(each) for each in value] if isinstance(value, list) else value


def _merges(name: str) -> bool:
    return kind(name).merges
