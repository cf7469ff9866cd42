"""Layers solved backwards: which numbers give an output, a count of parameters or a receptive field."""

from convcalc.homework.solve.answers import search
from convcalc.homework.solve.found import Answers, Run, Solution, Tried
from convcalc.homework.solve.how_many import Counted, Stacked, how_many, repeated
from convcalc.homework.solve.inputs import Fits, Misfits, Smallest, inputs_that_fit, read_between, smallest_input
from convcalc.homework.solve.model import Model, Outcome, Unknown
from convcalc.homework.solve.target import Range, Target, read_range

__all__ = [
    "Answers", "Counted", "Fits", "Misfits", "Model", "Outcome", "Range", "Run", "Smallest", "Solution", "Stacked",
    "Target", "Tried", "Unknown", "how_many", "inputs_that_fit", "read_between", "read_range", "repeated", "search",
    "smallest_input",
]  # fmt: skip
