"""What every layer kind is: fields, an output, windows, weights and multiply-accumulates.

A kind is a frozen dataclass whose fields are its settings. It knows the volumes it is given, never its place in a
network or a file. The dataclass is made by `Layer` itself: the library's takes 0.6 ms a class.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from inspect import get_annotations
from itertools import compress
from operator import attrgetter, ne
from typing import Any, ClassVar, NoReturn, Self, dataclass_transform

from convcalc.document.records import NamedTuple
from convcalc.model.geometry import AxisMap, Layout, Order, Volume, written
from convcalc.model.layers.fields import MISSING, FieldError, FieldType

Keeps = tuple[str, ...]
"""Volumes that a gradient needs: all `inputs`, the `factors` of something learned, the `output`."""


class Tensor(NamedTuple):
    """Named numbers that a layer holds: weights to learn, or statistics."""

    name: str
    shape: tuple[int, ...]

    @property
    def elements(self) -> int:
        """How many numbers."""
        return math.prod(self.shape)


class Own:
    """Numbers that a layer makes when it runs in training, and keeps for its gradient."""

    __slots__ = ("elements", "least", "name", "once")

    def __init__(self, name: str, elements: int, least: int = 0, once: bool = False) -> None:
        self.name = name
        self.elements = elements
        """How many; of one example, unless `once`."""
        self.least = least
        """The least bytes a number takes: an index 8, a mean 4, as sums are made in float32 or wider."""
        self.once = once
        """As many for a whole batch."""


class Fault(NamedTuple):
    """Why a layer cannot take a volume, and the field to blame (empty: the layer itself)."""

    field: str
    message: str
    help: str = ""
    names_kind: bool = False
    """The message says of which kind it is."""
    too_large: bool = False
    """A number is too large that could be too small as well."""


class LayerError(Exception):
    """A layer that has no output for its input."""

    def __init__(self, message: str, field: str = "", help: str = "", **more: bool) -> None:
        super().__init__(message)
        self.fault = Fault(field, message, help, **more)


class Field(NamedTuple):
    """A setting of a kind: how it is read, and its default (MISSING where one must be given)."""

    type: FieldType
    default: Any


@dataclass_transform(frozen_default=True, eq_default=False, kw_only_default=True)
class Layer:
    """The base of all kinds; what is left out costs nothing, and gives out what it takes in.

    What is annotated with a field type is a setting. Methods take all volumes that come in; most read the first.
    """

    fields: ClassVar[dict[str, Field]] = {}
    """The settings of this kind, by name."""

    main: ClassVar[tuple[str, ...]] = ()
    """The fields that a shorthand gives by position: filters, then kernel."""
    letters: ClassVar[dict[str, str]] = {}
    """The fields that a shorthand gives by a letter: `s2`."""
    text: ClassVar[str] = ""
    """The field whose value is all that is left of a shorthand: `op=LSTM with norm`."""
    flags: ClassVar[dict[str, tuple[str, Any]]] = {}
    """The words of a shorthand, each with the field and the value it stands for: `nobias`."""

    # Traits: what rules, slips, quizzes and searches ask of a kind. Every kind, or its family, states each of them.
    spatial: ClassVar[bool]
    """It needs a volume with axes."""
    merges: ClassVar[bool]
    """It takes several volumes."""
    reorders: ClassVar[bool]
    """Its output's axes may lie along other axes of the input."""
    in_place: ClassVar[bool]
    """Its output can take its input's memory: activations, dropout, flatten."""
    view: ClassVar[bool]
    """Its output is its input's numbers where they lie, all or some of them: identity, flatten, slice, permute."""
    weighted: ClassVar[bool]
    """It multiplies what it takes by weights: it has multiply-accumulates."""
    linear: ClassVar[bool]
    """Each number that comes out is a weighted sum of those that go in, when the network runs."""
    normalises: ClassVar[bool]
    """It brings numbers to a common mean and spread, so that a second norm only rescales."""
    centres: ClassVar[bool]
    """It takes away each channel's mean, and with it whatever was added to all of the channel."""
    positive: ClassVar[bool]
    """No number that comes out is negative."""
    once: ClassVar[bool]
    """A second one right after it changes nothing, or nothing for the better."""
    any_size: ClassVar[bool]
    """Where a size is large enough for it, so is every larger one."""
    any_channels: ClassVar[bool]
    """It takes any number of channels, where its settings name no groups."""
    commutes: ClassVar[bool] = False
    """The volumes that it takes can change places."""
    takes: ClassVar[tuple[int, ...]] = (1,)
    """How many volumes it can take, where it does not merge: none, for what is learned and reads nothing."""
    products: ClassVar[bool] = False
    """Its multiply-accumulates are products of volumes with each other, not with weights: attention, matmul."""
    indexed: ClassVar[bool] = False
    """Of its second volume it uses no numbers, but the indices that max pooling found: they have no gradient."""
    keeps: ClassVar[Keeps]
    """What its gradient needs of the volumes, as in PyTorch 2; what it makes for its gradient is `own`."""
    asked: ClassVar[str]
    """What a question of a quiz calls it; empty where none asks for it by its name."""
    family: ClassVar[str]
    """Kinds that do alike, by which drawings colour them: convolution, pooling, norm, activation, ..."""

    free = True
    """It has no weights, no statistics and no multiply-accumulates: its class says nothing of them."""
    checks = False
    """Something may be wrong with its settings for a volume: its class says what."""
    pointwise = True
    """Each position of its output reads its own: its class says nothing of windows."""

    def __init_subclass__(cls) -> None:
        hints = {name: hint for name, hint in get_annotations(cls).items() if hasattr(hint, "__metadata__")}
        own = {name: Field(hint.__metadata__[0], cls.__dict__.get(name, MISSING)) for name, hint in hints.items()}
        cls.fields = {**cls.fields, **own}
        said = {name for each in cls.__mro__ if each is not Layer for name in vars(each)}
        cls.free = said.isdisjoint(("weights", "learned", "buffers", "macs"))
        cls.checks = "check" in said
        cls.pointwise = said.isdisjoint(("windows", "reads", "axes"))

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"a layer is frozen: cannot set {name!r}")

    @classmethod
    def read(cls, settings: Mapping[str, Any], rank: int, order: Order = Volume) -> dict[str, Any]:
        """The values of all fields for `rank` axes: settings in an `order`, checked; defaults. Raises FieldError."""
        values = dict(cls.defaults(rank))
        for name, setting in settings.items():
            try:
                values[name] = cls.fields[name].type.read(setting, rank)
            except FieldError as error:
                error.field = name
                raise
            if order is not Volume and cls.fields[name].type.ordered:
                values[name] = tuple(order.inner(values[name]))
        return values

    @classmethod
    def reads_apart(cls, settings: Mapping[str, Any]) -> bool:
        """Whether what each field is depends on its own setting alone."""
        return True

    def like(self, settings: Mapping[str, Any], open: tuple[str, ...], rank: int) -> Self:
        """The layer whose settings are read apart, with others for some fields. Raises FieldError."""
        made = object.__new__(type(self))
        values, fields = made.__dict__, self.fields
        values.update(self.__dict__)
        try:
            for name in open:
                values[name] = fields[name].type.read(settings[name], rank)
        except FieldError:
            self.read(settings, rank)  # says of which field
        return made

    @classmethod
    @cache
    def defaults(cls, rank: int) -> dict[str, Any]:
        """What the fields are for `rank` axes where a spec does not say, in their order; MISSING for the required."""
        return {
            name: MISSING if field.default is MISSING else field.type.default(field.default, rank)
            for name, field in cls.fields.items()
        }

    @classmethod
    def can_take(cls, count: int) -> bool:
        """Whether it can take so many volumes."""
        return count in cls.takes or (cls.merges and cls.takes == (1,))

    @classmethod
    def refusal(cls, inputs: tuple[Volume, ...]) -> Fault | None:
        """Why no layer of this kind can take volumes, whatever its settings."""
        flat = [x for x in inputs if not x.size] if cls.spatial else []
        return Fault("", f"needs a volume with axes, not the flat volume {flat[0]}") if flat else None

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """The volume that comes out. Raises LayerError where there is none."""
        return inputs[0]

    def check(self, inputs: tuple[Volume, ...]) -> Iterator[Fault]:
        """What is wrong with the settings for these volumes, though an output can be told."""
        return iter(())

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[AxisMap, ...]:
        """How each axis of the output reads the first input's; none where each position reads its own."""
        return ()

    def reads(self, inputs: tuple[Volume, ...]) -> tuple[tuple[AxisMap, ...], ...]:
        """The windows over each input; like those over the first where the kind does not say."""
        return (self.windows(inputs),) * len(inputs)

    def axes(self, inputs: tuple[Volume, ...]) -> tuple[int, ...]:
        """Which input axis each output axis lies along, where the kind `reorders`."""
        return tuple(range(inputs[0].rank))

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """What it learns."""
        return ()

    def learned(self, inputs: tuple[Volume, ...]) -> int:
        """How many numbers it learns: those of its weights."""
        count = 0
        for _, shape in self.weights(inputs):
            count += math.prod(shape)
        return count

    def buffers(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """What it keeps but does not learn: batch norm's running statistics."""
        return ()

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """Multiply-accumulates for one example, bias not counted."""
        return 0

    def additions(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """How often a bias is added: once for each number that comes out, where there are any."""
        return output.elements if any(tensor.name == "bias" for tensor in self.weights(inputs)) else 0

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """Element operations beside the multiply-accumulates, for FLOPs."""
        return 0

    def saves(self) -> Keeps:
        """What it keeps of the volumes, where that depends on its settings."""
        return self.keeps

    def own(self, inputs: tuple[Volume, ...], output: Volume) -> tuple[Own, ...]:
        """What it makes in training and keeps for its gradient: max pooling's indices, dropout's mask."""
        return ()

    def idle(self) -> bool:
        """Whether in training, too, what comes out is what goes in, where it lies."""
        return self.view

    def unstated(self) -> tuple[str, ...]:
        """The figures that are not known of it, `params`, `macs` or `saved`: none, for a kind that convcalc knows."""
        return ()

    def lies(self, layout: Layout, output: Volume) -> Layout | None:
        """How the output of a view lies in the memory of its input; None where that takes a copy."""
        return layout

    def settings(self, order: Order = Volume) -> str:
        """The settings as a shorthand writes them, volumes in an order: `64 3x3 s2 p1 nobias`."""
        given, usual, words, letters = self._writing()
        found, values = list[str](), given(self)
        for name, each in compress(zip(self.fields, values), map(ne, values, usual)):
            several = type(each) is tuple
            as_it_is = order is Volume or not several or not self.fields[name].type.ordered
            value = each if as_it_is else tuple(order.outer(each))
            if name in self.main and value != ():
                found.append(written(value, name in ("kernel", "volume")) if several else written(value))
            elif value != self.defaults(len(value) if several else 1)[name]:  # or MISSING: required
                word = words.get((name, value)) if type(value) in (str, bool) else None
                found.append(word or letters.get(name, f"{name}=") + written(value))
        return " ".join(found)

    @classmethod
    @cache
    def _writing(cls) -> tuple[Callable[[Any], Any], list[Any], dict[tuple[str, Any], str], dict[str, str]]:
        """What gives the settings, what each is for two axes if it goes unsaid, and the words and letters for some."""
        usual = [MISSING if name in cls.main else each for name, each in cls.defaults(2).items()]
        words = {said: word for word, said in cls.flags.items()}
        letters = {field: letter for letter, field in cls.letters.items()}
        return attrgetter(*cls.fields, "main", "main"), usual, words, letters  # of two or more it gives a tuple
