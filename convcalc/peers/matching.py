"""Where a figure that somebody got comes from: which network, which rule, which convention gives this number."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from convcalc.analysis.amounts import Answer
from convcalc.analysis.parts import Figures, whole
from convcalc.document.records import NamedTuple
from convcalc.language.published import published
from convcalc.model.network import Network
from convcalc.peers.counting import count
from convcalc.peers.readings import READINGS, Reading, reading_of
from convcalc.peers.rules import Rule


class Candidate(NamedTuple):
    """A figure that could be meant, and how far it lies from what was asked."""

    value: int
    words: str
    """What it is a figure of: `thop 0.1.1 macs`."""
    sum: str
    """How it comes about; empty where the words say it."""
    steps: int
    """How many things have to be otherwise than one would think."""
    in_bytes: bool = False


class Variant(NamedTuple):
    """A network that may be meant in place of one."""

    words: str
    """In what it differs; empty for the one itself."""
    network: Network
    steps: int


_CLOSENESS = 3
"""So many are told."""


def origins(got: Answer, variants: Iterable[Variant], rules: list[Rule]) -> list[Candidate]:
    """What gives a number, the likeliest first: what takes the fewest steps, then the nearest.

    A number with all its digits is given only where it is equal; one that is rounded, wherever it rounds so. Where the
    first variant gives it as it is, no others are asked.
    """
    found: list[Candidate] = []
    told: set[tuple[int, str]] = set()
    for variant in variants:
        new = [each for each in _figures(variant, rules) if _gives(each, got)]
        new = [each for each in new if (each.value, each.words) not in told]
        told.update((each.value, each.words) for each in new)
        found += _together([_farther(each, variant, got) for each in new])
        if any(each.steps == 0 for each in found):
            break
    return sorted(found, key=lambda each: (each.steps, _distance(each, got)))


def _farther(origin: Candidate, variant: Variant, got: Answer) -> Candidate:
    """A figure of a variant: as many steps away as both are together, and one where it is cut and not rounded."""
    of = f" of {variant.words}" if variant.words else ""
    steps = origin.steps + variant.steps + (not got.near(origin.value))
    return origin._replace(words=origin.words + of, steps=steps)


def _together(origins: list[Candidate]) -> list[Candidate]:
    """Those of one value in one, the likeliest with the names of the others."""
    groups: dict[int, list[Candidate]] = {}
    for origin in sorted(origins, key=lambda each: each.steps):
        groups.setdefault(origin.value, []).append(origin)
    return [group[0]._replace(words=", ".join([each.words for each in group])) for group in groups.values()]


def nearest(got: Answer, itself: Variant, rules: list[Rule]) -> list[Candidate]:
    """What comes nearest where nothing gives a number."""
    found = [each for each in _figures(itself, rules) if each.in_bytes == got.in_bytes]
    return sorted(found, key=lambda each: _distance(each, got))[:_CLOSENESS]


def _distance(origin: Candidate, got: Answer) -> Fraction:
    return abs(Fraction(origin.value) - (got.number or 0))


def _gives(origin: Candidate, got: Answer) -> bool:
    """Whether a figure is written so, rounded or cut."""
    if origin.in_bytes != got.in_bytes or got.number is None:
        return False
    return got.near(origin.value) or got.number <= origin.value < got.number + 2 * got.half


def _figures(variant: Variant, rules: list[Rule]) -> Iterator[Candidate]:
    """All figures of a network, each by what is said of it; of one that may be meant, as tools see it at first."""
    yield from _own(variant.network)
    yield from _printed(variant.network)
    yield from _peers(variant.network, rules, () if variant.words else READINGS)


def _own(network: Network) -> Iterator[Candidate]:
    """What convcalc itself counts, and the conventions that people have for it."""
    figures = Figures(network)
    part = whole(network)
    params, macs, flops = (int(figures.figure(part, name)) for name in ("params", "macs", "flops"))  # type: ignore[arg-type]
    buffers, biases = figures.sum(part.numbers, "buffers"), figures.sum(part.numbers, "biases")
    last = _last_dense(figures)
    yield Candidate(params, "parameters", "", 0)
    yield Candidate(macs, "MACs", "", 0)
    yield Candidate(2 * macs, "FLOPs as 2 x MACs", f"2 x {macs:,}", 1)
    yield Candidate(flops, "FLOPs", f"2 x {macs:,} + {flops - 2 * macs:,} other operations", 2)
    if buffers:
        words = "parameters and batch norm's statistics"
        yield Candidate(params + buffers, words, f"{params:,} + {buffers:,}", 1)
    if biases:
        yield Candidate(params - biases, "parameters without biases", f"{params:,} - {biases:,}", 2)
        connections = figures.sum(part.numbers, "connections")
        yield Candidate(connections, "MACs and biases", f"{macs:,} + {connections - macs:,}", 1)
    if last:
        yield Candidate(params - last, "parameters without the last dense layer", f"{params:,} - {last:,}", 2)
    for count_, words in ((params, "parameters"), (params + buffers, "parameters and statistics")):
        for size, dtype in ((4, "float32"), (2, "float16"), (1, "int8")):
            steps = (dtype != "float32") + (count_ != params)
            yield Candidate(size * count_, f"bytes of {words} in {dtype}", f"{size} x {count_:,}", steps, True)
            told = Fraction(size * count_ * 10**6, 2**20)
            yield Candidate(round(told), f"MiB of {words} in {dtype}, written as MB", "", steps + 1, True)
    for name, words in (("memory", "bytes of all outputs"), ("peak_memory", "most bytes alive at once")):
        yield Candidate(int(figures.figure(part, name)), words, "", 1, True)  # type: ignore[arg-type]


def _last_dense(figures: Figures) -> int:
    """The parameters of the last layer that has multiply-accumulates, where it is flat: what gives the classes."""
    for number in reversed(range(len(figures.network.nodes))):
        if figures.costs[number].macs:
            flat = not figures.network.nodes[number].site.output.size
            return figures.costs[number].params if flat else 0
    return 0


def _peers(network: Network, rules: list[Rule], readings: Iterable[Reading]) -> Iterator[Candidate]:
    """What other tools say; where that depends on how layers are called, in each way."""
    known = reading_of(network)
    for rule in rules:
        counted = count(rule, network, known)
        if counted.unsure:
            continue
        yield Candidate(counted.total, f"{rule.tool} {rule.version} {rule.figure}", counted.sum, 1)
        for reading in readings:
            other = count(rule, network, reading)
            if other.total != counted.total:
                words = f"{rule.tool} {rule.version} {rule.figure} where {reading.words}"
                yield Candidate(other.total, words, other.sum, 2)


def _printed(network: Network) -> Iterator[Candidate]:
    for paper in published(network):
        yield Candidate(int(paper.answer.number or 0), paper.words, paper.note, 0, paper.answer.in_bytes)
