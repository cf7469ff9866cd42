"""Slabs that stand at one place of a figure, with the words below them. Knows no places."""

from collections.abc import Sequence

from convcalc.document.records import NamedTuple
from convcalc.model.geometry import Volume
from convcalc.render.figure.lettering import SMALL, fitted, width
from convcalc.render.figure.slabs import Sketch, Slab

MOST_SLABS = 6
WIDE = 40.0
"""A lone line of more points than this is broken."""
MOST_WORDS = 62.0
"""Points that a name may take below a box."""


class Pile(NamedTuple):
    """Slabs that touch each other, from left to right, drawn as one place of a figure."""

    slabs: tuple[Slab, ...]

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
    sources: dict[int, list[int]] = {}
    for source, target in drawn.edges:
        sources.setdefault(target, []).append(source)
    home: list[int] = []
    piles: list[list[Slab]] = []
    before: list[set[int]] = []
    for number, slab in enumerate(drawn.slabs):
        read = {home[source] for source in sources.get(number, ())}
        goes_on = piles and (together or _same(piles[-1][-1], slab))
        if not (goes_on and _joins(piles, before, read, slab, sources.get(number, []), home)):
            piles.append([])
            before.append(set())
        piles[-1].append(slab)
        home.append(len(piles) - 1)
        others = read - {len(piles) - 1}
        before[-1].update(others, *(before[other] for other in others))
    edges = {(home[source], home[target]) for source, target in drawn.edges if home[source] != home[target]}
    return Piled(tuple(Pile(tuple(pile)) for pile in piles), tuple(sorted(edges)), together)


def _joins(
    piles: list[list[Slab]], before: list[set[int]], read: set[int], slab: Slab, sources: list[int], home: list[int]
) -> bool:
    """Whether a slab stands with those of the pile before it: it goes on from them, in their size."""
    here, pile = len(piles) - 1, piles[-1]
    last = pile[-1]
    if here not in read or not (read - {here}) <= before[here] or sum(home[k] == here for k in sources) > 1:
        return False
    if "input" in (last.family, slab.family) or last.family == "pool" or not slab.volume.size or not last.volume.size:
        return False
    if last.family == "dense" or slab.family == "dense" or len(_shown(pile)) >= MOST_SLABS:
        return False
    small = all(size == 1 for size in slab.volume.size)
    return not small and (slab.family == "pool" or _near(slab.volume.size, last.volume.size))


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
    name, lines = _name(pile), [] if told[0].family == "input" else _kinds(told)
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
