"""How many members of a family are within limits, and within each limit by itself, counted without trying any."""

from collections.abc import Sequence
from typing import Any

from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.language.spec import Spec
from convcalc.sweep.asking import limited
from convcalc.sweep.gauges import Limit
from convcalc.sweep.members import Members
from convcalc.sweep.plan.sights import UnfitError
from convcalc.sweep.request import Request
from convcalc.sweep.within import MembersWithin

FEW_TO_TRY = 1_000_000
"""So many points are tried one by one in a reasonable time."""
UNCOUNTED = "try fewer limits, or --sample 100000, which tries points at random"


class Census(NamedTuple):
    """What a family counts."""

    name: str
    size: int
    """How many points there are."""
    within: int
    """How many of them can be built and are within all limits and conditions."""
    limits: tuple[str, ...]
    conditions: tuple[str, ...]
    each: tuple[int, ...] = ()
    """How many are within a limit and all conditions, for each of several limits."""


def census(spec: Spec, request: Request, settings: dict[str, Any] | None = None, input: Any = None) -> Census:
    """The count of what a request asks of a spec. Raises SpecError where it cannot be told."""
    members, limits = limited(spec, request, settings, input)
    found = _count(members, limits)
    each = tuple([_count(members, [limit]) for limit in limits] if len(limits) > 1 else ())
    conditions = tuple([condition.text for condition in members.space.conditions])
    return Census(spec.name, members.space.size, found, tuple([limit.text for limit in limits]), conditions, each)


def members_within(spec: Spec, request: Request, settings: dict[str, Any] | None = None, input: Any = None) -> int:
    """How many members are within all limits and conditions. Raises SpecError where it cannot be told."""
    return _count(*limited(spec, request, settings, input))


def _count(members: Members, limits: Sequence[Limit]) -> int:
    try:
        return MembersWithin(members, limits).size
    except UnfitError as error:
        few = members.space.size <= FEW_TO_TRY
        help = f"a sweep tries all {members.space.size:,} of them, and says the same" if few else UNCOUNTED
        raise fail(f"these points cannot be counted: {error}", help=help) from None
