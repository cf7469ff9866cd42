"""Volumes, windows and what an output position sees. Pure integer arithmetic: no layers, no YAML.

Sources of the formulas: Dumoulin & Visin, A guide to convolution arithmetic (2016), for output sizes;
Araujo, Norris & Sim, Computing receptive fields (Distill 2019), for size, stride and padding, here
carried on to layers that treat output positions differently (upsampling, transposed convolution).
"""

from convcalc.model.geometry.spans import FARTHEST, LONGEST_PERIOD, NOTHING, Span, Taps, union
from convcalc.model.geometry.volume import (
    AXES,
    LARGEST,
    ORDERS,
    ChannelsFirst,
    Layout,
    Order,
    Volume,
    name_of,
    per_axis,
    written,
)
from convcalc.model.geometry.windows import (
    Adaptive,
    Anywhere,
    AxisMap,
    Blocks,
    Everywhere,
    Resample,
    Spread,
    Window,
    slid,
)

__all__ = [
    "AXES", "FARTHEST", "LARGEST", "LONGEST_PERIOD", "NOTHING", "ORDERS", "Adaptive", "Anywhere", "AxisMap", "Blocks",
    "ChannelsFirst", "Everywhere", "Layout", "Order", "Resample", "Span", "Spread", "Taps", "Volume", "Window",
    "name_of", "per_axis", "slid", "union", "written",
]  # fmt: skip
