"""Models of torchvision held against the shipped specs, by `module:attribute`."""

import pytest

from tests.support.command import convcalc

pytest.importorskip("torchvision", reason="torchvision is not installed: nothing to hold against the specs")
pytestmark = [pytest.mark.oracle, pytest.mark.slow]


@pytest.mark.parametrize("name", ["alexnet", "vgg11_bn", "resnet18", "squeezenet1_1", "mnasnet1_0", "mobilenet_v2"])
def test_a_model_is_what_its_spec_says(name: str) -> None:
    done = convcalc("verify", name, f"torchvision.models:{name}")
    assert (done.code, f"torchvision.models:{name} is what {name} says" in done.out) == (0, True), done.out


def test_another_is_not() -> None:
    done = convcalc("verify", "resnet18", "torchvision.models:resnet34")
    assert (done.code, "is not what resnet18 says" in done.out) == (1, True), done.out


def test_what_is_not_there_is_told() -> None:
    done = convcalc("verify", "resnet18", "torchvision.models:nothing")
    assert (done.code, "cannot import torchvision.models:nothing: AttributeError" in done.err) == (2, True)
