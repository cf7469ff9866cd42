"""Other tools themselves against convcalc's rules for them, on torchvision's networks and small ones."""

import pytest

from convcalc.language.loading import load, preset_names
from convcalc.model.network import Network
from convcalc.peers import counting
from convcalc.peers.readings import Reading
from convcalc.peers.tools import rules_of
from tests.oracles.peers import CALLED, NETWORKS, build, example_of, installed, measure
from tests.support.graphs import network
from tests.support.peers_layers import LAYERS, spec_of

pytest.importorskip("torchvision", reason="torchvision is not installed: nothing to count")
pytestmark = [pytest.mark.oracle, pytest.mark.slow]


def counted(tool: str, net: Network, reading: Reading | None = None) -> dict[str, int]:
    """What convcalc says that a tool says."""
    tallies = counting.counted(rules_of(tool), net, reading)
    return {each.rule.name: each.total for each in tallies if not each.fails}


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("tool", installed())
def test_a_tool_says_what_its_rules_say(tool: str, name: str) -> None:
    measured = measure(tool, lambda: build(name), example_of(name))
    if (tool, name) == ("onnx_tool", "swin_t"):
        pytest.skip("windows are not worked out")
    assert measured == counted(tool, load(name))


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("tool", installed())
def test_a_tool_says_of_a_layer_what_its_rules_say(tool: str, name: str) -> None:
    from tests.oracles.peers_layers import parts

    make, x = parts(name)
    assert measure(tool, make, x) == counted(tool, network(spec_of(name)), LAYERS[name][2])


@pytest.mark.parametrize("name", preset_names())
def test_the_metadata_of_weights(name: str) -> None:
    import torchvision

    try:
        found = torchvision.models.get_model_weights({**CALLED, "retinanet": "retinanet_resnet50_fpn"}.get(name, name))
    except ValueError:
        pytest.skip("torchvision has no such network")
    (tally,) = counting.tallies("torchvision", load(name))
    assert round(tally.total / 10**9, 3) in {each.meta["_ops"] for each in found}
