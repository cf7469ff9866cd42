"""What a .cfg file has come to so far: the layers that its sections end in, and what sections are made of.

A layer is called after its kind and its section's number, from 0, as Darknet prints it: `conv0`, `bn0`, `leaky0`.
"""

from typing import Any

from convcalc.document.foreign import Where
from convcalc.document.wording import nearest, shown
from convcalc.exchange.darknet.cfg import Section
from convcalc.exchange.translation import At, Translation
from convcalc.model.geometry import Volume

ACTIVATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "linear": ("identity", {}),
    "relu": ("relu", {}),
    "leaky": ("leaky_relu", {"slope": 0.1}),
    "logistic": ("sigmoid", {}),
    "mish": ("mish", {}),
    "hard_mish": ("mish", {}),
    "swish": ("silu", {}),
    "tanh": ("tanh", {}),
    "loggy": ("tanh", {}),
    "elu": ("elu", {}),
    "selu": ("selu", {}),
    "gelu": ("gelu", {}),
    "relu6": ("relu6", {}),
    "hardtan": ("relu6", {}),
    "stair": ("relu6", {}),
    "ramp": ("leaky_relu", {"slope": 0.1}),
    "relie": ("leaky_relu", {"slope": 0.01}),
    "plse": ("leaky_relu", {"slope": 0.01}),
    "lhtan": ("leaky_relu", {"slope": 0.001}),
}
"""Each as the kind that it is; those that no spec has, as one that costs the same: a function of each number alone."""


class DarknetReading:
    """What the sections have come to so far."""

    def __init__(self, translation: Translation, net: Section) -> None:
        self.translation = translation
        self.ends: list[int] = []
        """The layer that each section ends in."""
        self.outputs: list[tuple[str, int]] = []
        self.convolutions: dict[int, list[int]] = {}
        """The layers of each section that have weights."""
        self.part = ""
        """Which layer of a recurrent section is made."""
        self.net = net
        self._input(net)

    def _input(self, net: Section) -> None:
        height, width, channels = (net.whole(key, 0) for key in ("height", "width", "channels"))
        if all(each.value > 0 for each in (height, width, channels)):
            self.translation.input("input", [height, width, channels], net.place("height"))
        elif (inputs := net.whole("inputs", 0)).value > 0:
            self.translation.input("input", [inputs], net.place("inputs"))
        else:
            self.translation.input("input", None, net.position)

    @property
    def last(self) -> int:
        """The layer that the next section starts from."""
        return self.ends[-1] if self.ends else 0

    def finish(self) -> None:
        """The last section is read."""
        if len(self.outputs) > 1:
            for name, end in self.outputs:
                self.translation.head(name, end)
        self.translation.finish("", self.last if len(self.outputs) < 2 else None)

    # What sections are made of

    def add(self, section: Section, kind: str, settings: dict[str, Any], *reads: int, name: str = "") -> int:
        """Add a layer, where its section stands."""
        return self.translation.layer(kind, settings, reads, self.name(name or kind), section.position)

    def name(self, kind: str) -> str:
        """What a layer of this section is called."""
        return f"{kind}{len(self.ends)}{self.part}"

    def unknown(self, section: Section, what: str, position: Where) -> int:
        """Something whose output nobody states: no figure goes further."""
        return self.translation.layer("custom", {"op": At(what, position)}, (self.last,), self.name("custom"), position)

    def volume(self, number: int) -> Volume | None:
        """What comes out of a layer, where that is known."""
        return self.translation.volumes[number]

    def spatial(self, section: Section, number: int) -> int:
        """A volume with a height and a width: a flat one has one position, as in Darknet."""
        x = self.volume(number)
        if x is None or x.size:
            return number
        return self.add(section, "reshape", {"volume": [1, 1, x.channels]}, number)

    def flat(self, section: Section, number: int) -> int:
        """A volume without a height and a width."""
        x = self.volume(number)
        return number if x is None or not x.size else self.add(section, "flatten", {}, number)

    def activated(self, section: Section, number: int, default: str) -> int:
        """A layer with the activation of its section."""
        word = section.word("activation", default)
        if word.value not in ACTIVATIONS:
            message = f"activation: {shown(word.value)} is not known here"
            section.fault(message, word.position, nearest(word.value, ACTIVATIONS))
            return number
        kind, settings = ACTIVATIONS[word.value]
        if word.value == "linear":
            return number
        return self.translation.layer(kind, settings, (number,), self.name(word.value), section.place("activation"))

    def referred(self, section: Section, key: str) -> list[int]:
        """The layers that the sections end in which an option names by their numbers, or from here backwards."""
        found = []
        if key not in section.options:
            section.fault(f"[{section.kind}] names no section", section.position, f"as {key}=-3")
        for number, position in section.wholes(key):
            index = number if number >= 0 else len(self.ends) + number
            if 0 <= index < len(self.ends):
                found.append(self.ends[index])
            else:
                help = f"it is section {len(self.ends)}, and those above it can be named"
                section.fault(f"{key}: there is no section {index} above this one", position, help)
        return found or [self.last]
