"""The signatures of blocks: `conv_bn(filters, kernel, stride=1)`. Knows names and defaults, not what calls give."""

import ast
import re
from collections.abc import Iterator, Set
from typing import Any

from convcalc.document.places import Place
from convcalc.document.problems import Note, Problems
from convcalc.document.records import NamedTuple
from convcalc.document.wording import one_form, shown
from convcalc.language.arithmetic import TAKEN, ExpressionError, unknown_name
from convcalc.language.expressions import compile_tree
from convcalc.language.items import ITEM_KEYS, Parameter
from convcalc.language.values import has_expression, is_word
from convcalc.model.layers import FIRST_KINDS, KINDS
from convcalc.model.layers.fields import MISSING

_READ = ("from", "size")
_SIGNATURE = re.compile(r"([^\s(]+)\s*(?:\((.*)\))?\s*", re.DOTALL)


def read_signature(text: str) -> tuple[str, tuple[Parameter, ...]]:
    """The name and parameters of `conv_bn(filters, kernel, stride=1)`. Raises ExpressionError."""
    match = _SIGNATURE.fullmatch(text) if len(text) <= 1000 else None
    try:
        source = f"lambda {match[2] or ''}: 0" if match else ""
        tree = ast.parse(source, mode="eval").body
        if isinstance(tree, ast.Lambda) and match and is_word(match[1]):
            return one_form(match[1]), _parameters(tree.args, source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pass
    help = "as 'conv_bn(filters, kernel, stride=1):', those with a default last"
    raise ExpressionError(f"{shown(text)} is not a block's signature", help)


def _parameters(form: ast.arguments, source: str) -> tuple[Parameter, ...]:
    names = [argument.arg for argument in form.args]
    if form.vararg or form.kwarg or form.kwonlyargs or form.posonlyargs or len(set(names)) < len(names):
        raise ValueError
    for name in names:
        if name in TAKEN:
            raise ExpressionError(f"{name!r} cannot name a parameter: it has a meaning of its own")
    required = len(names) - len(form.defaults)
    defaults = [MISSING] * required
    for k, default in enumerate(form.defaults):
        expression = compile_tree("", default, source)
        for name in expression.names - set(names[: required + k]) - {"x"}:
            if name in names:
                raise ExpressionError(f"default of {names[required + k]!r} uses {name!r}, which comes after it")
        defaults.append(expression if expression.names else expression.value({}))
    return tuple(map(Parameter, names, defaults))


def check_defaults(parameters: tuple[Parameter, ...], variables: Set[str]) -> None:
    """Raises ExpressionError where a default uses a name that is neither a parameter nor a variable."""
    names = {parameter.name for parameter in parameters} | {"x"}
    for parameter in parameters:
        if has_expression(parameter.default):
            for name in sorted(parameter.default.names - names - variables - KINDS.keys()):
                raise unknown_name(name, names | variables)


def signature(
    key: str, place: Place, variables: set[str], problems: Problems
) -> tuple[str, tuple[Parameter, ...] | None]:
    """The name of a block and its parameters; None in the place of those where they are faulty."""
    try:
        name, parameters = read_signature(key)
        check_defaults(parameters, variables)
    except ExpressionError as error:
        problems.add(error.message, place.on_key(), error.help)
        return key.partition("(")[0].strip(), None
    if name in FIRST_KINDS or name in ("head", *ITEM_KEYS):
        what = "a key of items" if name in ITEM_KEYS else "a layer kind"
        problems.add(f"block {name!r} has the name of {what}", place.on_key())
    return name, parameters


class Signature(NamedTuple):
    """A block before its items are read."""

    parameters: tuple[Parameter, ...]
    data: Any
    place: Place
    passed_over: frozenset[str] = frozenset()
    """What the blocks took whose place it has in a nearer file, and it does not: calls written for them may give it."""
    layers: frozenset[str] = frozenset()
    """The parameters that may be the names of layers, as its items read what they name."""


def read_signatures(
    blocks: list[tuple[dict[str, Any], Place]], variables: set[str], problems: Problems
) -> tuple[dict[str, Signature], set[str]]:
    """The blocks of a chain of files, the furthest first, by name, and the names of those whose signature is faulty.

    A nearer file's block wins.
    """
    found: dict[str, Signature] = {}
    broken: set[str] = set()
    for written, where in blocks:
        here: dict[str, Place] = {}
        reads = any(key in where.source.text for key in _READ)
        for key, data in written.items():
            place = where.at(key)
            name, parameters = signature(key, place, variables, problems)
            if parameters is None:
                broken.add(name)
                continue
            if name in here:
                notes = (Note("first written here", here[name].on_key()),)
                problems.add(f"block {name!r} is written twice", place.on_key(), "rename one", notes)
            here[name] = place
            passed_over = _passed_over(found.get(name), parameters)
            found[name] = Signature(parameters, data, place, passed_over, _layers(parameters, data if reads else None))
    return found, broken


def _layers(parameters: tuple[Parameter, ...], data: Any) -> frozenset[str]:
    """The parameters that stand in a block's `from` or `size`."""
    if not parameters:
        return frozenset()
    read: set[str] = set()
    todo, seen = [data], set()
    while todo:
        each = todo.pop()
        if isinstance(each, (dict, list)) and id(each) not in seen:
            seen.add(id(each))  # an alias may stand in many places
            todo += each.values() if isinstance(each, dict) else each
            read.update(_read_in(each) if isinstance(each, dict) else ())
    return frozenset(read.intersection(parameter.name for parameter in parameters))


def _read_in(item: dict[str, Any]) -> Iterator[str]:
    """The plain names in an item's `from` and `size`."""
    for value in [item[key] for key in _READ if key in item]:
        names = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
        yield from (name for name in names if isinstance(name, str))


def _passed_over(before: Signature | None, parameters: tuple[Parameter, ...]) -> frozenset[str]:
    if before is None:
        return frozenset()
    taken = before.passed_over.union([parameter.name for parameter in before.parameters])
    return taken.difference([parameter.name for parameter in parameters])
