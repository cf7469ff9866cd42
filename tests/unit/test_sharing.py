"""Who owns a weight is data: a node may share another's, whichever objects the two are made of."""

from typing import Any

import pytest

from convcalc.analysis.analyse import analyse
from convcalc.analysis.parts import Figures, whole
from convcalc.explain.layer import explain_layer
from convcalc.model.geometry import Volume
from convcalc.model.layers import Input, kind
from convcalc.model.network import Network, Node, Output, Scope, Site
from convcalc.render.summary import json
from convcalc.render.summary.outline import outline
from tests.support.page_data import told
from tests.support.specs import network

X = Volume((8, 8), 4)
WEIGHTS, MACS = 4 * 4 * 9 + 4, 8 * 8 * 4 * 4 * 9


def conv() -> Site:
    """A convolution that keeps its volume, made anew."""
    values = {"filters": 4, "kernel": (3, 3), "stride": (1, 1), "pad": ((1, 1), (1, 1)), "dilation": (1, 1)}
    return Site("conv", kind("conv")(**values, groups=1, bias=True), (X,), X)


def norm() -> Site:
    """A batch norm, made anew."""
    return Site("bn", kind("bn")(affine=True, eps=1e-5, momentum=0.1), (X,), X)


def built(*layers: tuple[Site, int | None]) -> Network:
    """A chain of layers, each with the number of the node whose weights it shares."""
    top = Scope("")
    nodes = [Node("input", top, Site("input", Input(volume=X), (), X), ())]
    for number, (site, shares) in enumerate(layers):
        nodes.append(Node(f"{site.kind}_{number + 1}" if number else site.kind, top, site, (number,), None, shares))
    return Network("t", tuple(nodes), (Output("", len(layers)),))


TWICE = conv()
SHARED = [
    built((TWICE, None), (norm(), None), (TWICE, 1), (norm(), 2)),  # one site, as the language makes them
    built((conv(), None), (norm(), None), (conv(), 1), (norm(), 2)),  # a site each, as an importer may
]


@pytest.mark.parametrize("shared", SHARED)
def test_a_shared_weight_is_counted_once_and_multiplied_each_time(shared):
    figures = analyse(shared)
    assert figures.total == (WEIGHTS + 8, 8, 2 * MACS)
    assert [row.cost for row in figures.rows[3:]] == [(0, 0, MACS), (0, 0, 0)]
    assert figures.memory.weights == 4 * (WEIGHTS + 8 + 8)
    assert figures.memory.training["sgd"] == figures.memory.weights + 4 * (WEIGHTS + 8) + 4 * (4 * X.elements + 2 * 8)
    parts = Figures(shared)
    assert {name: parts.figure(whole(shared), name) for name in ("params", "buffers", "macs", "depth")} == {
        "params": WEIGHTS + 8, "buffers": 8, "macs": 2 * MACS, "depth": 2,
    }  # fmt: skip


def test_one_object_in_two_places_shares_nothing():
    figures = analyse(built((TWICE, None), (TWICE, None)))
    assert figures.total == (2 * WEIGHTS, 0, 2 * MACS) and figures.memory.weights == 4 * 2 * WEIGHTS


def test_a_site_is_asked_once_for_all_nodes_that_share_it(monkeypatch):
    asked = []
    monkeypatch.setattr(type(TWICE.layer), "macs", lambda *_: asked.append(1) or 7)
    net = built((TWICE, None), (norm(), None), (TWICE, None), (conv(), None))
    assert [row.cost.macs for row in analyse(net).rows] == [0, 7, 0, 7, 7] and len(asked) == 2
    assert [site.kind for site in net.sites] == ["input", "conv", "bn", "conv"]
    assert net.each(range(4)) == [0, 1, 2, 1, 3] and net.of_kinds(lambda kind: kind is type(TWICE.layer)) == [1, 3, 4]
    before = net._replace(nodes=net.nodes[:2])
    assert before.of_kinds(lambda kind: kind is type(TWICE.layer)) == [1], "nothing is left of the whole"


def tensors(shown: dict[str, Any]) -> list[int]:
    """How many numbers the tensors of each layer hold."""
    return [sum(a * b * c * d for a, b, c, d in [(*shape, 1, 1, 1)[:4] for shape in each["weights"].values()])
            for each in shown["layers"]]  # fmt: skip


@pytest.mark.parametrize("shared", SHARED)
def test_what_is_shown_of_a_layer_that_shares(shared):
    analysis = analyse(shared)
    shown = json.to_dict(analysis)
    assert tensors(shown) == [each["params"] for each in shown["layers"]] == [0, WEIGHTS, 8, 0, 0]
    words = [line.words for line in explain_layer(analysis, 3).lines if getattr(line, "figure", "") == "params"]
    assert words == ["0: its weights are those of conv"]
    page = told(analysis)
    amounts = [page["amounts"][page["sites"][site][5]] for site in page["layers"]["sites"]]
    assert [value for value, *_ in amounts] == [0, WEIGHTS, 8, 0, 0]


def test_repeats_that_share_are_not_folded_into_the_one_that_owns():
    plain = network("input: 8x8x4\nlayers: [{conv: 4 3x3 p1, repeat: 4}]")
    shares = [None, None, 1, 1, 1]
    shared = plain._replace(nodes=tuple(node._replace(shares=k) for node, k in zip(plain.nodes, shares, strict=True)))
    analysis = analyse(shared)
    lines = list(outline(analysis))
    assert [line.times for line in lines] == [1, 1, 3]
    assert sum(line.sum("params") for line in lines) == analysis.total.params == WEIGHTS
    assert sum(line.sum("macs") for line in lines) == analysis.total.macs == 4 * MACS
