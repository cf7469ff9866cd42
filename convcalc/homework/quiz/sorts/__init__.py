"""What quizzes ask: a module a sort of question, with `draw(dice)`, which gives a `Draft`, or None for a bad throw."""

from collections.abc import Callable
from importlib import import_module

from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft

MODULES = (
    "layer",
    "params",
    "macs",
    "chains",
    "stacks",
    "receptive_field",
    "memory",
    "misfit",
    "same",
    "dilation",
    "transposed",
    "rectangular",
    "dimensions",
    "flops",
    "backwards",
    "separable",
    "savings",
    "known",
    "networks",
)

QuestionSort = Callable[[Dice], Draft | None]
LEVELS: dict[str, QuestionSort] = {
    name.replace("_", "-"): import_module(f"convcalc.homework.quiz.sorts.{name}").draw for name in MODULES
}
