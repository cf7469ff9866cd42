"""A kind with several inputs: its weights, products and windows follow from all of them."""

from typing import Any

from convcalc.analysis.analyse import analyse
from convcalc.explain.layer import explain_layer
from convcalc.model.geometry import Everywhere, Volume
from convcalc.model.layers import Tensor, kind
from convcalc.model.layers.merging import Merge
from convcalc.model.network import Network, Node, Output, Site
from tests.support.specs import network


class Cross(Merge):
    """Each position of the first input, beside a weighted sum over all positions of the second."""

    keeps = ("inputs",)

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        return inputs[0]

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        asks, told = inputs
        return Tensor("query", (asks.channels, asks.channels)), Tensor("value", (asks.channels, told.channels))

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        asks, told = inputs
        return asks.positions * asks.channels**2 + told.positions * asks.channels * told.channels

    def reads(self, inputs: tuple[Volume, ...]) -> tuple[tuple[Any, ...], ...]:
        return (), (Everywhere(),) * inputs[1].rank


def crossed(merge: Any) -> Network:
    """Two convolutions on one image, which a layer joins."""
    text = "input: 9x9x3\nlayers:\n- {conv: 6 3x3, name: a}\n- {conv: 5 5x5 s2, name: b, from: input}\n"
    net = network(text)
    inputs = (net.nodes[1].site.output, net.nodes[2].site.output)
    site = Site("cross", merge, inputs, merge.output(inputs))
    return net._replace(nodes=(*net.nodes, Node("cross", net.nodes[0].scope, site, (1, 2))), outputs=(Output("", 3),))


def test_weights_and_products_follow_from_all_inputs():
    analysis = analyse(crossed(Cross()))
    assert analysis.rows[3].cost == (6 * 6 + 6 * 5, 0, 49 * 36 + 9 * 30)
    assert str(analysis.rows[3].node.site.output) == "7x7x6"
    figures = {line.figure: line for line in explain_layer(analysis, 3).lines if getattr(line, "term", None)}
    assert {"params", "macs"} <= figures.keys()


def test_each_input_is_read_by_windows_of_its_own():
    reach = analyse(crossed(Cross())).rows[3].reach
    assert [(span.size, span.whole, span.exact) for span in reach] == [(3, True, True)] * 2


def test_a_kind_that_says_nothing_reads_all_its_inputs_alike():
    layer = kind("add")()
    assert layer.reads((Volume((4, 4), 3),) * 3) == ((), (), ())
