"""A spec cut into segments: items at its top that hang on the same of what varies. Works nothing out."""

from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.language.items import Item
from convcalc.language.spec import Spec
from convcalc.sweep.members import Members
from convcalc.sweep.plan.pieces import ambiguous
from convcalc.sweep.plan.uses import NameUse, Uses, roots, uses_in


class Tract(NamedTuple):
    """Items at the top of a spec, one after another."""

    items: tuple[Item, ...]
    uses: frozenset[NameUse]
    """What of the axes they hang on; beside that, on the volume that goes in."""

    def with_next(self, other: "Tract") -> "Tract":
        """Both as one."""
        return Tract(self.items + other.items, self.uses | other.uses)


def why_not(spec: Spec) -> str:
    """Why the members of a family cannot be put together of pieces, as far as its spec tells; empty where they can."""
    if isinstance(spec.input, dict) and len(spec.input) > 1:
        return "it has several inputs"
    if spec.shares:
        return "layers share weights"
    if spec.reaches:
        return "layers are named from outside of their blocks"
    if spec.modular:
        return "it stands in a file of another format"
    return "a name may stand for two layers" if ambiguous(spec.items, spec) else ""


def tracts(members: Members) -> list[Tract]:
    """The items of a family's spec in as few tracts as have neighbours hang on different axes.

    What hangs on less than its neighbour goes with it: it makes no more of them.
    """
    uses, known = Uses(members.spec), settled(members)
    axes = frozenset(axis.variable for axis in members.space.axes)
    found: list[Tract] = []
    for item in members.spec.items:
        each = Tract((item,), roots(known, uses.of((item,)), axes))
        last = found[-1] if found else each
        if found and (each.uses <= last.uses or last.uses <= each.uses):
            found[-1] = last.with_next(each)
        else:
            found.append(each)
    return found


def start(members: Members) -> frozenset[NameUse]:
    """What of the axes the input hangs on, and with it whether all variables have a value."""
    axes = frozenset(axis.variable for axis in members.space.axes)
    known = settled(members)
    uses = [*uses_in(list(known.values())), *uses_in(members.spec.input)]
    inputs = frozenset((axis.name, None) for axis in members.space.axes if axis.is_input)
    return roots(known, uses, axes) | inputs


def settled(members: Members) -> dict[str, Any]:
    """The variables that no axis sets, as they are written."""
    axes, given = {axis.variable for axis in members.space.axes}, members.settings or {}
    return {each.name: given.get(each.name, each.value) for each in members.spec.variables if each.name not in axes}
