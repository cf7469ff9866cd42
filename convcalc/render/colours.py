"""The colours of figures: one for each family of layers, told apart in grey and by those who confuse red and green.

Their lightness falls in even steps, so that a copy in grey still has them all.
"""

from collections.abc import Sequence

from convcalc.model.network import Network, Site

FAMILIES = {
    "input": ("#f6f2e9", "input"),
    "other": ("#d6d6d2", "norm, activation, other"),
    "conv": ("#a6c4e2", "convolution"),
    "attention": ("#d4a340", "attention, recurrent"),
    "merge": ("#979797", "sum, concatenation"),
    "up": ("#41917e", "upsampling"),
    "pool": ("#ab4a36", "pooling"),
    "dense": ("#34407a", "dense"),
}
"""By its name, each family's colour, from light to dark, and what a legend calls it."""

COLOURED = {
    "input": "input", "convolution": "conv", "pooling": "pool", "fully connected": "dense", "merge": "merge",
    "attending": "attention", "recurrent": "attention",
}  # fmt: skip
"""The colour of a kind's family; the rest is other."""
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


def family_of(site: Site) -> str:
    """The family of a layer, by which it is coloured: what makes an image larger is upsampling."""
    family = site.layer.family
    if family in ("convolution", "pooling", "shape") and not site.layer.view:
        before, after = site.inputs[0].positions, site.output.positions
        if 2 * after >= 3 * before:
            return "up"
        if family == "shape" and 2 * after <= before:
            return "pool"
    return COLOURED.get(family, "other")


def main_family(network: Network, covered: Sequence[int]) -> str:
    """That of most of the multiply-accumulates of some layers; attention where there is any."""
    weight: dict[str, int] = {}
    for number in covered:
        site = network.nodes[number].site
        family = family_of(site)
        cost = site.layer.macs(site.inputs, site.output) if site.layer.weighted or site.layer.products else 0
        if family in ("conv", "dense", "attention", "up", "pool"):
            weight[family] = weight.get(family, 0) + cost
    if "attention" in weight:
        return "attention"
    return max(weight, key=weight.__getitem__, default="other")
