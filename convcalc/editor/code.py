"""The hints of Python code: layers of PyTorch and Keras, read and never run; exact, or none.

Where all of the code is a chain of layers, and it says what goes in, as a spec has them. Else each line that makes a
layer from numbers has the parameters of that layer.
"""

import ast
from collections.abc import Iterator

from convcalc.analysis.analyse import analyse
from convcalc.analysis.cost import costs
from convcalc.document.problems import Problem, SpecError
from convcalc.document.records import NamedTuple
from convcalc.editor.hints import Hint, hints_of
from convcalc.language import chain
from convcalc.language.spoken.code.made import MadeLayer, NameScope
from convcalc.language.spoken.code.source import CodeText
from convcalc.language.spoken.code.statements import StatementReader
from convcalc.language.spoken.code.values import dotted
from convcalc.language.spoken.line import CommandLine
from convcalc.language.spoken.words import Words, WordsError

_TENSORS = ("randn", "rand", "zeros", "ones", "empty")
"""Functions of PyTorch that make a tensor of a size: what a network is tried with."""
_SIDE = 4096
"""A size that any window fits into: parameters do not depend on it."""


class ShownCode(NamedTuple):
    """A file of code, as far as it can be read."""

    hints: tuple[Hint, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What is wrong with a chain that is understood: an in_features that is not what comes in."""


def read_python(name: str, text: str) -> ShownCode | None:
    """What is to be shown of a file of code; None where it is no Python, as while it is typed."""
    try:
        code = CodeText(text)
    except WordsError:
        return None
    try:
        found = chain.read_program(name, text, _tried_with(code))
    except SpecError:
        return ShownCode(tuple(_params(code)))
    try:
        return ShownCode(hints_of(analyse(chain.built(found)), name))
    except SpecError as error:
        return ShownCode(tuple(_params(code)), error.problems)


def _tried_with(code: CodeText) -> str | None:
    """The volume of the tensors that are made in the code, where all have one: `torch.randn(8, 3, 32, 32)`."""
    volumes, reader = set(), StatementReader(code)
    for node in ast.walk(code.tree):
        if isinstance(node, ast.Call) and dotted(node.func)[-1:] and dotted(node.func)[-1] in _TENSORS:
            sizes = reader.items(node.args, NameScope())
            sizes = list(sizes[0]) if len(sizes) == 1 and isinstance(sizes[0], (list, tuple)) else sizes
            volumes.add("x".join(map(str, sizes[1:])) if all(type(each) is int for each in sizes) else "")
    return volumes.pop() if len(volumes) == 1 and volumes != {""} else None


def _params(code: CodeText) -> Iterator[Hint]:
    """The parameters of each layer whose call says all that they hang on."""
    reader = StatementReader(code)
    for node in ast.walk(code.tree):
        if isinstance(node, ast.Call) and reader.library.class_of(dotted(node.func)):
            try:
                made = reader.value(node, NameScope())
                params = sum(_params_of(each) for each in made.words) if isinstance(made, MadeLayer) else 0
            except (WordsError, SpecError):
                continue
            if params:
                yield Hint(node.lineno, f"{params:,} params", "")


def _params_of(words: Words) -> int:
    """The parameters of a layer, which says what comes in. Raises WordsError where it does not, and SpecError."""
    if words.channels is None or type(words.channels.value) is not int:
        raise WordsError("it is not said what comes in", 0, 0)
    volume = [_SIDE] * (words.axes or 0) + [words.channels.value]
    network = chain.built(chain.Chain(CommandLine([""]), volume, (words,)))
    return sum(cost.params for cost in costs(network))
