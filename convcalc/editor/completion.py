"""What can be typed next, from the line up to the cursor: keys, kinds, settings, names and shipped specs."""

import inspect
import os
import re
from collections.abc import Iterator

from convcalc.document.opening import YAML
from convcalc.document.records import NamedTuple
from convcalc.editor.pointing import every_item
from convcalc.language.items import ITEM_KEYS
from convcalc.language.loading import preset_names
from convcalc.language.schema import OF_ITEM, TOP
from convcalc.language.spec import Spec
from convcalc.model.layers import KINDS, kind
from convcalc.model.quantities import EXPECTABLE, QUANTITIES


class Offer(NamedTuple):
    """A word that can stand here, what sort of word it is, and what it means."""

    word: str
    sort: str
    """`key`, `kind`, `setting`, `block`, `name`, `variable` or `spec`."""
    meaning: str = ""


def offers(text: str, line: int, column: int, name: str, spec: Spec | None) -> list[Offer]:
    """What can stand at a line and a column, from 1. `spec` is what could be read of the file last."""
    lines = text.split("\n")
    before = lines[line - 1][: column - 1] if line <= len(lines) else ""
    return list(dict.fromkeys(_offers(lines[: line - 1], before, name, spec)))


def _offers(above: list[str], before: str, name: str, spec: Spec | None) -> Iterator[Offer]:
    if re.match(r"\s*(#|.*\s#)", before):
        return
    if re.match(r"\w*$", before):
        yield from (Offer(key, "key", meaning) for key, meaning in TOP.items())
    elif re.match(r"extends:\s*\S*$", before):
        yield from _specs(name)
    elif re.search(r"(\bfrom|\bweights|\bof):\s*\[?[^\]{]*$", before):
        yield from _layer_names(spec)
    elif re.search(r"\bexpect:\s*\{[^}]*$", before):
        yield from (Offer(key, "key", QUANTITIES[key].meaning) for key in EXPECTABLE)
    elif found := re.search(r"[-{\[,]\s*(\w+):\s*\{[^}]*$", before):
        yield from _settings(found[1], before, spec)
    elif re.search(r"(-\s+|\[)\{?\s*[\w.-]*$", before):
        yield from _layers(name, spec)
    elif re.match(r"\s+\w*$", before):
        yield from _beside(above, before, spec)
    else:
        yield from _values(spec)


def _layers(name: str, spec: Spec | None) -> Iterator[Offer]:
    """What an item can be."""
    for block in spec.blocks.values() if spec else ():
        yield Offer(
            block.name, "block", f"a block with {', '.join(each.name for each in block.parameters) or 'no parameters'}"
        )
    yield from (Offer(each, "kind", inspect.cleandoc(kind(each).__doc__ or "")) for each in KINDS)
    yield from _specs(name)


def _settings(kind_or_block: str, before: str, spec: Spec | None) -> Iterator[Offer]:
    """The settings of a kind or the parameters of a block; values, after a setting's name."""
    if re.search(r":\s*[^,{]*$", before.rpartition("{")[2]):
        yield from _values(spec)
    elif kind_or_block in KINDS:
        fields = kind(kind_or_block).fields
        yield from (Offer(each, "setting", field.type.meaning()) for each, field in fields.items())
    elif spec and kind_or_block in spec.blocks:
        yield from (Offer(each.name, "setting") for each in spec.blocks[kind_or_block].parameters)


def _beside(above: list[str], before: str, spec: Spec | None) -> Iterator[Offer]:
    """The keys that an item can have, and in the lines below a kind its settings."""
    depth = len(before) - len(before.lstrip())
    parents = (each for each in reversed(above) if each.strip() and len(each) - len(each.lstrip()) < depth)
    parent = next(parents, "")
    if re.match(r"expect:", parent.strip()):
        yield from (Offer(key, "key", QUANTITIES[key].meaning) for key in EXPECTABLE)
    elif found := re.match(r"\s*-\s+(\w+):\s*$", parent):
        if len(parent) - len(parent.lstrip()) + 2 < depth:
            yield from _settings(found[1], "", spec)
        else:
            yield from (Offer(key, "key", OF_ITEM[key]) for key in ITEM_KEYS)
    elif re.match(r"\s*-\s", parent):
        yield from (Offer(key, "key", OF_ITEM[key]) for key in ITEM_KEYS)


def _values(spec: Spec | None) -> Iterator[Offer]:
    """The names that an expression can use."""
    for each in spec.variables if spec else ():
        yield Offer(each.name, "variable")
    for block in spec.blocks.values() if spec else ():
        yield from (Offer(each.name, "variable", f"of {block.name}") for each in block.parameters)
    yield from (
        Offer(f"x.{part}", "variable", "of the volume that comes in") for part in ("channels", "height", "width")
    )


def _layer_names(spec: Spec | None) -> Iterator[Offer]:
    for item in every_item(spec) if spec else ():
        if item.name and item.name.plain:
            yield Offer(item.name.plain, "name", item.kind)
    yield Offer("input", "name", "what goes in")


def _specs(name: str) -> Iterator[Offer]:
    """Specs in the folder of a file, and those that are shipped."""
    folder = os.path.dirname(name) or "."
    files = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    yield from (Offer(each, "spec") for each in files if each.endswith(YAML) and each != os.path.basename(name))
    yield from (Offer(each, "spec", "shipped with convcalc") for each in preset_names())
