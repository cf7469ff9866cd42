"""A verdict in a few lines: what was held against what, or the first layer that is not so."""

import os
from collections.abc import Iterator

from convcalc.analysis.analyse import Analysis
from convcalc.compare.layers import Difference
from convcalc.compare.verdict import different, first_difference, other_ends
from convcalc.document.wording import many
from convcalc.model.quantities import QUANTITIES
from convcalc.render.diff import Diff, words
from convcalc.render.formats import Options
from convcalc.render.text import page, style, wrapped


def render(diff: Diff, options: Options) -> str:
    """Yes, with what is the same in another form; or no, with the first difference."""
    return page(_lines(diff, options.width))


def _lines(diff: Diff, width: int | None) -> Iterator[str]:
    spec, model = diff.sides[0], os.path.basename(diff.sides[1])
    found = why(diff, spec, model)
    if found is None:
        yield from wrapped(f"is what {spec} says: {_counted(diff.comparison.old)}", width, f"{style(model, 'bold')} ")
        for form in words.forms(diff):
            yield from wrapped(form, width, f"  {style('=', 'cyan')} ", " " * 4)
        return
    count = different(diff.comparison)
    layers = f"{many(count, 'layer')} differ{'s' if count == 1 else ''}, the first is" if count else "what comes out is"
    yield from wrapped(f"is not what {spec} says: {layers}", width, f"{style(model, 'bold')} ")
    yield from wrapped(found, width, f"  {style('!', 'red')} ", " " * 4)
    if ":" not in model:  # a module is no side of a diff
        yield from wrapped(f"all of them: convcalc diff {diff.sides[0]} {diff.sides[1]}", width, "  ", "  ")


def why(diff: Diff, spec: str, model: str) -> str | None:
    """The first layer that differs, and how; or that other volumes come out. None where the model is as the spec."""
    if found := first_difference(diff.comparison):
        return difference_of(found, spec, model)
    ends = other_ends(diff.comparison)
    return f"{ends[0]} in {spec}, and {ends[1]} in {model}" if ends else None


def _counted(analysis: Analysis) -> str:
    total = analysis.total
    buffers = f", {total.buffers:,} buffers" if total.buffers else ""
    layers = many(len(analysis.network.numbers), "layer")
    return f"{layers}, {total.params:,} parameters{buffers}, {total.macs:,} MACs"


def difference_of(found: Difference, spec: str, model: str) -> str:
    """A layer and how it differs: `conv1: bias is false in resnet50, and true in net.onnx; params 9,408, 9,472`."""
    piece = found.piece
    if found.old is None or found.new is None:
        return f"{piece.path} ({piece.kind}) is in {spec if found.old else model} alone"
    other = f" ({found.old.path} in {spec})" if found.old.path != piece.path else ""
    edits = [f"{each.what} is {each.before} in {spec}, and {each.after} in {model}" for each in found.edits]
    figures = [
        f"{QUANTITIES[each.what].title} {_shown(each.before)} and {_shown(each.after)}"
        for each in found.figures
        if each.what != "receptive_field"
    ]
    return f"{piece.path}{other}: {'; '.join([*edits, *figures]) or 'what it sees is not the same'}"


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
