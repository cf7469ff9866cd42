"""One step of training in bytes: when each output, gradient and kept number is alive, and the most at once.

The forward pass runs the layers in order, the backward pass in reverse. An output lives to its last reader or to the
last gradient that needs it. The gradient of an output lives from that of its first reader in the backward pass to that
of its own layer; those of weights to the end. Weights, their copy and the optimizer's numbers are always there. Blocks
that are computed again (Chen et al. 2016, arXiv:1604.06174) keep what goes in alone, and run once more before their
backward pass. Nothing is counted for a framework's buffers, for sums of gradients, or for the optimizer's own step.
"""

from collections.abc import Iterable, Sequence

from convcalc.analysis.cost import Cost
from convcalc.analysis.memory import DTYPES, INDEX, OPTIMIZERS, homes, learning, looked_up, own_bytes
from convcalc.analysis.saved import saved
from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.document.wording import nearest
from convcalc.model.network import Network

STATES = {**OPTIMIZERS, "adamw": 2, "amsgrad": 3, "rmsprop": 1, "adagrad": 1, "lion": 1}
"""Numbers that each optimizer keeps for a parameter: the state of PyTorch's by default; Lion's is one momentum
(Chen et al. 2023, arXiv:2302.06675)."""


class Precision(NamedTuple):
    """The dtypes of training where they are not one."""

    outputs: str
    weights: str
    """And of their gradients."""
    copy: str
    """Of the copy of the weights that the optimizer changes, and of its own numbers."""


PRECISIONS = {
    "mixed-fp16": Precision("float16", "float16", "float32"),
    "mixed-bf16": Precision("bfloat16", "bfloat16", "float32"),
}
"""With a float32 copy of the weights (Micikevicius et al. 2018, arXiv:1710.03740): with Adam 2 + 2 + 4 + 4 + 4 bytes a
parameter (Rajbhandari et al. 2020, arXiv:1910.02054). Statistics of norms stay in float32."""


class Recomputed(NamedTuple):
    """The calls of a block whose layers are computed again in the backward pass."""

    block: str
    calls: tuple[tuple[int, ...], ...]
    """The numbers of the layers of each."""
    macs: int
    """What that costs, for one example."""
    without: int
    """The bytes that would be saved if they were not."""


class TrainingPlan(NamedTuple):
    """How a network is trained."""

    optimizer: str = "adam"
    precision: str = ""
    """One of PRECISIONS; empty where all is of one dtype."""
    block: str = ""
    """The block whose calls are computed again; empty for none."""


def plan_of(optimizer: str | None, precision: str | None, block: str | None) -> TrainingPlan | None:
    """The plan that words make: adam where they name no optimizer, none where they say nothing. Raises ValueError."""
    if not (optimizer or precision or block):
        return None
    for option, given, known in (("optimizer", optimizer, STATES), ("precision", precision, PRECISIONS)):
        if given and given not in known:
            raise ValueError(f"{option} {given}: {nearest(given, known) or 'there are: ' + ', '.join(known)}")
    return TrainingPlan(optimizer or "adam", precision or "", block or "")


class TrainingStep(NamedTuple):
    """What a step of training takes."""

    plan: TrainingPlan
    weights: int
    """Parameters and buffers."""
    copy: int
    """Of the parameters, in a wider dtype."""
    gradients: int
    state: int
    saved: int
    """Kept at the end of the forward pass."""
    peak: int
    """The most at once, weights and state included."""
    peak_at: int
    """The number of the node that runs then."""
    peak_pass: str
    """`forward`, `again` or `backward`."""
    again: Recomputed | None

    @property
    def total(self) -> int:
        """All of it, as if it were there at one time."""
        return self.weights + self.copy + self.gradients + self.state + self.saved


def step(network: Network, costs: Sequence[Cost], dtype: str, batch: int, plan: TrainingPlan) -> TrainingStep:
    """A step of training. Raises SpecError where there is no such block."""
    kinds = PRECISIONS[plan.precision] if plan.precision else Precision(dtype, dtype, "")
    width, copied = DTYPES[kinds.weights], DTYPES[kinds.copy] if kinds.copy else 0
    params, buffers = sum(cost.params for cost in costs), sum(cost.buffers for cost in costs)
    trained = [0 if node.frozen else cost.params for node, cost in zip(network.nodes, costs, strict=True)]
    weights, copy = params * width + buffers * (copied or width), sum(trained) * copied
    state = STATES[plan.optimizer] * sum(trained) * (copied or width)
    again = _again(network, costs, plan.block, DTYPES[kinds.outputs], batch) if plan.block else None
    gradients = [count * width for count in trained]
    run = Passes(network, gradients, DTYPES[kinds.outputs], batch, again.calls if again else ())
    peak = max(run.alive)
    at, passing = run.events[run.alive.index(peak)]
    held = weights + copy + state
    return TrainingStep(plan, weights, copy, sum(gradients), state, run.saved, held + peak, at, passing, again)


def _again(network: Network, costs: Sequence[Cost], block: str, width: int, batch: int) -> Recomputed:
    calls = calls_of(network, block)
    macs = sum(costs[number].macs for call in calls for number in call)
    return Recomputed(block, calls, macs, Passes(network, [], width, batch, ()).saved)


def calls_of(network: Network, block: str) -> tuple[tuple[int, ...], ...]:
    """The layers of each call of a block, or of the one call of that path. Raises SpecError where there is none."""
    found: dict[int, list[int]] = {}
    names: set[str] = set()
    for number, node in enumerate(network.nodes):
        for scope in node.scope.chain:
            names |= {scope.block, scope.path[:-1]}
            if block in (scope.block, scope.path[:-1]):
                found.setdefault(id(scope), []).append(number)
                break
    if not found:
        blocks = sorted(names - {""})
        help = nearest(block, blocks) or "it has: " + ", ".join(sorted({*blocks} - {n for n in blocks if "." in n}))
        raise fail(f"{network.name} has no block {block!r}", help=help if blocks else "it has no blocks")
    return tuple(map(tuple, found.values()))


class Passes:
    """The passes of a step as events in order, and the bytes that are alive at each, weights and state left out."""

    def __init__(
        self, network: Network, gradients: Sequence[int], width: int, batch: int, calls: Iterable[tuple[int, ...]]
    ) -> None:
        """`gradients` are the bytes of those of each node's weights."""
        self._network, self._each, self._width, self._batch = network, width * batch, width, batch
        self._calls = {number: call for call in calls for number in call}
        self.events: list[tuple[int, str]] = [(number, "forward") for number in range(len(network.nodes))]
        self._again: dict[int, int] = {}
        self._backward: dict[int, int] = {}
        self._schedule()
        self._change = [0] * (len(self.events) + 1)
        self.saved = 0
        """The bytes that the end of the forward pass keeps for the backward pass."""
        self._learns = learning(network)
        self._outputs()
        self._weights(gradients)
        self.alive: list[int] = []
        now = 0
        for change in self._change[:-1]:
            now += change
            self.alive.append(now)

    def _schedule(self) -> None:
        """The backward pass; each call of a block that is computed again, before its own."""
        number = len(self._network.nodes) - 1
        while number >= 0:
            call = self._calls.get(number, ())
            for each in call:
                self._again[each] = len(self.events)
                self.events.append((each, "again"))
            for each in reversed(call or (number,)):
                self._backward[each] = len(self.events)
                self.events.append((each, "backward"))
            number = call[0] - 1 if call else number - 1

    def _hold(self, size: int, start: int, *ends: int) -> None:
        """Bytes that are alive from one event to the last of others."""
        self._change[start] += size
        self._change[max((start, *ends)) + 1] -= size

    def _outputs(self) -> None:
        nodes, lies = self._network.nodes, homes(self._network, training=True)
        readers: list[list[int]] = [[] for _ in nodes]
        keepers: list[list[int]] = [[] for _ in nodes]
        for number, kept in enumerate(saved(self._network)):
            for source in nodes[number].inputs:
                readers[lies[source]].append(number)
            for source in kept.needs:
                keepers[source].append(number)
            if self._learns[number]:
                self._made(number, own_bytes(kept.own, self._width, self._batch))
        self._indices()
        indexed = [node.site.layer.indexed for node in nodes]
        ends = {lies[end] for end in self._network.ends}
        for number, node in enumerate(nodes):
            if lies[number] == number and (node.inputs or node.is_input):
                size = node.site.output.elements * self._each
                self._output(number, size, readers[number], keepers[number], number in ends)
                reading = [
                    each for each in readers[number] if not indexed[each] or lies[nodes[each].inputs[0]] == number
                ]
                self._gradient(number, size, reading, number in ends)

    def _indices(self) -> None:
        """Those that unpooling uses, where the pooling layer does not keep them by itself all the time."""
        for number, others in looked_up(self._network).items():
            call = self._calls.get(number)
            if call or not self._learns[number]:
                inside = [each for each in others if call and self._calls.get(each) is call and self._learns[number]]
                outside = [each for each in others if each not in inside]
                needed = [self._backward[each] for each in outside if self._learns[each]]
                size = INDEX * self._batch * self._network.nodes[number].site.output.elements
                self.saved += size if needed else 0
                self._hold(size, number, *outside, *needed)

    def _made(self, number: int, size: int) -> None:
        """What a layer makes for its gradient; in a call, when it is computed again."""
        if number not in self._calls:
            self.saved += size
        self._hold(size, self._again.get(number, number), self._backward[number])

    def _output(self, number: int, size: int, readers: list[int], keepers: list[int], comes_out: bool) -> None:
        """An output, from its layer on; and once more where that is computed again."""
        call = self._calls.get(number)
        inside = [each for each in readers if call and self._calls.get(each) is call]
        again = [
            self._again[each] for each in readers if each in self._again and each not in inside and self._learns[each]
        ]
        kept = [self._backward[each] for each in keepers if not (call and self._calls.get(each) is call)]
        if again or kept:
            self.saved += size
        last = len(self._network.nodes) - 1 if comes_out else number
        self._hold(size, number, last, *readers, *again, *kept)
        if call:
            needed = [self._backward[each] for each in keepers if self._calls.get(each) is call]
            self._hold(size, self._again[number], *(self._again[each] for each in inside), *needed)

    def _gradient(self, number: int, size: int, readers: list[int], comes_out: bool) -> None:
        starts = [self._backward[each] for each in readers if self._learns[each]]
        starts += [self._backward[len(self._network.nodes) - 1]] if comes_out else []
        if self._learns[number] and starts:
            self._hold(size, min(starts), self._backward[number])

    def _weights(self, gradients: Sequence[int]) -> None:
        """The gradients of weights, from the first layer in the backward pass that uses them."""
        starts: dict[int, int] = {}
        for number, node in enumerate(self._network.nodes):
            owner = number if node.shares is None else node.shares
            starts[owner] = min(starts.get(owner, len(self.events)), self._backward[number])
        for number, size in enumerate(gradients):
            if size:
                self._hold(size, starts[number], len(self.events) - 1)
