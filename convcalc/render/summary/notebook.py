"""The summary in a notebook: a table with its tree, subtotals and shares, in the notebook's own light or dark.

Its text has the colour of what is around it. All of its style is that of elements inside `.convcalc`: none of the
notebook's changes.
"""

import os
from collections.abc import Iterator, Sequence

from convcalc.analysis.analyse import Analysis
from convcalc.document.files import contents
from convcalc.render.formats import PLAIN
from convcalc.render.markup import html
from convcalc.render.summary.columns import Column, table
from convcalc.render.summary.outline import Outlined
from convcalc.render.summary.totals import FOLDED, below_table
from convcalc.render.summary.tree import SHARED, guides, per_cent, share_of, subtotalled

STEPS = {"│": "through", "├": "branch", "└": "last", " ": "none"}
"""What a step of a guide is drawn as."""


def notebook(analysis: Analysis) -> str:
    """A table with a caption, and the totals below it."""
    network, shown = analysis.network, table(analysis, PLAIN, subtotalled)
    shares = {name: share_of(analysis, name) for name in SHARED}
    led = guides(shown.lines, "├", "└", "│")
    parts = [f"<style>{_style()}</style>", '<div class="convcalc"><table>']
    parts.append(f"<caption><b>{html(network.name)}</b> {html(network.takes)} → {html(network.gives)}</caption>")
    parts.append(f"<thead><tr>{''.join(map(_title, shown.columns))}</tr></thead><tbody>")
    for line, guide, cells in zip(shown.lines, led, shown.rows, strict=True):
        made = [
            _cell(column, text, line, guide, shares[column.name](line) if column.name in shares else None)
            for column, text in zip(shown.columns, cells, strict=True)
        ]
        parts.append(f"<tr{' class=block' if line.opened else ''}>{''.join(made)}</tr>")
    folded = [("×N", FOLDED)] if any(line.times > 1 for line in shown.lines) else []
    return "\n".join([*parts, "</tbody></table>", *_below([*below_table(analysis, PLAIN), *folded]), "</div>"])


def _style() -> str:
    return contents(os.path.join(os.path.dirname(__file__), "notebook.css")).decode().strip()


def _title(column: Column) -> str:
    beside = "<td></td>" if column.name in SHARED else ""
    return f'<th scope=col class="{"number" if column.number else "word"}">{html(column.title)}</th>{beside}'


def _cell(column: Column, text: str, line: Outlined, guide: str, share: float | None) -> str:
    if column.name == "layer":
        steps = "".join(f'<i class="{STEPS[step]}"></i>' for step in guide)
        times = f" <small>×{line.times}</small>" if line.times > 1 else ""
        name = html(line.label) if line.is_layer else f"<b>{html(line.label)}</b>"
        return f'<th scope=row class="word"><span>{steps}{name}{times}</span></th>'
    if column.name == "kind":
        word, space, settings = text.partition(" ") if line.is_layer else (text, "", "")
        return f'<td class="word"><em class="{_family(line)}">{html(word)}</em>{space}{html(settings)}</td>'
    if share is None:
        return f'<td class="{"number" if column.number else "word"}">{html(text)}</td>'
    return f'<td class="number">{html(text)}</td>{_share(share if "?" not in text else 0, line)}'


def _share(share: float, line: Outlined) -> str:
    """Per cent, and a bar behind it."""
    bar = f'<u class="{_family(line)}" style="width:{100 * share:.1f}%"></u>' if share else ""
    return f'<td class="share">{bar}{html(per_cent(share))}</td>'


def _family(line: Outlined) -> str:
    return line.family.replace(" ", "-") or "none"


def _below(named: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield "<dl>"
    yield from (f"<dt>{html(name.strip())}</dt><dd>{html(text)}</dd>" for name, text in named)
    yield "</dl>"
