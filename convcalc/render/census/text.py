"""How many members of a family are within limits, in a sentence, and a line for each of several limits."""

from collections.abc import Iterator

from convcalc.document.wording import many
from convcalc.render.formats import Options
from convcalc.render.text import aligned, page
from convcalc.sweep.census import Census


def render(found: Census, options: Options) -> str:
    """The count, and its share of all points."""
    return page([_sentence(found), *_each(found)])


def _sentence(found: Census) -> str:
    conditions = len(found.conditions)
    limiting = [*found.limits, *([many(conditions, "condition")] if conditions else [])]
    words = f"are within {', '.join(limiting)}" if limiting else "can be built"
    return f"{found.within:,} of {found.size:,} points {words}: {_share(found, found.within)}"


def _each(found: Census) -> Iterator[str]:
    """What each of several limits leaves by itself."""
    rows = [
        [f"  {limit} alone", f"{count:,}", _share(found, count)]
        for limit, count in zip(found.limits, found.each, strict=False)
    ]
    yield from aligned(rows) if rows else ()


def _share(found: Census, count: int) -> str:
    return f"{100 * count / found.size:.3g} %"
