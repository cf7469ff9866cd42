"""Convolutions along one axis, of sequences, and along three, of videos and scans."""

from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft, draft
from convcalc.homework.quiz.layers import FILTERS, padded

ASKED = ("output", "output", "params", "macs")


def draw(dice: Dice) -> Draft | None:
    """One layer of either."""
    return dice.pick((_sequence, _scan))(dice)


def _sequence(dice: Dice) -> Draft:
    steps = dice.pick((50, 64, 100, 128, 200, 256, 500, 1000))
    channels, filters = dice.pick(FILTERS), dice.pick(FILTERS)
    kernel, stride = dice.pick((3, 3, 5, 7, 9)), dice.pick((1, 1, 2))
    pad = dice.pick((0, kernel // 2))
    said = f"{filters} filters of width {kernel}, stride {stride}, {padded(pad)}"
    return draft(
        f"A sequence of {steps} steps with {channels} channels goes through a 1-D convolution: {said}.",
        f"{steps}x{channels}",
        (f"conv {filters} {kernel} s{stride} p{pad}",),
        dice.pick(ASKED),
    )


def _scan(dice: Dice) -> Draft:
    depth, size, channels = dice.pick((8, 16, 32)), dice.pick((28, 32, 56, 64, 112)), dice.pick((1, 3, 16, 32, 64))
    kernel, stride, filters = dice.pick((3, 3, 5)), dice.pick((1, 1, 2)), dice.pick(FILTERS)
    pad, cube = dice.pick((0, kernel // 2)), f"{kernel}x{kernel}x{kernel}"
    volume = f"{depth}x{size}x{size}x{channels}"
    said = f"A {volume} volume (depth, height, width, channels) goes through a 3-D convolution"
    shape = f"{filters} filters of {cube}, stride {stride}, {padded(pad)}"
    layers = (f"conv {filters} {cube} s{stride} p{pad}",)
    return draft(f"{said}: {shape}.", volume, layers, dice.pick(ASKED))
