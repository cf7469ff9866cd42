"""Lines of Python as ruff and black leave them. Knows no Keras."""

from collections.abc import Sequence

WIDTH = 88


def bracketed(indent: int, head: str, inner: Sequence[str], tail: str) -> list[str]:
    """A statement whose last brackets to break hold `inner`: on one line, on a line of their own, or a line each."""
    space, deeper = " " * indent, " " * (indent + 4)
    line = f"{space}{head}{', '.join(inner)}{tail}"
    if len(line) <= WIDTH:
        return [line]
    body = f"{deeper}{', '.join(inner)}"
    packs = head[-1] == "("
    if packs and len(body) <= WIDTH and not _breaks_later(f"{space}{head}{', '.join(inner)}", tail):
        return [f"{space}{head}", body, f"{space}{tail}"]
    if len(inner) == 1 and inner[0].startswith("["):
        return [f"{space}{head}", *bracketed(indent + 4, "[", inner[0][1:-1].split(", "), "]"), f"{space}{tail}"]
    return [f"{space}{head}", *(f"{deeper}{each}," for each in inner), f"{space}{tail}"]


def _breaks_later(line: str, tail: str) -> bool:
    """Whether brackets after these could be broken instead."""
    return "(" in tail and len(line) + tail.index("(") + 1 <= WIDTH


def called(indent: int, target: str, made: tuple[str, Sequence[str]], given: Sequence[str]) -> list[str]:
    """`target = head(inner)(given)`: the settings of a layer break where it has any, else what it is called with."""
    head, inner = made
    if inner:
        return bracketed(indent, f"{target}{head}(", inner, f")({', '.join(given)})")
    return bracketed(indent, f"{target}{head}()(", given, ")")
