"""Whether a model is what a spec says: layer by layer, whatever the names and the order of branches."""

from convcalc.compare.difference import Comparison
from convcalc.compare.equivalence import Equivalence
from convcalc.compare.layers import Difference
from convcalc.document.foreign import UNFOLD, Foreign


def first_difference(comparison: Comparison) -> Difference | None:
    """The first layer, in running order, that the model does not have as the spec says; none where it has all so.

    Names may differ, and forms that come to the same: batch norm that an exporter folded, dropout that it left out.
    """
    missing = set(map(id, _missing(comparison)))
    for difference in comparison.differences:
        for leaf in difference.leaves():
            if leaf.status not in ("same", "equivalent") or id(leaf) in missing:
                return leaf
    return None


def different(comparison: Comparison) -> int:
    """How many layers are not as the spec says; those are left out of which only figures follow from others."""
    return len(comparison.of("edited", "added", "removed")) + len(_missing(comparison))


def holds(comparison: Comparison) -> bool:
    """Whether a model is what its spec says."""
    same_ends = all(change.before == change.after for each in comparison.outputs for change in each.changes)
    return same_ends and first_difference(comparison) is None


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
