"""Ways of speaking to the words that the vocabulary has for them: `every other pixel` to `stride 2`. Knows no grammar.

A rule is a pattern over the words of a text, in which N stands for a number (ONE, where it is that word), R for a
fraction or a percentage and S for a size, and what is said in its place. The rules are in `idioms/`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from convcalc.document.records import NamedTuple
from convcalc.language.spoken.tokens import UNKNOWN, Token

CLAIM = "claim"
"""The sort of a token that says what is so if the layer is as it is said: what goes in, what comes out."""
NOT_READ = "not_read"
"""In the place of what would be read wrongly."""
_NUMBER = re.compile(r"\bN\b")
_SIDES = re.compile(r"\\(\d)x\\(\d)")


class Idiom(NamedTuple):
    """A way of speaking."""

    among: str
    """Beginnings of words, one of which it has: without them the pattern is not tried."""
    pattern: str
    said: str
    """Words that say the same; `\\1` for what a group has, `out=\\1` for what is claimed to be so."""
    unless: str = ""
    """Beginnings of words beside which it is not meant so."""


def rewritten(said: Sequence[Token], idioms: Sequence[Idiom]) -> list[Token]:
    """The tokens with what the idioms have in their place."""
    found, words = list(said), _spaced(said)
    for idiom in idioms:
        if _has(words, idiom.among) and not (idiom.unless and _has(words, idiom.unless)):
            found = list(_replaced(found, idiom))
            words = _spaced(found)
    return found


@lru_cache(maxsize=1000)
def _beginnings(words: str) -> tuple[str, ...]:
    return tuple(f" {word}" for word in words.split())


def _spaced(said: Sequence[Token]) -> str:
    return " " + " ".join([each.text for each in said])


def _has(words: str, beginnings: str) -> bool:
    return any(map(words.__contains__, _beginnings(beginnings)))


@lru_cache(maxsize=1000)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern over words that stand between blanks."""
    return re.compile(rf"(?<= )(?:{_NUMBER.sub('(?:N|ONE)', pattern)})(?= )")


def _replaced(said: Sequence[Token], idiom: Idiom) -> Iterator[Token]:
    marks = [_mark(each) for each in said]
    starts = list(accumulate((len(each) + 1 for each in marks), initial=1))
    place = {start: k for k, start in enumerate(starts)}
    text = f" {' '.join(marks)} "
    done = 0
    for match in compiled(idiom.pattern).finditer(text):
        first, last = place[match.start()], place[match.end() + 1]
        if first < last:
            yield from said[done:first]
            yield from _said_instead(said, match, idiom, place)
            done = last
    yield from said[done:]


def _mark(token: Token) -> str:
    """A token as patterns have it."""
    if token.sort == CLAIM:
        return "CLAIM"
    if token.is_size:
        return "S"
    if token.sort == "arrow":
        return "-" if token.text in ("-", "–", "—") else "->"
    if token.value is None or token.value is True or token.value is False:
        return token.text.replace(" ", "_")
    if isinstance(token.value, int) or token.value == UNKNOWN:
        return "ONE" if token.text in ("one", "a single", "single") else "N"
    return "R"


def _said_instead(said: Sequence[Token], match: re.Match[str], idiom: Idiom, place: dict[int, int]) -> Iterator[Token]:
    def held(group: str) -> Sequence[Token]:
        first, last = match.span(int(group))
        return said[place[first] : place[last + 1]] if first >= 0 else ()

    start, end = said[place[match.start()]].start, said[place[match.end() + 1] - 1].end
    for word in idiom.said.split():
        claimed, _, group = word.rpartition("=") if word != "=" else ("", "", word)
        if sides := _SIDES.fullmatch(word):
            values = [held(each)[0].value for each in sides.groups()]
            yield Token("x".join(map(str, values)), start, end, values, "size")
        elif word.startswith("1-"):
            from decimal import Decimal

            rate = Decimal(1) - Decimal(str(held(word[3:])[0].value))
            yield Token(str(rate), start, end, float(rate), "decimal")
        elif claimed:
            value = held(group[1:])[0].value if group[0] == "\\" else int(group)
            yield Token(claimed, start, end, value, CLAIM)
        elif group[0] == "\\":
            yield from held(group[1:])
        elif group.isdigit():
            yield Token(group, start, end, int(group), "number")
        else:
            yield Token(group, start, end)
