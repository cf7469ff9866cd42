"""The rules of other tools: their figures as they were measured, their sums, and where a figure comes from."""

import json
import re
from pathlib import Path

import pytest

from convcalc.language.loading import load, preset_names
from convcalc.language.published import published
from convcalc.model.layers import KINDS
from convcalc.peers.counting import Tally, count
from convcalc.peers.readings import FUNCTIONS, MEAN
from convcalc.peers.rules import Rule
from convcalc.peers.tools import TOOLS, rules, rules_of
from tests.support.command import convcalc

MEASURED = json.loads((Path(__file__).parents[1] / "data" / "peers.json").read_text("utf-8"))
"""By tests/oracles/peers.py, with the versions that the rules name."""
RULES = {rule.name: rule for rule in rules()}
FIGURES = [(name, rule, value) for name, figures in MEASURED.items() for rule, value in figures.items()]


def test_at_least_fifteen_networks_were_measured():
    assert len(MEASURED) >= 15 and len({rule for _, rule, _ in FIGURES}) >= 16


@pytest.mark.parametrize("name", MEASURED)
def test_every_measured_figure_is_exact(name: str):
    network = load(name)
    assert {rule: count(RULES[rule], network).total for rule in MEASURED[name]} == MEASURED[name]


def evaluated(text: str) -> int:
    """A printed sum, worked out again."""
    return sum(
        int(times or 1) * int(number.replace(",", ""))
        for times, number in re.findall(r"(?:^|\+ )(?:(\d+) x )?([\d,]+) ", text)
    )


@pytest.mark.parametrize("name", ["resnet18", "vgg16", "mobilenet_v3_small", "densenet121", "inception_v3", "unet"])
def test_a_printed_sum_gives_the_figure(name: str):
    network = load(name)
    for rule in rules():
        counted = count(rule, network)
        assert evaluated(counted.sum) == counted.total == sum(value for _, value in counted.parts)


def by_name(name: str, network: str = "resnet18") -> Tally:
    return count(RULES[name], load(network))


def test_an_unknown_kind_makes_a_figure_unknown():
    assert by_name("thop macs", "vit_b_16").unsure == ("param", "attention")
    assert convcalc("reconcile", "vit_b_16").out.count("not worked out for param") == 3


def test_how_layers_are_called_counts():
    network = load("resnet18")
    pool = 7 * 7 * 512
    ptflops = RULES["ptflops macs"]
    relus = 2_308_096
    plain = count(ptflops, network).total
    assert plain - count(ptflops, network, MEAN).total == 2 * pool
    assert plain - count(ptflops, network, FUNCTIONS).total == relus + pool + 112 * 112 * 64


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_a_rule_names_kinds_and_its_source(rule: Rule):
    assert rule.version and rule.source
    assert all(kind in KINDS for share in rule.shares for kind in share.kinds)
    assert all(kind in KINDS for kind in rule.unsure)


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


# Where a figure comes from

GOT = {
    ("resnet50", "4,133,742,592"): "thop 0.1.1 macs: 4,133,742,592",
    ("resnet50", "4.09G"): "MACs, ",
    ("resnet50", "25.6M"): "parameters: 25,557,032",
    ("resnet50", "25,610,152"): "parameters and batch norm's statistics, keras 3 total params: 25,610,152",
    ("resnet50", "8.18 GFLOPs"): "FLOPs as 2 x MACs, torch 2.14.1 flops",
    ("resnet50", "102 MB"): "bytes of parameters in float32: 102,228,128 bytes",
    ("resnet50", "97.5 MB"): "MiB of parameters in float32, written as MB",
    ("resnet50", "3.86G"): "MACs of resnet50-v1",
    ("resnet50", "3.8G"): "He et al. 2015, table 1: 3.8e9 FLOPs",
    ("resnet50", "23,508,032"): "parameters without the last dense layer: 23,508,032",
    ("resnet50", "23,528,522"): "parameters of 10 classes: 23,528,522",
    ("resnet50", "8,343,142,400"): "MACs of a 320x320 input, ",
    ("resnet50", "11.69M"): "parameters of resnet18",
    ("googlenet", "13,004,888"): "parameters of googlenet with aux: true: 13,004,888",
    ("inception_v3", "27,161,264"): "parameters of inception_v3 with aux: true: 27,161,264",
    ("resnet50", "3,857,973,248"): "MACs of resnet50-v1, ",
    ("efficientnet_b0", "0.39B"): "Tan and Le 2019, table 2: 0.39B FLOPs",
    ("mobilenet_v2", "327,486,720"): "thop 0.1.1 macs: 327,486,720",
}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "got"), GOT)
def test_a_figure_is_explained(name: str, got: str):
    done = convcalc("reconcile", name, "--got", got)
    assert done.code == 0
    assert GOT[name, got] in "\n".join(done.out.splitlines()[:2]), done.out


def test_a_figure_that_nothing_gives():
    done = convcalc("reconcile", "lenet5", "--got", "61,707,654,321")
    assert done.code == 1 and "nothing known gives 61,707,654,321; nearest are" in done.out


@pytest.mark.parametrize("got", ["ten", "32x32x3", "", "4.1 apples"])
def test_what_is_no_figure_is_refused(got: str):
    done = convcalc("reconcile", "lenet5", "--got", got)
    assert done.code == 2 and "--got" in done.err


def test_json_has_every_part():
    figures = json.loads(convcalc("reconcile", "resnet18", "--format", "json").out)
    assert {each["tool"] for each in figures["tools"]} == {*TOOLS}
    assert all(each["value"] == sum(part["value"] for part in each["parts"]) for each in figures["tools"])
    found = json.loads(convcalc("reconcile", "resnet18", "--got", "1,824,033,792", "--format", "json").out)
    assert found["origins"][0]["words"] == "thop 0.1.1 macs"


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
