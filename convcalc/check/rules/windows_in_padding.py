"""Padding as wide as the window, so that outputs at the edge see no input at all.

`conv: 64 1x1 p1` is the common form, left over from a 3x3: the volume grows by a frame that holds
nothing but the bias.

Bad:
```yaml
input: 32x32x16
layers:
  - conv: 64 1x1 p1
```

Good:
```yaml
input: 32x32x16
layers:
  - conv: 64 1x1
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, place_of


def check(graph: Graph) -> Iterator[Finding]:
    """Each layer with a first or last window in the padding alone."""
    for number, node, windows in graph.windows:
        for window, n, m in zip(windows, node.site.inputs[0].size, node.site.output.size):
            last = (m - 1) * window.stride - window.before
            if window.before >= window.extent or last >= n:
                side = max(window.before, window.after)
                message = (
                    f"{node.site.kind}: with padding {side}, windows {window.extent} wide at the edge see no input"
                )
                yield Finding(message, place_of(node, "pad"), f"pad at most {window.extent // 2}", (), number)
                break
