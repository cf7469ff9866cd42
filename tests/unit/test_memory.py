"""Bytes, against the set of live outputs found anew at each step."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.analysis.analyse import analyse
from convcalc.analysis.memory import DTYPES, OPTIMIZERS, learning
from convcalc.language.loading import loads
from tests.support.graphs import (
    Graph,
    alive,
    analysed,
    homes,
    in_place,
    kept,
    learned,
    network,
    specs,
    tangled_specs,
    unroll,
    viewing_specs,
)

OVERWRITES = {"relu", "dropout", "softmax", "prelu", "sigmoid"}
WIDTHS = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2, "float8": 1, "int32": 4, "int8": 1}


def agree(spec: dict[str, Any], dtype: str = "float32", batch: int = 1) -> None:
    """All figures of memory of a spec."""
    graph = unroll(spec)
    memory = analyse(network(spec), dtype=dtype, batch=batch).memory
    sizes = [
        sum(WIDTHS[dtype] for _ in range(batch) for _ in range(node.elements)) if home == number else 0
        for number, (node, home) in enumerate(zip(graph.nodes, homes(graph), strict=True))
    ]
    assert list(memory.sizes) == sizes
    assert memory.outputs == sum(size for node, size in zip(graph.nodes, sizes) if node.kind != "input")
    dry = [node.kind not in OVERWRITES | {"input"} for node in graph.nodes]
    assert memory.stored == sum(size for size, kept in zip(sizes, dry) if kept)
    live = alive(graph)
    amounts = [sum(sizes[k] for k in each) for each in live]
    assert memory.peak == max(amounts)
    assert memory.peak_at == amounts.index(max(amounts))
    assert list(memory.peak_alive) == sorted(live[memory.peak_at])
    agree_in_place(spec, graph, dtype, batch)
    agree_weights(memory, graph, WIDTHS[dtype], kept(graph, WIDTHS[dtype], batch))


def agree_in_place(spec: dict[str, Any], graph: Graph, dtype: str, batch: int) -> None:
    memory, home = analyse(network(spec), dtype=dtype, batch=batch, in_place=True).memory, in_place(graph, OVERWRITES)
    sizes = [WIDTHS[dtype] * batch * node.elements * (home[k] == k) for k, node in enumerate(graph.nodes)]
    assert (list(memory.sizes), memory.outputs) == (sizes, sum(sizes[1:]))
    assert memory.peak == max(sum(sizes[k] for k in each) for each in alive(graph, home))


def agree_weights(memory: Any, graph: Graph, width: int, kept: int) -> None:
    params = buffers = 0
    for node in graph.nodes[1:]:
        x = graph.nodes[node.inputs[0]]
        params += len(learned(node, x.size, x.channels))
        buffers += 2 * x.channels if node.kind == "bn" else 0
    assert memory.weights == (params + buffers) * width
    for name, copies in (("sgd", 2), ("momentum", 3), ("adam", 4)):
        assert memory.training[name] == (buffers + copies * params) * width + kept, name
    assert sum(memory.saved) == kept


@pytest.mark.slow
@given(tangled_specs(), st.sampled_from(list(DTYPES)), st.integers(1, 3))
@settings(max_examples=300)
def test_tangled_graphs(spec, dtype, batch):
    agree(spec, dtype, batch)


@pytest.mark.slow
@given(specs(depth=2))
@settings(max_examples=120)
def test_graphs_of_many_sizes(spec):
    agree(spec)


@pytest.mark.slow
@given(viewing_specs(), st.integers(1, 2))
@settings(max_examples=300)
def test_views_of_views(spec, batch):
    agree(spec, batch=batch)


PLAIN = "input: 8x8x3\nlayers:\n- conv: 4 3\n%s- relu\n- maxpool: 2\n- flatten\n%s- dense: 5\n"


@pytest.mark.parametrize(
    ("after_conv", "after_flatten"),
    [
        ("- identity\n- identity\n", ""),
        ("- reshape: 36x4\n- reshape: 6x6x4\n", "- identity\n"),
        ("- permute: [width, height, channels]\n", "- reshape: 6x6\n- flatten\n"),
        ("- slice: 0 4\n", "- reshape: 3x3x4\n- flatten\n"),
        ("- crop: 0\n- identity\n", "- flatten\n- flatten\n"),
    ],
)
def test_views_change_no_figure(after_conv, after_flatten):
    plain, viewed = analysed(PLAIN % ("", "")), analysed(PLAIN % (after_conv, after_flatten))
    alike = ("outputs", "stored", "peak", "weights", "training")
    assert [getattr(viewed.memory, name) for name in alike] == [getattr(plain.memory, name) for name in alike]
    names = [[each.network.nodes[number].path for number in each.memory.peak_alive] for each in (plain, viewed)]
    assert names[0] == names[1]


def test_a_view_keeps_alive_what_it_looks_at():
    layers = (
        "- conv: 100 1\n- {slice: 0 1, name: one}\n- {conv: 2 1, from: input}\n- {conv: 3 1, from: input, name: last}\n"
    )
    memory = analysed(f"input: 4x1\nlayers:\n{layers}- {{concat: , from: [one, last]}}\n", dtype="int8").memory
    assert memory.sizes == (4, 400, 0, 8, 12, 16)
    assert (memory.peak, memory.peak_at, memory.peak_alive) == (428, 5, (1, 4, 5))


def test_what_is_turned_is_copied_to_be_flattened():
    turned = "input: 4x5x3\nlayers: [{permute: [width, height, channels]}, %s]\n"
    assert analysed(turned % "flatten", dtype="int8").memory.sizes == (60, 0, 60)
    assert analysed(turned % "{reshape: 5x2x2x3}", dtype="int8").memory.sizes == (60, 0, 0)
    assert analysed(turned % "flatten", dtype="int8").memory.stored == 60


def test_every_dtype_has_its_bytes():
    assert DTYPES == WIDTHS
    assert set(OPTIMIZERS) == {"sgd", "momentum", "adam"}


def test_batches_multiply_outputs_and_not_weights():
    spec = "input: 4x4x2\nlayers:\n  - conv: 3 3\n  - flatten\n  - dense: 5\n"
    one, many = analysed(spec).memory, analysed(spec, batch=7).memory
    assert (many.outputs, many.peak, many.weights) == (7 * one.outputs, 7 * one.peak, one.weights)
    assert many.training["adam"] - one.training["adam"] == 6 * sum(one.saved)


LONG_SKIP = """
input: 8x8x1
layers:
  - conv: 4 3 p1
    name: early
  - maxpool: 2
  - conv: 8 3 p1
  - upsample: 2
    name: late
  - concat:
    from: [early, late]
"""


def test_a_skip_keeps_its_start_alive():
    memory = analysed(LONG_SKIP, dtype="int8").memory
    assert memory.sizes == (64, 256, 64, 128, 512, 768)
    assert (memory.peak, memory.peak_at, memory.peak_alive) == (256 + 512 + 768, 5, (1, 4, 5))


def test_without_the_skip_its_start_is_let_go():
    layers = "".join(LONG_SKIP.splitlines(keepends=True)[:-2])
    memory = analysed(layers, dtype="int8").memory
    assert (memory.peak, memory.peak_at, memory.peak_alive) == (128 + 512, 4, (3, 4))


def test_heads_live_to_the_end():
    spec = "input: 4x1\nlayers:\n  - head: {aux: [conv: 100 1]}\n  - conv: 2 1\n  - conv: 3 1\n  - conv: 1 1\n"
    memory = analysed(spec, dtype="int8").memory
    assert memory.sizes == (4, 400, 8, 12, 4)
    assert (memory.peak, memory.peak_at, memory.peak_alive) == (420, 3, (1, 2, 3))


def test_what_nobody_reads_is_let_go_at_once():
    spec = "input: 4x1\nlayers:\n  - conv: 100 1\n  - conv: 50 1\n    from: input\n"
    memory = analysed(spec, dtype="int8").memory
    assert (memory.peak, memory.peak_at, memory.peak_alive) == (404, 1, (0, 1))


def test_the_first_of_equal_peaks_is_told():
    spec = "input: 4x4\nlayers: [relu, relu, relu]\n"
    memory = analysed(spec, dtype="int8").memory
    assert (memory.peak, memory.peak_at, memory.peak_alive) == (32, 1, (0, 1))


def test_an_output_that_is_the_input_stays():
    spec = "input: 4x1\nlayers:\n  - head: {side: [conv: 2 1, conv: 3 1], same: []}\n"
    memory = analysed(spec, dtype="int8").memory
    assert memory.peak_alive == (0, 1, 2)


def test_three_strided_convolutions_on_a_wide_image():
    """facts.md: outputs of two layers live, and the weights: 9,000,000 + 3,613,600 bytes."""
    layers = "".join(f"  - conv: {filters} 3 s2 same\n" for filters in (100, 200, 400))
    memory = analysed(f"input: 200x300x3\nlayers:\n{layers}").memory
    assert memory.weights == 3_613_600
    first_two = memory.sizes[1] + memory.sizes[2]
    assert (first_two, memory.prediction) == (9_000_000, 12_613_600)
    assert (memory.peak, memory.peak_alive) == (9_000_000, (1, 2))


@pytest.mark.parametrize("batch", [1, 16])
def test_vgg16_outputs(batch):
    """facts.md: the course table's own lines add to 15,237,608 numbers, with the input, without activations."""
    blocks = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]
    lines = []
    for filters, depth in blocks:
        lines += [f"conv: {filters} 3 p1", "relu"] * depth + ["maxpool: 2"]
    lines += ["flatten", "dense: 4096", "relu", "dense: 4096", "relu", "dense: 1000"]
    spec = "input: 224x224x3\nlayers:\n" + "".join(f"  - {line}\n" for line in lines)
    memory = analysed(spec, batch=batch).memory
    assert memory.sizes[0] + memory.stored == batch * 60_950_432
    assert memory.weights == 4 * 138_357_544


def test_what_comes_before_the_first_weights_has_no_gradient():
    network = loads("input: 8x8x3\nlayers: [relu, conv: 4 3x3, relu]\n")
    assert learning(network) == [False, False, True, True]
    assert learning(network, before=True) == [True] * 4
