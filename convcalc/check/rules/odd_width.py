"""Channels that hardware cannot use in full.

Matrix units work on channels by eights. A convolution whose groups read or write a number of channels
that is not a multiple of 8 runs as slowly as one with the next multiple. The network's input and its
last layer are left alone, and so are depthwise convolutions. Off by default: it is a matter of speed.

Bad:
```yaml
input: 32x32x3
layers:
  - conv: 64 3x3 p1
  - relu
  - conv: 64 3x3 p1 g16       # 4 channels a group
  - relu
  - conv: 10 1x1
```

Good:
```yaml
input: 32x32x3
layers:
  - conv: 64 3x3 p1
  - relu
  - conv: 64 3x3 p1 g8
  - relu
  - conv: 10 1x1
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, place_of
from convcalc.model.layers.convolution import Conv

MULTIPLE = 8


def check(graph: Graph) -> Iterator[Finding]:
    """Each convolution with a width that is not a multiple of 8."""
    last = max((number for number, _, _ in graph.where(lambda kind: kind.weighted)), default=0)
    for number, node, layer in graph.of(Conv):
        groups = layer.groups
        channels, filters = node.site.inputs[0].channels // groups, node.site.output.channels // groups
        if number == last or channels == 1 or graph.nodes[node.inputs[0]].is_input:
            continue
        odd = next((width for width in (channels, filters) if width % MULTIPLE), 0)
        if odd:
            what = "channels a group" if groups > 1 else "channels"
            message = f"conv: {odd} {what} are not a multiple of {MULTIPLE}"
            place = place_of(node, "groups" if groups > 1 else "filters")
            yield Finding(message, place, f"the next is {-(-odd // MULTIPLE) * MULTIPLE}", (), number)
