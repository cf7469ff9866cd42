"""A spec to a network: its variables, its input, and the walk over its items. Knows no costs and no formats."""

from typing import Any

from convcalc.document.problems import Problem, SpecError, nearest
from convcalc.language.expansion.faults import Faults, UnknownError
from convcalc.language.expansion.walk import Progress, Walk
from convcalc.language.spec import Spec
from convcalc.model.geometry import Volume
from convcalc.model.geometry.volume import LARGEST
from convcalc.model.layers import Input
from convcalc.model.layers.fields import FieldError, integer
from convcalc.model.network import Network, Node, Scope, Site

__all__ = ["Progress", "build"]


def build(
    spec: Spec, settings: dict[str, Any] | None = None, input: Any = None, progress: Progress | None = None
) -> Network:
    """Expand a spec into a network.

    `settings` replace variables, `input` the volume (as a spec writes it); `progress` is called now and
    then with the number of layers so far. Raises SpecError with every fault found; its `partial` is the
    network up to the first.
    """
    nodes: list[Node] = []
    faults = Faults(nodes)
    values = _variables(spec, settings or {}, faults)
    volume = _input_volume(spec, input, values, faults)
    if faults.problems or volume is None:
        raise SpecError(faults.problems)
    top = Scope("")
    nodes.append(Node("input", top, Site("input", Input(volume=volume), (), volume), (), None))
    walk = Walk(spec, nodes, faults, values, progress)
    output = walk.run(spec.items, dict(values), 0, top)
    if len(nodes) == 1 and not faults.problems:
        faults.report("no layer is left: every one stands under a 'when' that is false", spec.place.on_key())
    if not faults.problems:
        return Network(spec.name, tuple(nodes), output, tuple(walk.heads), spec)
    sound = tuple(nodes[: faults.sound])
    partial = Network(spec.name, sound, len(sound) - 1, (), spec) if sound else None
    raise SpecError(faults.problems, partial)


def _variables(spec: Spec, settings: dict[str, Any], faults: Faults) -> dict[str, Any]:
    """The values of the variables, the ones that were set in the place of the spec's own."""
    known = [variable.name for variable in spec.variables]
    for name in settings:
        if name not in known:
            help = nearest(name, known) or (f"it has: {', '.join(known)}" if known else "it has no vars")
            faults.problems.append(Problem(f"spec {spec.name!r} has no variable {name!r} to set", help=help))
    values: dict[str, Any] = {}
    for variable in spec.variables:
        value = settings.get(variable.name, variable.value)
        try:
            values[variable.name] = faults.bounded(value, values, variable.place)
        except UnknownError:
            values[variable.name] = 1
    return values


def _input_volume(spec: Spec, given: Any, values: dict[str, Any], faults: Faults) -> Volume | None:
    """The input as a volume: sizes, then channels."""
    place = spec.input_place if given is None else None
    try:
        value = given if place is None else faults.evaluate(spec.input, values, place)
        each = value if isinstance(value, list) else [value]
        if not 1 <= len(each) <= 4:
            raise FieldError(f"expected up to three sizes and the channels, not {len(each)} numbers")
        *size, channels = (integer(number, 1) for number in each)
        volume = Volume(tuple(size), channels)
        if volume.elements > LARGEST:
            raise FieldError(f"volume {volume} is too large", "a volume holds at most 10^18 numbers")
    except FieldError as error:
        faults.problems.append(Problem(f"input: {error.message}", place, error.help or "as 224x224x3"))
        return None
    except UnknownError:
        return None
    return volume
