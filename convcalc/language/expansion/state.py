"""What an expansion holds while it runs, and where in it an item stands. Decides nothing.

`Expansion` is the one value that grows: nodes, faults, and what equal layers share. A `Frame` is a list of
items that is gone through, a `Spot` one item of it on the volume before it; both are plain and passed on.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, Optional

from convcalc.document.places import Place
from convcalc.document.problems import Problem
from convcalc.language.items import Item
from convcalc.language.spec import Spec
from convcalc.model.geometry import Volume
from convcalc.model.layers import Layer
from convcalc.model.network import Node, Scope, Site

Progress = Callable[[int], None]
"""Is told how many layers there are so far."""

UNKNOWN = -1
"""In the place of a node's number: its volume could not be told."""


class UnknownError(Exception):
    """What was asked for depends on something that is already reported, or has just been."""


class TooLargeError(Exception):
    """The network outgrew its bound: nothing further is looked at."""


class Expansion:
    """All that is known so far of the network that a spec makes."""

    def __init__(self, spec: Spec, progress: Progress | None = None) -> None:
        self.spec = spec
        self.progress = progress
        self.values: dict[str, Any] = {}
        """Of the variables."""
        self.nodes: list[Node] = []
        self.heads: list[tuple[str, int]] = []
        self.steps = 0
        """How many items were expanded."""
        self.problems: list[Problem] = []
        self.reported: set[tuple[str, int, tuple[str | int, ...]]] = set()
        """The message and the place of each problem."""
        self.sound = 0
        """How many nodes came before the first problem; none where the network outgrew its bound."""
        self.blind = False
        """A fault has taken names away that later layers may ask for."""
        self.outgrown = False
        """A value that holds too many others was reported."""
        self.given: dict[str, Place] | None = None
        """Every name that the spec gives, once it is asked for."""
        self.clashes: dict[tuple[int, str], Frame] = {}
        """Labels that were made up first and given afterwards, by their scopes."""
        self.layers: dict[tuple[Any, ...], Layer] = {}
        """One layer for equal settings."""
        self.sites: dict[tuple[Any, ...], Site | None] = {}
        """One site for equal layers on equal volumes; None where they have no output."""

    def volume(self, number: int) -> Volume | None:
        """The volume that a node gives out; None where it is unknown."""
        return None if number == UNKNOWN else self.nodes[number].site.output


class Frame(NamedTuple):
    """A list of items that is gone through: of the network, of a block call or of a branch."""

    scope: Scope
    values: dict[str, Any]
    """What the names in its expressions stand for."""
    names: dict[str, int]
    """The names given in it so far, each with the node whose volume it stands for."""
    counts: dict[str, int]
    """How often each label was made up for what has no name."""
    outer: Optional["Frame"] = None
    """Where its scope stands."""
    times: int = 1
    """How often it will be expanded: the product of the repeats around it."""


class Spot(NamedTuple):
    """An item of a frame, on the volume that a node gives out."""

    item: Item
    frame: Frame
    start: int
