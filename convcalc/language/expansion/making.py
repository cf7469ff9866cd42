"""Layers from items: settings worked out, equal layers and sites shared, and what volumes they cannot take."""

from collections.abc import Iterator
from typing import Any

from convcalc.document.problems import Note
from convcalc.language.expansion.faults import Faults, UnknownError, resolve
from convcalc.language.expressions import ExpressionError
from convcalc.language.items import Item
from convcalc.language.spec import Spec
from convcalc.model.geometry import Volume
from convcalc.model.geometry.volume import LARGEST
from convcalc.model.layers import Fault, Layer, LayerError
from convcalc.model.layers.fields import MISSING, FieldError
from convcalc.model.network import Node, Scope, Site


class Maker:
    """Makes the layers of a network; one object for equal settings, one site for equal layers on equal volumes."""

    def __init__(self, spec: Spec, nodes: list[Node], faults: Faults) -> None:
        self._spec = spec
        self._nodes = nodes
        self._faults = faults
        self._layers: dict[tuple[Any, ...], Layer] = {}
        self._defaults: dict[tuple[str, int], dict[str, Any]] = {}
        self._sites: dict[tuple[Any, ...], Site | None] = {}

    def site(
        self, item: Item, env: dict[str, Any], inputs: tuple[int, ...], scope: Scope, names: list[str] | None
    ) -> Site:
        """The layer of an item at work on the outputs of nodes. Raises UnknownError where it has no output."""
        volumes = tuple(self._nodes[number].site.output for number in inputs)
        assert item.cls is not None
        if refusal := item.cls.refusal(volumes):
            self._fault(item, refusal, scope)
            raise UnknownError
        layer = self._layer(item, env, volumes[0].rank, scope)
        key = (id(layer), volumes)
        if key not in self._sites:
            self._sites[key] = self._new_site(item, layer, volumes, inputs, scope, names)
        site = self._sites[key]
        if site is None:
            raise UnknownError
        return site

    def _new_site(
        self,
        item: Item,
        layer: Layer,
        volumes: tuple[Volume, ...],
        inputs: tuple[int, ...],
        scope: Scope,
        names: list[str] | None,
    ) -> Site | None:
        try:
            for fault in layer.check(volumes):
                self._fault(item, fault, scope)
            output = layer.output(volumes)
            if output.elements > LARGEST:
                raise LayerError(f"volume {output} is too large", help="a volume holds at most 10^18 numbers")
            return Site(item.kind, layer, volumes, output)
        except LayerError as error:
            notes = tuple(self._changes(inputs, names, scope)) if layer.merges else ()
            self._fault(item, error.fault, scope, notes)
            return None

    def _fault(self, item: Item, fault: Fault, scope: Scope, notes: tuple[Note, ...] = ()) -> None:
        field = fault.field if fault.field in item.settings else ""
        named = fault.message.startswith(f"{item.kind} ")
        message = fault.message if named else f"{item.kind}: {fault.message}"
        self._faults.report(message, item.setting_place(field), fault.help, scope, notes)

    def _changes(self, inputs: tuple[int, ...], names: list[str] | None, scope: Scope) -> Iterator[Note]:
        """For volumes that do not match: each with the item of its branch that made it what it is."""
        for k, number in enumerate(inputs):
            node = self._nodes[number]
            volume = node.site.output
            while node.inputs and node.site.inputs[0] == volume:
                node = self._nodes[node.inputs[0]]
            what = f"branch {names[k]!r}" if names else f"{self._nodes[number].label!r}"
            calls = [each for each in node.scope.chain[len(scope.chain) :] if each.block]
            origin = calls[0].origin if calls else node.origin
            place = origin.value_place.on_key() if origin else self._spec.input_place
            yield Note(f"{what} is {volume} since here", place)

    def _layer(self, item: Item, env: dict[str, Any], rank: int, scope: Scope) -> Layer:
        """The layer that an item makes for volumes of `rank` axes; one object for equal settings."""
        key: tuple[Any, ...] = (id(item.settings), rank)
        if item.constant and key in self._layers:
            return self._layers[key]
        assert item.cls is not None
        values = dict(self._default_values(item, rank))
        for name, setting in item.settings.items():
            try:
                values[name] = self._read(item, name, setting, env, rank)
            except ExpressionError as error:
                self._faults.unresolved(error, item.setting_place(name), scope)
            except FieldError as error:
                self._faults.report(f"{name}: {error.message}", item.setting_place(name), error.help, scope)
                raise UnknownError from None
        shared = (item.kind, *values.values())
        if shared not in self._layers:
            self._layers[shared] = item.cls(**values)
        if item.constant:
            self._layers[key] = self._layers[shared]
        return self._layers[shared]

    def _default_values(self, item: Item, rank: int) -> dict[str, Any]:
        """What a kind's fields are for `rank` axes where a spec does not say, in the order of the fields."""
        assert item.cls is not None
        key = (item.kind, rank)
        if key not in self._defaults:
            known = self._defaults[key] = {}
            for name, field in item.cls.fields.items():
                default = field.default
                known[name] = default if default is MISSING else field.type.default(default, rank)
        return self._defaults[key]

    def _read(self, item: Item, name: str, setting: Any, env: dict[str, Any], rank: int) -> Any:
        assert item.cls is not None
        return item.cls.fields[name].type.read(resolve(setting, env), rank)
