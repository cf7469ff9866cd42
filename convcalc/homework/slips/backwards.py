"""Slips in what is asked for backwards: a kernel, a stride or a padding, from the volumes around it."""

from convcalc.analysis.amounts import Answer
from convcalc.analysis.ask import Ask
from convcalc.analysis.truth import Sizes
from convcalc.homework.slips.base import Misreading, WrongValues
from convcalc.model.geometry import Window

SETTINGS = ("kernel", "stride", "pad")


def _window(ask: Ask) -> tuple[int, int, Window]:
    """The size before and after, and how the first axis is read."""
    site = ask.network.nodes[ask.part.end].site
    window = site.layer.windows(site.inputs)[0]
    assert isinstance(window, Window)
    return site.inputs[0].size[0], site.output.size[0], window


def _both_sides(ask: Ask, figure: Sizes, answer: Answer) -> WrongValues:
    pad = int(figure.each[0])
    if pad:
        yield 2 * pad, f"{2 * pad} are added in all, {pad} on each side"


def _one_forgotten(ask: Ask, figure: Sizes, answer: Answer) -> WrongValues:
    before, after, window = _window(ask)
    room = before + window.before + window.after - window.kernel
    why = f"{after} windows are {after - 1} steps apart: {room} / {window.stride} + 1 = {after}"
    wrong = {
        "kernel": window.kernel - window.stride,
        "pad": window.before + window.stride // 2,
        "stride": room // after,
    }
    if wrong[ask.quantity] > 0 and wrong[ask.quantity] != figure.each[0]:
        yield wrong[ask.quantity], why


def _one_side(ask: Ask, figure: Sizes, answer: Answer) -> WrongValues:
    _, _, window = _window(ask)
    pad, size = window.before, window.kernel
    if ask.quantity == "kernel" and 0 < pad < size:
        yield size - pad, f"the padding is added on both sides: 2*{pad}"


SLIPS = (
    Misreading(41, "both-sides-padding", "the padding of both sides together", ("pad",), _both_sides, Sizes),
    Misreading(42, "one-forgotten-backwards", "the +1 forgotten", SETTINGS, _one_forgotten, Sizes),
    Misreading(43, "one-side-backwards", "padding counted once", ("kernel",), _one_side, Sizes),
)
