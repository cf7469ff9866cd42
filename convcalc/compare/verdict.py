"""Whether a model is what a spec says: layer by layer, whatever the names and the order of branches."""

from collections import Counter

from convcalc.compare.difference import Comparison
from convcalc.compare.equivalence import Equivalence
from convcalc.compare.layers import Difference
from convcalc.document.foreign import UNFOLD, Foreign
from convcalc.model.geometry import Volume
from convcalc.model.network import Network


def first_difference(comparison: Comparison) -> Difference | None:
    """The first layer, in running order, that the model does not have as the spec says; none where it has all so.

    Names may differ, and forms that come to the same: batch norm that an exporter folded, dropout that it left out.
    """
    missing = set(map(id, _missing(comparison)))
    for difference in comparison.differences:
        for leaf in difference.leaves():
            if _differs(leaf) or leaf.status == "changed" or id(leaf) in missing:
                return leaf
    return None


def different(comparison: Comparison) -> int:
    """How many layers are not as the spec says; those are left out of which only figures follow from others."""
    leaves = [leaf for difference in comparison.differences for leaf in difference.leaves()]
    return sum(map(_differs, leaves)) + len(_missing(comparison))


def _differs(leaf: Difference) -> bool:
    """Whether a layer is on one side alone, or says something else than its name."""
    if leaf.status == "edited":
        return bool(leaf.figures) or any(edit.what != "name" for edit in leaf.edits)
    return leaf.status in ("added", "removed")


def holds(comparison: Comparison) -> bool:
    """Whether a model is what its spec says."""
    return first_difference(comparison) is None and other_ends(comparison) is None


def other_ends(comparison: Comparison) -> tuple[str, str] | None:
    """What comes out of each side, whatever the names and the order; None where it is the same."""
    before, after = (Counter(map(str, _ends(side.network))) for side in (comparison.old, comparison.new))
    return None if before == after else (_listed(before), _listed(after))


def _ends(network: Network) -> list[Volume]:
    return [network.nodes[number].site.output for number in network.ends]


def _listed(volumes: Counter[str]) -> str:
    return ", ".join(sorted(volumes.elements()))


def _missing(comparison: Comparison) -> list[Difference]:
    """Layers of which nothing is in the model, and no exporter said that it left them out."""
    source = comparison.new.network.source
    if isinstance(source, Foreign) and UNFOLD in source.takes:
        return []
    gone = [each for each in comparison.equivalences if _is_gone(each)]
    return [leaf for each in gone for leaf in each.differences if not (leaf.old and leaf.new) or leaf.edits]


def _is_gone(each: Equivalence) -> bool:
    """Whether a form leaves out numbers that only an exporter can know to be zero."""
    dropped = not any(leaf.old and leaf.new for leaf in each.differences)
    return each.form.what == "unbiased" or (each.form.what == "folded" and dropped)
