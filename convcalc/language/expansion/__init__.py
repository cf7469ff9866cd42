"""A spec to a network: its variables, its input, and the walk over its items. Knows no costs and no formats."""

from collections.abc import Collection
from typing import Any

from convcalc.document.places import Place
from convcalc.document.problems import Problem, SpecError
from convcalc.document.wording import nearest, shown
from convcalc.language.arithmetic import ExpressionError
from convcalc.language.expansion.naming import apart, renumber
from convcalc.language.expansion.state import UNKNOWN_NODE, Expansion, Frame, Home, Progress, TooLargeError
from convcalc.language.expansion.walk import run
from convcalc.language.spec import Spec
from convcalc.language.values import resolve
from convcalc.model.geometry import Volume
from convcalc.model.geometry.volume import LARGEST
from convcalc.model.layers import Input
from convcalc.model.layers.fields import FieldError, integer
from convcalc.model.network import INPUT, Network, Node, Output, Scope, Site

__all__ = ["Progress", "begun", "build"]


def build(
    spec: Spec, settings: dict[str, Any] | None = None, input: Any = None, progress: Progress | None = None
) -> Network:
    """Expand a spec into a network.

    `settings` replace variables, `input` the volume (as a spec writes it); `progress` is called now and
    then with the number of layers so far. Raises SpecError with every fault found; its `partial` is the
    network up to the first.
    """
    state, volumes = begun(spec, settings, input, progress)
    output = _expand(state, volumes)
    if not state.problems:
        return Network(spec.name, tuple(state.nodes), _outputs(state, output), spec)
    sound = tuple(state.nodes[: state.sound])
    partial = Network(spec.name, sound, (Output("", len(sound) - 1),), spec) if sound else None
    raise SpecError(state.problems, partial)


def begun(
    spec: Spec, settings: dict[str, Any] | None = None, input: Any = None, progress: Progress | None = None
) -> tuple[Expansion, dict[str, Volume]]:
    """An expansion before its first layer, with the values of all variables, and what goes in. Raises SpecError."""
    state = Expansion(spec, progress)
    state.values = _variables(state, settings or {})
    volumes = _inputs(state, input)
    if state.problems:
        raise SpecError(state.problems)
    return state, volumes


def _outputs(state: Expansion, end: int) -> tuple[Output, ...]:
    """The end of the layers and the heads. It is none where heads are the last that was done, or one of them."""
    ended_in_heads = state.headed == (len(state.nodes), end)
    if ended_in_heads or any(head.number == end for head in state.heads):
        return tuple(state.heads)
    return (Output("", end), *state.heads)


def _expand(state: Expansion, volumes: dict[str, Volume]) -> int:
    """Go through all layers, from the first input; the node that comes out."""
    top = Scope("")
    for name, each in volumes.items():
        volume = state.volumes.setdefault(each, each)
        state.nodes.append(Node(name, top, Site("input", Input(volume=volume), (), volume), (), None))
    inputs = {name: number for number, name in enumerate(volumes)}
    names = {name: number for name, number in inputs.items() if name != INPUT}
    home = Home(state.spec, state.values, inputs)
    try:
        output = run(state, state.spec.items, Frame(top, state.values, names, {}, home), 0)
    except TooLargeError:
        state.sound = 0
        return UNKNOWN_NODE
    if len(state.nodes) == len(volumes) and not state.problems:
        state.report("no layer is left: every one stands under a 'when' that is false", state.spec.place.on_key())
    if state.clashes:
        renumber(state)
    if state.pointed or any("." in name for name in inputs):
        apart(state)
    return output


def _variables(state: Expansion, settings: dict[str, Any]) -> dict[str, Any]:
    """The values of the variables, the ones that were set in the place of the spec's own."""
    state.problems += unknown_variables(state.spec, settings)
    return state.variables(state.spec, settings)


def unknown_variables(spec: Spec, settings: Collection[str]) -> list[Problem]:
    """What is told of names that are set, and that are no variables of a spec."""
    known = [variable.name for variable in spec.variables]
    found = []
    for name in settings:
        if name not in known:
            help = nearest(name, known) or (f"it has: {', '.join(known)}" if known else "it has no vars")
            found.append(Problem(f"spec {spec.name!r} has no variable {name!r} to set", help=help))
    return found


def _inputs(state: Expansion, given: Any) -> dict[str, Volume]:
    """The inputs by their names, those that are `given` in the place of the spec's own; none that is faulty."""
    spec = state.spec
    written = _written(spec)
    state.problems += unknown_inputs(spec, given)
    replaced = _replaced(written, given)
    volumes: dict[str, Volume] = {}
    for name, value in written.items():
        place = None if name in replaced else spec.place_of_input(name)
        volume = _volume(state, replaced.get(name, value), place, name)
        if volume is not None:
            volumes[name] = volume
    return volumes


def _written(spec: Spec) -> dict[str, Any]:
    return spec.input if isinstance(spec.input, dict) else {INPUT: spec.input}


def unknown_inputs(spec: Spec, given: Any) -> list[Problem]:
    """What is told of volumes that are given, and do not say for which input, or for one that a spec has not."""
    if given is None:
        return []
    written = _written(spec)
    names, found = ", ".join(written), []
    if not isinstance(given, dict):
        if len(written) > 1:
            help = f"say which, as {next(iter(written))}=64x64x3"
            found.append(Problem(f"spec {spec.name!r} has several inputs: {names}", help=help))
        return found
    for name in given:
        if name not in written:
            help = nearest(name, written) or f"it has: {names}"
            found.append(Problem(f"spec {spec.name!r} has no input {shown(name)}", help=help))
    return found


def _replaced(written: dict[str, Any], given: Any) -> dict[str, Any]:
    """What is given in the place of inputs, by their names."""
    if isinstance(given, dict):
        return given
    return dict.fromkeys(written, given) if given is not None and len(written) == 1 else {}


def _volume(state: Expansion, value: Any, place: Place | None, name: str) -> Volume | None:
    """An input as a volume: sizes, then channels; None where it is none. `place` is where it is written, if it is."""
    try:
        if value is None:
            raise FieldError("its size is not stated", "give it, as --input 224x224x3")
        each = value if place is None else resolve(value, state.values, None)
        each = each if isinstance(each, list) else [each]
        order = state.spec.order if place is None else state.spec.order_at(place)
        if not 1 <= len(each) <= 4:
            raise FieldError(f"expected up to three sizes and the channels, not {len(each)} numbers")
        volume = state.spec.order(*order.of([integer(number, 1) for number in each]))
        if volume.elements > LARGEST:
            raise FieldError(f"volume {volume} is too large", "a volume holds at most 10^18 numbers")
    except FieldError as error:
        state.problems.append(Problem(f"{name}: {error.message}", place, error.help or "as 224x224x3"))
        return None
    except ExpressionError as error:
        assert place is not None
        state.report(error.message, place, error.help)
        return None
    return volume
