"""Layers and blocks by name: the full path, or any last part of it that only one has."""

from functools import cached_property

from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.document.wording import nearest, one_form
from convcalc.model.network import Network
from convcalc.model.tree import Group, tree

MOST_SHOWN = 6
"""So many names are offered where one is unknown: a line of them."""


class Found(NamedTuple):
    """What a name stands for: one layer, or the layers of a block."""

    path: str
    numbers: tuple[int, ...]
    block: bool


class Names:
    """The names of a network's layers and blocks, put in order once for all that are looked for."""

    def __init__(self, network: Network) -> None:
        self._network = network

    @cached_property
    def _layers(self) -> dict[str, int]:
        return {node.path: number for number, node in enumerate(self._network.nodes)}

    @cached_property
    def _blocks(self) -> dict[str, Group]:
        return {group.scope.path[:-1]: group for group in tree(self._network).groups()}

    def find(self, name: str) -> Found:
        """What a name stands for. Raises SpecError, with suggestions, where that is nothing or several things."""
        if not (name.isascii() or self._is_path(name) or name in self._ends):  # those of branches are as written
            name = one_form(name)
        path = name if self._is_path(name) else self._by_ending(name)
        if path in self._layers:
            return Found(path, (self._layers[path],), False)
        return Found(path, tuple(self._blocks[path].numbers()), True)

    def _is_path(self, name: str) -> bool:
        return name in self._layers or name in self._blocks

    @cached_property
    def _paths(self) -> list[str]:
        return [*self._layers, *(path for path in self._blocks if path not in self._layers)]

    @cached_property
    def _ends(self) -> dict[str, list[str]]:
        """The paths that end in each name, and are more than it."""
        ends: dict[str, list[str]] = {}
        for path in self._paths:
            for ending in _endings(path)[:-1]:
                ends.setdefault(ending, []).append(path)
        return ends

    def _by_ending(self, name: str) -> str:
        matches = self._ends.get(name, [])
        if len(matches) == 1:
            return matches[0]
        if matches:
            shown = ", ".join(matches[:MOST_SHOWN]) + (", ..." if len(matches) > MOST_SHOWN else "")
            called = self._network.name
            raise fail(f"{name!r} can be {len(matches)} layers or blocks of {called}", help=f"one of {shown}")
        raise fail(f"{self._network.name} has no layer {name!r}", help=self._instead_of(name))

    def _instead_of(self, name: str) -> str:
        """What would help where a name is none."""
        help = nearest(name, self._words)
        if not help:
            tops = dict.fromkeys(path.split(".", 1)[0] for path in self._paths)
            help = "it has: " + ", ".join(list(tops)[:12]) + (", ..." if len(tops) > 12 else "")
        return help

    @cached_property
    def _words(self) -> list[str]:
        return sorted({ending for path in self._paths for ending in (path, path.rsplit(".", 1)[-1])})


def find_part(network: Network, name: str) -> Found:
    """What one name stands for. Raises SpecError, with suggestions, where that is nothing or several things."""
    return Names(network).find(name)


def everything(network: Network) -> Found:
    """All layers of a network, as one block without a name."""
    return Found("", network.numbers, True)


def short_names(network: Network) -> list[str]:
    """The name of each layer: as much of the end of its path as no other has."""
    from collections import Counter

    endings = [_endings(node.path) for node in network.nodes]
    counts = Counter(ending for each in endings for ending in each)
    return [next((ending for ending in each if counts[ending] == 1), each[-1]) for each in endings]


def _endings(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[k:]) for k in range(len(parts) - 1, -1, -1)]
