"""The colours of figures: one for each family of layers, told apart in grey and by those who confuse red and green.

Their lightness falls in even steps, so that a copy in grey still has them all.
"""

FAMILIES = {
    "input": ("#f6f2e9", "input"),
    "other": ("#d6d6d2", "norm, activation, other"),
    "conv": ("#a8c6e3", "convolution"),
    "attention": ("#d4a340", "attention, recurrent"),
    "merge": ("#979797", "sum, concatenation"),
    "up": ("#3f8f7c", "upsampling"),
    "pool": ("#ab4a36", "pooling"),
    "dense": ("#34407a", "dense"),
}
"""By its name, each family's colour, from light to dark, and what a legend calls it."""

INK, GREY, FAINT, PAPER = "#1b1b1f", "#55565c", "#8b8c92", "#ffffff"
"""Of names and arrows, of further words, of frames, and what all is drawn on."""


def shade(family: str, part: str) -> str:
    """The colour of a part of a box: its front, its top, which is lighter, its side, or its edges."""
    amount = {"front": 0.0, "top": 0.35, "side": -0.16, "edge": -0.45}[part]
    return mixed(FAMILIES[family][0], amount)


def mixed(colour: str, amount: float) -> str:
    """A colour with so much white in it, or black where that is below nothing."""
    aim = 255 if amount > 0 else 0
    parts = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return "#" + "".join(f"{round(part + (aim - part) * abs(amount)):02x}" for part in parts)


def on(family: str) -> str:
    """The colour of letters on a family's front."""
    return PAPER if family in ("pool", "dense") else INK
