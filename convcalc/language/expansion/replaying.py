"""Layers that are made again: those of a call that comes to the same as one before, and those of a repeat."""

from convcalc.document.records import record
from convcalc.language.expansion.naming import numbered
from convcalc.language.expansion.state import PROGRESS, Done, Expansion, Spot
from convcalc.language.growth import MOST_IDLE
from convcalc.model.network import Node, Scope


def replayed(state: Expansion, done: Done, scope: Scope, start: int) -> int | None:
    """Add the layers of a call once more, under another scope and on another volume; the node that comes out.

    None, and nothing added, where so many may be too many: whoever goes through them one by one says which.
    """
    steps, nodes = state.steps + done.steps, state.nodes
    if steps > min(state.spec.growth.limit, MOST_IDLE + 10 * len(nodes)):
        return None
    first, shift = done.call.first, len(nodes) - done.call.first
    scopes, last, copied = {id(done.call.scope): scope}, done.call.scope, scope
    for label, around, site, sources, origin, shares, own, frozen in nodes[first : done.call.end]:
        if around is not last:
            last, copied = around, scopes.get(id(around)) or _copied(around, scopes)
        if len(sources) == 1:
            inputs: tuple[int, ...] = (sources[0] + shift if sources[0] >= first else start,)
        else:
            inputs = tuple([number + shift if number >= first else start for number in sources])
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
        state.step(item, frame.scope)
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
