"""What a layer computes, however it is written: depthwise or by groups, `same` or its padding in numbers.

Knows no places. A bias is left out: that of a convolution can be its batch norm's.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from convcalc.compare.kinds import CONV, CONVOLUTIONS, DENSE, DEPTHWISE, EVEN, GLOBAL
from convcalc.model.geometry import Adaptive, AxisMap, Window
from convcalc.model.network import Network, Site

WINDOWED = ("kernel", "stride", "pad", "dilation", "ceil", "size")
"""Settings that say which positions are read, and no more than that."""
LEFT_OUT = frozenset((*WINDOWED, "bias"))
BY_WINDOWS = frozenset((DENSE, *CONVOLUTIONS, *GLOBAL))
"""Kinds of which it is asked what their windows read."""


def meaning(site: Site) -> Hashable:
    """Equal for two layers that compute the same, but for a bias, on equal volumes; mostly so on others, too."""
    kind, given = site.kind, vars(site.layer)
    if kind not in BY_WINDOWS:
        return kind, tuple([setting for setting in given.items() if setting[0] != "bias"])
    windows = site.layer.windows(site.inputs)
    if kind in GLOBAL and _sees_all(site, windows):
        return GLOBAL[kind], ()
    if kind == DENSE or (kind == CONV and given["groups"] == 1 and _is_dense(site, windows)):
        each = max(site.output.size, default=1) > 1
        return DENSE, site.output.channels, each
    if kind in EVEN and all(n % m == 0 for n, m in _sides(site)):
        return EVEN[kind], tuple((n // m, n // m, 1, 0) for n, m in _sides(site))
    return *_filters(site, given), _reads(windows)


def _sides(site: Site) -> list[tuple[int, int]]:
    """Along each axis, how much goes in and comes out."""
    return list(zip(site.inputs[0].size, site.output.size, strict=True))


def _filters(site: Site, given: Mapping[str, Any]) -> tuple[Hashable, ...]:
    """What the windows are for, a bias left out. Groups of one channel each are those of a depthwise convolution."""
    channels = site.inputs[0].channels
    if site.kind == CONV and given["groups"] == channels > 1 and not given["filters"] % channels:
        return DEPTHWISE, given["filters"] // channels
    return site.kind, *[value for name, value in given.items() if name not in LEFT_OUT]


def _is_dense(site: Site, windows: tuple[AxisMap, ...]) -> bool:
    """Whether a convolution reads the whole volume, or one position after the other."""
    if site.output.size == site.inputs[0].size and {*_reads(windows)} == {(1, 1, 1, 0)}:
        return True
    return _sees_all(site, windows)


@lru_cache(maxsize=1000)
def _reads(windows: tuple[AxisMap, ...]) -> tuple[Hashable, ...]:
    """Where windows read; how many there are, the volumes say."""
    return tuple([tuple(each[:4]) if isinstance(each, Window) else each for each in windows])


def _sees_all(site: Site, windows: Sequence[AxisMap]) -> bool:
    return max(site.output.size) == 1 and all(
        isinstance(each, Adaptive) or (isinstance(each, Window) and each.kernel == n and each[2:4] == (1, 0))
        for each, n in zip(windows, site.inputs[0].size, strict=True)
    )


class Meanings:
    """What the layers of two networks compute, in numbers: equal ones mean the same, on equal volumes."""

    def __init__(self, old: Network, new: Network) -> None:
        numbers: dict[Hashable, int] = {}
        self.of_sites = [
            [numbers.setdefault(meaning(site), len(numbers)) for site in network.sites] for network in (old, new)
        ]
        """What the sites of either network compute."""
        self.sides = old.each(self.of_sites[0]), new.each(self.of_sites[1])
        """What its nodes do."""

    @property
    def least(self) -> int:
        """What any alignment leaves over: 1 for two nodes that are not the same, 2 for one of one side."""
        few, many = sorted(map(len, self.sides))
        one, other = map(Counter, self.sides)
        return few - (one & other).total() + 2 * (many - few)
