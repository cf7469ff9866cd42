"""Bytes of what layers put out."""

from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft, fitted
from convcalc.homework.quiz.layers import chain


def draw(dice: Dice) -> Draft | None:
    """Of one example, or of a batch."""
    draft = fitted(dice, chain(dice, dice.number(1, 3)), "memory")
    if draft is None:
        return None
    if dice.number(0, 2):
        return draft
    batch = dice.pick((2, 4, 8, 16, 32))
    return draft._replace(text=draft.text.replace("in float32", f"in float32 for a batch of {batch}"), batch=batch)
