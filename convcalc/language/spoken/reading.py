"""What is said of one layer, as its settings: every way to give numbers to names is tried, and one must remain.

Knows fields and their types, not volumes. What can be read in two ways is an error that shows both.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from convcalc.language.spoken.claims import hold
from convcalc.language.spoken.meaning import Meaning
from convcalc.language.spoken.numbering import NumberFor, Numbering
from convcalc.language.spoken.spelling import SaidSettings, as_compared, one_of, spelled
from convcalc.language.spoken.vocabulary import IDLE, TWO_MEANINGS
from convcalc.language.spoken.words import IN, Setting, WordsError
from convcalc.model.layers import Layer
from convcalc.model.layers.fields import MISSING

MOST_WAYS = 5000
LARGEST_EXTENT = 11
"""The largest F that is a kernel beside a K: CS231n has K filters of F, and others kernels of K and F filters."""


def settings_of(
    name: str, cls: type[Layer], found: Sequence[Meaning], implied: dict[str, Any], named: bool
) -> SaidSettings:
    """The settings that items tell, those of a kind's own name `implied` too. Raises WordsError."""
    reading = _Reading(name, cls, found, implied, named)
    ways = list(reading.ways())
    whole = [each for each in ways if not reading.missing(each)] or ways
    plain = {repr(as_compared(each)): each for each in whole}
    if len(plain) > 1:
        raise reading.two_ways(list(plain.values()))
    if not plain:
        raise reading.first_error()
    return next(iter(plain.values()))


class _Reading(Numbering):
    """The ways to read what is said of a layer."""

    def __init__(
        self, name: str, cls: type[Layer], found: Sequence[Meaning], implied: dict[str, Any], named: bool
    ) -> None:
        super().__init__(name, cls, found)
        self.implied = implied
        self.named = named
        self.errors: list[WordsError] = []
        self.mentions = [k for k, item in enumerate(found) if item.sort in ("field", "count", "need")]

    def ways(self) -> Iterator[SaidSettings]:
        """The settings in each way that makes sense."""
        try:
            choices = [self.choices(k) for k in self.mentions]
        except WordsError as error:
            self.errors.append(error)
            return
        for tried, ways in enumerate(product(*choices)):
            if self.is_turned(ways):
                continue
            if tried > MOST_WAYS:
                self.errors = [self.error("this says too many things at once", self.items[0])]
                return
            try:
                yield self.settings(ways)
            except WordsError as error:
                self.errors.append(error)

    def is_turned(self, ways: Sequence[NumberFor]) -> bool:
        """Whether F would be filters and K a kernel, where F can be CS231n's extent."""
        turned = {
            self.items[way.mention].text: self.items[way.value or 0].value for way in ways if way.value is not None
        }
        by_f = next((way for way in ways if self.items[way.mention].text == "f"), None)
        small = isinstance(turned.get("f"), list) or turned.get("f", 0) in range(1, LARGEST_EXTENT + 1)
        return "k" in turned and by_f is not None and by_f.field == "filters" and small

    def settings(self, ways: Sequence[NumberFor]) -> SaidSettings:
        """The settings in one way. Raises WordsError where that makes no sense."""
        settings: SaidSettings = {}
        owners: dict[int, str] = {}
        for way in ways:
            if way.value is None:
                continue
            if owners.setdefault(way.value, way.field) != way.field:
                raise self.error(f"{self.items[way.value].text!r} would be two things", self.items[way.value])
            self.take(settings, way, ways)
        self.given(settings)
        self.free(settings, owners, ways)
        self.meet(settings)
        self.lone(settings)
        hold(self.items, settings, self.cls)
        self.checked(settings, ways)
        return settings

    def take(self, settings: SaidSettings, way: NumberFor, ways: Sequence[NumberFor]) -> None:
        """Take a number for a name; two names of one field can share it."""
        name, value = self.items[way.mention], self.items[way.value or 0]
        setting = Setting(value.value, min(name.token.start, value.token.start), max(name.end, value.end))
        same = [each for each in ways if each.field == way.field and each.value is not None]
        alike = {repr(one_of(self.items[each.value or 0].value)) for each in same}
        if way.field in settings and len(alike) > 1:
            raise self.twice(way.field, name, value)
        settings.setdefault(way.field, setting)

    def given(self, settings: SaidSettings) -> None:
        """Take what says itself which field it is."""
        for item in self.items:
            if item.sort != "given":
                continue
            field = next((each for each in item.fields if each not in settings), item.fields[0])
            if field in settings and (settings[field].value != item.value or type(item.value) is int):
                last = max(settings[field], Setting(0, item.token.start, item.end), key=lambda each: each.start)
                raise WordsError(f"{field} is given twice", last.start, last.end)
            settings.setdefault(field, Setting(item.value, item.token.start, item.end))

    def meet(self, settings: SaidSettings) -> None:
        """Take what a kind's name says itself; what is said of it beside may say the same. Raises WordsError."""
        for field, value in self.implied.items():
            said = settings.setdefault(field, Setting(value, 0, 0))
            if one_of(said.value) != value:
                raise WordsError(f"{self.name} has {field} {value}", said.start, said.end)

    def free(self, settings: SaidSettings, owners: dict[int, str], ways: Sequence[NumberFor]) -> None:
        """Take the values that stand by themselves: a size is the kernel's, a number the first field's."""
        taken = {way.value for way in ways}
        for k, item in enumerate(self.items):
            if item.sort != "value" or k in taken:
                continue
            names = [name for name in self.cls.main if name not in settings and self.fits(name, k)]
            if self.is_pair(item, "units") and not {IN, "units"} & {*settings}:  # linear(512, 10)
                settings[IN], settings["units"] = (Setting(n, item.token.start, item.end) for n in item.value)
                continue
            if self.is_said_again(k, settings, taken):
                continue
            if not names or self.stranded(k) or self.is_of_plain(k):
                raise self.too_many(item)
            if names[0] == "kernel" and self.is_pair(item, "kernel") and len({*item.value}) == 2:
                first, last = item.value
                help = f"write 'kernel {first}x{last}' or 'kernel {first}, stride {last}'"
                raise self.error(f"{item.text!r} can be two things", item, help)
            settings[names[0]] = Setting(item.value, item.token.start, item.end)

    def is_said_again(self, k: int, settings: SaidSettings, taken: set[int | None]) -> bool:
        """Whether a number is that of the filters once more: `20 5x5 kernels to produce 20 feature maps`."""
        item, beside = self.items[k], self.items[max(0, k - 1) : k + 2]
        if any(each.text in ("and", ",", "&") for each in beside):
            return False
        sized = any(each.token.is_size for k, each in enumerate(self.items) if each.sort == "value" and k not in taken)
        return sized and "filters" in settings and settings["filters"].value == item.value

    def is_pair(self, item: Meaning, field: str) -> bool:
        """Whether two numbers in brackets can be the arguments of a kind that has one."""
        return (
            self.cls.main == (field,)
            and item.token.sort in ("tuple", *("size",) * (field == "units"))
            and item.token.is_size
            and len(item.value) == 2
        )

    def stranded(self, k: int) -> bool:
        """Whether a number follows a name that takes another: `kernel 5` where 5 is not the kernel."""
        before = self.items[k - 1] if k else None
        return bool(before) and before is not None and before.sort == "field" and not self.items[k].token.is_size

    def is_of_plain(self, k: int) -> bool:
        """Whether a number stands beside a word that says nothing of the layer, and can count that: `16 images`."""
        if self.items[k].token.is_size:
            return False
        before = self.items[max(0, k - 2) : k]
        ahead = [each.sort for each in before] == ["plain", "link"] and before[-1].text in ("by", "at")
        return ahead or any(each.sort == "plain" or self.counts(each, k) for each in self.items[k + 1 : k + 2])

    def lone(self, settings: SaidSettings) -> None:
        """`a 5x5 filter` is one."""
        if "filters" not in self.cls.fields or "filters" in settings or self.named:
            return
        for k, item in enumerate(self.items):
            if (
                item.sort == "count"
                and item.text == "filter"
                and any(each.text in ("a", "an") for each in self.items[max(0, k - 2) : k])
            ):
                settings["filters"] = Setting(1, item.token.start, item.end)

    def checked(self, settings: SaidSettings, ways: Sequence[NumberFor]) -> None:
        """Stop where a word asks for a field that is not given, or says channels where filters are said."""
        for way in ways:
            item = self.items[way.mention]
            must = item.sort == "need" or (item.said in IDLE and item.sort == "field")
            if must and way.value is None and way.field not in settings:
                raise self.unnumbered(item)
            sized = way.value is not None and way.value < way.mention and self.items[way.value].token.is_size
            if sized and "kernel" in self.missing(settings):
                raise self.unnumbered(item)
            if item.said in ("channels", "channel") and any(_is_of_filters(other) for other in self.items):
                raise self.error(f"{item.text!r} can be two things", item, TWO_MEANINGS["channels"])

    def missing(self, settings: SaidSettings) -> list[str]:
        """The fields that must be given and are not."""
        return [name for name, field in self.cls.fields.items() if field.default is MISSING and name not in settings]

    # Errors

    def twice(self, field: str, first: Meaning, last: Meaning) -> WordsError:
        """The error for a field that is given twice."""
        start, end = min(first.token.start, last.token.start), max(first.end, last.end)
        return WordsError(f"{field} is given twice", start, end)

    def too_many(self, item: Meaning) -> WordsError:
        """The error for a value that nothing takes."""
        for each in self.items:
            if each.text in ("channels", "channel"):
                return self.error(f"{each.text!r} can be two things", each, TWO_MEANINGS["channels"])
        help = "say what it is, as 'stride 2'" if "stride" in self.cls.fields else f"{self.name} takes no more"
        return self.error(f"{item.text!r} is a number too many", item, help)

    def first_error(self) -> WordsError:
        """What is wrong with the likeliest reading."""
        return self.errors[0] if self.errors else self.error(f"{self.name} is not understood so", self.items[0])

    def two_ways(self, found: list[SaidSettings]) -> WordsError:
        """The error for what can be read in two ways, which shows both."""
        start, end = self.items[0].token.start, self.items[-1].end
        both = " or ".join(repr(f"{self.name} {spelled(each)}") for each in found[:2])
        return WordsError("this can be read in two ways", start, end, f"write {both}")


def _is_of_filters(item: Meaning) -> bool:
    """Whether filters are said, whose channels can be those that go in."""
    return item.sort == "count" and item.text.startswith(("filter", "kernel"))
