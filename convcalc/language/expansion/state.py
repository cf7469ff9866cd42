"""What an expansion holds while it runs, and where in it an item stands. Makes no nodes.

`Expansion` is the one value that grows: nodes, faults, each named once, and what equal layers share. A `Frame`
is a list of items that is gone through, a `Spot` one item of it on the volume before it; both are plain.
"""

from collections.abc import Callable
from typing import Any, NoReturn, Optional

from convcalc.document.places import Place
from convcalc.document.problems import MOST_PROBLEMS, NO_MORE, Note, Problem
from convcalc.document.records import NamedTuple
from convcalc.document.wording import shown
from convcalc.language.arithmetic import ExpressionError, NoVolumeError
from convcalc.language.growth import DEEPEST_SCOPE, LARGEST_NETWORK, MOST_IDLE
from convcalc.language.items import Item
from convcalc.language.spec import Spec
from convcalc.language.values import TOO_MANY_VALUES, oversized, resolve
from convcalc.model.geometry import Volume
from convcalc.model.layers import Layer
from convcalc.model.layers.fields import FieldError, integer
from convcalc.model.network import Node, Output, Scope, Site, trail

Progress = Callable[[int], None]
"""Is told how many layers there are so far."""

PROGRESS = 20_000
"""So many layers are expanded in a fifth of a second."""

UNKNOWN_NODE = -1
"""In the place of a node's number: its volume could not be told."""


class UnknownError(Exception):
    """What was asked for depends on something that is already reported, or has just been."""


class TooLargeError(Exception):
    """The network outgrew its bound: nothing further is looked at."""


class Reached(Exception):  # noqa: N818 - it is no error
    """A spec that is called up to a layer has come to it."""

    def __init__(self, number: int) -> None:
        self.number = number
        """That of the layer's node."""


class Home(NamedTuple):
    """The spec that items stand in: the network's own, or another that is called as a block."""

    spec: Spec
    values: dict[str, Any]
    """Of its variables."""
    inputs: dict[str, int]
    """Its inputs by their names, each with the node whose volume it is."""


class Frame(NamedTuple):
    """A list of items that is gone through: of the network, of a block call or of a branch."""

    scope: Scope
    values: dict[str, Any]
    """What the names in its expressions stand for."""
    names: dict[str, int]
    """The names given in it so far, each with the node whose volume it stands for."""
    counts: dict[str, int]
    """How often each label was made up for what has no name."""
    home: Home
    outer: Optional["Frame"] = None
    """Where its scope stands."""
    times: int = 1
    """How often it will be expanded: the product of the repeats around it."""
    frozen: bool = False
    """Whether training leaves its layers as they are, where they do not say otherwise."""
    stop: str = ""
    """The layer or the call, or what a path leads to in it, at which its spec ends; empty for its own end."""

    def below(self, label: str) -> str:
        """Where to stop in what stands under a label."""
        return self.stop[len(label) + 1 :] if self.stop.startswith(f"{label}.") else ""


class Spot(NamedTuple):
    """An item of a frame, on the volume that a node gives out."""

    item: Item
    frame: Frame
    start: int


class Expanded(NamedTuple):
    """A block call or a branch that has been expanded."""

    scope: Scope
    first: int
    """The number of its first node."""
    end: int
    """The number after its last."""


class Done(NamedTuple):
    """A block call that has been expanded, for others that make the same layers."""

    call: Expanded
    start: int
    """The number of the node whose volume went in."""
    out: int
    """That of the node that comes out."""
    steps: int
    home: Home
    """Held, as it is looked up by its identity."""


class Expansion:
    """All that is known so far of the network that a spec makes."""

    def __init__(self, spec: Spec, progress: Progress | None = None) -> None:
        self.spec = spec
        self.progress = progress
        self.values: dict[str, Any] = {}
        """Of the variables."""
        self.nodes: list[Node] = []
        self.heads: list[Output] = []
        self.calls: dict[tuple[Scope, str], Expanded] = {}
        """Named calls, and branches, by the scope they stand in and their name."""
        self.done: dict[tuple[Any, ...], dict[int, Done]] = {}
        """Block calls by what tells them from others, and by their volumes, as far as no name in them leads outside."""
        self.asked: dict[int, bool] = {}  # whether blocks ask for volumes, by their identity
        self.outermost = 0
        """The depth of the outermost scope in which a name was found."""
        self.headed: tuple[int, int] | None = None
        """How many nodes there were after the last heads, and the node that the layers go on from."""
        self.steps = 0
        """How many items were expanded."""
        self.unwatched = 0  # steps, up to which there is nothing to be asked of them
        self.problems: list[Problem] = []
        self.reported: set[tuple[str, int, tuple[str | int, ...]]] = set()
        """The message and the place of each problem."""
        self.sound = 0
        """How many nodes came before the first problem; none where the network outgrew its bound."""
        self.blind = False
        """A fault has taken names away that later layers may ask for."""
        self.outgrown = False
        """A value that holds too many others was reported."""
        self.given: dict[int, dict[str, Place]] = {}
        """Every name that a spec gives, once it is asked for, by the spec."""
        self.inside: dict[tuple[int, str], tuple[Frame, int]] = {}
        """The calls and branches that are done, by the scope they stand in and their label: each with its end.

        Kept only where the spec names layers in them.
        """
        self.labels: dict[tuple[int, str], int] = {}
        """The nodes before `indexed` by their scopes and names, once one is looked for."""
        self.indexed = 0
        self.held_against = 0  # so many names patterns were
        self.joined = 0  # so many names `from` gave
        self.modules: dict[tuple[int, str], Scope] = {}
        """The scopes of modules of files of other formats, by what they stand in and their label."""
        self.clashes: dict[tuple[int, str], Frame] = {}
        """Labels that were made up first and given afterwards, by their scopes."""
        self.pointed = False  # a name has a point in it, as paths have
        self.chosen: dict[tuple[int, str], Item] = {}
        """Items whose kind is an argument, by the item and the kind."""
        self.volumes: dict[Volume, Volume] = {}
        """One object for equal volumes, which what follows knows by their identity."""
        self.layers: dict[tuple[Any, ...], Layer] = {}  # one for equal settings
        self.like: dict[tuple[int, int], Layer] = {}  # one of those alike, by what is open and the rank
        self.sites: dict[tuple[int, ...], Site | None] = {}
        """One site for equal layers on equal volumes; None where they have no output."""
        self.known: dict[tuple[int, ...], Site] = {}
        """The same by the settings as they are written, by identity, where they hold no expression."""

    def step(self, item: Item, frame: Frame) -> None:
        """Count an item that is expanded. Raises TooLargeError where it is one too many."""
        self.steps = steps = self.steps + 1
        if steps > self.unwatched:
            self.watch(item, frame.scope)

    def watch(self, item: Item, scope: Scope) -> None:
        """See whether so many steps are too many, and say how far it is. Raises TooLargeError."""
        most, idle = self.spec.growth.limit, MOST_IDLE + 10 * len(self.nodes)
        self.unwatched = min(most, idle, self.steps // PROGRESS * PROGRESS + PROGRESS - 1)
        if self.steps > most:
            self.too_large("expanding this spec makes", most, item.place, scope)
        if self.steps > idle:
            message = f"this spec repeats items more than {MOST_IDLE:,} times that make no layer"
            self.report(message, item.place, "is a factor too many in 'repeat'?", scope)
            raise TooLargeError
        if self.progress and self.steps % PROGRESS == 0:
            self.progress(len(self.nodes))

    def too_large(self, what: str, most: int, place: Place, scope: Scope) -> NoReturn:
        """Report what makes more layers than a network may have. Raises TooLargeError."""
        help = "is a factor too many in 'repeat', or in blocks?"
        self.report(f"{what} more than {most:,} layers", place, help, scope)
        raise TooLargeError

    def check_times(self, spot: Spot, count: int, times: int) -> None:
        """Stop before a network that is known to become too large by a repeat. Raises TooLargeError."""
        (item, frame, _), least = spot, spot.frame.home.spec.growth.least
        each = least.get(item.kind, 1) if item.when is True else 1
        if times * max(1, each) > LARGEST_NETWORK:
            around = " with those around it" if frame.times > 1 else ""
            self.too_large(f"repeat {count:,}{around} makes", LARGEST_NETWORK, item.place.at("repeat"), frame.scope)

    def too_deep(self, spot: Spot, scope: Scope) -> NoReturn:
        """Report calls and branches that stand too deep in each other. Raises TooLargeError."""
        message = f"blocks and branches nest more than {DEEPEST_SCOPE} deep"
        self.report(message, spot.item.place, scope=scope.parent)
        raise TooLargeError

    def volume(self, number: int) -> Volume | None:
        """The volume that a node gives out; None where it is unknown."""
        return None if number == UNKNOWN_NODE else self.nodes[number].site.output

    def report(
        self, message: str, place: Place, help: str = "", scope: Scope | None = None, notes: tuple[Note, ...] = ()
    ) -> None:
        """Note a problem once, however often the item that has it is expanded."""
        if not self.problems:
            self.sound = len(self.nodes)
        key = (message, id(place.source), place.route)
        if key not in self.reported:
            self.reported.add(key)
            self.problems.append(Problem(message, place, help, notes + tuple(trail(scope))))
            if scope and len(self.problems) >= MOST_PROBLEMS:
                self.problems.append(Problem(NO_MORE, place))
                raise TooLargeError

    def too_many(self, place: Place, scope: Scope | None = None) -> NoReturn:
        """A value to be kept under a name holds too many others: lists of lists could grow without bound."""
        if not self.outgrown:
            self.outgrown = True
            self.report(TOO_MANY_VALUES, place, "do lists stand inside lists?", scope)
        raise UnknownError

    def unresolved(self, error: ExpressionError, place: Place, scope: Scope | None) -> NoReturn:
        """An expression without a value: a fault, unless it waits for a volume that another fault took away."""
        if not (isinstance(error, NoVolumeError) and self.problems):
            self.report(error.message, place, error.help, scope)
        raise UnknownError from None

    def variables(self, spec: Spec, given: dict[str, Any], scope: Scope | None = None) -> dict[str, Any]:
        """The values of a spec's variables, those that are given in the place of its own."""
        values: dict[str, Any] = {}
        for variable in spec.variables:
            value = given.get(variable.name, variable.value)
            try:
                values[variable.name] = resolve(value, values, None)
                if oversized(values[variable.name]):
                    self.too_many(variable.place, scope)
            except ExpressionError as error:
                self.report(error.message, variable.place, error.help, scope)
                values[variable.name] = 1
            except UnknownError:
                values[variable.name] = 1
        return values

    def argument(self, spot: Spot, name: str) -> Any:
        """What a call gives for a name. Raises UnknownError."""
        try:
            value = resolve(spot.item.settings[name], spot.frame.values, self.volume(spot.start))
        except ExpressionError as error:
            self.unresolved(error, spot.item.setting_place(name), spot.frame.scope)
        if isinstance(value, (list, dict)) and oversized(value):
            self.too_many(spot.item.setting_place(name), spot.frame.scope)
        return value

    def count(self, spot: Spot, value: Any, *route: str | int) -> int:
        """How often something is repeated. Raises UnknownError."""
        try:
            return integer(self.evaluate(spot, value, *route), 0)
        except FieldError as error:
            self.report(f"repeat: {error.message}", spot.item.place.at(*route), error.help, spot.frame.scope)
            raise UnknownError from None

    def holds(self, spot: Spot, condition: Any, *route: str | int) -> bool:
        """Whether something is there at all. Raises UnknownError."""
        if condition is True:
            return True
        value = self.evaluate(spot, condition, *route)
        if not isinstance(value, (bool, int, float)):
            place = spot.item.place.at(*route)
            self.report(f"{route[0]}: expected true or false, not {shown(value)}", place, scope=spot.frame.scope)
            raise UnknownError
        return bool(value)

    def frozen(self, spot: Spot) -> bool:
        """Whether training leaves what an item makes as it is. Raises UnknownError."""
        own = spot.item.frozen
        return spot.frame.frozen if own is None else self.holds(spot, own, "frozen")

    def evaluate(self, spot: Spot, value: Any, *route: str | int) -> Any:
        """A value of an item with its expressions worked out; `route` leads to it. Raises UnknownError."""
        try:
            return resolve(value, spot.frame.values, self.volume(spot.start))
        except ExpressionError as error:
            self.unresolved(error, spot.item.place.at(*route), spot.frame.scope)
