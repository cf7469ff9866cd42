"""Operators that change each number by itself, some of them written as several nodes."""

from collections.abc import Callable

from convcalc.exchange.tensors.graph import Operation
from convcalc.exchange.tensors.reading import GraphReading, Made, UnreadableError
from convcalc.exchange.tensors.values import Placed

ALIKE = {
    "Relu": "relu", "Tanh": "tanh", "Selu": "selu", "Softplus": "softplus", "HardSwish": "hard_swish", "Gelu": "gelu",
    "Mish": "mish", "Softmax": "softmax", "LogSoftmax": "log_softmax",
    "Silu": "silu", "Relu6": "relu6",
}  # fmt: skip
"""Operators that are a kind, whatever their attributes."""

GATED = {"sigmoid": "silu", "hard_sigmoid": "hard_swish"}
"""What becomes of a volume times what a gate makes of it."""
NO_COST = {"params": 0, "multiply_accumulates": 0}


def alike(reading: GraphReading, node: Operation) -> Placed:
    """The kind of the operator."""
    return reading.layer(node, ALIKE[node.op])


def gate(kind: str) -> Callable[[GraphReading, Operation], Made]:
    """A sigmoid; with the product of it and what it reads, silu or hard swish."""

    def make(reading: GraphReading, node: Operation) -> Made:
        after = reading.only_reader(node.outputs[0])
        if after and after.op == "Mul" and set(after.inputs) == {node.inputs[0], node.outputs[0]}:
            made = reading.layer(node, GATED[kind])
            reading.take(after, made)
            return []
        return reading.layer(node, kind)

    return make


def leaky(reading: GraphReading, node: Operation) -> Placed:
    """A slope below zero."""
    return reading.layer(node, "leaky_relu", {"slope": float(f"{node.attributes.get('alpha', 0.01):.6g}")})


def elu(reading: GraphReading, node: Operation) -> Placed:
    """Exponential below zero."""
    return reading.layer(node, "elu", {"alpha": float(f"{node.attributes.get('alpha', 1.0):.6g}")})


def prelu(reading: GraphReading, node: Operation) -> Placed:
    """Learned slopes: one, or one a channel."""
    x, slopes = reading.value(node), reading.known(node, 1)
    if slopes is None or slopes.elements not in (1, reading.volume(x).channels):
        raise UnreadableError
    return reading.layer(node, "prelu", {"shared": True} if slopes.elements == 1 else {}, (x,))


def clip(reading: GraphReading, node: Operation) -> Placed:
    """Relu where it only keeps what is above zero, relu6 where it ends at six."""
    low, high = reading.given(node, "min", 1), reading.given(node, "max", 2)
    ends = (low or (None,))[0], (high or (None,))[0]
    if ends[0] == 0 and ends[1] == 6:
        return reading.layer(node, "relu6")
    if ends[0] == 0 and ends[1] is None:
        return reading.layer(node, "relu")
    return each_by_itself(reading, node)


def each_by_itself(reading: GraphReading, node: Operation, x: Placed | None = None) -> Placed:
    """An operator on each number that learns nothing and multiplies by no weights: the volume stays."""
    settings = {"op": node.op, "each": True, **NO_COST}
    return reading.layer(node, "custom", settings, (x or reading.value(node),), name=node.op.lower())


def erf(reading: GraphReading, node: Operation) -> Made:
    """Gelu, where it is written out: `x / sqrt(2)`, erf, `+ 1`, times x, times a half."""
    scaled = reading.only_reader(node.outputs[0])
    if node.op in ("Div", "Mul") and scaled and scaled.op == "Erf":
        chain = _chain(reading, scaled, ("Add", "Mul", "Mul"))
        if chain and node.inputs[0] in (name for each in chain for name in each.inputs):
            made = reading.layer(node, "gelu")
            for each in (scaled, *chain[:-1]):
                reading.take(each)
            reading.take(chain[-1], made)
            return []
    raise UnreadableError


def _chain(reading: GraphReading, node: Operation, ops: tuple[str, ...]) -> list[Operation]:
    """The nodes after one that do these, each the only reader of the one before; none where they do others."""
    found: list[Operation] = []
    for op in ops:
        after = reading.only_reader(node.outputs[0])
        if after is None or after.op != op:
            return []
        found.append(after)
        node = after
    return found


def nothing(reading: GraphReading, node: Operation) -> Placed:
    """What changes no number and takes no memory."""
    return reading.value(node)


def dropout(reading: GraphReading, node: Operation) -> Placed:
    """Nothing where a model only predicts; it is kept, as the network has it."""
    rate = reading.given(node, "ratio", 1)
    return reading.layer(node, "dropout", {} if rate is None else {"rate": float(f"{rate[0]:.6g}")})
