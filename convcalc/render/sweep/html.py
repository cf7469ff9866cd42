"""A sweep as a page that needs nothing else: the points by two figures, the front, and what became of all."""

from collections.abc import Iterable, Iterator

from convcalc.document.wording import many
from convcalc.render.formats import Options
from convcalc.render.markup import html
from convcalc.render.sweep import figures
from convcalc.render.sweep.scatter import Scatter, scatter
from convcalc.render.web.page import WebPage, asset, web_page
from convcalc.sweep.results import Results

NONE_LEFT = "No point is left."
CONVENTIONS = (
    "MACs are multiply-accumulates for one example, memory is of outputs in float32, and of a receptive field the "
    "least of its axes is told. The option --write N, beside what varies, writes the spec of point N."
)


def parts(results: Results, options: Options) -> Iterator[str]:
    """The page."""
    name = results.survey.sweep.members.spec.name
    shown = WebPage(
        title=f"{name}: sweep",
        heading=f"{html(name)} <small>sweep</small>",
        lead=html(figures.space_in_words(results)),
        main="\n".join(_main(results)),
        foot=CONVENTIONS,
        style=asset(__file__, "sweep.css"),
    )
    return web_page(shown)


def _main(results: Results) -> Iterator[str]:
    yield f'<section aria-label="Figures"><dl class="headline">{"".join(_cards(results))}</dl></section>'
    if results.points:
        yield from _figure(scatter(results))
        yield f"<h2>{html(_sentence(figures.what(results)))}</h2>"
        yield f'<div class="scroll" tabindex="0">{"".join(_table(results))}</div>'
    else:
        near = figures.nearest(results)
        yield f"<p>{NONE_LEFT}{html(f' The nearest is {near}.' if near else '')}</p>"
    if lines := list(figures.taken(results)):
        yield "<h2>What limits take away</h2>"
        yield _list(lines)
    if results.refused:
        yield "<h2>Points without figures</h2>"
        yield _list(figures.reasons(results))


def _list(lines: Iterable[str]) -> str:
    return f'<ul class="reasons">{"".join(f"<li>{html(line)}</li>" for line in lines)}</ul>'


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _cards(results: Results) -> Iterator[str]:
    limits = ", ".join(limit.text for limit in results.survey.sweep.limits) or "there are no limits"
    cards = [
        ("Tried", results.tried, f"of {many(results.survey.space.size, 'point')}"),
        ("Within the limits", results.kept, limits),
        ("Beyond a limit", results.beyond.points, "they have figures"),
        ("Without figures", results.unbuilt, "outside of a condition, or impossible to build"),
    ]
    for title, count, words in cards:
        yield f"<div><dt>{title}</dt><dd><b>{count:,}</b><span>{html(words)}</span></dd></div>"


def _figure(drawing: Scatter) -> Iterator[str]:
    drawn = len(drawing.dots) + len(drawing.front)
    some = f"{drawn:,} of {drawing.total:,} points" if drawn < drawing.total else many(drawing.total, "point")
    yield f"<figure><figcaption>{some}; those in the table are large.</figcaption>"
    yield f'<div class="plot"><div class="up">{html(drawing.up.title)}</div><div class="rise">'
    longest = max((tick.text for tick in drawing.up.ticks), key=len, default="")
    yield f'<span aria-hidden="true" style="visibility: hidden">{html(longest)}</span>'
    yield from (f'<b style="bottom: {tick.at:.2%}">{html(tick.text)}</b>' for tick in drawing.up.ticks)
    yield '</div><svg role="img" aria-label="Points by two figures">'
    yield from _marks(drawing)
    yield '</svg><div class="run">'
    yield from (f'<b style="left: {tick.at:.2%}">{html(tick.text)}</b>' for tick in drawing.across.ticks)
    yield f'</div><div class="across">{html(drawing.across.title)}</div></div></figure>'


def _marks(drawing: Scatter) -> Iterator[str]:
    for tick in drawing.across.ticks:
        yield f'<line class="grid" x1="{tick.at:.2%}" x2="{tick.at:.2%}" y1="0" y2="100%"/>'
    for tick in drawing.up.ticks:
        yield f'<line class="grid" y1="{1 - tick.at:.2%}" y2="{1 - tick.at:.2%}" x1="0" x2="100%"/>'
    for dot in drawing.dots:
        yield f'<circle class="dot" cx="{dot.x:.2%}" cy="{1 - dot.y:.2%}" r="2.5"/>'
    for one, next in zip(drawing.front, drawing.front[1:]) if drawing.stepped else ():
        left, right, high, low = one.x, next.x, 1 - one.y, 1 - next.y
        yield f'<line class="step" x1="{left:.2%}" x2="{right:.2%}" y1="{high:.2%}" y2="{high:.2%}"/>'
        yield f'<line class="step" x1="{right:.2%}" x2="{right:.2%}" y1="{high:.2%}" y2="{low:.2%}"/>'
    for dot in drawing.front:
        circle = f'<circle class="front" cx="{dot.x:.2%}" cy="{1 - dot.y:.2%}" r="5"/>'
        yield f'<a href="#point-{dot.point}"><title>{html(dot.words)}</title>{circle}</a>'


def _table(results: Results) -> Iterator[str]:
    yield '<table class="points"><thead><tr>'
    yield from (f'<th scope="col">{html(title)}</th>' for title in figures.headings(results))
    yield "</tr></thead><tbody>"
    for row in figures.cells(results):
        yield f'<tr id="point-{row[0]}">{"".join(f"<td>{html(cell)}</td>" for cell in row)}</tr>'
    yield "</tbody></table>"
