"""Slips in the depth of a network: which layers count, and where they lie."""

from convcalc.analysis.amounts import Answer
from convcalc.analysis.ask import Ask
from convcalc.homework.slips.base import Kinds, Misreading, WrongValues, of, pooling, weighted
from convcalc.model.layers.dense import Dense


def _count(ask: Ask, kinds: Kinds) -> int:
    nodes = ask.network.nodes
    return sum(kinds(type(nodes[number].site.layer)) for number in ask.part.numbers)


def _beside(ask: Ask, depth: int, answer: Answer) -> WrongValues:
    every = _count(ask, weighted)
    if every != depth:
        yield every, f"of the {every} layers with weights, {depth} lie one after another on the longest path"


def _convolutions(ask: Ask, depth: int, answer: Answer) -> WrongValues:
    if dense := _count(ask, of(Dense)):
        yield depth - dense, f"{dense} dense layers have weights, too: {depth - dense} + {dense} = {depth}"


def _pooled(ask: Ask, depth: int, answer: Answer) -> WrongValues:
    if pools := _count(ask, pooling):
        yield depth + pools, f"{pools} pooling layers have no weights: {depth + pools} - {pools} = {depth}"


SLIPS = (
    Misreading(741, "dense-not-deep", "dense layers left out of the depth", ("depth",), _convolutions),
    Misreading(742, "pooling-deep", "pooling layers counted in the depth", ("depth",), _pooled),
    Misreading(743, "depth-beside", "layers beside each other counted in the depth", ("depth",), _beside),
)
