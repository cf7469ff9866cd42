"""Ultralytics' model files as specs: the modules of backbone and head, scaled, as the layers that they are made of.

Modules, defaults and scaling as in ultralytics, nn/tasks.py (parse_model) and nn/modules: those of YOLOv5 to YOLO12.
"""

from collections.abc import Callable
from typing import Any

from convcalc.document.foreign import Foreign
from convcalc.document.source import parse
from convcalc.exchange.translation import Translation
from convcalc.exchange.ultralytics import attending, blocks, csp, heads, rep
from convcalc.exchange.ultralytics.reading import UltralyticsModule, UltralyticsReading
from convcalc.exchange.ultralytics.scale import scale_of

MODULES: dict[str, Callable[[UltralyticsReading, UltralyticsModule], int]] = {
    "Conv": blocks.conv,
    "DWConv": blocks.depthwise,
    "GhostConv": csp.ghost_conv,
    "Focus": blocks.focus,
    **dict.fromkeys(("ConvTranspose", "nn.ConvTranspose2d"), blocks.transposed),
    "nn.MaxPool2d": blocks.max_pool,
    "nn.ZeroPad2d": blocks.zero_pad,
    "Bottleneck": csp.bottleneck,
    "C2": csp.c2,
    "C2f": csp.c2f,
    "C3": csp.c3,
    "C3Ghost": csp.c3_ghost,
    "C3k2": attending.c3k2,
    "C2fCIB": csp.c2f_inverted,
    "SCDown": csp.scaled_down,
    "RepNCSPELAN4": rep.aggregated,
    "ELAN1": rep.aggregated_small,
    "ADown": rep.down_by_halves,
    "AConv": rep.down,
    "SPPELAN": rep.pooled_and_joined,
    "CBLinear": rep.several,
    "CBFuse": rep.fused,
    **dict.fromkeys(("PSA", "C2PSA"), attending.psa),
    "A2C2f": attending.a2c2f,
    "SPPF": blocks.sppf,
    "SPP": blocks.spp,
    "Concat": blocks.concat,
    "nn.Upsample": blocks.upsample,
    "nn.Identity": blocks.nothing,
    "Detect": heads.detect,
    "v10Detect": heads.detect_twice,
    "Segment": heads.segment,
    "Pose": heads.pose,
    "OBB": heads.oriented,
    "Classify": heads.classify,
}
"""What each module is made of."""

REPEATED = ("C2", "C2f", "C3", "C3Ghost", "C3k2", "C2fCIB", "C2PSA", "A2C2f")
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
