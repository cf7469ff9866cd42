"""What convcalc says of a network, held against what PyTorch does, node by node."""

from collections import Counter
from collections.abc import Iterator

import torch
from torch import Tensor

from convcalc import Analysis
from convcalc.analysis.memory import saved_bytes
from convcalc.model.geometry import Span
from tests.oracles.networks import keeping
from tests.oracles.networks.growing import Network
from tests.oracles.networks.lying import homes
from tests.oracles.networks.node import Node
from tests.oracles.networks.seeing import Axes, Seen, ends, seen

MIXED = ("slice", "pixel_shuffle", "space_to_depth", "gap", "gmp", "adaptive_avgpool", "adaptive_maxpool")
"""Behind these a gradient may reach less than what is read: channels are told apart, or all of an axis is seen."""


def run(network: Network, x: Tensor, linear: bool = False) -> list[Tensor]:
    """The output of every node."""
    outputs: list[Tensor] = []
    for layer, inputs in network.nodes:
        call = layer.linear if linear else layer.run
        outputs.append(call(*(outputs[source] for source in inputs)) if inputs else x)
    return outputs


def example(network: Network, batch: int) -> Tensor:
    *size, channels = network.input
    return torch.rand(batch, channels, *size) + 0.5


def differences(network: Network, analysis: Analysis, tally: Counter[str]) -> list[str]:
    """Every difference in volumes, costs, fields and memory. What was compared is counted."""
    with torch.no_grad():
        outputs = run(network, example(network, 2))
    if len(analysis.rows) != len(network.nodes):
        return [f"{len(analysis.rows)} rows for {len(network.nodes)} nodes"]
    truth = seen(network.nodes)
    found: list[str] = []
    for number, (node, output) in enumerate(zip(network.nodes, outputs, strict=True)):
        tally[node.layer.kind] += 1
        said = [*_of_node(analysis, number, node, output), *_of_field(analysis, number, truth[number], tally)]
        found += (f"{number} {node.layer.kind}{each}" for each in said)
    found += _of_memory(network, analysis, tally)
    found += _of_saved(network, analysis, tally)
    return found or list(_of_gradients(network, analysis, truth, tally))


def _of_node(analysis: Analysis, number: int, node: Node, output: Tensor) -> Iterator[str]:
    row, layer = analysis.rows[number], node.layer
    volume = row.node.site.output
    pairs = {
        "shape": ((volume.channels, *volume.size), tuple(output.shape[1:])),
        "params": (row.cost.params, layer.params),
        "buffers": (row.cost.buffers, layer.buffers),
        "macs": (row.cost.macs, layer.macs),
    }
    for what, (ours, theirs) in pairs.items():
        if ours != theirs:
            yield f": {what} {ours}, but PyTorch's {theirs}"


def _of_field(analysis: Analysis, number: int, truth: Axes, tally: Counter[str]) -> Iterator[str]:
    reach = analysis.rows[number].reach
    if truth is None or len(reach) != len(truth):
        return
    for axis, (span, axis_truth) in enumerate(zip(reach, truth, strict=True)):
        tally["_axis"] += 1
        tally["_bounds"] += not span.exact
        for each in _of_axis(span, axis_truth, tally):
            yield f" axis {axis}: {each}"


def _of_axis(span: Span, truth: Seen, tally: Counter[str]) -> Iterator[str]:
    if span.exact and span.whole != truth.whole:
        yield f"whole {span.whole}, but {truth.whole}"
    if truth.masks is None or not span.lows:
        if span.exact and bool(span.lows) != bool(truth.masks and any(truth.masks)):
            yield f"sees by place {bool(span.lows)}, but {truth.masks is not None}"
        return
    for u, (mask, beyond) in enumerate(zip(truth.masks, truth.beyond, strict=True)):
        if not mask:
            continue
        said, read = span.sees(u), ends(mask)
        if not _inside(read, said) and not span.whole:
            yield f"position {u} sees {said}, but reads {read}"
            return
        if span.exact and not beyond:
            tally["_exact positions"] += 1
            if read != said:
                yield f"position {u} sees {said}, but reads only {read}"
                return


def _of_memory(network: Network, analysis: Analysis, tally: Counter[str]) -> Iterator[str]:
    """A tensor lives from its layer to the last reader of it or of a view of it; the last one to the end."""
    home, last = homes(network.nodes), list(range(len(network.nodes)))
    tally["_views"] += sum(number != k for k, number in enumerate(home))
    sizes = [node.bytes if home[number] == number else 0 for number, node in enumerate(network.nodes)]
    for number, node in enumerate(network.nodes):
        for source in node.inputs:
            last[home[source]] = number
    last[home[-1]] = len(last) - 1
    alive = [sum(size for size, end in zip(sizes[: at + 1], last) if end >= at) for at in range(len(sizes))]
    if analysis.memory.peak != max(alive):
        yield f"memory: peak {analysis.memory.peak}, but {max(alive)}"
    if analysis.memory.outputs != sum(sizes[1:]):
        yield f"memory: outputs {analysis.memory.outputs}, but {sum(sizes[1:])}"


def _of_saved(network: Network, analysis: Analysis, tally: Counter[str]) -> Iterator[str]:
    """What autograd keeps in training, of a batch of two."""
    if not all(map(keeping.comparable, network.nodes)):
        return
    tally["_saved"] += 1
    ours, theirs = sum(saved_bytes(analysis.network, 8, 2)), keeping.kept(network.nodes, 2)
    if ours != theirs:
        yield f"saved: {ours}, but PyTorch keeps {theirs}"


def _of_gradients(network: Network, analysis: Analysis, truth: list[Axes], tally: Counter[str]) -> Iterator[str]:
    """What gradients reach from a few positions of the last node that has any: nothing outside of their fields."""
    number = max(number for number, node in enumerate(network.nodes) if node.size)
    axes = truth[number]
    if axes is None or any(axis.masks is None for axis in axes):
        return
    x = example(network, 1).requires_grad_()
    output = run(network, x, linear=True)[number]
    for trial in range(3 if output.requires_grad else 0):
        place = [network.draw.randrange(n) if trial else n // 2 for n in output.shape[2:]]
        (gradient,) = torch.autograd.grad(output[(0, slice(None), *place)].sum(), x, retain_graph=True)
        reached = (gradient.abs() > 0).nonzero()[:, 2:]
        for axis, u in enumerate(place) if len(reached) else ():
            tally["_gradients"] += 1
            found = int(reached[:, axis].min()), int(reached[:, axis].max())
            span = analysis.rows[number].reach[axis]
            if span.lows and not (axes[axis].whole or span.whole) and not _inside(found, span.sees(u)):
                yield f"{number} axis {axis}: position {u} sees {span.sees(u)}, but its gradient is on {found}"
            tally["_gradients on less"] += _on_less(network, axes[axis], u, found)


def _inside(inner: tuple[float, float], outer: tuple[float, float]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _on_less(network: Network, axis: Seen, u: int, found: tuple[int, int]) -> bool:
    """Whether a gradient is on less than is read, though nothing is known that would take it away."""
    assert axis.masks is not None
    if axis.whole or any(axis.beyond) or not axis.masks[u]:
        return False
    return found != ends(axis.masks[u]) and not any(node.layer.kind in MIXED for node in network.nodes)
