"""Neurons, connections, weights and biases: as published, and counted one at a time."""

from itertools import product

import pytest

from convcalc.analysis.parts import Figures, Part
from convcalc.language import loading
from tests.support.command import convcalc
from tests.support.graphs import network

LENET = {  # LeCun, Bottou, Bengio & Haffner (1998), section II.B
    "C1": (4_704, 122_304, 156), "C3": (1_600, 151_600, 1_516), "C5": (120, 48_120, 48_120), "F6": (84, 10_164, 10_164),
}  # fmt: skip


@pytest.mark.parametrize("name", LENET)
def test_lenet_5(name: str) -> None:
    figures = Figures(loading.load("lenet5-1998"))
    nodes = figures.network.nodes
    inside = ("three.", "four.", "two_and_two.", "six.") if name == "C3" else ()
    numbers = [k for k, node in enumerate(nodes) if node.path == name or node.path.startswith(inside or "-")]
    found = [figures.sum(numbers, each) for each in ("neurons", "connections", "weights", "biases")]
    assert (found[0], found[1], found[2] + found[3]) == LENET[name]


def test_alexnet() -> None:
    """290,400 neurons in the first layer of 55x55x96, each with 363 weights and a bias (Stanford's CS231n)."""
    figures = Figures(loading.load("alexnet-caffe"))
    first = next(k for k, node in enumerate(figures.network.nodes) if node.path == "conv1")
    found = [figures.figure(Part((first,), first), each) for each in ("neurons", "weights", "biases", "connections")]
    assert found == [290_400, 96 * 363, 96, 290_400 * 364]
    assert figures.figure(Part((first,), first), "unshared") == 105_705_600


def test_counted_one_at_a_time() -> None:
    """Each number that comes out is a unit; each weight that it is made with, padded or not, and its bias connect."""
    net = network("input: 7x5x4\nlayers:\n  - conv: 6 3x2 s2 p1 g2\n  - relu\n  - flatten\n  - dense: 3 nobias\n")
    figures = Figures(net)
    units = list(product(range((7 + 2 - 3) // 2 + 1), range((5 + 2 - 2) // 2 + 1), range(6)))
    wires = [(unit, *tap) for unit in units for tap in product(range(3), range(2), range(4 // 2))]
    assert figures.shares("neurons")[1] == len(units)
    assert figures.shares("connections")[1] == len(wires) + len(units)
    assert list(figures.shares("neurons")) == [0, len(units), 0, 0, 3]
    assert figures.shares("connections")[4] == 3 * len(units)
    assert list(figures.shares("biases")) == [0, 6, 0, 0, 0]


def test_recurrent_layers_add_each_bias_at_each_step() -> None:
    figures = Figures(network("input: 9x4\nlayers:\n  - lstm: 5\n"))
    weights, biases = figures.shares("weights")[1], figures.shares("biases")[1]
    assert figures.shares("connections")[1] == 9 * (weights + biases)


def test_they_are_answered_and_expected(tmp_path: object) -> None:
    asked = ("calc", "32x32x1", "conv 6 5x5", "--answer")
    for key, value in {"neurons": "4,704 neurons", "connections": 122304, "weights": 150, "biases": 6}.items():
        assert convcalc(*asked, f"{key}={value}").code == 0
    assert "bias forgotten" in convcalc(*asked, "connections=117600").out
    assert convcalc(*asked, "unshared=122304").code == 0
    assert "parameters without sharing: 28 * 28 * 6 * (1*5*5 + 1) = 122,304" in convcalc(*asked, "unshared=1").out
    assert convcalc("calc", "8x8x4", "bn", "--answer", "unshared=8").code == 0
    assert "connections: 28 * 28 * 6 * (1*5*5 + 1) = 122,304" in convcalc(*asked, "connections=1").out
    spec = "input: 32x32x1\nlayers:\n  - conv: 6 5x5\n    expect: {neurons: 4704, connections: {max: 122303}}\n"
    result = convcalc("check", "-", stdin=spec)
    assert (result.code, "found 122,304" in result.out) == (1, True)


def test_totals_tell_flops() -> None:
    """LeNet-5: two a MAC, a bias or an activation a number, and four or one for the pools."""
    extra = 4704 + 4704 + 1176 * 4 + 1600 + 1600 + 400 * 4 + 120 + 120 + 84 + 84 + 10
    assert f"FLOPs       {2 * 416_520 + extra:,} for one example" in convcalc("summary", "lenet5").out
