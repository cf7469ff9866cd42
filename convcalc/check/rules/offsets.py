"""How far off its centre each volume looks at the input, for reasons that somebody chose. Knows geometry; not specs.

Two things move a centre and are left out, since no network does without them: a stride, whose last window rarely
ends where the input does, and padding before a window alone, along one axis, which makes a layer causal.
"""

from collections.abc import Sequence

from convcalc.document.records import NamedTuple
from convcalc.model.geometry import Adaptive, AxisMap, Everywhere, Resample, Spread, Window
from convcalc.model.network import Network, Site


class Offset(NamedTuple):
    """Where a volume looks along one axis."""

    shift: float = 0
    """How far its centre looks from the input's, in input positions, but for what is left out."""
    true: float = 0
    """The same with all that moves it."""
    step: float = 1
    """How far apart its positions look, in input positions."""
    wide: int = 0
    """How much more padding before the last window than after it makes that causal; 0 where that is past."""


Offsets = tuple[Offset | None, ...]
"""By axis; None where positions see the whole input, or lie along no axis of it."""


def offsets_of(network: Network) -> list[Offsets]:
    """The offsets of each node's volume."""
    known: list[Offsets] = []
    windows: dict[int, tuple[AxisMap, ...]] = {}
    joined: dict[tuple[int, tuple[Offsets, ...]], Offsets] = {}
    moved: dict[tuple[object, ...], Offsets] = {}
    for node in network.nodes:
        site = node.site
        if not node.inputs:
            known.append((Offset() if node.is_input else None,) * site.output.rank)
        elif len(node.inputs) > 1:
            several = site.output.rank, tuple([known[each] for each in node.inputs])
            if several not in joined:
                joined[several] = _joined(several[1], several[0])
            known.append(joined[several])
        else:
            if id(site) not in windows:
                windows[id(site)] = site.layer.windows(site.inputs)
            maps, before = windows[id(site)], known[node.inputs[0]]
            same = type(site.layer), site.layer.reorders, maps, site.inputs[0].size, site.output.size, before
            if same not in moved:
                moved[same] = _after(site, maps, before)
            known.append(moved[same])
    return known


def _joined(inputs: Sequence[Offsets], rank: int) -> Offsets:
    """Those of a volume made of several: the middle between them."""
    each = [[offsets[axis] for offsets in inputs if len(offsets) == rank] for axis in range(rank)]
    return tuple(_middle([offset for offset in offsets if offset]) for offsets in each)


def _middle(offsets: list[Offset]) -> Offset | None:
    if not offsets:
        return None
    ends = min(offsets), max(offsets)
    shift = sum(offset.shift for offset in ends) / 2
    true = [offset.true for offset in offsets]
    return Offset(shift, (min(true) + max(true)) / 2, max(offset.step for offset in offsets))


def _after(site: Site, maps: tuple[AxisMap, ...], before: Offsets) -> Offsets:
    x, output = site.inputs[0], site.output
    if site.layer.reorders or output.rank != x.rank:
        return (None,) * output.rank
    if not maps:
        return before
    if len(maps) != output.rank:
        return (None,) * output.rank
    axes = list(zip(before, maps, x.size, output.size))
    causal = sum(offset is not None and _causal(offset, at, n, m) for offset, at, n, m in axes) == 1
    return tuple(offset and _moved(offset, at, n, m, causal) for offset, at, n, m in axes)


def _moved(offset: Offset, at: AxisMap, n: int, m: int, causal: bool) -> Offset | None:
    if isinstance(at, Window):
        return _slid(offset, at, n, m, causal)
    if isinstance(at, Spread):
        aside, step = at.after - at.before - at.extra, offset.step / at.stride
        moved = aside / 2 * step
        return Offset(offset.shift - (moved if abs(aside) >= at.stride else 0), offset.true - moved, step)
    if isinstance(at, Resample) and at.scale[0]:
        return Offset(offset.shift, offset.true, offset.step * at.scale[0] / at.scale[1])
    if isinstance(at, (Resample, Adaptive)):
        return Offset(offset.shift, offset.true, offset.step * n / m)
    return offset if isinstance(at, Everywhere) and at.local else None


def _slid(offset: Offset, at: Window, n: int, m: int, causal: bool) -> Offset:
    aside, wide = _aside(offset, at, n, m), _wide(offset, at)
    true = offset.true - offset.shift + aside / 2 * offset.step
    if causal and _causal(offset, at, n, m):
        aside, wide = 0, 0
    elif abs(aside) < at.stride:
        aside = 0
    return Offset(aside / 2 * offset.step, true, offset.step * at.stride, wide)


def _aside(offset: Offset, at: Window, n: int, m: int) -> float:
    """How much more lies after the windows than before them, with what came before: padding, less what is unread."""
    unread = n + at.before + at.after - at.extent - (m - 1) * at.stride
    return 2 * offset.shift / offset.step + at.after - at.before - unread


def _wide(offset: Offset, at: Window) -> int:
    if at.extent > 1:
        return at.extent - 1
    return offset.wide if at.before <= 0 else 0


def _causal(offset: Offset, at: AxisMap, n: int, m: int) -> bool:
    """Whether a window, with the padding or cropping around it, sees its own place and what comes before it."""
    if not isinstance(at, Window):
        return False
    wide = _wide(offset, at)
    return wide > 0 and abs(_aside(offset, at, n, m) + wide) < 0.5
