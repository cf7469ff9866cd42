"""What a change amounts to, area by area: what was done there, and what that makes of the totals.

Each layer counts in one area, so that all areas together, and what is the same in another form, make the difference of
the totals.
"""

from collections.abc import Container, Iterator, Sequence

from convcalc.analysis.cost import Cost
from convcalc.analysis.receptive_field import Reach
from convcalc.compare.difference import Comparison
from convcalc.compare.kinds import LEARNED_ACTIVATION
from convcalc.compare.layers import Difference
from convcalc.compare.story.areas import areas
from convcalc.compare.story.facts import Fact, Networks, consequence, facts
from convcalc.document.records import NamedTuple
from convcalc.model.layers import KINDS

__all__ = ["AreaChange", "Fact", "story"]

SEEING = ("kernel", "stride", "dilation", "kind", "stride_moved", "size", "factor")
"""Settings that make a layer see more or less."""
QUIET = ("eps", "momentum", "rate")
"""Settings that change no figure."""
MANY = 3
"""In so many areas they are told once for all."""
EVERYWHERE = "throughout"
"""The area of what was done in more."""


class AreaChange(NamedTuple):
    """What was done in some areas, and what it changes there."""

    areas: tuple[str, ...]
    facts: tuple[Fact, ...]
    cost: Cost
    """How much more, or less where it is negative."""
    field: tuple[Reach, Reach] | None = None
    """The receptive field at the end, before and after, where it was changed here."""
    follows: tuple[str, ...] = ()
    """Areas where nothing was done but what follows from this, and is counted in it."""
    cause: bool = True
    """Something was done here; else it only follows from what was done elsewhere."""
    otherwise: tuple[Fact, ...] = ()
    """What follows here from what was done elsewhere."""


def story(comparison: Comparison) -> tuple[AreaChange, ...]:
    """What was done, the largest change first."""
    networks = comparison.old.network, comparison.new.network
    told = [_told(name, leaves, comparison, networks) for name, leaves in _by_area(comparison, networks).items()]
    told = _merged(_quiet([each for each in told if each.facts or any(each.cost)]))
    causes = [each for each in told if each.cause]
    if len(causes) == 1:
        rest = [each for each in told if not each.cause]
        told = [causes[0]._replace(
            cost=_sum(each.cost for each in told), follows=tuple(name for each in rest for name in each.areas)
        )]  # fmt: skip
    whole = [max(1, was, now) for was, now in zip(comparison.old.total[:3], comparison.new.total[:3])]
    return tuple(sorted(told, key=lambda each: -max(abs(n) / most for n, most in zip(each.cost, whole))))


def _by_area(comparison: Comparison, networks: Networks) -> dict[str, list[Difference]]:
    """The layers that are not the same, by their areas: by those of the side that has blocks, the newer one first."""
    names = [areas(network) for network in networks]
    speaking = int(not comparison.unnamed or _blocks(names[1]) >= _blocks(names[0]))
    found: dict[str, list[Difference]] = {}
    area = names[speaking][0]
    for leaf in comparison.leaves:
        piece = leaf.new if speaking else leaf.old
        own = names[not speaking if piece is None else speaking][(piece or leaf.piece).first]
        if piece or (not comparison.unnamed and own not in names[speaking]):
            area = own
        found.setdefault(area, []).append(leaf)
    return found


def _blocks(names: Sequence[str]) -> int:
    """How many areas are blocks."""
    return sum(not name.startswith("at ") for name in set(names))


def _told(name: str, leaves: Sequence[Difference], comparison: Comparison, networks: Networks) -> AreaChange:
    different = [leaf for leaf in leaves if leaf.status not in ("same", "equivalent")]
    done = facts(different, networks)
    cost = comparison.change(different)
    field = _field(leaves, comparison) if any(map(_sees, different)) else None
    follows = tuple(consequence(different, networks))
    if done or not any(cost):
        return AreaChange((name,), tuple(done), cost, field, otherwise=follows)
    return AreaChange((name,), follows, cost, cause=False)


def _sees(leaf: Difference) -> bool:
    """Whether what was done to a layer can change what those after it see."""
    return not (leaf.old and leaf.new) or any(edit.what in SEEING for edit in leaf.edits)


def _field(leaves: Sequence[Difference], comparison: Comparison) -> tuple[Reach, Reach] | None:
    """What the last layer sees on either side, if that is not the same."""
    last = [leaf.old for leaf in leaves if leaf.old], [leaf.new for leaf in leaves if leaf.new]
    if not all(last):
        return None
    saw = comparison.old.sights[0].reaches[last[0][-1].last]
    sees = comparison.new.sights[0].reaches[last[1][-1].last]
    return (saw, sees) if [span.size for span in saw] != [span.size for span in sees] else None


def _merged(told: Sequence[AreaChange]) -> list[AreaChange]:
    """Areas where the same was done, in one; where layers are more or fewer, each by itself."""
    found: dict[object, AreaChange] = {}
    for each in told:
        alone = not each.cause or not each.facts or any(fact.what in ("more", "fewer") for fact in each.facts)
        key = id(each) if alone else tuple([fact[:3] for fact in each.facts])
        found[key] = _joined(found[key], each) if key in found else each
    return list(found.values())


def _quiet(told: Sequence[AreaChange]) -> list[AreaChange]:
    """What costs nothing and was done in many areas, told once; and all else."""
    areas: dict[object, list[AreaChange]] = {}
    for each in told:
        for fact in each.facts:
            if fact.what.split()[-1] in QUIET or _is_activation(fact):
                areas.setdefault(fact[:3], []).append(each)
    often = {key: found for key, found in areas.items() if len(found) >= MANY}
    rest = [_without(each, often.keys()) for each in told]
    kept = [each for each in rest if any(each.cost) or (each.facts and each.cause)]
    once = [AreaChange(_places(found), (_added(key, found),), Cost(0, 0, 0)) for key, found in often.items()]
    return kept + once


def _without(each: AreaChange, often: Container[object]) -> AreaChange:
    """The rest of what was done in an area; where that is nothing, what follows there from what was done elsewhere."""
    facts = tuple([fact for fact in each.facts if fact[:3] not in often])
    if facts or not each.facts:
        return each._replace(facts=facts)
    return each._replace(facts=each.otherwise, cause=False)


def _places(found: Sequence[AreaChange]) -> tuple[str, ...]:
    return (EVERYWHERE,) if len(found) > MANY else tuple([each.areas[0] for each in found])


def _added(key: object, found: Sequence[AreaChange]) -> Fact:
    facts = [fact for each in found for fact in each.facts if fact[:3] == key]
    return facts[0]._replace(times=sum(fact.times for fact in facts))


def _is_activation(fact: Fact) -> bool:
    kinds = [str(each).split()[0] for each in (fact.before, fact.after)] if fact.what == "kind" else []
    return bool(kinds) and all(
        KINDS.get(kind, "").startswith("activation.") and kind != LEARNED_ACTIVATION for kind in kinds
    )


def _joined(one: AreaChange, other: AreaChange) -> AreaChange:
    facts = tuple(a._replace(times=a.times + b.times) for a, b in zip(one.facts, other.facts, strict=True))
    return AreaChange((*one.areas, *other.areas), facts, _sum([one.cost, other.cost]), other.field or one.field)


def _sum(costs: Sequence[Cost] | Iterator[Cost]) -> Cost:
    return Cost(*map(sum, zip(*costs, strict=True)))
