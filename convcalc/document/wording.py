"""Values and names as they stand in a message, and what may have been meant by a name. Knows no problems."""

from collections.abc import Iterable
from itertools import islice

JOINERS = "\u200c\u200d"


def repeated(message: str, times: int) -> str:
    """A message for what was found several times at one place."""
    if times == 1:
        return message
    return f"{message} (here, and {times - 1:,} {'time' if times == 2 else 'times'} more)"


def nearest(word: str, known: Iterable[str]) -> str:
    """`did you mean 'conv'?` where one of the known words is close, else an empty string."""
    known = list(islice(known, 500))
    start = word.partition(":")[0]
    if ":" in word and start in known:
        return f"put a space after the colon: '{start}: '"
    match = closest(word, known)
    return f"did you mean {match!r}?" if match else ""


def closest(word: str, known: Iterable[str]) -> str:
    """The known word that a word begins, or that is most like it, whatever their case; empty where none is close."""
    from difflib import get_close_matches

    words = {each.lower(): each for each in known}
    if len(word) > 2 and (begun := [each for each in words if each.startswith(word.lower())]):
        return words[min(begun, key=len)]
    match = get_close_matches(word[:50].lower(), words, 1)  # as like as difflib takes for close: 0.6
    return words[match[0]] if match else ""


def shown(value: object, limit: int = 60) -> str:
    """A value as it can stand in a message: written as YAML writes it, and short."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int) and value.bit_length() > 1000:
        return "a very large number"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def printable(text: str) -> str:
    """The text with each character that would move the cursor, turn its direction, or is none, shown as a mark.

    Joiners stay, as Persian and Hindi are not written without; what starts a command to a CI job is no word.
    """
    if "##" in text:
        text = unhashed(text)
    if text.isprintable():
        return text
    from unicodedata import category

    spaces = {char: " " for char in text if char == "\t" or category(char) == "Zs"}
    return "".join(spaces.get(char) or (char if char.isprintable() or char in JOINERS else "\ufffd") for char in text)


def is_line(text: str) -> bool:
    """Whether each character of a text can be printed, or joins two of a script that is written with joiners."""
    if text.isprintable() or text.isascii():
        return text.isprintable()
    import re

    return re.sub(rf"(?<=[^\x00-\x7f])[{JOINERS}](?=[^\x00-\x7f])", "", text).isprintable()


def one_form(name: str) -> str:
    """A name in the one form that stands for all that look and mean the same (Unicode's NFKC, as in Python's names)."""
    if name.isascii():
        return name
    from unicodedata import normalize

    return normalize("NFKC", name)


def unhashed(text: str, apart: str = "##\ufffd") -> str:
    """A text without what starts a command to a CI job anywhere in a line: `##[`, `##vso[` or `##teamcity[`."""
    import re

    return re.sub(r"##(?=\w*\[)", lambda _: apart, text)


def many(count: int, what: str) -> str:
    """A count of things: `1 layer`, `1,200 layers`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
