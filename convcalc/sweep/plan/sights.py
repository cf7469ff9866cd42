"""What is seen of the input, carried on from piece to piece. PieceMaker that look alike are followed once.

A piece is followed by the analysis itself (`analysis/receptive_field.py`), from what the volume before it sees.
"""

from typing import Any

from convcalc.analysis.receptive_field import MOST_FOLLOWED, Reach, merged, passes, reaches, width_of
from convcalc.model.geometry import Span, Volume
from convcalc.model.network import Network, Node
from convcalc.sweep.plan.effects import Effect, Effects, through


class UnfitError(Exception):
    """A piece cannot be worked out by itself."""


class Look:
    """How a piece looks at what goes into it: pieces of equal windows on equal sizes share one."""

    __slots__ = ("effect", "network", "parts")

    def __init__(
        self, network: Network | None = None, parts: tuple["Look", ...] = (), effect: Effect | None = None
    ) -> None:
        self.network = network
        self.parts = parts
        """The looks one after another that it is made of; none where it has a network, or an effect alone."""
        self.effect = effect
        """What it comes to, where that is known of it alone."""


class WiredLook:
    """How the steps of a wiring look at all that is alive before them."""

    __slots__ = ("after", "steps")

    def __init__(self, steps: tuple["StepLook", ...], after: tuple[int, ...]) -> None:
        self.steps, self.after = steps, after
        """What is made of the volumes alive before them in order, and the numbers of those alive after."""

    def follow(self, each: tuple["Seen", ...]) -> "Seen | Seens":
        """What is seen after the steps, from what is seen before them. Raises UnfitError."""
        seen = list(each)
        for look, sources, size in self.steps:
            if size is None:
                seen.append(seen[sources[0]].through(look))
            else:
                seen.append(seen[sources[0]].met([seen[source] for source in sources[1:]], size))
        return each[0].beside(tuple([seen[number] for number in self.after]))


StepLook = tuple[Look | None, tuple[int, ...], tuple[int, ...] | None]
"""How a step looks, at which volumes, and where volumes meet of which size."""


class Looks:
    """All looks of a family, each once."""

    def __init__(self) -> None:
        self._known: dict[object, Look] = {}
        self._wired: dict[object, WiredLook] = {}
        self.effects = Effects()

    def of(self, network: Network) -> Look:
        """How a piece looks. Raises UnfitError where axes may come out in another order."""
        if any(node.site.layer.reorders for node in network.nodes):
            raise UnfitError("axes change places")
        key = (network.output, *map(_told, network.nodes))
        if key not in self._known:
            self._known[key] = Look(network, (), self.effects.of(network))
        return self._known[key]

    def joined(self, first: Look, second: Look) -> Look:
        """One after the other."""
        if (first, second) not in self._known:
            both = first.effect and second.effect and self.effects.joined(first.effect, second.effect)
            self._known[first, second] = Look(None, (first, second), both)
        return self._known[first, second]

    def plainest(self, look: Look | None) -> Look | None:
        """The one look for all that come to the same on what all positions see alike."""
        effect = look.effect if look else None
        return look if effect is None else self._known.setdefault(effect, Look(None, (), effect))

    def wired(self, steps: tuple[StepLook, ...], after: tuple[int, ...]) -> WiredLook:
        """That of steps of a wiring."""
        key = steps, after
        if key not in self._wired:
            self._wired[key] = WiredLook(*key)
        return self._wired[key]


def _told(node: Node) -> tuple[object, ...]:
    """All of a layer that the receptive field hangs on."""
    site = node.site
    reads = tuple(tuple((type(each), each) for each in maps) for maps in site.layer.reads(site.inputs))
    return node.inputs, reads, tuple(x.size for x in site.inputs), site.output.size


class Seen:
    """What is seen at a border of pieces: of equal ones there is one."""

    __slots__ = ("_known", "after", "followed", "numbers", "placed", "reach", "size")

    def __init__(
        self, size: tuple[int, ...], reach: Reach, placed: Reach | None, followed: int, known: dict[object, Any]
    ) -> None:
        self.size = size
        """That of the network's input."""
        self.reach = reach
        self.placed = placed
        """What is said of an output here: of the last volume with places; None before the first layer."""
        self.followed = followed
        """Positions of all layers so far that were followed one by one."""
        self.numbers: tuple[int | float, ...] | None = None
        """The figures of a network that ends here, for whoever keeps them."""
        self.after: dict[AnyLook, Seen | Seens] = {None: self}
        """What is seen after the pieces that were followed from here."""
        self._known = known

    @classmethod
    def first(cls, volume: Volume) -> "Seen":
        """What is seen of itself by the volume that goes into a network."""
        return cls(volume.size, (Span(),) * volume.rank, None, 0, {})

    @property
    def said(self) -> Reach:
        """The receptive field of a network that ends here."""
        return self.placed or self.reach

    def through(self, look: Any) -> Any:
        """What is seen after a piece. Raises UnfitError where that hangs on more than the border."""
        found = self.after.get(look)
        if found is None:
            found = self.after[look] = look.follow((self,)) if isinstance(look, WiredLook) else self._followed(look)
        return found

    def met(self, others: list["Seen"], size: tuple[int, ...]) -> "Seen":
        """What is seen where several volumes of a size meet. Raises UnfitError where positions are followed."""
        key = ("met", size, self, *others)
        if key not in self._known:
            if any(each.followed for each in (self, *others)):
                raise UnfitError("positions do not see alike")
            volumes = [Volume(size, 1)] * (len(others) + 1)
            reach = merged(volumes, size, [self.reach, *[each.reach for each in others]], True)
            self._known[key] = self._kept(reach, reach, 0)
        found: Seen = self._known[key]
        return found

    def beside(self, each: tuple["Seen", ...]) -> "Seen | Seens":
        """What is seen of several volumes that are alive at once; of one, just that."""
        if len(each) == 1:
            return each[0]
        if each not in self._known:
            self._known[each] = Seens(each)
        found: Seens = self._known[each]
        return found

    def _followed(self, look: Look) -> "Seen":
        if (
            look.effect
            and all(len(span.lows) == 1 for span in self.reach)
            and len(self.reach) == len(look.effect.windows)
        ):
            reach = through(look.effect, self.reach)
            return self._kept(reach, reach, self.followed)
        if look.network is None:
            if not look.parts:
                raise UnfitError("windows meet what positions do not see alike")
            first, second = look.parts
            after: Seen = self.through(first).through(second)
            return after
        network = look.network
        seen = reaches(network, before=self.reach)
        placed = _placed(network, seen, self.placed)
        followed = self.followed + sum(_positions(reach) for reach in seen[1:])
        if followed > MOST_FOLLOWED:
            raise UnfitError("too many positions")
        return self._kept(seen[network.output], placed, followed)

    def _kept(self, reach: Reach, placed: Reach | None, followed: int) -> "Seen":
        key = reach, placed, followed
        if key not in self._known:
            self._known[key] = Seen(self.size, *key, self._known)
        found: Seen = self._known[key]
        return found


class Seens:
    """What is seen by all volumes that are alive at a place in a wiring."""

    __slots__ = ("after", "each")

    def __init__(self, each: tuple[Seen, ...]) -> None:
        self.each = each
        self.after: dict[AnyLook, Seen | Seens] = {}

    def through(self, look: Any) -> Any:
        """What is seen after some steps of the wiring. Raises UnfitError."""
        found = self.after.get(look)
        if found is None:
            found = self.after[look] = look.follow(self.each)
        return found


AnyLook = Look | WiredLook | None


def _positions(reach: Reach) -> int:
    """How many positions of a layer differ; none where all see alike."""
    positions = sum(len(span.lows) for span in reach)
    return positions if positions > len(reach) else 0


def _placed(network: Network, seen: list[Reach], before: Reach | None) -> Reach | None:
    """What is said of the output of a piece. Raises UnfitError where two see as much and not the same."""
    placed: list[Reach | None] = [before]
    for number, node in enumerate(network.nodes[1:], 1):
        if not passes(network, seen, number):
            placed.append(seen[number])
            continue
        each = [reach for source in node.inputs if (reach := placed[source]) is not None]
        most = max(each, key=width_of, default=None)
        if any(reach != most and width_of(reach) == width_of(most) for reach in each if most is not None):
            raise UnfitError("two fields are as large")
        placed.append(most)
    return placed[network.output]
