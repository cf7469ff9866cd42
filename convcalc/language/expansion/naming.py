"""The names of layers: those that a spec gives, and those made up for the others; and finding a layer by its name.

A fault that hides names is not told twice.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import count

from convcalc.document.places import Place
from convcalc.document.problems import Note
from convcalc.document.wording import is_line, nearest, shown
from convcalc.language.expansion.state import UNKNOWN_NODE, Expansion, Frame, Spot, TooLargeError, UnknownError
from convcalc.language.expressions import Expression
from convcalc.language.items import Item, Template, item_of
from convcalc.language.spec import Spec
from convcalc.model.network import INPUT, Scope

LONGEST_PART = 100
"""So many characters may an expression add to a name."""

MOST_HELD_AGAINST = 2_000_000
"""So many names patterns are held against in a spec: a second's work, and far more than networks have."""

MOST_JOINED = 1_000_000
"""So many names does `from` give, and ten more for each layer: aliases and repeats make a short text give millions."""


def label(state: Expansion, spot: Spot) -> str:
    """The name that an item is given, worked out; empty where it has none. Raises UnknownError."""
    item, frame = spot.item, spot.frame
    if item.name is None:
        return ""
    label = text(state, spot, item.name, "name")
    state.pointed |= "." in label
    if label in frame.names:
        node = frame.names[label]
        first = item_of(state.nodes[node]) if node != UNKNOWN_NODE else None
        known = first is not None and first.name is not None and first is not item
        notes = (Note("first used here", first.place.at("name")),) if first and known else ()
        if node == frame.home.inputs.get(label):
            notes = (Note("an input is called so", frame.home.spec.place_of_input(label).on_key()),)
        help = f"number it, as 'name: {label}_{{i + 1}}'" if "i" in frame.values else ""
        state.report(f"name {label!r} is used twice", item.place.at("name"), help, frame.scope, notes)
    elif _made_up(frame, label):
        state.clashes[id(frame.scope), label] = frame
    return label


def text(state: Expansion, spot: Spot, template: Template, *route: str | int) -> str:
    """A name with its expressions worked out; `route` leads to it from the item. Raises UnknownError."""
    parts, values = list[str](), spot.frame.values
    for part in template.parts:
        if type(part) is Expression:
            try:
                value = values[part.word] if part.word else state.evaluate(spot, part, *route)
            except KeyError:
                value = state.evaluate(spot, part, *route)
            said = str(value)
            whole = type(value) is int or (isinstance(value, (str, int)) and is_line(said))
            if not whole or len(said) > LONGEST_PART:
                message = f"{shown(value)} cannot be part of a name"
                state.report(message, spot.item.place.at(*route), "a whole number can", spot.frame.scope)
                raise UnknownError
            parts.append(said)
        else:
            parts.append(str(part))
    return "".join(parts)


# Names made up


def numbered(frame: Frame, base: str) -> str:
    """A label for what has no name of its own: `conv`, then `conv_2`."""
    counts, names = frame.counts, frame.names
    count = counts.get(base, 0) + 1
    if count > 1 or "_" not in base:
        label = base if count == 1 else f"{base}_{count}"
        if label not in names and (count == 1 or label not in counts):
            counts[base] = count
            return label
    while True:
        count = counts[base] = counts.get(base, 0) + 1
        label = base if count == 1 else f"{base}_{count}"
        other = label in counts if count > 1 else "_" in label and _counted(frame, label)
        if label not in names and not other:
            return label


def placed(state: Expansion, frame: Frame, item: Item, name: str) -> tuple[str, Scope]:
    """What the layer of an item is called, and the scope that it stands in."""
    if frame.home.spec.modular:
        from convcalc.language.expansion.modules import stand

        return stand(state, frame, item)
    return name or numbered(frame, item.kind), frame.scope


def _made_up(frame: Frame, label: str) -> bool:
    """Whether a layer or a scope without a name is called so."""
    return label in frame.counts or _counted(frame, label)


def _counted(frame: Frame, label: str) -> bool:
    base, _, number = label.rpartition("_")
    if base not in frame.counts:
        return False
    plain = len(number) < 8 and number.isdecimal() and number[0] != "0"
    return plain and 2 <= int(number) <= frame.counts[base]


def renumber(state: Expansion) -> None:
    """Make up other names where what was made up was given to a layer further down."""
    seen: set[int] = set()
    for k, node in enumerate(state.nodes):
        if node.origin and not node.origin.named and (frame := state.clashes.get((id(node.scope), node.label))):
            state.nodes[k] = node._replace(label=numbered(frame, node.site.kind))
        _renumber_scope(state, node.scope, seen)


def _renumber_scope(state: Expansion, scope: Scope, seen: set[int]) -> None:
    while scope.parent and id(scope) not in seen:
        seen.add(id(scope))
        given = scope.block and scope.origin and scope.origin.named
        if not given and (frame := state.clashes.get((id(scope.parent), scope.label))):
            scope.label = numbered(frame, scope.block or scope.label)
        scope = scope.parent


def apart(state: Expansion) -> None:
    """Give each layer a path of its own where a name with a point in it is also the path of another.

    What was made up is called otherwise, as is what a file of another format gives; else of two names one is a fault.
    """
    paths = Counter(node.path for node in state.nodes)
    for k, node in enumerate(state.nodes):
        if paths[node.path] > 1 and node.origin and (state.spec.modular or not node.origin.named):
            label = next(each for n in count(2) if node.scope.path + (each := f"{node.label}_{n}") not in paths)
            state.nodes[k] = node._replace(label=label)
            paths[state.nodes[k].path] += 1
            paths[node.path] -= 1
    for node in state.nodes:
        if paths[node.path] > 1 and (item := item_of(node)) and item.name:
            message = f"{node.path!r} is the name of two layers"
            state.report(message, item.place.at("name"), "give one another name", node.scope)


# Names looked for


def named_nodes(state: Expansion, spot: Spot) -> tuple[int, ...]:
    """The nodes that `from` names, looked for here and then further out. Raises UnknownError."""
    item, names, found = spot.item, spot.frame.names, list[int]()
    for k, source in enumerate(item.sources):
        name = source.plain
        node = names.get(name, UNKNOWN_NODE)
        if node == UNKNOWN_NODE or name == INPUT:
            found += sought(state, spot, source, "from", item.given[k] if item.given else k)
        else:
            found.append(node)
    state.outermost = min(state.outermost, spot.frame.scope.depth)
    state.joined += len(item.sources)
    if state.joined > MOST_JOINED + 10 * len(state.nodes):
        message = f"layers name more than {MOST_JOINED:,} others with 'from', and ten each"
        state.report(message, item.place.at("from"), "join them once, and name that", spot.frame.scope)
        raise TooLargeError
    return tuple(found)


def sought(state: Expansion, spot: Spot, template: Template, *route: str | int) -> list[int]:
    """The nodes that a name stands for, looked for here and then further out. Raises UnknownError."""
    name = text(state, spot, template, *route)
    nodes = [_input(state, spot, *route)] if name == INPUT else _nodes(state, spot.frame, name)
    if state.held_against > MOST_HELD_AGAINST:
        message = f"patterns such as {shown(name)} are held against more than {MOST_HELD_AGAINST:,} names"
        state.report(message, spot.item.place.at(*route), "write the names", spot.frame.scope)
        raise TooLargeError
    if not nodes and not state.blind:
        report_unknown(state, spot.frame, name, spot.item.place.at(*route))
    if not nodes or UNKNOWN_NODE in nodes:
        raise UnknownError
    return nodes


def _nodes(state: Expansion, frame: Frame, name: str) -> list[int]:
    """The node of a name, or of a path into a call; with `*` all that match, in the order in which they were named."""
    for each in outwards(frame):
        if name in each.names:
            state.outermost = min(state.outermost, each.scope.depth)
            return [each.names[name]]
        if state.spec.reaches and ("." in name or "*" in name):
            from convcalc.language.expansion.reaching import within

            if found := within(state, each, name):
                return found
    return []


def _input(state: Expansion, spot: Spot, *route: str | int) -> int:
    """The node of the only input. Raises UnknownError where there are several."""
    inputs = spot.frame.home.inputs
    state.outermost = 0
    if len(inputs) == 1:
        return next(iter(inputs.values()))
    place = spot.item.place.at(*route)
    state.report(f"there are several inputs: {', '.join(inputs)}", place, "name one of them", spot.frame.scope)
    raise UnknownError


def outwards(frame: Frame | None) -> Iterator[Frame]:
    """A frame and those around it."""
    while frame:
        yield frame
        frame = frame.outer


def report_unknown(state: Expansion, frame: Frame, name: str, place: Place) -> None:
    """Report a name that no layer above has."""
    known = [name for each in outwards(frame) for name in each.names]
    known = [INPUT, *known] if INPUT in frame.home.inputs else known
    help = nearest(name, known) or "only layers above, with a 'name:', can be named: " + ", ".join(known[:8])
    spec = frame.home.spec
    if id(spec) not in state.given:
        state.given[id(spec)] = dict(_given_names(spec))
    elsewhere = state.given[id(spec)].get(name)
    below = elsewhere is not None and elsewhere.spot > place.spot
    where = "it is named below, here" if below else "it is named here, inside another block or branch"
    notes = (Note(where, elsewhere),) if elsewhere else ()
    state.report(f"no layer above is named {shown(name)}", place, help, frame.scope, notes)


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
