"""The scale of an Ultralytics model: its depth, width and most channels, as asked for, or by the letter in its name."""

import os
import re
from typing import Any

from convcalc.document.foreign import Foreign
from convcalc.document.records import NamedTuple
from convcalc.document.wording import nearest, shown
from convcalc.exchange.translation import Translation


class ModelScale(NamedTuple):
    """By how much a model is scaled."""

    letter: str
    depth: float = 1
    width: float = 1
    most: float = 10**9


def scale_of(source: Foreign, data: dict[str, Any], translation: Translation) -> ModelScale:
    """The scale that is asked for, or that the name of the file has, or the first; without scales, its multiples.

    As Ultralytics chooses it: the letter is that of `yolov8n.yaml`.
    """
    scales = data.get("scales")
    if not isinstance(scales, dict) or not scales:
        numbers = [_number(data, key, translation) for key in ("depth_multiple", "width_multiple")]
        return ModelScale("", *numbers)
    stem = os.path.splitext(os.path.basename(source.name))[0]
    found = re.search(r"yolo(?:e-)?v?\d+([a-z])", stem)
    named = found[1] if found and found[1] in scales else next(iter(scales))
    letter = source.settings.get("scale", named)
    if letter not in scales:
        help = nearest(letter, scales) or f"it has {', '.join(map(str, scales))}"
        translation.fault(f"there is no scale {shown(letter)}", ("scales",), help)
        letter = named
    numbers = scales[letter]
    if not isinstance(numbers, list) or len(numbers) != 3 or not all(map(_is_number, numbers)):
        translation.fault("expected [depth, width, max_channels]", ("scales", letter))
        return ModelScale(letter)
    return ModelScale(letter, *numbers)


def _number(data: dict[str, Any], key: str, translation: Translation) -> float:
    value = data.get(key, 1)
    if not _is_number(value):
        translation.fault(f"{key}: expected a number, not {shown(value)}", (key,))
        return 1
    return float(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 10**9
