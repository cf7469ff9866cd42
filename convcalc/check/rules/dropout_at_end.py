"""Dropout after the last layer with weights.

It zeroes some of the network's answers in training, and no later layer can make up for it. It belongs
before the last layer.

Bad:
```yaml
input: 8x8x16
layers:
  - flatten
  - dense: 10
  - dropout: 0.5
```

Good:
```yaml
input: 8x8x16
layers:
  - flatten
  - dropout: 0.5
  - dense: 10
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, passes, place_of
from convcalc.model.layers import Layer
from convcalc.model.layers.activation import Sigmoid, Softmax
from convcalc.model.layers.passing import Dropout


def check(graph: Graph) -> Iterator[Finding]:
    """Each dropout between a dense layer or a convolution and an output."""
    for number, node, _ in graph.of(Dropout):
        if not graph.nodes[node.inputs[0]].site.layer.weighted:
            continue
        end: int | None = number
        while end is not None and end not in graph.ends:
            end = graph.only_reader(end)
            if end is not None and not _at_ends(graph.nodes[end].site.layer):
                end = None
        if end is not None:
            yield Finding("dropout after the last layer", place_of(node), "put it before the last layer", (), number)


def _at_ends(layer: Layer) -> bool:
    """Whether it turns what weights made into answers, or hands it on."""
    return passes(layer) or isinstance(layer, (Sigmoid, Softmax))
