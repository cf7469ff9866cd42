"""Slips in the recurrence of the receptive field: r grows by (k - 1)*S, then S by the stride (Araujo et al. 2019).

The padding grows by p*S, and the start, its middle in the numbering of Dang Ha The Hien, by ((k - 1)/2 - p)*S.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from convcalc.analysis.amounts import Answer
from convcalc.analysis.ask import Ask
from convcalc.analysis.truth import Sizes
from convcalc.homework.slips.base import Formula, Inputs, Kinds, Misreading, Slip, WrongValues, pooling, sliding
from convcalc.model.geometry import Span, Window

_Next = Callable[[Window, int, int], tuple[int, int]]
"""The field and its stride after a window, from those before it."""
_Reach = Callable[[Window, Span], Span]
"""What a window sees through inputs that see a span of one interval."""
_MIDDLE = ("field_start", "field_centre")
_RIGHT = "from the input on: r = r + (k - 1)*S, then S = S*stride, with r = S = 1 at first"


def _field(
    order: int, code: str, title: str, why: str, following: _Next, touches: tuple[str, ...] = ("receptive_field",)
) -> Slip:
    """A slip that follows windows by a recurrence of its own."""

    def reach(at: Window, span: Span) -> Span:
        field, step = following(at, span.size or 1, span.advance)
        return Span(step, (0,), (field - 1,), span.whole, span.exact)

    return _placed(order, code, title, why, reach, touches)


def _placed(order: int, code: str, title: str, why: str, reach: _Reach, touches: tuple[str, ...]) -> Slip:
    """A slip in what windows see, and where."""
    mistaken = _mistaken(reach)

    def windows(right: Formula, layer: Any, inputs: Inputs) -> tuple[Any, ...]:
        return tuple(mistaken(*at) if isinstance(at, Window) else at for at in right())

    return _wrong_way(order, code, title, sliding, windows, lambda layer, inputs: why, touches)


def _wrong_way(
    order: int, code: str, title: str, on: Kinds, windows: Formula, why: Callable[[Any, Inputs], str],
    touches: tuple[str, ...] = ("receptive_field",),
) -> Slip:  # fmt: skip
    return Slip(order, code, title, on, touches, (("windows", windows),), why, alone=False)


def _mistaken(seen: _Reach) -> type[Window]:
    """A window that is followed wrongly; it is as large as the right one."""

    class Mistaken(Window):
        __slots__ = ()

        def reach(self, span: Span, size: int) -> Span:
            """The wrong recurrence, for spans of one interval."""
            if len(span.lows) != 1:
                return super().reach(span, size)
            return seen(self, span)

    return Mistaken


def _unpadded(at: Window, span: Span) -> Span:
    return Window(*at)._replace(before=0).reach(span, 0)


def _unstrided(at: Window, span: Span) -> Span:
    """The padding counted in the places of its layer, the window in pixels."""
    seen = Window(*at)._replace(before=0).reach(span, 0)
    return seen._replace(lows=(seen.lows[0] - at.before,), highs=(seen.highs[0] - at.before,))


def _own_stride(at: Window, span: Span) -> Span:
    return Window(*at)._replace(stride=1).reach(span._replace(advance=span.advance * at.stride), 0)


def _last_alone(ask: Ask, figure: Sizes, answer: Answer) -> WrongValues:
    """The own stride or padding of the last layer that has one."""
    field = "stride" if ask.quantity == "field_stride" else "before"
    for name, windows in _last_with(field, ask):
        own = tuple(getattr(at, field) for at in windows)
        yield Sizes(own), f"{own[0]} is that of {name} alone; from the input on, in its pixels, it is {figure}"


def _before(ask: Ask, figure: Sizes, answer: Answer) -> WrongValues:
    """The field that the last layer that widens it is given."""
    nodes, end = ask.network.nodes, ask.part.end
    for number in range(end - 1, 0, -1) if ask.network.is_chain else ():
        field = ask._replace(part=ask.part._replace(numbers=(number,), end=number, is_file=False)).figure()
        if field != figure:
            if isinstance(field, Sizes):
                yield field, f"{field} is that of {nodes[number].path}; {nodes[end].path} sees {figure}"
            return


def _one_too_early(ask: Ask, figure: Sizes, answer: Answer) -> WrongValues:
    """The stride before the last layer that has one."""
    for name, windows in _last_with("stride", ask):
        each = tuple(Fraction(one) / at.stride for one, at in zip(figure.each, windows))
        yield Sizes(each), f"the stride of {name} counts, too: after it, neighbours are {figure} pixels apart"


def _last_with(field: str, ask: Ask) -> list[tuple[str, list[Window]]]:
    """The last layer of a chain, up to what is asked of, that has a stride or a padding, and its windows."""
    nodes = ask.network.nodes[: ask.part.end + 1] if ask.network.is_chain else ()
    each = [(node.path, [at for at in node.site.layer.windows(node.site.inputs) if isinstance(at, Window)])
            for node in nodes if not node.is_input]  # fmt: skip
    return [
        (name, windows) for name, windows in each if any(getattr(at, field) > (field == "stride") for at in windows)
    ][-1:]


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
    _wrong_way(620, "field-pools-ignored", "pooling layers left out", pooling, _unpooled, _pool_counts,
               ("receptive_field", "field_stride", "field_padding", *_MIDDLE)),
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
           lambda at, field, step: (field + (at.extent - 1) * step, step + at.stride - (step == 1)),
           ("receptive_field", "field_stride")),
    Misreading(671, "field-stride-early", "the stride before the last layer, not after it", ("field_stride",),
               _one_too_early, of=Sizes),
    Misreading(672, "field-last-alone", "only the last layer's own", ("field_stride", "field_padding"),
               _last_alone, of=Sizes),
    Misreading(675, "field-before", "the field of the layer before", ("receptive_field",), _before, of=Sizes),
    _field(680, "field-last-kernel", "only the last layer's kernel",
           "the field is counted in input pixels, through all layers back to the input",
           lambda at, field, step: (at.extent, 1)),
    _field(690, "field-pad-counted", "padding counted as part of the field",
           "padding moves where the windows start; it makes none of them wider",
           lambda at, field, step: (field + (at.extent - 1 + at.before + at.after) * step, step * at.stride)),
    _placed(691, "start-unpadded", "padding left out",
            "padding moves the middle back: start = start + ((k - 1)/2 - p)*S", _unpadded, _MIDDLE),
    _placed(692, "padding-unstrided", "paddings added without the strides before them",
            "a place of padding is S input pixels wide, the product of the strides before: P = P + p*S",
            _unstrided, ("field_padding", *_MIDDLE)),
    _placed(693, "start-own-stride", "a layer's own stride applied to its kernel and padding",
            "a layer steps by the strides of the layers before it; its own counts from the next layer on",
            _own_stride, ("field_padding", *_MIDDLE)),
)  # fmt: skip
