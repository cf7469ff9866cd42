"""Branches that meet and are the same volume: x + x, or x beside x.

A sum is then twice the volume, a concatenation holds each channel twice. Mostly a branch lost its
layers, by a `when` that is false or a `from` that names the wrong layer.

Bad:
```yaml
input: 32x32x16
layers:
  - add:
      residual:
        - conv: 16 3x3 p1
          when: x.channels > 16
      shortcut:
```

Good:
```yaml
input: 32x32x16
layers:
  - add:
      residual:
        - conv: 16 3x3 p1
      shortcut:
```
"""

from collections import Counter
from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, place_of


def check(graph: Graph) -> Iterator[Finding]:
    """Every merge with one of its inputs twice."""
    for number, node, _ in graph.where(lambda kind: kind.merges):
        if len(set(node.inputs)) < len(node.inputs):
            twice = Counter(node.inputs).most_common(1)[0][0]
            message = f"{node.site.kind} joins {graph.nodes[twice].path!r} with itself"
            yield Finding(message, place_of(node), "is a branch empty that should not be?", (), number)
