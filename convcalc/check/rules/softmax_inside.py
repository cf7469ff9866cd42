"""A softmax in the middle of the network.

It makes the channels of each position compete and sum to one, which starves the layers after it of
gradient. It belongs at an end. As a gate, which is multiplied with another volume, it is fine, and so is a
distribution at each place whose mean one filter takes, as detectors have it for the sides of boxes (DFL).

Bad:
```yaml
input: 32x32x3
layers:
  - flatten
  - dense: 64
  - softmax
  - dense: 10
```

Good:
```yaml
input: 32x32x3
layers:
  - flatten
  - dense: 64
  - relu
  - dense: 10
  - softmax
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, place_of
from convcalc.document.problems import Note
from convcalc.model.layers.activation import Softmax
from convcalc.model.network import Node


def check(graph: Graph) -> Iterator[Finding]:
    """Each softmax whose output reaches a layer with weights before it meets another volume."""
    for number, node, _ in graph.of(Softmax):
        todo = list(graph.readers[number])
        while todo:
            after = todo.pop()
            reader = graph.nodes[after]
            if _takes_mean(reader):
                break
            if reader.site.layer.weighted:
                notes = (Note(f"its output is read by this {reader.site.kind}: {reader.path}", place_of(reader)),)
                message = f"{node.site.kind} in the middle of the network"
                yield Finding(message, place_of(node), "use relu here, and softmax at the end", notes, number)
                break
            if not reader.site.layer.merges and reader.site.kind != node.site.kind:
                todo += graph.readers[after]


def _takes_mean(reader: Node) -> bool:
    """Whether a layer makes one number of the channels of each place."""
    volume = reader.site.output
    return reader.site.layer.weighted and volume.channels == 1 and volume.size == reader.site.inputs[0].size != ()
