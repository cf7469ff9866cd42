"""Repairs of a spec's text where what to write is certain. Comments and layout stay.

A text is edited at the place of a value, and each edit is tried: the network must stay the same, layer by
layer, but for the setting that is repaired, and no expectation may fail that held. Else the text is left.
"""

import os
from collections.abc import Iterator
from typing import Any

from convcalc.analysis.analyse import analyse
from convcalc.check import expectations
from convcalc.check.ignores import without
from convcalc.check.report import Checked
from convcalc.check.rules import Mend, Repair
from convcalc.document.places import Located, Place, Position, Route
from convcalc.document.problems import Note, Problem, SpecError
from convcalc.document.records import NamedTuple
from convcalc.document.source import parse
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.model.network import Network, Node


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
    network, left = build(loading.read_source(parse(source.name, text))), {}
    for repair in checked.repairs:
        why = "no setting can be added to its text"
        for edited in _edits(parse(source.name, text), repair):
            changed = _rebuilt(source.name, edited)
            if changed and not (why := _difference(text, edited, network, changed, repair)):
                text, network, count = edited, changed, count + 1
                break
        else:
            left[repair] = why
    return Fixed(text, count, left)


def _difference(text: str, edited: str, network: Network, changed: Network, repair: Repair) -> str:
    """What an edit changes beside the setting that it is to repair; empty where that is nothing."""
    if _is_json(text) and not _is_json(edited):
        return "the file would be no JSON any more"
    if not _unchanged(network, changed, repair):
        return "other layers would change with it"
    return "" if _failing(changed) <= _failing(network) else "an expectation would not hold any more"


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


def _rebuilt(name: str, text: str) -> Network | None:
    try:
        return build(loading.read_source(parse(name, text)))
    except SpecError:
        return None


def _failing(network: Network) -> set[Route]:
    """The places of the expectations that do not hold."""
    return {problem.place.route for problem in expectations.unmet(analyse(network)) if problem.place}


def _unchanged(one: Network, other: Network, repair: Repair) -> bool:
    """Whether two networks differ in nothing but the setting that a repair changes."""
    return len(one.nodes) == len(other.nodes) and all(map(_alike, one.nodes, other.nodes, [repair] * len(one.nodes)))


def _alike(one: Node, other: Node, repair: Repair) -> bool:
    a, b = one.site, other.site
    if (one.path, one.inputs, a.kind, a.output) != (other.path, other.inputs, b.kind, b.output):
        return False
    place = one.origin.place if one.origin else None
    repaired = place is not None and (place.source.name, place.route) == (repair.item.source.name, repair.item.route)
    return all(
        getattr(b.layer, name) == (repair.value if repaired and name == repair.setting else getattr(a.layer, name))
        for name in a.layer.fields
    )


def _edits(source: Located, repair: Repair) -> Iterator[str]:
    """Texts with a setting at its new value, the most natural first."""
    place = Place(source, (*repair.item.route, repair.kind))
    value = _data_at(place)
    word = "true" if repair.value else "false"
    if not isinstance(value, dict):
        if value is not None and not repair.value:
            yield _into_scalar(source, _at(place), f" no{repair.setting}")
    elif repair.setting in value:
        yield _put(source, _at(place.at(repair.setting)), word)
    else:
        yield from _more(source, place, list(value), repair.setting, word)


def _more(source: Located, place: Place, keys: list[str], name: str, word: str) -> Iterator[str]:
    """Texts with a setting more, after the last or before the first, in the style of the others."""
    last, first = _at(place.at(keys[-1])), _at(place.at(keys[0]).on_key())
    before = source.line(first.line)[: first.column - 1]
    quoted = source.line(first.line).startswith('"', first.column - 1)
    setting = f'"{name}": {word}' if quoted else f"{name}: {word}"
    end = "\r" if source.text.split("\n")[last.line - 1].endswith("\r") else ""
    between = f", {setting}" if before.strip() else f",{end}\n{before}{setting}"
    if not before.strip():
        yield _put(source, Position(last.line + 1, 1, 0), f"{before}{setting}{end}\n")
        yield _put(source, Position(first.line, 1, 0), f"{before}{setting}{end}\n")
    yield _put(source, last._replace(column=last.column + last.length, length=0), between)
    yield _put(source, first._replace(length=0), f"{setting}, " if before.strip() else f"{setting},{end}\n{before}")


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


def _into_scalar(source: Located, position: Position, added: str) -> str:
    """The text with a word more at the end of a plain or quoted scalar."""
    quoted = source.line(position.line)[position.column - 1] in "\"'"
    end = position.column + position.length - (1 if quoted else 0)
    return _put(source, Position(position.line, end, 0), added)


def _put(source: Located, position: Position, new: str) -> str:
    """The text with `length` characters at a position replaced."""
    lines = source.text.split("\n")
    if position.line > len(lines):
        return "\n".join(lines) + "\n" + new.rstrip("\n")
    line, start = lines[position.line - 1], position.column - 1
    lines[position.line - 1] = line[:start] + new + line[start + position.length :]
    return "\n".join(lines)
