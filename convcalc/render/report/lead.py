"""What a report opens on: a sentence made from the figures, and the layer that matters most."""

from collections.abc import Sequence

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.parts import Figures
from convcalc.model.network import Network
from convcalc.render import numbers
from convcalc.render.graph.model import Call, Split, Stage, parts
from convcalc.render.graph.model import numbers as layers_of
from convcalc.render.markup import html

TELLING = 0.1
"""A part with less than this of a sum is no place where it lies."""


def weightiest(analysis: Analysis) -> tuple[int, str]:
    """The layer with the largest share of all parameters or MACs, and the name of the one; else the last layer."""
    figures, best = Figures.of(analysis), (0.0, len(analysis.rows) - 1, "output")
    for name in ("params", "macs"):
        shares = figures.shares(name)
        most, total = max(shares), sum(shares)
        if most and most / total > best[0]:
            best = (most / total, shares.index(most), name)
    return best[1:]


def lead(analysis: Analysis, known: Sequence[Stage] = ()) -> str:
    """Where parameters, memory and MACs lie, as a sentence of HTML; the parts of the network may be `known`.

    74 % of the parameters are in fc6; memory peaks in stage1 at 24.5 MiB; 36 % of the MACs are in stage3.
    """
    top, figures = known or parts(analysis.network), Figures.of(analysis)
    clauses = (
        _lies(analysis, top, figures.shares("params"), "parameters"),
        _peaks(analysis, top),
        _lies(analysis, top, figures.shares("macs"), "MACs"),
    )
    text = "; ".join(filter(None, clauses))
    return f"{text[0].upper()}{text[1:]}."


def _lies(analysis: Analysis, top: Sequence[Stage], shares: Sequence[int], words: str) -> str:
    """In which part most of a sum lies: as deep inside as more than half of it lies together."""
    total = sum(shares)
    if not total:
        return ""
    part, held = _fullest(top, shares)
    while isinstance(part, Call) and 2 * (inner := _fullest(part.parts, shares))[1] > total:
        part, held = inner
    where = html(_name(analysis.network, part))
    if held < TELLING * total:
        return f"no part holds more than <b>{100 * held / total:.2g} %</b> of the {words}"
    said = f"<b>{100 * held / total:.0f} %</b>" if held < total else "all"
    return f"{said} of the {words} are in <b>{where}</b>"


def _fullest(inside: Sequence[Stage], shares: Sequence[int]) -> tuple[int | Call, int]:
    """The layer or block with most of a sum, and how much of it; the first of equal ones."""
    boxes = _boxes(inside)
    held = [
        shares[box] if isinstance(box, int) else sum([shares[number] for number in layers_of(box)]) for box in boxes
    ]
    most = max(held)
    return boxes[held.index(most)], most


def _boxes(inside: Sequence[Stage]) -> list[int | Call]:
    """Layers and blocks; of branches, those of each."""
    boxes: list[int | Call] = []
    for part in inside:
        if isinstance(part, Split):
            for branch in part.branches:
                boxes += _boxes(branch.parts)
        else:
            boxes.append(part)
    return boxes


def _name(network: Network, part: int | Call) -> str:
    return network.nodes[part].path if isinstance(part, int) else part.scope.path[:-1]


def _peaks(analysis: Analysis, top: Sequence[Stage]) -> str:
    """While what part runs most is alive: the outermost one that is no more than half of the network."""
    memory, boxes = analysis.memory, _boxes(top)
    while True:
        part = next(box for box in boxes if memory.peak_at in _layers(box))
        if 2 * len(_layers(part)) <= len(analysis.rows) or isinstance(part, int):
            return f"memory peaks in <b>{html(_name(analysis.network, part))}</b> at <b>{numbers.size(memory.peak)}</b>"
        boxes = _boxes(part.parts)


def _layers(box: int | Call) -> Sequence[int]:
    return (box,) if isinstance(box, int) else list(layers_of(box))


def comparison(analyses: Sequence[Analysis]) -> str:
    """How far networks lie apart, as a sentence of HTML.

    vgg16 has 5.4 times the parameters of resnet50; vgg16 takes 3.8 times the MACs of resnet50.
    """
    names = [html(analysis.network.name) for analysis in analyses]
    clauses = (
        _apart(names, "has {} times the parameters of {}", [analysis.total.params for analysis in analyses]),
        _apart(names, "takes {} times the MACs of {}", [analysis.total.macs for analysis in analyses]),
        _apart(names, "holds {} times the memory of {} at once", [analysis.memory.peak for analysis in analyses]),
    )
    return f"{'; '.join(filter(None, clauses))}." if any(clauses) else ""


def _apart(names: Sequence[str], words: str, values: Sequence[int]) -> str:
    """The largest against the smallest; nothing where they are equal, or the smallest is none."""
    most, least = max(values), min(values)
    if not least or most == least:
        return ""
    times = f"{most / least:,.{0 if most >= 100 * least else 1}f}"
    large, small = names[values.index(most)], names[values.index(least)]
    return f"<b>{large}</b> {words.format(f'<b>{times}</b>', f'<b>{small}</b>')}"
