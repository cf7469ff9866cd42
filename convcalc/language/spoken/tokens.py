"""The words, numbers and sizes of a text, each with its place. Knows how numbers are written, no layers."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.language.spoken.numbers import number_at

UNKNOWN = "?"
"""In the place of a number that is asked for."""
BATCH = ("none", "?", "-1", "n", "b", "batch", "batch_size", "bs", "_")
"""In the place of any number of examples."""
BINDS = ("=", ":")
"""What stands between a name and its value."""
_N = r"(?:\d{1,18}|\?)"
_X = r"[x×✕*·]"
_TOKEN = re.compile(
    rf"""
      (?P<size>{_N}(?:{_X}{_N})+\s+{_X}\s+{_N}(?![\w.?]) | {_N}(?:{_X}{_N})+(?!(?![sp]\d)[\w?]|\.\d)
          | {_N}(?:\s+{_X}\s+{_N})+(?!\s*{_X})(?![\w?]|\.\d) | {_N}\s*{_X}\s*{_N}(?!\s*{_X})(?![\w?]|\.\d)
          | {_N}(?:(?:\s|-)by(?:\s|-){_N})+(?!\w))
    | (?P<tuple>[(\[]\s*{_N}(?:\s*,\s*{_N})*\s*,?\s*[)\]]|\[\s*{_N}(?:\s+{_N})+\s*\])
    | (?P<thousands>\d{{1,3}}(?:,\d{{3}})+(?![\d,.x×]))
    | (?P<percent>\d{{1,3}}(?:\.\d{{1,6}})?\s?(?:%|per\s?cent(?!\w)))
    | (?P<decimal>\d{{0,9}}\.\d{{1,18}}(?!\w))
    | (?P<fraction>\d{{1,9}}/\d{{1,9}}(?!\w))
    | (?P<over>/\s?s?\d{{1,9}}(?!\w|\s?{_X}|\s+\d+\s?{_X}\s?\d))
    | (?P<power>\d{{1,9}}(?:\*\*|\^)\d{{1,9}})
    | (?P<withal>(?<!\w)w/o?(?!\w))
    | (?P<times>\d{{1,9}}{_X}(?![\w?])|\d{{1,9}}\s{_X}(?=\s?[(\[])|(?<!\w){_X}\s?\d{{1,9}}(?!{_X})(?!\w))
    | (?P<dims>[123]-?d(?:imensional)?(?!\w))
    | (?P<number>{_N}(?![\w?]|\.\d))
    | (?P<full>(?<=[\w)\]?])(?<!\bconv)(?<!\bmax)(?<!\bavg)(?<!\bmin)(?<!\bno)(?<!\bnum)(?<!\bfc)\.(?=\s+\w)|\||!(?!\S))
    | (?P<denied>[a-z]+n['’]t(?!\w))
    | (?P<contracted>(?<=[a-z])['’](?:s|re|ll|ve|d|m)(?!\w))
    | (?P<arrow>-+>|→|⇒|=>|(?<=\s)[-–—](?=\s))
    | (?P<expression>x\.[a-z_]+)
    | (?P<glued>[a-z]{{3,20}}(?=\d{{1,3}}{_X}\d{{1,3}}(?!\w)))
    | (?P<letter>[a-z]{_N}(?:x{_N})*(?![\w?])|[kfnspdg]\d{{1,5}}(?=(?:[kfnspdg]\d{{1,5}})+(?!\w)))
    | (?P<word>\d?[a-z_\#][\w\#]*|π)
    | (?P<indexed>\^[\[(]\w[\])])
    | (?P<mark>[,;=:+@]|x(?!\w)|[×*&])
    | (?P<bracketed>(?<=[a-z])\s?\([a-z]\))
    | (?P<left>[()\[\]"'`“”‘’]|-(?=[a-z\d])(?<=[\w)]-)|\.(?!\d)|\s+)
    | (?P<other>[^\s,;=:+@()\[\]"'`]+)
    """,
    re.VERBOSE,
)  # fmt: skip


_DROPPED = ("left", "bracketed", "indexed", "contracted")
"""What stands between words and says nothing."""
_SIDES = ("height", "width")
_INSTEAD = {"full": ".", "denied": "not"}
"""What some marks and words are read as: the end of a sentence, and `don't`."""


class Token(NamedTuple):
    """A word, a number or a mark, and where it stands."""

    text: str
    start: int
    end: int
    value: Any = None
    """A number, a list of them for a size, UNKNOWN in the place of any; None for a word."""
    sort: str = "word"

    @property
    def number(self) -> Any:
        """Its number or numbers, else None."""
        return self.value if isinstance(self.value, (int, list)) or self.value == UNKNOWN else None

    @property
    def is_size(self) -> bool:
        """Whether it has a number for each axis."""
        return isinstance(self.value, list)


def tokens(text: str) -> list[Token]:
    """The words of a text; sizes such as `5 x 5` and numbers such as `thirty-two` are one."""
    return list(_sided(_sized(_worded([each for each in _written(text) if each.sort not in _DROPPED]))))


def joined(before: Token, after: Token, text: str) -> bool:
    """Whether two tokens are one word but for a hyphen or the like."""
    return before.end < after.start and not text[before.end : after.start].strip("-/&_")


def words_of(said: Sequence[Token]) -> str:
    """Words as the vocabulary has them; empty where one is no word."""
    parts = [each.text.replace("_", " ") for each in said if each.text not in BINDS]
    if any(each.value is not None for each in said) or len(parts) < len(said) - 1:
        return ""
    return "" if said[-1].text in BINDS or said[0].text in BINDS else " ".join(parts)


def _written(text: str) -> Iterator[Token]:
    """The tokens as they are written."""
    for match in _TOKEN.finditer(text.lower()):
        sort = match.lastgroup or ""
        if sort == "dims":
            yield Token(f"{match[0][0]}d", match.start(), match.end())
        elif match[0] == "d" and re.search(r"\d-$", text[: match.start()]):
            yield Token("dimensional", match.start(), match.end())
        elif sort == "withal":
            yield Token("without" if match[0].endswith("o") else "with", match.start(), match.end())
        elif sort in _INSTEAD:
            yield Token(_INSTEAD[sort], match.start(), match.end(), None, "word" if sort == "denied" else "mark")
        else:
            yield Token(match[0], match.start(), match.end(), _value(sort, match[0]), sort)


def _value(sort: str, text: str) -> Any:
    """What a token stands for, where that is a number."""
    if sort in ("size", "tuple"):
        found = [_number(part) for part in re.findall(_N, text)]
        return found if len(found) > 1 else found[0]
    if sort in ("number", "times", "over", "thousands"):
        return _number(re.sub(r"[^\d?]", "", text))
    if sort == "percent":
        return float(re.sub(r"[^\d.]", "", text)) / 100
    if sort == "decimal":
        return float(text)
    return text if sort in ("expression", "fraction") else None


def _number(text: str) -> Any:
    return text if text == UNKNOWN else int(text)


def _worded(found: Sequence[Token]) -> Iterator[Token]:
    """The tokens with numbers in words as one, each."""
    words = [each.text if each.sort == "word" else "" for each in found]
    at = 0
    while at < len(found):
        number = number_at(words, at)
        counted = at > 0 and found[at - 1].value is not None
        if number and not (words[at] == "zero" and (counted or _of_padding(words[at + 1 : at + 2]))):
            value, end = number
            said = " ".join(words[at:end])
            yield Token(said, found[at].start, found[end - 1].end, value, "number")
            at = end
        else:
            yield found[at]
            at += 1


def _of_padding(words: Sequence[str]) -> bool:
    """Whether zero is what is padded with, not how much."""
    return bool(words) and words[0].startswith(("pad", "border"))


def _sized(found: Iterator[Token]) -> Iterator[Token]:
    """The tokens with `three by three` as one."""
    waiting = list(found)
    at = 0
    while at < len(waiting):
        last = at
        while last + 2 < len(waiting) and waiting[last + 1].text == "by" and _is_one(waiting[last], waiting[last + 2]):
            last += 2
        if last > at:
            values = [each.value for each in waiting[at : last + 1 : 2]]
            text = "x".join(map(str, values))
            yield Token(text, waiting[at].start, waiting[last].end, values, "size")
        else:
            yield waiting[at]
        at = last + 1


def _sided(found: Iterator[Token]) -> Iterator[Token]:
    """The tokens with `height 3 and width 5` as one."""
    waiting = list(found)
    at = 0
    while at < len(waiting):
        if (first := _side(waiting, at)) and (last := _side(waiting, first[1])) and first[0] != last[0]:
            values = [dict((first[::2], last[::2]))[name] for name in _SIDES]
            yield Token("x".join(map(str, values)), waiting[at].start, waiting[last[1] - 1].end, values, "size")
            at = last[1]
        else:
            yield waiting[at]
            at += 1


def _side(said: Sequence[Token], at: int) -> tuple[str, int, int] | None:
    """Which side is said there, where that ends, and its number."""
    while at < len(said) and said[at].text in ("and", ",", "a"):
        at += 1
    if at >= len(said) or said[at].text not in _SIDES:
        return None
    end = at + 1
    while end < len(said) and said[end].text in ("of", "is", *BINDS):
        end += 1
    if end >= len(said) or said[end].sort != "number":
        return None
    return said[at].text, end + 1, said[end].value


def _is_one(*tokens: Token) -> bool:
    return all(each.sort == "number" for each in tokens)
