"""Python text laid out in lines of 88 as ruff and black leave it. Knows nothing of what it says."""

import re
from collections.abc import Sequence
from typing import Any

from convcalc.document.records import NamedTuple

WIDTH = 88
STEP = "    "


class Invocation(NamedTuple):
    """A call, or anything with its parts between brackets."""

    head: str
    """All before the bracket: `nn.Conv2d`, `bias=foo`, `super().__init__`."""
    parts: "tuple[Code, ...]"
    apart: bool = False
    """Each part has a line of its own, whether or not they fit in one."""
    brackets: str = "()"


class EitherCode(NamedTuple):
    """One of two, by a condition."""

    yes: "Code"
    condition: str
    no: "Code"


class Repetition(NamedTuple):
    """What is unpacked from a loop: `*(Block(8) for _ in range(3))`."""

    each: "Code"
    clause: str
    """`for _ in range(3)`."""


class Joined(NamedTuple):
    """Parts with an operator between them."""

    sign: str
    parts: "tuple[Code, ...]"


class Suffixed(NamedTuple):
    """What has a method called, or a part taken of it."""

    base: "Code"
    text: str


Code = str | Invocation | EitherCode | Repetition | Joined | Suffixed


def flat(code: Code) -> str:
    """In one line."""
    if isinstance(code, str):
        return code
    if isinstance(code, Invocation):
        head, parts, _, brackets = code
        inner = ", ".join([part if isinstance(part, str) else flat(part) for part in parts])
        return f"{head}{brackets[0]}{inner}{brackets[1]}"
    match code:
        case EitherCode(yes, condition, no):
            return f"{flat(yes)} if {condition} else {flat(no)}"
        case Repetition(each, clause):
            return f"*({flat(each)} {clause})"
        case Joined(sign, parts):
            return f" {sign} ".join(map(_operand, parts))
        case Suffixed(base, text):
            return f"{_operand(base)}{text}"


def _operand(code: Code) -> str:
    return f"({flat(code)})" if isinstance(code, (Joined, EitherCode)) else flat(code)


def names_in(code: Any) -> set[str]:
    """The names that stand in code."""
    text = re.sub(r"'[^']*'|\"[^\"]*\"", "", flat(code))
    return set(re.findall(r"(?<![\w.])[A-Za-z_]\w*", text))


def laid_out(code: Code, indent: str, before: str = "", after: str = "", inside: bool = False) -> list[str]:
    """The lines of a statement or a part of one; `inside` brackets, where nothing else is put about it."""
    line = f"{indent}{before}{flat(code)}{after}"
    if len(line) <= WIDTH and not _is_apart(code):
        return [line]
    if isinstance(code, (EitherCode, Joined)) and not inside and not _is_apart(code):
        line = f"{indent}{STEP}{flat(code)}"
        if len(line) <= WIDTH:
            return [f"{indent}{before}(", line, f"{indent}){after}"]
    match code:
        case Invocation():
            return _invocation(code, indent, before, after)
        case EitherCode():
            return _choice(code, indent, before, after, inside)
        case Repetition(each, clause):
            deeper = indent + STEP
            return [
                f"{indent}{before}*(",
                *laid_out(each, deeper, inside=True),
                f"{deeper}{clause}",
                f"{indent}){after}",
            ]
        case Joined(sign, parts) if not inside:
            return [f"{indent}{before}(", *_joined(sign, parts, indent + STEP), f"{indent}){after}"]
        case Joined(sign, parts):
            lines = _joined(sign, parts, indent)
            return [*lines[:-1], f"{lines[-1]}{after}"]
        case Suffixed(Invocation() as base, text):
            return _invocation(base, indent, before, text + after)
    return [line]


def _is_apart(code: Code) -> bool:
    if isinstance(code, str):
        return False
    match code:
        case Invocation(_, parts, apart):
            return apart or any(map(_is_apart, [part for part in parts if not isinstance(part, str)]))
        case EitherCode(yes, _, no):
            return _is_apart(yes) or _is_apart(no)
        case Repetition(each, _):
            return _is_apart(each)
        case Joined(_, parts):
            return any(map(_is_apart, parts))
        case Suffixed(base, _):
            return _is_apart(base)


def _invocation(code: Invocation, indent: str, before: str, after: str) -> list[str]:
    deeper = indent + STEP
    start, end = f"{indent}{before}{code.head}{code.brackets[0]}", f"{indent}{code.brackets[1]}{after}"
    if not code.parts:
        return [start + end.lstrip()]
    line = deeper + ", ".join(map(flat, code.parts))
    if len(line) <= WIDTH and not code.apart and not any(map(_is_apart, code.parts)):
        return [start, line, end]
    lines = [line for part in code.parts for line in laid_out(part, deeper, after=",", inside=True)]
    return [start, *lines, end]


def _choice(code: EitherCode, indent: str, before: str, after: str, inside: bool) -> list[str]:
    deeper = indent if inside else indent + STEP
    lines = [
        *laid_out(code.yes, deeper, inside=True),
        f"{deeper}if {code.condition}",
        *laid_out(code.no, deeper, "else ", inside=True),
    ]
    if inside:
        return [*lines[:-1], f"{lines[-1]}{after}"]
    return [f"{indent}{before}(", *lines, f"{indent}){after}"]


def _joined(sign: str, parts: Sequence[Code], indent: str) -> list[str]:
    first, *others = parts
    lines = laid_out(first, indent, inside=True)
    for part in others:
        lines += laid_out(part, indent, f"{sign} ", inside=True)
    return lines
