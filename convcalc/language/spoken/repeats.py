"""Layers that are said to come several times: `two conv layers, each with 16 filters of 3x3`, `[3x3, 64] x 2`.

Where `each` is not said, what is said of all is read as of each, and that is told; where it can be of all together, or
of one of them, it is refused.
"""

from collections.abc import Sequence

from convcalc.document.records import NamedTuple
from convcalc.language.spoken.kind_names import CONV, key, kinds
from convcalc.language.spoken.plain_words import is_plain
from convcalc.language.spoken.tokens import Token
from convcalc.language.spoken.vocabulary import COUNTS, FIELDS, WEAKLY_APART
from convcalc.language.spoken.words import WordsError
from convcalc.model.layers import kind

FEW = 5
"""So many convolutions can be layers; more are filters."""
MOST = 50
"""So many layers are said at once."""
_EACH = ("each", "both")
_ADJECTIVES = ("consecutive", "subsequent", "successive", "identical", "stacked", "such", "same", "more", "further")
_LAYER = ("layer", "convolution", CONV)
_LAYERS = ("layers", "convolutions", "convs")
_AMONG = ("fully", "connected", "fc", "linear", "hidden", "convolutional", "1d", "2d", "3d", "of",
          "max", "average", "pooling", "pool")  # fmt: skip
"""Words between a number of layers and their noun, beside the names of kinds and `_ADJECTIVES`."""
_JOINING = ("with", "of", "using", "having", "have", "has", ":", ",", "use", "uses", "that", "which", "containing")
"""Words behind several layers, before what is said of all of them."""
_NOT_OF_EACH = (
    "total", "altogether", "together", "combined", "overall", "sum", "first", "second", "third", "fourth", "last",
    "other", "former", "latter", "shared", "sharing", "one", "alternating", "outputs", "classes", "class", "logits",
    "scores",
)  # fmt: skip
"""Words by which something is of all layers together, or of one of them."""
_CLOSING = {")": "(", "]": "["}


class Repeated(NamedTuple):
    """The words of one of several layers."""

    tokens: list[Token]
    times: int = 1
    note: str = ""
    """How it was read, where nobody said it so."""


def repeated(group: Sequence[Token], text: str) -> list[Repeated]:
    """The words of each layer without those that say how often it comes, and how often. Raises WordsError."""
    said = one_layer(list(group))
    return _listed(said) or [_multiplied(said, text) or _counted(said) or Repeated(said)]


def _listed(group: list[Token]) -> list[Repeated]:
    """`three conv layers with 8, 16 and 32 filters`, one of each; none where as many numbers are not listed."""
    noun = next((k for k, each in enumerate(group) if each.text in _LAYERS), None)
    number = next((k for k, each in enumerate(group) if each.sort == "number"), None)
    if noun is None or number is None or number > noun or _has(group, "layers"):
        return []
    first, last, listed = _list_in(group, noun)
    if len(listed) != group[number].value or not 1 < len(listed) <= MOST:
        return []
    left_out = {number, *(k for k, token in enumerate(group) if token.text in (*_ADJECTIVES, "respectively", "layers"))}
    rest = [(k, token) for k, token in enumerate(group) if k not in left_out]
    return [
        Repeated([token for k, token in rest if k < first] + [one] + [token for k, token in rest if k >= last])
        for one in listed
    ]


def _list_in(group: Sequence[Token], start: int) -> tuple[int, int, list[Token]]:
    """The first list of numbers after a place: where it begins and ends, and the numbers."""
    first = start
    while first < len(group):
        at, listed = first, list[Token]()
        while at < len(group) and (group[at].sort == "number" or (listed and group[at].text in (",", "and"))):
            listed += [group[at]] if group[at].sort == "number" else []
            at += 1
        if len(listed) > 1 and not _are_apart(group, first, at):
            return first, at, listed
        first = max(first + 1, at)
    return 0, 0, []


def _are_apart(said: Sequence[Token], first: int, last: int) -> bool:
    """Whether the numbers between two places are of two settings: `stride 2 and 16 filters`."""
    after = said[last : last + 1]
    return said[first - 1].text in FIELDS and any(each.is_size or each.text in COUNTS for each in after)


def _multiplied(group: list[Token], text: str) -> Repeated | None:
    """`2x` before a layer, `x 2` after it; before and after a factor, as that of an upsampling, it is none."""
    for at, inside in ((0, group[1:]), (-1, group[:-1])):
        token = group[at]
        first = token.text[0].isdigit()
        numbered = any(each.value is not None for each in inside)
        if token.sort == "times" and first == (at == 0) and numbered and not _has(inside, "factor"):
            _alone(token, inside, text)
            return Repeated(inside, _bounded(token, token.value))
    return None


def _has(said: Sequence[Token], field: str) -> bool:
    """Whether a layer that is named has such a setting: a number beside the word is that."""
    names = kinds()
    return any(field in kind(names[each.text]).fields for each in said if each.text in names)


def _alone(token: Token, inside: Sequence[Token], text: str) -> None:
    """Stop where brackets around several layers are multiplied. Raises WordsError."""
    before, after = text[: token.start].rstrip(), text[token.end :].lstrip()
    behind = before.rfind(_CLOSING[before[-1]]) if before[-1:] in _CLOSING else inside[0].start
    ahead = len(text) - len(after) + after.find({"(": ")", "[": "]"}[after[0]]) if after[:1] in ("(", "[") else 0
    if behind < inside[0].start - 1 or ahead > text.find(inside[-1].text, inside[-1].start) + len(inside[-1].text) + 1:
        raise WordsError("brackets around several layers are not read", token.start, token.end, "write each layer")


def _counted(group: list[Token]) -> Repeated | None:
    """`two conv layers`, and what is said of each of them, or of all."""
    noun = next((k for k, each in enumerate(group) if each.text in _LAYERS), None)
    number = _number_of(group, noun) if noun is not None else None
    if noun is None or number is None or _has(group, "layers"):
        return None
    each = next((k for k, token in enumerate(group) if token.text in _EACH), None)
    if each is None and not _is_of_all(group, number, noun):
        if group[noun].text == "layers":
            raise _several(group[number], group[noun])
        return None
    left_out = {number, each, noun} if group[noun].text == "layers" else {number, each}
    left_out |= {k for k, token in enumerate(group[: noun + 2]) if k > number and token.text in _ADJECTIVES}
    rest = [token for k, token in enumerate(group) if k not in left_out]
    times = _bounded(group[number], group[number].value)
    return Repeated(rest, times, "" if each is not None else f"this is read as of each of the {times} layers")


def _number_of(group: Sequence[Token], noun: int) -> int | None:
    """The number of layers before their noun."""
    at = noun - 1
    while at >= 0 and _is_among(group[at]):
        at -= 1
    return at if at >= 0 and group[at].sort == "number" else None


def _is_among(token: Token) -> bool:
    """Whether a word can stand between a number of layers and their noun: a kind's name, a size, `hidden`."""
    return (
        token.is_size or token.text in (*_AMONG, *_ADJECTIVES) or (token.value is None and key(token.text) in kinds())
    )


def _is_of_all(group: Sequence[Token], number: int, noun: int) -> bool:
    """Whether filters or units that are said behind the noun of several layers can only be those of each."""
    begins = [each for each in group[noun + 1 : noun + 3] if each.text not in _ADJECTIVES][:1]
    joined = any(each.text in _JOINING or each.value is not None for each in begins)
    counted = any(each.value is not None for each in group[noun + 1 :])
    few = group[noun].text == "layers" or group[number].value <= FEW
    others = [token for k, token in enumerate(group) if k != number]
    return joined and counted and few and not any(token.text in _NOT_OF_EACH for token in others)


def one_layer(group: list[Token]) -> list[Token]:
    """The words without the number of a layer that is one: `one conv layer with 8 filters`."""
    noun = next((k for k, each in enumerate(group) if each.text in _LAYER), None)
    number = next((k for k, each in enumerate(group) if each.sort == "number"), None)
    if noun is None or number is None or number > noun:
        return group
    begins = number == 0 or group[number - 1].text in WEAKLY_APART or is_plain(group[number - 1].text)
    between = group[number + 1 : noun]
    if not begins or any(each.text in COUNTS or each.sort in ("number", "letter") for each in between):
        return group
    if group[number].value == 1:
        return group[:number] + group[number + 1 :]
    layer = next((each for each in group[noun : noun + 2] if each.text == "layer"), None)
    if layer and not any(each.is_size for each in between[:1]):
        raise _several(group[number], layer)
    return group


def _several(number: Token, noun: Token) -> WordsError:
    """The error for several layers of which it is not said what each has."""
    help = "as 'two conv layers, each with 16 filters of 3x3'"
    return WordsError(f"it is not said what each of {number.value} layers has", number.start, noun.end, help)


def _bounded(token: Token, times: int) -> int:
    if not 1 <= times <= MOST:
        raise WordsError(f"{times:,} layers are not said at once", token.start, token.end, f"at most {MOST}")
    return times
