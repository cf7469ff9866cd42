"""What is asked about a network, by the keys of `expect:`, and what was answered. Knows no files."""

from collections.abc import Iterator, Sequence
from typing import Any

from convcalc.analysis.amounts import Answer, Bound
from convcalc.analysis.ask import Ask
from convcalc.analysis.parts import Figures, Part, run, whole
from convcalc.analysis.truth import Sizes
from convcalc.check.expecting import end_of, expected_of, uses
from convcalc.document.places import Place
from convcalc.document.problems import Problem, SpecError
from convcalc.document.records import NamedTuple
from convcalc.document.wording import nearest, shown
from convcalc.explain.find import Names
from convcalc.homework.reading import Context, is_given_up, read_answer
from convcalc.language.items import item_of
from convcalc.model.geometry import Volume, Window
from convcalc.model.layers.fields import FieldError
from convcalc.model.network import Network
from convcalc.model.quantities import EXPECTABLE, QUANTITIES

MISFIT = (
    "does not fit", "doesn't fit", "no fit", "not an integer", "no integer", "not a whole number", "not possible",
    "impossible", "does not work", "doesn't work", "invalid",
)  # fmt: skip


class Asked(NamedTuple):
    """One figure that was asked for, and the answer as it was read."""

    key: str
    """As the file says it: `params`, `conv1.params`."""
    asks: tuple[Ask, ...]
    """The figure; of a layer that stands for several, one for each."""
    answer: Answer | Bound | None
    text: str
    """The answer as it was written; empty where there is none."""
    place: Place | None
    fault: str = ""
    """Why the answer cannot be read."""
    help: str = ""
    misfit: bool = False
    """The answer is that the layer does not fit."""
    others: tuple[int, ...] = ()
    """Of a number in the place of a ?, others that do, too, where what a stride leaves over is rounded away."""

    @property
    def quantity(self) -> str:
        """What is asked for."""
        return self.asks[0].quantity


def asked_of(figures: Figures, expect: Any, place: Place, also: Sequence[str] = ()) -> Iterator[Asked]:
    """What the layers of a network expect, in running order, and then the network. Raises SpecError."""
    yield from _of_layers(figures)
    if expect is None:
        return
    if not isinstance(expect, dict):
        raise SpecError([Problem(f"expected a mapping, not {shown(expect)}", place, "as 'expect: {params: 760}'")])
    names = Names(figures.network)
    for key, value in expect.items():
        yield ask_key(figures, key, value, place.at(key), also, names)


def _of_layers(figures: Figures) -> Iterator[Asked]:
    """Each figure that a layer or a call expects; once for all its uses."""
    found: dict[tuple[int, tuple[str, ...]], list[Ask]] = {}
    said: list[tuple[str, list[Ask], Any, Place]] = []
    for item, scope, numbers, head in uses(figures.network):
        end = end_of(figures.network, scope, numbers)
        name = figures.network.nodes[end].path if len(numbers) == 1 else item.kind
        for route, value in expected_of(item, head):
            ask = Ask(figures, route[0], Part(run(tuple(numbers)), end))
            if known := found.get((id(item), route)):
                known.append(ask)
            else:
                found[id(item), route] = asks = [ask]
                called = f"{head if len(route) > 1 else name}.{route[0]}"
                said.append((called, asks, value, item.place.at("expect", *route)))
    for called, asks, value, place in sorted(said, key=lambda each: each[1][0].part.end):
        yield _asked(called, asks[0], value, place)._replace(asks=tuple(asks))


def ask_key(
    figures: Figures, key: str, value: Any, place: Place, also: Sequence[str] = (), names: Names | None = None
) -> Asked:
    """A figure by its key, `params` or `conv1.params`, with its answer; of those that can be asked for, or of `also`.

    Raises SpecError.
    """
    layer, _, quantity = key.rpartition(".")
    known = [*EXPECTABLE, *also]
    if quantity not in known:
        help = nearest(quantity, known) or "one of " + ", ".join(known)
        raise SpecError([Problem(f"cannot ask for {shown(key)}", _here(place), help)])
    try:
        part = _part(names or Names(figures.network), figures.network, layer, quantity)
    except SpecError as error:
        raise SpecError([each._replace(place=_here(place)) for each in error.problems]) from None
    seen = figures.of_inputs(part) if QUANTITIES[quantity].of_field else [part]
    if len(seen) > 1:
        message = f"{figures.network.name} has several inputs, and {layer or 'its output'} sees {len(seen)} of them"
        raise SpecError([Problem(message, _here(place), "ask for the field of a layer that sees one of them")])
    return _asked(key, Ask(figures, quantity, seen[0]), value, place)


def answered(asked: Asked, value: Any, place: Place) -> Asked:
    """What was asked, as somebody else answers it; not with a bound, which anything may keep."""
    if isinstance(value, dict):
        fault, help = f"expected a value, not {shown(value)}", "as 760, or 32x32x10"
        return Asked(asked.key, asked.asks, None, _written(value, place), place, fault, help)
    return _asked(asked.key, asked.asks[0], value, place)._replace(asks=asked.asks, others=asked.others)


def _here(place: Place) -> Place | None:
    """Where a question stands, if it was not asked on the command line."""
    return place.on_key() if place.route else None


def _part(names: Names, network: Network, name: str, quantity: str) -> Part:
    """A layer or a block by its name, or all of them. Raises SpecError where it has no one output to be asked for."""
    if not name and QUANTITIES[quantity].adds == "end" and len(network.ended) > 1:
        message = f"{network.name} has several outputs: {network.gives}"
        raise SpecError([Problem(message, help=f"ask for one of them by its layer, as 'LAYER.{quantity}'")])
    numbers = names.find(name).numbers if name else ()
    if len(numbers) == 1 and QUANTITIES[quantity].adds == "sum":
        numbers = (*_branches(network, numbers[0]), *numbers)
    return Part(run(tuple(numbers)), numbers[-1]) if numbers else whole(network)


def _branches(network: Network, number: int) -> tuple[int, ...]:
    """The layers in the branches that one brings together, which are what its name stands for where figures add up."""
    item, first = item_of(network.nodes[number]), number
    while item and first and any(item_of(scope) is item for scope in network.nodes[first - 1].scope.chain):
        first -= 1
    return tuple(range(first, number))


def _asked(key: str, ask: Ask, value: Any, place: Place) -> Asked:
    if value is None:
        return Asked(key, (ask,), None, "", place)
    text = _written(value, place)
    if is_given_up(text):
        return Asked(key, (ask,), None, "", place)
    if text.strip().lower().rstrip("!. ").removeprefix("it ") in MISFIT:
        return Asked(key, (ask,), None, text, place, misfit=True)
    try:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        same = None if any(map(str.isdigit, text)) else _same(ask)
        answer = read_answer(text if number else value, Context(ask.quantity, ask.width, _like(ask), same))
    except FieldError as error:
        return Asked(key, (ask,), None, text, place, error.message, error.help)
    return Asked(key, (ask,), answer, text, place)


def _like(ask: Ask) -> Volume:
    """The volume that comes out; where a field is asked for, the one that goes in."""
    figure = ask.figure() if ask.quantity == "output" else None
    return figure if isinstance(figure, Volume) else ask.network.input


def _same(ask: Ask) -> Sizes | None:
    """What `same` can only mean: the volume before, where its channels stay, too; the padding that keeps the size."""
    node, network = ask.network.nodes[ask.part.end], ask.network
    if ask.quantity == "output":
        before = {*node.site.inputs[:1], *([network.input] if ask.part.is_file else ())}
        volume = next(iter(before)) if len(before) == 1 else None
        return Sizes(volume.numbers) if volume and volume.channels == node.site.output.channels else None
    windows = node.site.layer.windows(node.site.inputs) if ask.quantity == "pad" else ()
    kept = [at.extent // 2 for at in windows if isinstance(at, Window) and at.extent % 2 and at.stride == 1]
    return Sizes(tuple(kept)) if kept and len(kept) == len(windows) else None


def _written(value: Any, place: Place) -> str:
    """An answer as its author wrote it: `34.90` is not `34.9`."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {each}" for key, each in value.items())
    if isinstance(value, float) and place.route:
        position = place.source.locate(place.route)
        return place.source.line(position.line)[position.column - 1 :][: position.length]
    return str(value)
