"""torchvision's models held against the shipped specs: every setting of every layer, and what reads what."""

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
