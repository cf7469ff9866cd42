"""What goes in and what comes out, said together: `from 3 to 16 channels`, `400 -> 120`, `in: 3, out: 16`.

Each is brought to the words that the vocabulary has for either. Knows no layers but those whose name can stand before.
"""

from collections.abc import Iterator, Sequence

from convcalc.language.spoken.kind_names import CONV, DENSE, SPECIFIC, key, kinds
from convcalc.language.spoken.tokens import BINDS, Token

GOES_IN, COMES_OUT = "channels in", "channels out"
"""The words for either, as the vocabulary has them."""
_NOUNS = ("channel", "channels", "maps", "map", "planes", "features", "feature", "input", "output", "numbers")
_TO = ("to", "into")
_INS, _OUTS = ("in", "input"), ("out", "output")


def passed(said: Sequence[Token]) -> list[Token]:
    """The tokens with both numbers named, where both are said together.

    >>> from convcalc.language.spoken.tokens import tokens
    >>> [each.text for each in passed(tokens("5x5 conv from 3 to 16 channels"))]
    ['5x5', 'conv', 'channels in', '3', 'channels out', '16']
    >>> [each.text for each in passed(tokens("in: 3, out: 8, k: 3"))][:5]
    ['channels in', '3', ',', 'channels out', '8']
    """
    return list(_written_between(said) or _marked(said) or said)


def _written_between(said: Sequence[Token]) -> list[Token]:
    """`from 3 to 16 channels`, `3 -> 16 channels`, `256 channels to 64`; nothing where none is there."""
    for at, token in enumerate(said):
        middle = _after_nouns(said, at + 1)
        if not _is_count(token) or middle + 1 >= len(said) or not _is_between(said, at, middle):
            continue
        last = middle + 1 + (said[middle + 1].text == "output")
        if last == len(said) or not _is_count(said[last]):
            continue
        first, end = at - (at > 0 and said[at - 1].text == "from"), _after_nouns(said, last + 1)
        return [*said[:first], *_named(GOES_IN, token), *_named(COMES_OUT, said[last]), *said[end:]]
    return []


def _is_between(said: Sequence[Token], at: int, middle: int) -> bool:
    """Whether a word or an arrow there stands between what goes in, which is at a place, and what comes out."""
    begun = at > 0 and said[at - 1].text == "from"
    if said[middle].text in _TO:
        return begun or middle > at + 1 or _after_nouns(said, middle + 2) > middle + 2
    beside = at == 0 or said[at - 1].text in (",", *BINDS) or said[at - 1].is_size or _counts(said[at - 1])
    alone = middle + 2 == len(said) or said[middle + 2].text in (",", "channels", "maps", "features")
    return said[middle].sort == "arrow" and alone and (begun or beside)


def _counts(token: Token) -> bool:
    """Whether a word is a kind that makes something of so many: filters, units."""
    return token.text.isidentifier() and kinds().get(key(token.text)) in (CONV, DENSE, *SPECIFIC)


def _marked(said: Sequence[Token]) -> list[Token]:
    """`in 3 channels, out 16`, `in: 3, out: 8`, `16 channels out, 3 channels in`; nothing unless both are there."""
    for side in (_before, _behind):
        found = {word: each for each in range(len(said)) if (word := side(said, each))}
        if len(found) == 2:
            return list(_with_names(said, {at: word for word, at in found.items()}, side is _before))
    return []


def _before(said: Sequence[Token], at: int) -> str:
    """What a number after a word is: `in 3`, `out: 8`."""
    word = _sided(said[at])
    number = at + 1 + (at + 1 < len(said) and said[at + 1].text in BINDS)
    return word if word and number < len(said) and _is_count(said[number]) else ""


def _behind(said: Sequence[Token], at: int) -> str:
    """What a number before a word is: `3 channels in`, `16 out`."""
    word, number = _sided(said[at]), at - 1 - (at > 0 and said[at - 1].text in _NOUNS)
    return word if word and number >= 0 and _is_count(said[number]) else ""


def _sided(token: Token) -> str:
    return GOES_IN if token.text in _INS else COMES_OUT if token.text in _OUTS else ""


def _with_names(said: Sequence[Token], found: dict[int, str], before: bool) -> Iterator[Token]:
    """The tokens with the words for either in the place of those at some places, and without nouns beside them."""
    dropped = set[int]()
    for at in found:
        if before:
            number = at + 1 + (said[at + 1].text in BINDS)
            dropped |= {*range(at + 1, number), *range(number + 1, _after_nouns(said, number + 1))}
        elif said[at - 1].text in _NOUNS:
            dropped.add(at - 1)
    for at, token in enumerate(said):
        if at not in dropped:
            yield token._replace(text=found[at]) if at in found else token


def _named(name: str, number: Token) -> Iterator[Token]:
    yield Token(name, number.start, number.end)
    yield number


def _is_count(token: Token) -> bool:
    return token.sort == "number"


def _after_nouns(said: Sequence[Token], at: int) -> int:
    """The place after words that say what is counted."""
    while at < len(said) and said[at].text in _NOUNS:
        at += 1
    return at
