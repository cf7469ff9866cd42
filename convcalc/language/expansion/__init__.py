"""A spec to a network: its variables, its input, and the walk over its items. Knows no costs and no formats."""

from typing import Any

from convcalc.document.problems import Problem, SpecError
from convcalc.document.wording import nearest
from convcalc.language.expansion.naming import renumber
from convcalc.language.expansion.state import UNKNOWN_NODE, Expansion, Frame, Progress, TooLargeError, UnknownError
from convcalc.language.expansion.walk import run
from convcalc.language.expressions import ExpressionError
from convcalc.language.spec import Spec
from convcalc.language.values import oversized, resolve
from convcalc.model.geometry import Volume
from convcalc.model.geometry.volume import LARGEST
from convcalc.model.layers import Input
from convcalc.model.layers.fields import FieldError, integer
from convcalc.model.network import Network, Node, Output, Scope, Site

__all__ = ["Progress", "build"]


def build(
    spec: Spec, settings: dict[str, Any] | None = None, input: Any = None, progress: Progress | None = None
) -> Network:
    """Expand a spec into a network.

    `settings` replace variables, `input` the volume (as a spec writes it); `progress` is called now and
    then with the number of layers so far. Raises SpecError with every fault found; its `partial` is the
    network up to the first.
    """
    state = Expansion(spec, progress)
    state.values = _variables(state, settings or {})
    volume = _input_volume(state, input)
    if state.problems or volume is None:
        raise SpecError(state.problems)
    output = _expand(state, volume)
    if not state.problems:
        return Network(spec.name, tuple(state.nodes), _outputs(state, output), spec)
    sound = tuple(state.nodes[: state.sound])
    partial = Network(spec.name, sound, (Output("", len(sound) - 1),), spec) if sound else None
    raise SpecError(state.problems, partial)


def _outputs(state: Expansion, end: int) -> tuple[Output, ...]:
    """The end of the layers and the heads. It is none where heads are the last that was done, or one of them."""
    ended_in_heads = state.headed == (len(state.nodes), end)
    if ended_in_heads or any(head.number == end for head in state.heads):
        return tuple(state.heads)
    return (Output("", end), *state.heads)


def _expand(state: Expansion, volume: Volume) -> int:
    """Go through all layers, from the input; the node that comes out."""
    top = Scope("")
    state.nodes.append(Node("input", top, Site("input", Input(volume=volume), (), volume), (), None))
    try:
        output = run(state, state.spec.items, Frame(top, state.values, {}, {}), 0)
    except TooLargeError:
        state.sound = 0
        return UNKNOWN_NODE
    if len(state.nodes) == 1 and not state.problems:
        state.report("no layer is left: every one stands under a 'when' that is false", state.spec.place.on_key())
    if state.clashes:
        renumber(state)
    return output


def _variables(state: Expansion, settings: dict[str, Any]) -> dict[str, Any]:
    """The values of the variables, the ones that were set in the place of the spec's own."""
    spec = state.spec
    known = [variable.name for variable in spec.variables]
    for name in settings:
        if name not in known:
            help = nearest(name, known) or (f"it has: {', '.join(known)}" if known else "it has no vars")
            state.problems.append(Problem(f"spec {spec.name!r} has no variable {name!r} to set", help=help))
    values: dict[str, Any] = {}
    for variable in spec.variables:
        value = settings.get(variable.name, variable.value)
        try:
            values[variable.name] = resolve(value, values, None)
            if oversized(values[variable.name]):
                state.too_many(variable.place)
        except ExpressionError as error:
            state.report(error.message, variable.place, error.help)
            values[variable.name] = 1
        except UnknownError:
            values[variable.name] = 1
    return values


def _input_volume(state: Expansion, given: Any) -> Volume | None:
    """The input as a volume: sizes, then channels; None where it is none."""
    spec = state.spec
    place = spec.input_place if given is None else None
    try:
        value = given if place is None else resolve(spec.input, state.values, None)
        each = value if isinstance(value, list) else [value]
        order = spec.order if place is None else spec.order_at(place)
        if not 1 <= len(each) <= 4:
            raise FieldError(f"expected up to three sizes and the channels, not {len(each)} numbers")
        volume = spec.order(*order.of([integer(number, 1) for number in each]))
        if volume.elements > LARGEST:
            raise FieldError(f"volume {volume} is too large", "a volume holds at most 10^18 numbers")
    except FieldError as error:
        state.problems.append(Problem(f"input: {error.message}", place, error.help or "as 224x224x3"))
        return None
    except ExpressionError as error:
        state.report(error.message, spec.input_place, error.help)
        return None
    return volume
