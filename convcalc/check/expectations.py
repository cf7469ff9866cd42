"""What a spec expects of itself, judged against what is true. Knows networks and answers; not files or formats."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from convcalc.analysis import amounts
from convcalc.analysis.amounts import Answer, Bound
from convcalc.analysis.analyse import Analysis
from convcalc.analysis.parts import Figures, Part, at_outputs, whole
from convcalc.analysis.truth import Sizes, Truth, WholeInput
from convcalc.check.expecting import end_of, expected_of, is_by_name, uses
from convcalc.check.remedies import remedy
from convcalc.document.places import Place
from convcalc.document.problems import Problem
from convcalc.document.records import NamedTuple
from convcalc.document.wording import nearest, repeated, shown
from convcalc.language.items import Item
from convcalc.language.spec import spec_of
from convcalc.model.geometry import Order, Volume
from convcalc.model.layers.fields import FieldError
from convcalc.model.network import Network, Output, trail
from convcalc.model.quantities import QUANTITIES

UNREADABLE, EXPECTATION = "C001", "C002"
MOST_NAMED = 12
"""Outputs that a message names."""


def unmet(analysis: Analysis) -> list[Problem]:
    """Every `expect:` of the file that does not hold: those of layers and calls, then that of the file.

    An item that stands for many layers is judged each time and reported once. What a file that it extends
    expects holds for that file's own network, and is not looked at.
    """
    spec = spec_of(analysis.network)
    figures = figures_in(analysis, spec.order_at(Place(spec.source, ())) if spec else Volume)
    found: dict[tuple[int, tuple[str, ...]], Problem] = {}
    times: dict[tuple[int, tuple[str, ...]], int] = {}
    heads: dict[int, tuple[Item, set[str]]] = {}
    for item, scope, numbers, head in uses(analysis.network):
        part = Part(numbers, end_of(analysis.network, scope, numbers))
        heads.setdefault(id(item), (item, set()))[1].add(head)
        for route, value in expected_of(item, head):
            if not list(failing(figures, part, {route[0]: value})):
                continue
            times[id(item), route] = times.get((id(item), route), 0) + 1
            if (id(item), route) not in found:
                of = f" of {shown(head)}" if len(route) > 1 else ""
                problem = problem_of(figures, part, route[0], value, item.place.at("expect", *route), of=of)
                found[id(item), route] = problem._replace(notes=tuple(trail(scope)))
    problems = [each._replace(message=repeated(each.message, times[key])) for key, each in found.items()]
    problems += (problem for item, known in heads.values() for problem in _of_no_head(item, known))
    if spec and spec.expect is not None:
        problems += unmet_by_network(figures, spec.expect, Place(spec.source, ("expect",)), EXPECTATION)
    return problems


def _of_no_head(item: Item, heads: set[str]) -> Iterator[Problem]:
    """What a head item expects by a name that none of its heads has."""
    for key, value in item.expect.items() if "" not in heads else ():
        for name in value.keys() - heads if is_by_name(value) and QUANTITIES[key].adds == "end" else ():
            help = nearest(name, heads) or "it has: " + ", ".join(sorted(heads)[:MOST_NAMED])
            message = f"expect: {key}: there is no head {shown(name)}"
            yield Problem(message, item.place.at("expect", key, name), help, code=UNREADABLE)


def figures_in(analysis: Analysis, order: Order) -> Figures:
    """The figures with volumes in the order in which somebody writes what is expected of them."""
    return Figures.of(analysis._replace(network=analysis.network.written(order)))


def unmet_by_network(figures: Figures, expect: dict[str, Any], place: Place, code: str) -> list[Problem]:
    """What of an `expect:` does not hold for a whole network, or cannot be read."""
    problems: list[Problem] = []
    every = whole(figures.network)
    for key, value in expect.items():
        if QUANTITIES[key].adds == "end":
            problems += _unmet_by_outputs(figures, key, value, place.at(key), code)
        else:
            problems += unmet_in(figures, every, {key: value}, place, code)
    return problems


def _unmet_by_outputs(figures: Figures, key: str, value: Any, place: Place, code: str) -> Iterator[Problem]:
    """What is expected of outputs: by their names, `{policy: 362, value: 1}`, or of each alike.

    The numbers of a receptive field can be expected by the names of inputs, too.
    """
    network = figures.network
    parts = at_outputs(network)
    ends = [End(each.name, _of(network, each), part) for each, part in zip(network.outputs, parts, strict=True)]
    ended = ends[: len(network.ended)]
    if not is_by_name(value):
        yield from _unmet_by(figures, ended, key, value, place, code)
        return
    by_name: dict[str, list[End]] = {}
    for end in ends:
        by_name.setdefault(end.name, []).append(end)
    for name, each in value.items():
        named = by_name.get(name, [])
        if QUANTITIES[key].of_field and not named:
            named = _of_input(network, name, ended)
        if not named:
            help = nearest(name, by_name) or "it has: " + ", ".join(list(by_name)[:MOST_NAMED])
            yield Problem(f"expect: {key}: there is no output {shown(name)}", place.at(name), help, code=UNREADABLE)
        yield from _unmet_by(figures, named, key, each, place.at(name), code)


class End(NamedTuple):
    """An output as something is expected of it."""

    name: str
    of: str
    """Its name in a message; empty where there is no other."""
    part: Part


def _of(network: Network, output: Output) -> str:
    return f" of {shown(output.name)}" if output.head and len(network.outputs) > 1 else ""


def _of_input(network: Network, name: str, ends: Sequence[End]) -> list[End]:
    """Ends as they see an input, where there is one of this name."""
    named = [k for k, number in enumerate(network.inputs) if network.nodes[number].path == name]
    return [End(name, f"{end.of} of {shown(name)}", end.part._replace(input=k)) for end in ends for k in named]


def _unmet_by(
    figures: Figures, ends: Sequence[End], key: str, value: Any, place: Place, code: str
) -> Iterator[Problem]:
    for _, of, part in ends:
        if list(failing(figures, part, {key: value})):
            yield problem_of(figures, part, key, value, place, code, of)


def unmet_in(figures: Figures, part: Part, expect: dict[str, Any], place: Place, code: str) -> list[Problem]:
    """What of an `expect:` does not hold for a part, or cannot be read."""
    return [problem_of(figures, part, key, expect[key], place.at(key), code) for key in failing(figures, part, expect)]


def failing(figures: Figures, part: Part, expect: dict[str, Any]) -> Iterator[str]:
    """The keys of an `expect:` that do not hold for a part, or cannot be read."""
    for key, value in expect.items():
        try:
            bound = _expected(key, value)
        except FieldError:
            yield key
            continue
        if not all(_holds(figures, each, key, bound) for each in _parts(figures, part, key)):
            yield key


def _parts(figures: Figures, part: Part, key: str) -> list[Part]:
    """What is judged: a receptive field for each input that is seen."""
    return figures.of_inputs(part) if QUANTITIES[key].of_field else [part]


def _holds(figures: Figures, part: Part, key: str, bound: Bound | Answer) -> bool:
    truth, in_bytes = figures.figure(part, key), QUANTITIES[key].in_bytes
    if isinstance(bound, Bound):
        return bound.allows(truth, in_bytes) and figures.certain(part, key, bound.least is None)
    return bound.matches(truth, in_bytes) and figures.certain(part, key)


def _expected(key: str, value: Any) -> Bound | Answer:
    """An expected value. Raises FieldError."""
    bound = amounts.read_any(value, QUANTITIES[key].placed)
    ends = (bound.least, bound.most) if isinstance(bound, Bound) else (bound,)
    if not QUANTITIES[key].in_bytes and any(end and end.in_bytes for end in ends):
        raise FieldError("this is a count, not a number of bytes", "write it without B")
    return bound


def problem_of(
    figures: Figures, part: Part, key: str, value: Any, place: Place, code: str = EXPECTATION, of: str = ""
) -> Problem:
    """The problem of an expectation that does not hold: what was found, the difference, what it would take."""
    try:
        answer = _expected(key, value)
    except FieldError as error:
        return Problem(f"expect: {key}: {error.message}", place, error.help, code=UNREADABLE)
    part = next((each for each in _parts(figures, part, key) if not _holds(figures, each, key, answer)), part)
    truth, words = figures.figure(part, key), ""
    if isinstance(answer, Bound):
        low = answer.least
        if low and answer.most and Bound(low, None).allows(truth, QUANTITIES[key].in_bytes):
            low = None
        words, place = ("at least ", place.at("min")) if low else ("at most ", place.at("max"))
        end = low or answer.most
        assert end is not None
        answer = end
    message = f"{key}{of}: expected {words}{answer.text}, found {_shown(figures, part, key, truth)}"
    return Problem(message, place, remedy(figures, part, key, truth, answer), code=code, excess=_excess(truth, answer))


def _excess(truth: Truth, answer: Answer) -> int | None:
    """How far a figure is from an expected one, in all its numbers, rounded up; None where they cannot be compared."""
    if isinstance(truth, WholeInput) or isinstance(answer.value, WholeInput):
        return None
    found, wanted = amounts.numbers_of(truth), amounts.numbers_of(answer.value)
    wanted = wanted * len(found) if len(wanted) == 1 else wanted
    return math.ceil(sum(abs(a - b) for a, b in zip(found, wanted))) if len(found) == len(wanted) else None


def _shown(figures: Figures, part: Part, key: str, truth: Truth) -> str:
    most = "" if figures.certain(part, key) else "at most "
    if isinstance(truth, (Volume, Sizes, WholeInput)):
        return f"{most}{truth}"
    return f"{int(truth):,}" + (" bytes" if QUANTITIES[key].in_bytes else "")
