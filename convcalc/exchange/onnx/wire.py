"""The wire format of protocol buffers: the fields of a message one after another, without copying what they hold.

As https://protobuf.dev/programming-guides/encoding/ describes it. A field of many bytes is told by where it lies, so
that the weights of a model are passed over and never read.
"""

import struct
from collections.abc import Iterator

from convcalc.exchange.onnx.blocks import FileBlocks

Lying = tuple[int, int]
"""Where bytes lie: from the first up to the one after the last."""
WireField = tuple[int, int | Lying]
"""The number of a field, and a whole number or where its bytes lie."""
Bytes = bytes | FileBlocks

_FIXED = {1: 8, 5: 4}
_LONGEST_NUMBER = 10


class WireError(Exception):
    """These are not the bytes of a message; with the place of the first that is wrong."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(f"{message} at byte {at + 1:,}")


def fields(data: Bytes, span: Lying) -> Iterator[WireField]:
    """The fields of a message, in order. Raises WireError."""
    at, end = span
    while at < end:
        start = at
        key, at = _varint(data, at, end)
        number, type = key >> 3, key & 7
        if type == 0:
            value, at = _varint(data, at, end)
            yield number, value
            continue
        if type == 2:
            size, at = _varint(data, at, end)
        elif type in _FIXED:
            size = _FIXED[type]
        else:
            raise WireError("it is not protobuf", start)
        if not number:
            raise WireError("it is not protobuf", start)
        if size > end - at:
            raise WireError("it is cut short", end)
        yield number, (at, at + size)
        at += size


def _varint(data: Bytes, at: int, end: int) -> tuple[int, int]:
    """A whole number of seven bits a byte, the lowest first, and the place after it."""
    start, number, shift = at, 0, 0
    while at < end:
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, at
        shift += 7
        if at - start >= _LONGEST_NUMBER:
            raise WireError("it is not protobuf", start)
    raise WireError("it is cut short", end)


def signed(value: int | Lying) -> int:
    """A number that may be negative, as int64 and int32 write it. Raises WireError for bytes."""
    number = whole(value)
    return number - (1 << 64) if number >> 63 else number


def whole(value: int | Lying) -> int:
    """A number. Raises WireError for bytes."""
    if not isinstance(value, int):
        raise WireError("there is text where a number belongs", value[0])
    return value


def lying(value: int | Lying) -> Lying:
    """Where bytes lie. Raises WireError for a number."""
    if isinstance(value, int):
        raise WireError("there is a number where text belongs", 0)
    return value


def text(data: Bytes, value: int | Lying) -> str:
    """A name. What is no UTF-8 is shown as it can be."""
    start, end = lying(value)
    return data[start:end].decode("utf-8", "backslashreplace")


def number_list(data: Bytes, value: int | Lying) -> Iterator[int]:
    """Numbers of a repeated field: one of them, or all in a row."""
    if isinstance(value, int):
        yield signed(value)
        return
    at, end = value
    while at < end:
        number, at = _varint(data, at, end)
        yield signed(number)


def real_list(data: Bytes, value: int | Lying) -> tuple[float, ...]:
    """Numbers of a repeated field of floats: one of them, or all in a row."""
    start, end = lying(value)
    return struct.unpack(f"<{(end - start) // 4}f", data[start : start + (end - start) // 4 * 4])
