"""Stacks of one layer: how many it takes, what they see, what they cost."""

from convcalc.document.records import NamedTuple
from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft, draft


class _Stack(NamedTuple):
    """So many layers of a kernel, stride 1, no padding."""

    kernel: int
    many: int

    @property
    def grows(self) -> int:
        """What it adds to the receptive field, and takes from the size."""
        return self.many * (self.kernel - 1)

    @property
    def said(self) -> str:
        return f"layers of {self.kernel}x{self.kernel}, stride 1, no padding"


def draw(dice: Dice) -> Draft:
    """One of the questions."""
    stack = _Stack(dice.pick((3, 3, 3, 5, 7)), dice.number(2, 6))
    return dice.pick((_shrink, _see, _field, _params, _output))(dice, stack)


def _shrink(dice: Dice, stack: _Stack) -> Draft:
    left = dice.number(1, 12)
    size = left + stack.grows
    text = f"How many {stack.said}, take {size}x{size} down to {left}x{left}?"
    return _repeated(text, stack, size, f"output: {left}x{left}x1")


def _see(dice: Dice, stack: _Stack) -> Draft:
    seen = 1 + stack.grows
    text = f"How many {stack.said}, one after another, does it take for an output to see {seen}x{seen} pixels?"
    return _repeated(text, stack, seen + 20, f"receptive_field: {seen}")


def _repeated(text: str, stack: _Stack, size: int, until: str) -> Draft:
    layers = (f"conv 1 {stack.kernel}x{stack.kernel}",)
    return Draft(text, f"{size}x{size}x1", layers, "repeat", until=until)


def _params(dice: Dice, stack: _Stack) -> Draft:
    channels = dice.pick((8, 16, 24, 32, 48, 64, 96, 128, 256))
    sizes = f"{stack.kernel}x{stack.kernel}"
    said = f"{stack.many} layers of {sizes} with {channels} channels in and out, without bias, are stacked."
    volume = f"{stack.grows + 1}x{stack.grows + 1}x{channels}"
    return draft(said, volume, (f"conv {channels} {sizes} nobias",) * stack.many, "params")


def _field(dice: Dice, stack: _Stack) -> Draft:
    return _stacked(dice, stack, "receptive_field")


def _output(dice: Dice, stack: _Stack) -> Draft:
    return _stacked(dice, stack, "output")


def _stacked(dice: Dice, stack: _Stack, quantity: str) -> Draft:
    channels, size = dice.pick((8, 16, 32, 64, 128)), stack.grows + dice.number(2, 21)
    volume = f"{size}x{size}x{channels}"
    said = f"{stack.many} {stack.said}, {channels} filters each, are stacked on a {volume} volume."
    return draft(said, volume, (f"conv {channels} {stack.kernel}x{stack.kernel}",) * stack.many, quantity)
