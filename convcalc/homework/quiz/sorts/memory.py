"""Bytes of what layers put out, and of what is needed at once."""

from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft, fitted
from convcalc.homework.quiz.layers import chain


def draw(dice: Dice) -> Draft | None:
    """Of one example, or of a batch."""
    quantity = dice.pick(("memory", "memory", "peak_memory"))
    draft = fitted(dice, chain(dice, dice.number(2 if quantity == "peak_memory" else 1, 3)), quantity)
    if draft is None:
        return None
    if dice.number(0, 2):
        return draft
    batch = dice.pick((2, 4, 8, 16, 32))
    return draft._replace(text=draft.text.replace("in float32", f"in float32 for a batch of {batch}"), batch=batch)
