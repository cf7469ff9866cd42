"""The lines of a summary as a tree: guides to what stands in what, subtotals of open blocks, shares of the whole."""

from collections.abc import Callable, Sequence

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.parts import Part
from convcalc.render.summary.outline import Outlined

SHARED = ("params", "macs")
"""The columns of which each line's share is shown."""


def subtotalled(lines: Sequence[Outlined]) -> list[Outlined]:
    """Lines of which the headings of open blocks have the figures of all that stands in them."""
    return [
        line._replace(part=Part(tuple(line.opened.numbers()), line.part.end)) if line.opened else line for line in lines
    ]


def guides(lines: Sequence[Outlined], branch: str, last: str, through: str) -> list[str]:
    """What leads from each block to what stands in it; nothing for what stands in none."""
    found, open_at = [""] * len(lines), list[bool]()
    for k in range(len(lines) - 1, -1, -1):
        depth = lines[k].depth
        del open_at[depth + 1 :]
        open_at += [False] * (depth + 1 - len(open_at))
        before = "".join([through if more else " " * len(through) for more in open_at[1:depth]])
        found[k] = before + (branch if open_at[depth] else last) if depth else ""
        open_at[depth] = True
    return found


def share_of(analysis: Analysis, name: str) -> Callable[[Outlined], float]:
    """How much of a network's total a line makes."""
    total = getattr(analysis.total, name)
    return lambda line: min(line.sum(name) / total, 1.0) if total else 0.0


def per_cent(share: float) -> str:
    """A share in per cent; nothing for nothing, and 0 and 100 only for what is that.

    >>> per_cent(0.741), per_cent(0.0004), per_cent(0), per_cent(0.9999), per_cent(1)
    ('74%', '<1%', '', '>99%', '100%')
    """
    if share and round(share * 100) == 0:
        return "<1%"
    if share < 1 and round(share * 100) == 100:
        return ">99%"
    return f"{share:.0%}" if share else ""
