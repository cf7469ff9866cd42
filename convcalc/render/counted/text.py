"""How many equal layers it takes, as text: what is seen, or how large the sides are, after each."""

from collections.abc import Iterator, Sequence

from convcalc.document.wording import many
from convcalc.homework.solve import Stacked, Target
from convcalc.render.counted import LayersCounted
from convcalc.render.formats import Options
from convcalc.render.solutions.text import axes
from convcalc.render.text import page, style, wrapped

MOST_SHOWN = 20
"""So many layers of a stack are shown one by one."""


def render(found: LayersCounted, options: Options) -> str:
    """How many layers, and what is seen or how large the sides are after each."""
    (counted, layer, target, wanted), width = found, options.width
    if counted.found:
        return page(_stacked(counted.found, layer, target, width))
    lines = [f"no number of {layer} layers gives {wanted}" + ("; the nearest:" if counted.nearest else ""), ""]
    return page([*lines, *(line for each in counted.nearest for line in _stacked(each, layer, target, width))])


def _stacked(stacked: Stacked, layer: str, target: Target, width: int | None) -> Iterator[str]:
    count = stacked.layers
    yield style(f"{many(count, 'layer')} of {layer}", "bold")
    if target.field:
        yield from _steps("receptive field", stacked.fields, width)
    if stacked.sizes:
        yield from _steps("sides", stacked.sizes, width)


def _steps(title: str, sizes: Sequence[Sequence[int | None]], width: int | None) -> list[str]:
    values = [axes(each) for each in sizes]
    if len(values) > MOST_SHOWN:
        values = [*values[: MOST_SHOWN - 3], "...", *values[-2:]]
    words = [*(f"{each} ->" for each in values[:-1]), values[-1]]
    return wrapped(words, width, f"  {title:15}  ", " " * 19)
