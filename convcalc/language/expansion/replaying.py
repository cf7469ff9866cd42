"""Layers that are made again: those of a call that comes to the same as one before, and those of a repeat."""

from convcalc.document.records import record
from convcalc.language.expansion.asking import asks
from convcalc.language.expansion.making import on_others
from convcalc.language.expansion.naming import numbered
from convcalc.language.expansion.state import PROGRESS, Done, Expanded, Expansion, Spot
from convcalc.language.growth import MOST_IDLE
from convcalc.model.network import Node, Scope


def once_more(state: Expansion, spot: Spot, scope: Scope, known: dict[int, Done]) -> int | None:
    """Add the layers of a call that was expanded before, on this volume or on another; the node that comes out.

    None where it can come to others: whoever goes through its items says what.
    """
    x = state.volume(spot.start)
    if id(x) in known:
        return _replayed(state, known[id(x)], scope, spot.start)
    done, kind, blocks = next(iter(known.values())), spot.item.kind, spot.frame.home.spec.blocks
    before, asked = state.volume(done.start), state.asked.get(id(blocks[kind]))
    if asked is None:
        asked = state.asked[id(blocks[kind])] = asks(blocks[kind], blocks)
    if asked or x is None or before is None or len(x.size) != len(before.size):
        return None
    first, steps = len(state.nodes), state.steps
    end = _replayed(state, done, scope, spot.start, moved=True)
    if end is not None:
        call = Expanded(scope, first, len(state.nodes))
        known[id(x)] = Done(call, spot.start, end, state.steps - steps, done.home)
    return end


def _replayed(state: Expansion, done: Done, scope: Scope, start: int, moved: bool = False) -> int | None:
    """Add the layers of a call once more, under another scope and behind another node; the node that comes out.

    None, and nothing added, where so many may be too many, or where the volume of that node is another (it is `moved`)
    that one of them does not take.
    """
    steps, nodes, sites = state.steps + done.steps, state.nodes, state.sites
    if steps > min(state.spec.growth.limit, MOST_IDLE + 10 * len(nodes)):
        return None
    (around_all, first, end), before = done.call, len(nodes)
    shift, gives = before - first, {done.start: nodes[start].site.output}
    scopes, last, copied = {id(around_all): scope}, around_all, scope
    for number, node in enumerate(nodes[first:end], first):
        label, around, site, sources, origin, shares, own, frozen = node
        if around is not last:
            last, copied = around, scopes.get(id(around)) or _copied(around, scopes)
        alone = len(sources) == 1
        if alone:
            inputs: tuple[int, ...] = (sources[0] + shift if sources[0] >= first else start,)
        else:
            inputs = tuple([source + shift if source >= first else start for source in sources])
        if moved:
            volumes = (gives[sources[0]],) if alone else tuple([gives[source] for source in sources])
            key = (id(site.layer), *map(id, volumes))
            other = sites.get(key) or on_others(state, site, volumes, key)
            if other is None:
                del nodes[before:]
                return None
            site, gives[number] = other, other.output
        nodes.append(record(Node, (label, copied, site, inputs, origin, shares, own, frozen)))
    if state.progress and state.steps // PROGRESS < steps // PROGRESS:
        state.progress(len(nodes))
    state.steps = steps
    return done.out + shift if done.out >= first else start


def again(state: Expansion, spot: Spot, count: int) -> int:
    """The last layer so many times more: nothing tells one of them from another but its name."""
    item, frame, current = spot
    site, frozen = state.nodes[current].site, frame.frozen
    for number in range(current, current + count):
        state.step(item, frame)
        label = numbered(frame, item.kind)
        state.nodes.append(record(Node, (label, frame.scope, site, (number,), item, None, (), frozen)))
    return current + count


def _copied(scope: Scope, scopes: dict[int, Scope]) -> Scope:
    """The scope that stands for another in a copy."""
    found = scopes.get(id(scope))
    if found is None:
        assert scope.parent is not None
        parent = _copied(scope.parent, scopes)
        found = scopes[id(scope)] = Scope(scope.label, parent, scope.block, scope.origin, scope.branch)
        found.arguments = scope.arguments
    return found
