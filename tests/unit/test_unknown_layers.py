"""Layers that convcalc does not know read all that they take, so that nothing before them looks dead."""

from pathlib import Path

import pytest

from convcalc.document.problems import SpecError
from convcalc.language import loading
from tests.support.command import convcalc

MIX = """input: 8x8x3
layers:
  - conv: 4 3x3 p1
    name: a
  - conv: 5 3x3 p1
    name: b
    from: input
  - custom: {volume: 8x8x9, op: Mix, params: 1, multiply_accumulates: 1}
    from: [a, b]
  - relu
"""


def test_a_custom_layer_reads_all_that_it_names(tmp_path: Path) -> None:
    network = loading.loads(MIX)
    assert network.nodes[3].inputs == (1, 2)
    spec = tmp_path / "net.yaml"
    spec.write_text(MIX)
    assert "no problems" in convcalc("check", str(spec)).out
    flat = convcalc("show", str(spec), "--flat").out
    assert loading.loads(flat).nodes[3].inputs == (1, 2)


def test_an_operator_that_is_not_known_reads_all_that_it_takes() -> None:
    pytest.importorskip("onnx", reason="onnx is not installed: pip install '.[test]'")
    from tests.unit.test_onnx import make, model, network, node

    mix = make("Einsum", ["a", "b", "a"], ["c"], equation="nchw,nchw,nchw->nchw")
    made = model([node("Relu", to="a"), node("Tanh", to="b"), mix, make("Relu", ["c"], ["y"])], {})
    assert network(made.SerializeToString()).nodes[3].inputs == (1, 2)


def test_more_volumes_than_any_layer_takes() -> None:
    with pytest.raises(SpecError, match="takes at most 100 volumes"):
        loading.loads(MIX.replace("[a, b]", f"[{', '.join(['a'] * 101)}]"))


def test_weights_on_numbers_that_nobody_learned_count() -> None:
    """A table that is made anew each time, such as one of positions, and a dense layer of it."""
    pytest.importorskip("onnx", reason="onnx is not installed: pip install '.[test]'")
    from convcalc.analysis.analyse import analyse
    from tests.unit.test_onnx import ints, make, model, network

    nodes = [
        make("ConstantOfShape", ["shape"], ["table"]),
        make("MatMul", ["table", "w"], ["places"]),
        make("Add", ["x", "places"], ["y"]),
    ]
    made = model(nodes, {"shape": ints(1, 8, 12, 4), "w": (4, 10)})
    total = analyse(network(made.SerializeToString())).total
    assert (total.params, total.macs) == (40, 8 * 12 * 10 * 4)
