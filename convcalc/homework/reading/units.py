"""What may stand after a number: a scale, bytes or bits, and words for what is counted."""

import re
from fractions import Fraction

from convcalc.analysis.amounts import BYTES, SCALES
from convcalc.document.records import NamedTuple

_PREFIXES = {"kilo": "k", "mega": "m", "giga": "g", "tera": "t"}
_BINARY = {"kibi": "ki", "mebi": "mi", "gibi": "gi"}
_FLOPS = frozenset(("flop", "flops", "operations", "ops"))
_MACS = frozenset(("mac", "macs", "madd", "madds", "multiplications", "multiplies", "mults", "macc", "maccs"))
_NUMBERS = frozenset((
    "activations", "element", "elements", "entries", "entry", "float", "float32", "float32s", "floats", "number",
    "numbers", "value", "values",
))  # fmt: skip
_SAYING_NOTHING = frozenset((
    "a", "all", "and", "array", "bias", "biases", "buffers", "channels", "classes", "connections", "conv",
    "convolutions", "convs", "example", "excl", "excluding", "feature", "features", "field", "filters", "floating",
    "for", "free", "high", "image", "in", "incl", "including", "input", "kernels", "layer", "layers", "learnable",
    "learnables", "learned", "long", "map", "maps", "memory", "network", "neurons", "of", "one", "operation",
    "output", "outputs", "param", "parameter", "parameters", "params", "pixel", "pixels", "places", "point",
    "positions", "px", "ram", "receptive", "repeats", "required", "the", "them", "times", "total", "trainable", "unit",
    "units", "used", "vector", "volume", "weight", "weights", "wide", "with", "without",
))  # fmt: skip
_MULTIPLES = {"thousands": "thousand", "millions": "million", "billions": "billion", "mil": "million", "mln": "million"}
_PHRASES = {
    "multiply accumulate operations": "macs", "mac operations": "macs", "multiply add operations": "macs",
    "multiply adds": "macs", "multiply add": "macs", "mult adds": "macs", "mul adds": "macs",
    "multiply accumulates": "macs", "multiply accumulate": "macs", "floating point operations": "flops",
    "floating point numbers": "numbers", "floating point values": "numbers",
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
        if one is None or (one.counts and found.counts not in ("", one.counts)) or (one.scale > 1 and found.scale > 1):
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
    if word in ("octet", "octets"):
        return Measure(Fraction(1), "bytes")
    if word in ("bit", "bits"):
        return Measure(Fraction(1, 8), "bytes")
    if word in SCALES:
        return Measure(Fraction(SCALES[word]), "", SCALES[word])
    return _with_prefix(word)


def _with_prefix(word: str) -> Measure | None:
    """`gflops`, `mparams`, `gigaflops`, `kilobytes`, `kibibytes`, `kbit`."""
    for long, short in _BINARY.items():
        if word in (f"{long}byte", f"{long}bytes"):
            size = BYTES[f"{short}b"]
            return Measure(Fraction(size), "bytes", size)
    for prefix, letter in (*_PREFIXES.items(), *((letter, letter) for letter in "kmgt")):
        unit = _after_prefix(word.removeprefix(prefix)) if word.startswith(prefix) else None
        if unit:
            return Measure(SCALES[letter] * unit.times, unit.counts, SCALES[letter])
    return None


def _after_prefix(word: str) -> Measure | None:
    """What may follow a prefix without a space."""
    if not word or word in ("param", "params", "parameters"):
        return Measure(Fraction(1))
    if word in ("byte", "bytes"):
        return Measure(Fraction(1), "bytes")
    return _word(word) if word in (*_FLOPS, *_MACS, "bit", "bits") else None
