"""What people say for the kinds and settings of layers, word by word. Knows which names there are, not what they do."""

import re
from functools import lru_cache
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.model.layers import KINDS, SYNONYMS

UNKNOWN = "?"
"""In the place of a number that is asked for."""

_TOKEN = re.compile(r"[,;]|[\d?]+(?:\s*(?:[x×*]|by)\s*[\d?]+)+(?![\w.])|[^\s,;:=()]+")
_NUMBER = re.compile(r"\d{1,18}|\?")
NUMERALS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "sixteen": 16, "twenty": 20,
}  # fmt: skip
FILL = {"of", "with", "and", "a", "an", "the", "layer", "each", "using", "to", "by"}
FIELDS = {
    "strides": "stride", "padding": "pad", "padded": "pad", "zero_padding": "pad", "group": "groups",
    "filter": "filters", "kernels": "filters", "maps": "filters", "feature_maps": "filters",
    "output_channels": "filters", "kernel_size": "kernel", "filter_size": "kernel", "window": "kernel",
    "dilation_rate": "dilation", "dilated": "dilation", "neurons": "units", "nodes": "units",
    "output_padding": "output_pad", "stride_size": "stride", "padding_size": "pad", "pad_size": "pad",
    "output_size": "size", "target_size": "size",
}  # fmt: skip
"""What a field is also called, by the name it has."""
FLAGS: dict[str, tuple[str, Any]] = {
    "no_bias": ("bias", False), "without_bias": ("bias", False), "with_bias": ("bias", True),
    "no_padding": ("pad", 0), "without_padding": ("pad", 0), "unpadded": ("pad", 0), "same_padding": ("pad", "same"),
    "padding_same": ("pad", "same"), "valid_padding": ("pad", "valid"), "padding_valid": ("pad", "valid"),
    "pad_same": ("pad", "same"), "ceil_mode": ("ceil", True),
}  # fmt: skip
TWO_MEANINGS = {
    "pool": "write 'max pool' or 'average pool'",
    "channels": "write '64 filters' for channels that come out; those that go in are part of the volume",
    "f": "write 'kernel 5' for the size, or '10 filters' for how many",
    "k": "write 'kernel 5' for the size, or '10 filters' for how many",
}
WEAK = ("pad", "in")
"""Kinds whose names are also said within other layers."""


@lru_cache(maxsize=1000)
def key(word: str) -> str:
    """A kind's name as it compares: `Max-Pooling` and `maxpool` are one."""
    for long, short in (("_", ""), ("pooling", "pool"), ("convolutional", "conv"), ("convolution", "conv"),
                        ("normalization", "norm"), ("normalisation", "norm"), ("average", "avg")):  # fmt: skip
        word = word.replace(long, short)
    return word


def kinds() -> dict[str, str]:
    """The kinds by what they are called: `fullyconnected`, `transposedconv`."""
    left_out = ("pool", "max", "sum", "merge", "skip", "view", "cat", "transpose")
    names = {key(word): name for word, name in SYNONYMS.items() if word not in left_out}
    return names | {key(name): name for name in KINDS} | {"transposeconv": "tconv"}


class Token(NamedTuple):
    """A word or a number, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def number(self) -> Any:
        """Its number or numbers, else None."""
        if self.text in NUMERALS:
            return NUMERALS[self.text]
        parts = re.split("x", self.text)
        if not all(map(_NUMBER.fullmatch, parts)):
            return None
        values = [part if part == UNKNOWN else int(part) for part in parts]
        return values if len(values) > 1 else values[0]


def tokens(text: str) -> list[Token]:
    """The words of a text without those that say nothing; sizes such as `5 x 5` as one."""
    found = []
    for match in _TOKEN.finditer(text.lower()):
        word = match[0]
        if word[0].isdigit() or word[0] == UNKNOWN:
            word = re.sub(r"\s*(?:[x×*]|by)\s*", "x", word) if _is_size(word) else word
        elif re.fullmatch(r"[a-z]+(-[a-z]+)+", word):
            word = word.replace("-", "_")
        if word == "size" and text.startswith("=", match.end()):
            word = "output_size"  # a setting is written out; a size that is said can be a kernel's
        if word not in FILL:
            found.append(Token(word, match.start(), match.end()))
    return found


def _is_size(word: str) -> bool:
    return bool(re.fullmatch(r"[\d?]+(?:\s*(?:[x×*]|by)\s*[\d?]+)+", word))
