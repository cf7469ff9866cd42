"""The shipped specs as a chart, in SVG."""

from convcalc.render.figure import svg
from convcalc.render.formats import Options
from convcalc.render.presets import Presets
from convcalc.render.presets.chart import chart


def render(presets: Presets, options: Options) -> str:
    """The chart."""
    return svg.render(chart(presets), options)
