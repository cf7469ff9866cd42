"""What exporters of PyTorch changed in a network: told, and undone where that is asked for. Knows no layers.

The newer one writes down which of its rules worked on a node, and what the node was in PyTorch. The older one says
nothing, but the weights that it made of several have no module's name: `onnx::Conv_497` and `onnx::Conv_498`.
"""

from collections.abc import Iterator

from convcalc.document.foreign import Foreign
from convcalc.document.places import Position
from convcalc.document.problems import Problem
from convcalc.document.records import NamedTuple
from convcalc.document.wording import many
from convcalc.exchange.modules import ModuleCall
from convcalc.exchange.tensors.graph import Operation, TensorGraph

RULES = "pkg.onnxscript.rewriter.rule_name"
"""Under what the newer exporter notes which of its rules made a node."""
CALL = "pkg.torch.onnx.fx_node"
"""Under what it notes the operation that a node was in PyTorch."""
PARAMETERS = "pkg.torch.export.ExportedProgram.graph_signature"
"""Under what it notes all parameters of the model, one a line."""
FUSES, DROPS = "FuseBatchNormInto", "RemoveOptionalBiasFrom"
_WEIGHTED = ("Conv", "ConvTranspose", "Gemm")
USUAL_EPS = 1e-5


class ExporterChanges(NamedTuple):
    """The nodes that an exporter changed, by their places among all."""

    folded: tuple[int, ...] = ()
    """Those that a batch norm was made a part of."""
    silent: tuple[int, ...] = ()
    """Those of them of which nothing else is said."""
    dropped: tuple[int, ...] = ()
    """Those that had a bias of zeros, which is left out."""
    together: int = 0
    """How many weights are stored once, and read by several nodes."""


def changes_in(graph: TensorGraph) -> ExporterChanges:
    """What an exporter changed in a graph."""
    nodes = [(k, node) for k, node in enumerate(graph.nodes) if node.op in _WEIGHTED]
    rules = {k: node.notes[RULES] for k, node in nodes if RULES in node.notes}
    told = [k for k, text in rules.items() if FUSES in text]
    silent = tuple(k for k, node in nodes if k not in rules and _made_of_several(node))
    known = _parameters(graph) if any(DROPS in text for text in rules.values()) else set()
    dropped = (k for k, text in rules.items() if k not in told and DROPS in text and not _has_bias(graph.nodes[k]))
    return ExporterChanges(
        (*told, *silent),
        silent,
        tuple(k for k in dropped if _bias_of(graph.nodes[k]) in known),
        _read_by_several(graph, [node for _, node in nodes]) if graph.merged else 0,
    )


def _made_of_several(node: Operation) -> bool:
    """Whether weight and bias have names that no module gives: numbers, as the older exporter counts values."""
    names = node.inputs[1:3]
    return len(names) == 2 and all(name.removeprefix(f"onnx::{node.op}_").isdecimal() for name in names)


def _has_bias(node: Operation) -> bool:
    return len(node.inputs) > 2 and bool(node.inputs[2])


def _parameters(graph: TensorGraph) -> set[str]:
    """The names of all parameters that the model had, where the file says them."""
    lines = graph.notes.get(PARAMETERS, "").split("PARAMETER target='")
    return {line.partition("'")[0] for line in lines[1:]}


def _bias_of(node: Operation) -> str:
    """What the bias beside a node's weight is called."""
    module, dot, last = node.inputs[1].rpartition(".")
    return f"{module}{dot}bias" if last == "weight" else ""


def _read_by_several(graph: TensorGraph, nodes: list[Operation]) -> int:
    seen, several = set[str](), set[str]()
    for node in nodes:
        name = node.inputs[1] if len(node.inputs) > 1 else ""
        (several if name in seen else seen).add(name)
    return len(several & graph.learned)


# Told


def tell(source: Foreign, changes: ExporterChanges, undone: bool) -> None:
    """Note on a document what was changed, or that it is undone."""
    what = " and ".join(_words(changes))
    place = source.place_at(Position(1 + min((*changes.folded, *changes.dropped), default=0), 1))
    if what and undone:
        silent = "; convolutions are taken to have had no bias of their own" if changes.silent else ""
        source.notes.append(Problem(f"undone: an exporter {what}{silent}", place, severity="note"))
    elif what:
        message = f"an exporter {what}: their parameters are not in the file, and not counted"
        source.notes.append(Problem(message, place, "--unfold counts them again", severity="note"))
    if changes.together:
        equal = many(changes.together, "weight")
        message = f"{equal} of several layers {'is' if changes.together == 1 else 'are'} stored once: each use counts"
        source.notes.append(Problem(message, place, severity="note"))


def _words(changes: ExporterChanges) -> Iterator[str]:
    if changes.folded:
        yield f"folded batch norm into {many(len(changes.folded), 'layer')}"
    if changes.dropped:
        yield f"dropped {len(changes.dropped):,} {'bias' if len(changes.dropped) == 1 else 'biases'} of zeros"


# Undone


def undo(graph: TensorGraph, changes: ExporterChanges) -> TensorGraph:
    """The graph with batch norm after what it was folded into, and with all biases."""
    weights, nodes = dict(graph.weights), list[Operation]()
    known = _parameters(graph)
    for k, node in enumerate(graph.nodes):
        if k in changes.folded and (count := _outputs_of(node, weights)):
            nodes += _apart(node, count, weights, _bias_of(node) in known)
        elif k in changes.dropped and (count := _outputs_of(node, weights)):
            nodes.append(_biased(node, count, weights))
        else:
            nodes.append(node)
    learned = graph.learned | (weights.keys() - graph.weights.keys())
    return graph._replace(
        nodes=tuple(nodes),
        weights=weights,
        learned=learned,
        numbers=lambda name: graph.numbers(name) if name in graph.weights else None,
    )


def _outputs_of(node: Operation, weights: dict[str, tuple[int, ...]]) -> int:
    """How many filters or units a node has; 0 where that is not known."""
    dims = weights.get(node.inputs[1], ())
    if node.op == "Conv":
        return dims[0] if dims else 0
    if node.op == "ConvTranspose":
        return dims[1] * int(node.attributes.get("group", 1)) if len(dims) > 1 else 0
    return dims[0 if node.attributes.get("transB") else 1] if len(dims) == 2 else 0


def _biased(node: Operation, count: int, weights: dict[str, tuple[int, ...]]) -> Operation:
    name = _bias_of(node)
    weights[name] = (count,)
    return node._replace(inputs=(*node.inputs[:2], name))


def _apart(node: Operation, count: int, weights: dict[str, tuple[int, ...]], biased: bool) -> Iterator[Operation]:
    """What a batch norm was folded into, and the batch norm."""
    between = f"{node.outputs[0]} before batch norm"
    apart = node._replace(inputs=node.inputs[:2], outputs=(between,))
    yield _biased(apart, count, weights) if biased else apart
    read, eps = _called_with(node.notes.get(CALL, ""))
    modules = node.modules
    if modules and not node.notes:
        modules = (*modules[:-1], ModuleCall(f"{modules[-1].label}_bn", ""))
    module = ".".join([each.label for each in modules]) or f"{node.name}.bn"
    names = tuple(f"{module}.{name}" for name in ("weight", "bias"))
    weights.update(dict.fromkeys(names, (count,)) if read else {})
    inputs = (between, *(names if read else ("", "")))
    yield Operation("BatchNormalization", module, inputs, node.outputs, {"epsilon": eps}, modules)


def _called_with(call: str) -> tuple[bool, float]:
    """Whether a batch norm had weights, and its eps: `(args = (%x, %weight, %bias, %mean, %variance, 0.1, 1e-05)`."""
    words = call.partition("(args = (")[2].partition(")")[0].split(", ")
    numbers = [word for word in words if "." in word or "e-" in word if not word.startswith("%")]
    try:
        return words[1:2] != ["None"], float(numbers[-1])
    except (ValueError, IndexError):
        return words[1:2] != ["None"], USUAL_EPS
