"""A layer whose output nothing reads and that is not an output of the network.

It costs parameters and time and changes nothing: a `from:` has passed it by, or a branch was left open.

Bad:
```yaml
input: 32x32x3
layers:
  - conv: 16 3x3 p1
    name: trunk
  - relu:
  - conv: 16 3x3 p1         # its output goes nowhere
  - conv: 32 3x3 p1
    from: trunk
```

Good:
```yaml
input: 32x32x3
layers:
  - conv: 16 3x3 p1
    name: trunk
  - relu:
  - conv: 32 3x3 p1
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, place_of


def check(graph: Graph) -> Iterator[Finding]:
    """The last layer of each part that leads nowhere, with what stands before it for its sake only."""
    for number, node in enumerate(graph.nodes):
        if graph.readers[number] or number in graph.ends:
            continue
        if node.is_input and graph.spec:
            where = graph.spec.place_of_input(node.label)
            yield Finding(f"nothing reads the input {node.label!r}", where, "read it with 'from', or take it out")
        if node.origin is None:
            continue
        dead = _dead(graph, number)
        params = sum([graph.analysis.rows.costs[each].params for each in dead])
        message = f"nothing reads this {node.site.kind}, and it is not the output"
        if len(dead) > 1:
            message += f"; what leads up to it ({len(dead) - 1} more) serves it alone"
        help = f"read it with 'from', make it a head, or take it out ({params:,} parameters)"
        yield Finding(message, place_of(node), help, (), number)


def _dead(graph: Graph, end: int) -> set[int]:
    """A layer that leads nowhere, and those before it that are read by such layers only."""
    dead: set[int] = set()
    todo = [end]
    while todo:
        number = todo.pop()
        if number not in graph.ends and number not in dead and all(each in dead for each in graph.readers[number]):
            dead.add(number)
            read = [each for each in graph.nodes[number].inputs if graph.readers[each][-1] in dead]  # else it lives yet
            todo += [each for each in read if not graph.nodes[each].is_input]
    return dead
