"""Attention as operations of ONNX: over everything, or in windows, which may be shifted."""

from collections.abc import Sequence
from itertools import product
from math import prod

from convcalc.exchange.writing.onnx.place import OnnxLayer
from convcalc.exchange.writing.volumes import shape_of
from convcalc.model.geometry import Volume

_FAR = -100.0
"""What is taken off pairs that do not see each other, as Swin does."""


def attention(at: OnnxLayer) -> str:
    """Softmax of queries times keys, times values, in each head and each window."""
    layer, parts = at.layer, at.layer.parts(at.inputs)
    sides = layer.sides(at.inputs) if any(layer.window) else ()
    names = at.reads if len(at.reads) == 3 else _thirds(at, parts[0].channels)
    q, k, v = (_heads(at, name, part, sides) for name, part in zip(names, parts, strict=True))
    scaled = at.op("Mul", q, at.graph.reals([], (parts[0].channels // layer.heads) ** -0.5))
    scores = at.op("MatMul", _turned(at, scaled), k)
    if layer.relative:
        scores = at.op("Add", scores, _relative(at, layer.sides(at.inputs)))
    if any(_shifts(at, sides)):
        scores = at.op("Add", scores, _mask(at, sides))
    found = at.op("MatMul", at.op("Softmax", scores, axis=-1), _turned(at, v))
    return _joined(at, _turned(at, found), sides)


def _thirds(at: OnnxLayer, channels: int) -> list[str]:
    """Queries, keys and values that lie side by side."""
    cuts = [at.ints(k * channels) for k in range(4)]
    return [at.op("Slice", at.x, cuts[k], cuts[k + 1], at.ints(1)) for k in range(3)]


def _turned(at: OnnxLayer, name: str) -> str:
    """The last two of five axes in each other's place: windows x heads x positions x channels, behind the batch."""
    return at.transpose(name, 0, 1, 2, 4, 3)


def _shifts(at: OnnxLayer, sides: Sequence[int]) -> tuple[int, ...]:
    """How far windows are moved along each axis; not where one holds all of it."""
    size = at.inputs[0].size
    shift = at.layer.shift * len(sides) if len(at.layer.shift) == 1 else at.layer.shift
    return tuple([move if side < n else 0 for move, side, n in zip(shift, sides, size)])


def _heads(at: OnnxLayer, name: str, part: Volume, sides: Sequence[int]) -> str:
    """A volume as windows x heads x channels of one x positions of a window."""
    heads, rank = at.layer.heads, part.rank
    each = part.channels // heads
    if not sides:
        return at.reshape(name, 1, heads, each, part.positions)
    for axis, move in enumerate(_shifts(at, sides)):
        name = _rolled(at, name, 2 + axis, move, part.size[axis])
    counts = [n // side for n, side in zip(part.size, sides, strict=True)]
    split = at.reshape(name, heads, each, *[n for pair in zip(counts, sides) for n in pair])
    axes = [*range(3, 3 + 2 * rank, 2), 1, 2, *range(4, 4 + 2 * rank, 2)]
    positions = part.positions
    for count in counts:
        positions //= count
    return at.reshape(at.transpose(split, 0, *axes), part.positions // positions, heads, each, positions)


def _joined(at: OnnxLayer, name: str, sides: Sequence[int]) -> str:
    """Windows put back where they lie, as what comes out."""
    heads, output, rank = at.layer.heads, at.output, at.output.rank
    if not sides:
        return at.reshape(name, *shape_of(output), last=True)
    counts = [n // side for n, side in zip(output.size, sides, strict=True)]
    split = at.reshape(name, *counts, heads, output.channels // heads, *sides)
    places = [axis for k in range(rank) for axis in (1 + k, 3 + rank + k)]
    moves = _shifts(at, sides)
    turned = at.transpose(split, 0, 1 + rank, 2 + rank, *places)
    whole = at.reshape(turned, *shape_of(output), last=not any(moves))
    for axis, move in enumerate(moves):
        last = not any(moves[axis + 1 :])
        whole = _rolled(at, whole, 2 + axis, -move, output.size[axis], last) if move else whole
    return whole


def _rolled(at: OnnxLayer, name: str, axis: int, move: int, size: int, last: bool = False) -> str:
    """The first positions along an axis put behind the others."""
    if not move:
        return name
    cut, end, along = at.ints(move % size), at.ints(size), at.ints(axis)
    halves = at.op("Slice", name, cut, end, along), at.op("Slice", name, at.ints(0), cut, along)
    return (at.last if last else at.op)("Concat", *halves, axis=axis)


def _relative(at: OnnxLayer, sides: Sequence[int]) -> str:
    """A learned number a head for each way that a key lies from a query."""
    places = list(product(*map(range, sides)))
    ways = []
    for query, key in product(places, places):
        way = 0
        for p, q, side in zip(query, key, sides, strict=True):
            way = way * (2 * side - 1) + p - q + side - 1
        ways.append(way)
    indices = at.op("Reshape", at.ints(*ways), at.ints(len(places), len(places)))
    return at.op("Transpose", at.op("Gather", at.weight("relative"), indices, axis=0), perm=(2, 0, 1))


def _mask(at: OnnxLayer, sides: Sequence[int]) -> str:
    """Much taken off where a shifted window holds positions from both ends of an axis."""
    size, moves = at.inputs[0].size, _shifts(at, sides)
    counts = [n // side for n, side in zip(size, sides, strict=True)]
    labels = [
        tuple([_end(w * side + p, n, side, move) for w, p, n, side, move in zip(window, place, size, sides, moves)])
        for window in product(*map(range, counts))
        for place in product(*map(range, sides))
    ]
    numbers = {label: number for number, label in enumerate(dict.fromkeys(labels))}
    known = at.ints(*[numbers[label] for label in labels])
    rows = at.op("Reshape", known, at.ints(prod(counts), 1, prod(sides), 1))
    columns = at.op("Reshape", known, at.ints(prod(counts), 1, 1, prod(sides)))
    return at.op("Where", at.op("Equal", rows, columns), at.graph.reals([], 0.0), at.graph.reals([], _FAR))


def _end(place: int, size: int, side: int, move: int) -> int:
    """0, or where the axis is rolled 1 and 2 for the last window's places, which come from its two ends."""
    return (place >= size - side) + (place >= size - move) if move else 0
