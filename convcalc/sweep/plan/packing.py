"""Many whole numbers in one, so that they are added at once: each has 64 bits of its own."""

from collections.abc import Sequence
from struct import unpack

BITS = 64
MOST = 1 << 46
"""No number that is packed is as large: 100,000 of them have room."""


def packed(numbers: Sequence[int]) -> int:
    """Numbers as one, each below MOST.

    >>> unpacked(packed((3, 1)) + packed((4, 5)), 2)
    (7, 6)
    """
    found = 0
    for place, number in enumerate(numbers):
        found |= number << BITS * place
    return found


def unpacked(number: int, count: int) -> tuple[int, ...]:
    """So many numbers out of one, from one packing or from the sum of some."""
    return unpack(f"<{count}Q", number.to_bytes(8 * count, "little"))
