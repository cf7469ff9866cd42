"""A written answer brought to one form: lower case, plain signs, no politeness; numbers in words as digits."""

import re
from collections.abc import Iterable

from convcalc.homework.reading.spelling import plainer
from convcalc.language.spoken.numbers import number_at

_SIGNS = str.maketrans({
    "×": "x", "✕": "x", "⋅": "*", "·": "*", "∙": "*", "−": "-", "–": "-", "≈": "~", "≃": "~", "÷": "/", "’": "'",
    "{": "[", "}": "]",
    "→": " = ", "⇒": " = ", "⟶": " = ",
    "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "\N{THIN SPACE}": " ", "`": " ", "$": " ", '"': " ",
})  # fmt: skip
_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_ABOUT = re.compile(
    r"^(?:~|about|app?rox(?:imately|\.)?|around|roughly|ca\.?|circa|some|nearly|almost|exactly|just)\s*(?=[\d(~a-z])"
)
_LABELS = frozenset((
    "#", ",", ":", "=", "a", "activation", "after", "an", "and", "answer", "are", "be", "becomes", "biases", "count",
    "dim", "dimension", "dimensions", "dims", "feature", "field", "filters", "flops", "for", "get", "gives", "got",
    "has", "have", "i", "i'd", "in", "input", "is", "it", "it's", "its", "layer", "learnable", "macs", "map", "maps",
    "memory", "needs", "network", "number", "of", "output", "outputs", "parameters", "params", "receptive", "result",
    "say", "shape", "should", "size", "sizes", "so", "stays", "still", "sum", "takes", "tensor", "the", "there",
    "think", "total", "totals", "trainable", "vector", "volume", "volumes", "we", "weights", "with",
))  # fmt: skip
"""Words before a number that say what it is, and nothing that changes it."""


def cleaned(text: str) -> tuple[str, bool]:
    """An answer without what says nothing, and whether it is only said to be about so much.

    >>> cleaned("about 760"), cleaned("≈ 7.6 × 10²"), cleaned("Params = 760."), cleaned("thirty-two by 32")
    (('760', True), ('7.6 x 10^2', True), ('760', False), ('32 by 32', False))
    """
    plain = text.strip().translate(_SIGNS)
    plain = re.sub(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda match: "^" + match[1].translate(_POWERS), plain)
    plain = plainer(" ".join(plain.lower().split())).rstrip("?!;, ").removesuffix(".")
    plain = re.sub(r"(?<![\d,.])(\d{1,9}),(\d{1,9})(?=e[-+]?\d|\s*[x*]\s*10\s*\^)", r"\1.\2", plain)
    plain = re.sub(r"(?<![\d.,])\.(?=\d)", "0.", plain.replace("-by-", " by ").replace("flop/s", "flops"))
    plain = _without_label(plain)
    bare = _ABOUT.sub("", plain)
    about = bare != plain and not plain.startswith(("exactly", "just"))
    return _digits(bare.strip()), about


def sides(text: str) -> list[str]:
    """What stands on the sides of equals signs, the last first: `10*76 = 760` is 760.

    >>> sides("10*76 = 760"), sides("h=32")
    (['760', '10*76'], ['h=32'])
    """
    parts = [part.strip() for part in re.split(r"(?<![a-z])\s*==?(?!\s*$)\s*", text)]
    return [part for part in reversed(parts) if part]


def _without_label(text: str) -> str:
    """The text from its first number on, where only words stand before it that say what it is."""
    match = re.match(r"([a-z' =:,#]*?)(?=~|about|approx|\d|\(|\[|-\d|torch|tensor|none\b|[a-z]+-)", text)
    if not match or not match[1].strip() or not _only(match[1], _LABELS):
        return text
    return text[match.end() :]


def _only(text: str, words: Iterable[str]) -> bool:
    return all(word in words for word in re.findall(r"[a-z']+|[^\sa-z']", text))


def _digits(text: str) -> str:
    """The text with its numbers in words written in digits."""
    words = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text).split()
    found, at = list[str](), 0
    while at < len(words):
        number = number_at(words, at)
        found.append(str(number[0]) if number else words[at])
        at = number[1] if number else at + 1
    return re.sub(
        r"(?<=[\d)]) (?:plus|times) (?=[\d(])", lambda match: "+" if "p" in match[0] else "*", " ".join(found)
    )
