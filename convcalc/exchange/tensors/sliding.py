"""Operators with weights or windows: convolution, pooling, dense layers, normalisation."""

from typing import Any

from convcalc.exchange.tensors.graph import Operation
from convcalc.exchange.tensors.reading import GraphReading, Made, UnreadableError
from convcalc.exchange.tensors.values import BATCH, Constant, Placed, standard
from convcalc.model.geometry import AXES


def placed(reading: GraphReading, node: Operation) -> Placed:
    """What slides over needs its sizes last, and its channels before them. Raises UnreadableError."""
    x = reading.value(node)
    if x.axes != standard(reading.volume(x).rank):
        raise UnreadableError
    return x


def weights(reading: GraphReading, node: Operation, k: int = 1) -> Constant:
    """The numbers that a node learned. Raises UnreadableError where a volume stands in their place."""
    found = reading.known(node, k)
    if found is None or not reading.made_of_itself(found):
        raise UnreadableError
    return found


def _pads(node: Operation, rank: int) -> Any:
    """The padding before and after each axis, or a word for it. Raises UnreadableError."""
    word = node.attributes.get("auto_pad", "NOTSET")
    if word == "SAME_UPPER":
        return "same"
    if word not in ("NOTSET", "VALID", ""):
        raise UnreadableError
    pads = node.attributes.get("pads") or (0,) * (2 * rank)
    return [[pads[axis], pads[axis + rank]] for axis in range(rank)]


def _window(node: Operation, kernel: tuple[int, ...], usual: tuple[int, ...] = ()) -> dict[str, Any]:
    """Kernel, stride and dilation as a spec has them; the stride only where it is not the usual one."""
    rank = len(kernel)
    stride = node.attributes.get("strides") or (1,) * rank
    settings: dict[str, Any] = {"kernel": [*kernel]} | ({"stride": [*stride]} if stride != usual else {})
    dilation = node.attributes.get("dilations") or (1,) * rank
    if any(each != 1 for each in dilation):
        settings["dilation"] = [*dilation]
    return settings


def _tidy(settings: dict[str, Any], pads: Any) -> dict[str, Any]:
    """Padding is left out where there is none."""
    return settings | ({"pad": pads} if pads == "same" or any(any(each) for each in pads) else {})


def conv(reading: GraphReading, node: Operation) -> Placed:
    """Weights are filters x channels/groups x kernel."""
    x, filters = placed(reading, node), weights(reading, node)
    kernel = filters.dims[2:]
    settings = {"filters": filters.dims[0], **_window(node, kernel, (1,) * len(kernel))}
    if (groups := node.attributes.get("group", 1)) != 1:
        settings["groups"] = groups
    settings = _tidy(settings, _pads(node, len(kernel)))
    return reading.layer(node, "conv", settings | _biased(reading, node), (x,))


def tconv(reading: GraphReading, node: Operation) -> Placed:
    """Weights are channels x filters/groups x kernel."""
    x, filters = placed(reading, node), weights(reading, node)
    kernel, groups = filters.dims[2:], node.attributes.get("group", 1)
    if "output_shape" in node.attributes:
        raise UnreadableError
    settings = {"filters": filters.dims[1] * groups, **_window(node, kernel, (1,) * len(kernel))}
    settings |= {"groups": groups} if groups != 1 else {}
    pads = _pads(node, len(kernel))
    if any(extra := node.attributes.get("output_padding", ())):
        settings["output_pad"] = [*extra]
    return reading.layer(node, "tconv", _tidy(settings, pads) | _biased(reading, node), (x,))


def _biased(reading: GraphReading, node: Operation) -> dict[str, Any]:
    """Whether there is a bias. Raises UnreadableError where it is made of fewer or more learned numbers."""
    if len(node.inputs) < 3 or not node.inputs[2]:
        return {"bias": False}
    weights(reading, node, 2)
    return {}


def pool(kind: str) -> Any:
    """Pooling by windows."""

    def make(reading: GraphReading, node: Operation) -> Placed:
        x = placed(reading, node)
        if any(node.outputs[1:]):
            raise UnreadableError
        kernel = node.attributes["kernel_shape"]
        settings = _tidy(_window(node, kernel, kernel), _pads(node, len(kernel)))
        settings |= {"ceil": True} if node.attributes.get("ceil_mode") else {}
        return reading.layer(node, kind, settings, (x,))

    return make


def gemm(reading: GraphReading, node: Operation) -> Placed:
    """A dense layer, on the channels of each position where there are several."""
    x, units = reading.value(node), weights(reading, node)
    if node.attributes.get("transA") or len(units.dims) != 2:
        raise UnreadableError
    count = units.dims[0 if node.attributes.get("transB") else 1]
    return reading.layer(node, "dense", _units(reading, x, count) | _biased(reading, node), (x,))


def matmul(reading: GraphReading, node: Operation) -> Made:
    """A dense layer, on the channels of each position where there are several; with the bias that is added to it."""
    if reading.known(node, 0):
        raise UnreadableError
    x, units = reading.value(node), reading.known(node, 1)
    if units is None or len(units.dims) != 2:
        raise UnreadableError
    settings = _units(reading, x, units.dims[1])
    after = reading.only_reader(node.outputs[0])
    if after is None or not _adds(reading, after, units.dims[1]):
        return reading.layer(node, "dense", settings | {"bias": False}, (x,))
    made = reading.layer(node, "dense", settings, (x,))
    reading.take(after, made)
    return []


def _units(reading: GraphReading, x: Placed, count: int) -> dict[str, Any]:
    """The settings of a dense layer on what lies last, which the channels have to do. Raises UnreadableError."""
    rank = reading.volume(x).rank
    if x.axes[-1] != rank:
        raise UnreadableError
    return {"units": count, "each": True} if rank else {"units": count}


def _adds(reading: GraphReading, node: Operation, count: int) -> bool:
    """Whether a node adds a number to each channel, which lie last."""
    if node.op != "Add":
        return False
    found = [known for k in (0, 1) if (known := reading.known(node, k))]
    return len(found) == 1 and found[0].elements == count == (*found[0].dims, 0)[-2 if found[0].dims else -1]


def bn(reading: GraphReading, node: Operation) -> Placed:
    """With the statistics that it keeps: ONNX's momentum is the share of them that stays, ours that of a new batch."""
    settings = {"eps": _short(node.attributes.get("epsilon", 1e-5))}
    if "momentum" in node.attributes:
        settings["momentum"] = _short(1 - _short(node.attributes["momentum"]))
    return reading.layer(node, "bn", settings | _affine(reading, node), (_channels_second(reading, node),))


def _channels_second(reading: GraphReading, node: Operation) -> Placed:
    """What a node reads, with the axis of its channels as that of the volume: they lie along its second dimension."""
    x = reading.value(node)
    rank, channels = reading.volume(x).rank, x.axes[1]
    if channels == rank:
        return x
    if not 0 <= channels < rank:
        raise UnreadableError
    order = [*(axis for axis in range(rank + 1) if axis != channels), channels]
    axes = tuple(axis if axis == BATCH else order.index(axis) for axis in x.axes)
    names = [*AXES[rank], "channels"]
    return reading.layer(node, "permute", {"order": [names[axis] for axis in order]}, (x,), axes, "permute")


def _affine(reading: GraphReading, node: Operation) -> dict[str, Any]:
    """Whether there are a weight and a bias a channel. Raises UnreadableError where there is one of them alone."""
    given = [len(node.inputs) > k and bool(node.inputs[k]) for k in (1, 2)]
    if given[0] != given[1]:
        raise UnreadableError
    for k in (1, 2) if given[0] else ():
        weights(reading, node, k)
    return {} if given[0] else {"affine": False}


def instance_norm(reading: GraphReading, node: Operation) -> Placed:
    """Over the positions of each channel."""
    settings = {"affine": True, "eps": _short(node.attributes.get("epsilon", 1e-5))} | _affine(reading, node)
    return reading.layer(node, "in", settings, (_channels_second(reading, node),))


def group_norm(reading: GraphReading, node: Operation) -> Placed:
    """Over the positions of each group of channels."""
    settings = {"groups": node.attributes["num_groups"], "eps": _short(node.attributes.get("epsilon", 1e-5))}
    return reading.layer(node, "gn", settings | _affine(reading, node), (_channels_second(reading, node),))


def layer_norm(reading: GraphReading, node: Operation) -> Placed:
    """Over the channels of each position, or over all of them."""
    x = reading.value(node)
    rank, first = reading.volume(x).rank, node.attributes.get("axis", -1) % len(x.axes)
    over = x.axes[first:]
    if over == (rank,):
        words = "channels"
    elif BATCH not in over and len(over) == rank + 1:
        words = "all"
    else:
        raise UnreadableError
    eps = _short(node.attributes.get("epsilon", 1e-5))
    return reading.layer(node, "ln", {"over": words, "eps": eps} | _affine(reading, node), (x,))


def lrn(reading: GraphReading, node: Operation) -> Placed:
    """Response normalisation over neighbouring channels."""
    given = {"alpha": 1e-4, "beta": 0.75, "bias": 1.0} | node.attributes
    alpha, beta, k = (_short(given[name]) for name in ("alpha", "beta", "bias"))
    return reading.layer(node, "lrn", {"size": given["size"], "alpha": alpha, "beta": beta, "k": k})


def _short(number: float) -> float:
    """A number as it was written before it was stored in four bytes."""
    return float(f"{number:.6g}")
