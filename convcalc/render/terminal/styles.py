"""What stands out in a terminal, and how. Each colour is as dark on white as it is light on black, 3.6 : 1 at least.

They are of the 256 that nearly every terminal has; rich takes the nearest of 16 where there are no more, and none
under NO_COLOR. No colour says what no word says.
"""

from functools import cache

from rich.segment import Segment
from rich.style import Style

NAMES = {
    "plain": "",
    "bold": "bold",
    "soft": "color(244)",
    "dim": "color(244)",
    "red": "color(160)",
    "green": "color(28)",
    "yellow": "color(130)",
    "cyan": "color(31)",
}
"""By what they are for, and by what marked text calls them."""
FAMILIES = {
    "convolution": "color(32)",
    "fully connected": "color(166)",
    "pooling": "color(29)",
    "norm": "color(66)",
    "activation": "color(100)",
    "merge": "color(133)",
    "attending": "color(162)",
    "recurrent": "color(98)",
    "learned": "color(131)",
}
"""By the families of kinds; one that is not here moves numbers, and is soft."""


@cache
def styled(*names: str) -> Style:
    """The style of some names together."""
    return Style.parse(" ".join(filter(None, [NAMES[name] for name in names])) or "none")


@cache
def of_family(family: str) -> Style:
    """The style of a family of kinds."""
    return Style.parse(FAMILIES.get(family, NAMES["soft"]))


PLAIN, BOLD, SOFT = styled("plain"), styled("bold"), styled("soft")


def piece(text: str, style: Style = PLAIN) -> Segment:
    """A text in a style."""
    return Segment(text, style)
