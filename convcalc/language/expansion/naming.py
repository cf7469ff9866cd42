"""The names that a spec gives to layers, and finds them by. A fault that hides names is not told twice."""

from collections.abc import Iterator
from typing import Any

from convcalc.document.problems import Note, Place, nearest, shown
from convcalc.language.expansion.faults import UNKNOWN, Faults, UnknownError
from convcalc.language.expressions import Expression
from convcalc.language.items import Item, Template, item_of
from convcalc.language.spec import Spec
from convcalc.model.network import Node, Scope


class Names:
    """Gives and finds the names of nodes."""

    def __init__(self, spec: Spec, nodes: list[Node], faults: Faults) -> None:
        self._spec = spec
        self._nodes = nodes
        self._faults = faults
        self._given: dict[str, Place] = {}
        """Every name that the spec gives, once it is asked for."""

    def label(self, item: Item, env: dict[str, Any], scope: Scope) -> str:
        """The name that the item is given, worked out; empty where it has none."""
        if item.name is None:
            return ""
        place = item.place.at("name")
        label = self._text(item.name, env, place, scope)
        if label in scope.names:
            node = scope.names[label]
            first = item_of(self._nodes[node]) if node != UNKNOWN else None
            known = first is not None and first.name is not None and first is not item
            notes = (Note("first used here", first.place.at("name")),) if first and known else ()
            help = f"number it, as 'name: {label}_{{i + 1}}'" if "i" in env else ""
            self._faults.report(f"name {label!r} is used twice", place, help, scope, notes)
        return label

    def _text(self, template: Template, env: dict[str, Any], place: Place, scope: Scope) -> str:
        parts = []
        for part in template.parts:
            value = self._faults.evaluate(part, env, place, scope) if isinstance(part, Expression) else part
            if not isinstance(value, (str, int)) or len(str(value)) > 100 or not str(value).isprintable():
                self._faults.report(f"{shown(value)} cannot be part of a name", place, "a whole number can", scope)
                raise UnknownError
            parts.append(str(value))
        return "".join(parts)

    def sources(self, item: Item, env: dict[str, Any], scope: Scope) -> tuple[int, ...]:
        """The nodes that `from` names, looked for here and then further out."""
        if not item.sources:
            return ()
        places = [item.place.at("from", k) for k in range(len(item.sources))]
        return tuple([self._source(*source, env, scope) for source in zip(item.sources, places)])

    def _source(self, template: Template, place: Place, env: dict[str, Any], scope: Scope) -> int:
        name = self._text(template, env, place, scope)
        if name == "input":
            return 0
        around: Scope | None = scope
        known: list[str] = ["input"]
        while around:
            if name in around.names:
                if around.names[name] == UNKNOWN:
                    raise UnknownError
                return around.names[name]
            known += around.names
            around = around.parent
        if not self._faults.blind:
            help = nearest(name, known) or "only layers above, with a 'name:', can be named: " + ", ".join(known[:8])
            self._given = self._given or dict(_given_names(self._spec))
            elsewhere = self._given.get(name)
            below = elsewhere is not None and elsewhere.spot > place.spot
            where = "it is named below, here" if below else "it is named here, inside another block or branch"
            notes = (Note(where, elsewhere),) if elsewhere else ()
            self._faults.report(f"no layer above is named {shown(name)}", place, help, scope, notes)
        raise UnknownError


def _given_names(spec: Spec) -> Iterator[tuple[str, Place]]:
    """Every name that is given anywhere in a spec, with where."""
    todo = [spec.items, *(block.items for block in spec.blocks.values())]
    seen: set[int] = set()
    while todo:
        items = todo.pop()
        if id(items) in seen:
            continue
        seen.add(id(items))
        for item in items:
            todo += [branch.items for branch in item.branches]
            if item.name and item.name.plain:
                yield item.name.plain, item.place.at("name")
