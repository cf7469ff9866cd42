"""Slips in the size of what comes out of a sliding window. They follow through to all that depends on it."""

from collections.abc import Callable
from typing import Any

from convcalc.homework.slips.base import (
    SIZED,
    Formula,
    Inputs,
    Kinds,
    Slip,
    convolving,
    formula,
    of,
    padded,
    pooling,
    sliding,
)
from convcalc.model.geometry import Window
from convcalc.model.layers.rearranging import Pad
from convcalc.model.layers.sliding import Sliding

_Why = Callable[[Window, int], str]
_FIELD_TOO = (*SIZED, "receptive_field")
_PADDED = of(Sliding, Pad)


def _size(order: int, code: str, title: str, why: _Why, bent: tuple[str, Formula], on: Kinds, **more: Any) -> Slip:
    """A slip whose reason is told by the window and the size of the first axis."""
    touches = more.pop("touches", SIZED)
    return Slip(order, code, title, on, touches, (bent,), _of_axis(why), **more)


def _of_axis(why: _Why) -> Callable[[Any, Inputs], str]:
    return lambda layer, inputs: why(layer.windows(inputs)[0], inputs[0].size[0])


def _moved(change: Callable[[Window], Window]) -> tuple[str, Formula]:
    """Each window, bent."""
    return "windows", lambda right, layer, inputs: tuple(change(at) if isinstance(at, Window) else at for at in right())


def _counted(count: Callable[[Window, int], int]) -> tuple[str, Formula]:
    """The size of each axis, from its window and what it slides over."""
    return "slide", lambda right, layer, inputs: tuple(count(at, n) for at, n in _axes(layer, inputs))


def _rounded_up(only: Callable[[list[bool]], bool]) -> tuple[str, Formula]:
    """The sizes rounded up, where that is wrong for the windows."""

    def slide(right: Formula, layer: Any, inputs: Inputs) -> Any:
        axes = _axes(layer, inputs)
        if not only([at.ceil for at, _ in axes]):
            return right()
        return tuple(-(-_room(at, n) // at.stride) + 1 for at, n in axes)

    return "slide", slide


def _axes(layer: Any, inputs: Inputs) -> list[tuple[Window, int]]:
    return list(zip(layer.windows(inputs), inputs[0].size))


def _room(at: Window, n: int) -> int:
    """How far a window can move."""
    return n + at.before + at.after - at.extent


def _clipped(at: Window, n: int) -> str:
    return (
        f"a window that would start at {at.output(n) * at.stride} begins beyond the {n + at.before} places of the "
        f"input and the padding before it: it does not count"
    )


def _wide(at: Window, not_wide: int) -> str:
    return f"the window is {at.dilation}*({at.kernel} - 1) + 1 = {at.extent} wide, not {not_wide}"


SLIPS = (
    _size(50, "floor-for-ceil", "rounded down in the place of up", formula,
          _moved(lambda at: at._replace(ceil=False)), pooling, about="rounding"),
    _size(60, "clip-forgotten", "a last window counted that starts outside", _clipped, _rounded_up(all), pooling,
          about="rounding"),
    _size(70, "dilation-ignored", "dilation ignored", lambda at, n: _wide(at, at.kernel),
          _moved(lambda at: at._replace(dilation=1)), sliding, touches=_FIELD_TOO, about="dilation"),
    _size(80, "pad-once", "padding counted once",
          lambda at, n: f"the padding is added on both sides: {padded(at, n)}, not {n} + {at.before}",
          _moved(lambda at: at._replace(after=0)), _PADDED, about="padding"),
    _size(90, "pad-ignored", "padding ignored",
          lambda at, n: f"the padding comes first: {padded(at, n)} = {n + at.before + at.after}, not {n}",
          _moved(lambda at: at._replace(before=0, after=0)), _PADDED, about="padding"),
    _size(95, "pad-subtracted", "padding subtracted",
          lambda at, n: f"the padding is added: {padded(at, n)} = {n + at.before + at.after}",
          _moved(lambda at: at._replace(before=-at.before, after=-at.after)), sliding, about="padding"),
    _size(100, "plus-one-forgotten", "the +1 forgotten",
          lambda at, n: f"the first place counts too: {formula(at, n)}",
          ("slide", lambda right, layer, inputs: tuple(size - 1 for size in right())), sliding, about="rounding"),
    _size(110, "stride-ignored", "stride ignored",
          lambda at, n: f"the window moves by {at.stride}: {formula(at, n)}",
          _moved(lambda at: at._replace(stride=1)), sliding, about="stride"),
    _size(230, "same-assumed", "padding assumed that keeps the size",
          lambda at, n: f"with padding {at.before} it is {formula(at, n)}",
          _counted(lambda at, n: -(-n // at.stride)), sliding, pairs=False),
    _size(240, "only-stride", "size divided by the stride alone",
          lambda at, n: f"with padding {at.before} it is {formula(at, n)}",
          _counted(lambda at, n: n // at.stride), sliding, form_of="same-assumed", pairs=False),
    _size(250, "ceil-for-floor", "rounded up in the place of down", formula,
          _rounded_up(lambda ceils: not any(ceils)), sliding, about="rounding"),
    _size(260, "plus-one-inside", "the +1 put inside the division",
          lambda at, n: f"divide first, then add 1: {formula(at, n)}",
          _counted(lambda at, n: (_room(at, n) + 1) // at.stride), sliding, form_of="plus-one-forgotten", pairs=False,
          about="rounding"),
    _size(270, "kernel-not-subtracted", "kernel not subtracted",
          lambda at, n: f"the window has to fit inside: {formula(at, n)}",
          _counted(lambda at, n: (n + at.before + at.after - 1) // at.stride + 1), sliding, pairs=False),
    _size(280, "stride-is-kernel", "the kernel taken for the stride",
          lambda at, n: f"the windows overlap: stride {at.stride}, kernel {at.kernel}; {formula(at, n)}",
          _moved(lambda at: at._replace(stride=at.kernel)), pooling, about="stride"),
    _size(290, "dilation-times-kernel", "dilation multiplied by the kernel",
          lambda at, n: _wide(at, at.dilation * at.kernel),
          _moved(lambda at: at._replace(kernel=at.dilation * at.kernel, dilation=1)), convolving, touches=_FIELD_TOO,
          about="dilation"),
    _size(295, "dilation-added", "dilation added to the kernel",
          lambda at, n: _wide(at, at.kernel + at.dilation - 1),
          _moved(lambda at: at._replace(kernel=at.kernel + at.dilation - 1, dilation=1)), sliding, touches=_FIELD_TOO,
          about="dilation"),
)  # fmt: skip
