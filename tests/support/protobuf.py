"""Messages of protobuf, written by hand: ONNX files as no exporter would write them."""


def number(value: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    return bytes([value]) if value < 128 else bytes([value & 127 | 128]) + number(value >> 7)


def field(key: int, value: int | str | bytes) -> bytes:
    """A field of a message: a number, or bytes."""
    if isinstance(value, int):
        return number(key << 3) + number(value)
    raw = value.encode() if isinstance(value, str) else value
    return number(key << 3 | 2) + number(len(raw)) + raw


def onnx_node(op: str, inputs: list[str], outputs: list[str], *attributes: bytes, name: str = "") -> bytes:
    """An operator in a graph."""
    named = [field(1, each) for each in inputs] + [field(2, each) for each in outputs]
    return field(1, b"".join([*named, field(3, name), field(4, op), *attributes]))


def onnx_tensor(name: str, dims: list[int], numbers: list[int] | None = None) -> bytes:
    """Whole numbers in a graph; only their sizes where none are given."""
    raw = b"".join([each.to_bytes(8, "little", signed=True) for each in numbers or ()])
    return field(5, field(1, b"".join(map(number, dims))) + field(2, 7) + field(8, name) + field(9, raw))


def onnx_model(*graph: bytes, output: str = "y") -> bytes:
    """A file with a graph on 4 channels of 8x8 positions."""
    sizes = b"".join([field(1, field(1, size)) for size in (1, 4, 8, 8)])
    x, y = (field(1, name) + field(2, field(1, field(1, 1) + field(2, sizes))) for name in ("x", output))
    return field(1, 8) + field(2, "a") + field(7, b"".join(graph) + field(11, x) + field(12, y))
