"""A spec document to a `Spec`: its keys, variables, blocks and what it extends. Knows files by name only."""

import ast
import os
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from convcalc.expressions import ExpressionError, compile_tree
from convcalc.fields import MISSING
from convcalc.items import Block, Item, Parameter, Reader
from convcalc.layers import KINDS
from convcalc.problems import Note, Place, Problem, SpecError, fail, nearest, shown
from convcalc.source import Source

KEYS = ("name", "input", "extends", "vars", "blocks", "layers", "expect")
LARGEST_NETWORK = 2_000_000
DEEPEST_CALLS = 50
_SIGNATURE = re.compile(r"([A-Za-z_]\w*)\s*(?:\((.*)\))?\s*", re.DOTALL)

Open = Callable[[str, str], Source]
"""Finds the document that `extends` names: the name, and the folder it is named from."""


class Variable(NamedTuple):
    """A name of `vars` with its value, in the order of the file."""

    name: str
    value: Any
    place: Place


class Spec(NamedTuple):
    """A spec whose items are read; volumes are not known yet."""

    name: str
    source: Source
    input: Any
    input_place: Place
    variables: tuple[Variable, ...]
    blocks: dict[str, Block]
    items: tuple[Item, ...]
    expect: Any
    place: Place
    """Where the layers stand."""


class _Document(NamedTuple):
    """One file of a chain of `extends`."""

    source: Source
    data: dict[str, Any]

    def place(self, *route: str | int) -> Place:
        return Place(self.source, route)


def read_spec(source: Source, open: Open) -> Spec:
    """The spec in a document, with all that it extends. Raises SpecError with every problem found."""
    chain = _chain(source, open)
    raw_blocks, problems = _signatures(chain)
    reader = Reader({name: signature for name, (signature, _, _) in raw_blocks.items()})
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
        reader.problem("'layers' is empty", place.on_key())
    volume = _first(chain, "input")
    if volume is None:
        reader.problem("this spec has no input", chain[0].place(), "add 'input: 224x224x3' (height x width x channels)")
    expect = _first(chain, "expect")
    if expect is not None:
        reader._expect(expect.data["expect"], expect.place("expect"))
    input_place = (volume or chain[0]).place("input")
    spec = Spec(
        name=_name(chain, reader),
        source=source,
        input=None if volume is None else reader.value(volume.data["input"], input_place, known - {"x"}),
        input_place=input_place,
        variables=variables,
        blocks=blocks,
        items=items,
        expect=None if expect is None else expect.data["expect"],
        place=place,
    )
    if not reader.problems:
        reader.problems += _expansion_problems(spec)
    if reader.problems:
        raise SpecError(reader.problems)
    return spec


def _first(chain: list[_Document], key: str) -> _Document | None:
    return next((document for document in chain if key in document.data), None)


def _name(chain: list[_Document], reader: Reader) -> str:
    name = chain[0].data.get("name")
    if name is None:
        return os.path.splitext(os.path.basename(chain[0].source.name))[0]
    if not isinstance(name, (str, int, float)) or isinstance(name, bool):
        reader.problem(f"expected a name, not {shown(name)}", chain[0].place("name"))
    return str(name)


def _chain(source: Source, open: Open) -> list[_Document]:
    """The document and those it extends, nearest first. Raises SpecError where they go in a circle."""
    chain: list[_Document] = []
    while True:
        chain.append(_Document(source, _top(source)))
        base = chain[-1].data.get("extends")
        if base is None:
            return chain
        place = chain[-1].place("extends")
        if not isinstance(base, str):
            raise fail(f"expected a file or a preset, not {shown(base)}", place)
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
        if len(chain) >= DEEPEST_CALLS:
            raise fail(f"'extends' goes on for more than {DEEPEST_CALLS} files", place)


def _top(source: Source) -> dict[str, Any]:
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
            problems.append(Problem(f"{key}: expected {what}, not {shown(data[key])}", Place(source, (key,))))
    if problems:
        raise SpecError(problems)
    return data


def _variables(chain: list[_Document], reader: Reader) -> tuple[Variable, ...]:
    """The variables of the base first; a nearer file's value takes the place of its base's."""
    raw: dict[str, tuple[Any, Place]] = {}
    for document in reversed(chain):
        for name, value in (document.data.get("vars") or {}).items():
            place = document.place("vars", name)
            if not name.isidentifier() or name in ("x", "i"):
                reader.problem(f"{shown(name)} cannot name a variable", place.on_key(), "use letters, digits and _")
            raw[name] = (value, place)
    variables: list[Variable] = []
    for name, (value, place) in raw.items():
        known = frozenset(variable.name for variable in variables)
        variables.append(Variable(name, reader.value(value, place, known), place))
    return tuple(variables)


_Signatures = dict[str, tuple[tuple[Parameter, ...], Any, Place]]


def _signatures(chain: list[_Document]) -> tuple[_Signatures, list[Problem]]:
    """Every block by name: its parameters, its data and its place. A nearer file's block wins."""
    found: _Signatures = {}
    problems = []
    for document in reversed(chain):
        here: dict[str, Place] = {}
        for key, data in (document.data.get("blocks") or {}).items():
            place = document.place("blocks", key)
            try:
                name, parameters = read_signature(key)
            except ExpressionError as error:
                problems.append(Problem(error.message, place.on_key(), error.help))
                continue
            if name in KINDS or name == "head":
                problems.append(Problem(f"block {name!r} has the name of a layer kind", place.on_key()))
            if name in here:
                notes = (Note("first written here", here[name].on_key()),)
                problems.append(Problem(f"block {name!r} is written twice", place.on_key(), "", notes))
            here[name] = place
            found[name] = (parameters, data, place)
    return found, problems


def read_signature(text: str) -> tuple[str, tuple[Parameter, ...]]:
    """The name and parameters of `conv_bn(filters, kernel, stride=1)`. Raises ExpressionError."""
    match = _SIGNATURE.fullmatch(text)
    help = "as 'conv_bn(filters, kernel, stride=1):'"
    if not match or len(text) > 1000:
        raise ExpressionError(f"{shown(text)} is not a block's signature", help)
    try:
        tree = ast.parse(f"lambda {match[2] or ''}: 0", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError(f"{shown(text)} is not a block's signature", help) from None
    if not isinstance(tree, ast.Lambda):
        raise ExpressionError(f"{shown(text)} is not a block's signature", help)
    form = tree.args
    if form.vararg or form.kwarg or form.kwonlyargs or form.posonlyargs:
        raise ExpressionError("a signature takes names and defaults only", help)
    names = [argument.arg for argument in form.args]
    if {"x", "i"} & set(names):
        raise ExpressionError("x and i cannot be parameters: they are the current volume and the loop index")
    required = len(names) - len(form.defaults)
    defaults = [MISSING] * required
    for k, default in enumerate(form.defaults):
        expression = compile_tree(ast.unparse(default), default)
        for name in expression.names - set(names[: required + k]) - {"x"}:
            if name in names:
                raise ExpressionError(f"default of {names[required + k]!r} uses {name!r}, which comes after it")
        defaults.append(expression if expression.names else expression.value({}))
    return match[1], tuple(map(Parameter, names, defaults))


def _expansion_problems(spec: Spec) -> list[Problem]:
    """Blocks that call themselves, and specs that grow beyond all bounds: found without expanding any."""
    walk = _Sizes(spec)
    for name in spec.blocks:
        walk.block(name, ())
    if walk.problems:
        return walk.problems
    size = walk.items(spec.items, ())
    if size > LARGEST_NETWORK:
        message = f"this spec grows to at least {shown(size)} layers (at most {LARGEST_NETWORK:,})"
        walk.problems.append(Problem(message, spec.place.on_key()))
    return walk.problems


class _Sizes:
    """How many layers items expand to at the least: what stands under `when` may not count."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.problems: list[Problem] = []
        self.sizes: dict[str, int] = {}
        self.lists: dict[int, int] = {}

    def block(self, name: str, path: tuple[str, ...]) -> int:
        if name in path:
            circle = " -> ".join([*path[path.index(name) :], name])
            place = self.spec.blocks[name].place.on_key()
            self.problems.append(Problem(f"block {name!r} calls itself: {circle}", place, "use repeat"))
        elif len(path) > DEEPEST_CALLS:
            message = f"blocks call each other more than {DEEPEST_CALLS} deep"
            self.problems.append(Problem(message, self.spec.blocks[name].place.on_key()))
        if name not in self.sizes and not self.problems:
            self.sizes[name] = self.items(self.spec.blocks[name].items, (*path, name))
        return self.sizes.get(name, 0)

    def items(self, items: tuple[Item, ...], path: tuple[str, ...]) -> int:
        if id(items) not in self.lists:
            self.lists[id(items)] = sum(self.item(item, path) for item in items)
        return self.lists[id(items)]

    def item(self, item: Item, path: tuple[str, ...]) -> int:
        inside = sum(self.items(branch.items, path) for branch in item.branches)
        if item.kind in self.spec.blocks:
            inside += self.block(item.kind, path)
        else:
            inside += 1
        if item.when is not True:
            return 0
        if item.repeat is None:
            return inside
        return inside * item.repeat if isinstance(item.repeat, int) and item.repeat > 0 else 0
