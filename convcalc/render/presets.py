"""The shipped specs for a person, a family at a time so that each shows as it is worked out, and as JSON."""

import json
import re
from collections.abc import Sequence
from textwrap import fill
from typing import Any

from click import style

from convcalc.analysis.analyse import Analysis
from convcalc.language.presets import Entry
from convcalc.render import numbers

SCHEMA_VERSION = 1
WIDTHS = (7, 6, 9, 8)
"""Of the figures: fixed, as a family is shown before the next is worked out."""

Worked = tuple[Entry, Analysis]


def titles(margin: int) -> str:
    """The titles of the columns; `margin` is the length of the longest name."""
    return style(_line("name", ("params", "MACs", "input", "field"), margin), bold=True)


def family(source: str, members: Sequence[Worked], margin: int, width: int | None) -> str:
    """The specs of one source: of those alike in name, the cheaper first."""
    lines = ["", style(_wrapped(source, width, "    "), fg="cyan")]
    for entry, analysis in _sorted(members):
        total, seen = analysis.total, numbers.field(analysis.reach)
        figures = (numbers.count(total.params), numbers.count(total.macs), str(analysis.network.input), seen)
        lines.append(_line(entry.name, figures, margin))
    return "\n".join(lines)


def footer(count: int, width: int | None) -> str:
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


def _sorted(members: Sequence[Worked]) -> list[Worked]:
    """By what the names start with, regnet_x before regnet_y, then by cost."""

    def key(member: Worked) -> tuple[str, int]:
        start = re.match(r"(\D+)\d", member[0].name)
        return start[1] if start else "", member[1].total.macs

    return sorted(members, key=key)


def render_json(families: Sequence[Sequence[Worked]]) -> str:
    """All specs as JSON, with exact integers."""
    presets = [_plain(*member) for members in families for member in _sorted(members)]
    return json.dumps({"schema_version": SCHEMA_VERSION, "presets": presets}, indent=2)


def _plain(entry: Entry, analysis: Analysis) -> dict[str, Any]:
    network, total = analysis.network, analysis.total
    return {
        "name": entry.name,
        "title": entry.title,
        "source": entry.source,
        "input": [*network.input.size, network.input.channels],
        "params": total.params,
        "buffers": total.buffers,
        "macs": total.macs,
        "receptive_field": [span.size for span in analysis.reach],
    }
