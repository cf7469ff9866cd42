"""The operators of PyTorch as those of ONNX: for each its name there, what it reads, and its attributes.

Signatures: https://github.com/pytorch/pytorch/blob/main/aten/src/ATen/native/native_functions.yaml
"""

from collections.abc import Callable, Iterable
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.exchange.tensors.graph import Dims

Written = tuple[str, Iterable[str], dict[str, Any]]
"""The operator of ONNX, the names of what it reads, and its attributes."""


class AtenCall(NamedTuple):
    """An operator of PyTorch at work."""

    target: str
    given: dict[str, Any]
    outputs: tuple[str, ...]
    stated: dict[str, Dims]
    name: Callable[[Any], str]

    def tensors(self, *names: str) -> list[str]:
        """The names of what it reads: of all tensors, or of some arguments; "" for one that is not given."""
        if names:
            return [self.name(self.given.get(name)) for name in names]
        found = [each for value in self.given.values() for each in (value if isinstance(value, list) else [value])]
        return [self.name(each) for each in found if isinstance(each, str) and each in self.stated]

    def dims(self, name: str) -> Dims:
        """The sizes of a tensor that is read."""
        return self.stated[self.given[name]]

    def each(self, name: str, rank: int, usual: int) -> tuple[int, ...]:
        """A number for each axis, given as one for all or as several."""
        found = self.given.get(name, usual)
        found = [found] if isinstance(found, int) else found or [usual]
        return tuple(found) * (rank if len(found) == 1 else 1)


def _conv(rank: int) -> Callable[[AtenCall], Written]:
    def write(call: AtenCall) -> Written:
        dilation = call.each("dilation", rank, 1)
        padding = call.given.get("padding", 0)
        if isinstance(padding, str):
            kernel = call.dims("weight")[2:]
            total = [d * (int(k) - 1) if padding == "same" else 0 for k, d in zip(kernel, dilation)]
            pads = (*(each // 2 for each in total), *(each - each // 2 for each in total))
        else:
            pads = call.each("padding", rank, 0) * 2
        strides = call.each("stride", rank, 1)
        attributes = {"strides": strides, "pads": pads, "dilations": dilation, "group": call.given.get("groups", 1)}
        return "Conv", call.tensors("input", "weight", "bias"), attributes

    return write


def _tconv(rank: int) -> Callable[[AtenCall], Written]:
    def write(call: AtenCall) -> Written:
        attributes = {
            "strides": call.each("stride", rank, 1),
            "pads": call.each("padding", rank, 0) * 2,
            "output_padding": call.each("output_padding", rank, 0),
            "dilations": call.each("dilation", rank, 1),
            "group": call.given.get("groups", 1),
        }
        return "ConvTranspose", call.tensors("input", "weight", "bias"), attributes

    return write


def _pool(op: str, rank: int) -> Callable[[AtenCall], Written]:
    def write(call: AtenCall) -> Written:
        kernel = call.each("kernel_size", rank, 1)
        attributes = {
            "kernel_shape": kernel,
            "strides": call.each("stride", rank, 1) if call.given.get("stride") else kernel,
            "pads": call.each("padding", rank, 0) * 2,
            "dilations": call.each("dilation", rank, 1),
            "ceil_mode": int(call.given.get("ceil_mode", False)),
        }
        return op, call.tensors("self"), attributes

    return write


def _adaptive(op: str, whole: str, rank: int) -> Callable[[AtenCall], Written]:
    def write(call: AtenCall) -> Written:
        size = call.each("output_size", rank, 1)
        if size == (1,) * rank:
            return whole, call.tensors("self"), {}
        return op, call.tensors("self"), {"output_size": size}

    return write


def _alike(op: str, **attributes: Any) -> Callable[[AtenCall], Written]:
    """An operator of one input, some of whose arguments are attributes by other names."""

    def write(call: AtenCall) -> Written:
        found = {key: call.given.get(name, usual) for key, (name, usual) in attributes.items()}
        return op, call.tensors("self" if "self" in call.given else "input"), found

    return write


def _joined(op: str) -> Callable[[AtenCall], Written]:
    """Two tensors, or a tensor and a number. What scales the second is no operator of ONNX."""

    def write(call: AtenCall) -> Written:
        if call.given.get("alpha", 1) != 1:
            return "scaled " + op, call.tensors(), {}
        return op, call.tensors("self", "other"), {}

    return write


def _normed(op: str, *weights: str, **attributes: Any) -> Callable[[AtenCall], Written]:
    def write(call: AtenCall) -> Written:
        found = {key: call.given.get(name, usual) for key, (name, usual) in attributes.items()}
        return op, call.tensors("input", *weights), found

    return write


def _batch_norm(call: AtenCall) -> Written:
    momentum = call.given.get("momentum", 0.1)
    attributes = {"epsilon": call.given.get("eps", 1e-5), "momentum": 1 - momentum}
    return "BatchNormalization", call.tensors("input", "weight", "bias"), attributes


def _layer_norm(call: AtenCall) -> Written:
    axis = -len(call.given["normalized_shape"])
    attributes = {"axis": axis, "epsilon": call.given.get("eps", 1e-5)}
    return "LayerNormalization", call.tensors("input", "weight", "bias"), attributes


def _linear(call: AtenCall) -> Written:
    return "Gemm", call.tensors("input", "weight", "bias"), {"transB": 1}


def _cat(call: AtenCall) -> Written:
    return "Concat", map(call.name, call.given["tensors"]), {"axis": call.given.get("dim", 0)}


def _transposed(call: AtenCall) -> Written:
    order = list(range(len(call.dims("self"))))
    one, other = call.given["dim0"], call.given["dim1"]
    order[one], order[other] = order[other], order[one]
    return "Transpose", call.tensors("self"), {"perm": tuple(order)}


def _permuted(call: AtenCall) -> Written:
    rank = len(call.dims("self"))
    return "Transpose", call.tensors("self"), {"perm": tuple(axis % rank for axis in call.given["dims"])}


def _as_stated(op: str) -> Callable[[AtenCall], Written]:
    """A shape that is known from what comes out."""

    def write(call: AtenCall) -> Written:
        dims = call.stated[call.outputs[0]]
        if any(not isinstance(size, int) for size in dims[1:]):
            return op, call.tensors(), {"shape": None}
        shape = tuple(size if isinstance(size, int) else -1 for size in dims)
        return op, call.tensors("self"), {"shape": shape}

    return write


def _mean(call: AtenCall) -> Written:
    dim = call.given.get("dim")
    axes = None if dim is None else (dim,) if isinstance(dim, int) else tuple(dim)
    return "ReduceMean", call.tensors("self"), {"axes": axes, "keepdims": int(call.given.get("keepdim", False))}


def _slice(call: AtenCall) -> Written:
    start, end = call.given.get("start"), call.given.get("end")
    attributes = {
        "axes": (call.given.get("dim", 0),), "starts": (0 if start is None else start,),
        "ends": (2**62 if end is None else end,), "steps": (call.given.get("step", 1),),
    }  # fmt: skip
    return "Slice", call.tensors("self"), attributes


def _split(call: AtenCall) -> Written:
    """Into parts of stated sizes: how it was asked for makes no difference."""
    axis = call.given.get("dim", 0)
    sizes = tuple(call.stated[name][axis] for name in call.outputs)
    return "Split", call.tensors("self"), {"axis": axis, "split": sizes}


def _pad(call: AtenCall) -> Written:
    """Pairs for the last axis first."""
    rank, pads = len(call.dims("self")), call.given["pad"]
    pairs = [*zip(pads[::2], pads[1::2])]
    pairs = [(0, 0)] * (rank - len(pairs)) + pairs[::-1]
    both = (*(before for before, _ in pairs), *(after for _, after in pairs))
    return "Pad", call.tensors("self"), {"pads": both}


def _upsample(mode: str) -> Callable[[AtenCall], Written]:
    def write(call: AtenCall) -> Written:
        factors, size = call.given.get("scale_factors"), call.stated[call.outputs[0]]
        attributes: dict[str, Any] = {"mode": mode}
        if call.given.get("align_corners"):
            attributes["coordinate_transformation_mode"] = "align_corners"
        if factors:
            attributes["scales"] = (1.0, 1.0, *factors)
        else:
            attributes["sizes"] = size
        return "Resize", call.tensors("input" if "input" in call.given else "self"), attributes

    return write


def _flat(call: AtenCall) -> Written:
    if call.given.get("start_dim", 0) == 1 and call.given.get("end_dim", -1) == -1:
        return "Flatten", call.tensors("self"), {"axis": 1}
    return _as_stated("Reshape")(call)


def _selected(call: AtenCall) -> Written:
    return "Gather", [*call.tensors("self"), call.name(call.given["index"])], {"axis": call.given.get("dim", 0)}


def _unbound(call: AtenCall) -> Written:
    return "Unbind", call.tensors("self"), {"axis": call.given.get("dim", 0)}


def _unsqueezed(call: AtenCall) -> Written:
    return "Unsqueeze", call.tensors("self"), {"axes": (call.given["dim"],)}


_EPS = ("eps", 1e-5)

OPERATORS: dict[str, Callable[[AtenCall], Written]] = {
    **{f"conv{rank}d": _conv(rank) for rank in (1, 2, 3)},
    **{f"conv_transpose{rank}d": _tconv(rank) for rank in (1, 2, 3)},
    **{f"max_pool{rank}d": _pool("MaxPool", rank) for rank in (1, 2, 3)},
    **{f"avg_pool{rank}d": _pool("AveragePool", rank) for rank in (1, 2, 3)},
    **{
        f"adaptive_{which}_pool{rank}d": _adaptive(f"Adaptive{op}Pool", f"Global{op}Pool", rank)
        for which, op in (("avg", "Average"), ("max", "Max"))
        for rank in (1, 2, 3)
    },
    **{f"upsample_nearest{rank}d": _upsample("nearest") for rank in (1, 2, 3)},
    "upsample_linear1d": _upsample("linear"), "upsample_bilinear2d": _upsample("linear"),
    "upsample_trilinear3d": _upsample("linear"), "upsample_bicubic2d": _upsample("cubic"),
    "batch_norm": _batch_norm,
    "instance_norm": _normed("InstanceNormalization", "weight", "bias", epsilon=_EPS),
    "group_norm": _normed("GroupNormalization", "weight", "bias", epsilon=_EPS, num_groups=("num_groups", None)),
    "layer_norm": _layer_norm, "linear": _linear,
    **{
        name: _alike(op)
        for name, op in {
            "relu": "Relu", "tanh": "Tanh", "selu": "Selu", "softplus": "Softplus", "hardswish": "HardSwish",
            "mish": "Mish", "softmax": "Softmax", "log_softmax": "LogSoftmax", "silu": "Silu", "sigmoid": "Sigmoid",
            "hardsigmoid": "HardSigmoid", "relu6": "Relu6",
            "contiguous": "Identity", "clone": "Identity", "to": "Identity", "detach": "Identity", "alias": "Identity",
            "_to_copy": "Identity", "lift_fresh_copy": "Identity", "type_as": "Identity", "exp": "Exp", "sqrt": "Sqrt",
            "abs": "Abs", "erf": "Erf", "neg": "Neg", "log": "Log", "reciprocal": "Reciprocal",
        }.items()
    },
    **dict.fromkeys(("dropout", "feature_dropout"), _alike("Dropout", ratio=("p", 0.5))),
    "gelu": _alike("Gelu"),
    "elu": _alike("Elu", alpha=("alpha", 1.0)),
    "leaky_relu": _alike("LeakyRelu", alpha=("negative_slope", 0.01)),
    "hardtanh": _alike("Clip", min=("min_val", -1), max=("max_val", 1)),
    "prelu": lambda call: ("PRelu", call.tensors("self", "weight"), {}),
    "add": _joined("Add"), "sub": _joined("Sub"), "mul": _joined("Mul"), "div": _joined("Div"),
    "maximum": _joined("Max"), "matmul": _joined("MatMul"),
    "select": _selected, "unbind": _unbound,
    "cat": _cat, "concat": _cat, "transpose": _transposed, "permute": _permuted,
    "view": _as_stated("Reshape"), "reshape": _as_stated("Reshape"), "reshape_as": _as_stated("Reshape"),
    "unflatten": _as_stated("Reshape"), "flatten": _flat, "squeeze": _as_stated("Reshape"), "unsqueeze": _unsqueezed,
    "mean": _mean, "slice": _slice, "split": _split, "split_with_sizes": _split, "chunk": _split, "pad": _pad,
    "pixel_shuffle": _alike("DepthToSpace", blocksize=("upscale_factor", None), mode=("", "CRD")),
    "channel_shuffle": _alike("ChannelShuffle", groups=("groups", None)),
    "scaled_dot_product_attention": lambda call: ("Attention", call.tensors("query", "key", "value", "attn_mask"), {}),
}  # fmt: skip
"""Operators that are read; of others only what comes out is known."""
