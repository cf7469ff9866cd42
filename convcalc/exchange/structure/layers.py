"""Nodes as pieces: numbers as columns, so that they may differ between calls, and all else as it is."""

import json
from typing import Any

from convcalc.exchange.flatten import changed_settings
from convcalc.exchange.structure.pieces import LayerPiece, PieceColumn
from convcalc.model.geometry import Volume
from convcalc.model.layers import Layer
from convcalc.model.layers.fields import MISSING, SIZES
from convcalc.model.network import Node

HALF = "half"


class JsonText(str):
    """A list or a mapping as JSON, so that it can be told from others at once."""

    __slots__ = ()

    @property
    def plain(self) -> Any:
        """The list or the mapping."""
        return json.loads(self)


def layer_piece(number: int, node: Node) -> LayerPiece:
    """A node without what it reads."""
    layer = node.site.layer
    rank = node.site.output.rank
    columns: list[PieceColumn] = []
    fixed: list[tuple[str, Any]] = [("frozen", True)] if node.frozen else []
    changed = changed_settings(layer, Volume)
    for name in layer.fields:
        value = getattr(layer, name) if name == "kernel" or name not in changed else changed[name]
        count = _number(value)
        if name == "pad" and _is_half(layer):
            fixed.append((name, HALF))
        elif count is not None and (name in changed or _number(layer.fields[name].default) is not None):
            columns.append(PieceColumn(name, (count,)))
        elif name == "volume" and _is_flat(node):
            fixed.append((name, JsonText(json.dumps([*(1,) * rank, "x.channels"]))))
        elif name in changed:
            text = changed[name]
            if isinstance(text, str) and SIZES.fullmatch(text):
                columns.append(PieceColumn(name, (text,)))
            else:
                fixed.append((name, JsonText(json.dumps(text)) if isinstance(text, (list, dict)) else text))
    return LayerPiece(node.site.kind, tuple(fixed), tuple(columns), (number,), (), owner=node.shares, rank=rank)


def _is_flat(node: Node) -> bool:
    """Whether numbers in a row become one position with as many channels."""
    x, y = node.site.inputs[:1], node.site.output
    return node.site.kind == "reshape" and not x[0].size and set(y.size) == {1} and y.channels == x[0].channels


def _number(value: Any) -> int | float | None:
    """A setting as one number, where all axes and sides agree; None where it is none."""
    if isinstance(value, tuple) and value and all(each == value[0] for each in value):
        return _number(value[0])
    if value is MISSING or isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value


def _is_half(layer: Layer) -> bool:
    """Whether a window is padded by half of what it spans."""
    fields = layer.fields
    if "half" not in layer.flags or not fields.keys() >= {"kernel", "pad", "dilation"}:
        return False
    kernel, dilation = getattr(layer, "kernel"), getattr(layer, "dilation")  # noqa: B009
    extents = [each * (size - 1) + 1 for size, each in zip(kernel, dilation)]
    return bool(getattr(layer, "pad") == tuple((extent // 2, extent // 2) for extent in extents))  # noqa: B009


def half_of(kernel: Any, dilation: Any) -> Any:
    """Half padding in numbers, where the kernel is one; else the word."""
    if not isinstance(dilation, int):
        return HALF
    sizes = [kernel] if isinstance(kernel, int) else str(kernel).split("x")
    if not all(str(size).isdecimal() for size in sizes):
        return HALF
    halves = [(dilation * (int(size) - 1) + 1) // 2 for size in sizes]
    return halves[0] if len(set(halves)) == 1 else "x".join(map(str, halves))
