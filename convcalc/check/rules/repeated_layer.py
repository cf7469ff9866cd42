"""A layer that repeats what the one before it has done.

The second of two ReLUs changes nothing, and neither does the second of two flattens; a norm after a norm
only rescales. Mostly a block ends with the layer, and its caller adds one more.

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

NORMS = ("bn", "ln", "gn", "in")
ONCE = (
    "relu",
    "relu6",
    "flatten",
    "gap",
    "gmp",
    "dropout",
    "softmax",
    "log_softmax",
    "sigmoid",
    "hard_sigmoid",
    *NORMS,
)
POSITIVE = ("relu", "relu6", "sigmoid", "hard_sigmoid", "softmax", "softplus")
"""What gives out no negative number, so that a relu after it changes nothing."""


def check(graph: Graph) -> Iterator[Finding]:
    """Each layer of these kinds right after its like."""
    for number, node, _ in graph.of(*ONCE):
        before = graph.nodes[node.inputs[0]]
        kind, other = node.site.kind, before.site.kind
        again = kind == other or (kind in NORMS and other in NORMS)
        if again or (kind == "relu" and other in POSITIVE):
            notes = (Note(f"the {other} before it: {before.path}", place_of(before)),)
            yield Finding(f"{kind} right after {other}", place_of(node), "take one of them out", notes, number)
