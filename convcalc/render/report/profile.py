"""What is said of a network at the bars along it: where most of each figure lies."""

from collections.abc import Sequence

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.receptive_field import Reach
from convcalc.explain.field import seen_inputs
from convcalc.render import numbers

Strip = tuple[str, str, int]
"""A title, a note, and the number of the layer that the note names; -1 where it names none."""


def strips(analysis: Analysis) -> list[Strip]:
    """Parameters, MACs, memory of outputs and alive at once, and the receptive field."""
    rows, memory = analysis.rows, analysis.memory
    alive = f"at most {numbers.size(memory.peak)}, while {rows[memory.peak_at].node.path} runs"
    return [
        _held(analysis, "Parameters", [row.cost.params for row in rows]),
        _held(analysis, "MACs", [row.cost.macs for row in rows]),
        _held(analysis, "Memory of the output", [0 if row.node.is_input else row.bytes for row in rows]),
        ("Memory alive at once", alive, memory.peak_at),
        _furthest(analysis),
    ]


def _held(analysis: Analysis, title: str, values: Sequence[int]) -> Strip:
    most, total = max(values), sum(values)
    if not most:
        return title, "none", -1
    number = values.index(most)
    return title, f"{numbers.share(most, total)} in {analysis.network.nodes[number].path}", number


def _furthest(analysis: Analysis) -> Strip:
    """Where most is seen of the input that is not all of it; and what grey bars are, where there are any."""
    reaches = [seen_most(analysis, number)[1] for number in range(len(analysis.rows))]
    known = {reach: seen_size(reach) for reach in dict.fromkeys(reaches)}
    sizes = [known[reach] for reach in reaches]
    most = max([size for size in known.values() if size is not None], default=0)
    if not most:
        return "Receptive field", "nothing but the whole input is seen", -1
    number = sizes.index(most)
    grey = "; grey: the whole input" if None in sizes else ""
    return "Receptive field", f"at most {most:,}, seen by {analysis.network.nodes[number].path}{grey}", number


def seen_most(analysis: Analysis, number: int) -> tuple[int, Reach]:
    """What a layer sees, and of which input; of several, the first that it sees something of."""
    first = (seen_inputs(analysis, number) or [0])[0] if len(analysis.sights) > 1 else 0
    return first, analysis.sights[first].reaches[number]


def seen_size(reach: Reach) -> int | None:
    """How far a layer sees, along the axis on which it sees most; None where that is the whole input."""
    sizes = [span.size for span in reach]
    return None if None in sizes else max(filter(None, sizes), default=0)
