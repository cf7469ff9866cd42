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

from convcalc.check.rules.base import Finding, Graph, Lengths, Windows, place_of
from convcalc.model.geometry import Window


def check(graph: Graph) -> Iterator[Finding]:
    """Each layer with a first or last window in the padding alone."""
    for number, node, _, window in graph.sliding(_outside):
        message = (
            f"{node.site.kind}: with padding {max(window.before, window.after)}, "
            f"windows {window.extent} wide at the edge see no input"
        )
        yield Finding(message, place_of(node, "pad"), f"pad at most {window.extent // 2}", (), number)


def _outside(windows: Windows, size: Lengths, output: Lengths) -> Window | None:
    """The first window of which the first or the last lies in the padding."""
    for window, n, m in zip(windows, size, output):
        if window.before >= window.extent or (m - 1) * window.stride - window.before >= n:
            return window
    return None
