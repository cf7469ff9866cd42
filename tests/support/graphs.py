"""Random specs, and simulators that work them out the slow way: one window, one position, one reader at a time.

Nothing here shares a formula with convcalc. A simulator reads the same spec data as convcalc does, unrolls it
into nodes of its own, and finds sizes by trying windows, receptive fields by following single positions
along an endless axis, and what is alive by looking for later readers.
"""

import json
import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import count, product
from typing import Any, NamedTuple

from hypothesis import strategies as st

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.document.problems import SpecError
from convcalc.document.source import parse
from convcalc.language.expansion import build
from convcalc.language.loading import read_source
from convcalc.model.network import Network

Size = tuple[int, ...]


def network(spec: str | dict[str, Any]) -> Network:
    """The network of a spec, given as text or as data."""
    return build(read_source(parse("t.yaml", spec if isinstance(spec, str) else json.dumps(spec))))


def one_layer(volume: str, item: Any) -> Network:
    """The network of a single layer."""
    return network({"input": volume, "layers": [item]})


def analysed(spec: str | dict[str, Any], **options: Any) -> Analysis:
    """All figures of a spec."""
    return analyse(network(spec), **options)


def problems(spec: str | dict[str, Any]) -> list[Any]:
    """What is wrong with a spec; nothing where it builds."""
    try:
        network(spec)
    except SpecError as error:
        return list(error.problems)
    return []


# Sizes, by trying


def starts(
    n: int, kernel: int, stride: int = 1, dilation: int = 1, before: int = 0, after: int = 0, ceil: bool = False
) -> list[int]:
    """Where the windows start on the padded axis, tried one after the other from its first place."""
    places = ["before"] * before + ["input"] * n + ["after"] * after
    found: list[int] = []
    for start in count(0, stride):
        beyond = [tap for tap in (start + k * dilation for k in range(kernel)) if tap >= len(places)]
        overhang = max(beyond) - len(places) + 1 if beyond else 0
        partly = ceil and overhang < stride and start < len(places) and places[start] != "after"
        if beyond and not partly:
            return found
        found.append(start)
    raise AssertionError


def same_sides(n: int, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    """The least padding with a window for every stride-th input, the odd place at the end."""
    wanted = len(range(0, n, stride))
    before = after = 0
    while len(starts(n, kernel, stride, dilation, before, after)) < wanted:
        if after > before:
            before += 1
        else:
            after += 1
    return before, after


def spread_sides(
    n: int, kernel: int, stride: int, dilation: int, sides: tuple[int, int] | str, wanted: int | None
) -> tuple[tuple[int, int], int]:
    """The padding and output padding of a transposed convolution, tried: Keras's where a word says them.

    It is the gradient of a convolution over what comes out. Keras: `n * stride` places with `same`, and with `valid`
    as many as its kernels write to, or `n * stride` where these are more.
    """
    if isinstance(sides, str) and wanted is None:
        wanted = n * stride if sides == "same" else max(n * stride, scattered(n, kernel, stride, dilation))
    if sides == "same":
        sides = same_sides(wanted, kernel, stride, dilation)
    elif sides == "valid":
        sides = (0, 0)
    for extra in range(stride):
        if wanted in (None, scattered(n, kernel, stride, dilation, *sides, extra)):
            return sides, extra
    raise MisfitError


def scattered(
    n: int, kernel: int, stride: int = 1, dilation: int = 1, before: int = 0, after: int = 0, extra: int = 0
) -> int:
    """How many places a transposed convolution writes to, less the padding."""
    touched = [u * stride + k * dilation for u in range(n) for k in range(kernel)]
    places = list(range(max(touched) + 1 + extra))
    return len(places[before : len(places) - after]) if after < len(places) else 0


# Reads: which input positions an output position reads, on an axis without ends


def window_reads(u: int, kernel: int, stride: int, dilation: int, before: int) -> list[int]:
    """The taps of a window, by walking from the start of window 0."""
    first = -before
    for _ in range(abs(u)):
        first += stride if u > 0 else -stride
    return [first + k * dilation for k in range(kernel)]


def scatter_reads(o: int, kernel: int, stride: int, dilation: int, before: int) -> list[int]:
    """The inputs that write to an output."""
    far = abs(o) + before + kernel * dilation + 1
    writes = [(u, u * stride + k * dilation - before) for u in range(-far, far) for k in range(kernel)]
    return sorted({u for u, place in writes if place == o})


def resample_reads(o: int, n: int, m: int, mode: str, align_corners: bool) -> list[int]:
    """The inputs with weight in an interpolated output: the tent reaches 1 far, the cubic 2 but for 1 itself."""
    if mode == "nearest":
        centre = Fraction(o * n, m)
        return [j for j in _around(centre, 2) if 0 <= centre - j < 1]
    if align_corners:
        centre = Fraction(o * (n - 1), m - 1) if m > 1 else Fraction(0)
    else:
        centre = Fraction(2 * o + 1, 2) * Fraction(n, m) - Fraction(1, 2)
    reach = 1 if mode == "linear" else 2
    return [j for j in _around(centre, 3) if abs(j - centre) < reach and abs(j - centre) != 1]


def adaptive_reads(o: int, n: int, m: int) -> list[int]:
    """The cells that part `o` of `m` equal parts touches."""
    low, high = Fraction(o * n, m), Fraction((o + 1) * n, m)
    return [j for j in range(math.floor(low) - 1, math.ceil(high) + 2) if j + 1 > low and j < high]


def _around(centre: Fraction, far: int) -> range:
    return range(math.floor(centre) - far, math.floor(centre) + far + 2)


# Specs, unrolled


class Node(NamedTuple):
    """A layer with its settings one axis at a time."""

    kind: str
    settings: dict[str, Any]
    inputs: tuple[int, ...]
    size: Size
    channels: int

    @property
    def elements(self) -> int:
        """How many numbers, counted."""
        total = 0
        for _ in product(*map(range, self.size)):
            total += self.channels
        return total


class Graph(NamedTuple):
    """A spec unrolled."""

    nodes: list[Node]
    output: int
    """The end of the layers."""
    heads: list[int]
    headed: bool = False
    """The layers end in heads."""

    @property
    def outputs(self) -> list[int]:
        """What comes out: the end of the layers only where they end in something else."""
        return self.heads if self.headed or self.output in self.heads else [self.output, *self.heads]


class MisfitError(Exception):
    """A layer has no output."""


def unroll(spec: dict[str, Any]) -> Graph:
    """The nodes of a spec in running order. Knows the long form of items only."""
    inputs = spec["input"] if isinstance(spec["input"], dict) else {"input": spec["input"]}
    graph = Graph([_blank("input", volume) for volume in inputs.values()], 0, [])
    headed = any("head" in item for item in spec["layers"][-1:])
    names = {name: number for number, name in enumerate(inputs)} if len(inputs) > 1 else {}
    return graph._replace(output=_run(spec["layers"], 0, graph, names), headed=headed)


def _blank(kind: str, volume: str) -> Node:
    """A node that reads nothing."""
    *size, channels = map(int, volume.split("x"))
    return Node(kind, {}, (), tuple(size), channels)


def _run(items: list[dict[str, Any]], current: int, graph: Graph, names: dict[str, int]) -> int:
    for item in items:
        kind = next(key for key in item if key not in ("name", "from", "weights"))
        value, sources = item[kind], item.get("from")
        if kind == "param":
            graph.nodes.append(_blank(kind, value["volume"]))
            current = names[item["name"]] = len(graph.nodes) - 1
            continue
        if kind == "head":
            graph.heads.extend(_run(branch, current, graph, dict(names)) for branch in value.values())
            continue
        if kind in ("add", "mul", "concat"):
            if sources:
                inputs = [names.get(name, 0) for name in sources]
            else:
                inputs = [_run(branch, current, graph, dict(names)) for branch in value.values()]
        elif isinstance(sources, list):
            inputs = [names.get(name, 0) for name in sources]
        else:
            inputs = [names.get(sources, 0) if sources else current]
        inputs += [names[value["of"]]] if kind == "unpool" else []
        volumes = [(graph.nodes[number].size, graph.nodes[number].channels) for number in inputs]
        settings = _by_axis(kind, value or {}, volumes[0][0])
        if kind == "unpool":
            pool = graph.nodes[inputs[1]]
            settings.update(pool.settings, size=list(graph.nodes[pool.inputs[0]].size))
            settings["taps"] = settings.pop("kernel")
        size, channels = _volume(kind, settings, volumes)
        if not all(n > 0 for n in size):
            raise MisfitError
        graph.nodes.append(Node(kind, settings, tuple(inputs), size, channels))
        current = len(graph.nodes) - 1
        if "name" in item:
            names[item["name"]] = current
    return current


def _each(value: Any, rank: int) -> list[Any]:
    return value if isinstance(value, list) else [value] * rank


def _sides(value: Any, rank: int) -> list[tuple[int, int]]:
    if isinstance(value, dict):
        return list(zip(_each(value.get("before", 0), rank), _each(value.get("after", 0), rank)))
    return [tuple(each) if isinstance(each, list) else (each, each) for each in _each(value, rank)]


def _by_axis(kind: str, value: dict[str, Any], size: Size) -> dict[str, Any]:
    """Settings with a value for each axis, and their defaults."""
    rank, settings = len(size), dict(value)
    if kind in ("conv", "depthwise", "maxpool", "avgpool", "tconv"):
        kernel = _each(value["kernel"], rank)
        fallback = kernel if kind.endswith("pool") else 1
        settings.update(
            kernel=kernel,
            stride=_each(value.get("stride", fallback), rank),
            dilation=_each(value.get("dilation", 1), rank),
            output_pad=_each(value.get("output_pad", 0), rank),
        )
        if kind == "tconv" and (isinstance(value.get("pad"), str) or "size" in value):
            each = [value["pad"]] * rank if isinstance(value.get("pad"), str) else _sides(value.get("pad", 0), rank)
            wanted = _each(value.get("size"), rank)
            slides = zip(size, kernel, settings["stride"], settings["dilation"], each, wanted)
            settings["pad"], settings["output_pad"] = zip(*(spread_sides(*slide) for slide in slides))
            return settings
        pad = 0 if value.get("pad") == "valid" else value.get("pad", 0)
        if pad == "same":
            settings["pad"] = list(map(same_sides, size, kernel, settings["stride"], settings["dilation"]))
        else:
            settings["pad"] = _sides(pad, rank)
    elif kind in ("pad", "crop"):
        settings["pad"] = _sides(value["pad"], rank)
    elif kind == "upsample" and "factor" in value:
        settings["size"] = [len(range(n * f)) for n, f in zip(size, _each(value["factor"], rank))]
    elif kind in ("upsample", "adaptive_maxpool", "adaptive_avgpool"):
        settings["size"] = _each(value["size"], rank)
    return settings


def _volume(kind: str, s: dict[str, Any], volumes: list[tuple[Size, int]]) -> tuple[Size, int]:
    size, channels = volumes[0]
    if kind in ("add", "mul"):
        return tuple(max(ns) for ns in zip(*(each for each, _ in volumes))), max(c for _, c in volumes)
    if kind == "concat":
        return size, sum(c for _, c in volumes)
    if kind == "reshape":
        *size, channels = map(int, s["volume"].split("x"))
    if kind == "permute":
        names = ("depth", "height", "width")[-len(size) :] if len(size) > 1 else ("length",)[: len(size)]
        by_name = dict(zip((*names, "channels"), (*size, channels)))
        *size, channels = [by_name[name] for name in s["order"]]
    if kind in ("reshape", "permute"):
        return tuple(size), channels
    if kind in ("flatten", "dense"):
        return (), s["units"] if kind == "dense" else math.prod(size) * channels
    return tuple(_size(kind, s, axis, n) for axis, n in enumerate(size)), _channels(kind, s, len(size), channels)


def _size(kind: str, s: dict[str, Any], axis: int, n: int) -> int:
    if "kernel" in s:
        slide = s["kernel"][axis], s["stride"][axis], s["dilation"][axis], *s["pad"][axis]
        if kind == "tconv":
            return scattered(n, *slide, s["output_pad"][axis])
        return len(starts(n, *slide, s.get("ceil", False)))
    if isinstance(s.get("size"), list):
        return s["size"][axis]
    if kind in ("pad", "crop"):
        before, after = s["pad"][axis]
        if kind == "pad":
            return len([0] * before + [1] * n + [0] * after)
        return len(([1] * n)[before : max(0, n - after)])
    if kind == "space_to_depth":
        return len(range(0, n, s["factor"]))
    if kind == "pixel_shuffle":
        return n * s["factor"]
    return 1 if kind in ("gap", "gmp") else n


def _channels(kind: str, s: dict[str, Any], rank: int, channels: int) -> int:
    if kind == "depthwise":
        return channels * s.get("multiplier", 1)
    if kind == "pixel_shuffle":
        return len(range(0, channels, s["factor"] ** rank))
    if kind == "space_to_depth":
        return channels * s["factor"] ** rank
    if kind == "slice":
        return len(range(s["start"], s["stop"]))
    if kind == "pad":
        return len([0] * s.get("channel_pad", 0) * 2 + [1] * channels)
    return s.get("filters", channels)


# What a position sees


NOTHING = (math.inf, -math.inf)
SEPARATE = ("gap", "gmp")


class Follower:
    """Follows positions back to an input, axis by axis: on axes without ends, or (`finite`) on the real ones."""

    def __init__(self, graph: Graph, finite: bool = False, start: int = 0) -> None:
        self.nodes, self.finite, self.start = graph.nodes, finite, start
        self._seen: dict[tuple[int, int, int], tuple[float, float]] = {}

    def sees(self, number: int, axis: int, u: int) -> tuple[float, float]:
        """The first and last input position that position `u` of a node sees by its place, or NOTHING."""
        key = (number, axis, u)
        if key not in self._seen:
            node = self.nodes[number]
            hulls = [self.sees(source, axis, j) for source in node.inputs for j in self.reads(node, source, axis, u)]
            if number == self.start:
                hulls = [(u, u)]
            self._seen[key] = (
                min([low for low, _ in hulls] or [math.inf]),
                max([high for _, high in hulls] or [-math.inf]),
            )
        return self._seen[key]

    def reached(self, number: int, axis: int, u: int) -> set[int]:
        """All positions of the input that position `u` of a node reads by its place."""
        node = self.nodes[number]
        if number == self.start:
            return {u}
        reads = [(source, j) for source in set(node.inputs) for j in self.reads(node, source, axis, u)]
        return set().union(*(self.reached(source, axis, j) for source, j in reads))

    def sighted(self, number: int) -> bool:
        """Whether any path leads to the input."""
        return number == self.start or any(map(self.sighted, self.nodes[number].inputs))

    def whole(self, number: int, axis: int) -> bool:
        """Whether a path from the input goes through a layer that sees all of the axis."""
        node = self.nodes[number]
        sources = [source for source in node.inputs if self.sighted(source)]
        here = [self.gathers(node, source, axis) for source in sources]
        return any(here) or any(self.whole(source, axis) for source in sources)

    def gathers(self, node: Node, source: int, axis: int) -> bool:
        """Whether a layer sees more than one position for all of its outputs together."""
        n = self.nodes[source].size[axis]
        if node.kind == "attention":
            return n > 1 and source in node.inputs[1:] and node.settings["window"] in (0, n)
        statistics = node.kind in ("gn", "in", "grn") or node.settings.get("over") == "all"
        return n > 1 and (statistics or not self.placed(node, source, axis))

    def placed(self, node: Node, source: int, axis: int) -> bool:
        """Whether an output's own place says what it sees."""
        n = self.nodes[source].size[axis]
        return n == 1 or not (node.kind in SEPARATE or (node.kind.startswith("adaptive") and node.size[axis] == 1))

    def reads(self, node: Node, source: int, axis: int, u: int) -> list[int]:
        """The positions of an input that one output position reads by its place."""
        n = self.nodes[source].size[axis]
        if node.kind == "attention":
            return self._attended(node, source, n, u)
        if not self.placed(node, source, axis):
            return []
        if node.kind in ("add", "mul", "concat") and n == 1 and node.size[axis] > 1:
            return [0]
        found = self._reads(node, n, axis, u)
        return [j for j in found if 0 <= j < n] if self.finite else found

    def _attended(self, node: Node, source: int, n: int, u: int) -> list[int]:
        """The query's own position, and of keys and values those of its window."""
        window, shift = node.settings["window"], node.settings.get("shift", 0)
        found = {u} if source == node.inputs[0] else set()
        if source in node.inputs[1:] and window not in (0, n):
            near = range(u - window, u + window + 1)
            found |= {j for j in near if (j - shift) // window == (u - shift) // window}
        return [j for j in sorted(found) if 0 <= j < n or not self.finite]

    def _reads(self, node: Node, n: int, axis: int, u: int) -> list[int]:
        kind, s = node.kind, node.settings
        if kind in ("conv", "depthwise", "maxpool", "avgpool"):
            return window_reads(u, s["kernel"][axis], s["stride"][axis], s["dilation"][axis], s["pad"][axis][0])
        if kind == "unpool":
            return scatter_reads(u, s["taps"][axis], s["stride"][axis], s["dilation"][axis], s["pad"][axis][0])
        if kind == "tconv":
            return scatter_reads(u, s["kernel"][axis], s["stride"][axis], s["dilation"][axis], s["pad"][axis][0])
        if kind == "upsample":
            return resample_reads(u, n, s["size"][axis], s.get("mode", "nearest"), s.get("align_corners", False))
        if kind.startswith("adaptive"):
            return adaptive_reads(u, n, s["size"][axis])
        if kind in ("pad", "crop"):
            return [u - s["pad"][axis][0] if kind == "pad" else u + s["pad"][axis][0]]
        if kind == "pixel_shuffle":
            return [j for j in range(-abs(u) - 1, abs(u) + 1) if u in _block(j, s["factor"])]
        if kind == "space_to_depth":
            return list(_block(u, s["factor"]))
        return [u]


def _block(u: int, factor: int) -> range:
    return range(u * factor, u * factor + factor)


class Rate(NamedTuple):
    """How many input positions lie between neighbouring outputs, and how often the pattern repeats at most."""

    step: Fraction
    period: int
    mixed: bool = False
    """Branches with different steps met, so that no one figure holds."""


def rate(graph: Graph, number: int, axis: int) -> Rate | None:
    """The rate of a node along an axis; None where its outputs have no place there."""
    node = graph.nodes[number]
    if not node.inputs:
        return Rate(Fraction(1), 1)
    follower = Follower(graph)
    if not all(follower.placed(node, source, axis) for source in node.inputs):
        return None
    rates = [rate(graph, source, axis) for source in node.inputs]
    found = [each for each in rates if each]
    if not found:
        return None
    broadcast = any(
        each and graph.nodes[source].size[axis] != node.size[axis] for each, source in zip(rates, node.inputs)
    )
    if len(node.inputs) > 1:
        unpooled = node.kind == "unpool"
        mixed = (broadcast and not unpooled) or any(each.mixed or each.step != found[0].step for each in found)
        each = _factor(node, 0, axis) if unpooled else Fraction(1)
        return Rate(found[0].step * each, math.lcm(*(each.period for each in found)) * each.denominator, mixed)
    factor = _factor(node, graph.nodes[node.inputs[0]].size[axis], axis)
    return Rate(found[0].step * factor, found[0].period * factor.denominator, found[0].mixed)


def _factor(node: Node, n: int, axis: int) -> Fraction:
    s = node.settings
    if "stride" in s:
        return Fraction(1, s["stride"][axis]) if node.kind in ("tconv", "unpool") else Fraction(s["stride"][axis])
    if isinstance(s.get("size"), list):
        m = s["size"][axis]
        aligned = s.get("align_corners") and s["mode"] != "nearest" and m > 1
        return Fraction(n - 1, m - 1) if aligned else Fraction(n, m)
    if "shuffle" in node.kind or node.kind == "space_to_depth":
        return Fraction(1, s["factor"]) if node.kind == "pixel_shuffle" else Fraction(s["factor"])
    return Fraction(1)


# Costs


def multiplications(node: Node, size: Size, channels: int) -> Iterator[tuple[Any, ...]]:
    """Each multiplication of a layer with a weight, as the name of the weight; taps in the padding count too."""
    s = node.settings
    if node.kind == "dense":
        yield from product(range(node.channels), range(channels))
    if node.kind not in ("conv", "depthwise", "tconv"):
        return
    taps = list(product(*map(range, s["kernel"])))
    groups = channels if node.kind == "depthwise" else s.get("groups", 1)
    sources, targets = _dealt(channels, groups), _dealt(node.channels, groups)
    for _ in product(*map(range, size if node.kind == "tconv" else node.size)):
        for several, filters in zip(sources, targets, strict=True):
            yield from product(filters, several, taps)


def _dealt(count: int, groups: int) -> list[list[int]]:
    """Numbers dealt out in equal runs."""
    numbers, each = list(range(count)), count // groups
    return [[numbers.pop(0) for _ in range(each)] for _ in range(groups)]


def learned(node: Node, size: Size, channels: int) -> set[Any]:
    """The name of every number that a layer learns."""
    s, names = node.settings, set(multiplications(node, size, channels))
    affine = ["weight", "bias"] if s.get("affine", node.kind != "in") else []
    if node.kind in ("conv", "depthwise", "tconv", "dense") and s.get("bias", True):
        names |= {("bias", f) for f in range(node.channels)}
    elif node.kind in ("bn", "gn", "in", "grn") or (node.kind == "ln" and s.get("over") != "all"):
        names |= set(product(affine, range(channels)))
    elif node.kind == "ln":
        names |= set(product(affine, *map(range, size), range(channels)))
    elif node.kind == "prelu":
        names |= {("slope", 0 if s.get("shared") else c) for c in range(channels)}
    elif node.kind == "scale":
        names |= set(product(["weight", "bias"] if s.get("bias") else ["weight"], range(channels)))
    return names


# Memory


Addresses = dict[tuple[int, ...], int]
"""The address of each number of two examples, by example, channel and place."""


def homes(graph: Graph) -> list[int]:
    """For each node the one in whose memory its output lies: told by the address of each number of two examples.

    A view has its input's addresses; they serve as long as they lie evenly along each axis, as a framework's do.
    """
    found: list[int] = []
    lie: list[Addresses] = []
    for number, node in enumerate(graph.nodes):
        seen = _seen_in(node, graph.nodes[node.inputs[0]], lie[node.inputs[0]]) if node.inputs else None
        if seen is not None and _even(seen):
            found.append(found[node.inputs[0]])
            lie.append(seen)
        else:
            found.append(number)
            lie.append({index: address for address, index in enumerate(_indices(node))})
    return found


def kept(graph: Graph, width: int, batch: int) -> int:
    """The bytes that the backward pass needs: what each gradient reads, each memory once (saved_tensors.md)."""
    nodes, lie, learns = graph.nodes, homes(graph), list[bool]()
    memories, total = set[int](), 0
    for number, node in enumerate(nodes):
        x = nodes[node.inputs[0]] if node.inputs else node
        weights = bool(node.inputs and learned(node, x.size, x.channels))
        learns.append(weights or any(learns[source] for source in node.inputs))
        if not learns[-1]:
            continue
        if node.kind in KEEPING_OUTPUT:
            memories.add(lie[number])
        elif node.kind == "mul":
            memories |= {lie[source] for source, other in _factors(node, learns) if other}
            total += batch * width * sum(_product(nodes, node, k).elements for k in _kept_products(node, learns))
        elif node.kind not in KEEPING_NOTHING and not _pools_to_one(node):
            memories.add(lie[node.inputs[0]])
        total += _made(node, x, width, batch)
    return total + batch * width * sum(nodes[number].elements for number in memories)


KEEPING_OUTPUT = ("relu", "sigmoid", "softmax", "tanh")
KEEPING_NOTHING = (
    "add", "concat", "identity", "flatten", "reshape", "permute", "slice", "crop", "pad", "upsample", "gap", "dropout",
    "channel_shuffle", "pixel_shuffle", "space_to_depth",
)  # fmt: skip


def _pools_to_one(node: Node) -> bool:
    return node.kind == "adaptive_avgpool" and all(n == 1 for n in node.size)


def _factors(node: Node, learns: list[bool]) -> Iterator[tuple[int, bool]]:
    """Each factor, and whether the one it is multiplied by has a gradient: from the left, one after the other."""
    first, *others = node.inputs
    yield first, learns[others[0]]
    seen = learns[first]
    for source in others:
        yield source, seen
        seen = seen or learns[source]


def _kept_products(node: Node, learns: list[bool]) -> list[int]:
    """After how many factors a product is kept, as the next factor has a gradient."""
    return [k for k in range(2, len(node.inputs)) if learns[node.inputs[k]]]


def _product(nodes: list[Node], node: Node, count: int) -> Node:
    size, channels = _volume("mul", {}, [(nodes[k].size, nodes[k].channels) for k in node.inputs[:count]])
    return node._replace(size=size, channels=channels)


def _made(node: Node, x: Node, width: int, batch: int) -> int:
    """The bytes that a layer makes for its gradient: means, indices, masks."""
    positions = math.prod(x.size)
    if node.kind in ("maxpool", "adaptive_maxpool", "gmp"):
        return 8 * batch * node.elements
    if node.kind == "bn":
        return 2 * max(4, width) * x.channels
    if node.kind in ("ln", "gn", "in"):
        means = {"ln": 1 if node.settings.get("over") == "all" else positions, "gn": node.settings.get("groups")}
        return 2 * max(4, width) * batch * means.get(node.kind, x.channels)
    if node.kind == "grn":
        return width * batch * sum(len(each) for each in ([0] * node.elements, *[[0] * x.channels] * 2, [0]))
    return width * batch * node.elements if node.kind == "dropout" else 0


def _indices(node: Node) -> Iterator[tuple[int, ...]]:
    return product(range(2), range(node.channels), *map(range, node.size))


def _seen_in(node: Node, source: Node, lies: Addresses) -> Addresses | None:
    """The addresses of what a layer gives out without copying; None for a layer that works numbers out."""
    kind, s = node.kind, node.settings
    if kind in ("identity", "flatten", "reshape"):
        return dict(zip(_indices(node), (lies[index] for index in _indices(source)), strict=True))
    if kind == "slice":
        return {(n, c, *at): lies[n, c + s["start"], *at] for n, c, *at in _indices(node)}
    if kind == "crop":
        befores = [before for before, _ in s["pad"]]
        return {(n, c, *at): lies[n, c, *map(sum, zip(at, befores))] for n, c, *at in _indices(node)}
    if kind == "permute":
        names = [("length",), ("height", "width"), ("depth", "height", "width")][len(source.size) - 1]
        order = [(*names, "channels").index(name) for name in s["order"]]
        found = {}
        for n, c, *at in _indices(node):
            where = dict(zip(order, (*at, c)))
            found[n, c, *at] = lies[n, where[len(names)], *(where[k] for k in range(len(names)))]
        return found
    return None


def _even(lies: Addresses) -> bool:
    """Whether one step along an axis is as far everywhere."""
    axes = range(len(next(iter(lies))))
    ahead = [
        {lies[further] - address for index, address in lies.items() if (further := _further(index, k)) in lies}
        for k in axes
    ]
    return all(len(steps) <= 1 for steps in ahead)


def _further(index: tuple[int, ...], axis: int) -> tuple[int, ...]:
    return (*index[:axis], index[axis] + 1, *index[axis + 1 :])


def in_place(graph: Graph, kinds: set[str]) -> list[int]:
    """The homes where kinds write over what they read, if no later node looks at it, however it is seen."""
    home = homes(graph)
    found = list(home)
    for number, node in enumerate(graph.nodes):
        if node.kind in kinds:
            memory = home[node.inputs[0]]
            later = (source for late in graph.nodes[number + 1 :] for source in late.inputs)
            wanted = any(home[source] == memory for source in (*later, *graph.outputs))
            if memory and not wanted:
                found = [found[memory] if home[k] == number else each for k, each in enumerate(found)]
    return found


def alive(graph: Graph, home: list[int] | None = None) -> list[set[int]]:
    """The nodes whose memory is alive while each node runs, found anew each time from all later readers."""
    kept, home = graph.outputs, home or homes(graph)
    steps = range(len(graph.nodes))
    return [
        {
            home[k]
            for k in range(now + 1)
            if k == now or k in kept or any(k in graph.nodes[late].inputs for late in steps[now:])
        }
        for now in steps
    ]


# Random specs

LARGEST = 24
Draw = Any


def _per_axis(draw: Draw, rank: int, low: int, high: int) -> Any:
    numbers = st.integers(low, high)
    return draw(st.one_of(numbers, st.lists(numbers, min_size=rank, max_size=rank)))


def _before_after(draw: Draw, rank: int, most: int) -> Any:
    return {"before": _per_axis(draw, rank, 0, most), "after": _per_axis(draw, rank, 0, most)}


def _some_pad(draw: Draw, rank: int, most: int) -> Any:
    form = draw(st.integers(0, 4))
    if form == 0:
        return _per_axis(draw, rank, 0, most)
    if form == 1:
        return _before_after(draw, rank, most)
    if form == 2:
        return [[draw(st.integers(0, most)), draw(st.integers(0, most))] for _ in range(rank)]
    return "same" if form == 3 else draw(st.sampled_from([0, 1, "valid"]))


def _conv(draw: Draw, rank: int, channels: int) -> Any:
    settings = {"filters": draw(st.integers(1, 3)), "kernel": _per_axis(draw, rank, 1, 4)}
    settings["stride"] = _per_axis(draw, rank, 1, 2) if draw(st.booleans()) else 1
    settings["dilation"] = _per_axis(draw, rank, 1, 3) if draw(st.booleans()) else 1
    return [{"conv": settings | {"pad": _some_pad(draw, rank, 3)}}]


def _depthwise(draw: Draw, rank: int, channels: int) -> Any:
    return [
        {"depthwise": {"kernel": _per_axis(draw, rank, 1, 3), "pad": "same", "stride": _per_axis(draw, rank, 1, 2)}}
    ]


def _pool(draw: Draw, rank: int, channels: int) -> Any:
    kernel = draw(st.integers(1, 4))
    settings = {"kernel": kernel, "pad": draw(st.sampled_from(["same", *range(kernel)])), "ceil": draw(st.booleans())}
    if draw(st.booleans()):
        settings["stride"] = _per_axis(draw, rank, 1, 3)
    return [{draw(st.sampled_from(["maxpool", "avgpool"])): settings}]


def _tconv(draw: Draw, rank: int, channels: int) -> Any:
    stride = draw(st.integers(1, 3))
    settings = {"filters": draw(st.integers(1, 2)), "kernel": _per_axis(draw, rank, 1, 4), "stride": stride}
    settings["dilation"] = draw(st.integers(1, 2))
    settings["pad"] = draw(st.one_of(st.sampled_from(["same", "valid"]), st.just(_before_after(draw, rank, 2))))
    if stride > 1 and not isinstance(settings["pad"], str) and draw(st.booleans()):
        settings["output_pad"] = _per_axis(draw, rank, 0, stride - 1)
    return [{"tconv": settings}]


def _upsample(draw: Draw, rank: int, channels: int) -> Any:
    mode = draw(st.sampled_from(["nearest", "linear", "cubic"]))
    settings = {"mode": mode, "align_corners": mode != "nearest" and draw(st.booleans())}
    if draw(st.booleans()):
        settings["factor"] = _per_axis(draw, rank, 1, 3)
    else:
        settings["size"] = _per_axis(draw, rank, 2, 12)
    return [{"upsample": settings}]


def _sides_item(draw: Draw, rank: int, channels: int) -> Any:
    if draw(st.booleans()):
        return [{"crop": {"pad": _before_after(draw, rank, 3)}}]
    return [{"pad": {"pad": _before_after(draw, rank, 3), "channel_pad": draw(st.integers(0, 1))}}]


def _rearranged(draw: Draw, rank: int, channels: int) -> Any:
    if draw(st.booleans()):
        return [{"space_to_depth": {"factor": 2}}, {"conv": {"filters": 2, "kernel": 1}}]
    factor = draw(st.integers(1, 3))
    return [{"conv": {"filters": 2 * factor**rank, "kernel": 1}}, {"pixel_shuffle": {"factor": factor}}]


def _adaptive(draw: Draw, rank: int, channels: int) -> Any:
    kind = draw(st.sampled_from(["adaptive_avgpool", "adaptive_maxpool"]))
    return [{kind: {"size": _per_axis(draw, rank, 1, 12)}}]


def _global(draw: Draw, rank: int, channels: int) -> Any:
    gate = {"gap": None}, {"conv": {"filters": channels, "kernel": 1}}, {"sigmoid": None}
    choices = [
        [{"mul": {"body": [], "gate": list(gate)}}],
        [{"mul": {"gate": list(gate), "body": []}}],
        [{"gn": {"groups": 1}}],
        [{"grn": None}],
        [{"in": None}],
        [{"ln": {"over": "all"}}],
        [{draw(st.sampled_from(["gap", "gmp"])): None}],
    ]
    return draw(st.sampled_from(choices))


def _pointwise(draw: Draw, rank: int, channels: int) -> Any:
    return [{draw(st.sampled_from(["relu", "bn", "ln", "softmax", "dropout", "identity", "prelu", "scale"])): None}]


LAYERS = [_conv, _conv, _conv, _pool, _tconv, _upsample, _sides_item, _depthwise, _rearranged, _adaptive, _pointwise]


def _after(items: list[dict[str, Any]], size: Size, channels: int) -> tuple[Size, int] | None:
    """The volume after some items, or None where there is none."""
    try:
        graph = unroll({"input": "x".join(map(str, (*size, channels))), "layers": items})
    except MisfitError:
        return None
    if any(max(node.size, default=1) > LARGEST for node in graph.nodes):
        return None
    if any(n % 2 for node in graph.nodes if node.kind == "space_to_depth" for n in graph.nodes[node.inputs[0]].size):
        return None
    last = graph.nodes[graph.output]
    return last.size, last.channels


def _fitted(draw: Draw, size: Size, target: Size, resample: bool) -> list[dict[str, Any]]:
    """Items that bring a size to another: padding and cropping, which keep the step, or resampling."""
    if size == target:
        return []
    if resample:
        kind = draw(st.sampled_from(["upsample", "adaptive_avgpool"]))
        return [{kind: {"size": list(target)}}]
    more = [max(0, m - n) for n, m in zip(size, target)]
    less = [max(0, n - m) for n, m in zip(size, target)]
    before = draw(st.lists(st.integers(0, LARGEST), min_size=len(size), max_size=len(size)))
    items = []
    for kind, wanted in (("pad", more), ("crop", less)):
        first = [min(w, b) for w, b in zip(wanted, before)]
        if any(wanted):
            items.append({kind: {"pad": [[f, w - f] for f, w in zip(first, wanted)]}})
    return items


def _branches(draw: Draw, size: Size, channels: int, depth: int) -> list[dict[str, Any]]:
    kind = draw(st.sampled_from(["add", "concat", "mul"]))
    target, width = None, 0
    branches: dict[str, list[dict[str, Any]]] = {}
    for k in range(draw(st.integers(2, 3))):
        items = _items(draw, size, channels, depth - 1, draw(st.integers(0, 3)))
        found = _after(items, size, channels)
        if found is None:
            items, found = [], (size, channels)
        target, width = target or found[0], width or found[1]
        items = items + _fitted(draw, found[0], target, draw(st.integers(0, 3)) == 0)
        if kind != "concat" and found[1] != width:
            items.append({"conv": {"filters": width, "kernel": 1}})
        branches[f"branch{k}"] = items
    return [{kind: branches}]


def _items(draw: Draw, size: Size, channels: int, depth: int, most: int, globals: bool = True) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for _ in range(most):
        pick = draw(st.integers(0, 15))
        if pick > 12 and depth:
            step = _branches(draw, size, channels, depth)
        elif pick == 12 and globals:
            step = _global(draw, len(size), channels)
        else:
            step = LAYERS[pick % len(LAYERS)](draw, len(size), channels)
        found = _after(step, size, channels)
        if found:
            items += step
            size, channels = found
    return items


@st.composite
def specs(draw: Draw, rank: int = 1, depth: int = 2, layers: int = 6, globals: bool = True) -> dict[str, Any]:
    """A spec of layers that move and change positions; `depth` is how deep branches nest, 0 for a chain."""
    size = tuple(draw(st.integers(3, 16 if rank == 1 else 9)) for _ in range(rank))
    items = _items(draw, size, 1, depth, draw(st.integers(1, layers)), globals)
    return {"input": "x".join(map(str, (*size, 1))), "layers": items or [{"relu": None}]}


@st.composite
def convolution_items(draw: Draw) -> tuple[str, dict[str, Any]]:
    """A volume and a convolution that fits it."""
    rank = draw(st.integers(1, 3))
    groups = draw(st.sampled_from([1, 2]))
    (item,) = _conv(draw, rank, 4)
    item["conv"] |= {"filters": groups * item["conv"]["filters"], "groups": groups, "bias": draw(st.booleans())}
    return "x".join(["12"] * rank + ["4"]), item


@st.composite
def pooling_items(draw: Draw) -> tuple[str, dict[str, Any]]:
    """A volume and a pooling layer that fits it."""
    rank = draw(st.integers(1, 3))
    (item,) = _pool(draw, rank, 4)
    return "x".join(["12"] * rank + ["4"]), item


@st.composite
def tangled_specs(draw: Draw) -> dict[str, Any]:
    """A spec of layers of one size and many widths, read again by name, with branches and heads."""
    widths: dict[str, int] = {}
    items, _ = _tangle(draw, 3, widths, 2, draw(st.integers(1, 8)))
    if draw(st.booleans()):
        items += [{"flatten": None}, {"dense": {"units": draw(st.integers(1, 50))}}]
    return {"input": "2x3x3", "layers": items}


@st.composite
def viewing_specs(draw: Draw) -> dict[str, Any]:
    """A chain of layers that mostly look at the same numbers in other ways, some of them read again by others."""
    size = [draw(st.integers(1, 4)) for _ in range(draw(st.integers(1, 3)))]
    channels = draw(st.integers(1, 4))
    spec: dict[str, Any] = {"input": "x".join(map(str, (*size, channels))), "layers": []}
    for number in range(draw(st.integers(1, 6))):
        item, size, channels = _look(draw, size, channels)
        spec["layers"].append(item | {"name": f"n{number}"})
    again = draw(st.sampled_from(["input", *(f"n{k}" for k in range(len(spec["layers"])))]))
    spec["layers"].append({"relu": None, "from": again})
    return spec


def _look(draw: Draw, size: list[int], channels: int) -> tuple[dict[str, Any], list[int], int]:
    kind = draw(
        st.sampled_from(["identity", "relu", "bn", "slice", "crop", "permute", "reshape", "reshape", "flatten"])
    )
    if kind == "slice":
        start, stop = sorted(draw(st.lists(st.integers(0, channels), min_size=2, max_size=2, unique=True)))
        return {kind: {"start": start, "stop": stop}}, size, stop - start
    if kind == "crop" and size:
        left = [draw(st.integers(1, n)) for n in size]
        befores = [draw(st.integers(0, n - m)) for n, m in zip(size, left)]
        sides = [[before, n - m - before] for n, m, before in zip(size, left, befores)]
        return {kind: {"pad": sides}}, left, channels
    if kind == "permute" and size:
        names = [["length"], ["height", "width"], ["depth", "height", "width"]][len(size) - 1]
        numbers = dict(zip([*names, "channels"], [*size, channels]))
        order = draw(st.permutations([*names, "channels"]))
        *size, channels = [numbers[name] for name in order]
        return {kind: {"order": order}}, size, channels
    if kind == "reshape":
        numbers = draw(st.sampled_from(_factored(math.prod(size) * channels)))
        *size, channels = numbers
        return {kind: {"volume": "x".join(map(str, numbers))}}, size, channels
    if kind == "flatten":
        return {kind: None}, [], math.prod(size) * channels
    return {"relu" if kind in ("crop", "permute") else kind: None}, size, channels


def _factored(number: int) -> list[tuple[int, ...]]:
    """The ways to write a number as a product of two to four."""
    ways: list[tuple[int, ...]] = [(number,)]
    for _ in range(3):
        ways += [(k, way[0] // k, *way[1:]) for way in ways for k in range(1, way[0] + 1) if way[0] % k == 0]
        ways = sorted(set(ways))
    return [way for way in ways if 2 <= len(way) <= 4]


def _tangle(
    draw: Draw, channels: int, widths: dict[str, int], depth: int, most: int
) -> tuple[list[dict[str, Any]], int]:
    items: list[dict[str, Any]] = []
    for _ in range(most):
        pick = draw(st.integers(0, 9))
        item: dict[str, Any] = {"relu": None}
        if pick == 0 and widths:
            sources = draw(st.lists(st.sampled_from([*widths, "input"]), min_size=2, max_size=3))
            item = {"concat": None, "from": sources}
            channels = sum(widths.get(name, 3) for name in sources)
        elif pick == 1 and depth:
            ends = {
                f"b{k}": _tangle(draw, channels, dict(widths), depth - 1, draw(st.integers(0, 2))) for k in range(2)
            }
            item = {"concat": {name: branch for name, (branch, _) in ends.items()}}
            channels = sum(width for _, width in ends.values())
        elif pick == 2 and depth:
            branch, _ = _tangle(draw, channels, dict(widths), 0, draw(st.integers(1, 2)))
            items.append({"head": {f"head{len(items)}": branch}})
            continue
        elif pick == 3 and widths:
            name = draw(st.sampled_from(list(widths)))
            item, channels = {"bn": None, "from": name}, widths[name]
        elif pick == 4:
            item = {"add": {"left": [], "right": [{"conv": {"filters": channels, "kernel": 1}}]}}
        elif pick == 5 and draw(st.booleans()):
            start = draw(st.integers(0, channels - 1))
            item = {"slice": {"start": start, "stop": channels}}
            channels -= start
        elif pick == 5:
            item = {"identity": None}
        elif pick > 5:
            channels = draw(st.integers(1, 20))
            item = {"conv": {"filters": channels, "kernel": 1}}
        if draw(st.booleans()):
            name = f"n{depth}_{len(widths)}_{len(items)}"
            item, widths[name] = item | {"name": name}, channels
        items.append(item)
    return items or [{"relu": None}], channels
