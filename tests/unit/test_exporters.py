"""What exporters of PyTorch changed in an ONNX file: told, and undone."""

import json
from pathlib import Path
from typing import Any

import pytest

from convcalc.analysis.analyse import analyse
from convcalc.exchange.onnx.exporters import CALL, PARAMETERS, RULES
from convcalc.language import loading
from tests.support.command import convcalc
from tests.support.paths import SHARED

onnx = pytest.importorskip("onnx", reason="onnx is not installed: pip install '.[test]'")
helper = onnx.helper

UNFOLDED = {
    "resnet50.dyn": (25_557_032, 53_120), "resnet18.dyn": (11_689_512, 9_600), "mobilenet_v2.dyn": (3_504_872, 34_112),
    "googlenet.dyn": (6_624_904, 14_560), "efficientnet_b0.dyn": (5_288_548, 42_016),
    "convnext_tiny.dyn": (28_589_128, 0), "vit_b_16.dyn": (86_567_656, 0), "timm_repvgg_a0.dyn": (9_108_968, 23_648),
}  # fmt: skip
"""Parameters and statistics of the models that the files were made of, as torchvision and timm count them."""


@pytest.mark.slow
@pytest.mark.parametrize("name", UNFOLDED)
def test_unfolded_files_have_what_their_models_have(name: str) -> None:
    path = SHARED / "files" / "onnx" / f"{name}.onnx"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    found = loading.load(str(path), unfold=True)
    total = analyse(found).total
    assert (total.params, total.buffers) == UNFOLDED[name]
    assert total.macs == analyse(loading.load(str(path))).total.macs


FOLDED = "RemoveOptionalBiasFromConv, FuseBatchNormIntoConv, RemoveOptionalBiasFromConv"
NORM = "%bn : [num_users=1] = call_function[target=torch.ops.aten._native_batch_norm_legit_no_training.default]"
PLAIN = f"{NORM}(args = (%conv, None, None, %b_mean, %b_var, 0.1, 1e-05), kwargs = {{}})"
LEARNED = f"{NORM}(args = (%conv, %p_w, %p_b, %b_mean, %b_var, 0.1, 0.001), kwargs = {{}})"


def file(folder: Path, weight: str, bias: str = "", call: str = "", rules: str = "", parameters: str = "") -> str:
    """Two convolutions, of which the first was changed and both have the same weights."""
    first = helper.make_node("Conv", ["x", weight, *filter(None, [bias])], ["a"], name="/body/body.0/Conv")
    second = helper.make_node("Conv", ["a", weight], ["y"], name="/body/body.1/Conv")
    floats = onnx.TensorProto.FLOAT
    sizes = {weight: [3, 3, 1, 1], **({bias: [3]} if bias else {})}
    tensors = [
        helper.make_tensor(name, floats, dims, [0.0] * (9 if len(dims) > 1 else 3)) for name, dims in sizes.items()
    ]
    ends = [helper.make_tensor_value_info(name, floats, [1, 3, 8, 8]) for name in "xy"]
    graph = helper.make_graph([first, second], "net", ends[:1], ends[1:], tensors)
    for key, value in ((CALL, call), (RULES, rules)):
        if value:
            first.metadata_props.add(key=key, value=value)
            graph.node[0].metadata_props.add(key=key, value=value)
    if parameters:
        graph.metadata_props.add(key=PARAMETERS, value=parameters)
    path = folder / "net.onnx"
    onnx.save(helper.make_model(graph), path)
    return str(path)


def layers(path: str) -> list[str]:
    return [f"{node.path}: {node.site}" for _, node in loading.load(path, unfold=True).layers]


def test_batch_norm_that_is_noted_is_put_back(tmp_path: Path) -> None:
    path = file(tmp_path, "conv.weight", call=LEARNED, rules=FOLDED)
    assert layers(path)[:2] == ["body.0.conv: conv 3 1x1 nobias", "body.0.bn: bn eps=0.001"]


def test_batch_norm_without_weights_is_put_back(tmp_path: Path) -> None:
    path = file(tmp_path, "conv.weight", "conv.weight_bias", PLAIN, FOLDED)
    assert layers(path)[:2] == ["body.0.conv: conv 3 1x1 nobias", "body.0.bn: bn affine=false"]


def test_a_bias_that_the_model_had_before_batch_norm_stays(tmp_path: Path) -> None:
    path = file(tmp_path, "conv.weight", "conv.weight_bias", LEARNED, FOLDED, "p: PARAMETER target='conv.bias'\n")
    assert layers(path)[0] == "body.0.conv: conv 3 1x1"


def test_a_bias_of_zeros_is_put_back_where_the_model_had_one(tmp_path: Path) -> None:
    dropped = "RemoveOptionalBiasFromConv"
    path = file(tmp_path, "conv.weight", rules=dropped, parameters="p_conv_bias: PARAMETER target='conv.bias'\n")
    assert layers(path) == ["body.0: conv 3 1x1", "body.1: conv 3 1x1 nobias"]
    assert "dropped 1 bias of zeros" in convcalc("summary", path).err
    without = file(tmp_path, "conv.weight", rules=dropped, parameters="p: PARAMETER target='other.bias'\n")
    assert "dropped" not in convcalc("summary", without).err


@pytest.mark.parametrize(("weight", "bias"), [("onnx::Conv_497", "onnx::Conv_498"), ("497", "498")])
def test_the_older_exporter_gives_itself_away_by_names(tmp_path: Path, weight: str, bias: str) -> None:
    path = file(tmp_path, weight, bias)
    assert layers(path) == ["body.0: conv 3 1x1 nobias", "body.0_bn: bn", "body.1: conv 3 1x1 nobias"]


@pytest.mark.parametrize(("weight", "bias"), [("a.weight", "a.bias"), ("onnx::Conv_9", ""), ("onnx::Conv_9", "b")])
def test_weights_with_names_of_modules_were_not_folded(tmp_path: Path, weight: str, bias: str) -> None:
    done = convcalc("summary", file(tmp_path, weight, bias))
    assert "folded" not in done.err
    refused = convcalc("summary", file(tmp_path, weight, bias), "--unfold")
    assert refused.code == 2
    assert "has nothing to unfold" in refused.err


def test_it_is_told_once_by_every_command(tmp_path: Path) -> None:
    path = file(tmp_path, "conv.weight", call=LEARNED, rules=FOLDED)
    words = "an exporter folded batch norm into 1 layer: their parameters are not in the file, and not counted"
    for command in (["summary", path], ["check", path], ["graph", path], ["explain", path], ["diff", path, "lenet5"]):
        assert convcalc(*command).err.count(words) == 1
    notes = json.loads(convcalc("summary", path, "--format", "json").out)["notes"]
    assert notes[0] == {"message": words, "help": "--unfold counts them again"}
    assert notes[1]["message"] == "1 weight of several layers is stored once: each use counts"
    again = convcalc("summary", path, "--unfold", "--format", "json")
    assert "undone: an exporter folded batch norm into 1 layer" in json.loads(again.out)["notes"][0]["message"]


def test_a_spec_that_extends_a_file_tells_it_too(tmp_path: Path) -> None:
    file(tmp_path, "conv.weight", call=LEARNED, rules=FOLDED)
    spec = tmp_path / "spec.yaml"
    spec.write_text("extends: net.onnx\n")
    assert "folded batch norm" in convcalc("summary", str(spec)).err


@pytest.mark.parametrize("command", ["summary", "check", "explain", "graph", "report"])
def test_a_spec_has_nothing_to_unfold(command: str) -> None:
    done = convcalc(command, "lenet5", "--unfold")
    assert done.code == 2
    assert "has nothing to unfold" in done.err + done.out


def test_show_unfolds_what_it_writes_out(tmp_path: Path) -> None:
    path = file(tmp_path, "conv.weight", call=LEARNED, rules=FOLDED)
    assert convcalc("show", path, "--unfold").code == 2
    assert "bn: " in convcalc("show", path, "--unfold", "--flat").out


def test_calls_of_operators_are_no_batch_norm(tmp_path: Path) -> None:
    for call in ("", "nothing like it", "x(args = ()", f"{NORM}(args = (%conv, %w, %b, %m, %v, Inf, NaN)"):
        path: Any = file(tmp_path, "conv.weight", call=call, rules=FOLDED)
        assert layers(path)[1] == "body.0.bn: bn"
