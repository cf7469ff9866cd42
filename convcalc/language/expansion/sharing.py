"""Layers and calls that use the weights of others above them: whose they are, and whether they fit."""

from convcalc.document.problems import Note
from convcalc.document.records import NamedTuple
from convcalc.language.expansion.naming import outwards, report_unknown, text
from convcalc.language.expansion.reaching import labelled
from convcalc.language.expansion.state import UNKNOWN_NODE, Expanded, Expansion, Spot, UnknownError
from convcalc.language.items import Weights, item_of
from convcalc.model.geometry import per_axis
from convcalc.model.layers import Tensor
from convcalc.model.network import Node, Scope


class _Owner(NamedTuple):
    """What was named: a layer, or the layers of a call."""

    name: str
    number: int
    call: Expanded | None


def share_layer(state: Expansion, spot: Spot, number: int) -> None:
    """Let a layer use the weights that its item names. Raises UnknownError."""
    node = state.nodes[number]
    if not _tensors(node):
        _report(state, spot, f"{spot.item.kind} has no weights")
    elif _asked(spot).of is not None:
        owner = _owner(state, spot)
        if owner.call:
            _report(state, spot, f"{owner.name!r} is a call, and {spot.item.kind} a layer", "name a layer of the call")
        else:
            _share(state, spot, number, owner.number)


def share_call(state: Expansion, spot: Spot, call: Expanded, name: str) -> None:
    """Remember a call by its name, for others that use its weights; and let it use those that its item names.

    They are used layer by layer. Raises UnknownError.
    """
    if name:
        state.calls[spot.frame.scope, name] = call
    if spot.item.weights is None or spot.item.weights.of is None:
        return
    owner = _owner(state, spot)
    if owner.call is None:
        _report(state, spot, f"{owner.name!r} is a layer, and {spot.item.kind} a block", "name a call of the block")
        return
    pairs = list(zip(range(call.first, call.end), range(owner.call.first, owner.call.end), strict=False))
    if odd := _odd(state, call, owner.call):
        if not state.problems:
            _report(state, spot, f"it is not built as {owner.name!r} is: {odd}", "", _made_here(owner.call.scope))
        return
    for number, other in pairs:
        node = state.nodes[number]
        if node.shares is not None:
            _follow(state, call, number)
        elif _tensors(node) and not _keeps_own(node, call.scope):
            _share(state, spot, number, other)


def _asked(spot: Spot) -> Weights:
    weights = spot.item.weights
    assert weights is not None
    return weights


def _report(state: Expansion, spot: Spot, message: str, help: str = "", notes: tuple[Note, ...] = ()) -> None:
    state.report(f"weights: {message}", spot.item.place.at("weights"), help, spot.frame.scope, notes)


def _made_here(part: Node | Scope) -> tuple[Note, ...]:
    item = item_of(part)
    return (Note("the weights are made here", item.value_place.on_key()),) if item else ()


# Whose they are


def _owner(state: Expansion, spot: Spot) -> _Owner:
    """What the item names, looked for here and then further out. Raises UnknownError."""
    template = _asked(spot).of
    assert template is not None
    name = text(state, spot, template, "weights")
    for frame in outwards(spot.frame):
        if name in frame.names:
            return _known(_Owner(name, frame.names[name], state.calls.get((frame.scope, name))))
        if "." in name and (found := _inside(state, frame.scope, name)):
            return _known(found)
    if not state.blind:
        report_unknown(state, spot.frame, name, spot.item.place.at("weights"))
    raise UnknownError


def _known(owner: _Owner) -> _Owner:
    if owner.number == UNKNOWN_NODE:
        raise UnknownError
    return owner


def _inside(state: Expansion, scope: Scope, name: str) -> _Owner | None:
    """What a path leads to from a scope, into calls and branches by their names: `twin.conv`."""
    first, *others, last = name.split(".")
    call = state.calls.get((scope, first))
    for label in others:
        call = call and state.calls.get((call.scope, label))
    if call is None:
        return None
    if inner := state.calls.get((call.scope, last)):
        return _Owner(name, inner.end - 1, inner)
    found = labelled(state, call.scope, last)
    return _Owner(name, found[0], None) if found else None


# Whether they fit


def _tensors(node: Node) -> tuple[Tensor, ...]:
    site = node.site
    return (*site.layer.weights(site.inputs), *site.layer.buffers(site.inputs))


def _share(state: Expansion, spot: Spot, number: int, owner: int) -> None:
    """Let a node use another's weights, if they fit."""
    node, other = state.nodes[number], state.nodes[owner]
    own = _left(node, other, _asked(spot).transposed)
    if own is None:
        _report(state, spot, *_misfit(node, other), _made_here(other))
        return
    root = owner if other.shares is None else other.shares
    state.nodes[number] = node._replace(shares=root, own=own)


def _left(node: Node, other: Node, transposed: bool) -> tuple[str, ...] | None:
    """The names of the tensors that a node keeps for itself; None where the others do not fit.

    Layers of one kind share all of them, transposed ones the weight alone; so do those of different kinds.
    """
    mine, theirs = _tensors(node), _tensors(other)
    if node.site.kind == other.site.kind and not transposed:
        return () if mine == theirs else None
    if not any(_fits(tensor, theirs, transposed) for tensor in mine):
        return None
    return tuple(tensor.name for tensor in mine if not _fits(tensor, theirs, transposed))


def _fits(tensor: Tensor, theirs: tuple[Tensor, ...], transposed: bool) -> bool:
    """Whether a weight is that of another layer. That of a transposed convolution lies transposed already."""
    if tensor.name != "weight" or len(tensor.shape) < 2:
        return False
    turned = Tensor(tensor.name, (tensor.shape[1], tensor.shape[0], *tensor.shape[2:]))
    return (turned if transposed else tensor) in theirs


def _misfit(node: Node, other: Node) -> tuple[str, str]:
    """How the weights differ, and what would help."""
    here, there = _words(node), _words(other)
    help = ""
    if _left(node, other, True):
        help = f"if they are to be transposed, say {{of: {other.label}, transposed: true}}"
    return f"{node.site.kind} has {here}, and {other.path} {there}", help


def _words(node: Node) -> str:
    tensors = [f"{tensor.name} {per_axis(tensor.shape, always=True)}" for tensor in _tensors(node)]
    return ", ".join(tensors) or "none"


# Calls


def _odd(state: Expansion, call: Expanded, other: Expanded) -> str:
    """In what the layers of two calls differ, if they do."""
    if call.end - call.first != other.end - other.first:
        return f"{call.end - call.first} layers, not {other.end - other.first}"
    kinds = [[state.nodes[k].site.kind for k in range(each.first, each.end)] for each in (call, other)]
    return next((f"{one}, where that has {two}" for one, two in zip(*kinds, strict=True) if one != two), "")


def _follow(state: Expansion, call: Expanded, number: int) -> None:
    """Let a layer that uses the weights of another one in its call follow that to where it has them from."""
    node = state.nodes[number]
    if node.shares is not None and call.first <= node.shares < call.end:
        root = state.nodes[node.shares].shares
        if root is not None:
            state.nodes[number] = node._replace(shares=root)


def _keeps_own(node: Node, scope: Scope) -> bool:
    """Whether a layer of a call, or something in the call around it, says that it keeps its own weights."""
    item, at = item_of(node), node.scope
    while True:
        if item and item.weights and item.weights.of is None:
            return True
        if at is scope or at.parent is None:
            return False
        item, at = item_of(at), at.parent
