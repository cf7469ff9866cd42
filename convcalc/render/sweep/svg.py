"""The points of a sweep as a drawing by itself: SVG that is light or dark as its reader is."""

from collections.abc import Iterator

from convcalc.render.formats import Options
from convcalc.render.markup import html
from convcalc.render.sweep.figures import space_in_words, what
from convcalc.render.sweep.scatter import PlotScale, Scatter, scatter
from convcalc.render.text import cut
from convcalc.sweep.results import Results

WIDTH, HEIGHT = 860, 580
LEFT, TOP, RIGHT, BOTTOM = 84, 100, 24, 62
LONGEST = 120
"""Characters of a line that fit."""
NOTHING = "There is no point to draw."
STYLE = """
svg { color-scheme: light dark; background: #fbfbf9; }
text { font: 13px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: #595d64; }
.title { font-size: 16px; font-weight: 650; fill: #1b1c1f; }
.grid { stroke: #e4e4de; }
.dot { fill: #1b1c1f; fill-opacity: 0.22; }
.step { fill: none; stroke: #0a58c2; stroke-width: 1.5; }
.front { fill: #0a58c2; stroke: #fbfbf9; }
@media (prefers-color-scheme: dark) {
  svg { background: #141518; }
  text { fill: #a3a7ae; }
  .title { fill: #e7e7e4; }
  .grid { stroke: #2b2e34; }
  .dot { fill: #e7e7e4; }
  .step { stroke: #82b4ff; }
  .front { fill: #82b4ff; stroke: #141518; }
}
"""


def render(results: Results, options: Options) -> str:
    """The drawing, with what it shows."""
    words = cut(space_in_words(results), LONGEST), cut(what(results), LONGEST)
    return "\n".join(_lines(results.survey.sweep.members.spec.name, words, scatter(results)))


def _lines(title: str, words: tuple[str, str], drawing: Scatter) -> Iterator[str]:
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
    yield f"<title>{html(title)}</title>"
    yield f"<style>{STYLE}</style>"
    yield f'<text class="title" x="16" y="26">{html(title)}</text>'
    yield from (f'<text x="16" y="{down}">{html(line)}</text>' for down, line in zip((48, 66), words, strict=True))
    if not (drawing.dots or drawing.front):
        yield f'<text x="{WIDTH / 2}" y="{HEIGHT / 2}" text-anchor="middle">{NOTHING}</text></svg>'
        return
    yield from _across(drawing.across)
    yield from _up(drawing.up)
    yield from (f'<circle class="dot" cx="{x(dot.x)}" cy="{y(dot.y)}" r="2.5"/>' for dot in drawing.dots)
    if drawing.stepped and drawing.front:
        yield f'<path class="step" d="{steps(drawing)}"/>'
    for dot in drawing.front:
        tip = f"<title>{html(dot.words)}</title>"
        yield f'<circle class="front" cx="{x(dot.x)}" cy="{y(dot.y)}" r="5">{tip}</circle>'
    yield "</svg>"


def x(part: float) -> str:
    """How far a part of the width is to the right."""
    return f"{LEFT + part * (WIDTH - LEFT - RIGHT):.1f}"


def y(part: float) -> str:
    """How far a part of the height is down."""
    return f"{HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM):.1f}"


def steps(drawing: Scatter) -> str:
    """The path along the front, level and then up or down: no point lies beyond it."""
    first, *rest = drawing.front
    path = [f"M{x(first.x)} {y(first.y)}"]
    for dot in rest:
        path.append(f"H{x(dot.x)}V{y(dot.y)}")
    return "".join(path)


def _across(scale: PlotScale) -> Iterator[str]:
    for tick in scale.ticks:
        yield f'<line class="grid" x1="{x(tick.at)}" x2="{x(tick.at)}" y1="{y(0)}" y2="{y(1)}"/>'
        yield f'<text x="{x(tick.at)}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{html(tick.text)}</text>'
    yield f'<text x="{x(0.5)}" y="{HEIGHT - 16}" text-anchor="middle">{html(scale.title)}</text>'


def _up(scale: PlotScale) -> Iterator[str]:
    for tick in scale.ticks:
        yield f'<line class="grid" x1="{x(0)}" x2="{x(1)}" y1="{y(tick.at)}" y2="{y(tick.at)}"/>'
        yield f'<text x="{LEFT - 8}" y="{y(tick.at)}" dy="4" text-anchor="end">{html(tick.text)}</text>'
    yield f'<text x="{LEFT - 8}" y="{TOP - 8}" text-anchor="end">{html(scale.title)}</text>'
