"""Branches that vary: repeated, under a condition, named by an expression. Expands none of them."""

from collections.abc import Iterator

from convcalc.language.expansion.naming import text
from convcalc.language.expansion.state import Expansion, Frame, Spot
from convcalc.language.items import Branch
from convcalc.language.values import in_turn


def varying(state: Expansion, spot: Spot) -> Iterator[tuple[Branch, Frame]]:
    """Each branch that is there under its own name, and the frame in which its expressions are worked out."""
    item, frame, start = spot
    for branch in item.branches:
        route = (item.kind, branch.name)
        count = 1 if branch.repeat is None else state.count(spot, branch.repeat, *route, "repeat")
        for i in range(count):
            state.step(item, frame)
            inner = frame if branch.repeat is None else frame._replace(values=in_turn(frame.values, i))
            if state.holds(Spot(item, inner, start), branch.when, *route, "when"):
                name = text(state, Spot(item, inner, start), branch.title, *route) if branch.title else branch.name
                yield Branch(name, branch.items, branch.place), inner
