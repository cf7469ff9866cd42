"""torchvision's models held against the shipped specs: every setting of every layer, and what reads what."""

from pathlib import Path
from typing import Any

import pytest

from convcalc.analysis.analyse import analyse
from convcalc.compare.difference import compare
from convcalc.compare.verdict import first_difference, holds
from convcalc.language.loading import load
from convcalc.public import from_torch
from convcalc.render.verdict.text import difference_of
from tests.support.command import convcalc

torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
pytest.importorskip("torchvision", reason="torchvision is not installed: nothing to hold against the specs")

from tests.oracles.test_torchvision import NAMES, build, regnet_rule_off_the_meta_device  # noqa: E402

pytestmark = [pytest.mark.oracle, pytest.mark.slow]
__all__ = ["regnet_rule_off_the_meta_device"]


@pytest.mark.parametrize("name", NAMES)
def test_a_model_is_what_its_spec_says(name: str) -> None:
    network = load(name)
    volume = network.input
    model = from_torch(build(name), torch.zeros(1, volume.channels, *volume.size, device="meta"))
    comparison = compare(analyse(network), analyse(model))
    found = first_difference(comparison)
    assert found is None, difference_of(found, "spec", "model")
    assert holds(comparison)


def test_a_model_by_its_name() -> None:
    done = convcalc("verify", "resnet18", "torchvision.models:resnet18")
    assert (done.code, "torchvision.models:resnet18 is what resnet18 says" in done.out) == (0, True), done.out


def test_another_is_not() -> None:
    done = convcalc("verify", "resnet18", "torchvision.models:resnet34")
    assert (done.code, "is not what resnet18 says" in done.out) == (1, True), done.out


def test_what_is_not_there_is_told() -> None:
    done = convcalc("verify", "resnet18", "torchvision.models:nothing")
    assert (done.code, "cannot import torchvision.models:nothing: AttributeError" in done.err) == (2, True)


MODULE = """\
import torch
class Net(torch.nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.conv, self.fc = torch.nn.Conv2d(3, width, 3, padding=1), torch.nn.Linear(width, 10)
    def forward(self, x):
        return self.fc(self.conv(x).relu().mean((2, 3)))
class Wide(Net):
    def __init__(self, width):
        super().__init__(width)
class Forks(Net):
    def forward(self, x):
        return x if x.sum() > 0 else -x
class Holder:
    net = Net()
def build():
    return Net()
def breaks():
    raise RuntimeError("no such file")
def quits():
    raise SystemExit(3)
def forgets():
    pass
number = 3
"""
SPEC = "input: 16x16x3\nlayers: [conv: 8 3x3 p1, relu, gap, flatten, dense: 10]\n"
TOLD = {
    "Wide": "TypeError: Wide.__init__() missing 1 required positional argument: 'width'",
    "Forks": "torch.export cannot follow Forks",
    "breaks": "cannot import written_for_verify:breaks: RuntimeError: no such file",
    "quits": "cannot import written_for_verify:quits: SystemExit: 3",
    "forgets": "written_for_verify:forgets makes nothing, not a torch.nn.Module",
    "number": "written_for_verify:number is a value of type int, not a torch.nn.Module",
    "none": "AttributeError: module 'written_for_verify' has no attribute 'none'",
}
"""What is said of what is no module and makes none, in one line."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    Path("written_for_verify.py").write_text(MODULE)
    Path("net.yaml").write_text(SPEC)
    return tmp_path


@pytest.mark.parametrize("name", ["Net", "Holder.net", "build"])
def test_a_class_an_instance_and_a_function(name: str, folder: Path) -> None:
    done = convcalc("verify", "net.yaml", f"written_for_verify:{name}")
    assert (done.code, "is what net.yaml says: 5 layers, 314 parameters" in done.out) == (0, True), done


@pytest.mark.parametrize("name", TOLD)
def test_what_is_no_module_is_told_in_a_line(name: str, folder: Path) -> None:
    done = convcalc("verify", "net.yaml", f"written_for_verify:{name}")
    lines = [line for line in done.err.splitlines() if not line.startswith("  help:")]
    assert (done.code, done.out, len(lines)) == (2, "", 1), done
    assert TOLD[name] in lines[0]
