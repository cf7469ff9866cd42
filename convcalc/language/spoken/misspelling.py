"""Words that are one letter from one that is understood: `kernal`. Knows words, no grammar.

None is taken for a word that says nothing: what is not understood would be passed over (`retain` for `remain`).
"""

from collections.abc import Sequence
from functools import lru_cache

from convcalc.language.spoken import vocabulary
from convcalc.language.spoken.idioms.table import IDIOMS
from convcalc.language.spoken.kind_names import key, kinds
from convcalc.language.spoken.plain_words import PLAIN, is_plain
from convcalc.language.spoken.tokens import Token

SHORTEST = 6
"""Letters of a word that is corrected; of fewer, another may be meant."""
_OF_KINDS = frozenset((
    "convolution", "convolutions", "convolutional", "pooling", "normalization", "normalisation", "depthwise",
    "separable", "transposed", "connected", "average", "maximum", "dropout", "flatten", "linear", "activation",
    "activations", "softmax", "sigmoid", "deconvolution", "pointwise", "followed", "convolve", "convolved",
    "filters", "upsampling", "rectified",
))  # fmt: skip


def corrected(said: Sequence[Token]) -> list[Token]:
    """The tokens with the word that is meant in the place of one that is misspelt."""
    return [
        each._replace(text=_meant(each.text)) if each.sort == "word" and each.value is None else each for each in said
    ]


@lru_cache(maxsize=1000)
def _meant(word: str) -> str:
    known = (
        is_plain(word)
        or word in _words()
        or word.removesuffix("s") in _words()
        or f"{word}s" in _words()
        or key(word) in kinds()
    )
    if known or len(word) < SHORTEST or word.startswith(_beginnings()) or not word.isalpha():
        return word
    near = {each for each in _words() if _one_apart(word, each)}
    plain = {each.rstrip("s") for each in near}
    return min(near, key=len) if len(plain) == 1 and not is_plain(min(near)) else word


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    """The words that are understood."""
    tables = (vocabulary.FIELDS, vocabulary.COUNTS, vocabulary.FLAGS, vocabulary.NEEDS)
    phrases = [*(text for table in tables for text in table), *vocabulary.FILL, *vocabulary.IN, *vocabulary.ACTIVE]
    return frozenset([*(word for text in phrases for word in text.split()), *PLAIN, *_OF_KINDS])


@lru_cache(maxsize=1)
def _beginnings() -> tuple[str, ...]:
    """How words of idioms begin."""
    return tuple(word for idiom in IDIOMS for word in idiom.among.split() if len(word) > 3 and key(word) not in kinds())


def _one_apart(word: str, known: str) -> bool:
    """Whether one letter is left out, put in, changed, or two beside each other are exchanged."""
    if abs(len(word) - len(known)) > 1 or word[0] != known[0]:
        return False
    first = next((k for k, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known)))
    left, right = word[first:], known[first:]
    exchanged = left[:2] == right[:2][::-1] and left[2:] == right[2:]
    return exchanged or left[1:] == right[1:] or left[1:] == right or left == right[1:]
