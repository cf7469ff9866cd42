"""Slips in the recurrence of the receptive field: r grows by (k - 1)*S, then S by the stride (Araujo et al. 2019)."""

# ruff: noqa: D102  (what each method is for stands once, in the base)

from typing import Any, ClassVar

from convcalc.homework.slips.base import POOLS, SLIDING, Slip
from convcalc.model.geometry import AxisMap, Span, Volume, Window


class _Mistaken(Window):
    """A window that is followed wrongly; it is as large as the right one."""

    __slots__ = ()

    def reach(self, span: Span, size: int) -> Span:
        """The wrong recurrence, for spans of one interval."""
        if len(span.lows) != 1:
            return super().reach(span, size)
        field, step = self.next(span.size or 1, span.advance)
        return Span(step, (0,), (field - 1,), span.whole, span.exact)

    def next(self, field: int, step: int) -> tuple[int, int]:
        """The field and its stride after this window."""
        raise NotImplementedError


class _FieldSlip(Slip):
    """The base of these: windows of another recurrence."""

    kinds: ClassVar[tuple[str, ...]] = SLIDING
    touches: ClassVar[tuple[str, ...]] = ("receptive_field",)
    alone = False
    window: ClassVar[type[Window]] = Window

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[AxisMap, ...]:
        """The windows, followed wrongly."""
        return tuple(self.window(*each) if isinstance(each, Window) else each for each in super().windows(inputs))

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return "from the input on: r = r + (k - 1)*S, then S = S*stride, with r = S = 1 at first"


class _Unmultiplied(_Mistaken):
    def next(self, field: int, step: int) -> tuple[int, int]:
        return field + self.extent - 1, 1


class FieldStrideIgnored(_FieldSlip):
    """The kernel added without the strides before it."""

    code, title = "field-stride-ignored", "kernels added without the strides before them"
    window = _Unmultiplied

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return "r grows by (k - 1)*S, where S is the product of the strides before: a step there is S input pixels"


class _Backwards(_Mistaken):
    def next(self, field: int, step: int) -> tuple[int, int]:
        return (field - 1) * self.stride + self.extent, 1


class FieldBackwards(_FieldSlip):
    """r = (r - 1)*s + k, which runs from the last layer to the first, run from the first on."""

    code, title = "field-backwards", "the recurrence run backwards"
    window = _Backwards

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return "r = (r - 1)*s + k runs from the last layer back to the input; from the input on it is r + (k - 1)*S"


class _OwnStride(_Mistaken):
    def next(self, field: int, step: int) -> tuple[int, int]:
        return field + (self.extent - 1) * step * self.stride, step * self.stride


class FieldOwnStride(_FieldSlip):
    """A layer's own stride multiplied in before its kernel."""

    code, title = "field-own-stride", "a layer's own stride applied to its kernel"
    window = _OwnStride

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return "a kernel is multiplied by the strides of the layers before it; its own counts from the next layer on"


class _AddedStride(_Mistaken):
    def next(self, field: int, step: int) -> tuple[int, int]:
        return field + (self.extent - 1) * step, step + self.stride - (step == 1)


class FieldStridesAdded(_FieldSlip):
    """Strides added up."""

    code, title = "field-strides-added", "strides added in the place of multiplied"
    window = _AddedStride

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return "strides multiply: after strides 2, 2 and 2 a step is 8 input pixels, not 6"


class _Sum(_Mistaken):
    def next(self, field: int, step: int) -> tuple[int, int]:
        return (field if field > 1 else 0) + self.extent, 1


class FieldSum(_FieldSlip):
    """Kernels added up whole."""

    code, title = "field-sum", "kernels added up whole"
    window = _Sum

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return "windows share a pixel where they meet: each layer adds k - 1, not k"


class _Product(_Mistaken):
    def next(self, field: int, step: int) -> tuple[int, int]:
        return field * self.extent, 1


class FieldProduct(_FieldSlip):
    """Kernels multiplied."""

    code, title = "field-product", "kernels multiplied"
    window = _Product

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return "each layer adds (k - 1)*S to the field; it does not multiply it"


class _Last(_Mistaken):
    def next(self, field: int, step: int) -> tuple[int, int]:
        return self.extent, 1


class FieldLast(_FieldSlip):
    """The kernel of the last layer."""

    code, title = "field-last-kernel", "only the last layer's kernel"
    window = _Last

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return "the field is counted in input pixels, through all layers back to the input"


class FieldPoolsIgnored(_FieldSlip):
    """Pooling left out."""

    code, title = "field-pools-ignored", "pooling layers left out"
    kinds = POOLS

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[AxisMap, ...]:
        return tuple(
            each._replace(kernel=1, stride=1) if isinstance(each, Window) else each for each in super().windows(inputs)
        )

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        window = layer.windows(inputs)[0]
        return f"pooling has a window of {window.kernel} and a stride of {window.stride} too: both count"


class _KernelForOne(_Mistaken):
    def next(self, field: int, step: int) -> tuple[int, int]:
        return field + self.extent * step, step * self.stride


class FieldMinusOneForgotten(_FieldSlip):
    """k in the place of k - 1."""

    code, title = "field-minus-one-forgotten", "k added in the place of k - 1"
    window = _KernelForOne


class _Padded(_Mistaken):
    def next(self, field: int, step: int) -> tuple[int, int]:
        return field + (self.extent - 1 + self.before + self.after) * step, step * self.stride


class FieldPadCounted(_FieldSlip):
    """Padding added to the field."""

    code, title = "field-pad-counted", "padding counted as part of the field"
    window = _Padded

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return "padding moves where the windows start; it makes none of them wider"
