"""What it would take for an expectation to hold: the difference, and what makes it or would mend it."""

from fractions import Fraction

from convcalc.analysis.amounts import Answer
from convcalc.analysis.parts import Figures, Part
from convcalc.analysis.truth import Sizes, Truth, WholeInput
from convcalc.model.geometry import Volume, Window
from convcalc.model.network import Network
from convcalc.model.quantities import QUANTITIES


def remedy(figures: Figures, part: Part, key: str, truth: Truth, answer: Answer) -> str:
    """The difference, and what makes it or would mend it."""
    if key == "output":
        return _other_setting(figures.network, part, truth, answer)
    found = max(truth.each, default=0) if isinstance(truth, Sizes) else truth
    wanted = Fraction(max(answer.value.each)) if isinstance(answer.value, Sizes) else answer.value
    if not isinstance(found, int) or isinstance(wanted, WholeInput):
        return ""
    over = found - wanted
    parts = [f"{'over' if over > 0 else 'short'} by {_written(abs(over))}"] if over else []
    if over > 0 and QUANTITIES[key].adds == "sum" and len(part.numbers) > 1:
        parts.append(_largest(figures, part, key, found))
    elif over > 0 and QUANTITIES[key].adds == "most":
        parts.append(_at_peak(figures, part))
    elif over < 0 and key == "receptive_field":
        parts.append(_growth(figures, part))
    return "; ".join(filter(None, parts))


def _written(value: Fraction) -> str:
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,g}"


def _largest(figures: Figures, part: Part, key: str, total: int) -> str:
    shares = figures.shares(key)
    number = max(part.numbers, key=shares.__getitem__)
    return f"{figures.network.nodes[number].title} holds {100 * shares[number] // total}%"


def _at_peak(figures: Figures, part: Part) -> str:
    """The layer that runs at the peak, and the largest outputs that are alive then."""
    nodes = figures.network.nodes
    numbers = range(len(nodes)) if part.is_file else part.numbers
    peak = max(numbers, key=figures.alive.__getitem__)
    held = ", ".join(f"{nodes[number].path} {figures.sizes[number]:,}" for number in figures.holders[peak])
    more = f" and {figures.held[peak] - 3} more" if figures.held[peak] > 3 else ""
    return f"while {nodes[peak].title} runs, these are alive: {held}{more}"


def _growth(figures: Figures, part: Part) -> str:
    reach = figures.reach(part)
    stride = reach[0].stride if reach else None
    return f"a 3x3 convolution at its end adds {2 * stride}" if isinstance(stride, int) else ""


def _other_setting(network: Network, part: Part, truth: Truth, answer: Answer) -> str:
    """How the volumes differ, and a setting that gives the expected size, for a layer with a sliding window."""
    site, wanted = network.nodes[part.end].site, answer.value
    if not isinstance(truth, Volume) or not isinstance(wanted, Sizes) or len(wanted.each) != truth.rank + 1:
        return ""
    *size, channels = type(truth).inner(wanted.each)
    parts = [f"it has {truth.channels:,} channels, not {channels:,}"] if channels != truth.channels else []
    if tuple(size) != truth.size and len(part.numbers) == 1:
        windows = [window for window in site.layer.windows(site.inputs) if isinstance(window, Window)]
        if windows and (setting := _setting(windows, site.inputs[0].size, size)):
            parts.append(f"{setting} gives {'x'.join(map(str, size))}")
    return "; ".join(parts)


def _setting(windows: list[Window], size: tuple[int, ...], wanted: list[int]) -> str:
    """A padding less than the window, or a stride, with which windows give the wanted size."""
    axes = list(zip(windows, size, wanted))
    for pad in range(min([64, *(window.extent for window in windows)])):
        if all(window._replace(before=pad, after=pad).output(n) == m for window, n, m in axes):
            return f"padding {pad}"
    for stride in range(1, 9):
        if all(window._replace(stride=stride).output(n) == m for window, n, m in axes):
            return f"stride {stride}"
    return ""
