"""The item key `from`, as it is read: the names of the layers that an item reads. Knows no layers."""

from collections.abc import Iterable
from typing import Any

from convcalc.document.places import Place
from convcalc.document.records import NamedTuple, record
from convcalc.document.wording import one_form, shown
from convcalc.language.items import Template
from convcalc.language.settings import Entry, takes_in_words
from convcalc.language.values import LONGEST_NAME, Known, ValueReader, is_template
from convcalc.model.layers import Layer


class Sources(NamedTuple):
    """The names of layers that an item reads."""

    names: tuple[Template, ...]
    reach: bool
    """One of them leads into a call, or stands for several."""
    patterns: bool
    """One of them stands for several."""


SourcesRead = dict[tuple[int, Known], Sources]
"""Lists of names that were read before, by identity."""
_NONE = Sources((), False, False)


def read_sources(
    values: ValueReader, before: SourcesRead, entry: Entry, cls: type[Layer] | None, place: Place
) -> Sources:
    """The names that an item reads; none where they are faulty. An alias of a list is read once."""
    given, known = entry.item["from"], entry.known
    read = before.get((id(given), known))
    if read:
        if not read.patterns:
            _count(values, entry, cls, place, len(read.names))
        return read
    names = given if isinstance(given, list) else list(given.values()) if isinstance(given, dict) else [given]
    if not names or [each for each in names if not isinstance(each, str) or len(each) > LONGEST_NAME]:
        found = "a number" if isinstance(given, int) and not isinstance(given, bool) else shown(given)
        help = "give the layer a name, and write that" if found == "a number" else ""
        values.problems.add(f"expected the name of a layer, or a list of names, not {found}", place, help)
        return _NONE
    together = "\n".join(names)
    patterns = "*" in together
    if not patterns:
        _count(values, entry, cls, place, len(names))
    keys = list(given) if isinstance(given, dict) else range(len(names))
    templates = _templates(values, zip(keys, names), place, known)
    read = record(Sources, (templates, patterns or "." in together, patterns))
    if isinstance(given, list) and templates:
        before[id(given), known] = read
    return read


def _count(values: ValueReader, entry: Entry, cls: type[Layer] | None, place: Place, count: int) -> None:
    """Report where there are not as many as an item takes. How many a pattern stands for shows later."""
    if cls is not None and cls.merges and count < 2:
        values.problems.add(f"{entry.name} needs at least two names to join", place, "as 'from: [a, b]'")
    elif count > 1 and not isinstance(entry.item["from"], dict) if cls is None else not cls.can_take(count):
        help = "join them first with add or concat"
        values.problems.add(f"{entry.name} takes {takes_in_words(cls)}, not {count}", place, help)


def _templates(
    values: ValueReader, names: Iterable[tuple[Any, str]], place: Place, known: Known
) -> tuple[Template, ...]:
    """Names behind their keys, read: each that is written out once; none where one is no name."""
    plain: dict[str, Template] = {}
    found = []
    for key, name in names:
        template = plain.get(name)
        if template is None:
            if not is_template(name):
                values.problems.add(f"{shown(name)} is not the name of a layer", place.at(key))
                return ()
            if "{" in name:
                template = values.template(name, place.at(key), known)
            else:
                template = plain[name] = record(Template, ((one_form(name),),))
        found.append(template)
    return tuple(found)
