"""Bytes: of each output, alive at once, of weights, and in training. Exact, by stated conventions.

A tensor lives from its layer to its last reader in running order, or that of a view of it; the network's outputs
live to the end. Max pooling whose indices an unpooling uses gives them out with its numbers, 8 bytes each, and all of
it lives to the last reader of either. While a layer runs, its inputs and its output are alive. A view takes no memory,
no layer works in place, and nothing is counted for a framework's own buffers.

For the backward pass is kept what autograd of PyTorch 2 keeps. Each kind says what its gradient needs. What lies in
the same memory is kept once, by the first layer that needs it; a view keeps all that it looks at. Where nothing is
learned at or before a layer, it has no gradient and keeps nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, compress, count, repeat
from math import prod
from operator import ge, ne, sub

from convcalc.analysis.cost import Cost
from convcalc.document.records import NamedTuple, record
from convcalc.model.geometry import Layout
from convcalc.model.layers.base import Layer, Own
from convcalc.model.network import Network, Node, Site

DTYPES = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2, "float8": 1, "int32": 4, "int8": 1}
"""Bytes a number."""

OPTIMIZERS = {"sgd": 0, "momentum": 1, "adam": 2}
"""Numbers that an optimizer keeps for each parameter."""

INDEX = 8
"""Bytes of an index."""


class Memory(NamedTuple):
    """Bytes, for the whole batch where they hold outputs."""

    dtype: str
    batch: int
    in_place: bool
    """Whether activations and dropout write over what they read, where nobody reads it after them."""
    sizes: tuple[int, ...]
    """Of each node's output, the input's first; nothing for a view."""
    homes: tuple[int, ...]
    """For each node, the number of the node in whose memory its output lies."""
    outputs: int
    """The sum of all layers' outputs, without the input."""
    stored: int
    """The same without the layers that can work in place: activations, dropout."""
    peak: int
    """The most that is alive at once."""
    peak_at: int
    """The number of the node that runs then."""
    peak_alive: tuple[int, ...]
    """The numbers of the nodes whose outputs are alive then; of a view, the one in whose memory it lies."""
    weights: int
    """Parameters and buffers."""
    saved: tuple[int, ...]
    """What each node keeps for the backward pass, and none before it."""
    training: dict[str, int]
    """By optimizer: weights, gradients and optimizer state of those that are not frozen, and what is saved for the
    backward pass."""

    @property
    def prediction(self) -> int:
        """What it takes to run the network: its weights, and the most that is alive at once."""
        return self.weights + self.peak

    def input(self, network: Network) -> int:
        """The bytes of what goes in."""
        return sum([self.sizes[number] for number in network.inputs])


class Saved(NamedTuple):
    """What one layer keeps for the backward pass."""

    needs: tuple[int, ...]
    """The numbers of the nodes whose outputs its gradient needs; of a view, the one in whose memory it lies."""
    first: tuple[int, ...]
    """Those of them that no layer before it keeps."""
    own: tuple[Own, ...]
    """What it made itself."""


def measure(network: Network, figures: list[Cost], dtype: str, batch: int, in_place: bool = False) -> Memory:
    """The memory of a network whose numbers are of a dtype."""
    width, held = DTYPES[dtype], lying(network, in_place)
    each = _bytes(network, width * batch)
    sizes = _held(network, held, each, batch)
    last = last_readers(network, held)
    outputs = sum(sizes) - sum([sizes[number] for number in network.inputs])
    spared = sum([sizes[number] for number in network.where(works_in_place)])
    peak, peak_at = _peak(sizes, last)
    kept = bytes_kept(saved(network), width, batch, each)
    params, buffers, _ = map(sum, zip(*figures))
    weights = width * (params + buffers)
    changed = width * (params - sum([figures[number].params for number in network.frozen]))
    for_gradients = sum(kept)
    return Memory(
        dtype=dtype,
        batch=batch,
        in_place=in_place,
        sizes=sizes,
        homes=tuple(held),
        outputs=outputs,
        stored=outputs - spared,
        peak=peak,
        peak_at=peak_at,
        peak_alive=tuple(compress(range(peak_at + 1), map(ge, last, repeat(peak_at)))),
        weights=weights,
        saved=kept,
        training={name: weights + (1 + each) * changed + for_gradients for name, each in OPTIMIZERS.items()},
    )


def works_in_place(layer: Layer) -> bool:
    """Whether a layer can write over what it reads. A view writes nothing; where one has to copy, the copy is kept."""
    return layer.in_place and not layer.view


def lying(network: Network, in_place: bool) -> list[int]:
    """In whose memory each output lies, where layers that can work `in_place` do, or none does."""
    held = homes(network)
    if not in_place:
        return held
    from convcalc.analysis.overwriting import overwritten

    return overwritten(network, held, last_readers(network, held), network.where(works_in_place))


def output_sizes(network: Network, held: Sequence[int], width: int, batch: int) -> tuple[int, ...]:
    """The bytes of each node's output, `held` in whose memory it lies."""
    return _held(network, held, _bytes(network, width * batch), batch)


def _held(network: Network, held: Sequence[int], each: Sequence[int], batch: int) -> tuple[int, ...]:
    sizes = list(each)
    for number in compress(count(), map(ne, held, count())):
        sizes[number] = 0
    for number in looked_up(network):
        sizes[number] += INDEX * batch * network.nodes[number].site.output.elements
    return tuple(sizes)


def _bytes(network: Network, width: int) -> list[int]:
    """The bytes of each node's output, wherever it lies, at so many a number."""
    return network.each([prod(size) * channels * width for size, channels in [site.output for site in network.sites]])


def looked_up(network: Network) -> dict[int, list[int]]:
    """The max pooling layers whose indices others use, by number, each with the others."""
    found: dict[int, list[int]] = {}
    for number in network.where(lambda layer: layer.indexed):
        found.setdefault(network.nodes[number].inputs[1], []).append(number)
    return found


def last_readers(network: Network, held: Sequence[int]) -> list[int]:
    """For each node, the number of the last node that needs its memory: itself where none reads it."""
    last = list(range(len(network.nodes)))
    for number, inputs in enumerate(network.sources):
        for source in inputs:
            last[held[source]] = number
    for number in network.ends:
        last[held[number]] = len(network.nodes) - 1
    return last


def _peak(sizes: tuple[int, ...], last: list[int]) -> tuple[int, int]:
    """The most bytes alive at once, and the first node at which they are."""
    over = [0] * (len(sizes) + 1)  # what is no longer alive when a node runs, and was when the one before it did
    for end, size in zip(last, sizes):
        over[end + 1] += size
    alive = list(accumulate(map(sub, sizes, over)))
    peak = max(alive)
    return peak, alive.index(peak)


def homes(network: Network, training: bool = False) -> list[int]:
    """For each node, the number of the node in whose memory its output lies: itself, unless it is a view.

    In training, so does that of dropout which drops nothing.
    """
    held, layouts = list(range(len(network.nodes))), dict[int, Layout]()
    for number in network.where(lambda layer: layer.idle() if training else layer.view):
        site, source = network.nodes[number].site, network.nodes[number].inputs[0]
        layout = site.layer.lies(layouts.get(source) or Layout.of(site.inputs[0]), site.output)
        if layout is not None:
            held[number], layouts[number] = held[source], layout
    return held


def learning(network: Network, before: bool = False) -> list[bool]:
    """Which nodes have a gradient: those that learn, or that hang on one that does.

    Of a part of a network, `before` says whether what goes in has one.
    """
    nodes = network.nodes
    if before:
        return _hanging(network, [node.is_input for node in nodes])
    first = next((number for number, node in enumerate(nodes) if _trains(network, node)), len(nodes))
    alone = map(set(range(first)).issuperset, network.sources[first + 1 :])  # they read nothing that learns
    if True in alone or network.where(lambda layer: layer.indexed):
        return _hanging(network, [False] * len(nodes))
    return [False] * first + [True] * (len(nodes) - first)


def _hanging(network: Network, learns: list[bool]) -> list[bool]:
    """The same, each node looked at, where some are known to have one."""
    for number, (node, inputs) in enumerate(zip(network.nodes, network.sources)):
        read = inputs[:1] if node.site.layer.indexed else inputs
        learns[number] = learns[number] or True in [learns[source] for source in read] or _trains(network, node)
    return learns


def _trains(network: Network, node: Node) -> bool:
    """Whether it has weights that training changes, its own or another's."""
    owner, layer = node if node.shares is None else network.nodes[node.shares], node.site.layer
    trained = not owner.frozen or bool(node.own and not node.frozen)
    return trained and not layer.free and layer.weights(node.site.inputs) != ()


def saved(network: Network, before: bool = False) -> Iterator[Saved]:
    """What each node keeps, in running order. Equal layers on equal volumes are asked once.

    Of a part of a network, `before` says whether what goes in has a gradient; nothing has kept it yet.
    """
    nodes, lies, learns = network.nodes, homes(network, training=True), learning(network, before)
    indexed = {pool for pool, others in looked_up(network).items() if any(learns[each] for each in others)}
    kept = [False] * len(lies)
    for number in network.where(lambda layer: not layer.takes):
        kept[number] = learns[number]  # its output is weights, which are counted as such
    asked = network.each(map(_asked, network.sites))
    for number, (sources, learnt, (makes, multiplies, reads, gives)) in enumerate(zip(network.sources, learns, asked)):
        inputs, own = sources, makes
        if not learnt:
            yield Saved((), (), own) if number in indexed else NOTHING
            continue
        if multiplies:
            inputs, own = _multiplied(inputs, _trains(network, nodes[number]), own, learns)
        elif own and nodes[number].frozen and nodes[number].site.layer.buffers(nodes[number].site.inputs):
            own = ()  # running statistics are used, and none are made
        needs: tuple[int, ...] = ()
        if reads:
            needs = (lies[inputs[0]],) if len(inputs) == 1 else tuple([lies[source] for source in inputs])
        if gives:
            needs = (*needs, number) if needs else (number,)
        if len(needs) == 1:
            first: tuple[int, ...] = () if kept[needs[0]] else needs
        else:
            needs = tuple(dict.fromkeys(needs)) if needs else needs
            first = tuple([each for each in needs if not kept[each]]) if needs else needs
        for each in first:
            kept[each] = True
        yield record(Saved, (needs, first, own)) if needs or own else NOTHING


def _asked(site: Site) -> tuple[tuple[Own, ...], bool, bool, bool]:
    """What a layer makes for its gradient, and whether that needs factors, any of the inputs, and the output."""
    _, layer, inputs, output = site
    keeps = layer.saves()
    multiplies = "factors" in keeps
    return layer.own(inputs, output), multiplies, multiplies or "inputs" in keeps, "output" in keeps


def _multiplied(
    inputs: tuple[int, ...], weighted: bool, own: tuple[Own, ...], learns: list[bool]
) -> tuple[tuple[int, ...], tuple[Own, ...]]:
    """The factors whose other factor has a gradient; of several, also the products on the way to such a one."""
    seen = [learns[source] for source in inputs]
    needed = [each for k, each in enumerate(inputs) if weighted or True in (seen[:k] if k else seen[1:2])]
    return tuple(needed), tuple([product for product, learnt in zip(own, seen[2:]) if learnt])


NOTHING = Saved((), (), ())


def saved_bytes(network: Network, width: int, batch: int) -> tuple[int, ...]:
    """The bytes that each node keeps and none before it does, for a whole batch."""
    return bytes_kept(saved(network), width, batch, _bytes(network, width * batch))


def bytes_kept(each_saved: Iterable[Saved], width: int, batch: int, each: Sequence[int]) -> tuple[int, ...]:
    """The bytes of what layers keep, those of `each` node's output given, for a whole batch."""
    found, known = list[int](), dict[tuple[Own, ...], int]()
    for _, first, own in each_saved:
        size = 0
        for number in first:
            size += each[number]
        if own:
            made = known.get(own)
            if made is None:
                made = known[own] = own_bytes(own, width, batch)
            size += made
        found.append(size)
    return tuple(found)


def own_bytes(made: tuple[Own, ...], width: int, batch: int) -> int:
    """The bytes of what a layer makes for its gradient, for a whole batch."""
    return sum(own.elements * max(own.least, width) * (1 if own.once else batch) for own in made)
