"""How much two networks have in common, by the layers that multiply."""

from convcalc.compare.difference import Comparison
from convcalc.compare.layers import Difference

UNRELATED = 0.3
"""Networks with less in common than this are two networks, and not one that was changed."""
WIDER = 0.5
"""What a layer counts whose width alone is another, or that is another under the same name."""
WIDTHS = ("filters", "units", "groups")


def likeness(comparison: Comparison) -> float:
    """Between 0 and 1: the share of convolutions and dense layers that both have, half of those that were edited.

    These differ in their widths alone, or stand under the same names. 1 where there are none to compare.
    """
    multiplied = [figures.shares("macs") for figures in comparison.sides]
    counts = [sum([macs > 0 for macs in each]) for each in multiplied]
    alike = sum([_alike(leaf) for leaf in comparison.leaves if leaf.old and multiplied[0][leaf.old.first]])
    return alike / max(counts) if max(counts) else 1.0


def _alike(leaf: Difference) -> float:
    if not leaf.old or not leaf.new:
        return 0
    edits = {edit.what for edit in leaf.edits} - {"name", "bias", "from", "frozen"}
    if edits and not edits.issubset(WIDTHS) and leaf.old.path != leaf.new.path:
        return 0
    return WIDER if edits else 1
