"""What a change amounts to, in the words of a reviewer: `stage3 widened 256 to 512: +2.36M parameters`."""

from collections.abc import Callable, Sequence

from convcalc.compare.kinds import CONVOLUTIONS, SUM
from convcalc.compare.story import EVERYWHERE, AreaChange, Fact, story
from convcalc.compare.story.likeness import UNRELATED, likeness
from convcalc.document.wording import many
from convcalc.model.layers import KINDS, kind
from convcalc.render import numbers
from convcalc.render.diff import Diff
from convcalc.render.diff.words import figures

FEW = 3
"""So many of a list are named; the others are counted."""
SENTENCES = 12
"""So many are read."""
MOST = 4
"""So many things that were done in one place."""
DONE_TO = ("", "width", "inner", "takes", "works_on")
"""What is said of an area, with its name first."""
FAMILIES = ("activation", "norm")
"""Kinds that stand in for one another, whatever their settings."""
WORDS = {
    "input": "{before} to {after}",
    "classes": "{before} to {after} classes",
    "stride_moved": "stride moved from the {before} to the {after} convolution{times}",
    "replaced": "{before} replaced by {after}",
    "takes": "takes {before} to {after} channels",
    "norm_added": "batch norm added{times}",
    "norm_removed": "batch norm removed{times}",
    "weights": "weights are shared otherwise{times}",
}


def sentences(diff: Diff, full: bool = False) -> list[str]:
    """All that was done, the largest change first; what goes beyond is counted."""
    told = [sentence(change) for change in story(diff.comparison)]
    if full or len(told) <= SENTENCES:
        return told
    return [*told[:SENTENCES], f"and {many(len(told) - SENTENCES, 'smaller change')}: --full shows them all"]


def unrelated(diff: Diff) -> str:
    """What is said of networks that are no versions of each other; nothing of those that are."""
    share = likeness(diff.comparison)
    if share >= UNRELATED:
        return ""
    return (
        f"little in common: {share:.0%} of the convolutions and dense layers, those counted half whose width alone "
        "differs; --full compares them layer by layer"
    )


def sentence(change: AreaChange) -> str:
    """Where, what, and what it costs; then what follows from it elsewhere."""
    told = [words(fact) for fact in change.facts[:MOST]]
    more = len(change.facts) - MOST
    said = ", ".join(told) + (f" and {many(more, 'other edit')}" if more > 0 else "") or "changed"
    parts = [_placed(change, said)]
    if costs := ", ".join(filter(None, [figures(change.cost), _field(change)])):
        parts.append(costs)
    text = ": ".join(parts)
    if len(change.follows) > FEW:
        return f"{text}, with all that follows"
    return f"{text}, with what follows {_within(change.follows)}" if change.follows else text


def _placed(change: AreaChange, said: str) -> str:
    """What was done, and where: `stage3 widened 256 to 512`, `1 unit fewer in stage4`, `bias added at 56x56`."""
    where = _where(change.areas)
    first = change.facts[0].what if change.facts else ""
    if first == "input":
        return f"{where} {said}"
    if first == "works_on" and where.startswith("at "):
        return f"at {_size(change.facts[0].after)} instead of {_size(change.facts[0].before)}"
    if first in DONE_TO and not where.startswith("at "):
        return f"{where} {said}"
    return f"{said} {_within(change.areas)}"


def _within(areas: Sequence[str]) -> str:
    where = _where(areas)
    return where if where == EVERYWHERE or where.startswith("at ") else f"in {where}"


def _field(change: AreaChange) -> str:
    if not change.field:
        return ""
    before, after = map(numbers.field, change.field)
    return f"field {before or 'none'} to {after or 'none'}"


def _where(areas: Sequence[str]) -> str:
    if len(areas) > FEW:
        plain = not any(" " in area for area in (areas[0], areas[-1]))
        return f"{areas[0]} to {areas[-1]}" if plain else f"{len(areas)} places"
    return " and ".join(filter(None, [", ".join(areas[:-1]), areas[-1]]))


def words(fact: Fact) -> str:
    """A fact in words."""
    if fact.what in TOLD:
        return TOLD[fact.what](fact)
    usual = f"{fact.what} {fact.before or 'not given'} to {fact.after or 'not given'}{_times(fact)}"
    known = WORDS.get(fact.what)
    return known.format(before=fact.before, after=fact.after, times=_times(fact)) if known else usual


def _times(fact: Fact) -> str:
    return f" ({fact.times} layers)" if fact.times > 1 else ""


def _size(size: Sequence[int]) -> str:
    return "x".join(map(str, size)) or "single positions"


def _width(fact: Fact) -> str:
    return f"{'widened' if fact.after > fact.before else 'narrowed'} {fact.before} to {fact.after}"


def _inner(fact: Fact) -> str:
    pairs = list(zip(fact.before, fact.after, strict=True))
    way = "widened" if sum(fact.after) > sum(fact.before) else "narrowed"
    told = [f"{before} to {after}" for before, after in pairs[:FEW]]
    more = [f"{len(pairs) - FEW} more widths"] if len(pairs) > FEW else []
    return f"{way} inside, {', '.join(told + more)}{_times(fact)}"


def _works_on(fact: Fact) -> str:
    return f"works at {_size(fact.after)} instead of {_size(fact.before)}"


def _bias(fact: Fact) -> str:
    return f"bias {'added' if fact.after == 'true' else 'removed'}{_times(fact)}"


def _from(fact: Fact) -> str:
    return f"{many(fact.times, 'layer')} {'reads' if fact.times == 1 else 'read'} other layers"


def _kind(fact: Fact) -> str:
    """Another kind of layer: the names alone where the settings say nothing."""
    before, after = fact.before.split()[0], fact.after.split()[0]
    family = kind(after).family if after in KINDS else ""
    told = f"{family} {before} to {after}" if family in FAMILIES else f"{fact.before} to {fact.after}"
    return f"{told}{_times(fact)}"


def _counted(fact: Fact) -> str:
    """Blocks, or layers, that are more or fewer; a sum among convolutions is that of a residual unit."""
    if fact.before == "block":
        from convcalc.exchange.structure.naming import CONTAINERS

        kind = "block" if fact.after in CONTAINERS else fact.after.replace(":", " branch ")
        return f"{many(fact.times, kind)} {fact.what}"
    counts = dict(fact.after)
    units = counts.get(SUM, 0) if counts.keys() & {*CONVOLUTIONS} else 0
    told = ", ".join([f"{count} {kind}" for kind, count in counts.items()])
    return f"{many(units, 'residual unit')} {fact.what} ({told})" if units else f"{told} {fact.what}"


TOLD: dict[str, Callable[[Fact], str]] = {
    "more": _counted, "fewer": _counted, "width": _width, "inner": _inner, "kind": _kind, "works_on": _works_on,
    "bias": _bias, "from": _from,
}  # fmt: skip
