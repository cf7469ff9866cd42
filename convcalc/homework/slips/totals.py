"""Slips in adding up the layers of a network: one left out, one counted twice, only some counted."""

from collections.abc import Callable

from convcalc.analysis.amounts import Answer
from convcalc.analysis.ask import Ask
from convcalc.analysis.truth import Truth
from convcalc.homework.slips.base import Kinds, Misreading, WrongValues, convolving, of
from convcalc.model.layers.dense import Dense
from convcalc.model.quantities import added_up

_SUMS = added_up()


def _of_each(order: int, code: str, title: str, wrong: Callable[[str, int, int], tuple[Truth, str]]) -> Misreading:
    """A slip that can happen to each layer that has a share, from its path, its share and the total."""

    def values(ask: Ask, total: int, answer: Answer) -> WrongValues:
        nodes = ask.network.nodes
        parts = [(nodes[number].path, share) for number, share in ask.shares().items() if share]
        for path, share in parts if len(parts) > 1 else ():
            yield wrong(path, share, total)

    return Misreading(order, code, title, _SUMS, values, rare=True)


def _without(order: int, code: str, title: str, kinds: Kinds, words: str) -> Misreading:
    """A slip that leaves out all layers of some kinds."""

    def values(ask: Ask, total: int, answer: Answer) -> WrongValues:
        nodes = ask.network.nodes
        left = sum(share for number, share in ask.shares().items() if kinds(type(nodes[number].site.layer)))
        if left:
            yield total - left, f"the {words} have {left:,}: {total - left:,} + {left:,} = {total:,}"

    return Misreading(order, code, title, ("params", "macs"), values)


def _weights_left_out(ask: Ask, total: int, answer: Answer) -> WrongValues:
    weights, outputs = ask.figures.weights, total - ask.figures.weights
    yield outputs, f"{outputs:,} bytes are the outputs', and the weights take {weights:,}: together {total:,}"
    yield weights, f"{weights:,} bytes are the weights', and the outputs take {outputs:,}: together {total:,}"


def _all_kept(ask: Ask, most: int, answer: Answer) -> WrongValues:
    """Every output together, and for a prediction the weights beside them."""
    weights = ask.figures.weights if ask.quantity == "prediction_memory" else 0
    outputs = ask._replace(quantity="memory").figure()
    given = sum(ask.figures.sizes[number] for number in ask.network.inputs)
    assert isinstance(outputs, int)
    why = f"an output is needed until its last reader has run: at most {most - weights:,} bytes are alive at once"
    for value in (outputs + weights, outputs + weights + given):
        yield value, why


def _weights_counted(ask: Ask, total: int, answer: Answer) -> WrongValues:
    params = ask._replace(quantity="params").figure()
    assert isinstance(params, int)
    weights = params * ask.width
    yield total + weights, f"{weights:,} of these bytes are weights; the outputs take {total:,}"
    yield weights, f"{weights:,} bytes are the weights'; the outputs take {total:,}"


SLIPS = (
    _of_each(710, "layer-twice", "a layer counted twice", lambda path, share, total: (
        total + share, f"{path} counts once: {total + share:,} - {share:,} = {total:,}")),
    _of_each(720, "layer-left-out", "a layer left out", lambda path, share, total: (
        total - share, f"{path} counts too: {total - share:,} + {share:,} = {total:,}")),
    _of_each(730, "one-layer", "only one layer counted", lambda path, share, total: (
        share, f"{share:,} is {path} alone; all layers make {total:,}")),
    _without(740, "dense-left-out", "dense layers left out", of(Dense), "dense layers"),
    _without(750, "convs-left-out", "convolutions left out", convolving, "convolutions"),
    Misreading(48, "all-outputs-kept", "all outputs counted, not those alive at once",
               ("peak_memory", "prediction_memory"), _all_kept),
    Misreading(760, "weights-counted", "the weights' bytes counted too", ("memory", "peak_memory"), _weights_counted),
    Misreading(47, "weights-left-out", "weights or outputs left out", ("prediction_memory",), _weights_left_out),
)  # fmt: skip
