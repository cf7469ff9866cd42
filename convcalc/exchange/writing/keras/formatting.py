"""Calls of layers in lines: what they are given breaks before what they are called with."""

from collections.abc import Sequence

from convcalc.exchange.writing.code.layout import WIDTH, Code, Invocation, laid_out


def bracketed(indent: int, head: str, inner: Sequence[str], tail: str) -> list[str]:
    """A statement whose last brackets to break hold `inner`: `head` ends in the opening one, `tail` starts closing."""
    line = f"{' ' * indent}{head}{', '.join(inner)}"
    if len(line) + len(tail) <= WIDTH:
        return [line + tail]
    packed = len(f"{' ' * (indent + 4)}{', '.join(inner)}") <= WIDTH
    apart = head[-1] != "(" or ("(" in tail and len(line) + tail.index("(") + 1 <= WIDTH)
    parts: list[Code] = [*inner]
    if len(inner) == 1 and inner[0].startswith("[") and not packed:
        parts = [Invocation("", tuple(inner[0][1:-1].split(", ")), True, "[]")]
    return laid_out(Invocation(head[:-1], tuple(parts), apart, head[-1] + tail[0]), " " * indent, after=tail[1:])


def called(indent: int, target: str, made: tuple[str, Sequence[str]], given: Sequence[str]) -> list[str]:
    """`target = head(inner)(given)`: the settings of a layer break where it has any, else what it is called with."""
    head, inner = made
    if inner:
        return bracketed(indent, f"{target}{head}(", inner, f")({', '.join(given)})")
    return bracketed(indent, f"{target}{head}()(", given, ")")
