"""Names of functions and parameters that mean nothing else where they stand."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from convcalc.document.records import NamedTuple
from convcalc.exchange.writing.code.naming import TakenNames, free, identifier
from convcalc.exchange.writing.code.words import CodeBlock, CodeProgram, CodeStep
from convcalc.exchange.writing.keras.helpers import HELPERS

RESERVED = frozenset({"keras", "layers", "ops", "math", "np", "float", "name", *HELPERS})


class KerasNames(NamedTuple):
    """What blocks and their parameters are called."""

    functions: Mapping[str, str]
    parameters: Mapping[str, Mapping[str, str]]
    """Of each block, those that are called otherwise than in the program."""


def names_of(program: CodeProgram) -> KerasNames:
    """The names of all blocks of a program."""
    taken = TakenNames([*RESERVED, "model", "trainable", "others", "each"])
    functions = {block.name: free(identifier(block.name), taken) for block in program.blocks}
    return KerasNames(functions, {block.name: _renamed(block, functions) for block in program.blocks})


def called_in(block: CodeBlock, functions: Mapping[str, str]) -> set[str]:
    """The functions that a block calls."""
    return {functions[step.block.name] for step in block.steps if step.block}


def _renamed(block: CodeBlock, functions: Mapping[str, str]) -> dict[str, str]:
    """Parameters that would hide what the function uses."""
    hidden = RESERVED | called_in(block, functions)
    taken = TakenNames([*hidden, *block.inputs, *(each.name for each in block.parameters)])
    return {each.name: free(each.name, taken) for each in block.parameters if each.name in hidden}


def gap_of(program: CodeProgram, counts: Mapping[int, str]) -> str:
    """What stands between the names of a block and of a layer in it: an underline, unless that makes two names one.

    `counts` are the names of what is repeated, by the number of its first node.
    """
    return "-" if any(_is_ambiguous(block, counts) for block in program.blocks) else "_"


def _is_ambiguous(block: CodeBlock, counts: Mapping[int, str]) -> bool:
    """Whether a step could be called as a part of another one, or as another one that is repeated."""
    labels = sorted([each.label for each in block.steps])
    return any(_is_met(step, labels, counts) for step in block.steps if step.times or step.block)


def _is_met(step: CodeStep, labels: Sequence[str], counts: Mapping[int, str]) -> bool:
    """Whether a step could be called as one of some labels, which are sorted."""
    counted = re.fullmatch(r"(.*)\{i(?: \+ (\d+))?\}", counts[step.nodes[0]]) if step.times else None
    starts = ([counted[1]] if counted else []) + ([f"{step.label}_"] if step.block else [])
    near = [label for start in starts for label in _starting(labels, start) if label != step.label]
    return any(_meets(step, label, counted) for label in near)


def _starting(labels: Sequence[str], start: str) -> Sequence[str]:
    """Those of sorted labels that start so."""
    return labels[bisect_left(labels, start) : bisect_left(labels, f"{start}\U0010ffff")]


def _meets(step: CodeStep, label: str, counted: re.Match[str] | None) -> bool:
    if counted:
        number, first = label.removeprefix(counted[1]), int(counted[2] or 0)
        if label != number and number.isdigit() and int(number) >= first:
            return not step.times.isdigit() or int(number) < first + int(step.times)
    rest = label.removeprefix(f"{step.label}_")
    inner = [each.label for each in step.block.steps] if step.block and rest != label else []
    return any(rest.startswith(each) or each.startswith(rest) for each in inner)
