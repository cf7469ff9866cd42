"""Tokens to what they say of a layer of one kind: values, names of fields, flags. Knows no grammar."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from convcalc.document.records import NamedTuple
from convcalc.document.wording import nearest
from convcalc.language.spoken import vocabulary
from convcalc.language.spoken.kind_names import RESPONSE_NORM, key, kinds
from convcalc.language.spoken.plain_words import is_plain
from convcalc.language.spoken.rewriting import CLAIM, NOT_READ
from convcalc.language.spoken.tokens import BINDS, UNKNOWN, Token, words_of
from convcalc.language.spoken.words import IN, WordsError
from convcalc.model.layers import KINDS, Layer
from convcalc.model.layers.fields import sizes

Sort = Literal["value", "field", "count", "need", "given", "kept", "link", "fill", "plain", "bind", "apart", "claim"]
TRUTHS = {"true": True, "false": False}
_MARKS = (",", ".", ";", "@", "&")
_MANIFOLD = ("half", "full")
"""Flags of padding that are said of much else."""
LONGEST = 7
"""Words of a phrase."""
_LETTER = re.compile(r"([a-z])(\d{1,18}(?:x\d{1,18})*|\?(?:x\?)*)")
_KEEPING = frozenset(
    "so such to that which keep keeps keeping preserve preserves preserving maintain maintains maintaining the output "  # noqa: SIM905
    "input has have is as same spatial size sizes resolution dimensions dimension and width height of unchanged its "
    "match matches stays equal equals volume remains shape image retain retains chosen set selected order in will be "
    "constant fixed intact preserved kept maintained retained remain stay feature map maps both identical exactly "
    "spatially a way makes make it are at by does".split()
)
"""The words of `so that the output has the same size`."""


class Meaning(NamedTuple):
    """What a token, or a few, say."""

    sort: Sort
    token: Token
    """Its first."""
    end: int
    """Where its last one ends."""
    fields: tuple[str, ...] = ()
    """The fields that it can be meant for."""
    value: Any = None
    said: str = ""
    """Its words."""

    @property
    def text(self) -> str:
        """Its first word."""
        return self.token.text


def items(said: Sequence[Token], name: str, cls: type[Layer], active: bool, named: bool = True) -> list[Meaning]:
    """What each token says of a layer; `active` where an activation stands beside it. Raises WordsError.

    Where its kind is not `named`, a word can be a kind that is misspelt.
    """
    return list(_Meanings(said, name, cls, active, named).run())


class _Meanings:
    """The meanings for one kind."""

    def __init__(self, said: Sequence[Token], name: str, cls: type[Layer], active: bool, named: bool) -> None:
        self.said = said
        self.name = name
        self.cls = cls
        self.active = active
        self.named = named

    def run(self) -> Iterator[Meaning]:
        at = 0
        while at < len(self.said):
            found, width = self.next(at)
            yield found
            at += width

    def next(self, at: int) -> tuple[Meaning, int]:
        token = self.said[at]
        if token.sort == "over" and "stride" in self.cls.fields:
            return self.item("given", at, 1, ("stride",), token.value), 1
        if token.sort == CLAIM:
            return self.item("claim", at, 1, (), token.value), 1
        if token.text in BINDS or token.text in _MARKS:
            return self.item("bind" if token.text in BINDS else "apart", at, 1), 1
        if self.is_valued(at):
            return self.item("value", at, 1, (), token.text), 1
        if (width := self.keeping(at)) > 2:
            return self.item("kept", at, width, ("pad",), "same"), width
        for width in range(min(LONGEST, len(self.said) - at), 0, -1):
            if found := self.phrase(at, width):
                return found, width
        found = self.item("apart", at, 1) if token.text in vocabulary.WEAKLY_APART else self.single(at)
        if found is None:
            raise self.puzzle(token)
        return found, 1

    def item(self, sort: Sort, at: int, width: int, fields: tuple[str, ...] = (), value: Any = None) -> Meaning:
        words = " ".join(each.text.replace("_", " ") for each in self.said[at : at + width])
        return Meaning(sort, self.said[at], self.said[at + width - 1].end, fields, value, words)

    def phrase(self, at: int, width: int) -> Meaning | None:
        """What a few words say together."""
        text = words_of(self.said[at : at + width])
        flag = (self.cls.flags.get(text) or vocabulary.FLAGS.get(text)) if self.is_flag(text, at) else None
        if flag and flag[0] in self.cls.fields and not self.asked(at + width):
            return self.item("given", at, width, flag[:1], flag[1])
        if text in self.cls.fields and (self.bound(at + width) or self.asked(at + width)):
            return self.item("field", at, width, (text,))  # written out: `size=17`; a size that is said is a kernel's
        for sort, table in _TABLES:
            fields = tuple(each for each in table.get(text, ()) if each in self.cls.fields)
            if fields:
                return self.item(sort if fields[0] in table[text][:1] else "field", at, width, fields[:1])
        if text.replace(" ", "_") in self.cls.fields:
            return self.item("field", at, width, (text.replace(" ", "_"),))
        if text == "from" and self.numbered(at + 1) and "filters" in self.cls.fields:
            return self.item("field", at, width, (IN,))
        if text in vocabulary.IN and ("filters" in self.cls.fields or "units" in self.cls.fields):
            return self.item("field", at, width, (IN,))
        return self.filler(text, at, width)

    def is_flag(self, text: str, at: int) -> bool:
        """Whether a flag of shorthand says what it is: `half` and `full` do behind a number, as in `3x3 half`."""
        before, after = self.said[max(0, at - 1) : at], self.said[at + 1 : at + 2]
        ends = all(each.text in vocabulary.WEAKLY_APART for each in after)
        return text not in _MANIFOLD or (ends and any(each.value is not None for each in before))

    def is_valued(self, at: int) -> bool:
        """Whether a word is the value of the field before it, as in `round round`."""
        before = [each.text for each in self.said[max(0, at - 2) : at] if each.text not in BINDS]
        field = self.cls.fields.get(before[-1]) if before else None
        if field is None or self.said[at].text not in field.type.words:
            return False
        return before[-1] not in field.type.words or before[-2:-1] != before[-1:]

    def asked(self, at: int) -> bool:
        """Whether `?` stands there."""
        return at < len(self.said) and self.said[at].text == UNKNOWN

    def bound(self, at: int) -> bool:
        """Whether a sign stands there."""
        return at < len(self.said) and self.said[at].text == "="

    def filler(self, text: str, at: int, width: int) -> Meaning | None:
        """Words that say nothing."""
        if text in vocabulary.WEAKLY_APART:
            return None
        if text in vocabulary.LINKS:
            return self.item("link", at, width)
        pixels = text in vocabulary.PIXELS and at > 0 and self.said[at - 1].value is not None
        if pixels or text in vocabulary.FILL or (self.active and text in vocabulary.ACTIVE):
            return self.item("link" if pixels else "fill", at, width)
        return self.item("plain", at, width) if is_plain(text) or self.is_idle(text) else None

    def is_idle(self, text: str) -> bool:
        """Whether a word of another kind's settings says nothing here: `flatten the feature maps`."""
        tables = (vocabulary.COUNTS, vocabulary.IN, vocabulary.FIELDS)
        return not self.cls.main and any(text in table for table in tables)

    def keeping(self, at: int) -> int:
        """How many words say that the output is as large as the input: `so that the size stays the same`."""
        if "pad" not in self.cls.fields or "same" not in self.cls.fields["pad"].type.words:
            return 0
        end = at
        while end < len(self.said) and self.said[end].text in _KEEPING:
            end += 1
        words = {each.text for each in self.said[at:end]}
        kept = re.search(r"\b(keep|kept|preserv|maintain|unchanged|match|equal|retain|stays?|remain)", " ".join(words))
        alike = "same" in words and words & {"so", "such", "output", "as", "spatial"}
        of_what = words & {"size", "sizes", "resolution", "dimensions", "dimension", "shape", "width", "height"}
        numbered = end < len(self.said) and self.said[end].value is not None
        return end - at if (kept or alike) and of_what and not numbered else 0

    def single(self, at: int) -> Meaning | None:
        """A value, or a letter with its number."""
        token = self.said[at]
        if token.value is not None:
            return self.item("value", at, 1, (), token.value)
        letter = _LETTER.fullmatch(token.text)
        if letter and (fields := self.letters(letter[1])):
            return self.item("given" if len(fields) == 1 else "field", at, 1, fields, _number(letter[2]))
        if len(token.text) == 1 and (fields := self.letters(token.text)) and self.numbered(at + 1):
            return self.item("field", at, 1, fields)
        if token.text in TRUTHS and at and self.said[at - 1].text in BINDS:
            return self.item("value", at, 1, (), TRUTHS[token.text])
        return self.item("value", at, 1, (), token.text) if self.is_word(token.text) else None

    def letters(self, letter: str) -> tuple[str, ...]:
        """The fields that a letter can stand for."""
        own = self.cls.letters.get(letter) or ("size" if (self.name, letter) == (RESPONSE_NORM, "n") else None)
        fields = vocabulary.LETTERS.get(letter, ())
        return (own,) if own else tuple(each for each in fields if each in self.cls.fields)

    def numbered(self, at: int) -> bool:
        """Whether a number stands there, or after a sign."""
        while at < len(self.said) and (
            self.said[at].text in BINDS or self.said[at].text in ("of", "is", "equal", "equals", "to")
        ):
            at += 1
        return at < len(self.said) and self.said[at].value is not None

    def is_word(self, text: str) -> bool:
        """Whether a word is a value of one of the fields."""
        return any(text in field.type.words for field in self.cls.fields.values())

    def puzzle(self, token: Token) -> WordsError:
        """The error for a word that says nothing."""
        cls, start, end = self.cls, token.start, token.end
        if token.text == NOT_READ:
            return WordsError(f"{token.text!r} is not understood", start, end)
        if token.text in vocabulary.TWO_MEANINGS:
            help = vocabulary.TWO_MEANINGS[token.text]
            return WordsError(f"{token.text!r} can be two things", start, end, help)
        if key(token.text) in kinds():
            return WordsError(f"{token.text!r} is another layer", start, end, "put 'followed by' or ; between layers")
        if not self.named and (near := nearest(token.text, KINDS)):
            return WordsError(f"unknown layer {token.text!r}", start, end, near)
        known = [
            word
            for table in (vocabulary.FIELDS, vocabulary.COUNTS)
            for word, names in table.items()
            if {*names} & {*cls.fields}
        ]
        has = f"{self.name} has: {', '.join(cls.fields)}" if cls.fields else f"{self.name} has no settings"
        help = nearest(token.text, [*cls.fields, *cls.flags, *known]) or has
        return WordsError(f"{token.text!r} is not understood", start, end, help)


_TABLES: tuple[tuple[Any, dict[str, tuple[str, ...]]], ...] = (
    ("need", vocabulary.NEEDS), ("count", vocabulary.COUNTS), ("field", vocabulary.FIELDS),
)  # fmt: skip


def _number(text: str) -> Any:
    if UNKNOWN in text:
        return text if text == UNKNOWN else text.split("x")
    numbers = sizes(text)
    return numbers if len(numbers) > 1 else numbers[0]
