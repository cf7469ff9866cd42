"""Slips in the recurrence of the receptive field: r grows by (k - 1)*S, then S by the stride (Araujo et al. 2019)."""

from collections.abc import Callable
from typing import Any

from convcalc.homework.slips.base import Formula, Inputs, Kinds, Slip, pooling, sliding
from convcalc.model.geometry import Span, Window

_Next = Callable[[Window, int, int], tuple[int, int]]
"""The field and its stride after a window, from those before it."""
_RIGHT = "from the input on: r = r + (k - 1)*S, then S = S*stride, with r = S = 1 at first"


def _field(order: int, code: str, title: str, why: str, following: _Next) -> Slip:
    """A slip that follows windows by a recurrence of its own."""
    mistaken = _mistaken(following)

    def windows(right: Formula, layer: Any, inputs: Inputs) -> tuple[Any, ...]:
        return tuple(mistaken(*at) if isinstance(at, Window) else at for at in right())

    return _wrong_way(order, code, title, sliding, windows, lambda layer, inputs: why)


def _wrong_way(
    order: int, code: str, title: str, on: Kinds, windows: Formula, why: Callable[[Any, Inputs], str]
) -> Slip:
    return Slip(order, code, title, on, ("receptive_field",), (("windows", windows),), why, alone=False)


def _mistaken(following: _Next) -> type[Window]:
    """A window that is followed wrongly; it is as large as the right one."""

    class Mistaken(Window):
        __slots__ = ()

        def reach(self, span: Span, size: int) -> Span:
            """The wrong recurrence, for spans of one interval."""
            if len(span.lows) != 1:
                return super().reach(span, size)
            field, step = following(self, span.size or 1, span.advance)
            return Span(step, (0,), (field - 1,), span.whole, span.exact)

    return Mistaken


def _unpooled(right: Formula, layer: Any, inputs: Inputs) -> tuple[Any, ...]:
    return tuple(at._replace(kernel=1, stride=1) if isinstance(at, Window) else at for at in right())


def _pool_counts(layer: Any, inputs: Inputs) -> str:
    window = layer.windows(inputs)[0]
    return f"pooling has a window of {window.kernel} and a stride of {window.stride} too: both count"


SLIPS = (
    _field(600, "field-stride-ignored", "kernels added without the strides before them",
           "r grows by (k - 1)*S, where S is the product of the strides before: a step there is S input pixels",
           lambda at, field, step: (field + at.extent - 1, 1)),
    _field(610, "field-backwards", "the recurrence run backwards",
           "r = (r - 1)*s + k runs from the last layer back to the input; from the input on it is r + (k - 1)*S",
           lambda at, field, step: ((field - 1) * at.stride + at.extent, 1)),
    _wrong_way(620, "field-pools-ignored", "pooling layers left out", pooling, _unpooled, _pool_counts),
    _field(630, "field-sum", "kernels added up whole",
           "windows share a pixel where they meet: each layer adds k - 1, not k",
           lambda at, field, step: ((field if field > 1 else 0) + at.extent, 1)),
    _field(640, "field-minus-one-forgotten", "k added in the place of k - 1", _RIGHT,
           lambda at, field, step: (field + at.extent * step, step * at.stride)),
    _field(650, "field-own-stride", "a layer's own stride applied to its kernel",
           "a kernel is multiplied by the strides of the layers before it; its own counts from the next layer on",
           lambda at, field, step: (field + (at.extent - 1) * step * at.stride, step * at.stride)),
    _field(660, "field-product", "kernels multiplied",
           "each layer adds (k - 1)*S to the field; it does not multiply it",
           lambda at, field, step: (field * at.extent, 1)),
    _field(670, "field-strides-added", "strides added in the place of multiplied",
           "strides multiply: after strides 2, 2 and 2 a step is 8 input pixels, not 6",
           lambda at, field, step: (field + (at.extent - 1) * step, step + at.stride - (step == 1))),
    _field(680, "field-last-kernel", "only the last layer's kernel",
           "the field is counted in input pixels, through all layers back to the input",
           lambda at, field, step: (at.extent, 1)),
    _field(690, "field-pad-counted", "padding counted as part of the field",
           "padding moves where the windows start; it makes none of them wider",
           lambda at, field, step: (field + (at.extent - 1 + at.before + at.after) * step, step * at.stride)),
)  # fmt: skip
