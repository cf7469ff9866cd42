"""Weights of a kernel that meet nothing but padding.

On a volume of 1x1, a 3x3 convolution multiplies one number by its middle weight, and eight weights of
nine by zeros; a 3x3 pool changes nothing. The same happens where dilation is as large as the volume, as in
pyramids of dilated convolutions on small images.

Bad:
```yaml
input: 7x7x64
layers:
  - gap
  - conv: 64 3x3 p1
```

Good:
```yaml
input: 7x7x64
layers:
  - gap
  - conv: 64 1x1
```
"""

import math
from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, Lengths, Windows, place_of
from convcalc.model.geometry import Window

WIDEST_TRIED = 1024


def check(graph: Graph) -> Iterator[Finding]:
    """Each convolution with idle weights, and each pool that looks at one number only."""
    for number, node, windows, busy in graph.sliding(_busy_taps):
        x, weighted = node.site.inputs[0], node.site.layer.weighted
        if weighted or math.prod(busy) == 1:
            help = "use a smaller kernel, less dilation or a larger input" if weighted else "take it out"
            message = f"{node.site.kind}: on {x}, {_told(weighted, windows, busy)}"
            yield Finding(message, place_of(node, "kernel"), help, (), number)


def _told(weighted: bool, windows: Windows, busy: list[int]) -> str:
    if not weighted:
        return "each window holds one number only"
    kernels = [window.kernel for window in windows]
    weights = "x".join(map(str, kernels))
    return (
        f"{math.prod(busy)} of the {math.prod(kernels)} weights of a {weights} kernel meet the input, the rest padding"
    )


def _busy_taps(windows: Windows, size: Lengths, output: Lengths) -> list[int]:
    """How many taps of a window read the input along each axis; none at all where each does."""
    busy = [_busy(*each) for each in zip(windows, size, output)]
    return busy if busy != [window.kernel for window in windows] else []


def _busy(window: Window, n: int, m: int) -> int:
    """How many taps of a window read a position of the input for some output."""
    if window.kernel > WIDEST_TRIED or (window.extent <= n and not window.before and not window.after):
        return window.kernel
    taps = range(-window.before, window.extent - window.before, window.dilation)
    return sum(max(0, -(tap // window.stride)) <= min(m - 1, (n - 1 - tap) // window.stride) for tap in taps)
