"""A dense layer on a flattened volume that holds most of the network's parameters.

In VGG-16 the first dense layer holds 102.8M of 138.4M. Global average pooling before it divides its
weights by the number of positions, and the network then takes images of any size (Lin et al., Network In
Network, 2013). Off by default: the classics are built that way.

Bad:
```yaml
input: 32x32x3
layers:
  - conv: 64 3x3 p1
  - relu
  - flatten
  - dense: 10
```

Good:
```yaml
input: 32x32x3
layers:
  - conv: 64 3x3 p1
  - relu
  - gap
  - flatten
  - dense: 10
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph, passes, place_of
from convcalc.model.layers.dense import Dense


def check(graph: Graph) -> Iterator[Finding]:
    """A dense layer with over half of all parameters, where a volume with positions was flattened."""
    for number, node, _ in graph.of(Dense):
        params, total = graph.analysis.rows[number].cost.params, graph.analysis.total.params
        before = node.inputs[0]
        while not graph.nodes[before].site.output.size and passes(graph.nodes[before].site.layer):
            before = graph.nodes[before].inputs[0]
        volume = graph.nodes[before].site.output
        if 2 * params <= total or volume.positions == 1:
            continue
        message = f"dense: it holds {params:,} of {total:,} parameters ({100 * params // total}%)"
        help = f"'- gap' before the flatten of {volume} leaves it {volume.positions} times fewer weights"
        yield Finding(message, place_of(node), help, (), number)
