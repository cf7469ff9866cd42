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

from convcalc.check.rules.base import Finding, Graph, place_of

AFTER = frozenset(("dropout", "softmax", "log_softmax", "sigmoid", "identity", "flatten", "reshape"))


def check(graph: Graph) -> Iterator[Finding]:
    """Each dropout between a dense layer or a convolution and an output."""
    for number, node, _ in graph.of("dropout"):
        if graph.nodes[node.inputs[0]].site.kind not in ("dense", "conv"):
            continue
        end: int | None = number
        while end is not None and end not in graph.ends:
            end = graph.only_reader(end)
            if end is not None and graph.nodes[end].site.kind not in AFTER:
                end = None
        if end is not None:
            yield Finding("dropout after the last layer", place_of(node), "put it before the last layer", (), number)
