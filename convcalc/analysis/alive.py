"""The largest outputs that are alive at once: each from the node that it comes out of to the last that needs it."""

from collections.abc import Sequence
from heapq import heappop, heappush


def largest(sizes: Sequence[int], last: Sequence[int]) -> list[tuple[int, ...]]:
    """For each node the three largest outputs that are there while it runs, the later of equal ones first."""
    found, heap = [], list[tuple[int, int]]()
    for number, size in enumerate(sizes):
        if size:
            heappush(heap, (-size, -number))
        top: list[tuple[int, int]] = []
        while heap and len(top) < 3:
            each = heappop(heap)
            if last[-each[1]] >= number:
                top.append(each)
        for each in top:
            heappush(heap, each)
        found.append(tuple(-number for _, number in top))
    return found
