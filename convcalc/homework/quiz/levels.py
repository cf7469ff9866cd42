"""What each level asks. A level draws a question as words: a volume, layers and a quantity; no figures."""

from collections.abc import Callable

from convcalc.document.records import NamedTuple
from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.layers import FILTERS, Drawn, asked, chain, conv, fitting, pool
from convcalc.model.layers.sliding import Sliding


class Draft(NamedTuple):
    """A question before it is worked out."""

    text: str
    volume: str
    layers: tuple[str, ...]
    quantity: str
    batch: int = 1
    until: str = ""
    """For a layer that is repeated until a figure is reached: which, as an answer file says it."""


ASKED = {
    "output": "What volume comes out?",
    "params": "How many parameters are there?",
    "macs": "How many multiply-accumulates (MACs) does one example take, bias not counted?",
    "memory": "How many bytes do the outputs of all layers take in float32, the input not counted?",
    "receptive_field": "How many pixels wide is the receptive field of an output?",
}


def layer(dice: Dice) -> Draft | None:
    """The volume that comes out of one layer."""
    drawn = pool(dice) if dice.number(0, 3) == 0 else conv(dice)
    return _sized(dice, [drawn], "output", least=4, most=64)


def params(dice: Dice) -> Draft | None:
    """Parameters of a layer: of a convolution, a dense layer, one that follows a convolution, or none."""
    follow = [_followed_by(name, said) for name, said in asked(lambda cls: not issubclass(cls, Sliding))]
    draw = dice.pick((_conv, _conv, _conv, _nobias, _groups, _depthwise, _dense, _flattened, *follow, _pooled))
    channels, filters, kernel = dice.pick(FILTERS), dice.pick(FILTERS), dice.pick((1, 3, 3, 5, 5, 7))
    said, volume, layers = draw(dice, _Numbers(dice.pick((7, 8, 14, 16, 28, 32)), channels, filters, kernel))
    return Draft(f"{said} {ASKED['params']}", volume, layers, "params")


class _Numbers(NamedTuple):
    """What a layer and its input were drawn with."""

    size: int
    channels: int
    filters: int
    kernel: int

    @property
    def volume(self) -> str:
        """The input."""
        return f"{self.size}x{self.size}x{self.channels}"

    @property
    def conv(self) -> str:
        """The convolution, in the words of convcalc."""
        return f"conv {self.filters} {self.kernel}x{self.kernel}"

    @property
    def filters_said(self) -> str:
        """The convolution, in those of a class."""
        return f"{self.filters} filters of {self.kernel}x{self.kernel}"


_Question = tuple[str, str, tuple[str, ...]]
"""What is said, the volume and the layers."""


def _conv(dice: Dice, drawn: _Numbers) -> _Question:
    return f"{drawn.filters_said} run over a {drawn.volume} volume.", drawn.volume, (drawn.conv,)


def _nobias(dice: Dice, drawn: _Numbers) -> _Question:
    said = f"{drawn.filters_said} without bias run over a {drawn.volume} volume."
    return said, drawn.volume, (f"{drawn.conv} nobias",)


def _groups(dice: Dice, drawn: _Numbers) -> _Question:
    twice = drawn._replace(filters=2 * drawn.filters, channels=2 * drawn.channels)
    said = f"{twice.filters_said} in 2 groups run over a {twice.volume} volume."
    return said, twice.volume, (f"{twice.conv} g2",)


def _depthwise(dice: Dice, drawn: _Numbers) -> _Question:
    kernel = dice.pick((3, 3, 5, 7))
    said = f"A depthwise convolution of {kernel}x{kernel} runs over a {drawn.volume} volume."
    return said, drawn.volume, (f"depthwise {kernel}x{kernel}",)


def _dense(dice: Dice, drawn: _Numbers) -> _Question:
    inputs = dice.pick((64, 100, 128, 256, 400, 512))
    said = f"A dense layer takes {inputs} numbers to {drawn.filters}."
    return said, str(inputs), (f"dense {drawn.filters}",)


def _flattened(dice: Dice, drawn: _Numbers) -> _Question:
    said = f"A {drawn.volume} volume is flattened and goes into a dense layer of {drawn.filters} units."
    return said, drawn.volume, ("flatten", f"dense {drawn.filters}")


def _pooled(dice: Dice, drawn: _Numbers) -> _Question:
    layer = pool(dice)
    return f"A {drawn.volume} volume goes through {layer.said}.", drawn.volume, (layer.words,)


def _followed_by(name: str, follows: str) -> Callable[[Dice, _Numbers], _Question]:
    """A convolution before a layer of a kind that has no bias to add to."""

    def draw(dice: Dice, drawn: _Numbers) -> _Question:
        said = f"{drawn.filters_said} without bias run over a {drawn.volume} volume; {follows} follows."
        return said, drawn.volume, (f"{drawn.conv} nobias", name)

    return draw


def macs(dice: Dice) -> Draft | None:
    """Multiply-accumulates of one or two layers."""
    return _sized(dice, [conv(dice) for _ in range(dice.number(1, 2))], "macs", least=4, most=20)


def chains(dice: Dice) -> Draft | None:
    """The volume, or all parameters, of a few layers."""
    return _sized(dice, chain(dice, dice.number(2, 4)), dice.pick(("output", "output", "params")), least=2, most=10)


def stacks(dice: Dice) -> Draft | None:
    """Stacks of one layer: how many it takes, what they see, what they cost."""
    kernel, count = dice.pick((3, 3, 3, 5, 7)), dice.number(2, 5)
    each = dice.pick(("shrink", "see", "field", "params", "output"))
    channels = dice.pick((8, 16, 32, 64, 128))
    seen = 1 + count * (kernel - 1)
    layers = f"layers of {kernel}x{kernel}, stride 1, no padding"
    if each == "shrink":
        left = dice.pick((1, 2, 3, 4, 5))
        size = left + count * (kernel - 1)
        text = f"How many {layers}, take {size}x{size} down to {left}x{left}?"
        goal = f"output: {left}x{left}x1"
        return Draft(text, f"{size}x{size}x1", (f"conv 1 {kernel}x{kernel}",), "repeat", until=goal)
    if each == "see":
        text = f"How many {layers}, one after another, does it take for an output to see {seen}x{seen} pixels?"
        volume = f"{seen + 20}x{seen + 20}x1"
        return Draft(text, volume, (f"conv 1 {kernel}x{kernel}",), "repeat", until=f"receptive_field: {seen}")
    if each == "params":
        said = f"{count} layers of {kernel}x{kernel} with {channels} channels in and out, without bias, are stacked."
        words = (f"conv {channels} {kernel}x{kernel} nobias",) * count
        return Draft(f"{said} {ASKED['params']}", f"{seen + 1}x{seen + 1}x{channels}", words, "params")
    size = dice.number(seen + 1, seen + 20)
    said = f"{count} {layers}, {channels} filters each, are stacked on a {size}x{size}x{channels} volume."
    words = (f"conv {channels} {kernel}x{kernel}",) * count
    quantity = "receptive_field" if each == "field" else "output"
    return Draft(f"{said} {ASKED[quantity]}", f"{size}x{size}x{channels}", words, quantity)


def receptive_field(dice: Dice) -> Draft | None:
    """The field of a chain with strides."""
    layers = [*chain(dice, dice.number(1, 3)), pool(dice), conv(dice, stride=1)]
    return _sized(dice, layers, "receptive_field", least=1, most=8)


def memory(dice: Dice) -> Draft | None:
    """Bytes of what layers put out."""
    draft = _sized(dice, chain(dice, dice.number(1, 3)), "memory", least=2, most=20)
    if draft is None:
        return None
    text = draft.text
    if len(draft.layers) == 1:
        text = text.replace(ASKED["memory"], "How many bytes does the output take in float32?")
    if dice.number(0, 2):
        return draft._replace(text=text)
    batch = dice.pick((2, 4, 8, 16, 32))
    return draft._replace(text=text.replace("in float32", f"in float32 for a batch of {batch}"), batch=batch)


def _sized(dice: Dice, layers: list[Drawn], quantity: str, least: int, most: int) -> Draft | None:
    """A question about layers on a volume that fits them."""
    size = fitting(dice, layers, least, most)
    if size is None:
        return None
    volume = f"{size}x{size}x{dice.pick((1, 3, 3, *FILTERS))}"
    said = ", then ".join(each.said for each in layers)
    opening = dice.pick(("A {} volume goes through {}.", "The input is {}; it goes through {}."))
    text = f"{opening.format(volume, said)} {ASKED[quantity]}"
    return Draft(text, volume, tuple(each.words for each in layers), quantity)


LEVELS: dict[str, Callable[[Dice], Draft | None]] = {
    "layer": layer,
    "params": params,
    "macs": macs,
    "chains": chains,
    "stacks": stacks,
    "receptive-field": receptive_field,
    "memory": memory,
}
