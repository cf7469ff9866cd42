"""How fast a layer can be at best: its multiplications at a device's peak, or its bytes at its bandwidth.

The roofline of Williams, Waterman & Patterson (2009, doi:10.1145/1498765.1498785). A layer reads its volumes and its
weights once and writes its output once; views and dropout move nothing, and of a table no more is read than comes out.
Each layer is taken by itself: what fuses several of them moves less. FLOPs are two for each multiply-accumulate; other
operations are not counted. It is no measurement, and nothing is said of launching, caches or what a device really
reaches.
"""

import re
from collections.abc import Iterable
from fractions import Fraction

from convcalc.analysis.memory import DTYPES, INDEX, looked_up
from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.model.network import Network, Node

G, T = 10**9, 10**12


class Device(NamedTuple):
    """What a device can do at most, as its maker says; without sparsity."""

    name: str
    peaks: dict[str, int]
    """Operations a second, by dtype; under an empty name, for any."""
    bandwidth: int
    """Bytes a second from and to its memory."""
    source: str


DEVICES = {
    device.name: device
    for device in (
        Device("v100", {"float32": 157 * T // 10, "float16": 125 * T}, 900 * G, "NVIDIA V100 datasheet, SXM2"),
        Device("t4", {"float32": 81 * T // 10, "float16": 65 * T, "int8": 130 * T}, 320 * G,
               "NVIDIA Turing architecture whitepaper"),
        Device("a100-40gb", {"float32": 195 * T // 10, "float16": 312 * T, "bfloat16": 312 * T, "int8": 624 * T},
               1555 * G, "NVIDIA A100 datasheet, SXM; float32 without TF32"),
        Device("a100-80gb", {"float32": 195 * T // 10, "float16": 312 * T, "bfloat16": 312 * T, "int8": 624 * T},
               2039 * G, "NVIDIA A100 datasheet, SXM; float32 without TF32"),
        Device("h100", {"float32": 67 * T, "float16": 989 * T, "bfloat16": 989 * T, "float8": 1979 * T,
                        "int8": 1979 * T}, 3350 * G, "NVIDIA H100 datasheet, SXM; float32 without TF32"),
        Device("tpu-v4", {"bfloat16": 275 * T, "int8": 275 * T}, 1200 * G,
               "Google Cloud, TPU v4, cloud.google.com/tpu/docs/v4; Jouppi et al. 2023, arXiv:2304.01433"),
    )
}  # fmt: skip

_PEAK = re.compile(r"(\d+(?:\.\d+)?)\s*([GTP])(?:FLOPS|FLOP/s|OPS)", re.IGNORECASE)
_BANDWIDTH = re.compile(r"(\d+(?:\.\d+)?)\s*([GT])B/s", re.IGNORECASE)
_SCALES = {"G": G, "T": T, "P": 1000 * T}


class Traffic(NamedTuple):
    """What a layer does for a whole batch."""

    flops: int
    bytes: int


class Roofline(NamedTuple):
    """The traffic of a network's nodes against a device."""

    device: str
    peak: int
    bandwidth: int
    traffic: tuple[Traffic, ...]

    def seconds(self, number: int) -> Fraction:
        """The least time of one layer."""
        flops, moved = self.traffic[number]
        return max(Fraction(flops, self.peak), Fraction(moved, self.bandwidth))

    def total(self, numbers: Iterable[int]) -> Fraction:
        """The least time of some layers, one after another."""
        return sum(map(self.seconds, numbers), Fraction())

    def computing(self, number: int) -> bool:
        """Whether it is bound by its multiplications, and not by the bytes it moves."""
        flops, moved = self.traffic[number]
        return flops * self.bandwidth >= moved * self.peak

    def share(self, numbers: Iterable[int]) -> Fraction | None:
        """The part of the time of some layers that is bound by compute; None where they take none."""
        numbers = list(numbers)
        every = self.total(numbers)
        return self.total(number for number in numbers if self.computing(number)) / every if every else None


def roofline(network: Network, given: str, dtype: str, batch: int) -> Roofline:
    """A network against a device by its name, or `312TFLOPS,1555GB/s`. Raises SpecError."""
    device = _device(given)
    peak = device.peaks.get(dtype) or device.peaks.get("")
    if not peak:
        raise fail(f"--device {given}: nothing is known of its {dtype}", help=f"it has {', '.join(device.peaks)}")
    return Roofline(device.name, peak, device.bandwidth, traffic(network, DTYPES[dtype], batch))


def traffic(network: Network, width: int, batch: int) -> tuple[Traffic, ...]:
    """What each node does, of numbers of so many bytes."""
    known = [_traffic(node, width, batch) for node in network.nodes]
    for pool, others in looked_up(network).items():
        known[pool] = _with_indices(known[pool], network.nodes[pool], batch, 0)
        for number in others:
            known[number] = _with_indices(known[number], network.nodes[pool], batch, width)
    return tuple(known)


def intensity(traffic: Iterable[Traffic]) -> Fraction:
    """The FLOPs of some layers for each byte that they move; 0 where they move none."""
    flops, moved = map(sum, zip(*traffic, strict=True))
    return Fraction(flops, moved or 1)


def _with_indices(known: Traffic, pool: Node, batch: int, width: int) -> Traffic:
    """The same with the indices of a pooling layer, written, or read in the place of numbers of `width` bytes."""
    return known._replace(bytes=known.bytes + (INDEX - width) * batch * pool.site.output.elements)


def _traffic(node: Node, width: int, batch: int) -> Traffic:
    site, layer = node.site, node.site.layer
    if not node.inputs or layer.view or (layer.in_place and layer.linear):
        return Traffic(0, 0)
    weights = sum(tensor.elements for tensor in (*layer.weights(site.inputs), *layer.buffers(site.inputs)))
    if not layer.weighted:
        weights = min(weights, batch * site.output.elements)
    volumes = sum(x.elements for x in site.inputs) + site.output.elements
    return Traffic(2 * batch * layer.macs(site.inputs, site.output), width * (batch * volumes + weights))


def _device(given: str) -> Device:
    if given in DEVICES:
        return DEVICES[given]
    peak, comma, bandwidth = (part.strip() for part in given.partition(","))
    rate, flow = _PEAK.fullmatch(peak), _BANDWIDTH.fullmatch(bandwidth)
    if comma and rate and flow and float(rate[1]) and float(flow[1]):
        return Device(given, {"": _scaled(rate)}, _scaled(flow), "")
    help = f"there are: {', '.join(DEVICES)}; or give two numbers, as 312TFLOPS,1555GB/s"
    raise fail(f"no device {given!r}", help=help)


def _scaled(match: re.Match[str]) -> int:
    return int(Fraction(match[1]) * _SCALES[match[2].upper()])
