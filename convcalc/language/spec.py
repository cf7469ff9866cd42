"""A spec document to a `Spec`: its keys, variables, blocks and what it extends. Knows files by name only."""

import os
from collections.abc import Callable
from typing import Any, NamedTuple

from convcalc.document.places import Located, Place
from convcalc.document.problems import Note, Problem, SpecError, fail
from convcalc.document.wording import nearest, shown
from convcalc.language.expressions import TAKEN, ExpressionError
from convcalc.language.growth import Growth, measure
from convcalc.language.item_reader import Reader
from convcalc.language.items import ITEM_KEYS, Block, Item, Parameter
from convcalc.model.layers import KINDS
from convcalc.model.network import Network

KEYS = ("name", "input", "extends", "vars", "blocks", "layers", "expect")
LONGEST_CHAIN = 50

Open = Callable[[str, str], Located]
"""Finds the document that `extends` names: the name, and the folder it is named from."""


class Variable(NamedTuple):
    """A name of `vars` with its value, in the order of the file."""

    name: str
    value: Any
    place: Place


class Spec(NamedTuple):
    """A spec whose items are read; volumes are not known yet."""

    name: str
    source: Located
    input: Any
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


class _Document(NamedTuple):
    """One file of a chain of `extends`."""

    source: Located
    data: dict[str, Any]

    def place(self, *route: str | int) -> Place:
        return Place(self.source, route)


def read_spec(source: Located, open: Open) -> Spec:
    """The spec in a document, with all that it extends. Raises SpecError with every problem found, in their order."""
    chain = _chain(source, open)
    files = [document.source.name for document in chain]
    try:
        return _read(chain)
    except SpecError as error:
        raise SpecError(sorted(error.problems, key=lambda problem: _order(problem, files))) from None


def _order(problem: Problem, files: list[str]) -> tuple[int, int, int]:
    if problem.place is None or problem.place.source.name not in files:
        return -1, 0, 0
    file, line, column = problem.place.spot
    return files.index(file), line, column


def _read(chain: list[_Document]) -> Spec:
    raw_blocks, broken, problems = _signatures(chain)
    reader = Reader({name: signature for name, (signature, _, _) in raw_blocks.items()}, broken)
    reader.problems += problems
    variables = _variables(chain, reader)
    known = frozenset(variable.name for variable in variables) | {"x"}
    blocks = {
        name: Block(name, signature, reader.items(data, place, known | {each.name for each in signature}), place)
        for name, (signature, data, place) in raw_blocks.items()
    }
    layers = _first(chain, "layers")
    if layers is None:
        reader.problem("this spec has no layers", chain[0].place(), "add 'layers:' and a list, as '- conv: 64 3x3'")
        raise SpecError(reader.problems)
    place = layers.place("layers")
    items = reader.items(layers.data["layers"], place, known)
    if not layers.data["layers"]:
        reader.problem("'layers' is empty", place.on_key(), "add a list of layers, as '- conv: 64 3x3'")
    volume = _first(chain, "input")
    if volume is None:
        reader.problem("this spec has no input", chain[0].place(), "add 'input: 224x224x3' (height x width x channels)")
    reader.expect(chain[0].data.get("expect"), chain[0].place("expect"))
    input_place = (volume or chain[0]).place("input")
    name = _name(chain, reader)
    value = None if volume is None else reader.value(volume.data["input"], input_place, known - {"x"})
    if reader.problems:
        raise SpecError(reader.problems)
    return Spec(
        name=name,
        source=chain[0].source,
        input=value,
        input_place=input_place,
        variables=variables,
        blocks=blocks,
        items=items,
        expect=chain[0].data.get("expect"),
        place=place,
        growth=measure(blocks, items, place),
    )


def _first(chain: list[_Document], key: str) -> _Document | None:
    return next((document for document in chain if key in document.data), None)


def _name(chain: list[_Document], reader: Reader) -> str:
    name = chain[0].data.get("name")
    if name is None:
        return os.path.splitext(os.path.basename(chain[0].source.name))[0]
    if not isinstance(name, (str, int, float)) or isinstance(name, bool):
        reader.problem(f"expected a name, not {shown(name)}", chain[0].place("name"))
    elif not str(name).isprintable():
        reader.problem(f"{shown(name)} is not a name", chain[0].place("name"), "write one line of text")
    return str(name)


def _chain(source: Located, open: Open) -> list[_Document]:
    """The document and those it extends, nearest first. Raises SpecError where they go in a circle."""
    chain: list[_Document] = []
    while True:
        chain.append(_Document(source, _top(source)))
        base = chain[-1].data.get("extends")
        if base is None:
            return chain
        place = chain[-1].place("extends")
        if not isinstance(base, str) or base == "-":
            raise fail(f"'extends' names a file or a preset, not {shown(base)}", place)
        try:
            source = open(base, source.folder)
        except SpecError as error:
            if error.problems[0].place is None:
                raise fail(error.problems[0].message, place, error.problems[0].help) from None
            raise
        names = [document.source.name for document in chain]
        if source.name in names:
            circle = " -> ".join(map(os.path.basename, [*names[names.index(source.name) :], source.name]))
            raise fail(f"'extends' goes in a circle: {circle}", place)
        if len(chain) >= LONGEST_CHAIN:
            raise fail(f"'extends' goes on for more than {LONGEST_CHAIN} files", place)


def _top(source: Located) -> dict[str, Any]:
    data, place = source.data, Place(source, ())
    if data is None:
        raise fail(f"{source.name!r} is empty", place, "a spec has 'input:' and 'layers:'")
    if not isinstance(data, dict):
        raise fail(f"a spec is a mapping, not {shown(data)}", place, "it has 'input:' and 'layers:'")
    problems = []
    for key in data:
        if key not in KEYS:
            help = nearest(key, KEYS) or "a spec has: " + ", ".join(KEYS)
            problems.append(Problem(f"unknown key {shown(key)}", Place(source, (key,), True), help))
    for key, types, what in (("vars", dict, "a mapping"), ("blocks", dict, "a mapping"), ("layers", list, "a list")):
        if data.get(key) is not None and not isinstance(data[key], types):
            help = "start each layer with '- '" if key == "layers" else f"as '{key}: {{...}}'"
            problems.append(Problem(f"{key}: expected {what}, not {shown(data[key])}", Place(source, (key,)), help))
    if problems:
        raise SpecError(problems)
    return data


def _variables(chain: list[_Document], reader: Reader) -> tuple[Variable, ...]:
    """The variables of the base first; a nearer file's value takes the place of its base's."""
    raw: dict[str, tuple[Any, Place]] = {}
    for document in reversed(chain):
        for name, value in (document.data.get("vars") or {}).items():
            place = document.place("vars", name)
            if not name.isidentifier():
                reader.problem(f"{shown(name)} cannot name a variable", place.on_key(), "use letters, digits and _")
            elif name in TAKEN:
                reader.problem(f"{name!r} cannot name a variable: it has a meaning of its own", place.on_key())
            raw[name] = (value, place)
    variables: list[Variable] = []
    for name, (value, place) in raw.items():
        known = frozenset(variable.name for variable in variables)
        found = len(reader.problems)
        variables.append(Variable(name, reader.value(value, place, known), place))
        below = {f"unknown name {each!r}" for each in raw.keys() - known}
        reader.problems[found:] = [
            problem._replace(help="a variable can use those above it") if problem.message in below else problem
            for problem in reader.problems[found:]
        ]
    return tuple(variables)


_Signatures = dict[str, tuple[tuple[Parameter, ...], Any, Place]]


def _signatures(chain: list[_Document]) -> tuple[_Signatures, set[str], list[Problem]]:
    """Every block by name: its parameters, its data and its place. A nearer file's block wins.

    Beside them the names of those whose signature is faulty, and the problems.
    """
    found: _Signatures = {}
    broken: set[str] = set()
    problems = []
    variables = {name for document in chain for name in document.data.get("vars") or {}}
    for document in reversed(chain):
        here: dict[str, Place] = {}
        for key, data in (document.data.get("blocks") or {}).items():
            from convcalc.language.signatures import check_defaults, read_signature

            place = document.place("blocks", key)
            try:
                name, parameters = read_signature(key)
                check_defaults(parameters, variables)
            except ExpressionError as error:
                problems.append(Problem(error.message, place.on_key(), error.help))
                broken.add(key.partition("(")[0].strip())
                continue
            if name in KINDS or name in ("head", *ITEM_KEYS):
                what = "a layer kind" if name in KINDS or name == "head" else "a key of items"
                problems.append(Problem(f"block {name!r} has the name of {what}", place.on_key()))
            if name in here:
                notes = (Note("first written here", here[name].on_key()),)
                problems.append(Problem(f"block {name!r} is written twice", place.on_key(), "rename one", notes))
            here[name] = place
            found[name] = (parameters, data, place)
    return found, broken, problems


def spec_of(network: Network) -> Spec | None:
    """The spec that a network was built from; None for one that was made otherwise."""
    return network.origin if isinstance(network.origin, Spec) else None
