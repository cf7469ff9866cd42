"""An argument of a block that nothing in the block uses.

Callers who set it believe that it changes something.

Bad:
```yaml
input: 32x32x3
blocks:
  conv_relu(filters, stride=1):
    - conv: {filters: filters, kernel: 3, pad: 1}
    - relu
layers:
  - conv_relu: {filters: 16, stride: 2}
```

Good:
```yaml
input: 32x32x3
blocks:
  conv_relu(filters, stride=1):
    - conv: {filters: filters, kernel: 3, stride: stride, pad: 1}
    - relu
layers:
  - conv_relu: {filters: 16, stride: 2}
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph
from convcalc.check.rules.names import layers_named, names_in, names_of


def check(graph: Graph) -> Iterator[Finding]:
    """The parameters that neither a block's items nor its other defaults use."""
    spec = graph.spec
    if spec is None:
        return
    for block in spec.blocks.values():
        if block.place.source is not spec.source:
            continue
        defaults = [each.default for each in block.parameters]
        used = {*names_of(block.items), *layers_named(block.items), *names_in(defaults)}
        for parameter in block.parameters:
            if parameter.name not in used:
                message = f"block {block.name!r} does not use its argument {parameter.name!r}"
                yield Finding(message, block.place.on_key(), "use it, or take it out of the signature and the calls")
