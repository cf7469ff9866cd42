"""Repairs of a spec's text where what to write is certain. Comments and layout stay.

A text is edited at the place of a value, and each edit is tried: the network must stay the same, layer by
layer, but for the setting that is repaired, and no expectation may fail that held. Else the text is left.
"""

from collections.abc import Iterator
from typing import Any

from convcalc.analysis.analyse import analyse
from convcalc.check import expectations
from convcalc.check.ignores import without
from convcalc.check.rules import Repair
from convcalc.check.run import Checked
from convcalc.document.places import Located, Position
from convcalc.document.problems import Place, Route, SpecError
from convcalc.document.source import parse
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.model.network import Network, Node


def fixed(source: Located, checked: Checked) -> tuple[str, int]:
    """The text of a file with its certain repairs made, and how many they are."""
    text, count = without(source.text, checked.stale), len(checked.stale)
    if parse(source.name, text).data != source.data:
        text, count = source.text, 0
    network = build(loading.read_source(parse(source.name, text)))
    for repair in checked.repairs:
        for edited in _edits(parse(source.name, text), repair):
            changed = _rebuilt(source.name, edited)
            if changed and _unchanged(network, changed, repair) and _failing(changed) <= _failing(network):
                text, network, count = edited, changed, count + 1
                break
    return text, count


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
        last = _at(place.at(list(value)[-1]))
        first = _at(place.at(next(iter(value))).on_key())
        setting = f"{repair.setting}: {word}"
        if source.line(first.line)[: first.column - 1].strip():
            yield _put(source, last._replace(column=last.column + last.length, length=0), f", {setting}")
            yield _put(source, first._replace(length=0), f"{setting}, ")
        else:
            indent = source.line(first.line)[: first.column - 1]
            end = "\r" if source.text.split("\n")[last.line - 1].endswith("\r") else ""
            yield _put(source, Position(last.line + 1, 1, 0), f"{indent}{setting}{end}\n")
            yield _put(source, Position(first.line, 1, 0), f"{indent}{setting}{end}\n")


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
