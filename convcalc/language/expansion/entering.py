"""Another spec, called as a block: what its names stand for, what goes in, and the layer at which it stops."""

from typing import Any

from convcalc.document.wording import nearest, shown
from convcalc.language.calling import title
from convcalc.language.expansion.naming import numbered, text
from convcalc.language.expansion.state import UNKNOWN_NODE, Expansion, Frame, Home, Reached, Spot, UnknownError
from convcalc.language.items import UNTIL, item_of
from convcalc.language.spec import Spec
from convcalc.model.network import INPUT, Scope

MOST_NAMED = 12
"""Names that a message tells."""


def enter(state: Expansion, spot: Spot, sources: tuple[int, ...], name: str) -> tuple[Frame, int]:
    """The frame in which the items of a spec are gone through, and the node that they start from.

    They see nothing of the caller: what their names stand for are the spec's own variables, as they are given, and
    its inputs. Raises UnknownError.
    """
    item, frame, _ = spot
    spec = frame.home.spec.called[item.place.source.folder, item.kind]
    label = title(item.kind)
    state.pointed |= "." in label
    scope = Scope(name or numbered(frame, label), frame.scope, label, item)
    inputs = _inputs(state, spot, sources, spec)
    given = {key: state.argument(spot, key) for key in item.settings if key != UNTIL}
    values = state.variables(spec, given, scope)
    names = {key: number for key, number in inputs.items() if key != INPUT}
    home = Home(spec, values, inputs)
    stop = frame.below(scope.label) or _stop(state, spot)
    inner = Frame(scope, values, names, {}, home, None, frame.times, state.frozen(spot), stop)
    return inner, next(iter(inputs.values()))


def _stop(state: Expansion, spot: Spot) -> str:
    """The layer up to which the spec is called; empty for all of it."""
    template = spot.item.settings.get(UNTIL)
    return text(state, spot, template, spot.item.kind, UNTIL) if template else ""


def _inputs(state: Expansion, spot: Spot, sources: tuple[int, ...], spec: Spec) -> dict[str, int]:
    """The node that stands for each input of a spec. Raises UnknownError where it is not said of each."""
    item = spot.item
    names: list[Any] = list(spec.input) if isinstance(spec.input, dict) else [INPUT]
    if not item.given and len(names) == 1:
        return {names[0]: spot.start}
    given = dict(zip(item.given, sources))
    for name in given:
        if name not in names:
            help = nearest(name, names) or f"it has: {', '.join(names)}"
            place = item.place.at("from", name).on_key()
            state.report(f"spec {item.kind!r} has no input {shown(name)}", place, help, spot.frame.scope)
    missing = [name for name in names if name not in given]
    if missing and given.keys() <= set(names):
        message = f"spec {item.kind!r} has several inputs: {', '.join(names)}"
        help = f"say what goes in, as 'from: {{{names[0]}: NAME, ...}}'"
        state.report(message, item.value_place.on_key(), help, spot.frame.scope)
    if missing:
        raise UnknownError
    return {name: given[name] for name in names}


def stop_at(state: Expansion, frame: Frame, name: str, end: int) -> None:
    """Raises Reached where a spec is called up to what has just been done."""
    if end != UNKNOWN_NODE and frame.stop in (name, *_labels_of(state, frame, end)):
        raise Reached(end)


def _labels_of(state: Expansion, frame: Frame, number: int) -> tuple[str, ...]:
    """What a node is in a frame: the label of the layer, or of the call or the branch in it that it stands in.

    Where its spec has modules: the paths of those that it is the last layer of, and its own.
    """
    node = state.nodes[number]
    if frame.home.spec.modular:
        from convcalc.language.expansion.modules import standing_of

        return standing_of(item).ends if (item := item_of(node)) else ()
    if node.scope is frame.scope:
        return (node.label,)
    return tuple([scope.label for scope in node.scope.chain if scope.parent is frame.scope])


def report_missed(state: Expansion, spot: Spot, inner: Frame) -> None:
    """Report that a spec has no layer of the name up to which it is called."""
    names = list(inner.names)
    help = nearest(inner.stop, names) or "it has: " + ", ".join(names[:MOST_NAMED])
    place = spot.item.setting_place(UNTIL)
    state.report(f"spec {spot.item.kind!r} has no layer {shown(inner.stop)}", place, help, spot.frame.scope)
