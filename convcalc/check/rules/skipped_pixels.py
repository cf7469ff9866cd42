"""A stride longer than the window, which leaves gaps between windows.

What lies in a gap is never read: pooling 2x2 at stride 3 looks at four of nine pixels. Windows of 1x1
are another rule's (C203), since they are common in shortcuts.

Bad:
```yaml
input: 33x33x16
layers:
  - maxpool: 2 s3
```

Good:
```yaml
input: 33x33x16
layers:
  - maxpool: 3 s3
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, Lengths, Windows, axis_name, place_of


def check(graph: Graph) -> Iterator[Finding]:
    """Each layer whose windows of more than one position leave gaps."""
    for number, node, windows, axes in graph.sliding(_gaps):
        axis = axes[0]
        extent, stride = windows[axis].extent, windows[axis].stride
        what = f"{stride - extent} of every {stride} {axis_name(len(windows), axis)}"
        message = f"{node.site.kind}: windows of {extent} at stride {stride} skip {what}"
        yield Finding(message, place_of(node), f"use a stride of at most {extent}", (), number)


def _gaps(windows: Windows, size: Lengths, output: Lengths) -> list[int]:
    """The axes along which windows leave gaps."""
    each = enumerate(zip(windows, size))
    return [axis for axis, (window, n) in each if 1 < window.extent < window.stride < n]
