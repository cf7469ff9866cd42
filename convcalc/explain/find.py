"""Layers and blocks by name: the full path, or any last part of it that only one has."""

from convcalc.document.problems import SpecError, fail
from convcalc.document.records import NamedTuple
from convcalc.document.wording import nearest
from convcalc.model.network import Network
from convcalc.model.tree import tree

MOST_SHOWN = 6
"""So many names are offered where one is unknown: a line of them."""


class Found(NamedTuple):
    """What a name stands for: one layer, or the layers of a block."""

    path: str
    numbers: tuple[int, ...]
    block: bool


def find_part(network: Network, name: str) -> Found:
    """What a name stands for. Raises SpecError, with suggestions, where that is nothing or several things."""
    layers = {node.path: number for number, node in enumerate(network.nodes)}
    blocks = {group.scope.path[:-1]: group for group in tree(network).groups()}
    paths = [*layers, *(path for path in blocks if path not in layers)]
    path = name if name in layers or name in blocks else _by_ending(network, name, paths)
    if path in layers:
        return Found(path, (layers[path],), False)
    return Found(path, tuple(blocks[path].numbers()), True)


def everything(network: Network) -> Found:
    """All layers of a network, as one block without a name."""
    return Found("", network.numbers, True)


def _by_ending(network: Network, name: str, paths: list[str]) -> str:
    matches = [path for path in paths if path.endswith(f".{name}")]
    if len(matches) == 1:
        return matches[0]
    if matches:
        shown = ", ".join(matches[:MOST_SHOWN]) + (", ..." if len(matches) > MOST_SHOWN else "")
        raise fail(f"{name!r} can be {len(matches)} layers or blocks of {network.name}", help=f"one of {shown}")
    raise _missing(network, name, paths)


def _missing(network: Network, name: str, paths: list[str]) -> SpecError:
    endings = {ending for path in paths for ending in (path, path.rsplit(".", 1)[-1])}
    help = nearest(name, sorted(endings))
    if not help:
        tops = dict.fromkeys(path.split(".", 1)[0] for path in paths)
        help = "it has: " + ", ".join(list(tops)[:12]) + (", ..." if len(tops) > 12 else "")
    return fail(f"{network.name} has no layer {name!r}", help=help)


def short_names(network: Network) -> list[str]:
    """The name of each layer: as much of the end of its path as no other has."""
    from collections import Counter

    endings = [_endings(node.path) for node in network.nodes]
    counts = Counter(ending for each in endings for ending in each)
    return [next((ending for ending in each if counts[ending] == 1), each[-1]) for each in endings]


def _endings(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[k:]) for k in range(len(parts) - 1, -1, -1)]
