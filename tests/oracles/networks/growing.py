"""A random network: layers one after another, branches that meet again, as nodes in running order and as a spec."""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from tests.oracles.networks import passing, rearranging, resizing, windows
from tests.oracles.networks.drawing import Draw
from tests.oracles.networks.node import JOINED, Layer, Node, by_rank, of_function, of_module, same

Make = Callable[[Draw, Sequence[int]], Layer | None]

SPATIAL: dict[Make, float] = {
    windows.conv: 8, windows.depthwise: 2, windows.tconv: 3, windows.maxpool: 3, windows.avgpool: 3,
    resizing.adaptive_maxpool: 1, resizing.adaptive_avgpool: 1.3, resizing.gap: 0.3, resizing.gmp: 0.2,
    rearranging.flatten: 0.35, passing.bn: 1, passing.ln: 0.7, passing.gn: 0.5, passing.grn: 0.4, passing.lrn: 0.4,
    passing.scale: 0.6, passing.activation: 2, passing.prelu: 0.8, passing.softmax: 0.3, passing.log_softmax: 0.2,
    passing.identity: 0.3, passing.dropout: 0.3, passing.drop_path: 0.2, resizing.upsample: 2.5, resizing.pad: 1,
    resizing.crop: 1, rearranging.slice_channels: 0.7, rearranging.channel_shuffle: 0.6, rearranging.pixel_shuffle: 0.8,
    rearranging.space_to_depth: 0.8, rearranging.reshape: 0.15, rearranging.permute: 0.2, passing.instance_norm: 0.4,
}  # fmt: skip
"""How often each kind is tried on a volume with axes."""
FLAT: tuple[Make, ...] = (
    passing.dense, passing.dense, passing.activation, passing.bn_flat, passing.ln_flat, passing.dropout_flat,
    passing.softmax, passing.prelu, rearranging.reshape_flat,
)  # fmt: skip
"""The kinds for a flat volume."""

SIZES = {1: (6, 80), 2: (4, 30), 3: (3, 12)}
"""How long an axis is, by how many there are."""
DEEPEST = 2
MOST_CHANNELS, MOST_NUMBERS = 200, 60_000


class Network:
    """What was grown from a seed."""

    def __init__(self, seed: int) -> None:
        torch.manual_seed(seed)
        self.draw = draw = Draw(seed)
        rank = draw.choices([1, 2, 3], [3, 5, 2])[0]
        least, most = SIZES[rank]
        if draw.chance(0.4):
            size = [draw.randint(least, most)] * rank
        else:
            size = [draw.randint(least, most) for _ in range(rank)]
        channels = draw.choice([1, 2, 3, 4, 6, 8, 12])
        self.input = [*size, channels]
        """As a spec gives it: the channels last."""
        self.nodes = [Node(Layer("input", None, (channels, *size), same, same), ())]
        self.items, _ = self.chain(0, draw.randint(2, 9), 0)

    @property
    def spec(self) -> dict[str, Any]:
        """The network with its branches in one another."""
        return {"input": "x".join(map(str, self.input)), "layers": self.items}

    @property
    def flat(self) -> dict[str, Any]:
        """The same with a name for each layer, and `from` where branches start and meet."""
        items = []
        for number, (layer, inputs) in enumerate(self.nodes[1:], 1):
            names = [f"n{source}" if source else "input" for source in inputs]
            if layer.maps == JOINED:
                item: dict[str, Any] = {layer.kind: None, "from": names}
            else:
                item = {layer.item: None} if isinstance(layer.item, str) else dict(layer.item)
                if inputs[0] != number - 1 or self.draw.chance(0.2):
                    item["from"] = names[0]
            items.append({**item, "name": f"n{number}"})
        return {**self.spec, "layers": items}

    def add(self, layer: Layer, *inputs: int) -> int:
        self.nodes.append(Node(layer, inputs))
        return len(self.nodes) - 1

    def shape(self, number: int) -> tuple[int, ...]:
        return self.nodes[number].layer.shape

    def chain(self, current: int, tries: int, depth: int) -> tuple[list[Any], int]:
        """Layers one after another: their items, and the last node."""
        items = []
        for _ in range(tries):
            merges = depth < DEEPEST and self.draw.chance(0.22)
            number = self.merge(current, depth) if merges else self.step(current)
            if number is None:
                continue
            current = number
            items.append(self.nodes[current].layer.item)
            shape = self.shape(current)
            if shape[0] > MOST_CHANNELS or math.prod(shape) > MOST_NUMBERS:
                break
        return items, current

    def step(self, current: int) -> int | None:
        """One layer; None where the drawn one does not fit."""
        shape = self.shape(current)
        spatial = list(SPATIAL), list(SPATIAL.values())
        make = self.draw.choices(*spatial)[0] if shape[1:] else self.draw.choice(FLAT)
        layer = make(self.draw, shape)
        return None if layer is None else self.add(layer, current)

    # Branches

    def merge(self, current: int, depth: int) -> int | None:
        """Branches from one node, and the layer in which they meet; None where they cannot."""
        mark, kind = len(self.nodes), self.draw.choice(["add", "mul", "concat"])
        branches: dict[str, Any] = {}
        ends: list[int] = []
        for number in range(self.draw.choice([2, 2, 3])):
            items, end = self.chain(current, self.draw.randint(0, 2), depth + 1)
            target = self.shape(ends[0] if ends else end)
            if len(self.shape(end)) != len(target):
                return self.cut(mark)
            for layer in repairs(self.draw, kind, self.shape(end), target):
                end = self.add(layer, end)
                items.append(layer.item)
            branches[f"b{number}"] = items or None
            ends.append(end)
        shape = joined(kind, [self.shape(end) for end in ends])
        if shape is None:
            return self.cut(mark)
        return self.add(of_function(kind, {kind: branches}, shape, JOIN[kind], maps=JOINED), *ends)

    def cut(self, mark: int) -> None:
        """Take out the nodes that were grown since."""
        del self.nodes[mark:]


def repairs(draw: Draw, kind: str, shape: Sequence[int], target: Sequence[int]) -> Iterator[Layer]:
    """What brings a branch to the shape of the first, or to one that is shown along its axes."""
    channels, *size = shape
    wanted = list(target[1:])
    if not size:
        return
    shown = kind != "concat" and draw.chance(0.35)
    if size != wanted and not (shown and all(n in (1, m) for n, m in zip(size, wanted))):
        if shown:
            wanted = [n if draw.chance(0.5) else 1 for n in wanted]
        yield resized(channels, size, wanted)
        size = wanted
    if kind != "concat" and channels != target[0]:
        yield pointwise(channels, size, 1 if shown and draw.chance(0.5) else target[0])


def resized(channels: int, size: list[int], wanted: list[int]) -> Layer:
    maps = [[[u * n // m] for u in range(m)] for n, m in zip(size, wanted)]
    item = {"upsample": {"size": wanted}}
    return of_function("upsample", item, (channels, *wanted), lambda x: F.interpolate(x, size=wanted), maps=maps)


def pointwise(channels: int, size: list[int], filters: int) -> Layer:
    module = by_rank(nn, "Conv", len(size))(channels, filters, 1)
    item = {"conv": f"{filters} " + "x".join(["1"] * len(size))}
    macs = filters * channels * math.prod(size)
    return of_module("conv", item, (filters, *size), module, linear=module, macs=macs)


def joined(kind: str, shapes: list[tuple[int, ...]]) -> tuple[int, ...] | None:
    """The shape that branches meet in; None where they do not fit."""
    if kind == "concat":
        (first, *others) = shapes
        fits = all(shape[1:] == first[1:] for shape in others)
        return (sum(shape[0] for shape in shapes), *first[1:]) if fits else None
    try:
        return tuple(torch.broadcast_shapes(*shapes))
    except RuntimeError:
        return None


JOIN: dict[str, Callable[..., Tensor]] = {
    "add": lambda *branches: reduce(torch.add, branches),
    "mul": lambda *branches: reduce(torch.mul, branches),
    "concat": lambda *branches: torch.cat(branches, 1),
}
