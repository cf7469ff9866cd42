"""What an answer file holds once it is read: its questions, and the rules by which they are judged."""

from fractions import Fraction

from convcalc.document.places import Located
from convcalc.document.records import NamedTuple
from convcalc.homework.grading.accepted import AS_USUAL, Accepted
from convcalc.homework.grading.asked import Asked
from convcalc.model.network import Network


class Question(NamedTuple):
    """One question: a network, and what was answered about it."""

    id: str
    text: str
    network: Network
    asked: tuple[Asked, ...]
    shares: tuple[Fraction, ...]
    """The points of each answer."""

    @property
    def points(self) -> Fraction:
        """The points that it counts."""
        return sum(self.shares, Fraction(0))


class Sheet(NamedTuple):
    """All questions of a file."""

    name: str
    title: str
    questions: tuple[Question, ...]
    follow_through: bool
    """Whether what is right given an earlier wrong answer earns its points."""
    strict_fit: bool
    """Whether a stride that leaves pixels over does not fit."""
    half_points: bool
    """Whether a wrong answer whose slip is named earns half of its points."""
    source: Located
    """The document that it was read from."""
    accepted: Accepted = AS_USUAL
    """By which conventions, and how exactly, an answer is right."""
