"""What an Ultralytics model has come to so far: the layer that each module ends in, and its channels."""

import math
import os
import re
from typing import Any

from convcalc.document.foreign import Where
from convcalc.document.places import Route
from convcalc.document.records import NamedTuple
from convcalc.document.wording import shown
from convcalc.exchange.modules import ModuleCall
from convcalc.exchange.translation import Translation
from convcalc.exchange.ultralytics.scale import ModelScale

MOST_REPEATS = 1000
LARGEST = 10**9


class UltralyticsModule(NamedTuple):
    """A line of the backbone or the head: `[from, repeats, module, args]`."""

    type: str
    number: int
    reads: tuple[int, ...]
    """The layers that it reads."""
    repeat: int
    args: list[Any]
    route: Route

    def whole(self, k: int, default: int) -> int:
        """A whole number among the arguments."""
        value = self.args[k] if k < len(self.args) else default
        return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < LARGEST else default

    def truth(self, k: int, default: bool) -> bool:
        """Yes or no among the arguments."""
        value = self.args[k] if k < len(self.args) else default
        return value if isinstance(value, bool) else default

    def decimal(self, k: int, default: float) -> float:
        """A positive number among the arguments."""
        value = self.args[k] if k < len(self.args) else default
        return value if isinstance(value, (int, float)) and value is not True and 0 < value < LARGEST else default


def _class_of(part: str) -> str:
    """The module that a part of another is, by its name: `cv1`, `m0`."""
    return {"cv": "Conv", "m": "Bottleneck"}.get(part.rstrip("0123456789"), "")


def _is_line(line: Any) -> bool:
    return isinstance(line, list) and len(line) == 4 and isinstance(line[2], str) and isinstance(line[3], list)


ACTIVATIONS = {
    "SiLU": "silu", "ReLU": "relu", "ReLU6": "relu6", "LeakyReLU": "leaky_relu", "Hardswish": "hard_swish",
    "GELU": "gelu", "Mish": "mish", "ELU": "elu", "SELU": "selu", "Identity": "identity",
}  # fmt: skip
"""The kind that each activation of `activation:` is."""


class UltralyticsReading:
    """Modules as they are added, by their numbers."""

    def __init__(self, translation: Translation, data: dict[str, Any], scale: ModelScale) -> None:
        self.translation = translation
        self.data = data
        self.scale = scale
        self.ends: list[int] = []
        self.channels: dict[int, int] = {}
        """How many channels come out of each layer."""
        self.outputs: dict[str, int] = {}
        self.part = ""
        self.old_head = True
        """Whether the branches for classes are those of YOLOv8, and not of what came after it."""
        self.split: dict[int, list[int]] = {}
        """The channels of each of the volumes that a module makes, by the layer that has them side by side."""
        self.classes = self._whole("nc", 80)
        self.bins = self._whole("reg_max", 16)
        """Of the distribution that each side of a box is the mean of."""
        self.activation = self._activation(data.get("activation", "nn.SiLU()"))
        first = translation.input("input", None, ())
        self.channels[first] = self._whole("ch", 3)

    def _whole(self, key: str, default: int) -> int:
        value = self.data.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < LARGEST:
            self.translation.fault(f"{key}: expected a whole number from 1 on, not {shown(value)}", (key,))
            return default
        return value

    def _activation(self, value: Any) -> str:
        found = re.fullmatch(r"(?:torch\.)?nn\.(\w+)\(.{0,50}\)", value if isinstance(value, str) else "")
        if not found or found[1] not in ACTIVATIONS:
            help = "as nn.SiLU() or nn.LeakyReLU(0.1)"
            self.translation.fault(f"activation: {shown(value)} is not known here", ("activation",), help)
            return "silu"
        return ACTIVATIONS[found[1]]

    @property
    def last(self) -> int:
        """The layer that the next module starts from."""
        return self.ends[-1] if self.ends else 0

    def module(self, section: str, k: int) -> UltralyticsModule | None:
        """The module of a line; None where that cannot be read."""
        line, route = self.data[section][k], (section, k)
        if not _is_line(line):
            help = "as [-1, 1, Conv, [64, 3, 2]]"
            self.translation.fault("expected [from, repeats, module, [arguments]]", route, help)
            return None
        repeat = line[1]
        if isinstance(repeat, bool) or not isinstance(repeat, int) or not 0 < repeat <= MOST_REPEATS:
            self.translation.fault(f"repeats: expected 1 to {MOST_REPEATS}, not {shown(repeat)}", (*route, 1))
            return None
        times = max(round(repeat * self.scale.depth), 1) if repeat > 1 else repeat
        reads = self._reads(line[0], (*route, 0))
        args = [self.classes if each == "nc" else each for each in line[3]]
        return None if reads is None else UltralyticsModule(line[2], len(self.ends), reads, times, args, route)

    def _reads(self, value: Any, route: Route) -> tuple[int, ...] | None:
        """The layers that modules end in, by their numbers, or from here backwards."""
        found = []
        for k, each in enumerate(value if isinstance(value, list) else [value]):
            where = (*route, k) if isinstance(value, list) else route
            number = each if isinstance(each, int) and not isinstance(each, bool) else len(self.ends)
            number += len(self.ends) if number < 0 else 0
            if each == -1 and not self.ends:
                found.append(0)
            elif 0 <= number < len(self.ends):
                found.append(self.ends[number])
            else:
                self.translation.fault(f"from: there is no module {shown(each)} above this one", where)
                return None
        return tuple(found)

    def finish(self) -> None:
        """All modules are read."""
        for name, end in self.outputs.items():
            self.translation.head(name, end)
        stem = os.path.splitext(os.path.basename(self.translation.source.name))[0]
        named = f"{stem}, scale {self.scale.letter}" if self.scale.letter else stem
        self.translation.finish(named, None if self.outputs else self.last)

    # What modules are made of

    def width(self, channels: int) -> int:
        """Channels at this scale: a multiple of 8."""
        if channels == self.classes:
            return channels
        return max(8, math.ceil(min(channels, self.scale.most) * self.scale.width / 8) * 8)

    def add(self, module: UltralyticsModule, kind: str, settings: dict[str, Any], *reads: int, name: str = "") -> int:
        """Add a layer where its module stands; it has as many channels as what it reads first."""
        type = module.type.rpartition(".")[2]
        own = f"{type.lower()}{module.number}{self.part}"
        *around, label = (own, *name.split("_")[1:])
        modules = tuple([ModuleCall(each, _class_of(each) if k else type) for k, each in enumerate(around)])
        end = self.translation.layer(
            kind, settings, reads, own + name, (*module.route, 2), label=label, modules=modules
        )
        self.channels[end] = self.channels[reads[0]]
        return end

    def unknown(self, module: UltralyticsModule) -> int:
        """A module of which nobody knows what comes out: no figure goes further."""
        where: Where = (*module.route, 2)
        settings = {"op": module.type[:100] or "?"}
        end = self.translation.layer("custom", settings, module.reads, f"custom{module.number}", where)
        self.channels[end] = 1
        return end
