"""ONNX files of several inputs whose sizes are left open: asked for by the file's own names."""

from pathlib import Path

import pytest

from tests.support.command import convcalc

onnx = pytest.importorskip("onnx", reason="onnx is not installed: pip install '.[test]'")
helper, floats = onnx.helper, onnx.TensorProto.FLOAT


@pytest.fixture
def path(tmp_path: Path) -> str:
    nodes = [helper.make_node("Conv", [name, "w"], [f"{name} seen"]) for name in ("left", "right")]
    nodes.append(helper.make_node("Add", ["left seen", "right seen"], ["y"]))
    inputs = [helper.make_tensor_value_info(name, floats, ["N", 3, "height", "width"]) for name in ("left", "right")]
    weights = [helper.make_tensor("w", floats, [4, 3, 1, 1], [0.0] * 12)]
    ends = [helper.make_tensor_value_info("y", floats, None)]
    onnx.save(helper.make_model(helper.make_graph(nodes, "net", inputs, ends, weights)), tmp_path / "net.onnx")
    return str(tmp_path / "net.onnx")


def test_sizes_that_are_left_open_are_asked_for(path: str) -> None:
    done = convcalc("summary", path)
    assert done.code == 2
    assert "its size is not stated" in done.err
    assert "--input" in done.err


def test_sizes_are_given_by_the_names_of_the_file(path: str) -> None:
    done = convcalc("summary", path, "--input", "left=8x8x3", "--input", "right=8x8x3")
    assert "left 8x8x3, right 8x8x3 -> 8x8x4" in done.out


def test_one_is_still_missing(path: str) -> None:
    done = convcalc("summary", path, "--input", "left=8x8x3")
    assert done.code == 2
    assert "its size is not stated" in done.err
