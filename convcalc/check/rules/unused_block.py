"""A block that is not called from the layers, nor from a block that is.

It is not part of the network, and nothing in it is checked against volumes.

Bad:
```yaml
input: 32x32x3
blocks:
  conv_relu(filters):
    - conv: filters 3x3 p1
    - relu
layers:
  - conv: 16 3x3 p1
  - relu
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
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph
from convcalc.check.rules.names import calls


def check(graph: Graph) -> Iterator[Finding]:
    """The blocks of this file that nothing calls; those of a file it extends may serve others."""
    spec = graph.spec
    if spec is None:
        return
    if not spec.blocks:
        return
    called = calls(spec.items, spec)
    for block in spec.blocks.values():
        if block.name not in called and block.place.source is spec.source:
            yield Finding(f"block {block.name!r} is not called", block.place.on_key(), "call it, or take it out")
