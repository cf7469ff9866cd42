"""Layers for questions: the words of a class, the words of convcalc, and sizes that come out whole."""

from collections.abc import Callable
from functools import cache

from convcalc.document.records import NamedTuple
from convcalc.homework.quiz.dice import Dice
from convcalc.model.layers import KINDS, Layer, kind
from convcalc.model.layers.sliding import Sliding

FILTERS = (4, 6, 8, 10, 12, 16, 16, 20, 24, 32, 32, 48, 64, 64, 96, 128)
SIZES = (8, 10, 12, 14, 15, 16, 20, 24, 27, 28, 30, 31, 32, 35, 39, 40, 48, 50, 55, 56, 60, 63, 64, 65, 75, 80, 96, 99,
         100, 111, 112, 120, 127, 128, 150, 160, 192, 200, 224, 225, 227, 231, 256, 299, 300)  # fmt: skip
"""Heights and widths as courses have them, and those beside them at which strides come out."""


class Drawn(NamedTuple):
    """A layer that was drawn."""

    said: str
    """In a sentence: `10 filters of 5x5, stride 1, padding 2`."""
    words: str
    """As convcalc reads it."""
    kernel: int
    stride: int
    pad: int
    channels: int | None
    """That come out; None where they stay."""

    def after(self, size: int) -> int | None:
        """The size that comes out; None where something is left over, or the window is larger."""
        room = size + 2 * self.pad - self.kernel
        return room // self.stride + 1 if room >= 0 and room % self.stride == 0 else None


def conv(dice: Dice, stride: int | None = None, pad: int | None = None) -> Drawn:
    """A convolution; small kernels are likelier."""
    kernel = dice.pick((1, 3, 3, 3, 5, 5, 7, 9, 11))
    steps = stride or dice.pick((1, 1, 1, 2, 2, 3, 4))
    around = dice.pick((0, (kernel - 1) // 2, (kernel - 1) // 2, min(1, kernel // 2))) if pad is None else pad
    filters = dice.pick(FILTERS)
    said = f"{filters} filters of {kernel}x{kernel}, stride {steps}, {padded(around)}"
    words = f"conv {filters} {kernel}x{kernel} s{steps} p{around}"
    return Drawn(said, words, kernel, steps, around, filters)


def pool(dice: Dice) -> Drawn:
    """A pooling layer, mostly of windows that do not overlap."""
    kernel, stride = dice.pick(((2, 2), (2, 2), (3, 2), (3, 3)))
    pools = _pools()
    name, said = dice.pick((pools[0], *pools))
    said = f"{said} of {kernel}x{kernel}, stride {stride}"
    return Drawn(said, f"{name} {kernel}x{kernel} s{stride}", kernel, stride, 0, None)


@cache
def _pools() -> list[tuple[str, str]]:
    return asked(lambda cls: issubclass(cls, Sliding))


def asked(holds: Callable[[type[Layer]], bool]) -> list[tuple[str, str]]:
    """The kinds that questions ask for by name and of which something holds: each with what they call it."""
    classes = [(name, kind(name)) for name in KINDS]
    return [(name, cls.asked) for name, cls in classes if cls.asked and holds(cls)]


def chain(dice: Dice, length: int) -> list[Drawn]:
    """Convolutions with pooling between, never two of these together."""
    layers: list[Drawn] = []
    while len(layers) < length:
        pooled = bool(layers) and layers[-1].channels is not None and dice.number(0, 2) == 0
        layers.append(pool(dice) if pooled else conv(dice))
    return layers


def fitting(dice: Dice, layers: list[Drawn]) -> int | None:
    """An input size that goes through all layers with nothing left over; None where that of the dice does not."""
    first = size = dice.pick(SIZES)
    for layer in layers:
        after = layer.after(size)
        if after is None:
            return None
        size = after
    return first


def padded(pad: int) -> str:
    """A padding in words."""
    return f"padding {pad}" if pad else "no padding"
