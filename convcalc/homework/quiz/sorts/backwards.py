"""Backwards: which padding, kernel or stride makes of one volume another."""

from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft
from convcalc.homework.quiz.layers import SIZES, Drawn, conv, padded

ASKED = {
    "pad": "{filters} filters of {kernel}x{kernel}, stride {stride}, take {change}. Which padding have they?",
    "kernel": "{filters} square filters, stride {stride}, {pad}, take {change}. How wide is one of them?",
    "stride": "{filters} filters of {kernel}x{kernel}, {pad}, take {change}. Which stride have they?",
}


def draw(dice: Dice) -> Draft | None:
    """One setting of one convolution."""
    layer, size, channels = conv(dice), dice.pick(SIZES), dice.pick((1, 3, 16, 32, 64))
    setting, after = dice.pick(tuple(ASKED)), layer.after(size)
    if after is None or after < 2:
        return None
    before, out = f"{size}x{size}x{channels}", f"{after}x{after}x{layer.channels}"
    said = {"filters": layer.channels, "kernel": layer.kernel, "stride": layer.stride, "pad": padded(layer.pad)}
    text = ASKED[setting].format(change=f"{before} to {out}, with nothing left over", **said)
    return Draft(text, before, (_asked(layer, setting),), setting, until=f"output: {out}")


def _asked(layer: Drawn, setting: str) -> str:
    """The layer with a ? in the place of what is asked for."""
    kernel = "?" if setting == "kernel" else f"{layer.kernel}x{layer.kernel}"
    stride = "?" if setting == "stride" else layer.stride
    return f"conv {layer.channels} {kernel} s{stride} p{'?' if setting == 'pad' else layer.pad}"
