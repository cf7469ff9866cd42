"""The wire format of protocol buffers, outwards: numbers, texts and messages, each with the number of its field."""

import struct
from collections.abc import Sequence
from functools import lru_cache

VARINT, FIXED64, SIZED, FIXED32 = 0, 1, 2, 5
_SHORT = tuple([bytes([value]) for value in range(0x80)])
"""Numbers of one byte, which most are."""
MOST_KEPT = 4_096
"""So many short fields are kept as they are written: most are those of the layers before."""


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


def _key(field: int, wire: int) -> bytes:
    return varint(field << 3 | wire)


@lru_cache(MOST_KEPT)
def number(field: int, value: int) -> bytes:
    """A whole number."""
    return _key(field, VARINT) + varint(value)


def real(field: int, value: float) -> bytes:
    """A number of 32 bits."""
    return _key(field, FIXED32) + struct.pack("<f", value)


def sized(field: int, value: bytes) -> bytes:
    """Bytes, or a message that is written already."""
    return head(field, len(value)) + value


@lru_cache(MOST_KEPT)
def head(field: int, size: int) -> bytes:
    """What stands before so many bytes of a field."""
    return _key(field, SIZED) + varint(size)


def text(field: int, value: str) -> bytes:
    """A text."""
    written = value.encode()
    return head(field, len(written)) + written


def numbers(field: int, values: Sequence[int]) -> bytes:
    """Several whole numbers of one field, one after the other."""
    return b"".join([number(field, value) for value in values])
