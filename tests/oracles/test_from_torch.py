"""`convcalc.from_torch`: the network that the file of a module gives, from the module itself, which stays as it is."""

import pickle
from typing import Any

import pytest

import convcalc

torch = pytest.importorskip("torch")
torchvision = pytest.importorskip("torchvision")
pytestmark = pytest.mark.oracle
IMAGE = torch.zeros(2, 3, 224, 224)


@pytest.mark.parametrize(
    "name", ["resnet18", "mobilenet_v3_small", "densenet121", "shufflenet_v2_x0_5", "squeezenet1_1"]
)
def test_a_network_of_torchvision_is_the_shipped_spec(name: str) -> None:
    model = torchvision.models.get_model(name, weights=None)
    found, preset = convcalc.analyse(convcalc.from_torch(model, IMAGE)), convcalc.analyse(name)
    assert found.total == preset.total
    assert found.reach == preset.reach
    assert model.training
    assert all(each.device.type == "cpu" for each in model.parameters())


class Twice(torch.nn.Module):  # type: ignore[misc,name-defined]
    """A convolution that is used twice, a tensor that is no buffer, and two inputs."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 3, 3, padding=1)
        self.factors = torch.ones(3, 1, 1)

    def forward(self, x: Any, y: Any) -> Any:
        """Both joined."""
        return self.conv(self.conv(x * self.factors)) + y


def test_inputs_shared_weights_and_names() -> None:
    network = convcalc.from_torch(Twice(), (torch.zeros(1, 3, 8, 8), torch.zeros(1, 3, 8, 8)))
    assert repr(network) == "<Network Twice: x 8x8x3, y 8x8x3 -> 8x8x3>"
    found = convcalc.analyse(network)
    assert (found.total.params, found.total.macs) == (84, 2 * 64 * 81)
    assert [span.size for span in found.reach] == [5, 5]
    again = pickle.loads(pickle.dumps(network))
    assert convcalc.analyse(again).total == found.total


def test_what_cannot_be_followed_is_told() -> None:
    class Branching(torch.nn.Module):  # type: ignore[misc,name-defined]
        def forward(self, x: Any) -> Any:
            return x if x.sum() > 0 else -x

    with pytest.raises(convcalc.SpecError, match=r"torch\.export cannot follow Branching: "):
        convcalc.from_torch(Branching(), torch.zeros(1, 3))
    with pytest.raises(TypeError, match=r"takes a torch\.nn.Module, not str"):
        convcalc.from_torch("resnet18", IMAGE)
    with pytest.raises(TypeError, match="takes a tensor for an example"):
        convcalc.from_torch(Twice(), "224x224x3")
