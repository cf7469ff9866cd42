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
from convcalc.explain.layer import rests
from convcalc.homework.grading.asked import Asked, ask_key
from convcalc.model.network import Network, Output
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


def completed(until: Any, place: Place, tried: Callable[[int], Network]) -> Network:
    """The network with the one number in the place of its ? that gives the figure, with nothing left over.

    Raises SpecError where none does, or several do.
    """
    found: dict[int, Network] = {}
    wanted: Asked | None = None
    for number in range(MOST_TRIED):
        try:
            network = tried(number)
        except SpecError:
            continue
        wanted = wanted or goal_of(until, place, network)
        assert isinstance(wanted.answer, Answer)
        figure = Figures(network).figure(whole(network), wanted.key)
        if wanted.answer.matches(figure) and not any(rests(node.site) for _, node in network.layers):
            found[number] = network
    if len(found) == 1:
        return next(iter(found.values()))
    numbers = " and ".join(map(str, list(found)[:2]))
    raise fail(f"until: {numbers} both give it" if found else f"until: no number below {MOST_TRIED} gives it", place)


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
