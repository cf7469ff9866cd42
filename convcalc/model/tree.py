"""A network as a tree: block calls and branches with what stands in them, in running order. Knows no figures."""

from collections.abc import Iterator, Sequence

from convcalc.model.network import Network, Scope


class Group:
    """A block call, a branch, or at the top the whole network."""

    __slots__ = ("children", "scope")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.children: list[Group | int] = []
        """What stands in it: groups, and layers by the numbers of their nodes."""

    @property
    def first(self) -> int:
        """The number of its first node."""
        child = self.children[0]
        return child.first if isinstance(child, Group) else child

    @property
    def last(self) -> int:
        """The number of its last node."""
        child = self.children[-1]
        return child.last if isinstance(child, Group) else child

    def numbers(self) -> Iterator[int]:
        """The numbers of all nodes in it."""
        for child in self.children:
            if isinstance(child, Group):
                yield from child.numbers()
            else:
                yield child

    def groups(self) -> Iterator["Group"]:
        """The groups in it, each before those that stand in it."""
        for child in self.children:
            if isinstance(child, Group):
                yield child
                yield from child.groups()

    def at(self, path: str) -> "Group":
        """The group in it with a path from the top; itself for an empty one. Raises StopIteration without one."""
        return self if not path else next(group for group in self.groups() if group.scope.path == f"{path}.")


def tree(network: Network) -> Group:
    """The tree of a network."""
    top = Group(network.nodes[network.inputs[0]].scope)
    known = {id(top.scope): top}
    for number, node in enumerate(network.nodes):
        group = known.get(id(node.scope)) or _group(node.scope, known)
        group.children.append(number)
    return top


def _group(scope: Scope, known: dict[int, Group]) -> Group:
    """The group of a scope; a new one takes its place among what stands around it."""
    found = known.get(id(scope))
    if found is None:
        found = known[id(scope)] = Group(scope)
        assert scope.parent is not None
        _group(scope.parent, known).children.append(found)
    return found


def owners(network: Network, numbers: Sequence[int]) -> str:
    """Whose weights some layers use: the path of the layer, or of what all of them stand in; empty for their own."""
    nodes = network.nodes
    shared = list(dict.fromkeys([owner for number in numbers if (owner := nodes[number].shares) is not None]))
    if len(shared) < 2:
        return nodes[shared[0]].path if shared else ""
    chains = [nodes[number].scope.chain for number in shared]
    common = [scopes[0] for scopes in zip(*chains, strict=False) if all(scope is scopes[0] for scope in scopes)]
    return common[-1].path[:-1] if common else "others"
