"""Products of volumes, what is learned without an input, and layers for sequences in Keras."""

from convcalc.exchange.writing.keras.place import KerasSpot
from convcalc.exchange.writing.keras.steps import KerasStep, KerasSteps, function, layer, own


def attention(at: KerasSpot) -> KerasSteps:
    """Without projections, which Keras' MultiHeadAttention has of its own: here they are layers before and after."""
    heads = {"heads": at.layer.heads}
    if not any(at.layer.window) and not at.layer.relative:
        return (function("self_attention" if len(at.inputs) == 1 else "attend", heads),)
    if len(at.inputs) > 1:
        at.refuse("attention in windows, or with relative places, of several volumes")
    settings = {**heads, "window": tuple(at.layer.sides(at.inputs))}
    if at.layer.relative:
        return (own("RelativeAttention", settings, shift=_shift(at)),)
    return (function("window_attention", settings, shift=_shift(at)),)


def _shift(at: KerasSpot) -> tuple[int, ...]:
    """How far windows are moved along each axis; not where one holds all of it."""
    sides, size = at.layer.sides(at.inputs), at.x.size
    shift = at.layer.shift * len(size) if len(at.layer.shift) == 1 else at.layer.shift
    moves = tuple([move if side < n else 0 for move, side, n in zip(shift, sides, size, strict=True)])
    return moves if any(moves) else ()


def matmul(at: KerasSpot) -> KerasSteps:
    """Positions x channels of the first, times those of the second."""
    return (function("matmul", transposed=at.layer.transposed),)


def param(at: KerasSpot) -> KerasSteps:
    """By a class of the file's own: the same for each example of what it is called with."""
    return (own("Learned", {"volume": (*at.output.size, at.output.channels)}),)


def embedding(at: KerasSpot) -> KerasSteps:
    """A vector looked up for each number."""
    flat = (layer("Reshape", {"size": at.x.size}),) if at.x.rank else ()
    return *flat, layer("Embedding", {"words": at.layer.words, "dim": at.layer.dim}, learns=True)


def lstm(at: KerasSpot) -> KerasSteps:
    """Long short-term memory, with one bias a gate."""
    if at.layer.bias and at.layer.two_biases:
        at.refuse("an LSTM with two biases a gate, where Keras' has one (onebias)")
    return _recurrent(at, "LSTM")


def gru(at: KerasSpot) -> KerasSteps:
    """Gated recurrent unit, with one bias a gate or two."""
    return _recurrent(at, "GRU", reset_after=at.layer.two_biases or not at.layer.bias)


def _recurrent(at: KerasSpot, head: str, **more: bool) -> KerasSteps:
    """Layer upon layer; all but the last give out each step."""
    return tuple([_one(at, head, more, at.layer.last and k == at.layer.layers - 1) for k in range(at.layer.layers)])


def _one(at: KerasSpot, head: str, more: dict[str, bool], last: bool) -> KerasStep:
    by = {"hidden": at.layer.hidden}
    made = layer(head, by, return_sequences=not last, **more, use_bias=at.layer.bias, learns=True)
    return made._replace(around="layers.Bidirectional" if at.layer.both else "")
