"""Heads: Detect of YOLOv8 and later, and of YOLOv5 where there are anchors; what else than boxes; and classes."""

from functools import partial
from typing import Any

from convcalc.exchange.translation import At
from convcalc.exchange.ultralytics.blocks import conv_of, join
from convcalc.exchange.ultralytics.reading import UltralyticsModule, UltralyticsReading


def detect(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """Boxes and classes of all scales."""
    anchors = reading.data.get("anchors")
    if isinstance(anchors, list) and anchors:
        end = reading.last
        for k, start in enumerate(module.reads):
            end = reading.outputs[f"detect{k}"] = _anchored(reading, module, start, k)
        return end
    return _scales(reading, module, 0)


def detect_twice(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """As Detect, with a second head of its own for training (YOLOv10)."""
    reading.old_head = False
    return _scales(reading, module, 0, twice=True)


def segment(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[nc, masks, width]`: Detect with so many factors for a box, and the masks that they are of."""
    masks, width = module.whole(1, 32), reading.width(module.whole(2, 256))
    reading.outputs["detect"] = _scales(reading, module, masks)
    end = conv_of(reading, module, module.reads[0], width, 3, name="_proto_cv1")
    end = reading.add(module, "tconv", {"filters": width, "kernel": 2, "stride": 2}, end, name="_proto_up")
    end = conv_of(reading, module, end, width, 3, name="_proto_cv2")
    end = reading.outputs["masks"] = conv_of(reading, module, end, masks, name="_proto_cv3")
    return end


def pose(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """Detect with the points of `kpt_shape` for a box."""
    shape = reading.data.get("kpt_shape", [17, 3])
    if not isinstance(shape, list) or len(shape) != 2 or not all(type(n) is int and 0 < n < 1000 for n in shape):
        reading.translation.fault("kpt_shape: expected [points, numbers of each]", ("kpt_shape",), "as [17, 3]")
        return reading.last
    return _scales(reading, module, shape[0] * shape[1])


def oriented(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[nc, angles]`: Detect with an angle for a box (OBB)."""
    return _scales(reading, module, module.whole(1, 1))


def classify(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[classes, kernel, stride]`: a convolution, its mean, and a dense layer."""
    start = module.reads[0] if len(module.reads) == 1 else join(reading, module, list(module.reads))
    end = conv_of(reading, module, start, 1280, module.whole(1, 1), module.whole(2, 1))
    end = reading.add(module, "flatten", {}, reading.add(module, "gap", {}, end, name="_pool"), name="_flat")
    end = reading.add(module, "dense", {"units": module.whole(0, 1)}, end, name="_linear")
    reading.channels[end] = module.whole(0, 1)
    return reading.add(module, "softmax", {}, end, name="_softmax")


# Of all scales


def _scales(reading: UltralyticsReading, module: UltralyticsModule, more: int, twice: bool = False) -> int:
    """What is found at all scales, with `more` numbers for a box; twice where a second head is for training."""
    bins = reading.bins
    if twice or reading.data.get("end2end") is True:
        make = partial(_free, reading, module, more=more, bins=bins, name="_one2many")
        reading.outputs["one2many"] = _in_a_row(reading, module, [make(x, k) for k, x in enumerate(module.reads)], "m")
        make = partial(_free, reading, module, more=more, bins=bins, name="_one2one")
        found = _in_a_row(reading, module, [make(x, k) for k, x in enumerate(module.reads)])
        end = reading.outputs["one2one"] = _decoded(reading, module, found, more, bins)
        return end
    scales = [_free(reading, module, start, k, more, bins) for k, start in enumerate(module.reads)]
    return _decoded(reading, module, _in_a_row(reading, module, scales), more, bins)


def _in_a_row(reading: UltralyticsReading, module: UltralyticsModule, scales: list[int], of: str = "") -> int:
    """The positions of all scales, one after another."""
    if len(scales) == 1:
        return scales[0]
    return reading.add(module, "concat", {"along": "length"}, *scales, name=f"_scales{of}")


def _decoded(reading: UltralyticsReading, module: UltralyticsModule, boxes: int, more: int, bins: int) -> int:
    """The sides of boxes, the classes' scores, and what else there is."""
    sides = reading.add(module, "slice", {"start": 0, "stop": 4 * bins}, boxes, name="_sides")
    sides = _mean(reading, module, sides, bins) if bins > 1 else sides
    first = 4 * bins
    classes = {"start": first, "stop": first + reading.classes}
    scores = reading.add(module, "slice", classes, boxes, name="_classes")
    parts = [sides, reading.add(module, "sigmoid", {}, scores, name="_scores")]
    if more:
        rest = {"start": first + reading.classes, "stop": first + reading.classes + more}
        parts.append(reading.add(module, "slice", rest, boxes, name="_more"))
    return reading.add(module, "concat", {}, *parts, name="_boxes")


def _mean(reading: UltralyticsReading, module: UltralyticsModule, sides: int, bins: int) -> int:
    """The mean of the distribution of each side, by a filter that does not learn (DFL)."""
    end = reading.add(module, "reshape", {"volume": ["x.length", 4, bins]}, sides, name="_bins")
    end = reading.add(module, "softmax", {}, end, name="_softmax")
    end = reading.translation.layer(
        "conv", {"filters": 1, "kernel": 1, "bias": False}, (end,), f"detect{module.number}_dfl", (*module.route, 2),
        frozen=At(True, (*module.route, 2)),
    )  # fmt: skip
    reading.channels[end] = 1
    return reading.add(module, "reshape", {"volume": ["x.height", 4]}, end, name="_box")


def _anchored(reading: UltralyticsReading, module: UltralyticsModule, start: int, k: int) -> int:
    """A box, whether something is there, and classes, for each anchor."""
    anchors: Any = reading.data["anchors"][min(k, len(reading.data["anchors"]) - 1)]
    count = len(anchors) // 2 if isinstance(anchors, list) else 3
    return _pointwise(reading, module, start, max(1, count) * (reading.classes + 5), f"_m{k}")


def _free(
    reading: UltralyticsReading, module: UltralyticsModule, start: int, k: int, more: int, bins: int, name: str = ""
) -> int:
    """A distribution for each side of a box, classes, and what else there is."""
    first = reading.channels[module.reads[0]]
    plain = {"cv2": (max(16, first // 4, 4 * bins), 4 * bins)}
    plain |= {"cv4": (max(first // 4, more), more)} if more else {}
    width = max(first, min(reading.classes, 100))
    ends = {}
    for branch, (within, filters) in plain.items():
        end = _of_kernels(reading, module, start, within, f"{name}_{branch}_{k}")
        ends[branch] = _pointwise(reading, module, end, filters, f"{name}_{branch}_{k}_2")
    end = (_of_kernels if reading.old_head else _apart)(reading, module, start, width, f"{name}_cv3_{k}")
    ends["cv3"] = _pointwise(reading, module, end, reading.classes, f"{name}_cv3_{k}_2")
    end = join(reading, module, [ends[each] for each in sorted(ends)], f"{name}_scale{k}")
    return reading.add(module, "reshape", {"volume": ["x.positions", "x.channels"]}, end, name=f"{name}_flat{k}")


def _of_kernels(reading: UltralyticsReading, module: UltralyticsModule, start: int, width: int, name: str) -> int:
    """Two convolutions."""
    end = conv_of(reading, module, start, width, 3, name=f"{name}_0")
    return conv_of(reading, module, end, width, 3, name=f"{name}_1")


def _apart(reading: UltralyticsReading, module: UltralyticsModule, start: int, width: int, name: str) -> int:
    """Twice depthwise, and of single positions."""
    for part in range(2):
        depth = reading.channels[start]
        start = conv_of(reading, module, start, depth, 3, groups=depth, name=f"{name}_{part}_0")
        start = conv_of(reading, module, start, width, name=f"{name}_{part}_1")
    return start


def _pointwise(reading: UltralyticsReading, module: UltralyticsModule, start: int, filters: int, name: str) -> int:
    end = reading.add(module, "conv", {"filters": filters, "kernel": 1}, start, name=name)
    reading.channels[end] = filters
    return end
