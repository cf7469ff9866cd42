"""Networks written as Keras 3 code: files as they stand, and as ruff leaves them. They are not run here.

CONVCALC_REWRITE=1 writes the files anew: read them.
"""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from convcalc.exchange.writing.keras.model import written
from convcalc.language.loading import load, preset_names
from tests.support.command import convcalc
from tests.support.protobuf import field, onnx_model, onnx_node

GOLDENS = Path(__file__).parents[1] / "goldens"


def test_the_command_writes_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert convcalc("export", "lenet5", "--to", "keras", "-o", "lenet5.py") == (0, "", "")
    ast.parse(Path("lenet5.py").read_text())
    refused = convcalc("export", "lenet5", "--to", "keras", "--weights", "-o", "-")
    assert (refused.code, "--weights changes nothing in keras" in refused.err) == (2, True)


def test_what_keras_cannot_say_is_refused_at_its_place(tmp_path: Path):
    spec = tmp_path / "net.yaml"
    spec.write_text("input: 8x8x3\nlayers:\n  - relu\n  - local: 4 3x3\n    name: odd\n")
    path = tmp_path / "net.py"
    done = convcalc("export", str(spec), "--to", "keras", "-o", str(path))
    assert done.code == 2 and not path.exists()
    assert "net.yaml:4:5: error: odd: Keras cannot say it: a layer of kind local" in done.err


def test_a_file_whose_modules_stand_in_others_of_their_class_is_written(tmp_path: Path):
    def layer(op: str, x: str, y: str, *paths: str) -> bytes:
        noted = {"name_scopes": ["", *paths, y], "class_hierarchy": ["net.Net", *["nn.Sequential"] * len(paths), op]}
        notes = [field(9, field(1, f"pkg.torch.onnx.{key}") + field(2, repr(value))) for key, value in noted.items()]
        return onnx_node(op, [x], [y], *notes, name=y)

    inner = layer("Relu", "x", "a", "m", "m.0") + layer("Sigmoid", "a", "b", "m", "m.0")
    (tmp_path / "net.onnx").write_bytes(onnx_model(inner, layer("Tanh", "b", "y", "m")))
    done = convcalc("export", str(tmp_path / "net.onnx"), "--to", "keras", "-o", str(tmp_path / "net.py"))
    assert done.code == 0, done.err
    assert all(f"layers.{kind}(" in (tmp_path / "net.py").read_text() for kind in ("ReLU", "Activation"))


READ = ["lenet5", "resnet50", "googlenet", "mobilenet_v2", "unet", "vit_b_16"]


@pytest.mark.parametrize("name", READ)
def test_files_are_as_somebody_has_read_them(name: str):
    path = GOLDENS / f"keras-{name}.txt"
    text = f"{written(load(name))}\n"
    if os.environ.get("CONVCALC_REWRITE"):
        path.write_text(text)
    assert text == path.read_text()


@pytest.mark.slow
def test_every_preset_is_as_ruff_leaves_it(tmp_path: Path):
    for name in preset_names():
        (tmp_path / f"{name.replace('-', '_')}.py").write_text(f"{written(load(name))}\n")
    for command in (
        ["format", "--check"],
        ["check", "--select", "E,F,W,I,B,C4,UP,SIM,RET,N,ARG001", "--ignore", "N806"],
    ):
        found = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--isolated", "--no-cache", str(tmp_path)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert found.returncode == 0, found.stdout
