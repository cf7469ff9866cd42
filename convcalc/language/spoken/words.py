"""A layer as it was said: its kind, its settings, and what was said of the volume that goes in."""

from typing import Any, Literal

from convcalc.document.records import NamedTuple
from convcalc.model.layers import Layer, kind

IN = "comes in"
"""In the place of a setting: how much the volume has that goes in, which is checked."""
Tool = Literal["torch", "keras"]
"""Whose code a layer is written in."""


class WordsError(Exception):
    """Words that are not understood: which part of the text, and what would help."""

    def __init__(self, message: str, start: int, end: int, help: str = "") -> None:
        super().__init__(message)
        self.message, self.start, self.end, self.help = message, start, end, help


class Setting(NamedTuple):
    """The value of a field, and the part of the text that says it."""

    value: Any
    """A number, a list of them, a word, or UNKNOWN in the place of a number."""
    start: int
    end: int


class Claim(NamedTuple):
    """What is said to go in or to come out, which must be so."""

    side: Literal["in", "out"]
    numbers: list[int] | int
    """Sizes, with the channels or without; the channels alone."""
    start: int
    end: int

    @property
    def comes_out(self) -> bool:
        """Whether it is said of what comes out."""
        return self.side == "out"


class Words(NamedTuple):
    """A layer as it was said."""

    kind: str
    settings: dict[str, Setting]
    start: int
    """Where the kind is named; the whole text where it is only meant."""
    end: int
    channels: Setting | None = None
    """How many channels, or numbers in all, the volume has that goes in, where that is said."""
    axes: int | None = None
    """How many axes that volume has, where that is said."""
    implied: bool = False
    """Nobody said it: people leave it out."""
    claims: tuple[Claim, ...] = ()
    note: str = ""
    """How it was read, where it is not said quite so."""

    @property
    def shorthand(self) -> str:
        """It as specs write it: `conv 10 5x5 s1`."""
        cls, given = self.cls, {name: sized(each.value) for name, each in self.settings.items()}
        letters = {field: letter for letter, field in cls.letters.items()}
        parts = [given[name] for name in cls.main if name in given]
        for name in [each for each in given if each not in cls.main]:
            flag = next((word for word, it in cls.flags.items() if it == (name, self.settings[name].value)), "")
            parts.append(flag or (letters[name] + given[name] if name in letters else f"{name}={given[name]}"))
        return " ".join([self.kind, *parts])

    @property
    def item(self) -> dict[str, Any]:
        """It as an item of a spec."""
        return {self.kind: {name: setting.value for name, setting in self.settings.items()} or None}

    @property
    def cls(self) -> type[Layer]:
        """The class of its kind."""
        return kind(self.kind)


def sized(value: Any) -> str:
    """A value as it is written: `5x5` for a size, `6+0` for sides."""
    if isinstance(value, dict):
        return "+".join(map(str, value.values()))
    return "x".join(map(str, value)) if isinstance(value, list) else str(value)
