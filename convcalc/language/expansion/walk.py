"""The walk over a spec's items: repeats, conditions, block calls and branches become nodes, one after another.

Items are expanded while volumes are known, so that expressions can use `x.channels`. A layer that fails
leaves its volume unknown; what depends on it is passed over, and everything else is still looked at, so
that one run names every fault, and names it once.
"""

from typing import Any

from convcalc.document.records import record
from convcalc.language.expansion.making import arguments, chosen, lookup_keys, new_site, site
from convcalc.language.expansion.naming import label, named_nodes, numbered, placed
from convcalc.language.expansion.state import (
    UNKNOWN_NODE,
    Done,
    Expanded,
    Expansion,
    Frame,
    Reached,
    Spot,
    UnknownError,
)
from convcalc.language.expressions import Expression
from convcalc.language.growth import DEEPEST_SCOPE
from convcalc.language.items import Block, Branch, Item
from convcalc.language.settings import reads_before
from convcalc.language.values import in_turn
from convcalc.model.network import Node, Output, Scope

MOST_DONE = 1000
"""Of more calls that differ, no others are looked for that come to the same: that takes longer than it saves."""


def run(state: Expansion, items: tuple[Item, ...], frame: Frame, current: int) -> int:
    """Expand a list of items from the node `current`; the node that comes out at its end."""
    nodes, known, modular = state.nodes, state.known, frame.home.spec.modular
    around, _, names, counts, _, _, _, frozen, stop = frame
    for item in items:
        if not item.plain or stop or current == UNKNOWN_NODE:
            spot = record(Spot, (item, frame, current))
            current = _once(state, spot) if item.repeat is None else _repeated(state, spot)
            continue
        state.steps = steps = state.steps + 1
        if steps > state.unwatched:
            state.watch(item, frame.scope)
        inputs, x = (current,), nodes[current].site.output
        key = (id(item.settings), id(x))
        at_work = known.get(key)
        if at_work is None:
            try:
                at_work = new_site(state, record(Spot, (item, frame, current)), inputs, (x,), key)
            except UnknownError:
                current = UNKNOWN_NODE
                continue
        if modular:
            label, around = placed(state, frame, item, "")
        elif (label := item.kind) in counts or label in names or "_" in label:
            label = numbered(frame, label)
        else:
            counts[label] = 1
        current = len(nodes)
        nodes.append(record(Node, (label, around, at_work, inputs, item, None, (), frozen)))
    return current


def _repeated(state: Expansion, spot: Spot) -> int:
    item, frame, current = spot
    try:
        count = state.count(spot, item.repeat, "repeat")
    except UnknownError:
        state.blind = True
        return UNKNOWN_NODE
    times = frame.times * max(1, count)
    state.check_times(spot, count, times)
    values = in_turn(frame.values, 0)
    inner = Frame(
        frame.scope, values, frame.names, frame.counts, frame.home, frame.outer, times, frame.frozen, frame.stop
    )
    for i in range(count):
        values["i"] = i  # nothing keeps the values of an item that has been gone through
        current = _once(state, record(Spot, (item, inner, current)))
        if item.alone and item.constant and current != UNKNOWN_NODE and _comes_out_as_it_went_in(state, item, current):
            from convcalc.language.expansion.replaying import again

            return again(state, Spot(item, inner, current), count - i - 1)
    return current


def _comes_out_as_it_went_in(state: Expansion, item: Item, number: int) -> bool:
    """Whether an item is a layer on the volume before it, and leaves that as it is."""
    site = state.nodes[number].site
    return item.cls is not None and reads_before(item.cls) and site.inputs[0] == site.output


def _once(state: Expansion, spot: Spot) -> int:
    """Expand an item, its repeats aside; the node that comes out, or the one before it where the item adds none."""
    item, frame, current = spot
    state.step(item, frame)
    if item.alone and not frame.stop and item.kind != "head":
        try:
            return _expand(state, spot, (), "")
        except UnknownError:
            state.blind = state.blind or bool(item.branches)
            return UNKNOWN_NODE
    name = ""
    try:
        waits = item.when is not True and _asks_for_the_source(item)
        if not (waits or item.when is True or state.holds(spot, item.when, "when")):
            return current
        sources = named_nodes(state, spot) if item.sources else ()
        if sources and (item.given or len(sources) == 1) and not (item.cls and item.cls.merges):
            spot = Spot(item, frame, sources[0])
        if waits and not state.holds(spot, item.when, "when"):
            return current
        name = label(state, spot) if item.name else ""
        result = _expand(state, spot, sources, name)
    except UnknownError:
        result = UNKNOWN_NODE
        name = item.name.plain if item.name else ""
        state.blind = state.blind or bool(item.branches) or (item.name is not None and not name)
    if name:
        frame.names[name] = result
    if frame.stop:
        from convcalc.language.expansion.entering import stop_at

        stop_at(state, frame, name, result)
    if item.kind != "head":
        return result
    state.headed = (len(state.nodes), current)
    return current


def _asks_for_the_source(item: Item) -> bool:
    """Whether its condition asks for the volume of what `from` names, and not only whether that is there."""
    return bool(item.sources) and isinstance(item.when, Expression) and "x" in item.when.names


def _expand(state: Expansion, spot: Spot, sources: tuple[int, ...], name: str) -> int:
    """Whatever the item is: a layer, a block call, branches that meet, or heads. Raises UnknownError."""
    cls = spot.item.cls
    if cls is None:
        return _named(state, spot, sources, name)
    if cls.merges and not sources:
        spot, ends = _branches(state, spot)
        return _add_layer(state, spot, tuple([end for _, end in ends]), name)
    inputs = (sources or (spot.start,)) if cls.takes else ()
    if cls.indexed:
        from convcalc.language.expansion.pooled import pooling

        inputs = (*inputs, pooling(state, spot))
    return _add_layer(state, spot, inputs, name)


def _named(state: Expansion, spot: Spot, sources: tuple[int, ...], name: str) -> int:
    """What an item without a kind of its own is: a block call, heads, a start, or a layer whose kind is an argument."""
    item, frame, start = spot
    kind = item.kind
    if block := frame.home.spec.blocks.get(kind):
        return _call(state, spot, block, sources, name)
    if kind == "from":
        return start
    if kind == "head":
        state.heads += [Output(branch.name, end) for branch, end in _branches(state, spot)[1]]
        return start
    if kind in frame.values:
        return _expand(state, Spot(chosen(state, spot), frame, start), sources, name)
    return _call_spec(state, spot, sources, name)


def _branches(state: Expansion, spot: Spot) -> tuple[Spot, list[tuple[Branch, int]]]:
    """The branches that are there, each with the node at its end; and the item with just these. Raises UnknownError."""
    if not spot.item.varies:
        return spot, [(branch, _branch(state, spot, branch)) for branch in spot.item.branches]
    from convcalc.language.expansion.varying import varying

    found = list(varying(state, spot))
    if not found:
        state.report("no branch is left", spot.item.value_place.on_key(), "", spot.frame.scope)
        raise UnknownError
    item = spot.item._replace(branches=tuple([branch for branch, _ in found]))
    ends = [(branch, _branch(state, Spot(item, inner, spot.start), branch)) for branch, inner in found]
    return spot._replace(item=item), ends


def _branch(state: Expansion, spot: Spot, branch: Branch) -> int:
    item, frame, _ = spot
    scope = Scope(numbered(frame, branch.name), frame.scope, "", item, branch.name)
    state.pointed |= "." in branch.name
    if scope.depth > DEEPEST_SCOPE:
        state.too_deep(spot, scope)
    stop = frame.stop and frame.below(scope.label)
    frozen = frame.frozen if item.frozen is None else state.frozen(spot)
    inner = record(Frame, (scope, frame.values, {}, {}, frame.home, frame, frame.times, frozen, stop))
    end = _inside(state, spot, inner, branch.items, branch.name)
    frame.names.setdefault(branch.name, end)
    return end


def _call(state: Expansion, spot: Spot, block: Block, sources: tuple[int, ...], name: str) -> int:
    """Expand a block with the arguments of a call. Raises UnknownError."""
    item, frame, start = spot
    if start == UNKNOWN_NODE:
        raise UnknownError
    home, times, frozen = frame.home, frame.times, frame.frozen
    scope = Scope(name or numbered(frame, item.kind), frame.scope, item.kind, item)
    depth = scope.depth
    if depth > DEEPEST_SCOPE:
        state.too_deep(spot, scope)
    values, names = arguments(state, spot, block, scope)
    if sources:
        names |= zip(item.given, sources)
    stop = frame.stop and frame.below(scope.label)
    if item.frozen is not None:
        frozen = state.frozen(spot)
    inner = record(Frame, (scope, values, names, {}, home, frame, times, frozen, stop))
    if names or stop or state.problems or state.spec.reaches or state.spec.shares or len(state.done) > MOST_DONE:
        return _inside(state, spot, inner, block.items, name)
    key = (id(home), id(block), depth, times, frozen, *lookup_keys(scope.arguments.values()))
    if known := state.done.get(key):
        from convcalc.language.expansion.replaying import once_more

        if (end := once_more(state, spot, scope, known)) is not None:
            return end
    return _noted(state, spot, inner, block, key)


def _noted(state: Expansion, spot: Spot, inner: Frame, block: Block, key: tuple[Any, ...]) -> int:
    """Expand a call, and keep it for others that come to the same. Raises UnknownError."""
    scope, nodes, start = inner.scope, state.nodes, spot.start
    depth, first, steps, apart, outermost = scope.depth, len(nodes), state.steps, _apart(state), state.outermost
    state.outermost = depth
    end = _inside(state, spot, inner, block.items, "")
    if state.outermost == depth and apart == _apart(state):
        done = record(Done, (record(Expanded, (scope, first, len(nodes))), start, end, state.steps - steps, inner.home))
        state.done.setdefault(key, {})[id(nodes[start].site.output)] = done
    if outermost < state.outermost:
        state.outermost = outermost
    return end


def _apart(state: Expansion) -> int:
    """How much there is that a call may add beside layers, and that no copy of it would."""
    return len(state.problems) + len(state.heads) + len(state.clashes) + len(state.modules)


def _call_spec(state: Expansion, spot: Spot, sources: tuple[int, ...], name: str) -> int:
    """Expand another spec, or its start up to a layer. Raises UnknownError."""
    if spot.start == UNKNOWN_NODE:
        raise UnknownError
    from convcalc.language.expansion.entering import enter, report_missed

    inner, start = enter(state, spot, sources, name)
    if inner.scope.depth > DEEPEST_SCOPE:
        state.too_deep(spot, inner.scope)
    before = len(state.problems)
    try:
        end = _inside(state, Spot(spot.item, spot.frame, start), inner, inner.home.spec.items, name)
    except Reached as reached:
        if spot.frame.below(inner.scope.label):
            raise
        return reached.number
    if inner.stop:
        if len(state.problems) == before:
            report_missed(state, spot, inner)
        raise UnknownError
    return end


def _inside(state: Expansion, spot: Spot, inner: Frame, items: tuple[Item, ...], name: str) -> int:
    """Go through what stands in a call or a branch; the node that comes out. Raises Reached where it stops in it."""
    first, reached = len(state.nodes), None
    try:
        end = run(state, items, inner, spot.start)
    except Reached as stop:
        end, reached = stop.number, stop
    if state.spec.reaches:
        state.inside[id(inner.scope.parent), inner.scope.label] = inner, end
    if state.spec.shares:
        from convcalc.language.expansion.sharing import share_call

        share_call(state, spot, Expanded(inner.scope, first, len(state.nodes)), name)
    if reached:
        raise reached
    return end


def _add_layer(state: Expansion, spot: Spot, inputs: tuple[int, ...], name: str) -> int:
    """Add a node for a layer. Raises UnknownError where an input is unknown, or it has no output."""
    if UNKNOWN_NODE in inputs:
        raise UnknownError
    item, frame, _ = spot
    at_work = site(state, spot, inputs)
    frozen = frame.frozen if item.frozen is None else state.frozen(spot)
    label, scope = placed(state, frame, item, name)
    state.nodes.append(record(Node, (label, scope, at_work, inputs, item, None, (), frozen)))
    if item.weights:
        from convcalc.language.expansion.sharing import share_layer

        share_layer(state, spot, len(state.nodes) - 1)
    return len(state.nodes) - 1
