"""What layers say of the volume that comes to them: `5x5x3` filters, `in_channels=3`, `nn.Linear(400, 120)`."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.language.spoken.kind_names import FLATTEN, GLOBAL
from convcalc.language.spoken.tokens import UNKNOWN
from convcalc.language.spoken.words import Setting, Tool, Words, WordsError
from convcalc.model.geometry import Order
from convcalc.model.network import Network, Site

MANY = 8
"""The least number beside a kernel that is filters where none are said, `conv 3x3x64`, and no depth."""
LARGEST_SIDE = 11
"""The largest side of a kernel that is not rather a number of filters."""


class SaidLayer(NamedTuple):
    """A layer, and how it was said."""

    words: Words
    tool: Tool | None = None
    """Whose code it is; None for words."""
    loose: bool = False
    """It is code in which nobody says how it is joined to the others."""
    part: int = 1
    """Which part of a line it is said in."""


class Incoming(NamedTuple):
    """How much is said to come to a layer, and how much does."""

    layer: int
    """Its place in the chain."""
    name: str
    """What the number is called in code."""
    said: Setting
    right: int
    working: str
    """The product that it is, where it comes of flattening."""
    site: Site

    @property
    def is_asked(self) -> bool:
        """Whether `?` stands in its place."""
        return bool(self.said.value == UNKNOWN)

    @property
    def is_wrong(self) -> bool:
        """Whether another number is said."""
        return not self.is_asked and bool(self.said.value != self.right)

    def fault(self, order: Order) -> str:
        """What is wrong with what is said, volumes written in an order."""
        if self.name == "in_channels":
            x = order(*self.site.inputs[0])
            return f"{self.site.kind} for {self.said.value} channels, and volume {x} has {self.right}"
        return f"{self.site.kind} for {self.said.value:,} numbers, and {self.right:,} come in"

    @property
    def told(self) -> str:
        """The right number, and how it comes about."""
        return f"{self.right} = {self.working}" if self.working else str(self.right)


def channels_last(said: SaidLayer) -> SaidLayer:
    """A layer of PyTorch that states a volume, whose channels come first, as specs have it."""
    volume = said.words.settings.get("volume")
    if said.tool != "torch" or volume is None or not isinstance(volume.value, list):
        return said
    turned = volume._replace(value=[*volume.value[1:], volume.value[0]])
    return said._replace(words=said.words._replace(settings=said.words.settings | {"volume": turned}))


def settled(layers: Iterable[SaidLayer], rank: int) -> Iterator[tuple[int, Words]]:
    """Layers as they are joined, each with its part of the line: people flatten a volume without a word of it.

    So does Keras after global pooling; PyTorch's Sequential does not, and where it is forgotten that is a fault.
    """
    flat, pending = rank == 0, False
    for words, tool, loose, part in layers:
        dense = words.cls.weighted and not words.cls.spatial and "each" in words.cls.fields
        silent = dense and not flat and "each" not in words.settings and (tool is None or (tool == "torch" and loose))
        if (pending or silent) and words.kind != FLATTEN:
            yield part, Words(FLATTEN, {}, words.start, words.end, implied=tool is None)
            flat = True
        each = {"each": Setting(True, words.start, words.end)} if dense and not flat and tool == "keras" else {}
        pending = tool == "keras" and words.kind in GLOBAL
        flat = flat or words.kind == FLATTEN
        yield part, words._replace(settings=words.settings | each) if each else words


def axes_of(volume: Any) -> int:
    """How many axes a volume has, as a spec writes it; two where that is not told."""
    if isinstance(volume, int):
        return 0
    numbers = volume if isinstance(volume, list) else str(volume).split("x") if isinstance(volume, str) else ()
    return len(numbers) - 1 if numbers else 2


def resolved(words: Words, rank: int) -> Words:
    """A layer as it is said for a volume of `rank` axes: of a kernel with a number more, the last is its depth.

    Raises WordsError where it is said for other axes.
    """
    if words.axes is not None and rank and words.axes != rank:
        message = f"this layer is for {_axes(words.axes)}, and the volume has {_axes(rank)}"
        raise WordsError(message, words.start, words.end)
    kernel = words.settings.get("kernel")
    if kernel is None or not isinstance(kernel.value, list) or rank < 2:
        return words
    if len(kernel.value) == rank + 2 and "filters" in words.cls.fields and "filters" not in words.settings:
        return _of_shape(words, kernel)
    if len(kernel.value) != rank + 1:
        return words
    *sides, depth = kernel.value
    if len({*map(str, sides)}) > 1:
        raise _two_ways(kernel, sides, depth)
    if "filters" in words.cls.fields and "filters" not in words.settings and isinstance(depth, int) and depth >= MANY:
        settings = words.settings | {"kernel": kernel._replace(value=sides), "filters": kernel._replace(value=depth)}
        return words._replace(settings=settings)
    settings = words.settings | {"kernel": kernel._replace(value=sides)}
    return words._replace(settings=settings, channels=Setting(depth, kernel.start, kernel.end))


def _of_shape(words: Words, kernel: Setting) -> Words:
    """A layer that is told by the shape of its weights, `3x3x3x32`: sides, channels and filters, as papers have them.

    Raises WordsError where these can be PyTorch's, whose filters come first.
    """
    *sides, depth, filters = kernel.value
    if len({*map(str, sides)}) > 1 or (depth == filters and sides[0] > LARGEST_SIDE):
        said = "x".join(map(str, kernel.value))
        raise WordsError(f"{said!r} can be read in two ways", kernel.start, kernel.end, "as '32 filters of 3x3'")
    settings = words.settings | {"kernel": kernel._replace(value=sides), "filters": kernel._replace(value=filters)}
    return words._replace(settings=settings, channels=kernel._replace(value=depth))


def _two_ways(kernel: Setting, sides: Sequence[int], depth: int) -> WordsError:
    said = "x".join(map(str, kernel.value))
    rest = "x".join(map(str, [*sides[1:], depth]))
    help = f"write '{'x'.join(map(str, sides))}' for the kernel, or '{sides[0]} filters of {rest}'"
    return WordsError(f"{said!r} can be read in two ways", kernel.start, kernel.end, help)


def _axes(count: int) -> str:
    return "1 axis" if count == 1 else f"{count} axes"


def incoming(layers: Sequence[Words | None], network: Network) -> Iterator[Incoming]:
    """What is said to come in, layer by layer, beside what does; None for a layer that was not said."""
    for k, words in enumerate(layers):
        if words is None or words.channels is None:
            continue
        node = network.nodes[k + 1]
        x = node.site.inputs[0]
        flattens = words.kind == FLATTEN
        before = network.nodes[k].site
        source = x if flattens else before.inputs[0] if before.kind == FLATTEN and not x.size else None
        working = "*".join(map(str, source.numbers)) if source and source.size else ""
        name = "in_features" if not x.size or flattens else "in_channels"
        yield Incoming(k, name, words.channels, x.elements if flattens else x.channels, working, node.site)
