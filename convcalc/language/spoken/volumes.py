"""The volume that goes in, in people's notations: `(None, 32, 32, 3)`, `3@32x32`, `32x32 RGB`. Knows no layers."""

import re
from collections.abc import Sequence
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.language.spoken.tokens import BATCH, UNKNOWN, Token, tokens
from convcalc.language.spoken.words import Words
from convcalc.model.geometry import ChannelsFirst, Order, Volume

COLOURS = {"rgb": 3, "color": 3, "colour": 3, "bgr": 3, "rgba": 4, "gray": 1, "grey": 1, "grayscale": 1, "greyscale": 1,
           "monochrome": 1, "mnist": 1}  # fmt: skip
_FILL = ("a", "an", "the", "image", "images", "input", "volume", "picture", "pixel", "pixels", "of", "with", "size",
         "shape", "input_shape", "input_size", "is", "and", "channel", "channels", "px", "x", "float32")  # fmt: skip
_BATCH = "|".join(map(re.escape, BATCH))
_NUMBER = r"(?:\d{1,18}|\?)"
_LIST = re.compile(rf"[(\[]?\s*(?:({_BATCH})\s*,\s*)?({_NUMBER}(?:\s*,\s*{_NUMBER})*)\s*,?\s*[)\]]?", re.IGNORECASE)
_TORCH = re.compile(r"(?:torch\.)?(?:Size|randn|rand|zeros|ones|empty)\(\s*[\[(]?([\d,\s?]+?)[\])]?\s*\)")
_RANK = 2
"""The axes of a volume that is told in parts."""
_LONGEST = 200
"""Characters of a text that says a volume."""
_KERAS = re.compile(r"(?:(?:keras\.|tf\.|layers\.)*(?:Input)?\(?\s*)?(?:batch_|input_)?shape\s*=\s*(.+?)\)?", re.DOTALL)


class SaidVolume(NamedTuple):
    """A volume as it is written."""

    numbers: list[Any]
    """As they are written, without the batch."""
    order: Order | None = None
    """How they lie, where the notation says so."""
    batch: Any = None
    """How many examples, or the word for any; None where none are said."""
    is_shape: bool = False
    """It is written as the shapes of tensors are, which can start with a batch."""


def read_volume(text: str) -> SaidVolume | None:
    """The volume that a text says; None where it is no such thing.

    >>> read_volume("(None, 32, 32, 3)").numbers, read_volume("32x32 RGB").numbers, read_volume("3@32x32").numbers
    ([32, 32, 3], [32, 32, 3], [32, 32, 3])
    """
    stripped = text.strip()
    if len(stripped) > _LONGEST:
        return None
    if match := _TORCH.fullmatch(stripped):
        found = _listed(match[1])
        return found and _batched(found._replace(order=ChannelsFirst))
    if match := _KERAS.fullmatch(stripped):
        stripped = match[1] + ("" if match[1].count("(") <= match[1].count(")") else ")")
    return _listed(stripped) or _in_words(stripped) or _in_parts(stripped.lower())


def _in_parts(text: str) -> SaidVolume | None:
    """Height, width and channels told apart, or the order of all three: `height 32, width 32, depth 3`."""
    from convcalc.language.spoken.written import read_numbers

    written = read_numbers(text, _RANK)
    if written is None or not written.order or any(each.denominator > 1 for each in written.numbers):
        return None
    order = ChannelsFirst if written.order == "first" else None
    return SaidVolume([int(each) for each in written.numbers], order)


def _listed(text: str) -> SaidVolume | None:
    """Numbers with commas between; a word in the place of the first is that of a batch."""
    match = _LIST.fullmatch(text.strip())
    if match is None or ("," not in text and not match[1]):
        return None
    numbers = [part.strip() for part in match[2].split(",")]
    return SaidVolume([each if each == UNKNOWN else int(each) for each in numbers], None, match[1], True)


def _batched(said: SaidVolume) -> SaidVolume:
    """A shape of a tensor, whose first number is that of examples."""
    return said._replace(numbers=said.numbers[1:], batch=said.numbers[0]) if len(said.numbers) > 1 else said


def _in_words(text: str) -> SaidVolume | None:
    """Sizes, and channels by a number, a colour or before an `@`."""
    said = tokens(text.replace("-", " ") if re.search(r"\d-[a-z]", text) else text)
    values = [each for each in said if each.number is not None and each.text[0] in "0123456789?"]
    marks = [each.text for each in said if each not in values]
    colours = [COLOURS[mark] for mark in marks if mark in COLOURS]
    left = [mark for mark in marks if mark not in COLOURS and mark not in _FILL and mark not in ("@", ":", "=", ",")]
    lone = "," in marks and len(values) + len(colours) < 2
    if left or lone or not values or len({*colours}) > 1:
        return None
    numbers = _joined(values, colours, said)
    return SaidVolume(numbers) if numbers else None


def _joined(values: Sequence[Token], colours: Sequence[int], said: Sequence[Token]) -> list[Any] | None:
    """The sizes and then the channels, of what is said in parts."""
    first, *others = values
    marks = {each.text for each in said}
    sizes = first.value if isinstance(first.value, list) else [first.value]
    if not others:
        if colours and len(sizes) == 3:
            return sizes if sizes[-1] == colours[0] else None
        return [*sizes, *colours[:1]] if len(sizes) < 4 else sizes
    if len(others) > 1 or colours or not ({"@", "channel", "channels"} & marks):
        return None
    last = others[0].value
    channels_first = isinstance(last, list) and not isinstance(first.value, list)
    if "@" in marks and not channels_first:
        return None
    sizes, channels = (last, first.value) if channels_first else (first.value, last)
    return [*sizes, channels] if isinstance(sizes, list) and not isinstance(channels, list) else None


def laid_out(
    said: SaidVolume, layers: Sequence[Words], from_torch: bool, order: Order | None
) -> tuple[SaidVolume, bool]:
    """A volume before these layers, without its batch, in an order; and whether that is beyond doubt.

    Of PyTorch code, the channels are where `in_channels` says so, or else where the sides are not.
    """
    axes = next((words.axes for words in layers if words.axes), None)
    batched = said.is_shape or said.numbers[:1] == [1]
    sides = axes or (_RANK if UNKNOWN in said.numbers else 0)
    if said.batch == UNKNOWN and len(said.numbers) == sides:  # (?, ?, 3): the height, which is asked for
        said = said._replace(numbers=[UNKNOWN, *said.numbers], batch=None)
    if said.batch is None and batched and axes and len(said.numbers) == axes + 2:
        said = _batched(said)
    if order or said.order or not from_torch or len(said.numbers) < 2:
        return said._replace(order=order or said.order), True
    found = _by_channels(said.numbers, layers) or _by_sides(said.numbers)
    return said._replace(order=found if found is ChannelsFirst else None), found is not None or UNKNOWN in said.numbers


def _by_channels(numbers: Sequence[Any], layers: Sequence[Words]) -> Order | None:
    """Where the channels are that the first layer says come in."""
    first = next(iter(layers), None)
    wanted = first.channels.value if first and first.channels else None
    ends = numbers[0] == wanted, numbers[-1] == wanted
    return None if ends[0] == ends[1] else ChannelsFirst if ends[0] else Volume


def _by_sides(numbers: Sequence[Any]) -> Order | None:
    """Where the channels are, if all sides are alike, or only one end is as an image's."""
    first, last = len({*numbers[1:]}) == 1, len({*numbers[:-1]}) == 1
    if len(numbers) > 2 and first != last:
        return ChannelsFirst if first else Volume
    if len({*numbers}) == 1 or (first and last and len(numbers) > 2):
        return Volume
    ends = numbers[0] in (1, 3, 4), numbers[-1] in (1, 3, 4)
    return None if ends[0] == ends[1] else ChannelsFirst if ends[0] else Volume
