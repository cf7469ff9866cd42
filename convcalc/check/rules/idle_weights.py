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

from convcalc.check.rules.base import Finding, Graph, place_of
from convcalc.model.geometry import Window

WIDEST_TRIED = 1024


def check(graph: Graph) -> Iterator[Finding]:
    """Each convolution with idle weights, and each pool that looks at one number only."""
    found: dict[int, str] = {}
    for number, node, windows in graph.windows:
        site = node.site
        if id(site) not in found:
            found[id(site)] = _message(site.layer.weighted, windows, site.inputs[0].size, site.output.size)
        if found[id(site)]:
            help = "use a smaller kernel, less dilation or a larger input" if site.layer.weighted else "take it out"
            yield Finding(
                f"{site.kind}: on {site.inputs[0]}, {found[id(site)]}", place_of(node, "kernel"), help, (), number
            )


def _message(weighted: bool, windows: tuple[Window, ...], size: tuple[int, ...], output: tuple[int, ...]) -> str:
    kernels = [window.kernel for window in windows]
    busy = [_busy(*each) for each in zip(windows, size, output)]
    if not weighted:
        return "each window holds one number only" if math.prod(busy) == 1 < math.prod(kernels) else ""
    if busy == kernels:
        return ""
    weights = "x".join(map(str, kernels))
    return (
        f"{math.prod(busy)} of the {math.prod(kernels)} weights of a {weights} kernel meet the input, the rest padding"
    )


def _busy(window: Window, n: int, m: int) -> int:
    """How many taps of a window read a position of the input for some output."""
    if window.kernel > WIDEST_TRIED or (window.extent <= n and not window.before and not window.after):
        return window.kernel
    taps = range(-window.before, window.extent - window.before, window.dilation)
    return sum(max(0, -(tap // window.stride)) <= min(m - 1, (n - 1 - tap) // window.stride) for tap in taps)
