"""Layers that two networks write otherwise, to the same effect: batch norm folded into a convolution, say.

Each is taken out of what is different, and said once.
"""

from collections.abc import Sequence

from convcalc.compare.equivalence.forms import FORMS
from convcalc.compare.equivalence.seeker import Equivalence, Seeker
from convcalc.compare.layers import Difference
from convcalc.model.network import Network

__all__ = ["Equivalence", "seen_through"]


def seen_through(
    leaves: Sequence[Difference], networks: Sequence[Network], by_name: bool
) -> tuple[tuple[Difference, ...], tuple[Equivalence, ...]]:
    """The layers, those marked that are equivalent to what the other side has; and what is said of these."""
    seeker = Seeker(leaves, networks, by_name)
    for form in FORMS:
        form(seeker)
    return tuple(seeker.leaves), seeker.equivalences
