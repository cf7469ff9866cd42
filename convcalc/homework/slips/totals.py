"""Slips in adding up the layers of a network: one left out, one counted twice, only some counted."""

# ruff: noqa: D102  (what each method is for stands once, in the base)

from collections.abc import Iterator

from convcalc.analysis.amounts import Answer, Truth
from convcalc.analysis.ask import Ask
from convcalc.homework.slips.base import CONVS, Reading
from convcalc.model.quantities import added_up

_SUMS = added_up()


def _parts(ask: Ask) -> list[tuple[str, str, int]]:
    """The path, kind and share of each layer that has one."""
    nodes = ask.network.nodes
    return [(nodes[number].path, nodes[number].site.kind, share) for number, share in ask.shares().items() if share]


class LayerLeftOut(Reading):
    """All layers but one."""

    code, title = "layer-left-out", "a layer left out"
    touches = _SUMS

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        parts = _parts(ask)
        for path, _, share in parts:
            if isinstance(figure, int) and len(parts) > 1:
                yield figure - share, f"{path} counts too: {figure - share:,} + {share:,} = {figure:,}"


class LayerTwice(Reading):
    """All layers, and one of them again."""

    code, title = "layer-twice", "a layer counted twice"
    touches = _SUMS

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        parts = _parts(ask)
        for path, _, share in parts:
            if isinstance(figure, int) and len(parts) > 1:
                yield figure + share, f"{path} counts once: {figure + share:,} - {share:,} = {figure:,}"


class OneLayer(Reading):
    """One layer in the place of all."""

    code, title = "one-layer", "only one layer counted"
    touches = _SUMS

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        parts = _parts(ask)
        for path, _, share in parts:
            if isinstance(figure, int) and len(parts) > 1:
                yield share, f"{share:,} is {path} alone; all layers make {figure:,}"


class DenseLeftOut(Reading):
    """The convolutions only."""

    code, title = "dense-left-out", "dense layers left out"
    touches = ("params", "macs")

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        dense = sum(share for _, kind, share in _parts(ask) if kind == "dense")
        if dense and isinstance(figure, int):
            yield figure - dense, f"the dense layers have {dense:,}: {figure - dense:,} + {dense:,} = {figure:,}"


class ConvsLeftOut(Reading):
    """The dense layers only."""

    code, title = "convs-left-out", "convolutions left out"
    touches = ("params", "macs")

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        convs = sum(share for _, kind, share in _parts(ask) if kind in CONVS)
        if convs and isinstance(figure, int):
            yield figure - convs, f"the convolutions have {convs:,}: {figure - convs:,} + {convs:,} = {figure:,}"


class WeightsCounted(Reading):
    """Weights as part of the outputs' memory."""

    code, title = "weights-counted", "the weights' bytes counted too"
    touches = ("memory", "peak_memory")

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        params = ask._replace(quantity="params").figure()
        if isinstance(figure, int) and isinstance(params, int):
            weights = params * ask.width
            yield figure + weights, f"{weights:,} of these bytes are weights; the outputs take {figure:,}"
            yield weights, f"{weights:,} bytes are the weights'; the outputs take {figure:,}"
