"""Products of volumes, and layers for sequences as operations of ONNX."""

from convcalc.exchange.writing.onnx.place import OnnxLayer
from convcalc.exchange.writing.volumes import shape_of


def matmul(at: OnnxLayer) -> str:
    """Positions x channels of the first, times those of the second."""
    first, second = at.inputs
    left = at.transpose(at.reshape(at.reads[0], first.channels, first.positions), 0, 2, 1)
    right = at.reshape(at.reads[1], second.channels, second.positions)
    product = at.op("MatMul", left, right if at.layer.transposed else at.transpose(right, 0, 2, 1))
    return at.reshape(at.transpose(product, 0, 2, 1), *shape_of(at.output), last=True)


def embedding(at: OnnxLayer) -> str:
    """A vector looked up for each number."""
    numbers = at.op("Cast", at.reshape(at.x, *at.output.size), to=7)
    found = at.op("Gather", at.weight("weight"), numbers, axis=0)
    return at.channels_back(found, at.output.rank)


def lstm(at: OnnxLayer) -> str:
    """Long short-term memory; ONNX has its gates in another order, which numbers that are made anew do not show."""
    return _recurrent(at, "LSTM", 4)


def gru(at: OnnxLayer) -> str:
    """Gated recurrent unit, with both biases as PyTorch has them."""
    return _recurrent(at, "GRU", 3, linear_before_reset=1)


def _recurrent(at: OnnxLayer, kind: str, gates: int, **settings: int) -> str:
    """Layer upon layer, along the length first."""
    layer = at.layer
    if layer.bias and not layer.two_biases:
        at.refuse("a recurrent layer with one bias a gate: its layers have two")
    ways = ("", "_reverse")[: 1 + layer.both]
    settings |= {"hidden_size": layer.hidden}
    x, length = at.transpose(at.x, 2, 0, 1), at.inputs[0].size[0]
    for number in range(layer.layers):
        across = layer.width if number else at.inputs[0].channels
        rows = gates * layer.hidden
        w = _stacked(at, "weight_ih", number, ways, rows, across)
        r = _stacked(at, "weight_hh", number, ways, rows, layer.hidden)
        more = [_biases(at, number, ways, rows)] if layer.bias else []
        direction = "bidirectional" if layer.both else "forward"
        y = at.op(kind, x, w, r, *more, direction=direction, **settings)
        x = at.op("Reshape", at.transpose(y, 0, 2, 1, 3), at.ints(length, -1, layer.width))
    turned = at.transpose(x, 1, 2, 0, last=not layer.last)
    if not layer.last:
        return turned
    end = at.op("Slice", turned, at.ints(length - 1), at.ints(length), at.ints(2))
    return at.reshape(end, layer.width, last=True)


def _stacked(at: OnnxLayer, name: str, number: int, ways: tuple[str, ...], rows: int, columns: int) -> str:
    """The matrices of both directions, one after the other."""
    each = [at.weight(f"{name}{number}{way}", shape=[1, rows, columns]) for way in ways]
    return each[0] if len(each) == 1 else at.op("Concat", *each, axis=0)


def _biases(at: OnnxLayer, number: int, ways: tuple[str, ...], rows: int) -> str:
    """Of each direction the biases of the input and of the state in a row."""
    rowed = [
        at.op("Concat", *[at.weight(f"bias_{part}{number}{way}", shape=[1, rows]) for part in ("ih", "hh")], axis=1)
        for way in ways
    ]
    return rowed[0] if len(rowed) == 1 else at.op("Concat", *rowed, axis=0)
