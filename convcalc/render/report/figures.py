"""The headline figures of a report as HTML: each with its convention, and on a click how it comes about.

They need no script, and so are there before it runs, and without it.
"""

from collections.abc import Sequence
from heapq import nlargest

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.cost import counted
from convcalc.analysis.memory import DTYPES, OPTIMIZERS
from convcalc.document.records import NamedTuple
from convcalc.render import numbers
from convcalc.render.markup import html
from convcalc.render.summary.totals import totals

MOST_NAMED = 5
OPTIMIZER = "adam"


class Figure(NamedTuple):
    """One figure of a network."""

    title: str
    large: str
    """The figure itself, short."""
    convention: str
    sources: tuple[str, ...]
    """How it comes about."""


def heading(analyses: Sequence[Analysis]) -> str:
    """The names of the networks; of a single one also its volumes."""
    names = html(", ".join(analysis.network.name for analysis in analyses))
    if len(analyses) > 1:
        return names
    network = analyses[0].network
    return f"{names} <small>{html(network.takes)} → {html(network.gives)}</small>"


def headline(analyses: Sequence[Analysis]) -> str:
    """Cards for one network, a table with a column each for several."""
    columns = [figures(analysis) for analysis in analyses]
    if len(columns) == 1:
        cards = (f"<div><dt>{figure.title}</dt><dd>{_markup(figure)}</dd></div>" for figure in columns[0])
        return f'<dl class="headline">{"".join(cards)}</dl>'
    names = "".join(f'<th scope="col">{html(analysis.network.name)}</th>' for analysis in analyses)
    rows = (
        f'<tr><th scope="row">{row[0].title}</th>{"".join(f"<td>{_markup(figure)}</td>" for figure in row)}</tr>'
        for row in zip(*columns, strict=True)
    )
    head = f"<thead><tr><td></td>{names}</tr></thead>"
    return f'<div class="scroll"><table class="compared">{head}<tbody>{"".join(rows)}</tbody></table></div>'


def _markup(figure: Figure) -> str:
    lines = "<br>".join(map(html, figure.sources))
    return (
        f"<details><summary><b>{html(figure.large)}</b></summary><p>{lines}</p></details>"
        f"<span>{html(figure.convention)}</span>"
    )


def figures(analysis: Analysis) -> list[Figure]:
    """The figures that `totals` puts into words, in its order."""
    total, memory, reach = analysis.total, analysis.memory, analysis.reach
    width, operated = DTYPES[memory.dtype], counted(analysis.network, "flops")
    gradients, kept = width * total.params, OPTIMIZERS[OPTIMIZER]
    params, _, macs = zip(*(row.cost for row in analysis.rows), strict=True)
    alive = [analysis.rows[number] for number in memory.peak_alive]
    known = {
        "params": ("Parameters", numbers.count(total.params), _shares(analysis, params)),
        "MACs": ("MACs", numbers.count(total.macs), _shares(analysis, macs)),
        "FLOPs": ("FLOPs", numbers.count(sum(operated)), _shares(analysis, operated)),
        "memory": ("Weights", numbers.size(memory.weights), (
            f"({total.params:,} parameters + {total.buffers:,} buffers) * {width} = {memory.weights:,} bytes",)),
        "outputs": ("Memory of outputs", numbers.size(memory.outputs), _shares(analysis, _outputs(analysis), " bytes")),
        "at once": ("Memory at once", numbers.size(memory.peak), (
            *(f"{row.node.path}: {row.bytes:,} bytes" for row in alive[-MOST_NAMED:]),
            *([f"and {len(alive) - MOST_NAMED} more"] if len(alive) > MOST_NAMED else []),
            f"together {memory.peak:,} bytes")),
        "predict": ("For a prediction", numbers.size(memory.prediction), (
            f"weights {memory.weights:,} bytes", f"alive at once {memory.peak:,}",
            f"together {memory.prediction:,} bytes")),
        "training": (f"Training with {OPTIMIZER}", numbers.size(memory.training[OPTIMIZER]), (
            f"weights {memory.weights:,} bytes", f"gradients {gradients:,}", f"{OPTIMIZER} {kept} * {gradients:,}",
            f"saved for the backward pass {sum(memory.saved):,}", f"together {memory.training[OPTIMIZER]:,} bytes")),
        "field": ("Receptive field", numbers.field(reach) if reach else "none", (
            "of the last layer whose places see less than the whole input; choose it below, and press its "
            "receptive field, to see how it grows",)),
    }  # fmt: skip
    shown = []
    for name, convention in totals(analysis):
        title, large, sources = known[name.strip()]
        shown.append(Figure(title, large, convention, sources))
    return shown


def _outputs(analysis: Analysis) -> list[int]:
    return [0 if row.node.is_input else row.bytes for row in analysis.rows]


def _shares(analysis: Analysis, values: Sequence[int], unit: str = "") -> tuple[str, ...]:
    """The layers that hold most of a sum, and how many hold the rest."""
    total, holding = sum(values), sum(map(bool, values))
    most = [number for number in nlargest(MOST_NAMED, range(len(values)), values.__getitem__) if values[number]]
    shares = [(analysis.network.nodes[number].path, values[number]) for number in most]
    lines = [f"{path}: {value:,} ({value / total:.1%})" for path, value in shares]
    if holding > MOST_NAMED:
        lines.append(f"{holding - MOST_NAMED} more layers: {total - sum(value for _, value in shares):,}")
    return (*lines, f"together {total:,}{unit}")
