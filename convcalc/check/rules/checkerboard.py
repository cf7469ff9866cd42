"""A transposed convolution whose kernel the stride does not divide.

Output positions then get contributions from different numbers of inputs, one more here than there, and
the output shows a checkerboard (Odena, Dumoulin & Olah, Deconvolution and Checkerboard Artifacts, Distill
2016). With a kernel smaller than the stride some outputs get none at all.

Bad:
```yaml
input: 16x16x32
layers:
  - tconv: {filters: 16, kernel: 3, stride: 2, pad: 1, output_pad: 1}
```

Good:
```yaml
input: 16x16x32
layers:
  - tconv: 16 4x4 s2 p1
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, place_of
from convcalc.model.layers.transposed import TransposedConv


def check(graph: Graph) -> Iterator[Finding]:
    """Each transposed convolution that covers its output unevenly."""
    for number, node, layer in graph.of(TransposedConv):
        kind = node.site.kind
        for kernel, stride in zip(layer.kernel, layer.stride):
            if kernel % stride == 0:
                continue
            if kernel < stride:
                message = f"{kind}: a kernel of {kernel} at stride {stride} leaves outputs that no input reaches"
            else:
                most = -(-kernel // stride)
                message = f"{kind}: at stride {stride}, a kernel of {kernel} reaches outputs {most - 1} or {most} times"
            help = f"use a kernel of {-(-kernel // stride) * stride}, or upsample and a conv"
            yield Finding(message, place_of(node, "kernel"), help, (), number)
            break
