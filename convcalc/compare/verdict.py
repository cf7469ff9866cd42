"""Whether a model is what a spec says: layer by layer, whatever the names and the order of branches."""

from collections import Counter
from collections.abc import Iterable, Iterator

from convcalc.compare.alignment.meaning import meaning
from convcalc.compare.changes import Change
from convcalc.compare.difference import Comparison
from convcalc.compare.equivalence import Equivalence
from convcalc.compare.layers import Difference
from convcalc.document.foreign import UNFOLD, Foreign
from convcalc.model.geometry import Volume
from convcalc.model.network import Network

BESIDE = ("name", "frozen")
"""What makes no other model: what layers are called, and what training leaves as it is."""
BEYOND = ("bias", "from", "weights", "volume")
"""What is said of a layer beyond what it computes."""


def first_difference(comparison: Comparison) -> Difference | None:
    """The first layer, in running order, that the model does not have as the spec says; none where it has all so.

    Names may differ, and forms that come to the same: batch norm that an exporter folded, dropout that it left out.
    """
    missing = set(map(id, _missing(comparison)))
    for leaf in _leaves(comparison):
        told = _told(comparison, leaf)
        if id(leaf) in missing or _edited(told) or told.status == "changed":
            return told
    return None


def different(comparison: Comparison) -> int:
    """How many layers are not as the spec says; those are left out of which only figures follow from others."""
    edited = sum([_edited(_told(comparison, leaf)) for leaf in _leaves(comparison)])
    return edited + len(_missing(comparison))


def _leaves(comparison: Comparison) -> Iterator[Difference]:
    for difference in comparison.differences:
        yield from difference.leaves()


def _edited(leaf: Difference) -> bool:
    return leaf.status in ("edited", "added", "removed")


def _told(comparison: Comparison, leaf: Difference) -> Difference:
    """A layer with what counts: no name, no setting by which it computes the same, and no figure that only follows."""
    if not leaf.old or not leaf.new or leaf.equivalent:
        return leaf
    sides = (comparison.old, leaf.old), (comparison.new, leaf.new)
    was, now = (side.network.nodes[piece.first].site for side, piece in sides)
    alike = not was.is_input and _flat(was.inputs) == _flat(now.inputs) and meaning(was) == meaning(now)
    edits = [edit for edit in leaf.edits if edit.what not in BESIDE and not (alike and edit.what not in BEYOND)]
    figures = [change for change in leaf.figures if change.what != "receptive_field" and not _is_flat(change)]
    return leaf._replace(edits=tuple(edits), figures=tuple(figures))


def _is_flat(change: Change) -> bool:
    """Whether a volume has places, of one each, on one side alone."""
    return change.what == "output" and _flat([change.before]) == _flat([change.after])


def _flat(volumes: Iterable[Volume]) -> list[Volume]:
    """The same without places where there is but one."""
    return [each if each.positions > 1 else Volume((), each.channels) for each in volumes]


def holds(comparison: Comparison) -> bool:
    """Whether a model is what its spec says."""
    return first_difference(comparison) is None and other_ends(comparison) is None


def other_ends(comparison: Comparison) -> tuple[str, str] | None:
    """What comes out of each side, whatever the names and the order; None where it is the same."""
    before, after = (Counter(map(str, _ends(side.network))) for side in (comparison.old, comparison.new))
    return None if before == after else (_listed(before), _listed(after))


def _ends(network: Network) -> list[Volume]:
    return _flat([network.nodes[number].site.output for number in network.ends])


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
