"""Branches that meet and look at different places of the input.

Adding or concatenating them puts features of one place beside features of another. The rule compares
where the branches' centres look, and speaks where they lie more than half a step apart. Mostly a crop or
a padding stands on one side only.

Two things move a centre in well-known networks and do not count. A stride leaves up to a step less one at
the end, which every feature pyramid brings along when it upsamples. And padding before the window alone,
along one axis, makes a layer causal, as in TCN and WaveNet: it is to see nothing of what comes after.

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

from collections.abc import Iterator, Sequence

from convcalc.check.rules.base import Finding, Graph, axis_name, place_of
from convcalc.check.rules.offsets import Offset, offsets_of
from convcalc.document.problems import Note


def check(graph: Graph) -> Iterator[Finding]:
    """Each merge of local branches, axis by axis, until one is off. Those of several inputs lie as their makers say."""
    merges = list(graph.where(lambda kind: kind.merges))
    if len(graph.network.inputs) > 1 or not merges:
        return
    offsets = offsets_of(graph.network)
    known: dict[tuple[Offset, ...], tuple[float, float]] = {}
    for number, node, _ in merges:
        size = node.site.output.size
        inputs = [each for each in node.inputs if graph.nodes[each].site.output.size == size]
        for axis, n in enumerate(size):
            local = [each for each in inputs if offsets[each][axis]]
            key = tuple([offset for each in local if (offset := offsets[each][axis])])
            if key not in known:
                known[key] = _apart(key)
            apart, step = known[key]
            if n > 1 and apart > step / 2 and not _ends_alike(graph, local, step):
                what = axis_name(len(size), axis, apart != 1)
                message = (
                    f"{node.site.kind}: its branches look {apart:.3g} {what} of the input apart, at steps of {step:.3g}"
                )
                yield Finding(message, place_of(node), "crop or pad both sides alike", _notes(graph, local), number)
                break


def _apart(offsets: Sequence[Offset]) -> tuple[float, float]:
    """How far apart branches look, also with what is left out, and their longest step."""
    if not offsets:
        return 0, 1
    apart = [max(shifts) - min(shifts) for shifts in list(zip(*offsets))[:2]]
    return min(apart), max(offset.step for offset in offsets)


def _ends_alike(graph: Graph, inputs: list[int], step: float) -> bool:
    """Whether all branches of a sequence see up to its end and no further: what is not padded is cropped before."""
    length = graph.network.input.size
    spans = [graph.analysis.rows[each].reach for each in inputs]
    if len(length) != 1 or not all(len(reach) == 1 and reach[0].lows and reach[0].exact for reach in spans):
        return False
    last = graph.nodes[inputs[0]].site.output.size[0] - 1
    return all(0 <= length[0] - 1 - reach[0].sees(last)[1] < step for reach in spans)


def _notes(graph: Graph, inputs: list[int]) -> tuple[Note, ...]:
    nodes = [graph.nodes[number] for number in inputs]
    return tuple(Note(f"one comes from here: {node.path}", place_of(node)) for node in nodes if node.origin)
