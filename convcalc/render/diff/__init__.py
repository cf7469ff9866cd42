"""The differences of two networks as text: one module a format, each with `render`. What they are given is here."""

from collections.abc import Sequence

from convcalc.compare.difference import Comparison
from convcalc.compare.limits import Threshold
from convcalc.document.records import NamedTuple


class Diff(NamedTuple):
    """Two networks compared, as they were asked for."""

    comparison: Comparison
    sides: tuple[str, str]
    """What the old and the new spec are called."""
    exceeded: Sequence[Threshold] = ()
    """The limits that the change does not keep."""
