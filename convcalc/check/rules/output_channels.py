"""An output whose channels are not the number of classes that the spec declares.

The spec has a variable such as `classes`, and the last layer with weights does not use it: the head of
another data set was left in place, or the network ends before its head.

Bad:
```yaml
input: 32x32x3
vars: {classes: 10, width: 64}
layers:
  - conv: width 3x3
  - relu
  - gap
  - flatten
  - dense: 1000
  - mul: {x: [], gate: [dense: classes, dense: 1000]}
```

Good:
```yaml
input: 32x32x3
vars: {classes: 10, width: 64}
layers:
  - conv: width 3x3
  - relu
  - gap
  - flatten
  - dense: classes
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, place_of
from convcalc.check.rules.names import names_in
from convcalc.document.problems import Note
from convcalc.language.items import item_of
from convcalc.model.network import Node

CLASSES = ("classes", "num_classes", "n_classes", "nb_classes", "class_count")


def check(graph: Graph) -> Iterator[Finding]:
    """The last layer before the output, where it neither uses nor has the number of classes."""
    variable = next((each for each in (graph.spec.variables if graph.spec else ()) if each.name in CLASSES), None)
    if variable is None or not isinstance(variable.value, int):
        return
    number = graph.network.output
    while not (node := graph.nodes[number]).site.layer.weighted and len(node.inputs) == 1:
        number = node.inputs[0]
    channels = node.site.output.channels
    if node.origin is None or channels == variable.value or variable.name in _names(node):
        return
    message = f"the output has {channels:,} channels, and {variable.name} is {variable.value:,}"
    notes = (Note(f"{variable.name} is set here", variable.place),)
    yield Finding(message, place_of(node), f"end with '- dense: {variable.name}', or a 1x1 conv", notes, number)


def _names(node: Node) -> set[str]:
    """The names that a layer's settings and the calls around it use."""
    items = [item_of(node), *map(item_of, node.scope.chain)]
    return set(names_in([item.settings for item in items if item]))
