"""What goes wrong while a spec is expanded, and the values of its expressions. Names every fault once."""

from typing import Any, NoReturn

from convcalc.document.problems import MOST_PROBLEMS, Note, Place, Problem
from convcalc.language.expressions import Expression, ExpressionError
from convcalc.language.values import TOO_MANY_VALUES, oversized
from convcalc.model.layers.fields import MISSING
from convcalc.model.network import Node, Scope, trail

UNKNOWN = -1
"""In the place of a node's number: its volume could not be told."""


class UnknownError(Exception):
    """What was asked for depends on something that is already reported, or has just been."""


class TooLargeError(Exception):
    """The network outgrew its bound: nothing further is looked at."""


class Faults:
    """The problems found so far, and how much of the network came before the first."""

    def __init__(self, nodes: list[Node]) -> None:
        self.problems: list[Problem] = []
        self.sound = 0
        """How many nodes came before the first fault; none where the network outgrew its bound."""
        self.blind = False
        """A fault has taken names away that later layers may ask for."""
        self._nodes = nodes
        self._seen: set[tuple[str, int, tuple[str | int, ...]]] = set()

    def report(
        self, message: str, place: Place, help: str = "", scope: Scope | None = None, notes: tuple[Note, ...] = ()
    ) -> None:
        """Note a problem once, however often the item that has it is expanded."""
        if not self.problems:
            self.sound = len(self._nodes)
        key = (message, id(place.source), place.route)
        if key not in self._seen:
            self._seen.add(key)
            self.problems.append(Problem(message, place, help, notes + tuple(trail(scope))))
            if scope and len(self.problems) >= MOST_PROBLEMS:
                raise TooLargeError

    def evaluate(self, value: Any, env: dict[str, Any], place: Place, scope: Scope | None = None) -> Any:
        """A prepared value with its expressions worked out; UnknownError where one cannot be."""
        try:
            return resolve(value, env)
        except ExpressionError as error:
            self.unresolved(error, place, scope)

    def bounded(self, value: Any, env: dict[str, Any], place: Place, scope: Scope | None = None) -> Any:
        """A value to be kept under a name: lists of lists of lists could grow without bound."""
        value = self.evaluate(value, env, place, scope)
        if isinstance(value, (list, dict)) and oversized(value):
            if not any(problem.message == TOO_MANY_VALUES for problem in self.problems):
                self.report(TOO_MANY_VALUES, place, "do lists stand inside lists?", scope)
            raise UnknownError
        return value

    def unresolved(self, error: ExpressionError, place: Place, scope: Scope | None) -> NoReturn:
        """An expression without a value: a fault, unless it waits for a volume that another fault took away."""
        waits = error.message.startswith("x, the current volume") or error.message == "unknown name 'x'"
        if not (waits and self.problems):
            self.report(error.message, place, error.help, scope)
        raise UnknownError from None


def resolve(value: Any, env: dict[str, Any]) -> Any:
    """A prepared value with its expressions worked out. Raises ExpressionError."""
    kind = type(value)
    if kind is int or kind is bool or kind is str:
        return value
    if kind is Expression:
        return value.value(env)
    if isinstance(value, list):
        return [resolve(each, env) for each in value]
    if isinstance(value, dict):
        return {key: resolve(each, env) for key, each in value.items()}
    if value is MISSING:
        raise ExpressionError("a value is missing")
    return value
