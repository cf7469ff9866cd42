"""The shipped specs for a person, a family at a time so that each shows as it is worked out."""

from collections.abc import Iterator, Sequence
from textwrap import fill

from click import style

from convcalc.analysis.analyse import Analysis
from convcalc.language.presets import Entry
from convcalc.render import numbers
from convcalc.render.formats import Options
from convcalc.render.presets import Presets

WIDTHS = (7, 6, 9, 8)
"""Of the figures: fixed, as a family is shown before the next is worked out."""


def render(presets: Presets, options: Options) -> str:
    """All families, below the titles of the columns."""
    return "\n".join(parts(presets, options))


def parts(presets: Presets, options: Options) -> Iterator[str]:
    """The titles, each family as it comes, and what stands below the last."""
    names = [entry.name for family in presets.families for entry in family.entries]
    margin = max(map(len, names))
    yield style(_line("name", ("params", "MACs", "input", "field"), margin), bold=True)
    for family in presets.families:
        yield "\n".join(["", style(_wrapped(family.source, options.width, "    "), fg="cyan")])
        yield "\n".join(_member(*member, margin) for member in presets.members(family))
    yield _footer(len(names), options.width)


def _member(entry: Entry, analysis: Analysis, margin: int) -> str:
    total, seen = analysis.total, numbers.field(analysis.reach)
    figures = (numbers.count(total.params), numbers.count(total.macs), str(analysis.network.input), seen)
    return _line(entry.name, figures, margin)


def _footer(count: int, width: int | None) -> str:
    """What stands below the last family."""
    text = (
        f"{count} spec{'s' if count > 1 else ''}. MACs of one example. field: the receptive field before global "
        "pooling and dense layers, +all where gates also see the whole image. 'convcalc show NAME' prints a spec."
    )
    return "\n" + style(_wrapped(text, width), dim=True)


def _wrapped(text: str, width: int | None, indent: str = "") -> str:
    return fill(text, max(20, width or 10**6), subsequent_indent=indent)


def _line(name: str, figures: Sequence[str], margin: int) -> str:
    cells = (text.rjust(width) for text, width in zip(figures, WIDTHS, strict=True))
    return f"  {name.ljust(margin)}  {'  '.join(cells)}"
