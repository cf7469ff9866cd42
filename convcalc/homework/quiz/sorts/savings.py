"""What layers save: depthwise separable and grouped convolutions, layers of 1x1 before others, stacks of small ones."""

from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import ASKED, Draft
from convcalc.homework.quiz.sorts.separable import CHANNELS, SIZES

TIMES = ((3, 18), (3, 72), (5, 100))
"""Kernels, and filters of depthwise separable layers at which the ratio is whole."""


def draw(dice: Dice) -> Draft:
    """What one of them saves, or how many times fewer it takes."""
    return dice.pick((_separable, _separable, _narrowed, _narrowed, _stacked, _grouped, _times))(dice)


def _draft(said: str, volume: str, layers: tuple[str, ...], against: tuple[str, ...], quantity: str) -> Draft:
    return Draft(f"{said} {ASKED[quantity]}", volume, layers, quantity, against=against)


def _separable(dice: Dice) -> Draft:
    return _in_two(dice, dice.pick((3, 3, 5)), dice.pick(CHANNELS), dice.pick(("fewer_params", "fewer_macs")))


def _times(dice: Dice) -> Draft:
    return _in_two(dice, *dice.pick(TIMES), dice.pick(("times_params", "times_macs")))


def _in_two(dice: Dice, kernel: int, filters: int, quantity: str) -> Draft:
    size, channels, shape, pad = dice.pick(SIZES), dice.pick(CHANNELS), f"{kernel}x{kernel}", kernel // 2
    said = (
        f"On a {size}x{size}x{channels} volume, a convolution of {filters} filters of {shape}, stride 1, padding "
        f"{pad}, is replaced by a depthwise separable one: {shape} depthwise, padding {pad}, then {filters} filters "
        f"of 1x1; none has biases."
    )
    layers = (f"depthwise {shape} p{pad} nobias", f"conv {filters} 1x1 nobias")
    return _draft(said, f"{size}x{size}x{channels}", layers, (f"conv {filters} {shape} p{pad} nobias",), quantity)


def _narrowed(dice: Dice) -> Draft:
    size, channels, kernel = dice.pick(SIZES), dice.pick((128, 192, 256, 480, 512)), dice.pick((3, 5, 5))
    narrow, filters, shape = dice.pick((16, 24, 32)), dice.pick((32, 48, 64, 96, 128)), f"{kernel}x{kernel}"
    wide = f"conv {filters} {shape} p{kernel // 2} nobias"
    said = (
        f"Before {filters} filters of {shape}, stride 1, padding {kernel // 2}, on a {size}x{size}x{channels} volume, "
        f"{narrow} filters of 1x1 are put; none has biases."
    )
    layers, quantity = (f"conv {narrow} 1x1 nobias", wide), dice.pick(("fewer_params", "fewer_macs"))
    return _draft(said, f"{size}x{size}x{channels}", layers, (wide,), quantity)


def _stacked(dice: Dice) -> Draft:
    kernel, size, channels = dice.pick((5, 7)), dice.pick(SIZES[2:]), dice.pick(CHANNELS)
    many, shape = (kernel - 1) // 2, f"{kernel}x{kernel}"
    said = (
        f"On a {size}x{size}x{channels} volume, one layer of {shape} with padding {kernel // 2} is replaced by {many} "
        f"of 3x3 with padding 1; all have {channels} filters, stride 1 and no biases."
    )
    layers, one = (f"conv {channels} 3x3 p1 nobias",) * many, (f"conv {channels} {shape} p{kernel // 2} nobias",)
    return _draft(said, f"{size}x{size}x{channels}", layers, one, dice.pick(("fewer_params", "fewer_macs")))


def _grouped(dice: Dice) -> Draft:
    size, channels, filters, groups = dice.pick(SIZES), dice.pick(CHANNELS), dice.pick(CHANNELS), dice.pick((2, 4, 8))
    said = (
        f"{filters} filters of 3x3, stride 1, padding 1, without biases, on a {size}x{size}x{channels} volume, are put "
        f"in {groups} groups."
    )
    wide, quantity = f"conv {filters} 3x3 p1 nobias", dice.pick(("fewer_params", "fewer_macs", "times_params"))
    return _draft(said, f"{size}x{size}x{channels}", (f"{wide} g{groups}",), (wide,), quantity)
