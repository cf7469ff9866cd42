"""Networks written as PyTorch code: as ruff leaves it, one check in it, names that are no code. It is not run here."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from convcalc.document.problems import SpecError
from convcalc.exchange.writing.pytorch.file import written
from convcalc.exchange.writing.pytorch.kinds import KINDS as SAID
from convcalc.language.loading import load, loads, preset_names
from convcalc.model.layers import KINDS
from tests.support.command import convcalc
from tests.support.hostile import NAMES as HOSTILE

GOLDENS = (
    "lenet5",
    "vgg16",
    "resnet50",
    "googlenet",
    "densenet121",
    "mobilenet_v2",
    "unet",
    "vit_b_16",
    "shufflenet_v2_x1_0",
)


@pytest.mark.parametrize("name", GOLDENS)
def test_the_code_of_a_preset(name):
    golden = Path(__file__).parent.parent / "goldens" / "pytorch" / f"{name}.py.txt"
    text = f"{written(load(name))}\n"
    if os.environ.get("CONVCALC_REWRITE"):
        golden.write_text(text)
    assert text == golden.read_text()


def code_of(layers: str, input: str = "8x8x4") -> str:
    return written(loads(f"{{input: {input}, layers: {layers}}}", name="net"))


def test_the_command_writes_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert convcalc("export", "lenet5", "--to", "pytorch", "-o", "lenet5.py").code == 0
    assert Path("lenet5.py").read_text() == written(load("lenet5")) + "\n"
    refused = convcalc("export", "lenet5", "--to", "pytorch", "--weights", "-o", "-")
    assert (refused.code, "--weights changes nothing" in refused.err) == (2, True)


def test_every_kind_is_said_but_one():
    assert {*KINDS} - {*SAID} == {"custom"}


@pytest.mark.slow
def test_every_preset_is_as_ruff_leaves_it(tmp_path):
    for name in preset_names():
        (tmp_path / f"{name.replace('-', '_')}.py").write_text(f"{written(load(name))}\n")
    for command in (["format", "--check"], ["check", "--select", "E,F,W,I,B,C4,UP,SIM,RET,N", "--ignore", "N812,B905"]):
        found = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--isolated", "--no-cache", str(tmp_path)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_never_code(name):
    layers = f"[{{conv: 4 1, name: {name!r}}}, {{add: {{{name!r}: [conv: 4 1, relu], other: }}}}]"
    try:
        text = code_of(layers)
    except SpecError:
        return
    tree = ast.parse(text)
    calls = {node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and hasattr(node.func, "attr")}
    assert not calls & {"system", "popen"}
    assert [type(node) for node in tree.body] == [
        ast.Expr, ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef, ast.If,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ("[{custom: 8x8x4, name: mine}]", "mine: PyTorch cannot say it: a layer of kind custom"),
        (
            "[flatten, {dense: 64, name: a}, {dense: 256, weights: {of: a, transposed: true}, name: b}]",
            "b: PyTorch cannot say it: the transposed weights of a",
        ),
        ("[{avgpool: {kernel: 2, dilation: 2}, name: p}]", "p: PyTorch cannot say it: average pooling with dilation"),
        (
            "[{reshape: 64x4}, {lstm: 4 onebias, name: r}]",
            "r: PyTorch cannot say it: a recurrent layer with one bias a gate",
        ),
    ],
)
def test_what_pytorch_cannot_say_is_refused_with_the_layer(layers, message):
    with pytest.raises(SpecError, match=message):
        code_of(layers)


def test_unpooling_of_what_another_block_pooled_is_refused():
    blocks = "{down: [{maxpool: 2, name: pool}, relu]}"
    spec = f"{{input: 8x8x4, blocks: {blocks}, layers: [{{down: , name: d}}, {{unpool: d.pool}}]}}"
    with pytest.raises(SpecError, match="unpool: PyTorch cannot say it: unpooling of what was pooled in another block"):
        written(loads(spec, name="net"))


def test_weights_of_torchvision_are_taken_over_where_they_are_known():
    assert "in which `proj` stands before `f`" in written(load("regnet_y_400mf"), "torchvision")
    assert "whose `inner_blocks` stand the other way round" in written(load("retinanet"), "torchvision")
    assert 'not key.startswith(("aux1.", "aux2."))' in written(load("googlenet"), "torchvision")
    for name in ("unet", "resnet50-v1", "swin_t"):
        with pytest.raises(SpecError, match=f"no weights of torchvision are known to fit {name}"):
            written(load(name), "torchvision")
    refused = convcalc("export", "lenet5", "--to", "onnx", "--keys", "torchvision", "-o", "-")
    assert (refused.code, "--keys changes nothing in onnx" in refused.err) == (2, True)


def test_a_file_of_another_format_is_written_with_its_blocks(tmp_path, monkeypatch):
    """The text of a caffe net has no blocks: they are found."""
    monkeypatch.chdir(tmp_path)
    rows = "".join("[convolutional]\nbatch_normalize=1\nfilters=8\nsize=3\npad=1\nactivation=leaky\n" for _ in range(6))
    Path("net.cfg").write_text(f"[net]\nheight=32\nwidth=32\nchannels=8\n{rows}")
    result = convcalc("export", "net.cfg", "--to", "pytorch", "-o", "-")
    assert (result.code, result.err) == (0, "")
    assert "for _ in range(6)" in result.out


def test_weights_that_are_shared_are_there_once():
    text = """
input: 16x16x4
blocks:
  top: [{conv: 4 3x3 p1}, {bn: , weights: own}, {add: {a: [conv: 4 1, relu, conv: 4 1], b: }}]
layers:
  - {conv: 4 3x3 p1, name: first}
  - {top: , name: one}
  - {top: , name: two, weights: one}
  - {conv: 4 3x3 p1, weights: first, repeat: 2}
"""
    lines = [line.strip() for line in written(loads(text, name="net")).split("\n")]
    start = lines.index("self.first = nn.Conv2d(4, 4, 3, padding=1)")
    assert lines[start : start + 13] == [
        "self.first = nn.Conv2d(4, 4, 3, padding=1)",
        "self.one = Top()",
        "self.two = Top()",
        "self.two.conv = self.one.conv",
        "self.two.a[0] = self.one.a[0]",
        "self.two.a[2] = self.one.a[2]",
        "",
        "def forward(self, x):",
        "x = self.first(x)",
        "x = self.one(x)",
        "x = self.two(x)",
        "x = self.first(x)",
        "return self.first(x)",
    ]


def test_words_of_python_are_no_names():
    text = """
input: 8x8x3
blocks:
  f(torch, self): [{conv: torch self}, {relu: , name: forward}, {add: {class: [conv: torch 1, relu], train: }}]
  none(nn): [{conv: nn 1, name: None}, {relu: , name: None2}]
layers: [{f: 4 1, name: torch}, {f: 5 3, name: nn}, {none: 4, name: x}, {none: 3, name: l}]
"""
    code = written(loads(text, name="true"))
    compile(code, "true", "exec")
    assert "class BlockTrue(nn.Sequential):" in code
    assert "class BlockF(nn.Module):" in code
    assert "def __init__(self, in_channels, torch_, self_):" in code
    assert "self.class_ = nn.Sequential(" in code


def test_numbers_that_are_looked_up_have_one_channel_which_comes_first():
    code = code_of("[{embedding: 8 4}, {dense: 4 each}]", "16x1")
    assert "self.embedding(x[:, 0].long())" in code
