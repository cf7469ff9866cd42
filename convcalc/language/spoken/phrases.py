"""Layers in people's words, `10 filters 5x5 stride 1 pad 2, then relu`, to kinds and their settings.

Takes the shorthand of specs, what people say in class, and code. Knows kinds and their fields, not volumes. Words that
can be read in two ways are an error with a suggestion, and so is every word that is not understood: nothing is guessed,
and nothing is dropped.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from convcalc.document.wording import nearest
from convcalc.language.spoken import vocabulary
from convcalc.language.spoken.claims import of_volumes
from convcalc.language.spoken.exact import in_shorthand
from convcalc.language.spoken.idioms.table import IDIOMS
from convcalc.language.spoken.incoming import SaidLayer
from convcalc.language.spoken.kind_names import CONV, POINTWISE, SEPARABLE, key, kinds
from convcalc.language.spoken.meaning import Meaning, items
from convcalc.language.spoken.misspelling import corrected
from convcalc.language.spoken.notation import parted
from convcalc.language.spoken.passage import passed
from convcalc.language.spoken.plain_words import is_plain
from convcalc.language.spoken.reading import settings_of
from convcalc.language.spoken.repeats import FEW
from convcalc.language.spoken.rewriting import NOT_READ, rewritten
from convcalc.language.spoken.separable import separated
from convcalc.language.spoken.spelling import SaidSettings
from convcalc.language.spoken.splitting import SaidPart, parts
from convcalc.language.spoken.tokens import UNKNOWN, Token, tokens
from convcalc.language.spoken.vocabulary import TWO_MEANINGS
from convcalc.language.spoken.words import IN, Setting, Words, WordsError
from convcalc.model.layers import KINDS, SYNONYMS, kind

__all__ = ["UNKNOWN", "Setting", "Words", "WordsError", "read_layers", "read_said", "read_sizes", "read_words"]

_PLACE = re.compile(
    r"\s*((?:[\w-]+\s+){0,3}(?:branch|block|stem|head|path|stage|module|body|layer|unit)?[\w-]*)\s*:(?=\s)"
)
"""What stands before a colon."""
_LABEL = re.compile(
    r"\s*(?:layer\s*|([a-z]+(?:[ -][a-z]+)?)(?:\s+layer\s*)?)\d{1,2}(?:[._]\d)?\s*(?::(?=\s)|(?=\())", re.IGNORECASE
)
"""What a layer is called before its words: `C1:`, `conv2_1:`."""
_QUESTION = re.compile(r"\b(?:how|what|which|can|could|would|if|is|does|do)\b", re.IGNORECASE)
_JOINED = re.compile(r"(?<=\))[ ]*,?[ ]+(?:and[ ]+)?(?:followed by|then|->|→)[ ]+(?=[\w.]+\()")
VERBS = ("add", "insert", "append", "put")
"""Words before a layer that say no more than that there is one."""
_PLACES = (
    "branch",
    "block",
    "stem",
    "head",
    "path",
    "stage",
    "module",
    "body",
    "layer",
    "unit",
    "first",
    "second",
    "third",
)
LONGEST = 2000
"""Characters of a text that says layers."""
LONGEST_SIZES = 200
"""Characters of a text that says a volume."""
HELP = "as 'conv 10 5x5 s1 p2'"


def read_said(text: str) -> tuple[SaidLayer, ...]:
    """The layers that a text tells, in words or in code. Raises WordsError."""
    if not _is_code(text):
        return tuple(map(SaidLayer, read_layers(text)))
    from convcalc.language.spoken.code.networks import read_code

    found = read_code(_JOINED.sub(_as_code, text))
    return tuple(SaidLayer(words, found.tool, found.loose) for words in found.layers)


def _as_code(match: re.Match[str]) -> str:
    """What joins two lines of code, as code has it, and as long: words between them are spoken."""
    return ";".ljust(len(match[0]))


def _is_code(text: str) -> bool:
    """Whether a text is code. Without a bracket it is none, and nothing is imported to find out."""
    if "(" not in text:
        return False
    from convcalc.language.spoken.code.recognition import is_code

    return is_code(text)


@lru_cache(maxsize=1000)
def read_layers(text: str) -> tuple[Words, ...]:
    """The layers that a text tells in words: one object for equal texts. Raises WordsError."""
    if len(text) > LONGEST:
        raise WordsError(f"a text of {len(text):,} characters is too long (at most {LONGEST:,})", 0, len(text))
    found: list[Words] = []
    for part in parted(text):
        found += [part] if isinstance(part, Words) else _read_part(part)
    return tuple(found)


def _read_part(text: str) -> list[Words]:
    """The layers of a text without notations. Raises WordsError."""
    if exact := in_shorthand(text):
        return [exact]
    try:
        return _read_whole(text)
    except WordsError as error:
        raise _with_nearest(text, error) from None


def _read_whole(text: str) -> list[Words]:
    said = passed(rewritten(corrected(tokens(_unasked(_unlabelled(text)))), IDIOMS))
    if len(said) > 1 and said[0].text in VERBS:
        said = said[1:]
    if not said:
        raise WordsError("expected a layer, not an empty text", 0, len(text), HELP)
    found = [words for part in parts(said, text) for words in _read(part, said, text)]
    if not found:
        raise WordsError(f"{text.strip()!r} says no layer", 0, len(text), HELP)
    return found


def _unasked(text: str) -> str:
    """A text without the mark of a question, where one is asked; as long as before."""
    asked = re.search(r"([a-z]{3,})\?\s*$", text, re.IGNORECASE)
    of_setting = asked and (asked[1].lower() in vocabulary.FIELDS or asked[1].lower() in vocabulary.COUNTS)
    if not text.rstrip().endswith("?") or not (_QUESTION.search(text) or (asked and not of_setting)):
        return text
    end = text.rindex("?")
    return text[:end] + " " + text[end + 1 :]


def _with_nearest(text: str, error: WordsError) -> WordsError:
    """An error with the word as it is written, and the nearest thing that is understood.

    That is the text without the word, where no word is near.
    """
    if not error.message.endswith("is not understood") or error.start >= error.end:
        return error
    error.message = f"{text[error.start : error.end]!r} is not understood"
    if error.help.startswith("did you mean"):
        return error
    try:
        left = _read_whole(text[: error.start] + " " * (error.end - error.start) + text[error.end :])
    except WordsError:
        return error
    error.help = f"without it, this is {', then '.join(repr(each.shorthand) for each in left)}"
    return error


def _unlabelled(text: str) -> str:
    """A text without what its layer is called, but for the name of a kind; as long as before."""
    match = _LABEL.match(text)
    if match is None:
        return _unplaced(text)
    end = match.end(1) if match[1] and key(re.sub("[ -]", "", match[1].lower())) in kinds() else 0
    if not end and not match[0].endswith(":"):
        return text
    return text[:end] + " " * (match.end() - end) + text[match.end() :]


def _unplaced(text: str) -> str:
    """A text without where in a network its layer stands: `stem: `, `ASPP branch: `; as long as before."""
    match = _PLACE.match(text)
    words = match[1].lower().split() if match else []
    placed = bool(words) and (words[-1] in _PLACES or words[0] in _PLACES or all(is_plain(word) for word in words))
    if match is None or not placed or any(not _is_place(word, match[1]) for word in words):
        return text
    return " " * match.end() + text[match.end() :]


def _is_place(word: str, label: str) -> bool:
    """Whether a word of a label says nothing of the layer itself: a common one, or a name in capitals."""
    return (
        is_plain(word)
        or word in _PLACES
        or word.isdigit()
        or (word.upper() in label.split() and key(word) not in kinds())
    )


def read_words(text: str) -> Words:
    """The only layer that a text tells. Raises WordsError."""
    first, *others = [each.words for each in read_said(text)]
    if others:
        raise WordsError(
            f"{others[0].kind!r} is another layer",
            others[0].start,
            others[0].end,
            "give each layer in quotes of its own",
        )
    return first


def read_sizes(text: str) -> list[Any] | None:
    """The numbers of `32x32x3`, `32 × 32 × 3` or `?x?x3`; None where it is no such thing."""
    said = tokens(text) if len(text) <= LONGEST_SIZES else ()
    number = said[0].number if len(said) == 1 else None
    return number if number is None or isinstance(number, list) else [number]


def _read(part: SaidPart, said: Sequence[Token], text: str) -> tuple[Words, ...]:
    """The layers of a part: two, where one of them is said that is made of two."""
    if not part.kind:
        raise _no_kind(said, text)
    name = CONV if part.kind in (SEPARABLE, POINTWISE) else part.kind
    cls = kind(name)
    found = items(part.tokens, name, cls, part.active or not cls.fields, bool(part.name))
    implied = {"kernel": 1} if part.kind == POINTWISE else {}
    settings = settings_of(name, cls, found, implied, bool(part.name))
    _several(part, found, settings)
    axes = _axes(part)
    start, end = (part.name[0].start, part.name[-1].end) if part.name else (0, len(text))
    words = Words(name, settings, start, end, settings.pop(IN, None), axes, note=part.note)
    words = _finished(words)
    return _claiming(separated(words, bias=True) if part.kind == SEPARABLE else (words,), part)


def _claiming(found: tuple[Words, ...], part: SaidPart) -> tuple[Words, ...]:
    """The layers with what is claimed of what goes into the first and of what comes out of the last."""
    claims = of_volumes(part.tokens)
    if not claims:
        return found
    into, out = ([each for each in claims if each.side == side] for side in ("in", "out"))
    first = found[0]._replace(claims=tuple(into))
    rest = (first, *found[1:])
    return (*rest[:-1], rest[-1]._replace(claims=(*rest[-1].claims, *out)))


def _several(part: SaidPart, found: Sequence[Meaning], settings: SaidSettings) -> None:
    """Stop where a few of something can be layers: `three 3x3 convolutions`. Raises WordsError."""
    filters = settings.get("filters")
    counted = any(item.sort == "count" for item in found)
    plural = part.name and part.name[-1].text.endswith("s")
    if plural and not counted and filters and isinstance(filters.value, int) and filters.value <= FEW:
        word = part.name[-1]
        message = f"{filters.value} {word.text} can be two things"
        raise WordsError(message, filters.start, word.end, f"write '{filters.value} filters', or each layer by itself")


def _axes(part: SaidPart) -> int | None:
    """How many axes are said: `2d`, `Conv1d`."""
    words = [each.text for each in (*part.name, *part.tokens)]
    return next((k for k in (1, 2, 3) if any(word.endswith(f"{k}d") and word[:-2] != "n" for word in words)), None)


def _finished(words: Words) -> Words:
    """Full padding is a kernel less one."""
    pad = words.settings.get("pad")
    if pad is None or pad.value != "full":
        return words
    kernel = words.settings["kernel"].value if "kernel" in words.settings else 1
    sides = [each - 1 for each in kernel] if isinstance(kernel, list) else kernel - 1
    return words._replace(settings=words.settings | {"pad": pad._replace(value=sides)})


def _no_kind(said: Sequence[Token], text: str) -> WordsError:
    for token in said:
        if token.text in ("pool", "pooling"):
            return WordsError(f"{token.text!r} can be two things", token.start, token.end, TWO_MEANINGS["pool"])
    word = said[0]
    if word.text == NOT_READ:
        return WordsError(f"{word.text!r} is not understood", word.start, word.end)
    if word.value is not None:
        help = f"as 'conv {text.strip()}', 'maxpool 2x2' or '10 filters 5x5'"
        return WordsError(f"{text!r} does not say which layer it is", 0, len(text), help)
    if word.text in KINDS:
        return WordsError("this is not understood", word.start, len(text), HELP)
    known = SYNONYMS.get(word.text)
    help = f"did you mean {known!r}?" if known else nearest(word.text, KINDS) or HELP
    return WordsError(f"unknown layer {word.text!r}", word.start, word.end, help)
