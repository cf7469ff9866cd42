"""Which number can belong to a name, by where it stands. Knows fields and their types, not what a layer needs."""

from collections.abc import Sequence

from convcalc.document.records import NamedTuple
from convcalc.language.spoken.meaning import Meaning
from convcalc.language.spoken.vocabulary import IDLE
from convcalc.language.spoken.words import IN, WordsError
from convcalc.model.layers import Layer
from convcalc.model.layers.fields import Choice, Flag, Integer, Padding, PerAxis, Real


class NumberFor(NamedTuple):
    """A number for a name: which item has it, and the field that is meant. None where no number is its own."""

    mention: int
    value: int | None
    field: str


class Numbering:
    """The names of a layer's settings, and the numbers around them."""

    def __init__(self, name: str, cls: type[Layer], found: Sequence[Meaning]) -> None:
        self.name = name
        self.cls = cls
        self.items = found

    def choices(self, k: int) -> list[NumberFor]:
        """The numbers that can belong to a name, that after it first."""
        item = self.items[k]
        if item.value is not None:
            return [NumberFor(k, k, field) for field in item.fields]
        if self.is_lettered(k):
            return [NumberFor(k, None, item.fields[0])]
        after, before = self.after(k), self.before(k)
        found = []
        if item.sort == "need":
            after = after if after is not None and self.announced(k, after) else None
            before = before if before is not None and not self.items[before].token.is_size else None
        for field in item.fields:
            values = [each for each in (after, before) if each is not None and self.fits(field, each)]
            if before in values and self.counts(item, before):
                values.remove(before)
            if len(values) == 2 and item.sort != "count" and self.items[values[1]].token.is_size:
                values = values[:1]
            found += [NumberFor(k, each, field) for each in values]
        if not found and not self.needs_none(k):
            raise self.unnumbered(item)
        return found or [NumberFor(k, None, item.fields[0])]

    def counts(self, item: Meaning, value: int | None) -> bool:
        """Whether a number before a name says how many of it there are: `16 windows`."""
        many = item.sort == "field" and item.said in IDLE and item.said.endswith("s")
        return value is not None and many and not self.items[value].token.is_size

    def is_lettered(self, k: int) -> bool:
        """Whether a letter for the same comes next, with the number: `spatial extent F = 4`."""
        after = self.items[k + 1] if k + 1 < len(self.items) else None
        if after is None or after.sort != "field" or len(after.text) > 1:
            return False
        return len(self.items[k].text) > 1 and self.items[k].fields[0] == after.fields[0]

    def announced(self, k: int, value: int) -> bool:
        """Whether `padded` and the like have a number of their own: `padded by 1`, `dilated 2`."""
        between = [each.text for each in self.items[k + 1 : value]]
        number = self.items[value].token
        beside = not between and not number.is_size and number.start - self.items[k].end < 2
        return "by" in between or "with" in between or beside

    def needs_none(self, k: int) -> bool:
        """Whether a name can stand without a number of its own."""
        if self.items[k].sort in ("count", "need") or self.items[k].said in IDLE:
            return True
        around = [each for each in self.items[max(0, k - 3) : k + 4] if each.sort == "given"]
        return any(self.items[k].fields[0] in each.fields and isinstance(each.value, (str, int)) for each in around)

    def after(self, k: int) -> int | None:
        """The value that follows a name, over words such as `of`."""
        links = ("link", "bind", "fill") if self.items[k].sort == "need" else ("link", "bind")
        needed = self.items[k].sort == "need" or self.items[k].text in ("pad", "padding")
        at = k + 1
        while at < len(self.items) and (
            self.items[at].sort in links or (needed and self.is_with(k, at)) or self.led_on(at)
        ):
            at += 1
        return at if at < len(self.items) and self.items[at].sort == "value" else None

    def is_with(self, k: int, at: int) -> bool:
        """Whether `with` stands right behind a name: `padded with 1`."""
        return at == k + 1 and self.items[at].text == "with" and self.items[at].token.start - self.items[k].end < 2

    def led_on(self, at: int) -> bool:
        """Whether words go on to `is` and a value: `the stride that we take is 2`."""
        if self.items[at].sort not in ("plain", "fill"):
            return False
        while at < len(self.items) and self.items[at].sort in ("plain", "fill", "link"):
            at += 1
        return self.items[at - 1].text in ("is", "are", "of") and at < len(self.items)

    def before(self, k: int) -> int | None:
        """The value that a name follows; none where a sign says that it comes after."""
        if k + 1 < len(self.items) and self.items[k + 1].sort == "bind":
            return None
        at = k - 1
        while at >= 0 and (
            self.items[at].sort == "link"
            or (self.items[at].sort in ("fill", "plain") and self.items[at].text not in ("with", "and", "using"))
        ):
            at -= 1
        return at if at >= 0 and self.items[at].sort == "value" else None

    def fits(self, field: str, k: int) -> bool:
        """Whether a value can be that of a field."""
        value = self.items[k].value
        if field == IN:
            return isinstance(value, int)
        type = self.cls.fields[field].type
        if isinstance(value, bool):
            return isinstance(type, Flag)
        if isinstance(value, str):
            return value in type.words or value[0] in "x?" or "/" in value
        if isinstance(type, (Choice, Flag)):
            return False
        if isinstance(value, list):
            return not isinstance(type, (Integer, Real))
        return not isinstance(value, float) or not (isinstance(type, (Integer, Padding)) or type.__class__ is PerAxis)

    def error(self, message: str, item: Meaning, help: str = "") -> WordsError:
        """An error at an item."""
        return WordsError(message, item.token.start, item.end, help)

    def unnumbered(self, item: Meaning) -> WordsError:
        """The error for a name without a number."""
        help = "as 'padding 2', or 'no padding'" if item.said == "zero padding" else f"as '{item.fields[0]} 2'"
        return self.error(f"{item.said!r} has no number beside it", item, help)
