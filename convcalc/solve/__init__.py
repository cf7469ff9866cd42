"""Layers solved backwards: which numbers give an output, a count of parameters or a receptive field."""

from convcalc.solve.found import Answers, Run, Solution, Tried
from convcalc.solve.how_many import Counted, Stacked, how_many, repeated
from convcalc.solve.model import Model, Outcome, Unknown
from convcalc.solve.search import search
from convcalc.solve.smallest import Smallest, smallest_input
from convcalc.solve.target import Range, Target, read_range

__all__ = [
    "Answers", "Counted", "Model", "Outcome", "Range", "Run", "Smallest", "Solution", "Stacked", "Target", "Tried",
    "Unknown", "how_many", "read_range", "repeated", "search", "smallest_input",
]  # fmt: skip
