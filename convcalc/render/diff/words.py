"""What a diff says in sentences: what is the same in another form. Knows no layout."""

import os
from collections.abc import Iterator

from convcalc.analysis.cost import Cost
from convcalc.compare.equivalence import Equivalence
from convcalc.compare.kinds import EVERY_CONVOLUTION, TRAINED_ONLY
from convcalc.document.wording import many
from convcalc.render import numbers
from convcalc.render.diff import Diff
from convcalc.render.summary.totals import unstated_layers


def forms(diff: Diff) -> list[str]:
    """What is the same in another form, names first, each with what it makes of the totals."""
    return [*_names(diff), *(_form(diff, each) for each in diff.comparison.equivalences)]


def _names(diff: Diff) -> Iterator[str]:
    count = diff.comparison.unnamed
    if count:
        yield f"names differ: {many(count, 'layer')} {'is' if count == 1 else 'are'} matched by what they are and read"


def left_out(diff: Diff) -> list[str]:
    """What the totals leave out, of each side and figure: the layers of which nobody states it."""
    sides = zip(diff.sides, (diff.comparison.old, diff.comparison.new), strict=True)
    return [
        f"{figure} of {os.path.basename(name)}: not stated, and left out: {layers}"
        for name, analysis in sides
        for what, figure in (("params", "params"), ("macs", "MACs"))
        if (layers := unstated_layers(analysis.network, what))
    ]


def _form(diff: Diff, each: Equivalence) -> str:
    name = os.path.basename(diff.sides[each.form.side])
    change = figures(diff.comparison.change(each.differences))
    return f"{_TOLD[each.form.what](each, name)}{': ' if change else ''}{change}"


def _folded(each: Equivalence, name: str) -> str:
    leaves = [leaf for leaf in each.differences if leaf.old and leaf.new]
    layers = "layer" if any(leaf.piece.kind not in EVERY_CONVOLUTION for leaf in leaves) else "convolution"
    dropped = "" if leaves else ", whose biases are left out as zero"
    return f"batch norm is folded into {many(each.times, layers)} of {name}{dropped}"


def _split(each: Equivalence, name: str) -> str:
    return f"{many(each.times, 'batch norm')} {_is(each)} written as bn and scale in {name}"


def _padded(each: Equivalence, name: str) -> str:
    where = ", ".join([leaf.piece.path for leaf in each.differences if leaf.piece.kind == "pad"][:3])
    more = f" and {each.times - 3} more" if each.times > 3 else ""
    return f"{name} pads in layers of their own: {where}{more}"


def _idle(each: Equivalence, name: str) -> str:
    when = "outside of training " if each.form.kind in TRAINED_ONLY else ""
    it = "it computes" if each.times == 1 else "they compute"
    return f"{many(each.times, each.form.kind + ' layer')} {_is(each)} not in {name}: {when}{it} nothing"


def _unbiased(each: Equivalence, name: str) -> str:
    layers = many(each.times, f"{each.form.kind} layer")
    return f"{layers} of {name} {'has' if each.times == 1 else 'have'} no bias: exporters drop those that are zero"


def _sized(each: Equivalence, name: str) -> str:
    return f"{many(each.times, each.form.kind + ' layer')} of {name} {_is(each)} by factor or size as the other is not"


def _chained(each: Equivalence, name: str) -> str:
    return f"{name} takes {many(each.times, 'sum')} two volumes at a time"


_TOLD = {
    "folded": _folded, "split": _split, "padded": _padded, "idle": _idle, "unbiased": _unbiased, "sized": _sized,
    "chained": _chained,
}  # fmt: skip


def _is(each: Equivalence) -> str:
    return "is" if each.times == 1 else "are"


def figures(change: Cost) -> str:
    """What is more or less: `+2.36M parameters, +310.0M MACs`; nothing where all is as it was."""
    named = zip(change, ("parameters", "buffers", "MACs"), strict=True)
    return ", ".join([f"{_sign(value)}{numbers.count(abs(value))} {name}" for value, name in named if value])


def _sign(value: int) -> str:
    return "+" if value > 0 else "-"
