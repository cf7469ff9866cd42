"""Archives of torch.export: figures as the models have them, and nothing but the program is opened."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.analysis.analyse import analyse
from convcalc.document.problems import SpecError
from convcalc.exchange.pt2 import graph
from convcalc.language import loading
from tests.support.command import convcalc
from tests.support.paths import SHARED

FOLDER = SHARED / "files" / "pt2"
TIMM = SHARED / "reference" / "timm.json"
PRESETS = {"resnet18.meta": "resnet18"}


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.pt2")), ids=lambda path: path.stem)
def test_figures_are_those_of_the_preset(path: Path) -> None:
    preset = analyse(loading.load(PRESETS.get(path.stem, path.stem)))
    found = analyse(loading.load(str(path)))
    assert found.total == preset.total
    assert found.reach == preset.reach
    assert found.memory.weights == preset.memory.weights


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted((FOLDER / "timm").glob("*.pt2")), ids=lambda path: path.stem)
def test_figures_of_timm(path: Path) -> None:
    known = json.loads(TIMM.read_text())[path.stem]
    found = analyse(loading.load(str(path))).total
    assert (found.params, found.buffers, found.macs) == (known["params"], known["buffers"], known["macs"])


# A small program of our own: x -> conv -> batch_norm -> relu -> mean -> linear


def sizes(*each: int) -> dict[str, Any]:
    return {"dtype": 7, "sizes": [{"as_int": size} for size in each], "requires_grad": False}


def node(target: str, name: str, **given: Any) -> dict[str, Any]:
    inputs = [{"name": key, "arg": value, "kind": 1} for key, value in given.items()]
    stack = f"L__self__,,Net;L__self__{name},{name},Module"
    return {
        "target": f"torch.ops.aten.{target}", "inputs": inputs, "outputs": [tensor(f"{name}_1")], "name": name,
        "metadata": {"nn_module_stack": stack},
    }  # fmt: skip


def tensor(name: str) -> dict[str, Any]:
    return {"as_tensor": {"name": name}}


WEIGHTS = {"conv.weight": (8, 3, 3, 3), "bn.weight": (8,), "bn.bias": (8,), "fc.weight": (5, 8), "fc.bias": (5,)}
NOTHING = {"as_none": True}


def program(batch: Any = None, side: Any = None) -> dict[str, Any]:
    nodes = [
        node("conv2d.default", "conv", input=tensor("x"), weight=tensor("p_conv_weight"), bias=NOTHING,
             stride={"as_ints": [2, 2]}, padding={"as_ints": [1, 1]}),
        node("batch_norm.default", "bn", input=tensor("conv_1"), weight=tensor("p_bn_weight"), bias=tensor("p_bn_bias"),
             running_mean=tensor("b_mean"), running_var=tensor("b_var"), eps={"as_float": 1e-3}),
        node("relu_.default", "relu", self=tensor("bn_1")),
        node("mean.dim", "pool", self=tensor("relu_1"), dim={"as_ints": [-1, -2]}, keepdim={"as_bool": False}),
        node("linear.default", "fc", input=tensor("pool_1"), weight=tensor("p_fc_weight"), bias=tensor("p_fc_bias")),
    ]  # fmt: skip
    values = {f"p_{name.replace('.', '_')}": sizes(*dims) for name, dims in WEIGHTS.items()}
    values |= {"b_mean": sizes(8), "b_var": sizes(8), "x": sizes(1, 3, 9, 9), "conv_1": sizes(1, 8, 5, 5)}
    values |= {"bn_1": sizes(1, 8, 5, 5), "relu_1": sizes(1, 8, 5, 5), "pool_1": sizes(1, 8), "fc_1": sizes(1, 5)}
    if side:
        values["x"]["sizes"][2:] = [side, side]
    specs: list[dict[str, Any]] = [
        {"parameter": {"arg": {"name": f"p_{name.replace('.', '_')}"}, "parameter_name": name}} for name in WEIGHTS
    ]
    specs += [{"buffer": {"arg": {"name": name}, "buffer_name": f"bn.{name}"}} for name in ("b_mean", "b_var")]
    specs += [{"user_input": {"arg": tensor("x")}}]
    graph = {"nodes": nodes, "tensor_values": values, "outputs": [tensor("fc_1")]}
    return {"graph_module": {"graph": graph, "signature": {"input_specs": specs}}}


def archive(path: Path, content: bytes, **more: bytes) -> str:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("net/models/model.json", content)
        for name, each in more.items():
            file.writestr(name, each)
    return str(path)


def test_a_program(tmp_path: Path) -> None:
    path = archive(tmp_path / "net.pt2", json.dumps(program()).encode(), weights=b"a pickle that nobody opens")
    found = analyse(loading.load(path))
    layers = [(each.path, str(each.site)) for _, each in found.network.layers]
    assert layers == [
        ("conv", "conv 8 3x3 s2 p1 nobias"), ("bn", "bn eps=0.001"), ("relu", "relu"), ("pool.gap", "gap"),
        ("pool.flatten", "flatten"), ("fc", "dense 5"),
    ]  # fmt: skip
    assert (found.total.params, found.total.buffers, found.total.macs) == (216 + 16 + 45, 16, 5 * 5 * 8 * 27 + 40)


def test_a_size_that_is_left_open_is_asked_for(tmp_path: Path) -> None:
    path = archive(tmp_path / "net.pt2", json.dumps(program(side={"as_expr": {"expr_str": "s77"}})).encode())
    done = convcalc("summary", path)
    assert done.code == 2
    assert "--input" in done.err
    assert "17x17x3 -> 5" in convcalc("summary", path, "--input", "17x17x3").out


def test_an_operator_that_is_not_known_is_named(tmp_path: Path) -> None:
    made = program()
    made["graph_module"]["graph"]["nodes"][2]["target"] = "torch.ops.aten.fft_rfft2.default"
    path = archive(tmp_path / "net.pt2", json.dumps(made).encode())
    done = convcalc("summary", path, "--full")
    assert done.code == 0
    assert "fft_rfft2" in done.out
    assert convcalc("check", path).code == 2
    assert convcalc("check", path, "--allow-unknown", "fft_rfft2").code == 0


def test_channels_that_lie_elsewhere_are_moved_last(tmp_path: Path) -> None:
    """Batch norm on windows, of which a graph makes examples: its channels are the second dimension all the same."""
    made = program()
    graph = made["graph_module"]["graph"]
    graph["nodes"][1]["inputs"][0]["arg"] = tensor("parts_1")
    graph["nodes"][2]["inputs"][0]["arg"] = tensor("whole_1")
    graph["nodes"].insert(1, node("view.default", "parts", self=tensor("conv_1"), size={"as_ints": [25, 8, 1, 1]}))
    graph["nodes"].insert(3, node("view.default", "whole", self=tensor("bn_1"), size={"as_ints": [1, 8, 5, 5]}))
    graph["tensor_values"] |= {"parts_1": sizes(25, 8, 1, 1), "bn_1": sizes(25, 8, 1, 1), "whole_1": sizes(1, 8, 5, 5)}
    found = analyse(loading.load(archive(tmp_path / "net.pt2", json.dumps(made).encode())))
    assert (found.total.params, found.total.buffers) == (216 + 16 + 45, 16)
    assert "permute" in [each.site.kind for _, each in found.network.layers]


def test_numbers_that_nothing_makes_are_not_learned(tmp_path: Path) -> None:
    """A table of a size that is made here, and added: no parameters, though it is no input either."""
    made = program()
    graph = made["graph_module"]["graph"]
    graph["nodes"].insert(3, node("zeros.default", "table"))
    graph["nodes"].insert(4, node("add.Tensor", "sum", self=tensor("relu_1"), other=tensor("table_1")))
    graph["nodes"][5]["inputs"][0]["arg"] = tensor("sum_1")
    graph["tensor_values"] |= {"table_1": sizes(1, 8, 5, 5), "sum_1": sizes(1, 8, 5, 5)}
    found = analyse(loading.load(archive(tmp_path / "net.pt2", json.dumps(made).encode())))
    assert found.total.params == 216 + 16 + 45
    assert [str(each.site.kind) for _, each in found.network.layers][3] == "custom"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{}", "not as torch.export writes one"),
        (b"[]", "no JSON object"),
        (b"{", "no JSON that can be read"),
        (b"[" * 100_000, "no JSON"),
        (b'{"graph_module": {"graph": {}, "signature": {"input_specs": []}}}', "not as torch.export writes one"),
    ],
)
def test_programs_that_are_none(tmp_path: Path, content: bytes, message: str) -> None:
    done = convcalc("summary", archive(tmp_path / "net.pt2", content))
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert "Traceback" not in done.err


@pytest.mark.slow
def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = archive(tmp_path / "net.pt2", b" " * (257 * 2**20))
    done = convcalc("summary", path)
    assert done.code == 2
    assert "at most" in done.err


@pytest.mark.parametrize("size", [8 * 2**20, 9 * 2**20])
def test_a_large_program_is_not_pressed(tmp_path: Path, size: int) -> None:
    """A million bytes held 32 MB of JSON, which takes hundreds of MB to read."""
    done = convcalc("summary", archive(tmp_path / "net.pt2", b"{}" + b" " * (size - 2)))
    assert done.code == 2
    assert ("bytes, of" if size > 8 * 2**20 else "not as torch.export writes one") in done.err


@pytest.mark.parametrize("most", ["MOST_SIZES", "MOST_OPERATIONS"])
def test_more_than_any_program_has_is_told(monkeypatch: pytest.MonkeyPatch, most: str) -> None:
    assert graph.graph_of(program()).nodes
    monkeypatch.setattr(graph, most, 3)
    with pytest.raises(ValueError):
        graph.graph_of(program())


def test_what_is_cut_short_is_told(tmp_path: Path) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as file:
        file.writestr("net/models/model.json", json.dumps(program()))
    data, path = whole.getvalue(), tmp_path / "net.pt2"
    for end in range(4, len(data), 211):
        path.write_bytes(data[:end])
        with pytest.raises(SpecError):
            loading.load(str(path))


@pytest.mark.slow
@given(st.sampled_from(("target", "inputs", "outputs", "metadata", "name")), st.integers(0, 4), st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=5,
))  # fmt: skip
@settings(max_examples=200)
def test_no_program_does_harm(key: str, at: int, value: Any) -> None:
    from convcalc.document.foreign import Foreign
    from convcalc.exchange.pt2.graph import graph_of
    from convcalc.exchange.tensors.translate import translate

    made = program()
    made["graph_module"]["graph"]["nodes"][at][key] = value
    try:
        graph = graph_of(made)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return
    try:
        Foreign("net.pt2", "", lambda source: translate(source, graph)).fill()
    except SpecError:
        return


def test_a_shuffle_of_channels_is_one_with_copies_between(tmp_path: Path) -> None:
    """As torchvision's ShuffleNet writes it: view, transpose, contiguous, view."""
    made = program()
    graph = made["graph_module"]["graph"]
    graph["nodes"][3:3] = [
        node("view.default", "apart", self=tensor("relu_1"), size={"as_ints": [1, 4, 2, 5, 5]}),
        node("transpose.int", "turned", self=tensor("apart_1"), dim0={"as_int": 1}, dim1={"as_int": 2}),
        node("contiguous.default", "copied", self=tensor("turned_1")),
        node("view.default", "back", self=tensor("copied_1"), size={"as_ints": [1, 8, 5, 5]}),
    ]
    graph["nodes"][7]["inputs"][0]["arg"] = tensor("back_1")
    graph["tensor_values"] |= {"apart_1": sizes(1, 4, 2, 5, 5), "back_1": sizes(1, 8, 5, 5)}
    graph["tensor_values"] |= dict.fromkeys(("turned_1", "copied_1"), sizes(1, 2, 4, 5, 5))
    found = loading.load(archive(tmp_path / "net.pt2", json.dumps(made).encode()))
    assert str(found.nodes[4].site) == "channel_shuffle 4"
