"""Bytes: of each output, alive at once, of weights, and in training. Exact, by stated conventions.

A tensor lives from its layer to its last reader in running order, or that of a view of it; the network's outputs
live to the end. Max pooling whose indices an unpooling uses gives them out with its numbers, 8 bytes each, and all of
it lives to the last reader of either. While a layer runs, its inputs and its output are alive. A view takes no memory,
no layer works in place, and nothing is counted for a framework's own buffers.

For the backward pass is kept what autograd of PyTorch 2 keeps. Each kind says what its gradient needs. What lies in
the same memory is kept once, by the first layer that needs it; a view keeps all that it looks at. Where nothing is
learned at or before a layer, it has no gradient and keeps nothing.
"""

from collections.abc import Sequence
from itertools import accumulate, chain, compress, repeat
from math import prod
from operator import attrgetter, ge, itemgetter, sub

from convcalc.analysis.cost import Cost
from convcalc.document.records import NamedTuple
from convcalc.model.geometry import Layout
from convcalc.model.layers.base import Keeps, Layer, Own
from convcalc.model.network import Network, Node

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


def measure(network: Network, figures: list[Cost], dtype: str, batch: int, in_place: bool = False) -> Memory:
    """The memory of a network whose numbers are of a dtype."""
    width, held = DTYPES[dtype], lying(network, in_place)
    each = _bytes(network, width * batch)
    sizes = _held(network, held, each, batch)
    last = last_readers(network, held)
    outputs = sum(sizes) - sum([sizes[number] for number in network.inputs])
    spared = sum([sizes[number] for number in network.of_kinds(works_in_place)])
    peak, peak_at = _peak(sizes, last)
    kept = _bytes_kept(Needs(network), width, batch, each)
    params, buffers = (sum(map(itemgetter(place), figures)) for place in (0, 1))
    weights, for_gradients = width * (params + buffers), sum(kept)
    changed = width * (params - sum([figures[number].params for number in network.frozen]))
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


def works_in_place(layer: Layer | type[Layer]) -> bool:
    """Whether a layer can write over what it reads. A view writes nothing; where one has to copy, the copy is kept."""
    return layer.in_place and not layer.view


def lying(network: Network, in_place: bool) -> list[int]:
    """In whose memory each output lies, where layers that can work `in_place` do, or none does."""
    held = homes(network)
    if not in_place:
        return held
    from convcalc.analysis.overwriting import overwritten

    return overwritten(network, held, last_readers(network, held), network.of_kinds(works_in_place))


def output_sizes(network: Network, held: Sequence[int], width: int, batch: int) -> tuple[int, ...]:
    """The bytes of each node's output, `held` in whose memory it lies."""
    return _held(network, held, _bytes(network, width * batch), batch)


def _held(network: Network, held: Sequence[int], each: list[int], batch: int) -> tuple[int, ...]:
    sizes = list(each)
    for number in network.of_kinds(lambda kind: kind.view or kind.in_place):
        if held[number] != number:
            sizes[number] = 0
    for number in looked_up(network):
        sizes[number] += INDEX * batch * network.nodes[number].site.output.elements
    return tuple(sizes)


def _bytes(network: Network, width: int) -> list[int]:
    """The bytes of each node's output, wherever it lies, at so many a number."""
    return network.each([prod(size) * channels * width for _, _, (size, channels) in network.at_work])


def looked_up(network: Network) -> dict[int, list[int]]:
    """The max pooling layers whose indices others use, by number, each with the others."""
    found: dict[int, list[int]] = {}
    for number in network.of_kinds(attrgetter("indexed")):
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
    over = [0] * len(sizes)  # what nothing after a node needs
    for end, size in zip(last, sizes):
        over[end] += size
    alive = list(accumulate(map(sub, sizes, chain((0,), over))))
    peak = max(alive)
    return peak, alive.index(peak)


def homes(network: Network, training: bool = False) -> list[int]:
    """For each node, that in whose memory its output lies: itself, but for views, and in training for idle dropout."""
    return views(network, training)[0]


def views(network: Network, training: bool = False) -> tuple[list[int], dict[int, Layout]]:
    """The same, and by number how what is a view lies there."""
    held, layouts = list(range(len(network.nodes))), dict[int, Layout]()
    for number in network.of_kinds(lambda kind: kind.view or (training and kind.idle is not Layer.idle)):
        site, source = network.nodes[number].site, network.nodes[number].inputs[0]
        if training and not site.layer.idle():
            continue
        layout = site.layer.lies(layouts.get(source) or Layout.of(site.inputs[0]), site.output)
        if layout is not None:
            held[number], layouts[number] = held[source], layout
    return held, layouts


def learning(network: Network, before: bool = False) -> list[bool]:
    """Which nodes have a gradient: those that learn, or that hang on one that does.

    Of a part of a network, `before` says whether what goes in has one.
    """
    nodes = network.nodes
    if before:
        return _hanging(network, [node.is_input for node in nodes])
    first = next((number for number, node in enumerate(nodes) if _trains(network, node)), len(nodes))
    alone = map(set(range(first)).issuperset, network.sources[first + 1 :])  # they read nothing that learns
    if True in alone or network.of_kinds(attrgetter("indexed")):
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
    return trained and not layer.free and layer.learned(node.site.inputs) > 0


class Needs:
    """What the gradients of all nodes need. Of a part of a network, `before` says whether what goes in has one."""

    __slots__ = ("_layouts", "_learns", "_network", "each", "lies", "own")

    def __init__(self, network: Network, before: bool = False) -> None:
        self._network, self._learns = network, learning(network, before)
        self.lies, self._layouts = views(network, training=True)
        self.each: dict[int, tuple[int, ...]] = {}
        """For each node whose gradient needs any, the numbers of those whose outputs it needs."""
        self.own: dict[int, tuple[Own, ...]] = {}
        """What each node makes for its gradient, where it makes something."""
        used = {pool for pool, others in looked_up(network).items() if any(self._learns[other] for other in others)}
        for kind, numbers in network.kinds.items():
            if kind.own is not Layer.own:
                self._make([number for number in numbers if self._learns[number] or number in used])
            if kind.saves is not Layer.saves:
                for number in numbers:
                    self._need(network.nodes[number].site.layer.saves(), [number])
            elif kind.keeps:
                self._need(kind.keeps, numbers)

    def _make(self, numbers: list[int]) -> None:
        """Has what these make. Statistics that run are used where a layer is frozen, and none are made."""
        nodes, known = self._network.nodes, dict[int, tuple[Own, ...]]()
        for number in numbers:
            own = known.get(id(site := nodes[number].site))
            if own is None:
                own = known[id(site)] = site.layer.own(site.inputs, site.output)
            if own and not (nodes[number].frozen and site.layer.buffers(site.inputs)):
                self.own[number] = own

    def _need(self, keeps: Keeps, numbers: list[int]) -> None:
        """Has what the gradients of these nodes need, where they have one."""
        sources, learns, each = self._network.sources, self._learns, self.each
        multiplies, gives, reads = "factors" in keeps, "output" in keeps, "inputs" in keeps or "row" in keeps
        for number in numbers:
            if learns[number]:
                needs = sources[number] if reads else self._factors(number) if multiplies else ()
                each[number] = (*needs, number) if gives else needs
        if "row" in keeps:
            from convcalc.analysis.scattered import copies

            for number, copy in copies(self._network, [k for k in numbers if learns[k]], self.lies, self._layouts):
                each[number], self.own[number] = (), (*self.own.get(number, ()), copy)

    def _factors(self, number: int) -> tuple[int, ...]:
        """Those whose other factor has a gradient; of several, also the products on the way to such a one."""
        node, seen = self._network.nodes[number], [self._learns[source] for source in self._network.sources[number]]
        weighted = _trains(self._network, node)
        if number in self.own:
            self.own[number] = tuple([product for product, learnt in zip(self.own[number], seen[2:]) if learnt])
        return tuple([each for k, each in enumerate(node.inputs) if weighted or True in (seen[:k] if k else seen[1:2])])

    def keepers(self) -> dict[int, int]:
        """For each node whose memory is kept, the number of the first that needs it."""
        first, lies = dict[int, int](), self.lies
        for number in sorted(self.each, reverse=True):
            for source in self.each[number]:
                first[lies[source]] = number
        for number in self._network.of_kinds(lambda kind: not kind.takes):
            if self._learns[number]:
                first.pop(number, None)  # its output is weights, which are counted as such
        return first


def saved_bytes(network: Network, width: int, batch: int) -> tuple[int, ...]:
    """The bytes that each node keeps and none before it does, for a whole batch."""
    return _bytes_kept(Needs(network), width, batch, _bytes(network, width * batch))


def _bytes_kept(needs: Needs, width: int, batch: int, each: list[int]) -> tuple[int, ...]:
    found, known = [0] * len(each), dict[tuple[Own, ...], int]()
    for number, own in needs.own.items():
        size = known.get(own)
        if size is None:
            size = known[own] = own_bytes(own, width, batch)
        found[number] = size
    for source, number in needs.keepers().items():
        found[number] += each[source]
    return tuple(found)


def own_bytes(made: tuple[Own, ...], width: int, batch: int) -> int:
    """The bytes of what a layer makes for its gradient, for a whole batch."""
    return sum([own.elements * max(own.least, width) * (1 if own.once else batch) for own in made])
