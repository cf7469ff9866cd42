"""The values of a block's calls as text over its parameters, which are found on the way."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.exchange.writing.code.forms import (
    CallRow,
    FoundForm,
    Hints,
    KnownRow,
    condition_of,
    form_of,
    gives,
    literal,
)
from convcalc.exchange.writing.code.naming import TakenNames, free, identifier
from convcalc.exchange.writing.code.words import CodeParameter


class GivenParameter(NamedTuple):
    """A parameter that the spec has: what it is in each call, and its default; None where it has none."""

    name: str
    row: CallRow
    default: Any = None
    written: bool = True
    """Some call gives it; else it follows from others, and has only its name to give."""


class Columns:
    """The parameters of a block, as far as they are found."""

    def __init__(self, given: Sequence[GivenParameter], channels: KnownRow | None, taken: Sequence[str]) -> None:
        self._given = {each.name: each for each in given if each.written}
        self._following = [each for each in given if not each.written]
        self._taken = TakenNames(taken)
        self.hints: Hints = ()
        """Names that stand together in an expression of the block, whatever it is for."""
        self._rows: dict[str, CallRow] = {}
        self._known: list[KnownRow] = []
        for each in self._given.values():
            self._add(each.name, each.row)
        if channels:
            self._taken.update(channels.names)
            self._known.append(channels)
            self._rows |= dict.fromkeys(channels.names, channels.row)
        self._made: list[str] = []
        self._used: set[str] = set()

    def text(self, name: str, row: CallRow, hints: Hints = (), more: bool = False) -> str:
        """A row as text; where nothing gives it, as a parameter of its own, called as what it is for.

        With `more`, that is one more than the row is. What is called once has no parameters to find.
        """
        if len(row) == 1 and row[0] is not None:
            return literal(row[0])
        found = form_of(row, self._known, hints, self.hints)
        if found is None and more:
            name = self._new(name, tuple([None if value is None else value + 1 for value in row]))
            found = FoundForm(f"{name} - 1", (name,))
        if found is None:
            found = FoundForm(self._new(self._name_for(name, row), row))
            found = found._replace(names=(found.text,))
        self._used.update(found.names)
        return found.text

    def condition(self, name: str, there: Sequence[bool], hints: Hints = ()) -> str:
        """A row of whether something is there; empty where it always is."""
        if all(there):
            return ""
        found = condition_of(there, self._known, [*hints, *self.hints])
        if found is None:
            text = self._new(name, tuple(there))
            found = FoundForm(text, (text,))
        self._used.update(found.names)
        return found.text

    def parameters(self) -> tuple[list[CodeParameter], dict[str, CallRow]]:
        """Those that are used, as Python wants them: with defaults last; and the value of each in each call."""
        channels = [name for name in self._rows if name not in self._given and name not in self._made]
        names = [name for name in [*channels, *self._given, *self._made] if name in self._used]
        found = [CodeParameter(name, self._default(name)) for name in names]
        found.sort(key=lambda each: bool(each.default))
        return found, {each.name: self._rows[each.name] for each in found}

    def _default(self, name: str) -> str:
        row = self._rows[name]
        if name in self._given:
            default = self._given[name].default
            return literal(default) if default is not None and default in row else ""
        if name not in self._made or not all(type(value) is bool for value in row):
            return ""
        return literal(Counter(row).most_common(1)[0][0])

    def _new(self, wanted: str, row: CallRow) -> str:
        name = free(identifier(wanted), self._taken)
        usual = Counter([value for value in row if value is not None]).most_common(1)[0][0]
        self._add(name, tuple([usual if value is None else value for value in row]))
        self._made.append(name)
        return name

    def _add(self, name: str, row: CallRow) -> None:
        self._taken.add(name)
        self._rows[name] = row
        self._known.append(KnownRow(name, row, (name,)))

    def _name_for(self, name: str, row: CallRow) -> str:
        """The name of a parameter of the spec that is the row, or changes as it does; else what the value is for."""
        for each in self._following:
            if gives(each.row, row):
                return each.name
        for each in self._given.values():
            if isinstance(each.row[0], str) and _as_often(each.row, row):
                return each.name
        return name


def _as_often(one: CallRow, other: CallRow) -> bool:
    """Whether two rows tell the same calls from each other."""
    pairs = {(repr(a), repr(b)) for a, b in zip(one, other) if b is not None}
    return len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


def given_parameters(
    calls: Sequence[Mapping[str, Any]], written: Collection[str], defaults: Mapping[str, Any]
) -> list[GivenParameter]:
    """The parameters of a spec's block, as far as their values can be written; some call gives those in `written`."""
    rows = {name: tuple([call.get(name) for call in calls]) for name in calls[0]}
    return [
        GivenParameter(identifier(name), row, defaults.get(name), name in written)
        for name, row in rows.items()
        if all(isinstance(value, (int, float, str)) for value in row)
    ]
