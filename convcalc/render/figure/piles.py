"""Slabs that stand at one place of a figure, with the words below them. Knows no places."""

from collections.abc import Collection, Sequence

from convcalc.document.records import NamedTuple
from convcalc.model.geometry import Volume
from convcalc.render.figure.lettering import SMALL, fitted, width
from convcalc.render.figure.slabs import Sketch, Slab

MOST_SLABS = 6
WIDE = 46.0
"""A lone line of more points than this is broken."""
MOST_WORDS = 62.0
"""Points that a name may take below a box."""


class Pile(NamedTuple):
    """Slabs that touch each other, from left to right, drawn as one place of a figure."""

    slabs: tuple[Slab, ...]
    again: bool = False
    """The pile before has the same name, which is told once."""

    @property
    def main(self) -> Slab:
        """The slab that the words are of: the last before a pool."""
        before = [slab for slab in self.slabs if slab.family != "pool"]
        return before[-1] if before else self.slabs[-1]

    @property
    def family(self) -> str:
        """That of its main slab."""
        return self.main.family


class Piled(NamedTuple):
    """Piles in running order, and which reads which."""

    piles: tuple[Pile, ...]
    edges: tuple[tuple[int, int], ...]
    together: bool = False
    """Slabs of one size that follow each other are one pile."""


def piled(drawn: Sketch, together: bool) -> Piled:
    """The piles of a sketch: a slab each, or with `together` the slabs of one size that follow each other."""
    apart: set[int] = set()
    while True:
        piling = _Piling(drawn.edges, apart)
        for slab in drawn.slabs:
            piling.add(slab, together)
        home = piling.home
        lost = _lost(drawn.edges, home)
        if not lost:
            edges = {(home[source], home[target]) for source, target in drawn.edges if home[source] != home[target]}
            return Piled(_told_once(piling.piles), tuple(sorted(edges)), together)
        apart |= lost


def _told_once(piles: Sequence[Sequence[Slab]]) -> tuple[Pile, ...]:
    made = [Pile(tuple(pile)) for pile in piles]
    return tuple(pile._replace(again=k > 0 and _name(pile) == _name(made[k - 1])) for k, pile in enumerate(made))


def _lost(edges: Sequence[tuple[int, int]], home: Sequence[int]) -> set[int]:
    """The slabs with an arrow that could not be told from another, as both go from one pile to one place."""
    known: dict[tuple[int, int], int] = {}
    lost = set()
    for source, target in edges:
        before = known.setdefault((home[source], target), source)
        if before != source and home[source] != home[target]:
            lost.add(before)
    return lost


class _Piling:
    """Piles being made of slabs, one after another."""

    def __init__(self, edges: Sequence[tuple[int, int]], apart: Collection[int]) -> None:
        self._apart = apart
        """Slabs that nothing may stand after on their piles."""
        self.piles: list[list[Slab]] = []
        self.home: list[int] = []
        """The pile of each slab."""
        self._reads: list[set[int]] = []
        """The piles that each pile reads."""
        self._before: list[int] = []
        """Those that lead to it, a bit each: of thousands in a row, sets of numbers take a gigabyte."""
        self._sources: dict[int, list[int]] = {}
        for source, target in edges:
            self._sources.setdefault(target, []).append(source)

    def add(self, slab: Slab, together: bool) -> None:
        """The next slab, on the pile before it or beside it."""
        sources = self._sources.get(len(self.home), [])
        if not (self.piles and self._goes_on(slab, sources, together)):
            self.piles.append([])
            self._reads.append(set())
            self._before.append(0)
        here = len(self.piles) - 1
        self.piles[-1].append(slab)
        self.home.append(here)
        others = {self.home[source] for source in sources} - {here}
        self._reads[-1] |= others
        for other in others:
            self._before[-1] |= self._before[other] | 1 << other

    def _goes_on(self, slab: Slab, sources: Sequence[int], together: bool) -> bool:
        """Whether a slab reads the one before it, and no arrow would be lost on the pile."""
        here, last = len(self.piles) - 1, len(self.home) - 1
        others = [self.home[source] for source in sources if source != last]
        if last in self._apart or last not in sources or here in others:
            return False
        if any(not self._before[here] >> other & 1 for other in others) or self._reads[here].intersection(others):
            return False
        return _same(self.piles[-1][-1], slab) or (together and _fits(self.piles[-1], slab))


def _fits(pile: Sequence[Slab], slab: Slab) -> bool:
    """Whether a slab has the size of a pile, or is the pool that ends it."""
    last, apart = pile[-1], ("input", "dense")
    if last.family in (*apart, "pool") or slab.family in apart or len(_shown(pile)) >= MOST_SLABS:
        return False
    if not last.volume.size or all(size == 1 for size in slab.volume.size):
        return False
    return slab.family == "pool" or _near(slab.volume.size, last.volume.size)


def _near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether two sizes are one, but for the rim that a convolution without padding takes."""
    return len(one) == len(other) and all(0.85 * after <= before <= after / 0.85 for before, after in zip(one, other))


def _shown(pile: Sequence[Slab]) -> list[Slab]:
    """The slabs with equal ones counted once."""
    return [slab for slab, last in zip(pile, [None, *pile]) if last is None or not _alike(slab, last)]


def _alike(one: Slab, other: Slab) -> bool:
    same = (one.what, one.family, one.volume.channels) == (other.what, other.family, other.volume.channels)
    return same and _near(one.volume.size, other.volume.size)


def _same(one: Slab, other: Slab) -> bool:
    """Whether two are calls of one block."""
    return bool(one.call and other.call) and _alike(one, other)


def folded(pile: Pile) -> list[Slab]:
    """The slabs with equal neighbours as one, which says how many they are."""
    found: list[Slab] = []
    for slab in pile.slabs:
        if found and _alike(found[-1], slab):
            times = found[-1].times + slab.times
            found[-1] = found[-1]._replace(times=times, call=slab.call or found[-1].call, volume=slab.volume)
        else:
            found.append(slab)
    return found


def words(pile: Pile, narrow: bool = False) -> list[str]:
    """What stands below a pile: its name, what it is and how often, and the volume that comes out.

    Where that is to be `narrow`, a volume's sizes and channels have a line each.
    """
    told = [slab for slab in folded(pile) if slab.family not in ("pool", "merge")] or folded(pile)
    name, lines = "" if pile.again else _name(pile), [] if told[0].family == "input" else _kinds(told)
    if not name and len(lines) == 1 and width(lines[0], SMALL) > WIDE:
        lines = _halves(lines[0])
    written = [*([name] if name else []), *lines, *_written(pile.main.volume, narrow)]
    return [fitted(line, SMALL, MOST_WORDS) for line in written]


def _written(volume: Volume, narrow: bool) -> list[str]:
    text = str(volume).replace("x", "×")
    if not narrow or not volume.size:
        return [text]
    sizes, channels = "×".join(map(str, volume.size)), str(volume.channels)
    return (
        [sizes, f"×{channels}"] if text.startswith(sizes) and text != f"{channels}×{sizes}" else [f"{channels}×", sizes]
    )


def _halves(line: str) -> list[str]:
    """A line in two, as even as its words allow."""
    cuts = [at for at, char in enumerate(line) if char == " "]
    if not cuts:
        return [line]
    at = min(cuts, key=lambda at: max(width(line[:at], SMALL), width(line[at + 1 :], SMALL)))
    return [line[:at], line[at + 1 :]]


def _kinds(told: list[Slab]) -> list[str]:
    """What the slabs of a pile are: each on its line, or of many the last and how many they are."""
    times: dict[str, int] = {}
    for slab in told:
        times[slab.what] = times.get(slab.what, 0) + slab.times
    if len(times) > 3:
        first, *_, last = times
        times = {first: times[first], "…": 1, last: times[last]}
    return [_times(what, many) for what, many in times.items()]


def _times(what: str, many: int) -> str:
    return f"{what} ×{many}" if many > 1 else what


def _name(pile: Pile) -> str:
    """The name of a pile: that of its slabs, or of the first and the last as far as they differ."""
    told = [slab.name for slab in pile.slabs if slab.family not in ("pool", "merge")]
    named = list(dict.fromkeys(told)) if all(told) else []
    if len(named) < 2:
        return named[0] if named else pile.slabs[0].name if not told else ""
    first, last = named[0], named[-1]
    same = next((k for k, pair in enumerate(zip(first, last)) if pair[0] != pair[1]), min(len(first), len(last)))
    while same and last[same - 1 : same + 1].isdecimal():
        same -= 1
    return f"{first}–{last[same:]}"
