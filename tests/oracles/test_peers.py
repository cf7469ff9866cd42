"""Other tools themselves against convcalc's rules for them, on torchvision's networks, where they are installed."""

import pytest

from convcalc.language.loading import load
from convcalc.peers.counting import count
from convcalc.peers.tools import rules_of
from tests.oracles.peers import NETWORKS, installed, measure

pytest.importorskip("torchvision", reason="torchvision is not installed: nothing to count")
pytestmark = [pytest.mark.oracle, pytest.mark.slow]


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("tool", installed())
def test_a_tool_says_what_its_rules_say(tool: str, name: str) -> None:
    counted = [count(rule, load(name)) for rule in rules_of(tool)]
    known = {each.rule.name: each.total for each in counted if not each.unsure}
    measured = measure(tool, name)
    assert {rule: measured[rule] for rule in known} == known
