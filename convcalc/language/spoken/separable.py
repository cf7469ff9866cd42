"""Depthwise separable convolutions as the two layers that they are."""

from convcalc.language.spoken.kind_names import DEPTHWISE
from convcalc.language.spoken.words import Setting, Words


def separated(words: Words, bias: bool) -> tuple[Words, Words]:
    """A depthwise convolution, with a bias or without, and one of 1x1 that has the filters."""
    first = {name: each for name, each in words.settings.items() if name not in ("filters", "groups")}
    if not bias:
        first["bias"] = Setting(False, words.start, words.end)
    second = {name: each for name, each in words.settings.items() if name in ("filters", "bias")}
    second["kernel"] = Setting(1, words.start, words.end)
    return words._replace(kind=DEPTHWISE, settings=first), words._replace(settings=second, channels=None, axes=None)
