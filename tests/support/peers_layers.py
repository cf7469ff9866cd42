"""Small networks of one kind of layer each, as specs; tests/oracles/peers_layers.py has the same in PyTorch.

The figures of other tools for them are in tests/data/peers_layers.json.
"""

from typing import Any

from convcalc.peers.readings import FUNCTIONS, INSIDE, MODULES, WRITTEN, Reading

_GROUPED = "tconv: {filters: 6, kernel: 3, stride: 2, pad: 1, output_pad: 1, groups: 2}"
_CONV = "conv: 6 3x3 p1 nobias"
_SMALL = "conv: 3 3x3 p1 nobias"
_ATTENTION = ["dense: 72 each", "attention: 3", "dense: 24 each"]
IMAGE, SEQUENCE, CLIP = "10x12x3", "7x12", "4x5x6x8"
LAYERS: dict[str, tuple[str, list[str], Reading]] = {
    "tconv": ("10x12x8", ["tconv: {filters: 6, kernel: 3, stride: 2, pad: 1, output_pad: 1}"], MODULES),
    "tconv_nobias": ("10x12x8", ["tconv: 6 4x4 s2 p1 nobias"], MODULES),
    "tconv_groups": ("10x12x8", [_GROUPED], MODULES),
    "tconv1d": ("12x8", ["tconv: 6 4 s2 p1"], MODULES),
    "tconv3d": (CLIP, ["tconv: 6 2x2x2 s2"], MODULES),
    "conv1d": ("12x8", ["conv: 6 3 d2"], MODULES),
    "conv3d": (CLIP, ["conv: 6 3x3x3 p1", "bn", "relu", "maxpool: 2x2x2", "avgpool: 2x2x2"], MODULES),
    "lstm": (SEQUENCE, ["lstm: 20"], MODULES),
    "lstm2": (SEQUENCE, ["lstm: {hidden: 20, layers: 2, both: true}"], MODULES),
    "gru": (SEQUENCE, ["gru: 20"], MODULES),
    "embedding": ("7x1", ["embedding: 30 12", "dense: 10 each"], MODULES),
    "mha": ("7x24", _ATTENTION, INSIDE),
    "sdpa": ("7x24", _ATTENTION, MODULES),
    "plain": ("7x24", _ATTENTION, WRITTEN),
    "matmul": (SEQUENCE, ["dense: 10 each nobias", "{matmul: {a: [], b: []}, transposed: true}"], MODULES),
    "up_nearest": (IMAGE, [_CONV, "upsample: 2"], MODULES),
    "up_bilinear": (IMAGE, [_CONV, "upsample: {factor: 2, mode: bilinear}"], MODULES),
    "up_bicubic": (IMAGE, [_CONV, "upsample: {factor: 2, mode: bicubic}"], MODULES),
    "up_f_nearest": (IMAGE, [_CONV, "upsample: 2"], FUNCTIONS),
    "up_f_bilinear_size": (IMAGE, [_CONV, "upsample: {size: [20, 24], mode: bilinear}"], FUNCTIONS),
    "softmax": (IMAGE, [_CONV, "softmax"], MODULES),
    "softmax_f": (IMAGE, [_CONV, "softmax"], FUNCTIONS),
    "log_softmax": (IMAGE, [_CONV, "log_softmax"], MODULES),
    "ln": (SEQUENCE, ["dense: 10 each nobias", "ln"], MODULES),
    "gn": (IMAGE, [_CONV, "gn: 3"], MODULES),
    "in": (IMAGE, [_CONV, "in: {affine: true}"], MODULES),
    "in_noaffine": (IMAGE, [_CONV, "in: {affine: false}"], MODULES),
    "bn": (IMAGE, [_CONV, "bn"], MODULES),
    "bn1d": ("12", ["dense: 10 nobias", "bn"], MODULES),
    "lrn": (IMAGE, [_CONV, "lrn: 5"], MODULES),
    "dense_each": (SEQUENCE, ["dense: 10 each"], MODULES),
    "dense_each2": ("5x7x12", ["dense: 10 each"], MODULES),
    "pixel_shuffle": (IMAGE, ["conv: 8 3x3 p1 nobias", "pixel_shuffle: 2"], MODULES),
    "maxpool_ceil": (IMAGE, [_CONV, "maxpool: {kernel: 3, stride: 2, ceil: true}"], MODULES),
    "avgpool_pad": (IMAGE, [_CONV, "avgpool: {kernel: [3, 2], stride: 2, pad: 1}"], MODULES),
    "gmp": (IMAGE, [_CONV, "gmp"], MODULES),
    "gap": (IMAGE, [_CONV, "gap"], MODULES),
    "aap": (IMAGE, [_CONV, "adaptive_avgpool: 3x5"], MODULES),
    "amp": (IMAGE, [_CONV, "adaptive_maxpool: 3x5"], MODULES),
    "scale": ("10x12x4", ["conv: 4 1x1", "scale"], MODULES),
    "grn": ("10x12x4", ["dense: 4 each nobias", "grn"], MODULES),
    "cat": (IMAGE, [f"concat: {{a: [{_CONV}], b: }}"], MODULES),
    "add": (IMAGE, [f"add: {{a: [{_SMALL}], b: }}"], MODULES),
    "mul": (IMAGE, [f"mul: {{a: [{_SMALL}], b: }}"], MODULES),
    "slice": (IMAGE, [_CONV, "slice: 1 3"], MODULES),
    "flatten": (IMAGE, [_CONV, "flatten"], MODULES),
    "shared": (IMAGE, ["{conv: 3 3x3 p1, name: first}", "relu", "{conv: 3 3x3 p1, weights: first}"], MODULES),
    **{
        kind: (IMAGE, [_CONV, kind], MODULES)
        for kind in (
            "relu", "relu6", "sigmoid", "tanh", "silu", "gelu", "elu", "prelu", "leaky_relu", "hard_swish",
            "hard_sigmoid", "mish", "softplus", "selu", "dropout",
        )
    },
}  # fmt: skip
"""What comes in, the layers, and how the module in PyTorch calls them."""


def spec_of(name: str) -> dict[str, Any]:
    """The spec of a small network."""
    import yaml

    taken, layers, _ = LAYERS[name]
    return {"input": taken, "layers": [yaml.safe_load(layer) for layer in layers]}
