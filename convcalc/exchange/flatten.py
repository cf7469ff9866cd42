"""A network as a spec without blocks, repeats and variables: one item a layer. Knows no figures and no files.

Whatever a later layer reads, and whatever the spec named, has a name: its own, or that of the block or the
branch that it ends. What is expected of layers (`expect:`) is left out.
"""

import re
from collections import Counter
from typing import Any

from convcalc.document.wording import is_line
from convcalc.model.geometry import AXES, Order, Volume, name_of, per_axis
from convcalc.model.layers import Layer
from convcalc.model.layers.fields import MISSING, Axes, Padding
from convcalc.model.network import INPUT, Network, Node, Scope


def flatten(network: Network) -> dict[str, Any]:
    """The spec of the layers one by one, as plain data: equal volumes, figures and running order."""
    names = _names(network)
    inputs = len(network.inputs)
    layers = [_item(network, number, _named_sources(number, node, inputs), names) for number, node in network.layers]
    spec: dict[str, Any] = {"name": network.name, "input": _input(network)}
    if (order := type(network.input)) is not Volume:
        spec["order"] = name_of(order)
    if _ends_earlier(network):  # the network goes on from an earlier layer, and then ends
        spec["blocks"] = {"output": []}
    return {**spec, "layers": _with_outputs(network, layers, names)}


def _input(network: Network) -> Any:
    """The volume that goes in; of several inputs, or one with a name, each by its name."""
    volumes = [(node.label, node.site.output) for node in (network.nodes[number] for number in network.inputs)]
    plain: dict[str, Any] = {name: str(x) if x.size else x.channels for name, x in volumes}
    return plain.get(INPUT, plain) if len(plain) == 1 else plain


def _ends_earlier(network: Network) -> bool:
    """Whether the end of the layers is not the last of them."""
    end = network.outputs[0]
    return not end.head and end.number != len(network.nodes) - 1


def _with_outputs(network: Network, layers: list[Any], names: dict[int, str]) -> list[Any]:
    """The items with those of heads: at the end, or where the layers do not end in them, before the last."""
    heads = [
        _with({"head": {output.head: []}}, "", [names[output.number]]) for output in network.outputs if output.head
    ]
    if network.outputs[0].head:
        return layers + heads
    if _ends_earlier(network):
        return [*layers, *heads, {"output": None, "from": names[network.output]}]
    return [*layers[:-1], *heads, *layers[-1:]]


def _item(network: Network, number: int, reads: tuple[int, ...], names: dict[int, str]) -> Any:
    node, sources = network.nodes[number], [names[source] for source in reads]
    kind, layer = node.site.kind, node.site.layer
    order = type(node.site.output)
    item = {kind: None, **changed_settings(layer, order)} if layer.merges else {kind: settings(layer, order)}
    if layer.indexed:
        item[kind] = names[node.inputs[1]]
    item = item | {"frozen": True} if node.frozen else item
    item = _with(item, names.get(number, ""), sources)
    if node.shares is None:
        return item
    return {**(item if isinstance(item, dict) else {item: None}), "weights": _weights(network, node, names)}


def _weights(network: Network, node: Node, names: dict[int, str]) -> Any:
    """Whose weights a layer uses, as a spec says it. A layer of the same kind keeps some only where they are turned."""
    assert node.shares is not None
    other = network.nodes[node.shares]
    shapes = [dict(each.site.layer.weights(each.site.inputs))["weight"] for each in (node, other) if node.own]
    same = node.site.kind == other.site.kind
    turned = bool(node.own) and (same or shapes[0] != shapes[1])
    return {"of": names[node.shares], "transposed": True} if turned else names[node.shares]


def _named_sources(number: int, node: Node, inputs: int) -> tuple[int, ...]:
    """What a layer must read by name: not the layer before it, or the first of so many inputs, where it is alone."""
    read = node.inputs[:1] if node.site.layer.indexed else node.inputs
    return () if read == (number - 1 if number > inputs else 0,) else read


def _with(item: dict[str, Any], name: str, sources: list[str]) -> Any:
    """The item with its name and what it reads; only its kind's name where there is nothing else to say."""
    if name:
        item["name"] = name
    if sources:
        item["from"] = sources if len(sources) > 1 else sources[0]
    return next(iter(item)) if list(item.values()) == [None] else item


# Names


def _names(network: Network) -> dict[int, str]:
    """The name of each layer that has to have one, no two of them equal."""
    nodes = network.nodes
    ends = _ends(nodes)
    own = Counter(node.label for node in nodes if node.origin and node.origin.named)
    needed = {output.number for output in network.outputs if output.head}
    if _ends_earlier(network):
        needed.add(network.output)
    inputs = len(network.inputs)
    for number, node in enumerate(nodes):
        needed.update(_named_sources(number, node, inputs))
        if node.shares is not None:
            needed.add(node.shares)
        if node.site.layer.indexed:
            needed.add(node.inputs[1])
    names = {number: nodes[number].label for number in network.inputs}
    taken = {INPUT, *names.values()}
    for number, node in network.layers:
        if node.origin and node.origin.named:
            wanted = node.label if own[node.label] == 1 and not node.label.isdecimal() else node.path
        elif number in ends and (number in needed or _is_named(ends[number])):
            wanted = ends[number].path[:-1]
        elif number in needed:
            wanted = node.path
        else:
            continue
        names[number] = _free(wanted, taken)
        taken.add(names[number])
    return names


def _ends(nodes: tuple[Node, ...]) -> dict[int, Scope]:
    """The outermost block or branch that each layer is the last of."""
    last: dict[Scope, int] = {}
    for number, node in enumerate(nodes):
        for scope in node.scope.chain:
            last[scope] = number
    ends: dict[int, Scope] = {}
    for scope, number in last.items():
        ends.setdefault(number, scope)
    return ends


def _is_named(scope: Scope) -> bool:
    return bool(scope.block and scope.origin and scope.origin.named)


def _free(wanted: str, taken: set[str]) -> str:
    """A name that a spec can write, and that is not taken."""
    name = wanted if is_line(wanted) else "".join(char if char.isprintable() else "_" for char in wanted)
    name = name.replace("{", "_").replace("}", "_")
    if not re.match(r"[^\W\d]", name):
        name = f"_{name}"
    count, base = 1, name
    while name in taken:
        count += 1
        name = f"{base}_{count}"
    return name


# Settings


def settings(layer: Layer, order: Order = Volume) -> Any:
    """The settings that are not defaults, as a spec writes them: a shorthand if one can say them all."""
    plain = changed_settings(layer, order)
    if not plain:
        return None
    if (*plain,) == layer.main[:1] and not isinstance(plain[layer.main[0]], dict):
        return plain[layer.main[0]]
    words = [_word(layer, name, value) for name, value in plain.items()]
    return plain if "" in words else " ".join(words)


def changed_settings(layer: Layer, order: Order) -> dict[str, Any]:
    """The settings that are not defaults, each as a spec writes it."""
    changed = {}
    for name, field in layer.fields.items():
        value = getattr(layer, name)
        rank = len(value) if isinstance(value, tuple) else 1
        if field.default is MISSING or value != field.type.default(field.default, rank):
            changed[name] = tuple(order.outer(value)) if field.type.ordered else value
    return {name: _as_written(layer, name, value) for name, value in changed.items()}


def _word(layer: Layer, name: str, plain: Any) -> str:
    """A setting as a word of the shorthand; empty where it has none."""
    if isinstance(plain, (str, bool)):
        for word, given in layer.flags.items():
            if given == (name, plain):
                return word
    if isinstance(plain, bool) or not isinstance(plain, (int, str)):
        return ""
    letter = next((letter for letter, field in layer.letters.items() if field == name), "")
    return f"{letter}{plain}" if (letter and str(plain)[:1].isdigit()) or name in layer.main else ""


def _as_written(layer: Layer, name: str, value: Any) -> Any:
    """A setting as a spec writes it."""
    type = layer.fields[name].type
    if not isinstance(value, tuple):
        return value
    if isinstance(type, Axes):
        return [(*AXES[len(value) - 1], "channels")[axis] for axis in value]
    if not isinstance(type, Padding):
        return _sizes(value, name in ("kernel", "size", "volume"))
    before, after = (_sizes(side) for side in zip(*value, strict=True))
    return before if before == after else {"before": before, "after": after}


def _sizes(values: tuple[int, ...], always: bool = False) -> Any:
    """One number where all axes agree, else `3x1`; with `always`, each axis if there are several."""
    if any(isinstance(each, float) for each in values):  # as text where a float would lose digits
        each = [str(value) if "/" in str(value) else value for value in values]
        return each if len(set(values)) > 1 else each[0]
    if len(values) == 1 or (len(set(values)) == 1 and not always):
        return values[0]
    return per_axis(values, always)
