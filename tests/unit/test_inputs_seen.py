"""What is seen of each of several inputs, with shared weights, learned volumes and attention, position by position."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.graphs import NOTHING, Follower, alive, analysed, unroll

pytestmark = pytest.mark.slow

LONG = 12


@st.composite
def several_specs(draw: Any) -> dict[str, Any]:
    """Layers of two channels on two or three inputs, each reading any that came before it."""
    known = [f"in{k}" for k in range(draw(st.integers(2, 3)))]
    inputs, convs, items = dict.fromkeys(known, f"{LONG}x2"), dict[int, str](), list[dict[str, Any]]()
    for number in range(draw(st.integers(1, 8))):
        name = f"n{number}"
        one, two, three = (draw(st.sampled_from(known)) for _ in range(3))
        kernel = draw(st.sampled_from([1, 3, 5]))
        conv = {"conv": {"filters": 2, "kernel": kernel, "pad": kernel // 2}, "from": one}
        pick = draw(st.integers(0, 8))
        if pick == 0:
            item: dict[str, Any] = {draw(st.sampled_from(["add", "mul"])): None, "from": [one, two]}
        elif pick == 1:
            item = {
                "attention": {"heads": 1, "window": draw(st.sampled_from([0, 3, 4, 12]))},
                "from": [one, two, three],
            }
            item["attention"]["shift"] = draw(st.integers(0, 2)) if item["attention"]["window"] in (3, 4) else 0
        elif pick == 2:
            item = {"param": {"volume": f"{LONG}x2"}}
        elif pick == 3 and kernel in convs:
            item = {**conv, "weights": convs[kernel]}
        elif pick == 4:
            item = {"gn": {"groups": 1}, "from": one}
        else:
            item = conv
            convs.setdefault(kernel, name)
        items.append({**item, "name": name})
        known.append(name)
    return {"input": inputs, "layers": items}


def agree(spec: dict[str, Any]) -> None:
    """Every node, of each input."""
    graph, analysis = unroll(spec), analysed(spec)
    assert [row.node.inputs for row in analysis.rows] == [node.inputs for node in graph.nodes]
    for sight in analysis.sights:
        endless = Follower(graph, start=sight.input)
        for number, (span,) in enumerate(sight.reaches):
            where = (sight.input, number, span, spec)
            assert span.exact, where
            assert span.whole == endless.whole(number, 0), where
            if not span.lows:
                assert endless.sees(number, 0, 0) == NOTHING, where
            for u in range(LONG) if span.lows else ():
                assert span.sees(u) == endless.sees(number, 0, u), (u, where)


@given(several_specs())
@settings(max_examples=150)
def test_each_input_is_seen_as_far_as_paths_lead_to_it(spec):
    agree(spec)


def test_what_shares_weights_is_seen_by_its_own_paths():
    conv = {"conv": {"filters": 2, "kernel": 5, "pad": 2}}
    left, right = {**conv, "from": "in0", "name": "left"}, {**conv, "from": "in1", "weights": "left", "name": "right"}
    spec = {"input": {"in0": "12x2", "in1": "12x2"}, "layers": [left, right, {"add": None, "from": ["left", "right"]}]}
    agree(spec)
    sizes = [[reach[0].size for reach in sight.reaches] for sight in analysed(spec).sights]
    assert sizes == [[1, 0, 5, 0, 5], [0, 1, 0, 5, 5]]


@given(several_specs())
@settings(max_examples=60)
def test_outputs_are_alive_from_their_layer_to_their_last_reader(spec):
    """Memory at once, with inputs read late, weights that are shared, and learned volumes."""
    graph, memory = unroll(spec), analysed(spec).memory
    sizes = [4 * node.elements for node in graph.nodes]
    amounts = [sum(sizes[k] for k in living) for living in alive(graph)]
    assert list(memory.sizes) == sizes
    assert (memory.peak, memory.peak_at) == (max(amounts), amounts.index(max(amounts)))
    assert list(memory.peak_alive) == sorted(alive(graph)[memory.peak_at])
