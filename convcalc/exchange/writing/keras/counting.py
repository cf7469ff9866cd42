"""The names of what is repeated, counted as in the spec."""

import re

from convcalc.exchange.writing.code.naming import identifier
from convcalc.exchange.writing.code.words import CodeProgram
from convcalc.model.network import Network, Node


def counted(network: Network, program: CodeProgram, gap: str = "_") -> dict[int, str]:
    """What the steps that are repeated are called, by the number of their first node."""
    found: dict[int, str] = {}
    for block in program.blocks:
        for step in block.steps:
            if step.times:
                nodes = [network.nodes[number] for number in (step.nodes[0], step.nodes[-1])]
                plain = _count(step.label, *_labels(*nodes))
                found[step.nodes[0]] = plain if gap == "_" else f"{step.label}{gap}{{i + 1}}"
    return found


def _labels(first: Node, last: Node) -> tuple[str, str]:
    """What the first and the last of a row are called where they stand, or in them."""
    one, other = ([*(scope.label for scope in node.scope.chain), node.label] for node in (first, last))
    return next(((identifier(a), identifier(b)) for a, b in zip(one, other) if a != b), ("", ""))


def _count(label: str, first: str, last: str) -> str:
    """`unit_{i + 2}` for units from `unit_2` to `unit_4`, or for `unit_2` alone."""
    base = label.rstrip("0123456789")
    if not (first.startswith(base) and last.startswith(base)):
        first = last = label
    one, other = (re.fullmatch(r"(\w*?)(\d+)", text) for text in (first, last))
    if one is None or other is None or one[1] != other[1] or int(one[2]) > int(other[2]):
        return f"{label}_{{i + 1}}"
    return f"{one[1]}{{i + {one[2]}}}" if one[2] != "0" else f"{one[1]}{{i}}"
