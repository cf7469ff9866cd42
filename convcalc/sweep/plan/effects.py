"""What even windows come to together: one window an axis, whatever layers and branches they are made of.

Windows that slide evenly, one after another or side by side with one stride, read as one window does. So pieces that
differ in all else look alike, and those that are put together are followed as one.
"""

from convcalc.analysis.receptive_field import MOST_FOLLOWED, Reach, reaches
from convcalc.model.geometry import Span, Window, union
from convcalc.model.network import Network


class Effect:
    """A window along each axis; of equal ones there is one."""

    __slots__ = ("after", "beside", "reach", "windows")

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        """What an output sees of what goes in."""
        self.windows = tuple(
            [Window(int(highs[0] - lows[0]) + 1, step, 1, -int(lows[0])) for step, lows, highs, *_ in reach]
        )
        self.after: dict[Effect, Effect] = {}
        """What it comes to with others after it."""
        self.beside: dict[tuple[Effect, ...], Effect | None] = {}
        """What it comes to with others beside it; None where that is no window."""


class Effects:
    """All effects of a family."""

    def __init__(self) -> None:
        self._known: dict[Reach, Effect] = {}

    def nothing(self, rank: int) -> Effect:
        """Each position reads itself."""
        return self._of((Span(),) * rank)

    def of(self, network: Network) -> Effect | None:
        """The effect of a network with one input; None where that is no window, or leaves but one place."""
        first, rank = network.nodes[0].site.output, network.nodes[0].site.output.rank
        for node in network.nodes[1:]:
            site = node.site
            maps = [each for reads in site.layer.reads(site.inputs) for each in reads]
            sizes = {x.size for x in site.inputs} if len(site.inputs) > 1 else {site.inputs[0].size}
            if site.output.rank != rank or site.output.positions == 1 or len(sizes) > 1 or site.layer.reorders:
                return None
            if not all(isinstance(each, Window) for each in maps) or (len(site.inputs) > 1 and maps):
                return None
        seen = reaches(network) if first.positions > 1 else []
        return self._of(seen[network.output]) if seen and all(map(_even, seen)) else None

    def _of(self, reach: Reach) -> Effect:
        return self._known.setdefault(reach, Effect(reach))

    def joined(self, first: Effect, second: Effect) -> Effect | None:
        """One after the other."""
        found = first.after.get(second)
        if found is None:
            found = first.after[second] = self._of(through(second, first.reach))
        return found

    def side_by_side(self, effects: tuple[Effect, ...], size: tuple[int, ...]) -> Effect | None:
        """Several where branches meet, on outputs of a size."""
        first = effects[0]
        if effects not in first.beside:
            spans = zip(*[each.reach for each in effects], strict=True)
            reach = tuple([union(each, n) for each, n in zip(spans, size, strict=True)])
            first.beside[effects] = self._of(reach) if _even(reach) else None
        return first.beside[effects]


def through(effect: Effect, reach: Reach) -> Reach:
    """What is seen through it, where `reach` is seen before."""
    return tuple([window.reach(span, MOST_FOLLOWED) for window, span in zip(effect.windows, reach, strict=True)])


def _even(reach: Reach) -> bool:
    """Whether all positions see alike, and neither the whole input nor a bound is said."""
    return all(len(span.lows) == 1 and span.exact and not span.whole for span in reach)
