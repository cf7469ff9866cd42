"""Branches that meet and look at different places of the input.

Adding or concatenating them puts features of one place beside features of another. The rule compares
the centres of their receptive fields, on average over all positions, and speaks where they lie more than
half a step apart. Mostly a crop or a padding stands on one side only.

Bad:
```yaml
input: 32x32x16
layers:
  - concat:
      features:
        - conv: 16 5x5
      skip:
        - crop: {pad: {before: 0, after: 4}}
```

Good:
```yaml
input: 32x32x16
layers:
  - concat:
      features:
        - conv: 16 5x5
      skip:
        - crop: 2
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, axis_name, place_of
from convcalc.document.problems import Note
from convcalc.model.geometry import Span

LONGEST = 2048


def check(graph: Graph) -> Iterator[Finding]:
    """Each merge of local branches, axis by axis, until one is off."""
    rows = graph.analysis.rows
    for number, node, _ in graph.where(lambda layer: layer.merges):
        size = node.site.output.size
        local = [each for each in node.inputs if len(rows[each].reach) == len(size) == graph.network.input.rank]
        for axis, n in enumerate(size):
            spans = [rows[each].reach[axis] for each in local if graph.nodes[each].site.output.size == size]
            centres = [centre for span in spans if (centre := _centre(span, n)) is not None]
            if n < 2 or len(centres) < 2 or len(spans) < len(local):
                continue
            step = max(span.advance / len(span.lows) for span in spans)
            apart = max(centres) - min(centres)
            if apart > step / 2:
                what = axis_name(graph.network.input.rank, axis, apart != 1)
                message = (
                    f"{node.site.kind}: its branches look {apart:.3g} {what} of the input apart, at steps of {step:.3g}"
                )
                yield Finding(message, place_of(node), "crop or pad both sides alike", _notes(graph, local), number)
                break


def _centre(span: Span, n: int) -> float | None:
    """The middle of what is seen, on average over the positions; None where that is the whole input or a bound."""
    if not span.lows or not span.exact:
        return None
    period = len(span.lows)
    if period == 1:
        return (span.lows[0] + span.highs[0] + span.advance * (n - 1)) / 2
    if n > LONGEST or max(span.highs) - min(span.lows) == float("inf"):
        return None
    return sum(sum(span.sees(position)) for position in range(n)) / (2 * n)


def _notes(graph: Graph, inputs: list[int]) -> tuple[Note, ...]:
    nodes = [graph.nodes[number] for number in inputs]
    return tuple(Note(f"one comes from here: {node.path}", place_of(node)) for node in nodes if node.origin)
