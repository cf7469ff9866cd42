"""Volumes and sizes as people write them: `10@32x32`, `(None, 32, 32, 10)`, `32x32 with 10 feature maps`.

The home of these notations, for answers and for what goes in. Knows no unknown numbers.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from convcalc.document.records import NamedTuple
from convcalc.language.spoken.tokens import BATCH

_N = r"\d{1,18}(?:\.\d{1,9})?"
_SIZES = rf"{_N}(?:\s*(?:x|\*|by)\s*{_N})+"
_MAPS = (
    r"(?:(?:output|feature|activation|colou?r)\s+)*"
    r"(?:channels?|maps?|filters?|features|planes?|kernels?|deep|depth|ch)\b"
)
_AT = re.compile(rf"({_N})\s*@\s*({_SIZES}|{_N})")
_COUNT_OF_MAPS = re.compile(
    rf"(?:(?:feature|activation|output)\s+)?(?:maps?|channels?)\s*,?\s*({_N}) of (?:them|these)\b"
    rf"|(?<![\d.x])({_N})\s*{_MAPS}|(?:depth|channels?|depth of|feature maps)\s*(?:of|is|:)?\s*({_N})\b"
)
_LABELLED = re.compile(rf"\b(h|height|w|width|d|depth|c|channels?|k)(?:_?\d|_out|out)?\s*(?:is|of|=|:)?\s*({_N})\b")
_LABEL_AFTER = re.compile(rf"({_N})\s*\(?\s*(high|tall|wide|deep|h|w|c|d|height|width|depth|channels?)\b\)?")
_AXES = {"h": 0, "height": 0, "high": 0, "tall": 0, "w": 1, "width": 1, "wide": 1}
_FIRST = re.compile(r"\b(?:n?chw|cxhxw|c x h x w|channels? first)\b")
_LAST = re.compile(r"\b(?:n?hwc|hxwxc|h x w x c|channels? last)\b")
_SAYING_NOTHING = frozenset((
    "a", "all", "an", "and", "area", "as", "at", "big", "by", "class", "classes", "deep", "each", "elements",
    "features", "field", "flat", "for", "having", "image", "in", "input", "large", "map", "maps", "neurons",
    "numbers", "of", "output", "patch", "pixel", "pixels", "positions", "px", "region", "shape", "size", "sized",
    "spatial", "spatially", "tensor", "the", "unit", "units", "values", "vector", "volume", "volumes", "wide",
    "window", "with",
))  # fmt: skip


class WrittenSizes(NamedTuple):
    """The numbers of a volume as they are written."""

    numbers: tuple[Fraction, ...]
    order: str = ""
    """`first` or `last`, where it is said where the channels stand; `parts`, where they are told apart."""


def read_numbers(text: str, rank: int) -> WrittenSizes | None:
    """The numbers of a volume with so many axes, or of sizes along them; None where no volume is written.

    >>> read_numbers("10@32x32", 2).numbers, read_numbers("torch.size([1, 10, 32, 32])", 2).order
    ((Fraction(32, 1), Fraction(32, 1), Fraction(10, 1)), 'first')
    """
    order = "first" if _FIRST.search(text) else "last" if _LAST.search(text) else ""
    plain = re.sub(rf"({_N})\s*\^\s*2(?!\d)", r"\1x\1", _LAST.sub("", _FIRST.sub("", text))).strip()
    plain = plain.removesuffix("()").strip(" :=")  # what is left of "(CHW)", of "CHW: "
    listed = _in_brackets(plain, rank)
    if listed:
        return listed._replace(order=order or listed.order)
    parts = _labelled(plain, rank) or _in_parts(plain)
    if parts:
        return WrittenSizes(parts, "parts")
    match = re.fullmatch(rf"(?:an?\s|the\s)?\s*(?:none x |n x |b x )?({_SIZES}|{_N})\s*([a-z ,]*)", plain)
    if not match or not _nothing(match[2]):
        return None
    sizes = _split(match[1])
    return WrittenSizes(sizes[1:] if len(sizes) == rank + 2 and sizes[0] == 1 else sizes, order)


def _in_brackets(text: str, rank: int) -> WrittenSizes | None:
    """A list, of a framework or not, perhaps with the batch before it."""
    match = re.fullmatch(r"([a-z._ ]*?)\(?\s*[\[(]([^\[\]()]*),?\s*[\])]\s*\)?\s*([a-z ]*)", text)
    if match:
        head, inside, tail = match.groups()
    elif re.fullmatch(rf"(?:none|\?|-1|{_N})(?:\s*,\s+{_N})+|(?:none|\?|-1|{_N})(?:,{_N})+,?", text):
        head, inside, tail = "", text, ""
    else:
        return None
    if not _nothing(tail) or not _nothing(head.replace("torch.size", "").replace("tensorshape", "").replace("tf.", "")):
        return None
    items = [item.strip() for item in inside.split(",") if item.strip()]
    batched = len(items) == rank + 2 and (items[0] == "1" or "torch" in head)
    if items and "x" in inside and len(items) == 1:
        return WrittenSizes(_split(inside)) if re.fullmatch(_SIZES, inside.strip()) else None
    listed = items[:1] == ["-1"] and "[" in text  # as PyTorch's summaries show it; in Python's brackets it says nothing
    order = "first" if "torch" in head or listed else "last" if items[:1] == ["none"] else ""
    if items[:1] and (items[0] in BATCH or batched):
        items = items[1:]
    if not items or not all(re.fullmatch(_N, item) for item in items):
        return None
    if inside.count(",") and re.fullmatch(r"\d{1,3}(,\d{3})+", inside.strip()):
        return None if len(items) != rank + 1 else WrittenSizes(tuple(map(Fraction, items)), order)
    return WrittenSizes(tuple(map(Fraction, items)), order)


def _in_parts(text: str) -> tuple[Fraction, ...] | None:
    """`10@32x32`, `32x32 with 10 feature maps`, `10 channels of 32x32`: the sizes, and then the channels."""
    if match := _AT.fullmatch(text.rstrip("abcdefghijklmnopqrstuvwyz ")):
        return (*_split(match[2]), Fraction(match[1]))
    sizes = list(re.finditer(_SIZES, text))
    if len(sizes) != 1:
        return None
    rest = text[: sizes[0].start()] + " " + text[sizes[0].end() :]
    maps = list(_COUNT_OF_MAPS.finditer(rest))
    if len(maps) != 1 or not _nothing(rest[: maps[0].start()] + " " + rest[maps[0].end() :]):
        return None
    return (*_split(sizes[0][0]), Fraction(next(filter(None, maps[0].groups()))))


def _labelled(text: str, rank: int) -> tuple[Fraction, ...] | None:
    """`height 32, width 32, depth 10`, in any order."""
    for patterns in ((_LABELLED, _LABEL_AFTER), (_LABEL_AFTER, _LABELLED)):
        found, rest = dict[int, Fraction](), text
        for pattern in patterns:
            number = 2 if pattern is _LABELLED else 1
            found |= {_AXES.get(match[3 - number], 2): Fraction(match[number]) for match in pattern.finditer(rest)}
            rest = pattern.sub(" ", rest)
        if len(found) == 3 == rank + 1 and _nothing(re.sub(r"\bx\b", " ", rest)):
            return found[0], found[1], found[2]
    return None


def _split(text: str) -> tuple[Fraction, ...]:
    return tuple(Fraction(part) for part in re.findall(_N, text))


def _nothing(text: str) -> bool:
    """Whether words say nothing more."""
    return all(word in _SAYING_NOTHING for word in re.findall(r"[^\s,;()]+", text))


def in_order(written: WrittenSizes, like_first: bool) -> Sequence[Fraction]:
    """The numbers in the order that is asked for: channels first or last; as they stand where nobody has said it."""
    numbers = written.numbers
    first = written.order == "first"
    if not written.order or len(numbers) < 2 or first == like_first:
        return numbers
    return (*numbers[1:], numbers[0]) if first else (numbers[-1], *numbers[:-1])
