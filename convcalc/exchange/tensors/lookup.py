"""Patterns of several operations that are one layer: looking numbers up, and the global response norm."""

from convcalc.exchange.tensors.graph import Operation
from convcalc.exchange.tensors.reading import GraphReading, Made, UnreadableError
from convcalc.exchange.tensors.values import BATCH, Constant, Placed, standard


def looked_up(reading: GraphReading, node: Operation, x: Placed) -> Made | None:
    """Numbers that lose the axis of their one channel, and each a vector; None where that is not what comes next."""
    volume = reading.volume(x)
    after, between = reading.only_reader(node.outputs[0]), []
    if after and after.op == "Cast":
        between, after = [after], reading.only_reader(after.outputs[0])
    words = _words(reading, after) if after and x.axes == standard(volume.rank) and volume.channels == 1 else None
    if after is None or words is None:
        return None
    made = _embedding(reading, after, words, x)
    for each in between:
        reading.take(each)
    reading.take(after, made)
    return []


def embedding(reading: GraphReading, node: Operation) -> Placed:
    """A vector for each number of a flat volume. Raises UnreadableError where it is no table that is looked into."""
    words = _words(reading, node)
    if words is None:
        raise UnreadableError
    x = reading.value(node, 1)
    if reading.volume(x).size:
        raise UnreadableError
    return _embedding(reading, node, words, x)


def _words(reading: GraphReading, node: Operation) -> Constant | None:
    """The table that a node looks into, where it is learned."""
    table = reading.known(node, 0)
    learned = table is not None and len(table.dims) == 2 and not node.attributes.get("axis", 0)
    return table if node.op == "Gather" and learned and table and table.weights else None


def _embedding(reading: GraphReading, node: Operation, words: Constant, x: Placed) -> Placed:
    settings = dict(zip(("words", "dim"), words.dims, strict=True))
    rank = max(1, reading.volume(x).rank)
    return reading.layer(node, "embedding", settings, (x,), (BATCH, *range(rank + 1)))


def strengths(reading: GraphReading, node: Operation) -> Made:
    """`x + (weight * (x * strength / (mean + eps)) + bias)`, in whatever order. Raises UnreadableError."""
    x, axes = reading.value(node), reading.given(node, "axes", 1)
    rank, source = reading.volume(x).rank, node.inputs[0]
    if not axes or {reading.axis(x, axis) for axis in axes} != {*range(rank)}:
        raise UnreadableError
    mean = _reader(reading, node, "ReduceMean")
    over = reading.given(mean, "axes", 1)
    if not over or [reading.axis(x, axis) for axis in over] != [rank]:
        raise UnreadableError
    steadied = _reader(reading, mean, "Add")
    shares = _reader(reading, steadied, "Div", node.outputs[0])
    scaled = _reader(reading, shares, "Mul", source)
    parts, eps = [mean, steadied, shares, scaled], _number(reading, steadied)
    for op in ("Mul", "Add"):
        parts.append(_reader(reading, parts[-1], op))
        if not (learned := _learned(reading, parts[-1])) or learned.elements != reading.volume(x).channels:
            raise UnreadableError
    parts.append(_reader(reading, parts[-1], "Add", source))
    made = reading.layer(node, "grn", {"eps": eps}, (x,))
    for part in parts[:-1]:
        reading.take(part)
    reading.take(parts[-1], made)
    return []


def _reader(reading: GraphReading, node: Operation, op: str, other: str = "") -> Operation:
    """What reads a node, where it is of an operator and reads what else is named. Raises UnreadableError."""
    for each in reading.readers(node.outputs[0]):
        if each.op == op and (not other or other in each.inputs):
            return each
    raise UnreadableError


def _learned(reading: GraphReading, node: Operation) -> Constant | None:
    found = [known for k in range(len(node.inputs)) if (known := reading.known(node, k)) and known.weights]
    return found[0] if len(found) == 1 else None


def _number(reading: GraphReading, node: Operation) -> float:
    """The one number that a node reads. Raises UnreadableError."""
    known = [found for k in range(len(node.inputs)) if (found := reading.known(node, k))]
    if len(known) != 1 or known[0].numbers is None or len(known[0].numbers) != 1:
        raise UnreadableError
    return float(f"{known[0].numbers[0]:.6g}")
