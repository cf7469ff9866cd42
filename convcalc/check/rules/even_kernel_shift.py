"""A window of even width that keeps the size of its volume.

It cannot lie centrally: with one pixel more on one side, each such layer moves the features half a pixel.
Several of them add up, and meet unshifted features at the next skip connection. Even windows whose
stride divides them (pooling 2x2) are fine, and so is one that is padded before alone, along one axis: it is
causal, and meant to see nothing of what comes after.

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

from convcalc.check.rules.base import Finding, Graph, Lengths, Windows, place_of
from convcalc.model.geometry import Window


def check(graph: Graph) -> Iterator[Finding]:
    """Each layer with stride 1, the same size out as in, and an even window."""
    for number, node, _, window in graph.sliding(_shifting):
        extent, aside = window.extent, window.after - window.before
        way = "forward" if aside > 0 else "back"
        message = f"{node.site.kind}: a window {extent} wide at stride 1 looks {abs(aside) / 2:g} pixels {way}"
        yield Finding(message, place_of(node), f"use a window of {extent - 1} or {extent + 1}", (), number)


def _shifting(windows: Windows, size: Lengths, output: Lengths) -> Window | None:
    """The first even window that keeps the size, unless it alone sees what comes before it."""
    kept = [window for window, n, m in zip(windows, size, output) if window.stride == 1 and n == m > 1]
    even = [window for window in kept if window.extent % 2 == 0]
    causal = len([window for window in windows if _sees_only_before(window)]) == 1 == len(even)
    return even[0] if even and not causal else None


def _sees_only_before(window: Window) -> bool:
    return window.before == window.extent - 1 > window.after == 0
