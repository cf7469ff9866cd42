"""The shipped specs for a person, a family at a time so that each shows as it is worked out."""

from collections.abc import Iterator, Sequence

from convcalc.document.wording import many
from convcalc.language.presets import Preset
from convcalc.render import numbers
from convcalc.render.formats import Options
from convcalc.render.presets import Presets
from convcalc.render.presets.figures import PresetFigures
from convcalc.render.text import left, page, right, style, wrapped

WIDTHS = (6, 6, 12, 11)
"""Of the figures: fixed, as a family is shown before the next is worked out."""


def parts(presets: Presets, options: Options) -> Iterator[str]:
    """The titles of the columns, each family as it comes, and what stands below the last."""
    names = [entry.name for family in presets.families for entry in family.entries]
    margin = max(map(len, names))
    yield style(_line("name", ("params", "MACs", "input", "field"), margin), "bold")
    for family in presets.families:
        yield page(["", *(style(line, "cyan") for line in wrapped(family.source, options.width, rest="    "))])
        yield page(_member(*member, margin) for member in presets.members(family))
    yield _footer(len(names), options.width)


def _member(entry: Preset, of: PresetFigures, margin: int) -> str:
    return _line(entry.name, (numbers.count(of.params), numbers.count(of.macs), of.input, of.field), margin)


def _footer(count: int, width: int | None) -> str:
    """What stands below the last family."""
    text = (
        f"{many(count, 'spec')}. MACs of one example. field: the receptive field before global "
        "pooling and dense layers, +all where gates also see the whole image. 'convcalc show NAME' prints a spec."
    )
    return page(["", *(style(line, "dim") for line in wrapped(text, width))])


def _line(name: str, figures: Sequence[str], margin: int) -> str:
    cells = (right(text, width) for text, width in zip(figures, WIDTHS, strict=True))
    return f"  {left(name, margin)}  {' '.join(cells)}"
