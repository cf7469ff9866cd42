"""Where kinds of layers are named among words, and which is meant where none is. Knows no settings."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from convcalc.document.records import NamedTuple
from convcalc.language.spoken import vocabulary
from convcalc.language.spoken.kind_names import CONV, DENSE, INSTANCE_NORM, SPECIFIC, WEAK, key, kinds
from convcalc.language.spoken.rewriting import CLAIM
from convcalc.language.spoken.tokens import Token, words_of
from convcalc.model.layers import kind
from convcalc.model.layers.fields import MISSING

WIDEST = 5
"""Words of the name of a kind."""


class Named(NamedTuple):
    """Where a kind is named among tokens."""

    first: int
    last: int
    """After its last word."""
    kind: str

    @property
    def follows(self) -> bool:
        """Whether it can stand beside another layer without words of its own: an activation, a norm."""
        return self.kind not in SPECIFIC and not asks(self.kind)


def asks(name: str) -> bool:
    """Whether a kind has a setting that must be given, or that a shorthand gives by position."""
    return bool(kind(name).main) or any(field.default is MISSING for field in kind(name).fields.values())


def names_in(said: Sequence[Token]) -> list[Named]:
    """The kinds that are named, the longest names first; weak names only where nothing else says what is meant."""
    all = [each for each in named(said) if said[each.first].text != INSTANCE_NORM or _is_a_norm(said, each.first)]
    found = [each for each in all if each.kind not in WEAK or each.kind == INSTANCE_NORM]
    return found or ([] if meant(said) else all[:1])


def _is_a_norm(said: Sequence[Token], at: int) -> bool:
    """Whether `in` is instance norm, and no small word: alone, or with one of its settings behind it."""
    cls = kind(INSTANCE_NORM)
    return len(said) == 1 or (at == 0 and said[1].text in {*cls.fields, *cls.flags})


def named(said: Sequence[Token]) -> Iterator[Named]:
    """All the kinds that are named."""
    names, at = kinds(), 0
    while at < len(said):
        found = next((Named(at, end, names[word]) for end, word in _phrases(said, at) if word in names), None)
        width = _other(said, at, found.last - at if found else 0)
        if width and not (found and _is_own(found.kind, words_of(said[at : at + width]))):
            at += width
            continue
        if found:
            yield found
        at = found.last if found else at + 1


def _phrases(said: Sequence[Token], at: int) -> Iterator[tuple[int, str]]:
    """The words from a place on, joined, the longest first; a hyphenated chain such as conv-bn is no name."""
    for end in range(min(len(said), at + WIDEST), at, -1):
        words = said[at:end]
        if all(each.value is None and each.text.isidentifier() for each in words):
            yield end, key("".join(each.text for each in words))


def _other(said: Sequence[Token], at: int, width: int) -> int:
    """How many words from a place on are a name of a field or the like, where these are more than a kind's."""
    for wide in range(min(6, len(said) - at), max(width, 1), -1):
        text = words_of(said[at : at + wide])
        if text in vocabulary.FIELDS or text in vocabulary.COUNTS or text in vocabulary.FLAGS:
            return wide
    return 0


def _is_own(name: str, text: str) -> bool:
    """Whether a setting is one of the kind whose name it begins with: `dropout rate`."""
    own = {*vocabulary.FIELDS.get(text, ())} & {*kind(name).fields}
    return name not in WEAK and text.startswith(f"{name} ") and bool(own)


def meant(said: Sequence[Token]) -> str:
    """The kind that is meant where none is named: of filters, of units; empty where nothing says so."""
    if not any((each.value is not None or each.sort == "letter") and each.sort != CLAIM for each in said):
        return ""
    sized = any(each.is_size and each.sort != CLAIM for each in said)
    for at in range(len(said)):
        for wide in range(min(6, len(said) - at), 0, -1):
            text = words_of(said[at : at + wide])
            fields = vocabulary.COUNTS.get(text)
            if fields and (sized or text not in ("channels", "channel")):
                return CONV if fields[0] == "filters" else DENSE
    return CONV if is_of_conv(said) else ""


def is_of_conv(said: Sequence[Token]) -> bool:
    """Whether numbers are filters and a kernel by how they are written: `10 5x5`, `7x7, 64, stride 2`, `k9n64s1`."""
    plain = [each for each in said if each.text not in (",", ".", "@") and each.sort != CLAIM]
    sized = len(plain) > 1 and any(isinstance(a.value, int) and b.is_size for a, b in pairwise(plain))
    backwards = len(plain) > 1 and plain[0].is_size and isinstance(plain[1].value, int)
    alone = len(plain) == 2 or (len(plain) > 2 and (plain[2].text == "stride" or plain[2].sort == "over"))
    bound = {each.text for each, after in pairwise(said) if after.text in ("=", ":")}
    glued = {each.text[0] for each in said if each.sort == "letter"}
    return sized or (backwards and alone) or {"k", "f"} <= bound or {"k", "n"} <= bound | glued
