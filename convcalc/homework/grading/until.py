"""What a question asks for backwards: how often a layer is repeated, or which number stands in the place of a ?.

Either is tried one by one until the figure is reached. Knows how, not where networks come from.
"""

from collections.abc import Callable
from typing import Any

from convcalc.analysis.amounts import Answer, Bound
from convcalc.analysis.parts import Figures, Part, whole
from convcalc.analysis.truth import Truth
from convcalc.document.places import Place
from convcalc.document.problems import SpecError, fail
from convcalc.document.records import NamedTuple
from convcalc.explain.layer import rests
from convcalc.homework.grading.asked import Asked, ask_key
from convcalc.model.geometry import Window
from convcalc.model.network import Network, Output, Site
from convcalc.model.quantities import QUANTITIES

SETTINGS = tuple(name for name, row in QUANTITIES.items() if row.unit == "setting")
MOST_REPEATS = 200
"""How often a layer is repeated until a target is met."""
MOST_TRIED = 64
"""So many numbers are tried in the place of a ?, from 0."""

Built = Callable[[list[Any]], Network]
"""The network of some layers. Raises SpecError."""


def goal_of(until: Any, place: Place, network: Network) -> Asked:
    """The figure to reach. Raises SpecError."""
    if not isinstance(until, dict) or len(until) != 1 or next(iter(until)) not in ("output", "receptive_field"):
        raise fail("until: expected the figure to reach", place, "as {output: 3x3x1} or {receptive_field: 31}")
    wanted = ask_key(Figures(network), *next(iter(until.items())), place)
    if wanted.fault or wanted.answer is None or isinstance(wanted.answer, Bound):
        raise fail(f"until: {wanted.fault or 'expected a figure'}", place, wanted.help)
    return wanted


def repeated(layer: Any, until: Any, place: Place, built: Built) -> Network:
    """The layer as often as it takes. Raises SpecError."""
    wanted = goal_of(until, place, built([layer]))
    assert isinstance(wanted.answer, Answer)
    most = _longest(built, [layer] * MOST_REPEATS)
    figures = Figures(most)
    for end in _ends(most):
        figure = figures.figure(Part(range(1, end + 1), end, True), wanted.key)
        if wanted.answer.matches(figure) or (wanted.key == "receptive_field" and _reaches(figure, wanted.answer)):
            return most._replace(nodes=most.nodes[: end + 1], outputs=(Output("", end),))
    raise fail(f"until: this layer, repeated, never gets to {wanted.answer.text}", place)


class Completed(NamedTuple):
    """A network with the number in the place of its ? that gives what is to be reached."""

    network: Network
    layer: int
    """The number of the node in which it stands."""
    others: tuple[int, ...]
    """Other numbers that give it, too, where what a stride leaves over is rounded away."""

    def asked(self, asked: Asked) -> Asked:
        """What is asked of the layer with the ?, of which a setting is asked."""
        if QUANTITIES[asked.asks[0].quantity].unit != "setting" or "." in asked.key:
            return asked
        part = Part((self.layer,), self.layer)
        return asked._replace(asks=tuple([ask._replace(part=part) for ask in asked.asks]), others=self.others)


def completed(until: Any, place: Place, tried: Callable[[int], Network]) -> Completed:
    """The one number that gives the figure with nothing left over; else the one that gives it rounded.

    Raises SpecError where none does, or several do.
    """
    exact, rounded = dict[int, Network](), dict[int, Network]()
    wanted: Asked | None = None
    every: list[Network] = []
    for number in range(MOST_TRIED):
        try:
            every.append(network := tried(number))
        except SpecError:
            continue
        wanted = wanted or goal_of(until, place, network)
        assert isinstance(wanted.answer, Answer)
        if wanted.answer.matches(Figures(network).figure(whole(network), wanted.key)):
            if not any(rests(node.site) for _, node in network.layers):
                exact[number] = network
            elif all(_is_narrow(node.site) for _, node in network.layers):
                rounded[number] = network
    found = exact or rounded
    if len(found) != 1:
        numbers = " and ".join(map(str, list(found)[:2]))
        fault = f"{numbers} both give it" if found else f"no number below {MOST_TRIED} gives it"
        raise fail(f"until: {fault}", place)
    ((number, network),) = found.items()
    return Completed(network, _unlike(network, every), tuple([other for other in rounded if other != number]))


def _is_narrow(site: Site) -> bool:
    """Whether no window of a layer lies in the padding alone."""
    windows = [at for at in site.layer.windows(site.inputs) if isinstance(at, Window)]
    return all(at.before < at.extent for at in windows)


def _unlike(network: Network, others: list[Network]) -> int:
    """The first node whose layer is another in networks with another number."""
    for other in others:
        for number, (one, another) in enumerate(zip(network.nodes, other.nodes)):
            if vars(one.site.layer) != vars(another.site.layer):
                return number
    return network.output


def _longest(built: Built, layers: list[Any]) -> Network:
    """The network of some layers, as far as they can be worked out."""
    try:
        return built(layers)
    except SpecError as error:
        if error.partial is None:
            raise
        partial: Network = error.partial
        return partial


def _ends(network: Network) -> list[int]:
    """Where each of the items at the top of a network ends, by the number of its last node."""
    ends = {id(node.origin): number for number, node in network.layers if not node.scope.parent}
    return list(ends.values())


def _reaches(field: Truth, wanted: Answer) -> bool:
    return Bound(wanted, None).allows(field)
