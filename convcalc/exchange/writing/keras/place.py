"""A layer in the place where it is written: what it takes and gives, and what is known of what stands around it."""

from typing import Any, NoReturn

from convcalc.document.records import NamedTuple
from convcalc.model.geometry import Volume
from convcalc.model.layers.base import LayerError
from convcalc.model.network import Node


class KerasSpot(NamedTuple):
    """A layer, with what its neighbours make of it."""

    node: Node
    positive: bool = False
    """What it takes has no number below zero."""
    flattened: bool = False
    """It pools to one position, and what comes out is only flattened; or it is what flattens that."""
    weighed: bool = False
    """Only dense layers read the numbers that it puts in a row: their order is that of the weights."""
    general: bool = False
    """It is one of several in a block that differ in more than values, and is said as all of them can be."""

    @property
    def layer(self) -> Any:
        """The layer, with the settings of its kind."""
        return self.node.site.layer

    @property
    def inputs(self) -> tuple[Volume, ...]:
        """What it takes."""
        return self.node.site.inputs

    @property
    def x(self) -> Volume:
        """What it takes first."""
        return self.inputs[0]

    @property
    def output(self) -> Volume:
        """What comes out."""
        return self.node.site.output

    def of_rank(self, head: str) -> str:
        """The class for as many axes as there are: `Conv{}` is Conv2D for an image."""
        return head.format(f"{self.x.rank}D")

    def refuse(self, why: str) -> NoReturn:
        """Raises LayerError: Keras cannot say it."""
        raise LayerError(f"Keras cannot say it: {why}")
