"""Two convolutions or dense layers with nothing non-linear between them.

One after the other, linear layers are one linear layer: the second adds parameters, and nothing that the
first could not have learned. Bottlenecks are left alone, where the volume between has fewer channels than
both sides (MobileNetV2); so are depthwise and grouped layers, pairs such as 1x7 and 7x1, and branches
that are added first.

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
from convcalc.document.problems import Note
from convcalc.model.network import Node

LINEAR = frozenset(
    ("bn", "scale", "dropout", "drop_path", "identity", "avgpool", "adaptive_avgpool", "gap", "flatten", "reshape")
)


def check(graph: Graph) -> Iterator[Finding]:
    """Each full layer that reads another through linear layers only."""
    for number, node, _ in graph.of("conv", "dense"):
        reader = graph.only_reader(number)
        while reader is not None and graph.nodes[reader].site.kind in LINEAR:
            reader = graph.only_reader(reader)
        if reader is None or graph.nodes[reader].site.kind not in ("conv", "dense"):
            continue
        second = graph.nodes[reader]
        if _full(node) and _full(second) and not _bottleneck(node, second) and not _factors(node, second):
            message = f"{second.site.kind}: nothing non-linear stands between it and the {node.site.kind} before"
            notes = (Note(f"that {node.site.kind} is here: {node.path}", place_of(node)),)
            yield Finding(message, place_of(second), "put an activation such as relu between them", notes, reader)


def _full(node: Node) -> bool:
    return getattr(node.site.layer, "groups", 1) == 1


def _bottleneck(first: Node, second: Node) -> bool:
    """Whether fewer channels stand between than on both sides; a 1x1 may keep the number of its input."""
    between, before = first.site.output.channels, first.site.inputs[0].channels
    pointwise = set(getattr(first.site.layer, "kernel", ())) == {1}
    return between < second.site.output.channels and (between < before or (pointwise and between == before))


def _factors(first: Node, second: Node) -> bool:
    """Whether the two make one larger kernel, an axis each."""
    one, two = (getattr(node.site.layer, "kernel", ()) for node in (first, second))
    long = max(one, default=1) > 1 < max(two, default=1)
    return long and len(one) == len(two) and all(1 in pair for pair in zip(one, two))
