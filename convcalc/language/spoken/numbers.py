"""Whole numbers in words, as English says them: `a hundred and twenty-eight`. Knows numbers only."""

from collections.abc import Sequence

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMERALS = {word: k for k, word in enumerate(_ONES)} | {word: 10 * k for k, word in enumerate(_TENS, 2)}
"""The words that are a number by themselves."""
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1000**2, "billion": 1000**3}
_ARTICLES = ("a", "an")
_ALONE = {"single": 1, "sole": 1, "pair": 2, "couple": 2}
"""Words for a number that no other follows."""


def in_words(text: str) -> int | None:
    """The number that a text says in words, and nothing else; None where it says no such number.

    >>> in_words("two"), in_words("Thirty-two"), in_words("a hundred and twenty-eight"), in_words("ten filters")
    (2, 32, 128, None)
    >>> in_words("two hundred fifty six"), in_words("one million, two hundred thousand"), in_words("a single")
    (256, 1200000, 1)
    """
    words = text.lower().replace("-", " ").replace(",", " ").split()
    found = number_at(words, 0)
    return found[0] if found and found[1] == len(words) else None


def number_at(words: Sequence[str], start: int) -> tuple[int, int] | None:
    """The number in words that begins at a place, and where it ends; None where none begins there.

    >>> number_at(["with", "one", "hundred", "and", "two", "filters"], 1), number_at(["a", "filter"], 0)
    ((102, 5), None)
    >>> number_at(["half", "a", "dozen"], 0), number_at(["a", "dozen", "and", "a", "half"], 0)
    ((6, 3), (18, 5))
    """
    return _halved(words, start) or _and_half(words, _whole(words, start))


def _halved(words: Sequence[str], start: int) -> tuple[int, int] | None:
    """`half a dozen`, `a half dozen`, `half dozen`."""
    at = start
    for allowed in (_ARTICLES, ("half",), _ARTICLES):
        if at < len(words) and words[at] in allowed:
            at += 1
        elif "half" in allowed:
            return None
    scale = SCALES.get(words[at]) if at < len(words) else None
    return (scale // 2, at + 1) if scale else None


def _and_half(words: Sequence[str], found: tuple[int, int] | None) -> tuple[int, int] | None:
    """A number with `and a half` behind it: of its last word, where that is a scale; else it is no whole number."""
    if found is None or tuple(words[found[1] : found[1] + 3]) != ("and", "a", "half"):
        return found
    number, end = found
    after = SCALES.get(words[end + 3]) if end + 3 < len(words) else None
    if after:
        return number * after + after // 2, end + 4
    last = SCALES.get(words[end - 1])
    return (number + last // 2, end + 3) if last else None


def _whole(words: Sequence[str], start: int) -> tuple[int, int] | None:
    """A number without halves."""
    first = start + (words[start : start + 1] != [] and words[start] in _ARTICLES)
    if first < len(words) and words[first] in _ALONE:
        return _ALONE[words[first]], first + 1
    if first > start and (first == len(words) or words[first] not in SCALES):
        return None
    whole = part = 0
    at = first
    while (step := _step(words, at, whole, part, first > start)) is not None:
        whole, part, at = step
    return (whole + part, at) if at > first else None


def _step(words: Sequence[str], at: int, whole: int, part: int, article: bool) -> tuple[int, int, int] | None:
    """The sum of thousands, what stands after them, and the next place, with one word more; None at the end."""
    word = words[at] if at < len(words) else ""
    if word == "and":
        after = words[at + 1] if at + 1 < len(words) else ""
        joins = part % 100 == 0 and part + whole >= 100 and after in NUMERALS
        return _step(words, at + 1, whole, part, article) if joins else None
    if word in NUMERALS:
        return (whole, part + NUMERALS[word], at + 1) if _fits(NUMERALS[word], part, whole) else None
    if word not in SCALES or not (part or (article and not whole)):
        return None
    scale = SCALES[word]
    if scale >= 1000:
        return (whole + (part or 1) * scale, 0, at + 1) if whole % (1000 * scale) == 0 else None
    return (whole, (part or 1) * scale, at + 1) if part < 100 else None


def _fits(number: int, part: int, whole: int) -> bool:
    """Whether a word can go on what was said: `twenty two` is one number, and `two twenty` are two."""
    if not part:
        return number > 0 or not whole
    tens = part % 100 >= 20 and part % 10 == 0 and 0 < number < 10
    return number > 0 and (part % 100 == 0 or tens)
