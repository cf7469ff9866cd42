"""A question before it is worked out, as words: a volume, layers and a quantity; no figures."""

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

    @property
    def identity(self) -> str:
        """What makes it another question, however it is worded."""
        return f"{self.volume} {self.layers} {self.quantity} {self.batch} {self.until}"


ASKED = {
    "output": "What volume comes out?",
    "params": "How many parameters are there?",
    "macs": "How many multiply-accumulates (MACs) does one example take, bias not counted?",
    "flops": "How many FLOPs does one example take: two for each multiply-accumulate, one for each bias that is added?",
    "memory": "How many bytes do the outputs of all layers take in float32, the input not counted?",
    "receptive_field": "How many pixels wide is the receptive field of an output?",
}


def asks(quantity: str, layers: Sequence[str]) -> str:
    """The question for a figure of layers: it says what counts, of biases too where there are."""
    if quantity == "memory" and len(layers) == 1:
        return "How many bytes does the output take in float32?"
    biased = any("bias" in kind(each.split()[0]).fields and "nobias" not in each for each in layers)
    return "How many parameters are there, biases counted?" if quantity == "params" and biased else ASKED[quantity]


def draft(said: str, volume: str, layers: tuple[str, ...], quantity: str) -> Draft:
    """A question about layers on a volume, said in a sentence."""
    return Draft(f"{said.replace('A 8', 'An 8')} {asks(quantity, layers)}", volume, layers, quantity)


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
