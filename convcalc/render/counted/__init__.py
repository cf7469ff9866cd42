"""How many equal layers it takes, one module a format."""

from convcalc.document.records import NamedTuple
from convcalc.homework.solve import Counted, Target


class LayersCounted(NamedTuple):
    """What was found, and what was looked for."""

    counted: Counted
    layer: str
    """The layer, as it was given."""
    target: Target
    wanted: str
    """What was looked for, in words."""
