"""Strides that do not come out, as problems: for courses in which such a layer does not fit."""

from collections.abc import Iterable

from convcalc.document.problems import Problem
from convcalc.explain.formula import division
from convcalc.explain.layer import rests
from convcalc.model.network import Network, Node


def misfits(network: Network, numbers: Iterable[int]) -> list[Problem]:
    """A problem for each of the layers whose windows leave something over."""
    return [_problem(network.nodes[number]) for number in numbers if rests(network.nodes[number].site)]


def _problem(node: Node) -> Problem:
    text = " and ".join(f"{division(rest.above, rest.below)}" for rest in rests(node.site))
    place = node.origin.value_place if node.origin else None
    return Problem(f"{node.path} does not fit: {text}", place, "pad it, or change the kernel, the stride or the input")
