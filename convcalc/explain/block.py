"""What a block, a branch or a whole network is made of, and how the figures of its parts add up."""

from typing import NamedTuple

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.receptive_field import Reach
from convcalc.explain.find import Found
from convcalc.model.geometry import Volume
from convcalc.model.tree import Group, tree


class Part(NamedTuple):
    """A layer, or a block within the block, with its share of the figures."""

    name: str
    layer: str
    output: Volume
    params: int
    macs: int
    bytes: int
    reach: Reach


class Block(NamedTuple):
    """The parts of a block in running order; `total` holds their sums and what comes out at the end."""

    inputs: tuple[Volume, ...]
    parts: tuple[Part, ...]
    total: Part


def explain_block(analysis: Analysis, found: Found) -> Block:
    """The parts of a block and their sums."""
    group = tree(analysis.network).at(found.path)
    within = set(found.numbers)
    parts = tuple(_part(analysis, child) for child in group.children if isinstance(child, Group) or child in within)
    end = analysis.rows[analysis.network.output if not found.path else found.numbers[-1]]
    total = Part(
        found.path or analysis.network.name,
        _many(len(found.numbers)),
        end.node.site.output,
        sum(part.params for part in parts),
        sum(part.macs for part in parts),
        sum(part.bytes for part in parts),
        end.reach,
    )
    return Block(_inputs(analysis, found), parts, total)


def _inputs(analysis: Analysis, found: Found) -> tuple[Volume, ...]:
    """The volumes that come from outside, each once."""
    nodes, inside = analysis.network.nodes, set(found.numbers)
    outside = {source for number in found.numbers for source in nodes[number].inputs if source not in inside}
    if not outside:
        return (analysis.network.input,)
    return tuple(nodes[source].site.output for source in sorted(outside))


def _part(analysis: Analysis, child: Group | int) -> Part:
    if isinstance(child, Group):
        rows = [analysis.rows[number] for number in child.numbers()]
        name, layer = child.scope.label, _many(len(rows))
    else:
        rows = [analysis.rows[child]]
        site = rows[0].node.site
        name, layer = rows[0].node.label, f"{site.kind} {site.layer.settings()}".rstrip() if site.inputs else ""
    return Part(
        name,
        layer,
        rows[-1].node.site.output,
        sum(row.cost.params for row in rows),
        sum(row.cost.macs for row in rows),
        sum(row.bytes for row in rows),
        rows[-1].reach,
    )


def _many(count: int) -> str:
    return f"{count} layer{'s' if count > 1 else ''}"
