"""In whose memory outputs lie where activations and dropout write over what they read."""

from collections.abc import Iterable, Sequence

from convcalc.model.network import Network


def overwritten(network: Network, held: Sequence[int], last: Sequence[int], able: Iterable[int]) -> list[int]:
    """The same, where the layers that are `able` to work in place do; `last` are the last that need what is held.

    They write over what nobody reads after them, and neither over what goes in or comes out, nor over weights.
    """
    nodes, ends, writing = network.nodes, {held[end] for end in network.ends}, set(able)
    found = list(range(len(nodes)))
    for number, node in enumerate(nodes):
        if held[number] != number:
            found[number] = found[held[number]]
        elif number in writing:
            source = held[node.inputs[0]]
            if last[source] == number and source not in ends and nodes[source].inputs:
                found[number] = found[source]
    return found
