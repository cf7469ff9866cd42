"""The layers of a Keras model and their calls: what each reads, and the shapes that the file states. Knows no kinds."""

from collections import deque
from collections.abc import Iterator
from typing import Any

from convcalc.document.places import Route
from convcalc.document.records import NamedTuple
from convcalc.document.wording import shown
from convcalc.exchange.keras.config import KerasConfig
from convcalc.exchange.translation import At, Translation

KerasTensor = tuple[str, int, int]
"""What comes out of a call of a layer: its name, which call it is, and which of its outputs."""

CallKey = tuple[str, int]
"""A call of a layer: its name, and which call it is."""

DEEPEST = 30


class KerasLayer(NamedTuple):
    """A layer as it is written."""

    type: At
    name: str
    config: KerasConfig
    route: Route


class KerasCall(NamedTuple):
    """A layer at work on tensors."""

    layer: KerasLayer
    number: int
    """Which call of the layer it is."""
    reads: tuple[KerasTensor, ...]


class KerasModel(NamedTuple):
    """The layers of a model, or of a model inside another, in running order."""

    calls: list[KerasCall]
    inputs: list[KerasTensor]
    outputs: list[KerasTensor]
    shapes: dict[KerasTensor, list[Any]]
    """Shapes without the examples, as far as the file states them."""


def is_model(layer: KerasLayer) -> bool:
    """Whether a layer is a model of its own."""
    return isinstance(layer.config.data.get("layers"), list)


def read_model(type: str, config: KerasConfig, translation: Translation) -> KerasModel:
    """The model that a configuration holds."""
    layers = [_layer_at(config, k, translation) for k in range(len(config.data.get("layers") or ()))]
    if type == "Sequential":
        return _in_a_row(config, layers)
    shapes: dict[KerasTensor, list[Any]] = {}
    calls = [call for layer in layers for call in _calls(layer, config, shapes)]
    inputs, outputs = (_tensors(config.data.get(key)) for key in ("input_layers", "output_layers"))
    return KerasModel(_ordered(calls, translation), inputs, outputs, shapes)


def _layer_at(config: KerasConfig, k: int, translation: Translation) -> KerasLayer:
    route = (*config.route, "layers", k)
    data = config.data["layers"][k]
    whole = KerasConfig(data, route, translation)
    inner = KerasConfig(whole.data.get("config", {}), (*route, "config"), translation)
    name = whole.data.get("name") or inner.data.get("name")
    return KerasLayer(whole.word("class_name", "a layer without class_name"), str(name or f"layer{k}"), inner, route)


def _in_a_row(config: KerasConfig, layers: list[KerasLayer]) -> KerasModel:
    """A sequential model: each layer reads the one before; the input is a layer, or a shape of the first."""
    start = ("", 0, 0)
    shapes = {start: shape} if (shape := config.shape("build_input_shape")) else {}
    calls: list[KerasCall] = []
    last = start
    for k, layer in enumerate(layers):
        if layer.type.value == "InputLayer" and not calls:
            shapes[start] = layer.config.shape("batch_shape", "batch_input_shape") or []
            continue
        if k == 0 and (shape := layer.config.shape("batch_input_shape")):
            shapes[start] = shape
        calls.append(KerasCall(layer, 0, (last,)))
        last = (layer.name, 0, 0)
    return KerasModel(calls, [start], [last], shapes)


def _calls(layer: KerasLayer, config: KerasConfig, shapes: dict[KerasTensor, list[Any]]) -> Iterator[KerasCall]:
    """The calls of a layer; of an input, the one that it stands for. What goes in where is written beside each."""
    nodes = config.data["layers"][layer.route[-1]]
    nodes = nodes.get("inbound_nodes") if isinstance(nodes, dict) else None
    if layer.type.value == "InputLayer":
        shapes[layer.name, 0, 0] = layer.config.shape("batch_shape", "batch_input_shape") or []
        yield KerasCall(layer, 0, ())
    elif isinstance(nodes, list):
        for number, node in enumerate(nodes):
            yield KerasCall(layer, number, tuple(_read(node, shapes)))


def _read(node: Any, shapes: dict[KerasTensor, list[Any]]) -> Iterator[KerasTensor]:
    """The tensors in the arguments of a call, in order: of Keras 3 with their shapes, of Keras 2 as lists."""
    todo = deque([(node, 0)])
    while todo:
        each, depth = todo.popleft()
        if isinstance(each, dict) and each.get("class_name") == "__keras_tensor__":
            inner = each.get("config")
            history = inner.get("keras_history") if isinstance(inner, dict) else None
            if tensor := _tensor(history):
                if isinstance(inner, dict) and isinstance(inner.get("shape"), list):
                    shapes[tensor] = inner["shape"][1:]
                yield tensor
        elif (tensor := _tensor(each)) and tensor[0] != "_CONSTANT_VALUE":
            yield tensor
            todo.extendleft([(more, depth + 1) for more in reversed(each[3:])])
        elif isinstance(each, (list, dict)) and depth < DEEPEST:
            inside = list(each.values() if isinstance(each, dict) else each)
            todo.extendleft([(more, depth + 1) for more in reversed(inside)])


def _tensor(value: Any) -> KerasTensor | None:
    """A name and two numbers as a tensor; None for anything else."""
    if not isinstance(value, list) or len(value) < 3 or not isinstance(value[0], str):
        return None
    if not all(isinstance(each, int) and 0 <= each < 10**6 for each in value[1:3]):
        return None
    return value[0], value[1], value[2]


def _tensors(value: Any) -> list[KerasTensor]:
    """One tensor, or a list or a mapping of them."""
    if tensor := _tensor(value):
        return [tensor]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [tensor for each in inside if (tensor := _tensor(each))]


def _ordered(calls: list[KerasCall], translation: Translation) -> list[KerasCall]:
    """Calls in an order in which each comes after those that it reads. What never can is a fault."""
    waiting: dict[tuple[str, int], list[int]] = {}
    missing = [{tensor[:2] for tensor in call.reads} for call in calls]
    for k, needed in enumerate(missing):
        for key in needed:
            waiting.setdefault(key, []).append(k)
    made = {(call.layer.name, call.number) for call in calls}
    found, done = [], [False] * len(calls)
    todo = deque(k for k, needed in enumerate(missing) if not needed)
    while todo:
        k = todo.popleft()
        if done[k]:
            continue
        done[k] = True
        found.append(calls[k])
        for other in waiting.get((calls[k].layer.name, calls[k].number), ()):
            missing[other].discard((calls[k].layer.name, calls[k].number))
            if not missing[other]:
                todo.append(other)
    for k, call in enumerate(calls):
        if not done[k]:
            _stuck(call, missing[k], made, translation)
            break
    return sorted(found, key=_rank(calls, found))


def _rank(calls: list[KerasCall], found: list[KerasCall]) -> Any:
    """The order of the file, where that is one in which all can run; else the order in which they were found."""
    place = {(call.layer.name, call.number): k for k, call in enumerate(calls)}
    sound = all(place.get(tensor[:2], -1) < k for k, call in enumerate(calls) for tensor in call.reads)
    order = place if sound else {(call.layer.name, call.number): k for k, call in enumerate(found)}
    return lambda call: order[call.layer.name, call.number]


def _stuck(
    call: KerasCall, missing: set[tuple[str, int]], made: set[tuple[str, int]], translation: Translation
) -> None:
    """Tell why a call can never run."""
    absent = sorted(name for name, number in missing if (name, number) not in made)
    reads = f"no layer makes {shown(absent[0])}, which {shown(call.layer.name)} reads" if absent else ""
    translation.fault(reads or "its inputs go in a circle", call.layer.route)
