"""What goes wrong while a spec is expanded, and the values of its expressions. Names every fault once."""

from typing import Any, NoReturn

from convcalc.document.places import Place
from convcalc.document.problems import MOST_PROBLEMS, Note, Problem
from convcalc.language.expansion.state import Expansion, Spot, TooLargeError, UnknownError
from convcalc.language.expressions import ExpressionError, NoVolumeError
from convcalc.language.values import TOO_MANY_VALUES, resolve
from convcalc.model.network import Scope, trail


def report(
    state: Expansion,
    message: str,
    place: Place,
    help: str = "",
    scope: Scope | None = None,
    notes: tuple[Note, ...] = (),
) -> None:
    """Note a problem once, however often the item that has it is expanded."""
    if not state.problems:
        state.sound = len(state.nodes)
    key = (message, id(place.source), place.route)
    if key not in state.reported:
        state.reported.add(key)
        state.problems.append(Problem(message, place, help, notes + tuple(trail(scope))))
        if scope and len(state.problems) >= MOST_PROBLEMS:
            raise TooLargeError


def evaluate(state: Expansion, spot: Spot, value: Any, *route: str | int) -> Any:
    """A value of an item with its expressions worked out; `route` leads to it. Raises UnknownError."""
    try:
        return resolve(value, spot.frame.values, state.volume(spot.start))
    except ExpressionError as error:
        unresolved(state, error, spot.item.place.at(*route), spot.frame.scope)


def too_many(state: Expansion, place: Place, scope: Scope | None = None) -> NoReturn:
    """A value to be kept under a name holds too many others: lists of lists could grow without bound."""
    if not state.outgrown:
        state.outgrown = True
        report(state, TOO_MANY_VALUES, place, "do lists stand inside lists?", scope)
    raise UnknownError


def unresolved(state: Expansion, error: ExpressionError, place: Place, scope: Scope | None) -> NoReturn:
    """An expression without a value: a fault, unless it waits for a volume that another fault took away."""
    if not (isinstance(error, NoVolumeError) and state.problems):
        report(state, error.message, place, error.help, scope)
    raise UnknownError from None
