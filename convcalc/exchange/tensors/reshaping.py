"""Numbers in other dimensions: in a row, in groups of channels that are mixed, or in any other volume."""

from convcalc.exchange.tensors.graph import Operation
from convcalc.exchange.tensors.lookup import looked_up
from convcalc.exchange.tensors.reading import GraphReading, Made, UnreadableError
from convcalc.exchange.tensors.values import BATCH, Placed, reshaped, standard

FLAT = (BATCH, 0)


def flattened(reading: GraphReading, node: Operation, x: Placed) -> Placed:
    """All numbers of an example in a row; in the order of the file, which has the channels first."""
    volume = reading.volume(x)
    if not volume.size:
        return x
    if x.axes != standard(volume.rank) and volume.positions != 1:
        raise UnreadableError
    return reading.layer(node, "flatten", {}, (x,), FLAT)


def reshape(reading: GraphReading, node: Operation) -> Made:
    """Where all of an example comes in a row it is flattened, where groups of channels are mixed it is a shuffle."""
    x, asked = reading.value(node), _asked(reading, node)
    if asked is None:
        raise UnreadableError
    before = reading.dims(x)
    if (looked := looked_up(reading, node, x)) is not None:
        return looked
    if (found := _of_ones(x, before, asked)) is not None:
        return found
    if x.axes[0] != BATCH:
        raise UnreadableError
    if len(asked) == 1:
        return _gathered(reading, node, x, before)
    try:
        after = reshaped(before, (before[0], *asked[1:]))
    except (ValueError, IndexError):
        raise UnreadableError from None
    if after == before:
        return x
    if len(after) == 2:
        return flattened(reading, node, x)
    if (made := _places(reading, node, x, after)) is not None:
        return made
    if len(before) == 2 and len(after) > 2 and all(size == 1 for size in after[2:]):
        shape = [*after[2:], after[1]]
        return reading.layer(node, "reshape", {"volume": shape}, (x,), standard(len(after) - 2))
    try:
        return _shuffled(reading, node, x, before, after)
    except UnreadableError:
        return _anew(reading, node, x, after)


def _anew(reading: GraphReading, node: Operation, x: Placed, after: tuple[int, ...]) -> Placed:
    """All numbers of an example in another volume, in the order of the file: the channels first, or last."""
    rank = reading.volume(x).rank
    if not 3 <= len(after) <= 5:
        raise UnreadableError
    if rank and x.axes == (BATCH, *range(rank + 1)):
        return reading.layer(node, "reshape", {"volume": [*after[1:]]}, (x,), (BATCH, *range(len(after) - 1)))
    if x.axes != standard(rank):
        raise UnreadableError
    return reading.layer(node, "reshape", {"volume": [*after[2:], after[1]]}, (x,), standard(len(after) - 2))


def _of_ones(x: Placed, before: tuple[int, ...], asked: tuple[int, ...]) -> Placed | None:
    """The same volume where only dimensions of one come or go, of which the first is that of examples."""
    try:
        after = reshaped(before, asked)
    except (ValueError, IndexError):
        return None
    long = [axis for axis, size in zip(x.axes, before) if size > 1]
    if [size for size in before if size > 1] != [size for size in after if size > 1] or after == before:
        return None
    ones = iter([BATCH, *(axis for axis, size in zip(x.axes, before) if size == 1 and axis != BATCH)])
    rest = iter(long)
    axes = tuple(next(rest if size > 1 else ones, None) for size in after)
    used = {axis for axis in axes if axis is not None}
    lost = {axis for axis in x.axes if axis != BATCH} - used
    return None if None in axes or lost else x._replace(axes=axes)  # type: ignore[arg-type]


def _places(reading: GraphReading, node: Operation, x: Placed, after: tuple[int, ...]) -> Placed | None:
    """Positions in a row, or as a grid again; the channels stay, before them or after them."""
    volume = reading.volume(x)
    rank, first = volume.rank, x.axes == standard(volume.rank)
    if not rank or not (first or x.axes == (BATCH, *range(rank + 1))):
        return None
    channels, sizes = (after[1], after[2:]) if first else (after[-1], after[1:-1])
    if channels != volume.channels or not 1 <= len(sizes) <= 3:
        return None
    axes = standard(len(sizes)) if first else (BATCH, *range(len(sizes) + 1))
    return reading.layer(node, "reshape", {"volume": [*sizes, channels]}, (x,), axes)


def _asked(reading: GraphReading, node: Operation) -> tuple[int, ...] | None:
    """The sizes that a node reshapes to, where they are known."""
    known = reading.known(node, 1)
    return node.attributes.get("shape") or (known.numbers if known else None)


def _gathered(reading: GraphReading, node: Operation, x: Placed, before: tuple[int, ...]) -> Made:
    """All numbers in a row, and each taken from its place again: the same (PyTorch's exporter, for `as_strided`)."""
    after = reading.only_reader(node.outputs[0])
    places = reading.known(after, 1) if after and after.op == "Gather" else None
    if after is None or places is None or places.dims != before or places.numbers != tuple(range(places.elements)):
        raise UnreadableError
    reading.take(after, x)
    return []


def _shuffled(
    reading: GraphReading, node: Operation, x: Placed, before: tuple[int, ...], after: tuple[int, ...]
) -> Made:
    """Groups of channels, turned, and put back: `N x C`, `N x g x C/g`, `N x C/g x g`, `N x C`."""
    turned = reading.only_reader(node.outputs[0])
    back = reading.only_reader(turned.outputs[0]) if turned and turned.op == "Transpose" else None
    if turned is None or back is None or back.op != "Reshape" or x.axes != standard(len(before) - 2):
        raise UnreadableError
    order = (0, 2, 1, *range(3, len(after)))
    if len(after) != len(before) + 1 or after[3:] != before[2:] or turned.attributes.get("perm") != order:
        raise UnreadableError
    try:
        again = reshaped(before, (before[0], *(_asked(reading, back) or ())[1:]))
    except (ValueError, IndexError):
        raise UnreadableError from None
    if again != before:
        raise UnreadableError
    made = reading.layer(node, "channel_shuffle", {"groups": after[1]}, (x,))
    reading.take(turned)
    reading.take(back, made)
    return []
