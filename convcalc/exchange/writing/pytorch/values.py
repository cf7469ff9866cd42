"""Values of a `forward`: what stands for them until they have names, and the names that they get."""

import re
from collections.abc import Mapping, Sequence

from convcalc.document.records import NamedTuple
from convcalc.exchange.writing.code.layout import STEP, Code, EitherCode, Invocation, Joined, Suffixed, flat, laid_out
from convcalc.exchange.writing.code.naming import TakenNames, free, identifier
from convcalc.exchange.writing.code.words import CodeBlock, ValueRef

INDENT = 2 * STEP


class Statement(NamedTuple):
    """Values that get names, and the code that makes them; without names, what comes out."""

    targets: tuple[ValueRef, ...]
    code: Code
    wanted: tuple[str, ...] = ()
    """What the targets might be called, where they live long."""
    ends: bool = False
    """It gives what comes out."""


def mark(ref: ValueRef) -> str:
    """What stands for a value until it has a name."""
    return f"value_{ref.step + 1}_{ref.place}_"


_MARK = re.compile(r"\bvalue_(\d+)_(\d+)_")


def _marks(code: Code) -> set[ValueRef]:
    return {ValueRef(int(step) - 1, int(place)) for step, place in _MARK.findall(flat(code))}


def value_names(statements: Sequence[Statement], block: CodeBlock) -> dict[ValueRef, str]:
    """A name for each value: `x` for what the next statement alone reads, where nothing is called so any more."""
    last: dict[ValueRef, int] = {}
    for k, statement in enumerate(statements):
        for ref in _marks(statement.code):
            last[ref] = k
    ending: dict[int, list[ValueRef]] = {}
    for ref, k in last.items():
        ending.setdefault(k, []).append(ref)
    names = {ValueRef(-1, k): name for k, name in enumerate(block.inputs)}
    alive = TakenNames([name for ref, name in names.items() if ref in last])
    for k, statement in enumerate(statements):
        for ref in ending.get(k, ()):
            alive.release(names[ref])
        for ref, wanted in zip(statement.targets, statement.wanted):
            short = last.get(ref, k) <= k + 1 and "x" not in alive
            names[ref] = free("x" if short else identifier(wanted.lower()), alive)
        for ref in statement.targets:
            if last.get(ref, -1) <= k:
                alive.release(names[ref])
    return names


def laid_statement(statement: Statement, names: Mapping[ValueRef, str]) -> list[str]:
    """The lines of a statement."""
    code = _renamed(statement.code, names)
    targets = ", ".join([names[ref] for ref in statement.targets])
    before = f"{targets} = " if targets else "return " if statement.ends else ""
    return laid_out(code, INDENT, before)


def _renamed(code: Code, names: Mapping[ValueRef, str]) -> Code:
    match code:
        case Invocation(head, parts, apart, brackets):
            return Invocation(head, tuple([_renamed(part, names) for part in parts]), apart, brackets)
        case EitherCode(yes, condition, no):
            return EitherCode(_renamed(yes, names), condition, _renamed(no, names))
        case Joined(sign, parts):
            return Joined(sign, tuple([_renamed(part, names) for part in parts]))
        case Suffixed(base, text):
            return Suffixed(_renamed(base, names), _unmarked(text, names))
        case str():
            return _unmarked(code, names)
    return code


def _unmarked(text: str, names: Mapping[ValueRef, str]) -> str:
    return _MARK.sub(lambda at: names[ValueRef(int(at[1]) - 1, int(at[2]))], text)
