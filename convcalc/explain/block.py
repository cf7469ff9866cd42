"""What a block, a branch or a whole network is made of, and how the figures of its parts add up."""

from typing import NamedTuple

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.receptive_field import Reach
from convcalc.explain.find import Found
from convcalc.model.geometry import Volume


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
    depth = len(found.path.split(".")) if found.path else 0
    groups: dict[str, list[int]] = {}
    for number in found.numbers:
        node = analysis.rows[number].node
        path = node.path if len(node.scope.chain) == depth else node.scope.chain[depth].path
        groups.setdefault(path, []).append(number)
    parts = tuple(_part(analysis, numbers, depth) for numbers in groups.values())
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


def _part(analysis: Analysis, numbers: list[int], depth: int) -> Part:
    rows = [analysis.rows[number] for number in numbers]
    node, site = rows[-1].node, rows[-1].node.site
    inner = node.scope.chain[depth:]
    layer = f"{site.kind} {site.layer.settings()}".rstrip() if site.inputs else ""
    return Part(
        inner[0].label if inner else node.label,
        _many(len(rows)) if inner else layer,
        site.output,
        sum(row.cost.params for row in rows),
        sum(row.cost.macs for row in rows),
        sum(row.bytes for row in rows),
        rows[-1].reach,
    )


def _many(count: int) -> str:
    return f"{count} layer{'s' if count > 1 else ''}"
