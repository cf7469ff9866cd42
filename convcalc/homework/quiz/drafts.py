"""A question before it is worked out, as words: a volume, layers and a quantity; no figures."""

import re
from collections.abc import Sequence

from convcalc.document.records import NamedTuple
from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.layers import FILTERS, Drawn, fitting
from convcalc.model.layers import kind


class Draft(NamedTuple):
    """A question before it is worked out."""

    text: str
    volume: str
    layers: tuple[str, ...]
    quantity: str
    batch: int = 1
    until: str = ""
    """For a layer that is repeated, or has a ? in it, until a figure is reached: which, as an answer file says it."""
    spec: str = ""
    """A shipped spec, in the place of a volume and layers."""
    classes: int = 0
    """How many it is made for; 0 for as many as it says."""
    against: tuple[str, ...] = ()
    """The layers that these are held against, where it is asked what is saved."""

    @property
    def identity(self) -> str:
        """What makes it another question, however it is worded."""
        return str(self[1:])


ASKED = {
    "output": "What volume comes out?",
    "params": "How many parameters are there?",
    "macs": "How many multiply-accumulates (MACs) does one example take, bias not counted?",
    "flops": "How many FLOPs does one example take: two for each multiply-accumulate, one for each bias that is added?",
    "memory": "How many bytes do the outputs of all layers take in float32, the input not counted?",
    "peak_memory": "How many bytes are needed at once at most in float32: for a layer's input and its output together?",
    "receptive_field": "How many pixels wide is the receptive field of an output?",
    "fewer_params": "How many parameters does that save?",
    "fewer_macs": "How many multiply-accumulates (MACs) does that save for one example?",
    "times_params": "How many times fewer parameters are there?",
    "times_macs": "How many times fewer multiply-accumulates (MACs) are there?",
}


def asks(quantity: str, layers: Sequence[str]) -> str:
    """The question for a figure of layers: it says what counts, of biases too where there are."""
    if quantity == "memory" and len(layers) == 1:
        return "How many bytes does the output take in float32?"
    biased = any("bias" in kind(each.split()[0]).fields and "nobias" not in each for each in layers)
    return "How many parameters are there, biases counted?" if quantity == "params" and biased else ASKED[quantity]


def draft(said: str, volume: str, layers: tuple[str, ...], quantity: str) -> Draft:
    """A question about layers on a volume, said in a sentence."""
    return Draft(f"{said} {asks(quantity, layers)}", volume, layers, quantity)


def with_articles(text: str) -> str:
    """A text with `an` before numbers that are said with a vowel.

    >>> with_articles("A 8x8x3 volume under a 11x11 filter, a 118x118x3 one and a 32x32x3 one")
    'An 8x8x3 volume under an 11x11 filter, a 118x118x3 one and a 32x32x3 one'
    """
    return re.sub(r"\b([Aa]) (?=8|1[18]\b|1[18]x)", r"\1n ", text)


def through(dice: Dice, volume: str, said: Sequence[str], layers: tuple[str, ...], quantity: str) -> Draft:
    """A question about a volume that goes through layers, in one of two ways to say so."""
    opening = dice.pick(("A {} volume goes through {}.", "The input is {}; it goes through {}."))
    return draft(opening.format(volume, ", then ".join(said)), volume, layers, quantity)


def fitted(dice: Dice, layers: list[Drawn], quantity: str) -> Draft | None:
    """A question about layers on a volume through which they go with nothing left over; None where none is found."""
    size = fitting(dice, layers)
    if size is None:
        return None
    volume = f"{size}x{size}x{dice.pick((1, 3, 3, *FILTERS))}"
    return through(dice, volume, [each.said for each in layers], tuple(each.words for each in layers), quantity)
