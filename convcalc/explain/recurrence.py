"""The receptive field layer by layer, as courses work it out: size n, jump j, field r, padding and start.

The table is that of Dang Ha The Hien (2017), the recurrence that of Araujo, Norris & Sim (Distill 2019). Every number
comes from the network's own analysis; the formulas only say how it follows from the layer before.
"""

from collections.abc import Iterable, Sequence

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.field_numbers import field_number
from convcalc.analysis.receptive_field import Reach
from convcalc.analysis.shortest import shortest
from convcalc.explain.field import furthest
from convcalc.explain.find import short_names
from convcalc.explain.lines import FieldRow, FieldTable, axis_names
from convcalc.model.geometry import Span, Window
from convcalc.model.network import Site

_STEP: dict[str, str] = {
    "field_stride": "{j} * {s}",
    "field_padding": "{P} + {p} * {j}",
    "field_start": "{start} + (({k} - 1)/2 - {p}) * {j}",
    "field_centre": "{centre} + (({k} - 1)/2 - {p}) * {j}",
}
"""How each number follows from those before the layer: jump j, padding P, start and centre."""


def field_table(analysis: Analysis, number: int, input: int = 0) -> FieldTable:
    """The layers from an input to a node that read more than their own position; of branches, the furthest."""
    names, seen = short_names(analysis.network), analysis.sights[input].reaches
    found: list[FieldRow] = []
    last = number
    while True:
        if seen[last] and not any(span.lows for span in seen[last]):
            last = number
        node = analysis.network.nodes[number]
        site, inputs = node.site, node.inputs
        if len(inputs) != 1 or site.layer.windows(site.inputs):
            found.append(_field_row(names[number], site, seen[number]))
        if not inputs:
            least = shortest(analysis.network, last, analysis.sights[input].input)
            return FieldTable(tuple(found[::-1]), names[last], seen[last], least)
        number = furthest(analysis, number, input)


def _field_row(name: str, site: Site, reach: Reach) -> FieldRow:
    numbers = (field_number(each, reach) for each in ("field_stride", "field_padding", "field_start"))
    return FieldRow(name, "" if site.is_input else str(site), windows_of(site), site.output.size, reach, *numbers)


def windows_of(site: Site) -> tuple[Window, ...]:
    """The windows that slide over the axes of a layer's only input; none where one does something else."""
    if len(site.inputs) != 1 or not site.inputs[0].size:
        return ()
    maps = site.layer.windows(site.inputs)
    windows = tuple(at for at in maps if isinstance(at, Window))
    return windows if len(windows) == len(maps) else ()


def grown(analysis: Analysis, numbers: Iterable[int], quantity: str, input: int = 0) -> list[str]:
    """How a number of the field comes about in each of some layers: `conv: 3.5 + ((3 - 1)/2 - 0) * 4 = 7.5`."""
    seen, lines = analysis.sights[input].reaches, list[str]()
    for number in numbers:
        node = analysis.network.nodes[number]
        windows = windows_of(node.site)
        before = seen[node.inputs[0]] if node.inputs else ()
        if windows and all(len(span.lows) == 1 for span in before) and len(before) == len(windows):
            lines += _grown(node.path, windows, before, seen[number], quantity)
    return lines


def _grown(
    name: str, windows: Sequence[Window], before: Sequence[Span], after: Sequence[Span], quantity: str
) -> list[str]:
    each = [_sum(quantity, *axis) for axis in zip(windows, before, after)]
    if len(set(each)) == 1:
        return [f"{name}: {each[0]}"]
    return [f"{name} {axis}: {text}" for axis, text in zip(axis_names(len(windows)), each)]


def _sum(quantity: str, at: Window, before: Span, after: Span) -> str:
    known = {
        key: field_number(name, (before,))
        for key, name in {
            "j": "field_stride",
            "P": "field_padding",
            "start": "field_start",
            "centre": "field_centre",
        }.items()
    }
    pad = f"({at.before})" if at.before < 0 else str(at.before)
    text = _STEP[quantity].format(k=at.extent, s=at.stride, p=pad, **known)
    return f"{text} = {field_number(quantity, (after,))}"
