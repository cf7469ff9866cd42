"""Parameters of a layer."""

from collections.abc import Callable

from convcalc.document.records import NamedTuple
from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft, draft
from convcalc.homework.quiz.layers import FILTERS, asked, pool
from convcalc.model.layers.sliding import Sliding


def draw(dice: Dice) -> Draft | None:
    """A convolution of some sort, a dense layer, one that follows a convolution, or one that has none."""
    follow = [_followed_by(name, said) for name, said in asked(lambda cls: not issubclass(cls, Sliding))]
    make = dice.pick((_conv, _conv, _conv, _nobias, _groups, _depthwise, _dense, _flattened, *follow, _pooled))
    channels, filters, kernel = dice.pick(FILTERS), dice.pick(FILTERS), dice.pick((1, 3, 3, 5, 5, 7))
    said, volume, layers = make(dice, _Numbers(dice.pick((7, 8, 14, 16, 28, 32)), channels, filters, kernel))
    return draft(said, volume, layers, "params")


class _Numbers(NamedTuple):
    """What a layer and its input were drawn with."""

    size: int
    channels: int
    filters: int
    kernel: int

    @property
    def volume(self) -> str:
        """The input."""
        return f"{self.size}x{self.size}x{self.channels}"

    @property
    def conv(self) -> str:
        """The convolution, in the words of convcalc."""
        return f"conv {self.filters} {self.kernel}x{self.kernel}"

    @property
    def filters_said(self) -> str:
        """The convolution, in those of a class."""
        return f"{self.filters} filters of {self.kernel}x{self.kernel}"


_Question = tuple[str, str, tuple[str, ...]]
"""What is said, the volume and the layers."""


def _conv(dice: Dice, drawn: _Numbers) -> _Question:
    return f"{drawn.filters_said} run over a {drawn.volume} volume.", drawn.volume, (drawn.conv,)


def _nobias(dice: Dice, drawn: _Numbers) -> _Question:
    said = f"{drawn.filters_said} without bias run over a {drawn.volume} volume."
    return said, drawn.volume, (f"{drawn.conv} nobias",)


def _groups(dice: Dice, drawn: _Numbers) -> _Question:
    twice = drawn._replace(filters=2 * drawn.filters, channels=2 * drawn.channels)
    said = f"{twice.filters_said} in 2 groups run over a {twice.volume} volume."
    return said, twice.volume, (f"{twice.conv} g2",)


def _depthwise(dice: Dice, drawn: _Numbers) -> _Question:
    kernel = dice.pick((3, 3, 5, 7))
    said = f"A depthwise convolution of {kernel}x{kernel} runs over a {drawn.volume} volume."
    return said, drawn.volume, (f"depthwise {kernel}x{kernel}",)


def _dense(dice: Dice, drawn: _Numbers) -> _Question:
    inputs = dice.pick((64, 100, 128, 256, 400, 512))
    said = f"A dense layer takes {inputs} numbers to {drawn.filters}."
    return said, str(inputs), (f"dense {drawn.filters}",)


def _flattened(dice: Dice, drawn: _Numbers) -> _Question:
    said = f"A {drawn.volume} volume is flattened and goes into a dense layer of {drawn.filters} units."
    return said, drawn.volume, ("flatten", f"dense {drawn.filters}")


def _pooled(dice: Dice, drawn: _Numbers) -> _Question:
    layer = pool(dice)
    return f"A {drawn.volume} volume goes through {layer.said}.", drawn.volume, (layer.words,)


def _followed_by(name: str, follows: str) -> Callable[[Dice, _Numbers], _Question]:
    """A convolution before a layer of a kind that has no bias to add to."""

    def make(dice: Dice, drawn: _Numbers) -> _Question:
        said = f"{drawn.filters_said} without bias run over a {drawn.volume} volume; {follows} follows."
        return said, drawn.volume, (f"{drawn.conv} nobias", name)

    return make
