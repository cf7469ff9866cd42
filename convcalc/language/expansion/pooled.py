"""The max pooling layer that an unpooling names: found as by `from`, with what of it the unpooling needs."""

from convcalc.document.problems import Note
from convcalc.language.expansion.naming import sought, text
from convcalc.language.expansion.state import Expansion, Spot, UnknownError
from convcalc.language.items import Template, item_of
from convcalc.model.layers.pooling import MaxPool
from convcalc.model.layers.unpooling import Pooled


def pooling(state: Expansion, spot: Spot) -> int:
    """The number of the layer that an item takes the indices of. Raises UnknownError where it has none."""
    number, *others = sought(state, spot, _name(spot), *_route(spot))
    node = state.nodes[number]
    if not others and isinstance(node.site.layer, MaxPool):
        return number
    message = f"{len(others) + 1} layers match" if others else f"{node.path} is {node.site.kind}, not maxpool"
    first = item_of(node)
    notes = (Note("it is made here", first.value_place.on_key()),) if first and not others else ()
    state.report(f"{spot.item.kind}: {message}", spot.item.place.at(*_route(spot)), "", spot.frame.scope, notes)
    raise UnknownError


def pooled(state: Expansion, spot: Spot) -> Pooled:
    """What an unpooling needs of the layer that it names. Raises UnknownError."""
    site = state.nodes[pooling(state, spot)].site
    assert isinstance(site.layer, MaxPool)
    return Pooled(text(state, spot, _name(spot), *_route(spot)), site.layer.windows(site.inputs), site.inputs[0].size)


def _name(spot: Spot) -> Template:
    name = spot.item.settings["of"]
    assert isinstance(name, Template)
    return name


def _route(spot: Spot) -> tuple[str, str]:
    return spot.item.kind, "of"
