"""An output whose channels are not the number of classes that the spec declares.

The spec has a variable such as `classes`, and no last layer with weights uses it: the head of another data
set was left in place, or the network ends before its head. Where branches meet at the end, as the boxes and
the classes of a detector do, and where there are heads, it is enough that one of them does.

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
    """The last layer before the output, where no last layer of any output uses or has the number of classes."""
    variable = next((each for each in (graph.spec.variables if graph.spec else ()) if each.name in CLASSES), None)
    if variable is None or not isinstance(variable.value, int):
        return
    ends = dict.fromkeys(graph.network.ends)
    if any(graph.nodes[end].site.output.channels == variable.value for end in ends):
        return
    last = [(end, number) for end in ends for number in _last(graph, end)]
    if not last or any(variable.name in _names(graph.nodes[number]) for _, number in last):
        return
    end, number = last[0]
    channels = graph.nodes[end].site.output.channels
    message = f"the output has {channels:,} channels, and {variable.name} is {variable.value:,}"
    notes = (Note(f"{variable.name} is set here", variable.place),)
    help = f"end with '- dense: {variable.name}', or a 1x1 conv"
    yield Finding(message, place_of(graph.nodes[number]), help, notes, number)


def _last(graph: Graph, end: int) -> list[int]:
    """The last layers with weights before an end, along every branch."""
    found: dict[int, None] = {}
    todo, seen = [end], set()
    while todo:
        number = todo.pop()
        node = graph.nodes[number]
        if node.site.layer.weighted:
            found[number] = None
        elif number not in seen:
            todo += node.inputs[::-1]
        seen.add(number)
    return list(found)


def _names(node: Node) -> set[str]:
    """The names that a layer's settings and the calls around it use."""
    items = [item_of(node), *map(item_of, node.scope.chain)]
    return set(names_in([item.settings for item in items if item]))
