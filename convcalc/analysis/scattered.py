"""Where what a layer reads does not lie in a row: instance norm of PyTorch makes a copy of it, and keeps that."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from convcalc.model.geometry import Layout, Volume
from convcalc.model.layers.base import Own
from convcalc.model.network import Network


def copies(
    network: Network, numbers: Iterable[int], held: Sequence[int], layouts: Mapping[int, Layout]
) -> Iterator[tuple[int, Own]]:
    """Those of some nodes that have to copy what they read, each with its copy.

    `held` in whose memory each output lies; `layouts` say of views how.
    """
    for number in numbers:
        source = network.nodes[number].inputs[0]
        x, home = network.nodes[source].site.output, network.nodes[held[source]].site.output
        if source in layouts and not _in_a_row(layouts[source], x, home):
            yield number, copy_of(x)


def copy_of(volume: Volume) -> Own:
    """What is made of a volume that lies otherwise."""
    return Own("its input in a row", volume.elements)


def _in_a_row(layout: Layout, volume: Volume, home: Volume) -> bool:
    """Whether a view is all of the memory that it lies in, in order: parts of several examples lie apart."""
    return volume.elements == home.elements and layout.divided(Volume((), volume.elements)) is not None
