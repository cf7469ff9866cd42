"""What a layer computes, however it is written: depthwise or by groups, `same` or its padding in numbers.

Knows no places. A bias is left out: that of a convolution can be its batch norm's.
"""

from collections.abc import Hashable, Sequence
from typing import Any

from convcalc.compare.kinds import CONV, CONVOLUTIONS, DENSE, DEPTHWISE, EVEN, GLOBAL
from convcalc.model.geometry import Adaptive, AxisMap, Window
from convcalc.model.network import Site

WINDOWED = ("kernel", "stride", "pad", "dilation", "ceil", "size")
"""Settings that say which positions are read, and no more than that."""


def meaning(site: Site) -> Hashable:
    """Equal for two layers that compute the same, but for a bias, on equal volumes; mostly so on others, too."""
    kind, given = site.kind, {name: value for name, value in vars(site.layer).items() if name != "bias"}
    if kind != DENSE and kind not in CONVOLUTIONS and kind not in GLOBAL:
        return kind, tuple(given.items())
    windows = site.layer.windows(site.inputs)
    if kind in GLOBAL and _sees_all(site, windows):
        return GLOBAL[kind], ()
    if kind == DENSE or (kind == CONV and given["groups"] == 1 and _is_dense(site, windows)):
        each = max(site.output.size, default=1) > 1
        return DENSE, site.output.channels, each
    if kind in EVEN and all(n % m == 0 for n, m in _sides(site)):
        return EVEN[kind], tuple((n // m, n // m, 1, 0) for n, m in _sides(site))
    return *_filters(site, given), tuple(map(_read, windows))


def _sides(site: Site) -> list[tuple[int, int]]:
    """Along each axis, how much goes in and comes out."""
    return list(zip(site.inputs[0].size, site.output.size, strict=True))


def _filters(site: Site, given: dict[str, Any]) -> tuple[Hashable, ...]:
    """What the windows are for. Groups of one channel each are those of a depthwise convolution."""
    channels = site.inputs[0].channels
    if site.kind == CONV and given["groups"] == channels > 1 and not given["filters"] % channels:
        return DEPTHWISE, given["filters"] // channels
    return site.kind, *(value for name, value in given.items() if name not in WINDOWED)


def _is_dense(site: Site, windows: Sequence[AxisMap]) -> bool:
    """Whether a convolution reads the whole volume, or one position after the other."""
    reads = [each[:4] for each in windows if isinstance(each, Window)]
    return _sees_all(site, windows) or (set(reads) == {(1, 1, 1, 0)} and site.output.size == site.inputs[0].size)


def _read(window: Any) -> Hashable:
    """Where a window reads; how many there are, the volumes say."""
    return tuple(window[:4]) if isinstance(window, Window) else window


def _sees_all(site: Site, windows: Sequence[AxisMap]) -> bool:
    return max(site.output.size) == 1 and all(
        isinstance(each, Adaptive) or (isinstance(each, Window) and each.kernel == n and each[2:4] == (1, 0))
        for each, n in zip(windows, site.inputs[0].size, strict=True)
    )


class Meanings:
    """Of the nodes of two networks, whether a node of the one computes what a node of the other does."""

    def __init__(self, old: Sequence[Site], new: Sequence[Site]) -> None:
        self._sides = old, new
        self._known: dict[int, Hashable] = {}

    def agree(self, old: int, new: int) -> bool:
        """Whether two nodes do, if their volumes are equal."""
        one, other = self._sides[0][old], self._sides[1][new]
        return one is other or self.of(one) == self.of(other)

    def of(self, site: Site) -> Hashable:
        """What a site of either network computes, worked out once."""
        if id(site) not in self._known:
            self._known[id(site)] = meaning(site)
        return self._known[id(site)]
