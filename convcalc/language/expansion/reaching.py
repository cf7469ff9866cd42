"""Names that reach into calls, `stage1.unit_2.conv`, and patterns that stand for several, `y*`."""

import re

from convcalc.language.expansion.state import Expansion, Frame
from convcalc.model.network import Node, Scope


def within(state: Expansion, frame: Frame, name: str) -> list[int]:
    """The nodes that a path or a pattern names, seen from a frame; none where there are none."""
    before, point, last = name.rpartition(".")
    if "*" in last and "*" not in before:
        frames = _frames(state, frame, before) if point else [frame]
        state.held_against += sum([len(each.names) for each in frames])
        return [node for each in frames for node in _matching(each, last)]
    return _node(state, frame, name)


def _matching(frame: Frame, pattern: str) -> list[int]:
    """All that a frame names so, in their order."""
    form = re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
    return [node for name, node in frame.names.items() if form.fullmatch(name)]


def _node(state: Expansion, frame: Frame, path: str) -> list[int]:
    """The one node at the end of a path; none, or just that."""
    for k, char in enumerate(path):
        if char != "." or (id(frame.scope), path[:k]) not in state.inside:
            continue
        inner, rest = state.inside[id(frame.scope), path[:k]][0], path[k + 1 :]
        if rest in inner.names:
            return [inner.names[rest]]
        if (id(inner.scope), rest) in state.inside:
            return [state.inside[id(inner.scope), rest][1]]
        if found := labelled(state, inner.scope, rest) or _node(state, inner, rest):
            return found
    return []


def _frames(state: Expansion, frame: Frame, path: str) -> list[Frame]:
    """The call or the branch at the end of a path; none, or just that."""
    if (id(frame.scope), path) in state.inside:
        return [state.inside[id(frame.scope), path][0]]
    for k, char in enumerate(path):
        if char == "." and (id(frame.scope), path[:k]) in state.inside:
            inner = state.inside[id(frame.scope), path[:k]][0]
            if found := _frames(state, inner, path[k + 1 :]):
                return found
    return []


def labelled(state: Expansion, scope: Scope, label: str) -> list[int]:
    """The node that is called so in a scope, be the name given or made up: none, or one."""
    for number in range(state.indexed, len(state.nodes)):
        node = state.nodes[number]
        state.labels[id(node.scope), node.label] = number
        if (id(node.scope.parent), node.scope.label) in state.modules:
            _index_modules(state, node, number)
    state.indexed = len(state.nodes)
    found = state.labels.get((id(scope), label))
    return [] if found is None else [found]


def _index_modules(state: Expansion, node: Node, number: int) -> None:
    """Let what stands around modules know a node by its path through them, and each of them by its last node."""
    path, scope = node.label, node.scope
    while scope.parent and (id(scope.parent), scope.label) in state.modules:
        path = f"{scope.label}.{path}"
        scope = scope.parent
        state.labels[id(scope), path] = number
        for k, char in enumerate(path):
            if char == ".":
                state.labels[id(scope), path[:k]] = number
