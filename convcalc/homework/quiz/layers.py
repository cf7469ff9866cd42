"""Layers for questions: the words of a class, the words of convcalc, and sizes that come out whole."""

from collections.abc import Callable

from convcalc.document.records import NamedTuple
from convcalc.homework.quiz.dice import Dice
from convcalc.model.layers import KINDS, Layer, kind
from convcalc.model.layers.sliding import Sliding

FILTERS = (4, 6, 8, 10, 12, 16, 16, 20, 24, 32, 32, 48, 64, 64, 96, 128)


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

    def before(self, size: int) -> int:
        """The input size of which `size` comes out, with nothing left over."""
        return (size - 1) * self.stride + self.kernel - 2 * self.pad


def conv(dice: Dice, stride: int | None = None, pad: int | None = None) -> Drawn:
    """A convolution; small kernels are likelier."""
    kernel = dice.pick((1, 3, 3, 3, 5, 5, 7, 9, 11))
    steps = stride or dice.pick((1, 1, 1, 2, 2, 3, 4))
    around = dice.pick((0, (kernel - 1) // 2, (kernel - 1) // 2, min(1, kernel // 2))) if pad is None else pad
    filters = dice.pick(FILTERS)
    said = f"{filters} filters of {kernel}x{kernel}, stride {steps}, {_padding(around)}"
    words = f"conv {filters} {kernel}x{kernel} s{steps} p{around}"
    return Drawn(said, words, kernel, steps, around, filters)


def pool(dice: Dice) -> Drawn:
    """A pooling layer, mostly of windows that do not overlap."""
    kernel, stride = dice.pick(((2, 2), (2, 2), (3, 2), (3, 3)))
    pools = asked(lambda cls: issubclass(cls, Sliding))
    name, said = dice.pick((pools[0], *pools))
    said = f"{said} of {kernel}x{kernel}, stride {stride}"
    return Drawn(said, f"{name} {kernel}x{kernel} s{stride}", kernel, stride, 0, None)


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


def fitting(dice: Dice, layers: list[Drawn], least: int = 1, most: int = 14) -> int | None:
    """An input size that goes through all layers with nothing left over; None where it would be odd to ask for."""
    size = dice.number(least, most)
    for layer in reversed(layers):
        size = layer.before(size)
        if size < layer.kernel or size < 2:
            return None
    return size if size <= 300 else None


def _padding(pad: int) -> str:
    return f"padding {pad}" if pad else "no padding"
