"""Detect: the boxes and classes of YOLOv8, and those of YOLOv5 where there are anchors."""

from typing import Any

from convcalc.exchange.translation import At
from convcalc.exchange.ultralytics.blocks import conv_of, join
from convcalc.exchange.ultralytics.reading import UltralyticsModule, UltralyticsReading

BINS = 16
"""Of the distribution that each side of a box is the mean of."""


def detect(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """Boxes and classes of all scales."""
    anchors = reading.data.get("anchors")
    if isinstance(anchors, list) and anchors:
        end = reading.last
        for k, start in enumerate(module.reads):
            end = reading.outputs[f"detect{k}"] = _anchored(reading, module, start, k)
        return end
    scales = [_free(reading, module, start, k) for k, start in enumerate(module.reads)]
    return _decoded(reading, module, _in_a_row(reading, module, scales))


def _in_a_row(reading: UltralyticsReading, module: UltralyticsModule, scales: list[int]) -> int:
    """The positions of all scales, one after another."""
    if len(scales) == 1:
        return scales[0]
    return reading.add(module, "concat", {"along": "length"}, *scales, name="_scales")


def _decoded(reading: UltralyticsReading, module: UltralyticsModule, boxes: int) -> int:
    """The mean of the distribution of each side, by a filter that does not learn (DFL), and the classes' scores."""
    sides = reading.add(module, "slice", {"start": 0, "stop": 4 * BINS}, boxes, name="_sides")
    end = reading.add(module, "reshape", {"volume": ["x.length", 4, BINS]}, sides, name="_bins")
    end = reading.add(module, "softmax", {}, end, name="_softmax")
    end = reading.translation.layer(
        "conv", {"filters": 1, "kernel": 1, "bias": False}, (end,), f"detect{module.number}_dfl", (*module.route, 2),
        frozen=At(True, (*module.route, 2)),
    )  # fmt: skip
    reading.channels[end] = 1
    end = reading.add(module, "reshape", {"volume": ["x.height", 4]}, end, name="_box")
    classes = {"start": 4 * BINS, "stop": 4 * BINS + reading.classes}
    scores = reading.add(module, "slice", classes, boxes, name="_classes")
    scores = reading.add(module, "sigmoid", {}, scores, name="_scores")
    return reading.add(module, "concat", {}, end, scores, name="_boxes")


def _anchored(reading: UltralyticsReading, module: UltralyticsModule, start: int, k: int) -> int:
    """A box, whether something is there, and classes, for each anchor."""
    anchors: Any = reading.data["anchors"][min(k, len(reading.data["anchors"]) - 1)]
    count = len(anchors) // 2 if isinstance(anchors, list) else 3
    return _pointwise(reading, module, start, max(1, count) * (reading.classes + 5), f"_m{k}")


def _free(reading: UltralyticsReading, module: UltralyticsModule, start: int, k: int) -> int:
    """A distribution for each side of a box, and classes. The mean of the first is a filter that does not learn."""
    first = reading.channels[module.reads[0]]
    widths = max(16, first // 4, 4 * BINS), max(first, min(reading.classes, 100))
    ends = []
    for branch, width, filters in zip(("cv2", "cv3"), widths, (4 * BINS, reading.classes), strict=True):
        name = f"_{branch}_{k}"
        end = conv_of(reading, module, start, width, 3, name=f"{name}_0")
        end = conv_of(reading, module, end, width, 3, name=f"{name}_1")
        ends.append(_pointwise(reading, module, end, filters, f"{name}_2"))
    end = join(reading, module, ends, f"_scale{k}")
    return reading.add(module, "reshape", {"volume": ["x.positions", "x.channels"]}, end, name=f"_flat{k}")


def _pointwise(reading: UltralyticsReading, module: UltralyticsModule, start: int, filters: int, name: str) -> int:
    end = reading.add(module, "conv", {"filters": filters, "kernel": 1}, start, name=name)
    reading.channels[end] = filters
    return end
