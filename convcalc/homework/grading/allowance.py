"""How much one file of questions may ask for, all of them together. What it asks is read elsewhere."""

from collections.abc import Iterable
from itertools import islice

from convcalc.document.places import Place
from convcalc.document.problems import MOST_PROBLEMS, NO_MORE, Problem, SpecError, fail
from convcalc.homework.grading.asked import Asked
from convcalc.model.network import Network

MOST_ANSWERS = 5_000
"""So many are judged in a second or two; a quiz has 500 questions at most."""
MOST_SOUGHT = 500
"""So many questions ask for a number that is found by trying."""
MOST_LAYERS = 1_000_000
"""So many layers the networks of all questions have; equal ones count once."""


class MostAsked:
    """What is left of it while a file is read."""

    def __init__(self) -> None:
        self._answers, self._sought, self._layers = MOST_ANSWERS, MOST_SOUGHT, MOST_LAYERS

    def made(self, network: Network | None, sought: bool) -> Network | None:
        """The network that was made for a question, which may be asked backwards."""
        self._sought -= sought
        self._layers -= len(network.nodes) if network else 0
        return network

    def asked(self, asked: Iterable[Asked]) -> tuple[Asked, ...]:
        """What a question asks, and no more than is one too many."""
        found = tuple(islice(asked, self._answers + 1))
        self._answers -= len(found)
        return found

    def check(self, problems: list[Problem], place: Place) -> None:
        """Raises SpecError where a question was one too many to go on: of faults, of answers, of what they take."""
        if len(problems) >= MOST_PROBLEMS:
            raise SpecError([*problems, Problem(NO_MORE, place)])
        for left, most, what in (
            (self._answers, MOST_ANSWERS, "answers are too many for a file"),
            (self._sought, MOST_SOUGHT, "questions with 'until' are too many for a file"),
            (self._layers, MOST_LAYERS, "layers in the networks of all questions are too many for a file"),
        ):
            if left < 0:
                raise fail(f"more than {most:,} {what}", place, "split it: 'convcalc grade' takes several files")
