"""The tree of a network: what stands in what, in running order."""

import gc

import pytest

from convcalc import analyse, loads
from convcalc.compare.alignment import align
from convcalc.model.tree import Group, tree
from convcalc.render.graph.model import drawing
from convcalc.render.summary.outline import outline

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
