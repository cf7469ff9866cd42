"""Items without a kind: they go on from another, or their kind is an argument, or they are wrong. Volumes aside."""

from collections.abc import Collection, Iterable
from typing import Any, Protocol

from convcalc.document.places import Place
from convcalc.document.problems import Problems
from convcalc.document.wording import nearest, shown
from convcalc.language.items import ITEM_KEYS, START, UNTIL, Parameter
from convcalc.language.said import written
from convcalc.language.values import Known
from convcalc.model.layers import KINDS, SYNONYMS, kind

TYPE_KEYS = ("type", "kind", "layer", "op", "class_name")
"""Keys that name a layer in other languages."""


class Reader(Protocol):
    """Who reads the items: which blocks there are, and where problems go."""

    problems: Problems
    signatures: dict[str, tuple[Parameter, ...]]
    broken: Collection[str]

    calls: Any

    def is_layer(self, key: str) -> bool:
        """Whether a key names a kind or a block."""

    def is_spec(self, key: str, place: Place) -> bool:
        """Whether a key names another spec."""


def kind_of(reader: Reader, data: dict[str, Any], place: Place, known: Known) -> str | None:
    """What an item stands for that names no kind and no block; None, with what would help, where that is nothing."""
    others = [key for key in data if key not in ITEM_KEYS]
    if START in data and not others:
        _only_starts(reader, data, place)
        return START
    if names := [key for key in others if known.names(key)]:
        if data[names[0]] is not None:
            help = "make it a block's argument, or write out the layers"
            reader.problems.add(f"a layer by the name {names[0]!r} takes no settings", place.at(names[0]), help)
        return names[0]
    if spec := next((key for key in others if reader.is_spec(key, place)), ""):
        if beside := [key for key in others if key != spec]:
            report_others(reader, spec, beside, data, place)
        return spec
    _report_none(reader, others, place)
    return None


def _only_starts(reader: Reader, data: dict[str, Any], place: Place) -> None:
    """Report what stands beside a `from` without a layer and would be of a layer."""
    for key in data.keys() & {"repeat", "frozen", "expect"}:
        message = f"{key!r} is of a layer, and this item only goes on from another"
        reader.problems.add(message, place.at(key).on_key(), "put it on the next item")


def _report_none(reader: Reader, others: list[str], place: Place) -> None:
    if not others:
        reader.problems.add("this item has no layer", place, "add one, as '- conv: 64 3x3'")
    elif others[0] not in reader.broken:
        item = _find(place)
        where = place.at(others[0]).on_key() if isinstance(item, dict) else place
        help = (isinstance(item, dict) and _typed(item, others)) or _instead_of(reader, others[0])
        reader.problems.add(f"unknown layer {shown(others[0])}", where, help)


def _typed(item: dict[str, Any], others: list[str]) -> str:
    """What would help where a key such as `type` names the layer: `- conv: {filters: 10}`."""
    name = item[others[0]] if others[0] in TYPE_KEYS else None
    known = SYNONYMS.get(name.lower(), name.lower()) if isinstance(name, str) else ""
    if known not in KINDS:
        return ""
    settings = ", ".join(f"{key}: {shown(item[key], 20)}" for key in others[1:4]) + (", ..." if others[4:] else "")
    return f"the layer itself is the key: '- {known}{f': {{{settings}}}' if settings else ''}'"


def _instead_of(reader: Reader, key: str) -> str:
    """What would help where a key names no layer."""
    block = key.partition("(")[0].strip()
    if block in reader.signatures:
        return f"a block is called as '- {block}: ...', without brackets"
    name, _, settings = key.partition(" ")
    if name in reader.signatures:
        return f"settings stand behind a colon: '- {name}: {settings.strip()[:60]}'"
    if (" " in key or "(" in key) and (help := written(key)):
        return help
    known = SYNONYMS.get(key.lower())
    help = f"did you mean {known!r}?" if known else nearest(key, [*reader.signatures, *KINDS, "head"])
    return help or (reader.calls.nearest if reader.calls else "")


def _find(place: Place) -> Any:
    data = place.source.data
    for step in place.route:
        data = data[step]
    return data


def report_others(reader: Reader, name: str, others: list[str], data: dict[str, Any], place: Place) -> None:
    """Report the keys of an item that are neither its layer nor item keys."""
    inside = set(_names_inside(reader, name))
    if stray := [key for key in others if key in inside]:
        _stray(reader, name, stray, data, place)
    for key in others:
        if key in inside:
            continue
        if reader.is_layer(key) or reader.is_spec(key, place):
            help = "an item holds one layer: start the next one with '- '"
            reader.problems.add(f"{key!r} stands in the same item as {name!r}", place.at(key).on_key(), help)
        else:
            help = nearest(key, ITEM_KEYS) or "an item has one layer and: " + ", ".join(ITEM_KEYS)
            reader.problems.add(f"unknown key {shown(key)}", place.at(key).on_key(), help)


def _stray(reader: Reader, name: str, stray: list[str], data: dict[str, Any], place: Place) -> None:
    """Settings that stand beside their layer: mostly a matter of indentation."""
    what = " and ".join(map(repr, stray)) + (" are settings" if len(stray) > 1 else " is a setting")
    inside = ", ".join(f"{key}: {shown(data[key], 20)}" for key in stray)
    help = f"indent further, or put in braces: {name}: {{{'' if data[name] is None else '..., '}{inside}}}"
    reader.problems.add(f"{what} of {name!r}, not of the item", place.at(stray[0]).on_key(), help)


def _names_inside(reader: Reader, name: str) -> Iterable[str]:
    if name in reader.signatures:
        return [parameter.name for parameter in reader.signatures[name]]
    return kind(name).fields if name in KINDS else (UNTIL,)
