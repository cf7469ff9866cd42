"""Slips in the size of a transposed convolution's output."""

from collections.abc import Callable
from typing import Any

from convcalc.homework.slips.base import SIZED, Formula, Inputs, Slip, of
from convcalc.model.geometry import Spread, Volume, Window
from convcalc.model.layers.transposed import TransposedConv


def _transposed(order: int, code: str, title: str, reason: str, bent: tuple[str, Formula], about: str = "") -> Slip:
    """A slip whose reason is a few words, and the right formula with its numbers."""
    return Slip(order, code, title, of(TransposedConv), SIZED, (bent,), _with_formula(reason), about=about)


def _spread(change: Callable[[Spread], Spread]) -> tuple[str, Formula]:
    """Each window, bent."""
    return "windows", lambda right, layer, inputs: tuple(change(at) if isinstance(at, Spread) else at for at in right())


def _of_size(size: Callable[[Spread, int], int]) -> tuple[str, Formula]:
    """The size of each axis, from its window and its input's size."""

    def output(right: Formula, layer: Any, inputs: Inputs) -> Volume:
        return Volume(tuple(size(at, n) for at, n in zip(layer.windows(inputs), inputs[0].size)), layer.filters)

    return "output", output


def _convolved(at: Spread, n: int) -> int:
    return Window(at.kernel, at.stride, at.dilation, at.before, at.after).output(n)


def _with_formula(reason: str) -> Callable[[Any, Inputs], str]:
    return lambda layer, inputs: reason + _formula(layer.windows(inputs)[0], inputs[0].size[0])


def _formula(window: Spread, n: int) -> str:
    extent = window.dilation * (window.kernel - 1) + 1
    pads = f" - {window.before} - {window.after}" if window.before or window.after else ""
    extra = f" + {window.extra}" if window.extra else ""
    return f"({n} - 1)*{window.stride}{pads} + {extent}{extra} = {window.output(n)}"


SLIPS = (
    _transposed(490, "tconv-as-conv", "a transposed convolution taken for a convolution",
                "it makes the volume larger: ", _of_size(_convolved)),
    _transposed(500, "tconv-only-stride", "size multiplied by the stride alone",
                "", _of_size(lambda at, n: n * at.stride)),
    _transposed(510, "tconv-pad-added", "padding added to a transposed convolution's output",
                "its padding is taken off the output: ",
                _spread(lambda at: at._replace(before=-at.before, after=-at.after)), about="padding"),
    _transposed(512, "tconv-pad-ignored", "a transposed convolution's padding ignored",
                "its padding is taken off the output: ", _spread(lambda at: at._replace(before=0, after=0)),
                about="padding"),
    _transposed(514, "tconv-pad-once", "a transposed convolution's padding taken off once",
                "its padding is taken off on both sides: ", _spread(lambda at: at._replace(after=0)), about="padding"),
    _transposed(520, "output-pad-ignored", "output padding ignored",
                "the output padding is added at the end: ", _spread(lambda at: at._replace(extra=0))),
)  # fmt: skip
