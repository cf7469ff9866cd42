"""The tree of a network: what stands in what, in running order."""

import gc

import pytest
from hypothesis import HealthCheck, given, settings

from convcalc import analyse, loads
from convcalc.compare.alignment import align
from convcalc.model.layers import KINDS
from convcalc.model.tree import Group, tree
from convcalc.render.graph.model import drawing
from convcalc.render.summary.outline import outline, written
from tests.support.any_layer import layers_of

UNITS = """\
input: 8x8x3
blocks:
  unit:
  - conv: {kernel: 1, filters: 3}
  - add:
      left: [relu, relu]
      right: []
layers:
- unit:
  repeat: 2
"""
HEADS = """\
- head:
    logits: [flatten, dense: 2]
    boxes: [conv: {kernel: 1, filters: 4}]
"""


def shape(group):
    return [(child.scope.label, shape(child)) if isinstance(child, Group) else child for child in group.children]


def test_blocks_branches_and_heads_hold_what_stands_in_them():
    network = loads(UNITS + HEADS)
    units = [("unit", [1, ("left", [2, 3]), 4]), ("unit_2", [5, ("left", [6, 7]), 8])]
    assert shape(tree(network)) == [0, *units, ("logits", [9, 10]), ("boxes", [11])]


def test_a_group_knows_its_layers_and_where_it_is():
    network = loads(UNITS)
    top = tree(network)
    assert list(top.numbers()) == list(range(len(network.nodes)))
    second = top.at("unit_2")
    assert (second.first, second.last, list(second.numbers())) == (5, 8, [5, 6, 7, 8])
    assert [group.scope.path for group in top.groups()] == ["unit.", "unit.left.", "unit_2.", "unit_2.left."]
    assert top.at("unit_2.left").first == 6
    assert top.at("") is top


@pytest.mark.slow
@pytest.mark.parametrize("use", [tree, outline, drawing, align], ids=lambda use: use.__name__)
def test_no_tree_leaves_a_circle_behind(use):
    """A run that draws again and again must not depend on the collector of circles."""
    analysis = analyse("resnet18")
    arguments = {tree: (analysis.network,), outline: (analysis,), drawing: (analysis.network,)}
    arguments = arguments.get(use, (analysis.network, analysis.network))
    use = {outline: lambda *given: list(outline(*given))}.get(use, use)
    use(*arguments)
    gc.collect()
    gc.disable()
    try:
        use(*arguments)
        assert gc.collect() == 0
    finally:
        gc.enable()


@pytest.mark.parametrize("name", KINDS)
def test_the_settings_of_many_layers_are_those_of_each(name):
    sites = []

    @settings(max_examples=20, suppress_health_check=[HealthCheck.filter_too_much])
    @given(layers_of(name))
    def judge(analysis):
        sites.extend(node.site for node in analysis.network.nodes)
        assert written(sites) == [site.settings for site in sites]

    judge()


def test_layers_that_differ_in_more_than_a_number_have_settings_of_their_own():
    layers = [
        "{leaky_relu: 1}",
        "{leaky_relu: 0.5}",
        "{conv: 7 3x3 p1}",
        "{conv: 70 3x3 p1}",
        "{conv: 70 3x3 p1 nobias}",
    ]
    sites = [node.site for node in loads(f"input: 8x8x3\nlayers: [{', '.join(layers)}]").nodes]
    assert written(sites) == ["", "1", "0.5", "7 3x3 p1", "70 3x3 p1", "70 3x3 p1 nobias"]
