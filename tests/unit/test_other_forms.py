"""Layers that two networks write otherwise, to the same effect: said once, and no difference."""

from pathlib import Path
from random import Random

import pytest

from convcalc.analysis.analyse import analyse
from convcalc.compare.difference import Comparison, compare
from convcalc.language import loading
from convcalc.model.network import Network
from tests.support.command import convcalc
from tests.support.paths import SHARED
from tests.support.scrambled import folded, scrambled
from tests.support.specs import chain

FILES = SHARED / "files"


def compared(old: Network, new: Network) -> Comparison:
    return compare(analyse(old), analyse(new))


def check(old: Network, new: Network) -> dict[tuple[str, str, int], int]:
    """No layer is different, and what is said once makes the difference of the totals. How often each form is found."""
    comparison = compared(old, new)
    assert not comparison.of("added", "removed", "edited", "changed")
    changes = [comparison.change(each.differences) for each in comparison.equivalences]
    for name in ("params", "buffers", "macs"):
        total = getattr(comparison.new.total, name) - getattr(comparison.old.total, name)
        assert sum(getattr(change, name) for change in changes) == total
    return {tuple(each.form): each.times for each in comparison.equivalences}


@pytest.mark.parametrize("name", ["resnet18", "mobilenet_v2"])
def test_folded_batch_norm_is_said_once(name: str) -> None:
    net = loading.load(name)
    other, count = folded(net)
    assert check(net, scrambled(other, Random(name))) == {("folded", "bn", 1): count}
    assert check(scrambled(other, Random(name)), net) == {("folded", "bn", 0): count}


@pytest.mark.slow
@pytest.mark.parametrize("name", loading.preset_names())
def test_folded_batch_norm_of_any_shipped_spec(name: str) -> None:
    net = loading.load(name)
    if any(node.site.kind == "bn" and node.site.layer.bias for node in net.nodes if "bias" in vars(node.site.layer)):
        return
    other, _ = folded(net)
    comparison = compared(net, scrambled(other, Random(name)))
    assert not comparison.of("added", "edited")
    for leaf in comparison.of("changed"):  # a bound can be another one where what is added up changes places
        assert [change.what for change in leaf.figures] == ["receptive_field"]
        assert not any(span.exact for span in leaf.figures[0].before)


def test_norms_that_are_taken_out_are_no_folded_ones() -> None:
    net, other = (chain("8x8x4", "conv: 4 3x3 p1", *norm, "relu") for norm in (["bn"], []))
    assert [each.piece.kind for each in compared(net, other).of("removed")] == ["bn"]
    net = chain("8x8x4", "conv: 4 3x3 p1 nobias", "bn", "relu")
    assert check(net, scrambled(other, Random(1))) == {("folded", "bn", 1): 1}
    plain = chain("8x8x4", "conv: 4 3x3 p1 nobias", "relu")
    assert [each.piece.kind for each in compared(net, plain).of("removed")] == ["bn"]


CAFFE = """
input: "data" input_dim: 1 input_dim: 4 input_dim: 8 input_dim: 8
layer { name: "c1" type: "Convolution" bottom: "data" top: "c1"
  convolution_param { num_output: 16 kernel_size: 3 pad: 1 bias_term: false } }
layer { name: "n1" type: "BatchNorm" bottom: "c1" top: "c1" }
layer { name: "s1" type: "Scale" bottom: "c1" top: "c1" scale_param { bias_term: true } }
layer { name: "r1" type: "ReLU" bottom: "c1" top: "c1" }
layer { name: "p1" type: "Pooling" bottom: "c1" top: "p1" pooling_param { pool: AVE global_pooling: true } }
layer { name: "fc" type: "InnerProduct" bottom: "p1" top: "fc" inner_product_param { num_output: 10 } }
"""


def test_files_of_another_format_leave_out_and_split(tmp_path: Path) -> None:
    spec = ["conv: 16 3x3 p1 nobias", "bn", "relu", "gap", "dropout", "flatten", "dense: 10"]
    lines = "".join(f"  - {each}\n" for each in spec)
    (tmp_path / "net.yaml").write_text(f"input: 8x8x4\nlayers:\n{lines}")
    (tmp_path / "net.prototxt").write_text(CAFFE)
    result = convcalc("diff", str(tmp_path / "net.yaml"), str(tmp_path / "net.prototxt"), width=100)
    assert (result.code, result.err) == (0, "")
    assert "  = 1 batch norm is written as bn and scale in net.prototxt\n" in result.out
    assert "  = 1 dropout layer is not in net.prototxt: outside of training it computes nothing\n" in result.out
    assert "\nno other layer is different\n" in result.out


@pytest.mark.parametrize(
    ("preset", "file", "found"),
    [
        ("resnet50", "onnx/resnet50.dyn.onnx", {("folded", "bn", 1): 53}),
        ("googlenet", "onnx/googlenet.dyn.onnx", {("folded", "bn", 1): 57, ("idle", "dropout", 1): 1}),
        (
            "mobilenet_v2", "onnx/mobilenet_v2.dyn.onnx",
            {("folded", "bn", 1): 52, ("idle", "dropout", 1): 1, ("unbiased", "dense", 1): 1},
        ),
        (
            "efficientnet_b0", "onnx/efficientnet_b0.dyn.onnx",
            {("folded", "bn", 1): 49, ("idle", "drop_path", 1): 9, ("idle", "dropout", 1): 1,
             ("unbiased", "conv", 1): 32, ("unbiased", "dense", 1): 1},
        ),
    ],
)  # fmt: skip
@pytest.mark.slow
def test_what_exporters_did_is_no_difference(preset: str, file: str, found: dict[tuple[str, str, int], int]) -> None:
    if not FILES.exists():
        pytest.skip("the shared files are not here")
    assert check(loading.load(preset), loading.load(str(FILES / file))) == found
