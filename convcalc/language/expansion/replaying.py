"""Calls of a block that make the layers of one before: the nodes are copied, each scope for itself."""

from convcalc.language.expansion.state import PROGRESS, Done, Expansion
from convcalc.language.growth import MOST_IDLE
from convcalc.model.network import Scope


def replayed(state: Expansion, done: Done, scope: Scope, start: int) -> int | None:
    """Add the layers of a call once more, under another scope and on another volume; the node that comes out.

    None, and nothing added, where so many may be too many: whoever goes through them one by one says which.
    """
    steps, nodes = state.steps + done.steps, state.nodes
    if steps > min(state.spec.growth.limit, MOST_IDLE + 10 * len(nodes)):
        return None
    first, shift = done.call.first, len(nodes) - done.call.first
    scopes = {id(done.call.scope): scope}
    for node in nodes[first : done.call.end]:
        inputs = tuple([number + shift if number >= first else start for number in node.inputs])
        nodes.append(node._replace(scope=_copied(node.scope, scopes), inputs=inputs))
    if state.progress and state.steps // PROGRESS < steps // PROGRESS:
        state.progress(len(nodes))
    state.steps = steps
    return done.out + shift if done.out >= first else start


def _copied(scope: Scope, scopes: dict[int, Scope]) -> Scope:
    """The scope that stands for another in a copy."""
    found = scopes.get(id(scope))
    if found is None:
        assert scope.parent is not None
        parent = _copied(scope.parent, scopes)
        found = scopes[id(scope)] = Scope(scope.label, parent, scope.block, scope.origin, scope.branch)
        found.arguments = scope.arguments
    return found
