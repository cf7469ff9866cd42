"""Layers from items: settings worked out, equal layers and sites shared, and what volumes they cannot take."""

from collections.abc import Collection, Iterator
from typing import Any

from convcalc.document.problems import Note
from convcalc.document.records import record
from convcalc.document.wording import shown
from convcalc.language.arithmetic import ExpressionError
from convcalc.language.expansion.naming import sought, text
from convcalc.language.expansion.state import Expansion, Spot, UnknownError
from convcalc.language.expressions import Expression
from convcalc.language.items import Block, Item, Template
from convcalc.language.values import Bindings, oversized, resolve
from convcalc.model.geometry import Volume
from convcalc.model.geometry.volume import LARGEST
from convcalc.model.layers import KINDS, Fault, Layer, LayerError, kind
from convcalc.model.layers.fields import MISSING, FieldError
from convcalc.model.network import Scope, Site

PLAIN = frozenset((int, bool, str))
"""What a value is that stands for itself."""

_UNTRIED = Site("", Layer(), (), Volume((), 0))
"""In the place of a site that was not looked at."""


def site(state: Expansion, spot: Spot, inputs: tuple[int, ...]) -> Site:
    """The layer of an item at work on the outputs of nodes. Raises UnknownError where it has no output."""
    nodes, item = state.nodes, spot.item
    volumes = tuple([nodes[number].site.output for number in inputs])
    key = (id(item.settings), *map(id, volumes))
    if same := state.known.get(key):
        return same
    return new_site(state, spot, inputs, volumes, key)


def new_site(
    state: Expansion, spot: Spot, inputs: tuple[int, ...], volumes: tuple[Volume, ...], key: tuple[int, ...]
) -> Site:
    """The same, where none is known by the `key` of the item's settings and the volumes."""
    item = spot.item
    cls, computed = item.cls, item.computed
    assert cls is not None
    if cls.spatial and not (len(volumes) == 1 and volumes[0].size) and (refusal := cls.refusal(volumes)):
        _report_fault(state, spot, refusal)
        raise UnknownError
    layer = _layer_for(state, spot, volumes[0] if volumes else state.volume(spot.start))
    same = (id(layer), *key[1:])
    site = state.sites.get(same, _UNTRIED)
    if site is _UNTRIED:
        site = state.sites[same] = _tried(state, spot, layer, volumes, inputs)
    if site is None:
        raise UnknownError
    if volumes and not computed:
        state.known[key] = site
    return site


def chosen(state: Expansion, spot: Spot) -> Item:
    """The item with the kind that its name stands for: `act`, where a call has `act: silu`. Raises UnknownError."""
    item, frame, _ = spot
    name = frame.values[item.kind]
    key = (id(item), name if isinstance(name, str) else "")
    if key not in state.chosen:
        named = isinstance(name, str) and name in KINDS
        cls = kind(name) if named else None
        if cls is None or cls.merges or any(field.default is MISSING for field in cls.fields.values()):
            message = f"{item.kind!r} is {shown(name)} here, and no layer that needs no settings"
            state.report(message, item.value_place.on_key(), "as relu, silu or identity", frame.scope)
            raise UnknownError
        state.chosen[key] = item._replace(kind=name, cls=cls, settings={})
    return state.chosen[key]


def arguments(state: Expansion, spot: Spot, block: Block, scope: Scope) -> tuple[dict[str, Any], dict[str, int]]:
    """What names stand for in a call, as they are given, or by defaults, which can use those before them.

    What is given may be a layer: it stands for that one's node, too. Raises UnknownError.
    """
    settings, behind, outer = spot.item.settings, spot.frame.home.values, spot.frame.values
    layers: dict[str, int] = {}
    if not block.parameters:
        return behind, layers
    values = Bindings(behind)
    for name, default in block.parameters:
        given = settings.get(name, MISSING)
        if type(given) is int:
            values[name] = given
        elif type(given) is Expression and type(value := outer.get(given.word)) is int:
            values[name] = value
        elif given is MISSING:
            values[name] = default if type(default) in PLAIN else _default(state, spot, block, default, values, scope)
        elif isinstance(given, Template):
            values[name], layers[name] = _layer_given(state, spot, given, name)
        else:
            values[name] = state.argument(spot, name)
    scope.arguments = {**values}
    return values, layers


def _default(state: Expansion, spot: Spot, block: Block, default: Any, values: dict[str, Any], scope: Scope) -> Any:
    """What a name stands for that is not given. Raises UnknownError."""
    try:
        value = resolve(default, values, state.volume(spot.start))
    except ExpressionError as error:
        state.unresolved(error, block.place.on_key(), scope)
    if isinstance(value, (list, dict)) and oversized(value):
        state.too_many(block.place.on_key(), scope)
    return value


def lookup_keys(values: Collection[Any]) -> tuple[Any, ...]:
    """Values as ones that can be looked up, all at once."""
    kinds = tuple(map(type, values))
    return (*kinds, *(map(lookup_key, values) if list in kinds or dict in kinds else values))


def lookup_key(value: Any) -> tuple[Any, ...]:
    """A value as one that can be looked up: 1 is not true."""
    kind = type(value)
    if kind is dict:
        return dict, *((key, *lookup_key(each)) for key, each in value.items())
    return (list, *map(lookup_key, value)) if kind is list else (kind, value)


def _layer_given(state: Expansion, spot: Spot, name: Template, setting: str) -> tuple[str, int]:
    """The name and the node of a layer that a call gives. Raises UnknownError."""
    number, *others = sought(state, spot, name, spot.item.kind, setting)
    if others:
        message = f"{setting}: {len(others) + 1} layers match"
        state.report(message, spot.item.setting_place(setting), scope=spot.frame.scope)
        raise UnknownError
    return text(state, spot, name, spot.item.kind, setting), number


def _tried(
    state: Expansion, spot: Spot, layer: Layer, volumes: tuple[Volume, ...], inputs: tuple[int, ...]
) -> Site | None:
    try:
        if layer.checks:
            for fault in layer.check(volumes):
                _report_fault(state, spot, fault)
        return record(Site, (spot.item.kind, layer, volumes, _output(state, layer, volumes)))
    except LayerError as error:
        notes = tuple(_changes(state, spot, inputs)) if layer.merges else ()
        _report_fault(state, spot, error.fault, notes)
        return None


def on_others(state: Expansion, site: Site, volumes: tuple[Volume, ...], key: tuple[int, ...]) -> Site | None:
    """The layer of a site at work on other volumes of as many axes, not known by the `key` of both.

    None where it does not take them.
    """
    layer = site.layer
    if layer.checks and next(iter(layer.check(volumes)), None):
        return None
    try:
        found = state.sites[key] = record(Site, (site.kind, layer, volumes, _output(state, layer, volumes)))
    except LayerError:
        return None
    return found


def _output(state: Expansion, layer: Layer, volumes: tuple[Volume, ...]) -> Volume:
    """What comes out of a layer, as the one object for all that are equal. Raises LayerError."""
    output = layer.output(volumes)
    if volumes and output is volumes[0]:
        return output
    return state.volumes.get(output) or _new_volume(state, output)


def _new_volume(state: Expansion, volume: Volume) -> Volume:
    """A volume as the one object for all that are equal. Raises LayerError where it is too large."""
    if state.spec.orders:
        volume = state.spec.order(*volume)
    if volume.elements > LARGEST:
        raise LayerError(f"volume {volume} is too large", help="a volume holds at most 10^18 numbers")
    state.volumes[volume] = volume
    return volume


def _report_fault(state: Expansion, spot: Spot, fault: Fault, notes: tuple[Note, ...] = ()) -> None:
    item = spot.item
    field = fault.field if fault.field in item.settings else ""
    message = fault.message if fault.names_kind else f"{item.kind}: {fault.message}"
    state.report(message, item.setting_place(field), fault.help, spot.frame.scope, notes)


def _changes(state: Expansion, spot: Spot, inputs: tuple[int, ...]) -> Iterator[Note]:
    """For volumes that do not match: each with the item of its branch that made it what it is."""
    nodes, depth = state.nodes, len(spot.frame.scope.chain)
    for k, number in enumerate(inputs):
        node = nodes[number]
        volume = node.site.output
        while node.inputs and node.site.inputs[0] == volume:
            node = nodes[node.inputs[0]]
        branches = spot.item.branch_names
        what = f"branch {branches[k]!r}" if branches else f"{nodes[number].label!r}"
        calls = [each for each in node.scope.chain[depth:] if each.block]
        origin = calls[0].origin if calls else node.origin
        place = origin.value_place.on_key() if origin else state.spec.place_of_input(node.label)
        yield Note(f"{what} is {volume} since here", place)


def _layer_for(state: Expansion, spot: Spot, volume: Volume | None) -> Layer:
    """The layer that an item makes for a volume; one object for equal settings."""
    item, rank = spot.item, len(volume.size) if volume else 0
    settings, computed = item.settings, item.computed
    key: tuple[Any, ...] = (id(settings), rank)
    if computed:
        settings = _resolved(state, spot, volume)
        key += lookup_keys([settings[name] for name in computed])
    if same := state.layers.get(key):
        return same
    try:
        like = state.like.get((id(item.open), rank)) if item.open else None
        layer = like.like(settings, item.open, rank) if like else _read(state, item, settings, rank)
    except FieldError as error:
        where = item.setting_place(error.field)
        state.report(f"{error.field}: {error.message}", where, error.help, spot.frame.scope)
        raise UnknownError from None
    shared = (item.kind, *vars(layer).values())
    state.layers[key] = layer = state.layers.setdefault(shared, layer)
    return layer


def _read(state: Expansion, item: Item, settings: dict[str, Any], rank: int) -> Layer:
    """A layer of all that its item says, kept for those like it. Raises FieldError."""
    assert item.cls is not None
    order = state.spec.order_at(item.place) if state.spec.orders else Volume
    layer = item.cls(**item.cls.read(settings, rank, order))
    if item.open and not state.spec.orders and item.cls.reads_apart(item.settings):
        state.like[id(item.open), rank] = layer
    return layer


def _resolved(state: Expansion, spot: Spot, volume: Volume | None) -> dict[str, Any]:
    """The settings of an item with their expressions worked out. Raises UnknownError."""
    item, env = spot.item, spot.frame.values
    values = dict(item.settings)
    for name in item.computed:
        try:
            value = resolve(values[name], env, volume)
        except ExpressionError as error:
            state.unresolved(error, spot.item.setting_place(name), spot.frame.scope)
        values[name] = value if type(value) is int else _named(state, spot, name, value)
    return values


def _named(state: Expansion, spot: Spot, name: str, value: Any) -> Any:
    """What a setting is that may name a layer. Raises UnknownError."""
    assert spot.item.cls is not None
    if not isinstance(value, (Template, str)):
        return value
    if isinstance(value, Template) and spot.item.cls.fields[name].type.named:
        from convcalc.language.expansion.pooled import pooled

        return pooled(state, spot)
    if name == "size":
        return _size(state, spot, Template((value,)) if isinstance(value, str) else value, name)
    return value


def _size(state: Expansion, spot: Spot, name: Template, setting: str) -> list[int]:
    """The sizes of the layer that a setting names. Raises UnknownError where they do not fit."""
    item, x = spot.item, state.volume(spot.start)
    number, *others = sought(state, spot, name, item.kind, setting)
    volume = state.nodes[number].site.output
    if others or x is None or volume.rank != x.rank:
        axes = f"volume {volume} does not have the axes of {x}, which comes in"
        message = f"{setting}: {len(others) + 1} layers match" if others else f"{setting}: {axes}"
        state.report(message, item.setting_place(setting), scope=spot.frame.scope)
        raise UnknownError
    return list(volume.size)
