"""What PyTorch keeps of a network's forward pass: every tensor that autograd is given to save, by its storage."""

import math
from collections.abc import Callable, Iterable
from typing import Any
from unittest import mock

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from tests.oracles.networks.lying import VIEWS
from tests.oracles.networks.node import Layer, Node, by_rank

PADDED = ("conv", "depthwise", "maxpool", "avgpool")
"""Kinds whose padding PyTorch may not know: it is put around them, and what is kept is a padded copy of their input."""


class Kept:
    """Bytes of the storages that are saved, each once; parameters and buffers are left out."""

    def __init__(self, learned: Iterable[Tensor] = ()) -> None:
        self._learned = {_storage(each): each for each in learned}
        self._found: dict[int, Any] = {}
        self._stands_for: dict[int, tuple[Tensor, Tensor]] = {}
        """By its storage, a copy and what it is a copy of; held on to, as storages are given out again."""

    @property
    def bytes(self) -> int:
        return sum(storage.nbytes() for storage in self._found.values())

    def saving(self) -> Any:
        """Within it, what is saved is seen."""
        return torch.autograd.graph.saved_tensors_hooks(self._pack, lambda x: x)

    def _pack(self, x: Tensor) -> Tensor:
        if _storage(x) not in self._learned:
            source, _ = self._stands_for.get(_storage(x), (x, x))
            self._found[_storage(source)] = source.untyped_storage()
        return x

    def learns(self, x: Tensor) -> None:
        self._learned[_storage(x)] = x

    def padded(self, run: Callable[..., Tensor], *inputs: Tensor) -> Tensor:
        """A layer, of whose input a padded copy stands for the input."""
        pad = F.pad

        def padding(x: Tensor, *settings: Any, **more: Any) -> Tensor:
            copy = pad(x, *settings, **more)
            self._stands_for[_storage(copy)] = x, copy
            return copy

        with mock.patch.object(F, "pad", padding):
            return run(*inputs)


def _storage(x: Tensor) -> int:
    key: int = x.untyped_storage()._cdata
    return key


def kept(nodes: list[Node], batch: int) -> int:
    """The bytes that a random network keeps in training."""
    seen = Kept()
    outputs = [torch.rand(batch, *nodes[0].layer.shape)]
    for layer, inputs in nodes[1:]:
        if isinstance(layer.run, nn.Module):
            layer.run.train()
        with seen.saving():
            outputs.append(_trained(layer, seen, *(outputs[source] for source in inputs)))
    return seen.bytes


def _trained(layer: Layer, seen: Kept, *inputs: Tensor) -> Tensor:
    """The output of a layer in training."""
    for module in _modules(layer.run):
        for each in (*module.parameters(), *module.buffers()):
            seen.learns(each)
        module.train()
    if layer.kind in VIEWS:
        return VIEWS[layer.kind](layer, *inputs)
    if layer.kind == "dropout":
        value = layer.item["dropout"] if isinstance(layer.item, dict) else 0.5
        return F.dropout(inputs[0], value, training=True)
    if layer.kind == "drop_path":
        return inputs[0] * torch.rand(len(inputs[0]), *[1] * (inputs[0].dim() - 1))
    if layer.kind == "gmp":
        return by_rank(F, "adaptive_max_pool", inputs[0].dim() - 2)(inputs[0], 1)
    if layer.kind == "scale":
        return _scaled(layer, seen, inputs[0])
    if layer.kind in PADDED or layer.kind == "tconv":
        return seen.padded(layer.run, *inputs).clone()  # of a cut, or on some paths, the memory is larger
    return layer.run(*inputs)


def _scaled(layer: Layer, seen: Kept, x: Tensor) -> Tensor:
    factor = nn.Parameter(torch.rand(x.shape[1], *[1] * (x.dim() - 2)))
    seen.learns(factor)
    bias = layer.params > x.shape[1]
    return x * factor + nn.Parameter(torch.rand_like(factor)) if bias else x * factor


def _modules(run: Any) -> list[nn.Module]:
    """The modules that a layer runs: itself, or what it puts something around."""
    held = [cell.cell_contents for cell in getattr(run, "__closure__", None) or ()]
    return [each for each in (run, *held) if isinstance(each, nn.Module)]


def comparable(node: Node) -> bool:
    """Whether PyTorch does what a layer says, and no more or less.

    Where it pads on one side more than on the other, it keeps a padded copy; where nothing is shuffled, none.
    """
    run, item = node.layer.run, node.layer.item
    if node.layer.kind == "in" and math.prod(node.size) == 1:
        return False  # PyTorch refuses it in training
    if node.layer.kind == "channel_shuffle":
        return 1 < item["channel_shuffle"] < node.layer.shape[0]
    if getattr(run, "padding", None) != "same":
        return True
    return not any(dilation * (kernel - 1) % 2 for kernel, dilation in zip(run.kernel_size, run.dilation))
