"""A bias that the normalisation after it takes away.

Batch norm and instance norm subtract each channel's mean, and any bias with it, then add a shift of
their own. The bias is a parameter without effect. `--fix` turns it off where every use of the layer has
the norm right after it.

Bad:
```yaml
input: 32x32x3
layers:
  - conv: 64 3x3 p1
  - bn
  - relu
```

Good:
```yaml
input: 32x32x3
layers:
  - conv: 64 3x3 p1 nobias
  - bn
  - relu
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, Mend, Repair, place_of
from convcalc.language.expressions import Expression
from convcalc.language.items import item_of
from convcalc.model.network import Node

_SOMETIMES = "the norm stands in another list, or under a condition"


def check(graph: Graph) -> Iterator[Finding]:
    """Each layer with a bias whose readers are all such norms."""
    for number, node, layer in graph.where(lambda kind: kind.weighted):
        readers = [graph.nodes[reader] for reader in graph.readers[number]]
        if not getattr(layer, "bias", False) or not readers or number in graph.ends:
            continue
        if all(reader.site.layer.centres for reader in readers):
            bias = layer.weights(node.site.inputs)[-1].elements
            message = f"{node.site.kind}: its bias of {bias:,} is taken away by the {readers[0].site.kind} that follows"
            mend = _mend(node) if all(_always(reader, node) for reader in readers) else _SOMETIMES
            yield Finding(message, place_of(node, "bias"), "turn it off: nobias, or bias: false", (), number, mend)


def _always(norm: Node, node: Node) -> bool:
    """Whether the norm follows the layer in the same list, under no condition."""
    return norm.scope is node.scope and (item := item_of(norm)) is not None and item.when is True


def _mend(node: Node) -> Mend:
    item = item_of(node)
    if item is None or isinstance(item.settings.get("bias"), Expression):
        return "its bias is worked out"
    return Repair(item.place, item.kind, "bias", False)
