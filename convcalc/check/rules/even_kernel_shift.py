"""A window of even width that keeps the size of its volume.

It cannot lie centrally: with one pixel more on one side, each such layer moves the features half a pixel.
Several of them add up, and meet unshifted features at the next skip connection. Even windows whose
stride divides them (pooling 2x2) are fine.

Bad:
```yaml
input: 32x32x16
layers:
  - conv: 16 2x2 same
```

Good:
```yaml
input: 32x32x16
layers:
  - conv: 16 3x3 same
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, place_of


def check(graph: Graph) -> Iterator[Finding]:
    """Each layer with stride 1, the same size out as in, and an even window."""
    for number, node, windows in graph.windows:
        size = zip(windows, node.site.inputs[0].size, node.site.output.size)
        for extent, aside in [(w.extent, w.after - w.before) for w, n, m in size if w.stride == 1 and n == m > 1]:
            if extent % 2 == 0 and extent > 1:
                way = "forward" if aside > 0 else "back"
                message = f"{node.site.kind}: a window {extent} wide at stride 1 looks {abs(aside) / 2:g} pixels {way}"
                yield Finding(message, place_of(node), f"use a window of {extent - 1} or {extent + 1}", (), number)
                break
