"""The figures of a whole network in a few sentences, each with the convention that it follows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.cost import operations, products, unstated
from convcalc.analysis.receptive_field import Reach
from convcalc.document.wording import many
from convcalc.model.network import Network
from convcalc.render import numbers
from convcalc.render.formats import Options

if TYPE_CHECKING:
    from convcalc.analysis.roofline import Roofline
    from convcalc.analysis.training import TrainingStep

NAMED = 3
"""Tensors alive at the peak that are named; JSON has them all."""
MOST_NAMED = 12
"""Outputs, as they see inputs, that are named of those that see alike."""
FOLDED = "stands for N equal blocks: figures of all N together, the receptive field of the last"
"""What is said of a line with xN."""


def below_table(analysis: Analysis, options: Options) -> list[tuple[str, str]]:
    """What stands below a table: convcalc's own totals, or those of the tool by whose rule it is written."""
    if not options.like:
        return totals(analysis, options.exact)
    from convcalc.peers.counting import tallies

    return [(each.rule.figure, each.told) for each in tallies(options.like, analysis.network)]


def totals(analysis: Analysis, exact: bool = False) -> list[tuple[str, str]]:
    """What each total is, by name."""
    total, memory = analysis.total, analysis.memory
    buffers = f", and {total.buffers:,} buffers (batch-norm statistics)" if total.buffers else ""
    goes_in = "input" if len(analysis.sights) == 1 else "inputs"
    return [
        ("params", f"{total.params:,}{_frozen(analysis)}{buffers}{_once(analysis)}{_left_out(analysis, 'params')}"),
        ("MACs", f"{total.macs:,} for one example{_of_batch(analysis)}: {_multiplied(analysis)}"
                 f"{_left_out(analysis, 'macs')}"),
        ("FLOPs", f"{_flops(analysis):,} for one example: 2 for each MAC, and the other operations on elements"),
        ("memory", f"{memory.dtype}, batch {memory.batch}; weights {numbers.size(memory.weights, exact)}, "
                   f"{goes_in} {numbers.size(memory.input(analysis.network), exact)}"),
        ("  outputs", _outputs(analysis, exact)),
        ("  at once", f"{numbers.size(memory.peak, exact)} at most, while {_peak(analysis)}"),
        ("  predict", f"{numbers.size(memory.prediction, exact)}: weights, and what is alive at once"),
        *(_step(analysis, analysis.step, exact) if analysis.step else [("  training", _training(analysis, exact))]),
        *([("time", _time(analysis.network.numbers, analysis.roofline))] if analysis.roofline else []),
        ("field", _fields(analysis)),
    ]  # fmt: skip


def _once(analysis: Analysis) -> str:
    """That shared weights are counted once."""
    count = len(analysis.network.sharing)
    if not count:
        return ""
    return f"; {count:,} of {many(len(analysis.network.numbers), 'layer')} share weights, counted once"


def _training(analysis: Analysis, exact: bool) -> str:
    memory = analysis.memory
    training = ", ".join(f"{numbers.size(value, exact)} with {name}" for name, value in memory.training.items())
    saved = numbers.size(sum(memory.saved), exact)
    left_out = _left_out(analysis, "saved")
    return f"{training}: weights, gradients, optimizer state, and {saved} saved for the backward pass{left_out}"


def _step(analysis: Analysis, step: "TrainingStep", exact: bool) -> Iterator[tuple[str, str]]:
    """What a step of training takes: the parts, the most at once, and what is computed again."""
    plan, (weights, copy, gradients, state, saved) = step.plan, (numbers.size(n, exact) for n in step[1:6])
    parts = [f"weights {weights}", *([f"a float32 copy of them {copy}"] if step.copy else []), f"gradients {gradients}"]
    parts += [f"optimizer state {state}"] if step.state else []
    how = f"{plan.optimizer}, {plan.precision}" if plan.precision else plan.optimizer
    kept = f"and {saved} saved for the backward pass{_left_out(analysis, 'saved')}"
    yield "  training", f"{numbers.size(step.total, exact)} with {how}: {', '.join(parts)}, {kept}"
    passes = {"forward": "runs forward", "again": "runs again", "backward": "runs backward"}[step.peak_pass]
    at = analysis.network.nodes[step.peak_at].path
    yield "  a step", f"{numbers.size(step.peak, exact)} at most, while {at} {passes}"
    if step.again:
        again, batch = step.again, analysis.memory.batch
        calls, without = len(again.calls), numbers.size(again.without, exact)
        share = f"{again.macs / analysis.total.macs:.0%} of all" if analysis.total.macs else "none"
        times = f"{calls} call{'s' if calls > 1 else ''}"
        costs = f"{batch * again.macs:,} MACs more, {share}"
        yield "  again", f"{again.block}, {times}: {saved} saved, not {without}, for {costs}"


def _time(every: Sequence[int], roofline: "Roofline") -> str:
    """The least time on a device, by layer, and what it stands for."""
    peak, bandwidth = f"{roofline.peak / 10**12:,g} TFLOP/s", f"{roofline.bandwidth / 10**9:,g} GB/s"
    share = roofline.share(every)
    bound = f", {float(share):.0%} of it bound by compute" if share is not None else ""
    named = "" if "," in roofline.device else f" on {roofline.device}"
    least = numbers.duration(int(roofline.total(every) * 10**12))
    return f"at least {least}{named} at {peak} and {bandwidth}, each layer by itself{bound}; no measurement"


def _frozen(analysis: Analysis) -> str:
    """The parameters that training leaves as they are, where there are any."""
    frozen = sum([analysis.rows.costs[number].params for number in analysis.network.frozen])
    return f" ({analysis.total.params - frozen:,} trainable, {frozen:,} frozen)" if frozen else ""


def _flops(analysis: Analysis) -> int:
    return 2 * analysis.total.macs + operations(analysis.network)


def _of_batch(analysis: Analysis) -> str:
    """The MACs of all examples, where there are several."""
    batch = analysis.memory.batch
    return f", {batch * analysis.total.macs:,} for the batch of {batch:,}" if batch > 1 else ""


def _outputs(analysis: Analysis, exact: bool) -> str:
    memory = analysis.memory
    every = numbers.size(memory.outputs, exact)
    if memory.in_place:
        return f"{every} in all; activations and dropout work in place on what nobody reads after them"
    return f"{every} in all, {numbers.size(memory.stored, exact)} where activations and dropout work in place"


def _multiplied(analysis: Analysis) -> str:
    """What MACs are those of, and how many of them multiply volumes with each other."""
    mixed = products(analysis.network)
    if not mixed:
        return "conv and dense, bias not counted"
    return f"conv, dense, and {mixed:,} of attention and matmul; bias not counted"


def _left_out(analysis: Analysis, figure: str) -> str:
    """What is said of the layers of which nobody states a figure."""
    layers = unstated_layers(analysis.network, figure)
    return f"; not stated, and left out: {layers}" if layers else ""


def unstated_layers(network: Network, figure: str) -> str:
    """The layers of which nobody states a figure: `2 of 30 layers (1 Gather, 1 Foo)`; empty where there are none."""
    numbers = unstated(network, figure)
    if not numbers:
        return ""
    from convcalc.model.layers.custom import called

    nodes = [network.nodes[number] for number in numbers]
    names = called((node.path, node.site.layer) for node in nodes)
    more = ", ..." if len(names) > NAMED else ""
    return f"{len(numbers):,} of {len(network.numbers):,} layers ({', '.join(names[:NAMED])}{more})"


def _peak(analysis: Analysis) -> str:
    """The layer that runs when most is alive, and whose outputs are alive beside its own."""
    nodes, memory = analysis.network.nodes, analysis.memory
    others = [nodes[number].path for number in memory.peak_alive if number != memory.peak_at]
    more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
    alive = f", beside the outputs of {', '.join(others[:NAMED])}{more}" if others else ""
    return f"{nodes[memory.peak_at].path} runs{alive}"


def _fields(analysis: Analysis) -> str:
    """The receptive field; of several outputs and inputs, each one's, and those that see alike together."""
    nodes, outputs = analysis.network.nodes, analysis.network.outputs
    of = [f"of {nodes[sight.input].path}" if len(analysis.sights) > 1 else "" for sight in analysis.sights]
    texts = {id(reach): _field(reach) for sight in analysis.sights for reach in _each(sight.fields)}
    alike: dict[str, list[str]] = {}
    counts: Counter[str] = Counter()
    for k, output in enumerate(outputs):
        seen = [texts[id(sight.fields[k])] for sight in analysis.sights]
        counts.update(seen)
        if any(text not in alike or len(alike[text]) < MOST_NAMED for text in set(seen)):
            name = output.name if len(outputs) > 1 else ""
            for text, each in zip(seen, of, strict=True):
                alike.setdefault(text, []).append(f"{name} {each}".strip())
    told = [f"{_few(names, counts[text])}: {text}" if names[0] else text for text, names in alike.items()]
    return "; ".join([*told, *_notes(analysis)])


def _each(fields: Sequence[Reach]) -> Iterable[Reach]:
    """Receptive fields, those that are one object once: of many outputs most are."""
    return {id(reach): reach for reach in fields}.values()


def _few(names: Sequence[str], count: int) -> str:
    """Names, of many the first ones and how many there are besides."""
    if count <= MOST_NAMED:
        return ", ".join(names)
    return f"{', '.join(names[:MOST_NAMED])} and {count - MOST_NAMED:,} more"


def _field(reach: Reach) -> str:
    if not reach:
        return "none: the input has no axes"
    if not any(span.lows for span in reach):
        exact = all(span.exact for span in reach)
        return "the whole input" if exact else "at most the whole input: places are mixed on the way"
    if all(span.size == 0 for span in reach):
        return "none of it is seen"
    return f"receptive field {numbers.field(reach)}, stride {numbers.stride(reach)}, padding {numbers.padding(reach)}"


def _notes(analysis: Analysis) -> Iterator[str]:
    """What the marks at a field mean."""
    fields = [reach for sight in analysis.sights for reach in _each(sight.fields)]
    local = [reach for reach in fields if any(span.lows for span in reach)]
    if any(span.whole and span.lows for reach in local for span in reach):
        yield "+all: gates or statistics also see the whole image"
    if not all(span.exact for reach in local for span in reach):
        yield "<= is a bound"
