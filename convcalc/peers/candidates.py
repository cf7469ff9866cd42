"""All figures of one network that somebody can mean: its own, those of papers, and those of other tools."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from convcalc.analysis.parts import Figures, whole
from convcalc.document.records import NamedTuple
from convcalc.language.published import published
from convcalc.model.network import Network
from convcalc.peers.counting import called, tallied
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
    plain: bool = False
    """Whether it is one of those that everybody gives: parameters, MACs, twice those, bytes of float32."""


BATCHES = (2, 4, 8, 16, 32, 64, 128, 256)


def figures_of(network: Network, rules: list[Rule], itself: bool) -> Iterator[Candidate]:
    """All figures of a network, each by what is said of it; of one that may be meant, as tools see it at first."""
    figures = Figures(network)
    yield from _weights(figures)
    yield from _products(figures)
    yield from _batches(figures) if itself else ()
    yield from _bytes(figures, itself)
    yield from _printed(network)
    yield from _peers(network, rules, READINGS if itself else ())


def _weights(figures: Figures) -> Iterator[Candidate]:
    """Parameters, and what people add to them and leave out."""
    params, buffers, biases = (_of(figures, name) for name in ("params", "buffers", "biases"))
    yield Candidate(params, "parameters", "", 0, plain=True)
    if buffers:
        yield Candidate(params + buffers, "parameters and batch norm's statistics", f"{params:,} + {buffers:,}", 1)
    if biases:
        yield Candidate(params - biases, "parameters without biases", f"{params:,} - {biases:,}", 2)
    last, dense = _last_dense(figures), _dense(figures)
    if last:
        yield Candidate(params - last, "parameters without the last dense layer", f"{params:,} - {last:,}", 2)
    if dense != last and dense != params:
        yield Candidate(params - dense, "parameters without dense layers", f"{params:,} - {dense:,}", 2)


def _products(figures: Figures) -> Iterator[Candidate]:
    """MACs, and what people make of them."""
    macs, flops = _of(figures, "macs"), _of(figures, "flops")
    yield Candidate(macs, "MACs", "", 0, plain=True)
    yield Candidate(2 * macs, "FLOPs as 2 x MACs", f"2 x {macs:,}", 1, plain=True)
    yield Candidate(flops, "FLOPs", f"2 x {macs:,} + {flops - 2 * macs:,} other operations", 2)
    added = sum([node.site.layer.additions(node.site.inputs, node.site.output) for node in figures.network.nodes])
    if added:
        yield Candidate(macs + added, "MACs and biases", f"{macs:,} + {added:,}", 1)


def _batches(figures: Figures) -> Iterator[Candidate]:
    macs = _of(figures, "macs")
    for batch in BATCHES:
        yield Candidate(batch * macs, f"MACs of a batch of {batch}", f"{batch} x {macs:,}", 4)
        yield Candidate(2 * batch * macs, f"FLOPs as 2 x MACs of a batch of {batch}", f"{2 * batch} x {macs:,}", 4)


def _bytes(figures: Figures, itself: bool) -> Iterator[Candidate]:
    """What files and memory take."""
    params, buffers = _of(figures, "params"), _of(figures, "buffers")
    for count, words in ((params, "parameters"), (params + buffers, "parameters and statistics")):
        for size, dtype in ((4, "float32"), (2, "float16"), (1, "int8")):
            steps, plain = (dtype != "float32") + (count != params), dtype == "float32"
            yield Candidate(size * count, f"bytes of {words} in {dtype}", f"{size} x {count:,}", steps, True, plain)
            told = Fraction(size * count * 10**6, 2**20)
            sum_ = f"{float(told) / 10**6:.2f} MiB of {2**20:,} bytes, {size * count:,} in all"
            yield Candidate(round(told), f"MiB of {words} in {dtype}, written as MB", sum_, steps + 1, True, plain)
    if itself:
        yield Candidate(_of(figures, "memory"), "bytes of all outputs", "", 1, True)
        yield Candidate(_of(figures, "peak_memory"), "most bytes alive at once", "", 1, True)


def _of(figures: Figures, name: str) -> int:
    return int(figures.figure(whole(figures.network), name))  # type: ignore[arg-type]


def _last_dense(figures: Figures) -> int:
    """The parameters of the last layer that has multiply-accumulates, where it is flat: what gives the classes."""
    for number in reversed(range(len(figures.network.nodes))):
        if figures.costs[number].macs:
            flat = not figures.network.nodes[number].site.output.size
            return figures.costs[number].params if flat else 0
    return 0


def _dense(figures: Figures) -> int:
    """The parameters of all dense layers of flat volumes."""
    nodes = enumerate(figures.network.nodes)
    flat = [number for number, node in nodes if node.site.kind == "dense" and not node.site.output.size]
    return figures.sum(flat, "params") if flat else 0


def _peers(network: Network, rules: list[Rule], readings: Iterable[Reading]) -> Iterator[Candidate]:
    """What other tools say; where that depends on how layers are called, in each way."""
    first = reading_of(network)
    known: dict[str, int] = {}
    for reading in (first, *readings):
        calls = reading.calls(network)
        each = called(network, calls)
        for rule in rules:
            counted = tallied(rule, network, calls, each)
            total = counted.total
            if counted.fails or known.get(rule.name) == total:
                continue
            words = f"{rule.tool} {rule.version} {rule.figure}"
            if rule.name in known:
                words += f" where {reading.words}"
            yield Candidate(total, words, counted.sum, 1 + (rule.name in known))
            known.setdefault(rule.name, total)


def _printed(network: Network) -> Iterator[Candidate]:
    for paper in published(network):
        yield Candidate(int(paper.answer.number or 0), paper.words, paper.note, 0, paper.answer.in_bytes, plain=True)
