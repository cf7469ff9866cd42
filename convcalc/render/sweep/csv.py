"""The points that stand out in a sweep as CSV, with exact numbers."""

from convcalc.render.formats import Options
from convcalc.render.points import csv
from convcalc.sweep.results import Results


def render(results: Results, options: Options) -> str:
    """A heading and a row each."""
    sweep = results.survey.sweep
    return (csv.head(sweep) + csv.text(sweep, results.told)).rstrip("\n")
