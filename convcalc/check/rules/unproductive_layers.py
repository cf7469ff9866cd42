"""Convolutions after the receptive field has reached the whole input.

A layer whose input already sees the whole image cannot bring in anything new around it: such layers were
found to add little accuracy for what they cost (Richter et al., Should You Go Deeper?, 2021,
arXiv:2106.12307). The cure is a larger image, fewer strides, or fewer layers. Off by default: most
published networks have such layers at 224x224.

Bad:
```yaml
input: 28x28x3
layers:
  - conv: 16 7x7 s4 p3
  - relu
  - conv: 32 7x7 s2 p3
  - relu
  - conv: 32 3x3 p1
```

Good:
```yaml
input: 28x28x3
layers:
  - conv: 16 7x7 s2 p3
  - relu
  - conv: 32 3x3 p1
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, place_of


def check(graph: Graph) -> Iterator[Finding]:
    """The first such convolution, with what they all cost."""
    rows, whole = graph.analysis.rows, graph.network.input.size
    late = [
        number
        for number, node, (windows, _, _) in graph.slides
        if rows[number].cost.macs
        and any(window.kernel > 1 for window in windows)
        and len(rows[node.inputs[0]].reach) == len(whole)
        and all(
            span.size is not None and span.exact and span.size >= n
            for span, n in zip(rows[node.inputs[0]].reach, whole)
        )
    ]
    if not late:
        return
    first = graph.nodes[min(late)]
    seen = "x".join(str(span.size) for span in rows[first.inputs[0]].reach)
    params = sum(rows[number].cost.params for number in late)
    share = 100 * params // max(1, graph.analysis.total.params)
    message = (
        f"{first.site.kind}: its input already sees {seen} of the {graph.network.input} input, so it adds no context"
    )
    help = (
        f"{len(late)} such layers, from {first.title} on, hold {share}% of the parameters: use a larger input or fewer"
    )
    yield Finding(message, place_of(first), help)
