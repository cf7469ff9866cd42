"""A layer that repeats what the one before it has done.

The second of two ReLUs changes nothing, and neither does the second of two flattens; a norm after a norm
only rescales; where others read the first norm too, as a residual connection does, both have their use.
Mostly a block ends with the layer, and its caller adds one more.

Bad:
```yaml
input: 32x32x3
blocks:
  conv_relu(filters):
    - conv: filters 3x3 p1
    - relu
layers:
  - conv_relu: 16
  - relu
  - maxpool: 2
```

Good:
```yaml
input: 32x32x3
blocks:
  conv_relu(filters):
    - conv: filters 3x3 p1
    - relu
layers:
  - conv_relu: 16
  - maxpool: 2
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, place_of
from convcalc.document.problems import Note
from convcalc.model.layers import Layer
from convcalc.model.layers.activation import Relu
from convcalc.model.network import Node


def check(graph: Graph) -> Iterator[Finding]:
    """Each layer right after one that has done its work."""
    known: dict[tuple[int, int], Finding] = {}  # of what is written once and made often
    for number, node, layer in graph.where(lambda kind: not kind.merges and bool(kind.takes)):
        before = graph.nodes[node.inputs[0]]
        if _done(before.site.layer, layer) and not (layer.normalises and graph.only_reader(node.inputs[0]) is None):
            key = id(node.origin), id(before.origin)
            yield known.get(key) or known.setdefault(key, _finding(number, node, before))


def _finding(number: int, node: Node, before: Node) -> Finding:
    kind, other = node.site.kind, before.site.kind
    notes = (Note(f"the {other} before it: {before.path}", place_of(before)),)
    return Finding(f"{kind} right after {other}", place_of(node), "take one of them out", notes, number)


def _done(before: Layer, layer: Layer) -> bool:
    if layer.normalises and before.normalises:
        return True
    if isinstance(layer, Relu) and before.positive:
        return True
    return layer.once and type(layer) is type(before)
