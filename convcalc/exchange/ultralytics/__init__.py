"""Ultralytics' model files as specs: the modules of backbone and head, scaled, as the layers that they are made of.

Modules, defaults and scaling as in ultralytics, nn/tasks.py (parse_model) and nn/modules; YOLOv5 and YOLOv8 in full.
"""

from collections.abc import Callable
from typing import Any

from convcalc.document.foreign import Foreign
from convcalc.document.source import parse
from convcalc.exchange.translation import Translation
from convcalc.exchange.ultralytics import blocks, heads
from convcalc.exchange.ultralytics.reading import UltralyticsModule, UltralyticsReading
from convcalc.exchange.ultralytics.scale import scale_of

MODULES: dict[str, Callable[[UltralyticsReading, UltralyticsModule], int]] = {
    "Conv": blocks.conv,
    "DWConv": blocks.depthwise,
    "Bottleneck": blocks.bottleneck,
    "C2f": blocks.c2f,
    "C3": blocks.c3,
    "SPPF": blocks.sppf,
    "SPP": blocks.spp,
    "Concat": blocks.concat,
    "nn.Upsample": blocks.upsample,
    "Detect": heads.detect,
}
"""What each module is made of."""

REPEATED = ("C2f", "C3")
"""Modules that take how often they repeat as an argument."""


def translate(source: Foreign) -> None:
    """Fill a document with the spec that its text makes. Raises SpecError with all that is wrong in the text."""
    data: dict[str, Any] = parse(source.name, source.text).data
    source.takes = ("scale",)
    translation = Translation(source)
    scale = scale_of(source, data, translation)
    reading = UltralyticsReading(translation, data, scale)
    for section in ("backbone", "head"):
        for k in range(len(data[section])):
            _add(reading, reading.module(section, k))
    reading.finish()


def _add(reading: UltralyticsReading, module: UltralyticsModule | None) -> None:
    """Add a module; one that no figure is known of ends what can be told."""
    if module is None:
        return reading.ends.append(reading.last)
    make = MODULES.get(module.type)
    if make is None:
        return reading.ends.append(reading.unknown(module))
    times = 1 if module.type in REPEATED else module.repeat
    for k in range(times - 1):
        reading.part = f"_{k}"
        module = module._replace(reads=(make(reading, module),))
    reading.part = f"_{times - 1}" if times > 1 else ""
    end = make(reading, module)
    reading.part = ""
    return reading.ends.append(end)
