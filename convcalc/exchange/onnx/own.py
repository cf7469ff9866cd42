"""What a file that convcalc wrote says beyond others: which numbers are weights; a tensor that is read twice is shared.

Weights that are made when the model runs are nodes in the file, ConstantOfShape; here they are tensors again.
"""

from convcalc.exchange.tensors.graph import Operation, TensorGraph

TOOL = "convcalc"
FILL = "ConstantOfShape"
CONSTANT = "constant."
"""How the names of numbers begin that are no weights."""


def with_weights(graph: TensorGraph) -> TensorGraph:
    """The graph with its weights as tensors; one of another tool as it is."""
    if graph.tool.partition(" ")[0] != TOOL:
        return graph
    made = {node.outputs[0]: sizes for node in graph.nodes if (sizes := _sizes(graph, node)) is not None}
    return graph._replace(
        nodes=tuple([node for node in graph.nodes if node.outputs[0] not in made]),
        weights={**graph.weights, **made},
        numbers=lambda name: None if name in made else graph.numbers(name),
        learned=frozenset(name for name in graph.learned if not name.startswith(CONSTANT)) | made.keys(),
        merged=False,
    )


def _sizes(graph: TensorGraph, node: Operation) -> tuple[int, ...] | None:
    """How large the weight is that a node makes; None where it makes none."""
    if node.op != FILL or len(node.inputs) != 1 or node.inputs[0] not in graph.weights or len(node.outputs) != 1:
        return None
    return graph.numbers(node.inputs[0])
