"""What a block, a branch or a whole network is made of, and how the figures of its parts add up."""

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.parts import Figures, Part
from convcalc.analysis.receptive_field import Reach
from convcalc.document.records import NamedTuple
from convcalc.document.wording import many
from convcalc.explain.find import Found
from convcalc.model.geometry import Volume
from convcalc.model.network import Network, Output
from convcalc.model.tree import Group, tree


class Share(NamedTuple):
    """A layer, or a block within the block, with its share of the figures."""

    name: str
    layer: str
    output: Volume
    params: int
    macs: int
    bytes: int
    reach: Reach
    """What comes out of it sees of the input; of the first, where there are several."""
    seen: tuple[tuple[str, Reach], ...]
    """What it sees of each of several inputs, by its path; of none that it sees nothing of."""


class Breakdown(NamedTuple):
    """The parts of a block in running order; `total` holds their sums and what comes out at the end."""

    inputs: tuple[Volume, ...]
    outputs: tuple[tuple[str, Volume], ...]
    """What comes out, with its name where it is a head."""
    parts: tuple[Share, ...]
    total: Share


def explain_block(analysis: Analysis, found: Found) -> Breakdown:
    """The parts of a block and their sums."""
    network, figures = analysis.network, Figures.of(analysis)
    group = tree(network).at(found.path)
    within = set(found.numbers)
    inside = [child for child in group.children if isinstance(child, Group) or child in within]
    every = Part(found.numbers, found.numbers[-1] if found.path else network.output)
    total = _share(figures, found.path or network.name, many(len(found.numbers), "layer"), every)
    parts = tuple(_part(figures, child) for child in inside)
    return Breakdown(_inputs(network, found), _outputs(network, found), parts, total)


def _outputs(network: Network, found: Found) -> tuple[tuple[str, Volume], ...]:
    """What comes out: the last volume of a block, every output of a network."""
    outputs = (Output("", found.numbers[-1]),) if found.path else network.outputs
    return tuple((head, network.nodes[number].site.output) for head, number in outputs)


def _inputs(network: Network, found: Found) -> tuple[Volume, ...]:
    """The volumes that come from outside, each once."""
    nodes, inside = network.nodes, set(found.numbers)
    outside = {source for number in found.numbers for source in nodes[number].inputs if source not in inside}
    if not outside:
        return (network.input,)
    return tuple(nodes[source].site.output for source in sorted(outside))


def _part(figures: Figures, child: Group | int) -> Share:
    if isinstance(child, Group):
        numbers = tuple(child.numbers())
        return _share(figures, child.scope.label, many(len(numbers), "layer"), Part(numbers, numbers[-1]))
    node = figures.network.nodes[child]
    return _share(figures, node.label, str(node.site), Part((child,), child))


def _share(figures: Figures, name: str, layer: str, part: Part) -> Share:
    params, macs, size = (figures.sum(part.numbers, key) for key in ("params", "macs", "memory"))
    output = figures.network.nodes[part.end].site.output
    return Share(name, layer, output, params, macs, size, figures.reach(part), _seen(figures, part))


def _seen(figures: Figures, part: Part) -> tuple[tuple[str, Reach], ...]:
    """What a part sees of each of several inputs."""
    if len(figures.sights) == 1:
        return ()
    nodes = figures.network.nodes
    each = [(nodes[sight.input].path, figures.reach(part._replace(input=k))) for k, sight in enumerate(figures.sights)]
    return tuple([(path, reach) for path, reach in each if any(span.size != 0 for span in reach)])
