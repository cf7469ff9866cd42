"""What may stand after a number: a scale, bytes or bits, and words for what is counted."""

import re
from fractions import Fraction

from convcalc.analysis.amounts import BYTES, SCALES
from convcalc.document.records import NamedTuple

_PREFIXES = {"kilo": "k", "mega": "m", "giga": "g", "tera": "t"}
_BINARY = {"kibi": "ki", "mebi": "mi", "gibi": "gi"}
_FLOPS = frozenset(("flop", "flops", "operations", "ops"))
_MACS = frozenset(("mac", "macs", "madd", "madds", "multiplications", "macc", "maccs"))
_NUMBERS = frozenset((
    "activations", "element", "elements", "entries", "entry", "float", "float32", "floats", "number", "numbers",
    "value", "values",
))  # fmt: skip
_SAYING_NOTHING = frozenset((
    "a", "all", "and", "array", "bias", "biases", "buffers", "channels", "classes", "connections", "conv",
    "convolutions", "convs", "example", "feature", "features", "field", "filters", "floating", "for", "high",
    "image", "in", "input", "kernels", "layer", "layers", "learnable", "learned", "long", "map", "maps", "memory",
    "network", "neurons", "of", "one", "operation", "output", "outputs", "param", "parameter", "parameters",
    "params", "pixel", "pixels", "places", "point", "positions", "px", "ram", "receptive", "repeats", "required",
    "the", "times", "total", "trainable", "unit", "units", "used", "vector", "volume", "weight", "weights", "wide",
))  # fmt: skip
_MULTIPLES = {"thousands": "thousand", "millions": "million", "billions": "billion", "mil": "million", "mln": "million"}
_PHRASES = {
    "multiply adds": "macs", "multiply add": "macs", "mult adds": "macs", "multiply accumulates": "macs",
    "multiply accumulate": "macs", "floating point operations": "flops", "floating point numbers": "numbers",
    "floating point values": "numbers",
}  # fmt: skip


class Measure(NamedTuple):
    """What a number is multiplied by, and what it counts."""

    times: Fraction
    counts: str = ""
    """`bytes`, `flops`, `macs` or `numbers`; empty for what says nothing more."""
    scale: int = 1
    """What the suffix alone multiplies by."""


def read_unit(tail: str) -> Measure | None:
    """The unit that some words after a number are; None where they say something else.

    >>> read_unit("gflops"), read_unit("weights and biases"), read_unit("kb").times, read_unit("apples")
    (Measure(times=Fraction(1000000000, 1), counts='flops', scale=1000000000), Measure(times=Fraction(1, 1), \
counts='', scale=1), Fraction(1000, 1), None)
    """
    for words, short in _PHRASES.items():
        tail = tail.replace(words, short)
    found = Measure(Fraction(1))
    for word in re.sub(r"[(),.]", " ", tail).split():
        one = _word(_MULTIPLES.get(word, word))
        if one is None or (one.counts and found.counts) or (one.scale > 1 and found.scale > 1):
            return None
        found = Measure(found.times * one.times, found.counts or one.counts, max(found.scale, one.scale))
    return found


def _word(word: str) -> Measure | None:
    if word in _SAYING_NOTHING:
        return Measure(Fraction(1))
    for names, counts in ((_FLOPS, "flops"), (_MACS, "macs"), (_NUMBERS, "numbers")):
        if word in names:
            return Measure(Fraction(1), counts)
    if word in BYTES:
        return Measure(Fraction(BYTES[word]), "bytes", BYTES[word])
    if word in ("bit", "bits"):
        return Measure(Fraction(1, 8), "bytes")
    if word in SCALES:
        return Measure(Fraction(SCALES[word]), "", SCALES[word])
    return _with_prefix(word)


def _with_prefix(word: str) -> Measure | None:
    """`gflops`, `mparams`, `gigaflops`, `kilobytes`, `kbit`."""
    for long, short in _BINARY.items():
        if word.startswith(long) and word[len(long) :] in ("byte", "bytes"):
            size = BYTES[f"{short}b"]
            return Measure(Fraction(size), "bytes", size)
    for prefix, letter in (*_PREFIXES.items(), *((letter, letter) for letter in "kmgt")):
        rest = word.removeprefix(prefix)
        if rest != word and (not rest or (unit := _after_prefix(rest))):
            counts, times = ("", Fraction(1)) if not rest else unit  # type: ignore[misc]
            return Measure(SCALES[letter] * times, counts, SCALES[letter])
    return None


def _after_prefix(word: str) -> tuple[str, Fraction] | None:
    if word in ("bit", "bits"):
        return "bytes", Fraction(1, 8)
    if word in ("byte", "bytes"):
        return "bytes", Fraction(1)
    unit = _word(word) if word in (_FLOPS | _MACS | {"params", "parameters", "param"}) else None
    return (unit.counts, unit.times) if unit else None
