"""A stride that leaves the last rows or columns of a volume unread.

The windows do not come out even, and what lies behind the last one has no effect on the output: a part
of every image is thrown away. Frameworks round down and say nothing.

Bad:
```yaml
input: 7x7x16
layers:
  - maxpool: 2              # 3x3: row 7 and column 7 are lost
```

Good:
```yaml
input: 7x7x16
layers:
  - maxpool: 2 ceil         # 4x4
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, Lengths, Windows, axis_name, place_of
from convcalc.model.geometry import Window
from convcalc.model.network import Node


def check(graph: Graph) -> Iterator[Finding]:
    """Each layer with positions behind its last window; windows with gaps between are another rule's."""
    for number, node, windows, left in graph.sliding(_behind):
        x = node.site.inputs[0]
        axis = max(range(x.rank), key=left.__getitem__)
        message = f"{node.site.kind}: stride {windows[axis].stride} leaves {_lost(left)} of {x} unread"
        yield Finding(message, place_of(node), _help(node, windows[axis], left[axis]), (), number)


def _behind(windows: Windows, size: Lengths, output: Lengths) -> list[int]:
    """How many positions lie behind the last window along each axis; none at all where that is so of each."""
    left = [_left(*each) for each in zip(windows, size, output)]
    return left if any(left) else []


def _left(window: Window, n: int, m: int) -> int:
    """How many positions lie behind the last window."""
    left = n - ((m - 1) * window.stride - window.before + window.extent)
    return left if left > 0 and window.extent >= window.stride else 0


def _lost(left: list[int]) -> str:
    names = [axis_name(len(left), axis, count > 1) for axis, count in enumerate(left) if count]
    return f"the last {max(left) if max(left) > 1 else ''} {' and '.join(names)}".replace("  ", " ")


def _help(node: Node, window: Window, left: int) -> str:
    pad = f"pad {{before: {window.before}, after: {window.after + window.stride - left}}}"
    return f"{pad}, or an input {left} smaller" if "ceil" not in node.site.layer.fields else f"ceil, or {pad}"
