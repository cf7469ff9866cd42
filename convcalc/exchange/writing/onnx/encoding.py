"""The wire format of protocol buffers, outwards: numbers, texts and messages, each with the number of its field."""

import struct
from collections.abc import Iterable, Sequence
from functools import cache

VARINT, FIXED64, SIZED, FIXED32 = 0, 1, 2, 5
_SHORT = tuple([bytes([value]) for value in range(0x80)])
"""Numbers of one byte, which most are."""


def varint(value: int) -> bytes:
    """A whole number in groups of seven bits; a negative one in ten bytes."""
    if 0 <= value < 0x80:
        return _SHORT[value]
    value &= (1 << 64) - 1
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    parts.append(value)
    return bytes(parts)


@cache
def _key(field: int, wire: int) -> bytes:
    return varint(field << 3 | wire)


def number(field: int, value: int) -> bytes:
    """A whole number."""
    return _key(field, VARINT) + varint(value)


def real(field: int, value: float) -> bytes:
    """A number of 32 bits."""
    return _key(field, FIXED32) + struct.pack("<f", value)


def sized(field: int, value: bytes) -> bytes:
    """Bytes, or a message that is written already."""
    return head(field, len(value)) + value


def head(field: int, size: int) -> bytes:
    """What stands before so many bytes of a field."""
    return _key(field, SIZED) + varint(size)


def text(field: int, value: str) -> bytes:
    """A text."""
    return sized(field, value.encode())


def texts(field: int, values: Iterable[str]) -> bytes:
    """Several texts of one field."""
    return b"".join([text(field, value) for value in values])


def numbers(field: int, values: Sequence[int]) -> bytes:
    """Several whole numbers of one field, one after the other."""
    return b"".join([number(field, value) for value in values])


def entry(field: int, key: str, value: str) -> bytes:
    """A key and its value, as metadata has them."""
    return sized(field, text(1, key) + text(2, value))
