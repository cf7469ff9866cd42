"""The rules of other tools: their figures as they were measured, their sums, and where a figure comes from."""

import json
import re
from pathlib import Path

import pytest

from convcalc.language.loading import load, preset_names
from convcalc.language.published import published
from convcalc.model.layers import KINDS
from convcalc.model.network import Network
from convcalc.peers import counting
from convcalc.peers.counting import Tally
from convcalc.peers.readings import FUNCTIONS, MEAN, Reading
from convcalc.peers.rules import Rule
from convcalc.peers.tools import TOOLS, rules, rules_of
from tests.support.command import convcalc
from tests.support.graphs import network
from tests.support.peers_layers import LAYERS, spec_of

DATA = Path(__file__).parents[1] / "data"
NETWORKS, SMALL = (json.loads((DATA / f"{name}.json").read_text("utf-8")) for name in ("peers", "peers_layers"))
"""Measured by tests/oracles/peers.py, with the versions that the rules name."""
RULES = {rule.name: rule for rule in rules()}
RUN = {rule for figures in NETWORKS.values() for rule in figures}
"""What was measured; the others are no tools for modules of PyTorch."""


def test_as_much_was_measured_as_is_told():
    assert (len(NETWORKS), sum(map(len, NETWORKS.values()))) == (29, 491)
    assert (len(SMALL), sum(map(len, SMALL.values()))) == (62, 1045)
    assert len(RUN) == 17


def count(rule: Rule, network: Network, reading: Reading | None = None) -> Tally:
    (tally,) = counting.counted([rule], network, reading)
    return tally


def figures(network: Network, reading: Reading | None = None) -> dict[str, int]:
    counted = counting.counted([RULES[name] for name in sorted(RUN)], network, reading)
    return {each.rule.name: each.total for each in counted if not each.fails}


@pytest.mark.parametrize("name", NETWORKS)
def test_every_measured_figure_is_exact_and_no_other_is_told(name: str):
    measured = {rule: value for rule, value in NETWORKS[name].items() if (name, rule) != ("swin_t", "onnx_tool macs")}
    assert figures(load(name)) == measured


@pytest.mark.parametrize("name", SMALL)
def test_every_measured_figure_of_a_layer_is_exact_and_no_other_is_told(name: str):
    assert figures(network(spec_of(name)), LAYERS[name][2]) == SMALL[name]


def evaluated(text: str) -> int:
    """A printed sum, worked out again."""
    return sum(
        int(times or 1) * int(number.replace(",", ""))
        for times, number in re.findall(r"(?:^|\+ )(?:(\d+) x )?([\d,]+) ", text)
    )


@pytest.mark.parametrize(
    "name", ["resnet18", "vgg16", "mobilenet_v3_small", "densenet121", "inception_v3", "unet", "swin_t"]
)
def test_a_printed_sum_gives_the_figure(name: str):
    net = load(name)
    for rule in rules():
        counted = count(rule, net)
        assert evaluated(counted.sum) == counted.total == sum(part.value for part in counted.parts)


def by_name(name: str, net: str = "resnet18") -> Tally:
    return count(RULES[name], load(net))


def test_what_a_tool_fails_on_makes_its_figure_unknown():
    assert by_name("onnx_tool macs", "googlenet-caffe").fails == ("lrn",)
    assert "no figure for lrn" in convcalc("reconcile", "googlenet-caffe").out


def test_how_layers_are_called_counts():
    net = load("resnet18")
    pool = 7 * 7 * 512
    ptflops = RULES["ptflops macs"]
    relus = 2_308_096
    plain = count(ptflops, net).total
    assert plain - count(ptflops, net, MEAN).total == 2 * pool
    assert plain - count(ptflops, net, FUNCTIONS).total == relus + pool + 112 * 112 * 64


SHARED = {"input": "8x8x4", "layers": [{"conv": "4 3x3 p1", "name": "a"}, {"conv": "4 3x3 p1", "weights": "a"}, "bn"]}


KERAS = {
    "VGG16": ("vgg16", {}, 138_357_544),
    "VGG19": ("vgg19", {}, 143_667_240),
    "MobileNet": ("mobilenet_v1", {}, 4_253_864),
    "MobileNetV2": ("mobilenet_v2", {}, 3_538_984),
    "ResNet50": ("resnet50-v1", {"bias": "true"}, 25_636_712),
    "ResNet101": ("resnet101", {"bias": "true"}, 44_707_176),
    "ResNet152": ("resnet152", {"bias": "true"}, 60_419_944),
    "Xception": ("xception", {}, 22_910_480),
}
"""keras.applications: what count_params() of Keras 3.15.1 says of each, and the shipped spec that it is."""


@pytest.mark.parametrize("name", KERAS)
def test_keras_counts_parameters_and_statistics(name: str):
    spec, settings, total = KERAS[name]
    assert count(RULES["keras total params"], load(spec, settings)).total == total


def test_shared_weights_are_parameters_once():
    """As torch.nn and Keras have them; flopth counts the last call alone, torchinfo both."""
    net, each = network(SHARED), 4 * 4 * 9 + 4
    assert count(RULES["keras total params"], net).total == each + 16
    assert count(RULES["flopth flops"], net).total == each * 64 + 2 * 64 * 4
    assert count(RULES["torchinfo mult-adds"], net).total == 2 * each * 64 + 8


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_a_rule_names_kinds_and_its_source(rule: Rule):
    assert rule.version and rule.source
    assert all(kind in KINDS for share in rule.shares for kind in share.kinds)
    assert all(kind in KINDS for kind in rule.fails)


def test_figures_of_papers_stand_with_their_source():
    printed = [row for name in preset_names() for row in published(load(name))]
    assert len(printed) >= 20
    assert all(row.answer.number and re.search(r"(19|20)\d\d, ", row.source) for row in printed)
    assert "He et al. 2015, table 1: 1.8e9 FLOPs" in convcalc("reconcile", "resnet18").out


def test_a_spec_of_ones_own_has_figures_of_its_own(tmp_path: Path):
    path = tmp_path / "net.yaml"
    path.write_text("extends: resnet18\npublished: {params: {figure: 11.7M, source: a table, note: rounded}}\n")
    out = convcalc("reconcile", str(path)).out
    assert "a table: 11.7M: rounded" in out and "He et al." not in out
    assert "a table: 11.7M: 11,700,000" in convcalc("reconcile", str(path), "--got", "11,700,000").out
    path.write_text("extends: resnet18\npublished: {params: {figure: many, source: a table}}\n")
    assert "figure: 'many' is not a value" in convcalc("reconcile", str(path)).err


def test_json_has_every_part():
    found = json.loads(convcalc("reconcile", "resnet18", "--format", "json").out)
    assert {each["tool"] for each in found["tools"]} == {*TOOLS}
    assert all(each["value"] == sum(part["value"] for part in each["parts"]) for each in found["tools"])


# A whole table by the rule of another


@pytest.mark.parametrize("tool", TOOLS)
def test_a_table_by_the_rule_of_another(tool: str):
    text = convcalc("summary", "resnet18", "--like", tool, "--exact").out
    for rule in rules_of(tool):
        assert f"{by_name(rule.name).total:,} ({rule.tool} {rule.version})" in text


def test_lines_add_up():
    text = convcalc("summary", "lenet5", "--like", "ptflops", "--exact", "--format", "markdown").out
    rows = [line.split("|")[5].strip() for line in text.splitlines() if line.startswith("| ")][2:]
    assert sum(int(row.replace(",", "")) for row in rows) == by_name("ptflops macs", "lenet5").total


def test_what_it_goes_with_is_said():
    assert convcalc("summary", "lenet5", "--like", "thop", "--format", "csv").code == 2
    assert convcalc("summary", "lenet5", "--like", "thop", "--columns", "layer").code == 2
