"""Two convolutions or dense layers with nothing non-linear between them.

One after the other, linear layers are one linear layer: the second adds parameters, and nothing that the
first could not have learned. Bottlenecks are left alone, where the volume between has fewer channels than
both sides (MobileNetV2); so are depthwise and grouped layers, pairs such as 1x7 and 7x1, and branches
that are added first. Two ways to write something else are left alone too: a convolution that makes the
channels for a pixel shuffle, as many again as it takes (the upsampling of EDSR), and a slice of a third of
the channels, the values of an attention whose queries and keys come from the same convolution.

Bad:
```yaml
input: 32x32x3
layers:
  - conv: 32 3x3 p1
  - conv: 64 3x3 p1
  - relu
```

Good:
```yaml
input: 32x32x3
layers:
  - conv: 32 3x3 p1
  - relu
  - conv: 64 3x3 p1
  - relu
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, place_of
from convcalc.document.places import Place
from convcalc.document.problems import Note
from convcalc.model.layers import Layer
from convcalc.model.layers.convolution import Depthwise
from convcalc.model.layers.rearranging import PixelShuffle, Slice
from convcalc.model.network import Node

_Told = tuple[str, Place, str, tuple[Note, ...]]
"""A finding up to the layer that it is of."""


def check(graph: Graph) -> Iterator[Finding]:
    """Each full layer that reads another through linear layers only."""
    full = {number for number, _, layer in graph.where(_full) if getattr(layer, "groups", 1) == 1}
    told: dict[tuple[int, int], _Told] = {}
    for number in sorted(full):
        node = graph.nodes[number]
        between, reader = _way(graph, number)
        if reader is None or reader not in full:
            continue
        second = graph.nodes[reader]
        if _bottleneck(node, second) or _factors(node, second) or any(_meant(node, each) for each in between):
            continue
        items = id(node.origin), id(second.origin)
        if items not in told:
            told[items] = _told(node, second)
        yield Finding(*told[items], reader)


def _told(first: Node, second: Node) -> _Told:
    """What is said of two layers, wherever they are made."""
    kind = first.site.kind
    message = f"{second.site.kind}: nothing non-linear stands between it and the {kind} before"
    notes = (Note(f"that {kind} is here: {first.path}", place_of(first)),)
    return message, place_of(second), "put an activation such as relu between them", notes


def _full(kind: type[Layer]) -> bool:
    """Whether each channel that comes out is a weighted sum of all that go in, where they are not in groups."""
    return kind.weighted and kind.linear and not issubclass(kind, Depthwise)


def _way(graph: Graph, number: int) -> tuple[list[Node], int | None]:
    """The linear layers, one after the other, through which one layer is read; and who reads the last of them."""
    between: list[Node] = []
    while (reader := graph.only_reader(number)) is not None:
        node, layer = graph.nodes[reader], graph.nodes[reader].site.layer
        if not layer.linear or layer.weighted or layer.merges:
            break
        between.append(node)
        number = reader
    return between, reader


def _meant(first: Node, between: Node) -> bool:
    """Whether it stands in no activation's place: it makes pixels of channels, or takes the values of attention."""
    if isinstance(between.site.layer, PixelShuffle):
        return between.site.output.channels == first.site.inputs[0].channels
    return isinstance(between.site.layer, Slice) and 3 * between.site.output.channels == between.site.inputs[0].channels


def _bottleneck(first: Node, second: Node) -> bool:
    """Whether fewer channels stand between than on both sides; a 1x1 may keep the number of its input."""
    between, before = first.site.output.channels, first.site.inputs[0].channels
    if between >= second.site.output.channels or between > before:
        return False
    return between < before or set(getattr(first.site.layer, "kernel", ())) == {1}


def _factors(first: Node, second: Node) -> bool:
    """Whether the two make one larger kernel, an axis each."""
    one, two = getattr(first.site.layer, "kernel", ()), getattr(second.site.layer, "kernel", ())
    if 1 not in one or 1 not in two or len(one) != len(two):
        return False
    return max(one) > 1 < max(two) and all(1 in pair for pair in zip(one, two))
