"""The cells of NAS-Bench-101 (Ying & others 2019, arXiv:1902.09635), as its authors enumerate them: 423,624.

A cell is a graph of 2 to 7 vertices in order with at most 9 edges, from an input to an output, each of the others one
of three operations and on a way from one to the other. Of isomorphic cells there is the first.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

VERTICES, EDGES = 7, 9
OPERATIONS = ("conv1x1", "conv3x3", "maxpool3x3")
ALL = 423_624

CellRows = list[list[int]]
"""A cell as `spaces/nasbench101.yaml` reads it."""


def cells(vertices: int = VERTICES) -> Iterator[CellRows]:
    """All cells of at most so many vertices, in the order of the authors' program."""
    known = np.array([], np.uint64)
    for count in range(2, vertices + 1):
        graphs, labels = _graphs(count), np.array([*product(range(3), repeat=count - 2)], np.int64)
        told = np.concatenate([_fingerprints(graph, labels) for graph in graphs])
        first = np.sort(np.unique(told, return_index=True)[1])
        first = first[~np.isin(told[first], known)]
        known = np.concatenate([known, told[first]])
        for number in first.tolist():
            graph, label = divmod(number, len(labels))
            yield rows(graphs[graph].tolist(), labels[label].tolist())


def rows(matrix: Sequence[Sequence[int]], operations: Sequence[int]) -> CellRows:
    """A cell from the matrix of its edges and the operations of its inner vertices, by number.

    A row an inner vertex: its operation, among how many the channels of the output are shared, which of these shares it
    has, and the vertices that it reads. The last row: whether the input is added to the output, and what it joins.

    >>> rows([[0, 1, 1], [0, 0, 1], [0, 0, 0]], [1])
    [[1, 1, 0, 0], [1, 1]]
    """
    last = len(matrix) - 1
    ends = [k for k in range(1, last) if matrix[k][last]]
    shares = {vertex: place for place, vertex in enumerate(ends)}
    for vertex in range(last - 1, 0, -1):  # the largest of those that read it: the first of the shares
        if vertex not in shares:
            shares[vertex] = min(shares[k] for k in range(vertex + 1, last) if matrix[vertex][k])
    inner = [
        [operations[k - 1], len(ends), shares[k], *(source for source in range(k) if matrix[source][k])]
        for k in range(1, last)
    ]
    return [*inner, [matrix[0][last], *ends]]


def _graphs(count: int) -> Any:
    """The matrices of all graphs of so many vertices in which each is on a way from the first to the last."""
    bits = np.arange(1 << count * (count - 1) // 2)
    found = np.zeros((len(bits), count, count), np.uint64)
    for end in range(count):
        for start in range(end):
            found[:, start, end] = bits >> start + end * (end - 1) // 2 & 1
    full = found[:, :-1].any(2).all(1) & found[:, :, 1:].any(1).all(1) & (found.sum((1, 2)) <= EDGES)
    return found[full]


def _fingerprints(graph: Any, labels: Any) -> Any:
    """What isomorphic cells have in common, for all operations on a graph: each vertex is told by its neighbours."""
    count = len(graph)
    ends = np.tile(np.array([[3], [4]]), len(labels))
    each = np.stack([ends[0], *labels.T, ends[1]]).astype(np.uint64)
    each = _mixed(each + 8 * graph.sum(0)[:, None] + 64 * graph.sum(1)[:, None])
    for _ in range(count):
        before, after = graph.T @ _mixed(each + 1), graph @ _mixed(each + 2)
        each = _mixed(3 * _mixed(before + 3) + 5 * _mixed(after + 4) + each)
    return _mixed(each).sum(0)


def _mixed(numbers: Any) -> Any:
    """Numbers of 64 bits scattered (Steele, Lea & Flood 2014)."""
    numbers = numbers + np.uint64(0x9E3779B97F4A7C15)
    numbers = (numbers ^ numbers >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ numbers >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return numbers ^ numbers >> np.uint64(31)
