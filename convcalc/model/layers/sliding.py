"""What convolution and pooling share: a window of `kernel` that slides by `stride` over a padded volume."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from convcalc.document.records import record
from convcalc.model.geometry import AXES, Volume, Window
from convcalc.model.layers.base import Layer, LayerError

_OF_WINDOWS = frozenset(("kernel", "stride", "pad", "dilation", "ceil"))


class Sliding(Layer):
    """The base of the kinds with a sliding window; each names its own fields."""

    __slots__ = ("_fixed",)
    """The windows that are the same on all volumes, once they are asked for, and how many fit into sizes."""

    letters: ClassVar = {"s": "stride", "p": "pad", "d": "dilation"}
    flags: ClassVar[dict[str, tuple[str, Any]]] = {word: ("pad", word) for word in ("same", "valid", "half")}
    spatial = any_size = any_channels = True
    merges = reorders = in_place = view = normalises = centres = positive = once = False

    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    pad: tuple[tuple[int, int], ...] | Literal["same"]
    dilation: tuple[int, ...]
    ceil: bool = False

    if TYPE_CHECKING:
        _fixed: tuple[tuple[Window, ...], dict[tuple[int, ...], tuple[int, ...]]]

    @classmethod
    def read(cls, settings: Mapping[str, Any], rank: int, order: type[Volume] = Volume) -> dict[str, Any]:
        """The values of all fields; half padding is that of half an extent, which keeps the size at stride 1.

        Dumoulin & Visin 2016, 2.3: for a kernel of odd size.
        """
        values = super().read(settings, rank, order)
        if values["pad"] == "half":
            extents = (dilation * (kernel - 1) + 1 for kernel, dilation in zip(values["kernel"], values["dilation"]))
            values["pad"] = tuple([(extent // 2, extent // 2) for extent in extents])
        return values

    @classmethod
    def reads_apart(cls, settings: Mapping[str, Any]) -> bool:
        """Whether its padding is given in numbers."""
        return isinstance(settings.get("pad", 0), (int, list, dict))

    def like(self, settings: Mapping[str, Any], open: tuple[str, ...], rank: int) -> Self:
        """The layer with others for some fields; where these are not of its windows, with the same."""
        made = super().like(settings, open, rank)
        if _OF_WINDOWS.isdisjoint(open) and self.pad != "same":
            self.windows(())
            object.__setattr__(made, "_fixed", self._fixed)
        return made

    def steps(self) -> tuple[int, ...]:
        """The stride of each axis."""
        return self.stride

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[Window, ...]:
        """One window an axis. `same` padding makes the output `ceil(n / stride)`, the odd pixel at the end."""
        pad = self.pad
        if pad == "same":
            return self._windows(map(_same, inputs[0].size, self.kernel, self.steps(), self.dilation))
        try:
            return self._fixed[0]
        except AttributeError:
            object.__setattr__(self, "_fixed", (self._windows(pad), {}))
            return self._fixed[0]

    def _windows(self, pads: Iterable[tuple[int, int]]) -> tuple[Window, ...]:
        each, ceil = zip(self.kernel, self.steps(), self.dilation, pads), self.ceil
        return tuple([record(Window, (k, stride, dilation, *sides, ceil)) for k, stride, dilation, sides in each])

    def __getstate__(self) -> dict[str, Any]:
        return vars(self)

    def slide(self, inputs: tuple[Volume, ...]) -> tuple[int, ...]:
        """How many windows fit along each axis. Raises LayerError where none does."""
        windows, x = self.windows(inputs), inputs[0]
        plain = self.pad != "same" and type(x.size[-1]) is int  # not a number that remembers its formula
        if plain and (known := self._fixed[1].get(x.size)):
            return known
        size = tuple(map(Window.output, windows, x.size))
        if min(size) < 1:
            axis = next(k for k, count in enumerate(size) if count < 1)
            raise LayerError(_misfit(windows[axis], x, axis), "kernel", _remedy(windows[axis], x.size[axis]))
        if plain:
            self._fixed[1][x.size] = size
        return size


def _same(size: int, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    total = max(0, (-(-size // stride) - 1) * stride + dilation * (kernel - 1) + 1 - size)
    return total // 2, total - total // 2


def _misfit(window: Window, x: Volume, axis: int) -> str:
    wide = f"{window.extent} wide"
    if window.dilation > 1:
        wide += f" ({window.dilation}*({window.kernel}-1)+1, dilation {window.dilation})"
    padded = x.size[axis] + window.before + window.after
    sum = f" ({x.size[axis]} + {window.before} + {window.after})" if window.before or window.after else ""
    return f"the window does not fit: it is {wide}, and volume {x} has a {AXES[x.rank][axis]} of {padded}{sum}"


def _remedy(window: Window, size: int) -> str:
    missing = window.extent - size - window.before - window.after
    return f"make the kernel smaller, pad {missing} more, or use a larger input"
