"""Repairs of a spec's text where what to write is certain. Comments and layout stay.

A text is edited at the places of values, and edits are tried: the network must stay the same, layer by layer, but
for the settings that are repaired, and no expectation may fail that held. Else the text is left.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from convcalc.analysis.analyse import analyse
from convcalc.check import expectations
from convcalc.check.ignores import without
from convcalc.check.report import Checked
from convcalc.check.rules import Mend, Repair
from convcalc.document.places import Located, Place, Position, Route
from convcalc.document.problems import Note, Problem, SpecError
from convcalc.document.records import NamedTuple
from convcalc.document.source import Source, parse
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.model.network import Network, Node

MOST_BUILT = 500_000
"""So many layers are built to try repairs, however many cannot be made."""


class Edit(NamedTuple):
    """What is put in the place of a piece of a text."""

    position: Position
    new: str


class Fixed(NamedTuple):
    """A file's text with its certain repairs made."""

    text: str
    repaired: int
    """How many problems that takes care of."""
    left: dict[Repair, str]
    """Why repairs could not be made."""


def fixed(source: Located, checked: Checked) -> Fixed:
    """The text of a file with its certain repairs made."""
    text, count = without(source.text, checked.stale), len(checked.stale)
    if parse(source.name, text).data != source.data:
        text, count = source.text, 0
    mending = _Mending(parse(source.name, text))
    mending.make(checked.repairs)
    return Fixed(mending.source.text, count + mending.made, mending.left)


class _Mending:
    """A text as far as it is repaired, its network, and what could not be repaired."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.made = 0
        self.left: dict[Repair, str] = {}
        self._network = build(loading.read_source(source))
        self._failing = _failing(self._network)
        self._tries = max(1, MOST_BUILT // len(self._network.nodes))

    def make(self, repairs: Sequence[Repair]) -> None:
        """Make repairs, all at once where that can be; else by halves, which finds those that cannot be made."""
        if len(repairs) == 1:
            self._make_one(repairs[0])
        elif repairs and not self._make_all(repairs):
            half = len(repairs) // 2
            self.make(repairs[:half])
            self.make(repairs[half:])

    def _make_all(self, repairs: Sequence[Repair]) -> bool:
        """Make several by the most natural edit of each; whether that changes nothing else."""
        edits = [next(_edits(self.source, repair), None) for repair in repairs]
        found = [each for each in edits if each]
        return len(found) == len(repairs) and self._change(found, repairs) == ""

    def _make_one(self, repair: Repair) -> None:
        why = "no setting can be added to its text"
        for edit in _edits(self.source, repair):
            found = self._change([edit], [repair])
            why = why if found is None else found
            if found == "":
                return
        self.left[repair] = why

    def _change(self, edits: Sequence[Edit], repairs: Sequence[Repair]) -> str | None:
        """Edit the text; what keeps it from that, or nothing. None where no network is in the text then."""
        if not self._tries:
            return "too many others could not be made"
        self._tries -= 1
        edited = _put(self.source.text, edits)
        try:
            source = parse(self.source.name, edited)
            changed = build(loading.read_source(source))
        except SpecError:
            return None
        if _is_json(self.source.text) and not _is_json(edited):
            return "the file would be no JSON any more"
        if not _unchanged(self._network, changed, repairs):
            return "other layers would change with it"
        failing = _failing(changed)
        if not failing <= self._failing:
            return "an expectation would not hold any more"
        self.source, self._network, self._failing = source, changed, failing
        self.made += len(repairs)
        return ""


def _is_json(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def explained(file: Checked) -> Checked:
    """A file's problems, each with why it was left; for a file whose repairs were made where that could be."""
    if file.source is not None and not os.path.isfile(file.name):
        whys = ["it stands in no file that could be written"] * len(file.problems)
    else:
        left = fixed(file.source, file).left if file.source and file.repairs else {}
        whys = [_why(mend, left) for mend in file.mends]
    problems = tuple(_with_note(problem, why) for problem, why in zip(file.problems, whys))
    return file._replace(problems=problems)


def _why(mend: Mend, left: dict[Repair, str]) -> str:
    if isinstance(mend, Repair):
        return left.get(mend, "it stands in a file that this one extends")
    return mend or "no repair of it is certain"


def _with_note(problem: Problem, why: str) -> Problem:
    note = Note(f"left as it is: {why}", problem.place) if problem.place else None
    return problem._replace(notes=(*problem.notes, note)) if note else problem


def _failing(network: Network) -> set[Route]:
    """The places of the expectations that do not hold."""
    return {problem.place.route for problem in expectations.unmet(analyse(network)) if problem.place}


def _unchanged(one: Network, other: Network, repairs: Sequence[Repair]) -> bool:
    """Whether two networks differ in nothing but the settings that repairs change."""
    changes: dict[tuple[str, Route], dict[str, bool]] = {}
    for repair in repairs:
        changes.setdefault((repair.item.source.name, repair.item.route), {})[repair.setting] = repair.value
    alike = (_alike(*nodes, changes) for nodes in zip(one.nodes, other.nodes))
    return len(one.nodes) == len(other.nodes) and all(alike)


def _alike(one: Node, other: Node, changes: Mapping[tuple[str, Route], Mapping[str, bool]]) -> bool:
    a, b = one.site, other.site
    if (one.path, one.inputs, a.kind, a.output) != (other.path, other.inputs, b.kind, b.output):
        return False
    place = one.origin.place if one.origin else None
    new = changes.get((place.source.name, place.route), {}) if place is not None else {}
    return all(getattr(b.layer, name) == new.get(name, getattr(a.layer, name)) for name in a.layer.fields)


def _edits(source: Located, repair: Repair) -> Iterator[Edit]:
    """What puts a setting at its new value, the most natural first."""
    place = Place(source, (*repair.item.route, repair.kind))
    value = _data_at(place)
    word = "true" if repair.value else "false"
    if not isinstance(value, dict):
        if value is not None and not repair.value:
            yield _into_scalar(source, _at(place), f" no{repair.setting}")
    elif repair.setting in value:
        yield Edit(_at(place.at(repair.setting)), word)
    else:
        yield from _more(source, place, list(value), repair.setting, word)


def _more(source: Located, place: Place, keys: list[str], name: str, word: str) -> Iterator[Edit]:
    """What adds a setting, after the last or before the first, in the style of the others."""
    last, first = _at(place.at(keys[-1])), _at(place.at(keys[0]).on_key())
    before = source.line(first.line)[: first.column - 1]
    quoted = source.line(first.line).startswith('"', first.column - 1)
    setting = f'"{name}": {word}' if quoted else f"{name}: {word}"
    end = "\r" if source.text.split("\n")[last.line - 1].endswith("\r") else ""
    between = f", {setting}" if before.strip() else f",{end}\n{before}{setting}"
    if not before.strip():
        yield Edit(Position(last.line + 1, 1, 0), f"{before}{setting}{end}\n")
        yield Edit(Position(first.line, 1, 0), f"{before}{setting}{end}\n")
    yield Edit(last._replace(column=last.column + last.length, length=0), between)
    yield Edit(first._replace(length=0), f"{setting}, " if before.strip() else f"{setting},{end}\n{before}")


def _data_at(place: Place) -> Any:
    data = place.source.data
    for step in place.route:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int):
            data = data[step]
        else:
            return None
    return data


def _at(place: Place) -> Position:
    return place.position


def _into_scalar(source: Located, position: Position, added: str) -> Edit:
    """A word more at the end of a plain or quoted scalar."""
    quoted = source.line(position.line)[position.column - 1] in "\"'"
    end = position.column + position.length - (1 if quoted else 0)
    return Edit(Position(position.line, end, 0), added)


def _put(text: str, edits: Sequence[Edit]) -> str:
    """A text with edits made, the last place first: what stands before it stays where it is."""
    lines = text.split("\n")
    for position, new in sorted(edits, key=lambda each: each.position[:2])[::-1]:
        if position.line > len(lines):
            lines += new.rstrip("\n").split("\n")
            continue
        line, start = lines[position.line - 1], position.column - 1
        lines[position.line - 1] = line[:start] + new + line[start + position.length :]
    return "\n".join(lines)
