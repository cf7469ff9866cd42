"""In whose memory each output lies, asked of PyTorch: it is given the views, on tensors that hold nothing."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from tests.oracles.networks.node import Layer, Node


def _cropped(layer: Layer, x: Tensor) -> Tensor:
    """What is left by indexing; each of its places reads one of those that were there."""
    maps: Any = layer.maps
    return x[(slice(None), slice(None), *(slice(reads[0][0], reads[-1][0] + 1) for reads in maps))]


VIEWS: dict[str, Callable[[Layer, Tensor], Tensor]] = {
    "identity": lambda layer, x: x,
    "flatten": lambda layer, x: x.flatten(1),
    "reshape": lambda layer, x: x.reshape(len(x), *layer.shape),
    "slice": lambda layer, x: layer.run(x),
    "permute": lambda layer, x: layer.run(x),
    "crop": _cropped,
}


def homes(nodes: list[Node]) -> list[int]:
    """For each node the one in whose memory its output lies; what is no view has memory of its own."""
    found: list[int] = []
    outputs: list[Tensor] = []
    for number, (layer, inputs) in enumerate(nodes):
        output = torch.empty(2, *layer.shape, device="meta")
        if layer.kind in VIEWS:
            output = VIEWS[layer.kind](layer, outputs[inputs[0]])
        alike = [k for k in inputs if _storage(outputs[k]) == _storage(output)]
        found.append(found[alike[0]] if alike else number)
        outputs.append(output)
    return found


def _storage(x: Tensor) -> Any:
    return x.untyped_storage()._cdata
