"""A spec document to a `Spec`: its keys, variables, blocks and what it extends. Knows files by name only."""

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from convcalc.document.opening import Seek, identity, opened
from convcalc.document.places import Located, Place
from convcalc.document.problems import Problem, Problems, SpecError, fail
from convcalc.document.records import NamedTuple
from convcalc.document.wording import is_line, nearest, one_form, shown
from convcalc.language.arithmetic import TAKEN
from convcalc.language.growth import Growth, measure
from convcalc.language.item_reader import ItemReader
from convcalc.language.items import Block, Item
from convcalc.language.values import Known, Variable
from convcalc.model.geometry import Order, Volume
from convcalc.model.network import Network
from convcalc.model.quantities import PRINTED

if TYPE_CHECKING:
    from convcalc.language.calling import Calls, Descent, Key
    from convcalc.language.orders import Otherwise
    from convcalc.language.signatures import Signature

KEYS = ("name", "input", "order", "extends", "vars", "blocks", "layers", "expect", "published", "sweep")
LONGEST_CHAIN = 50


class Spec(NamedTuple):
    """A spec whose items are read; volumes are not known yet."""

    name: str
    files: tuple[Located, ...]
    """The document that was read, and those that it extends."""
    input: Any
    """The volume that goes in; a mapping of volumes where inputs have names."""
    input_place: Place
    variables: tuple[Variable, ...]
    blocks: dict[str, Block]
    items: tuple[Item, ...]
    expect: Any
    """What this file expects of its network; not what a file that it extends expects of its own."""
    place: Place
    """Where the layers stand."""
    growth: Growth
    """How large it may grow."""
    called: "Mapping[Key, Spec]"
    """Other specs that its items call, by the folder that they are called from, and their kind."""
    reaches: bool = False
    """Some item names a layer inside a call, or several by a pattern."""
    shares: bool = False
    """Some item says whose weights it uses."""
    modular: bool = False
    """Its layers stand in the modules of a file of another format."""
    order: Order = Volume
    """How volumes are shown, and how those are written that are given from outside."""
    orders: dict[str, Order] | None = None
    """How volumes are written in each of its files, by their names; None where nobody has said."""
    published: dict[str, Any] | None = None
    """What is printed of its network, by quantity; not what is of one that it extends."""

    @property
    def source(self) -> Located:
        """The document that was read."""
        return self.files[0]

    def order_at(self, place: Place) -> Order:
        """How volumes are written at a place."""
        return self.orders.get(place.source.name, Volume) if self.orders else Volume

    def place_of_input(self, name: str) -> Place:
        """Where the volume of an input stands."""
        return self.input_place.at(name) if isinstance(self.input, dict) else self.input_place


class _Document(NamedTuple):
    """One file of a chain of `extends`."""

    source: Located
    data: dict[str, Any]

    def place(self, *route: str | int) -> Place:
        return Place(self.source, route)


def read_spec(
    source: Located, seek: Seek, otherwise: "Otherwise | None" = None, descent: "Descent[Spec] | None" = None
) -> Spec:
    """The spec in a document, with all that it extends, and all that it calls.

    `descent` is how reading got to it, where others call it. Raises SpecError with every problem found, in their order.
    """
    chain = _chain(source, seek)
    files = [document.source.name for document in chain]

    def follow(calls: "Calls", problems: Problems) -> "Mapping[Key, Spec]":
        from convcalc.language.calling import Descent, follow

        return follow(
            calls, descent or Descent(source), lambda each, way: read_spec(each, seek, otherwise, way), problems
        )

    try:
        return _ordered(_read(chain, seek, follow), chain, otherwise)
    except SpecError as error:
        raise SpecError(sorted(error.problems, key=lambda problem: _order(problem, files))) from None


def _order(problem: Problem, files: list[str]) -> tuple[int, int, int]:
    if problem.place is None or problem.place.source.name not in files:
        return -1 if problem.place is None else len(files), 0, 0
    file, line, column = problem.place.spot
    return files.index(file), line, column


def _read(chain: list[_Document], seek: Seek, follow: "Callable[[Calls, Problems], Mapping[Key, Spec]]") -> Spec:
    problems = Problems()
    signatures, broken = _signatures(chain, problems)
    reader = ItemReader({name: each.parameters for name, each in signatures.items()}, problems, broken)
    reader.seek = seek
    reader.replaced = {
        name: (each.place.source, each.passed_over) for name, each in signatures.items() if each.passed_over
    }
    reader.layers = {name: each.layers for name, each in signatures.items() if each.layers}
    variables = _variables(chain, reader)
    names = frozenset(variable.name for variable in variables)
    blocks = _blocks(signatures, reader, names)
    items, place = _layers(chain, reader, Known(frozenset("x"), names))
    input, input_place = _input(chain, reader, Known(variables=names))
    reader.expect(chain[0].data.get("expect"), chain[0].place("expect"))
    _published(chain[0], problems)
    name = _name(chain, problems)
    called = follow(reader.calls, problems) if reader.calls else {}
    problems.stop_where_any()
    specs = called.values()
    return Spec(
        name=name,
        files=tuple([document.source for document in chain]),
        input=input,
        input_place=input_place,
        variables=variables,
        blocks=blocks,
        items=items,
        expect=chain[0].data.get("expect"),
        place=place,
        growth=measure(blocks, items, place, {key: each.growth.whole for key, each in called.items()}),
        called=called,
        reaches=reader.reaches or reader.values.reaches or any(each.reaches for each in specs),
        shares=reader.shares or any(each.shares for each in specs),
        modular=bool(getattr(place.source, "modules", None)),
        published=chain[0].data.get("published"),
    )


def _ordered(spec: Spec, chain: list[_Document], otherwise: "Otherwise | None") -> Spec:
    """The spec with how its volumes are written, where that is said."""
    orders = {name: order for each in spec.called.values() for name, order in (each.orders or {}).items()}
    if otherwise is None and not orders and not any("order" in document.data for document in chain):
        return spec
    from convcalc.language.orders import orders_of

    orders |= orders_of([document.source for document in reversed(chain)], otherwise)
    shown = otherwise.shown if otherwise else None
    return spec._replace(order=shown or orders[spec.source.name], orders=orders)


def _first(chain: list[_Document], key: str) -> _Document | None:
    return next((document for document in chain if key in document.data), None)


def _blocks(signatures: dict[str, "Signature"], reader: ItemReader, variables: frozenset[str]) -> dict[str, Block]:
    blocks = {}
    for name, (parameters, data, place, _, layers) in signatures.items():
        known = Known(frozenset("x"), variables, layers=layers).within(*(each.name for each in parameters))
        blocks[name] = Block(name, parameters, reader.items(data, place, known), place)
    return blocks


def _layers(chain: list[_Document], reader: ItemReader, known: Known) -> tuple[tuple[Item, ...], Place]:
    """The layers, and where they stand. Raises SpecError where there are none to be found."""
    document = _first(chain, "layers")
    if document is None:
        help = "add 'layers:' and a list, as '- conv: 64 3x3'"
        reader.problems.add("this spec has no layers", chain[0].place(), help)
        raise SpecError(reader.problems.found)
    place = document.place("layers")
    items = reader.items(document.data["layers"], place, known)
    if not document.data["layers"]:
        reader.problems.add("'layers' is empty", place.on_key(), "add a list of layers, as '- conv: 64 3x3'")
    return items, place


def _input(chain: list[_Document], reader: ItemReader, known: Known) -> tuple[Any, Place]:
    """The input as it is written, with its expressions, and where it stands."""
    document = _first(chain, "input")
    if document is None:
        help = "add 'input: 224x224x3' (height x width x channels)"
        reader.problems.add("this spec has no input", chain[0].place(), help)
        return None, chain[0].place("input")
    place, raw = document.place("input"), document.data["input"]
    return reader.input(raw, place, known), place


def _name(chain: list[_Document], problems: Problems) -> str:
    name = chain[0].data.get("name")
    if name is None:
        return os.path.splitext(os.path.basename(chain[0].source.name))[0]
    if not isinstance(name, (str, int, float)) or isinstance(name, bool):
        problems.add(f"expected a name, not {shown(name)}", chain[0].place("name"))
        return ""
    if not is_line(str(name)):
        problems.add(f"{shown(name)} is not a name", chain[0].place("name"), "write one line of text")
    return str(name)


def _published(document: _Document, problems: Problems) -> None:
    """Find what is wrong in a `published:`; its numbers are read where they are asked for."""
    for quantity, row in (document.data.get("published") or {}).items():
        place = document.place("published", quantity)
        if quantity not in PRINTED:
            help = nearest(quantity, PRINTED) or ", ".join(PRINTED)
            problems.add(f"no paper prints {shown(quantity)} as one number", place.on_key(), help)
        elif not isinstance(row, dict) or not {"figure", "source"} <= row.keys() <= {"figure", "source", "note"}:
            problems.add(f"expected a figure and its source, not {shown(row)}", place, "{figure: 1M, source: table 2}")


def _chain(source: Located, seek: Seek) -> list[_Document]:
    """The document and those it extends, nearest first. Raises SpecError where they go in a circle."""
    chain, met = list[_Document](), list[tuple[str, str]]()
    while True:
        chain.append(_Document(source, _top(source)))
        base, place = chain[-1].data.get("extends"), chain[-1].place("extends")
        if base is None:
            return chain
        met.append(identity(source))
        source = _base(base, place, seek)
        if (same := identity(source)) in met:
            circle = " -> ".join(os.path.basename(name) for name, _ in [*met[met.index(same) :], same])
            raise fail(f"'extends' goes in a circle: {circle}", place)
        if len(chain) >= LONGEST_CHAIN:
            raise fail(f"'extends' goes on for more than {LONGEST_CHAIN} files", place)


def _base(name: Any, place: Place, seek: Seek) -> Located:
    """The document that `extends` names. Raises SpecError."""
    if not isinstance(name, str) or name == "-":
        raise fail(f"'extends' names a file or a preset, not {shown(name)}", place)
    return opened(seek, name, place)


def _top(source: Located) -> dict[str, Any]:
    data, place = source.data, Place(source, ())
    if data is None:
        raise fail(f"{source.name!r} is empty", place, "a spec has 'input:' and 'layers:'")
    if not isinstance(data, dict):
        raise fail(f"a spec is a mapping, not {shown(data)}", place, "it has 'input:' and 'layers:'")
    problems = Problems()
    for key in data:
        if key not in KEYS:
            help = nearest(key, KEYS) or "a spec has: " + ", ".join(KEYS)
            problems.add(f"unknown key {shown(key)}", Place(source, (key,), True), help)
    for key in ("vars", "blocks", "published", "layers"):
        listed = key == "layers"
        if data.get(key) is not None and not isinstance(data[key], list if listed else dict):
            what, help = ("a list", "start each layer with '- '") if listed else ("a mapping", f"as '{key}: {{...}}'")
            problems.add(f"{key}: expected {what}, not {shown(data[key])}", Place(source, (key,)), help)
    problems.stop_where_any()
    return data


def _variables(chain: list[_Document], reader: ItemReader) -> tuple[Variable, ...]:
    """The variables of the base first; a nearer file's value takes the place of its base's."""
    raw: dict[str, tuple[Any, Place]] = {}
    for document in reversed(chain):
        for name, value in (document.data.get("vars") or {}).items():
            place = document.place("vars", name)
            if not name.isidentifier():
                help = "use letters, digits and _"
                reader.problems.add(f"{shown(name)} cannot name a variable", place.on_key(), help)
            elif name in TAKEN:
                reader.problems.add(f"{name!r} cannot name a variable: it has a meaning of its own", place.on_key())
            raw[one_form(name)] = (value, place)
    return reader.values.variables(raw)


def _signatures(chain: list[_Document], problems: Problems) -> "tuple[dict[str, Signature], set[str]]":
    """Every block by name, and the names of those whose signature is faulty."""
    if not any(document.data.get("blocks") for document in chain):
        return {}, set()
    from convcalc.language.signatures import read_signatures

    variables = {name for document in chain for name in document.data.get("vars") or {}}
    blocks = [(document.data.get("blocks") or {}, document.place("blocks")) for document in reversed(chain)]
    return read_signatures(blocks, variables, problems)


def spec_of(network: Network) -> Spec | None:
    """The spec that a network was built from; None for one that was made otherwise."""
    return network.origin if isinstance(network.origin, Spec) else None
