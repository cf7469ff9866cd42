"""A 1x1 window with a stride, where nothing else reads the pixels between.

Three of four pixels are computed before it and thrown away. It is how the first ResNets reduced their
volumes (stride in the first 1x1 of a unit); later ones have the stride in the 3x3 convolution.
Off by default.

Bad:
```yaml
input: 56x56x256
layers:
  - conv: 128 1x1 s2
```

Good:
```yaml
input: 56x56x256
layers:
  - conv: 128 3x3 s2 p1
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, place_of


def check(graph: Graph) -> Iterator[Finding]:
    """Each volume that all its readers subsample by 1x1 windows."""
    skipping = {
        number: node
        for number, node, (windows, _, _) in graph.slides
        if any(window.kernel == 1 < window.stride for window in windows)
    }
    for number, node in skipping.items():
        if all(each in skipping for each in graph.readers[node.inputs[0]]):
            x = node.site.inputs[0]
            message = f"{node.site.kind}: a 1x1 window with a stride reads a part of {x}, and nothing the rest"
            yield Finding(message, place_of(node), "put the stride in a layer with a larger window", (), number)
