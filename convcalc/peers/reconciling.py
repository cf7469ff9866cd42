"""A network's figures beside those of other tools and of papers, and where a figure that somebody got comes from."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from convcalc.analysis.amounts import Answer
from convcalc.document.records import NamedTuple
from convcalc.language.published import Printed, published
from convcalc.language.spec import spec_of
from convcalc.model.geometry import Volume
from convcalc.model.network import Network
from convcalc.peers.candidates import Candidate
from convcalc.peers.counting import Tally, counted
from convcalc.peers.matching import Variant, nearest, origins
from convcalc.peers.readings import Reading, reading_of
from convcalc.peers.tools import rules


class Reconciliation(NamedTuple):
    """What is said of a network."""

    network: Network
    reading: Reading
    counted: tuple[Tally, ...]
    papers: tuple[Printed, ...]


class Sought(NamedTuple):
    """A figure that somebody got, and where it may come from."""

    network: Network
    got: Answer
    origins: tuple[Candidate, ...]
    """The likeliest first; empty where nothing gives the figure."""
    nearest: tuple[Candidate, ...]


Load = Callable[[str, Volume | None, dict[str, str]], Network | None]
"""The network of a shipped spec, or of the spec in question for an empty name; on another input; None for none."""

SIDES = (224, 256, 299, 320, 384, 416, 448, 512, 608, 640)
RARER = (32, 64, 128, 160, 192, 227, 240, 260, 288, 300, 331, 380, 456, 480, 528, 600)
"""Sizes at which people measure."""
CLASSES = (10, 100, 200, 1001, 21841)


def reconcile(network: Network) -> Reconciliation:
    """What each known tool and paper says of a network."""
    reading = reading_of(network)
    return Reconciliation(network, reading, tuple(counted(rules(), network, reading)), published(network))


def explain(network: Network, got: Answer, names: Sequence[str], load: Load) -> Sought:
    """Where a figure comes from: this network, one of its relatives, another input, other classes."""
    every = rules()
    itself = Variant("", network, 0)
    found = origins(got, chain([itself], _variants(network, names, load)), every)
    return Sought(network, got, tuple(found), () if found else tuple(nearest(got, itself, every)))


def _variants(network: Network, names: Sequence[str], load: Load) -> Iterator[Variant]:
    """The networks that may be meant in place of one."""
    stem = re.match(r"[a-z]*", network.name)
    for name in names:
        if stem and stem[0] and name.startswith(stem[0]) and name != network.name and (other := load(name, None, {})):
            yield Variant(name, other, 2)
    yield from _sizes(network, load)
    for name, value in _switches(network):
        if other := load("", None, {name: value}):
            yield Variant(f"{network.name} with {name}: {value}", other, 2)
    for number in CLASSES:
        if other := load("", None, {"classes": str(number)}):
            yield Variant(f"{number} classes", other, 3)


def _sizes(network: Network, load: Load) -> Iterator[Variant]:
    """The network on other images."""
    volume = network.input
    if len(network.inputs) > 1 or volume.rank != 2:
        return
    for side in (*SIDES, *RARER):
        other = load("", Volume((side, side), volume.channels), {})
        if (side, side) != volume.size and other:
            yield Variant(f"a {side}x{side} input", other, 2 + (side in RARER))


def _switches(network: Network) -> Iterator[tuple[str, str]]:
    """The variables of its spec that are on or off, each as it is not."""
    spec = spec_of(network)
    for variable in spec.variables if spec else ():
        if isinstance(variable.value, bool):
            yield variable.name, str(not variable.value).lower()
