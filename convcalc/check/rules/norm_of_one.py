"""A norm over a single number.

Less its own mean, a single number is zero: whatever comes in, the output is the norm's shift alone, and
frameworks refuse to train it. Instance norm does that on 1x1, group norm where a group has one channel.

Bad:
```yaml
input: 7x7x64
layers:
  - gap
  - in
```

Good:
```yaml
input: 7x7x64
layers:
  - in
  - gap
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, place_of
from convcalc.model.layers.normalisation import Norm


def check(graph: Graph) -> Iterator[Finding]:
    """Each norm whose statistics are those of one number."""
    for number, node, layer in graph.of(Norm):
        x = node.site.inputs[0]
        if x.elements == layer.means(node.site.inputs):
            message = f"{node.site.kind}: on {x}, every mean is that of a single number, and the output is constant"
            yield Finding(message, place_of(node), "put it before the pooling, or take it out", (), number)
