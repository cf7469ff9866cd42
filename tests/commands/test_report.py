"""The report command: what its page holds. How it behaves in a browser is tested in tests/browser."""

import cProfile
import json
import os
import re
import sys
import tracemalloc
from typing import Any

import pytest

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.memory import homes
from convcalc.cli import run
from convcalc.document.files import contents
from convcalc.document.source import parse
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.language.presets import preset_names
from convcalc.model.geometry import AXES
from convcalc.public import analyse
from convcalc.render import numbers, report
from convcalc.render.formats import render
from convcalc.render.markup import script_parts
from convcalc.render.report.figures import figures
from convcalc.render.report.formulas import ELSEWHERE, formulas
from convcalc.render.report.html import SCRIPTS
from convcalc.render.report.lead import comparison, lead, weightiest
from convcalc.render.report.tables import DataTable
from tests.support.page_data import told, told_layers

PRESETS = ("vgg16", "googlenet", "resnet50", "densenet121", "unet", "mobilenet_v3_small")


def analysed(text: str, **options: Any) -> Analysis:
    return analyse(build(loading.read_source(parse("net.yaml", text))), **options)


def data_of(page: str) -> list[dict[str, Any]]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    networks: list[dict[str, Any]] = json.loads(found[1])
    return networks


def test_it_is_one_file_that_asks_for_no_other() -> None:
    page = render("report", "html", [analyse("vgg16"), analyse("lenet5")])
    assert not re.search(r"https?://|@import|url\(|<link|<iframe|\ssrc=|fetch\(|import\(", page)
    assert page.startswith("<!doctype html>")
    assert [network["name"] for network in data_of(page)] == ["vgg16", "lenet5"]


@pytest.mark.slow
def test_it_is_small() -> None:
    assert len(render("report", "html", [analyse("vgg16")]).encode()) < 100_000
    assert len(render("report", "html", [analyse("densenet201")]).encode()) < 300_000


def test_what_is_told_once_is_kept_in_little_more_than_its_text() -> None:
    table, values = DataTable(), [[k, "layer"] for k in range(20_500)]
    tracemalloc.start()
    try:
        assert [table.number(value[0], list, value) for value in values + values[:3]] == [*range(20_500), 0, 1, 2]
        table.known.clear()
        assert tracemalloc.get_traced_memory()[0] < 2 * sum(len(f'[{k},"layer"],') for k, _ in values)
    finally:
        tracemalloc.stop()
    assert json.loads("".join(script_parts(table.told()))) == values


@pytest.mark.slow
@pytest.mark.parametrize("name", PRESETS)
def test_the_data_has_every_layer(name: str) -> None:
    analysis = analyse(name)
    data = told(analysis)
    totals = (analysis.total.params, analysis.total.macs, analysis.memory.outputs)
    for row, layer in zip(analysis.rows, told_layers(data), strict=True):
        kind, settings, _, output, weights, *costs = data["sites"][layer["sites"]]
        assert (layer["labels"], kind, output, tuple(layer["inputs"])) == (
            row.node.label, row.node.site.kind, str(row.node.site.output), row.node.inputs,
        )  # fmt: skip
        amounts = [data["amounts"][amount] for amount in costs]
        assert [value for value, *_ in amounts] == [row.cost.params, row.cost.macs, row.bytes]
        assert [text for _, text, _ in amounts] == [
            numbers.count(row.cost.params), numbers.count(row.cost.macs), numbers.size(row.bytes),
        ]  # fmt: skip
        if not row.node.is_input:
            assert [share for *_, share in amounts] == [
                f"{value / total:.1%}" for (value, *_), total in zip(amounts, totals, strict=True)
            ]
        assert settings == (row.node.site.layer.settings() if row.node.inputs else "")
        assert sum(_product(shape) for _, shape in weights) == row.cost.params
        own = [data["spans"][span] for span in data["reaches"][layer["sees"]][1]]
        assert [span[:3] for span in own] == [[each.advance, [*each.lows], [*each.highs]] for each in row.reach]


def _product(shape: str) -> int:
    product = 1
    for size in shape.split("x"):
        product *= int(size)
    return product


@pytest.mark.slow
@pytest.mark.parametrize("name", PRESETS)
def test_what_is_alive_by_looking_for_later_readers(name: str) -> None:
    analysis = analyse(name)
    nodes, sizes, held = analysis.network.nodes, analysis.memory.sizes, homes(analysis.network)
    kept = set(analysis.network.ends)
    expected = []
    for now in range(len(nodes)):
        needed = kept | {now} | {source for node in nodes[now:] for source in node.inputs}
        expected.append(sum(sizes[k] for k in {held[k] for k in needed if k <= now}))
    data = told(analysis)
    assert [data["amounts"][alive][:2] for alive in data["layers"]["alive"]] == [
        [each, numbers.size(each)] for each in expected
    ]
    assert max(expected) == analysis.memory.peak


def test_equal_neighbours_are_told_once() -> None:
    """Those of a call in a run stand as its first has them; where something differs, each is told."""
    unit = "unit: [{add: {a: [conv: 4 1x1, relu], b: }}, relu, bn, relu, tanh]"
    layers = "[{relu: , repeat: 2100}, {unit: , repeat: 51}, {unit: , repeat: 50}]"
    data = told(analysed(f"input: 8x8x4\nblocks: {{{unit}}}\nlayers: {layers}\n"))
    entry, relus, units, *others = data["tree"]
    assert (entry, len(others)) == (0, 50)
    assert {name: relus[name] for name in ("times", "start", "from", "size", "first")} == {
        "times": 2100, "start": 1, "from": 1, "size": 1, "first": 1,
    }  # fmt: skip
    assert {int(count) for count in relus["sums"]} == {2100, 1000, 100}
    assert [data["amounts"][amount][:2] for amount in relus["sums"]["1000"]][2] == [1000 * 1024, "1.0 MiB"]
    assert (units["times"], units["start"], units["size"]) == (51, 2101, 7)
    assert units["first"]["parts"][0]["branches"][0]["parts"] == [2101, 2102]
    assert data["amounts"][units["sums"]["51"][0]][0] == 51 * (20 + 8)


def test_very_many_parts_stand_together_by_thousands() -> None:
    layers = "".join(f"  - conv: {k % 2 + 1} 1x1\n" for k in range(2100))
    tree = told(analysed(f"input: 8x8x1\nlayers:\n{layers}"))["tree"]
    assert [len(part["parts"]) for part in tree] == [1000, 1000, 101]
    assert [number for part in tree for number in part["parts"]] == list(range(2101))
    assert "scope" not in tree[0] and len(tree[0]["sums"]) == 3


def test_numbers_that_a_page_cannot_hold_are_sent_as_text() -> None:
    huge = analysed("input: 200000x200000x1000\nlayers: [conv: 10000 9x9 p4]\n")
    data = told(huge)
    params, macs, _ = (data["amounts"][amount] for amount in data["sites"][1][5:])
    assert macs == [str(200000**2 * 1000 * 10000 * 81), "32.40E", "100.0%"]
    assert params == [10000 * (1000 * 81 + 1), "810.0M", "100.0%"]


@pytest.mark.slow
def test_what_is_said_once_is_made_once() -> None:
    """Time grows with the layers, and what is alike is explained, named and summed once: by calls, not by a clock."""
    text = "input: 8x8x4\nlayers: [{{conv: 4 1x1, repeat: {}}}]\n"
    small, large = (profiled(analysed(text.format(n))) for n in (1000, 3000))
    assert large < small + 2000 * 100


def profiled(analysis: Analysis) -> int:
    """How many calls it takes to write the report."""
    profile = cProfile.Profile()
    profile.runcall(render, "report", "html", [analysis])
    return sum(each.callcount for each in profile.getstats())


def test_scripts_round_nothing_that_is_read() -> None:
    """They shorten how high a bar or a line is, and which unit is nearest to a finger; what is read comes as text."""
    folder = os.path.dirname(report.__file__)
    lines = [line for name in SCRIPTS for line in contents(os.path.join(folder, name)).decode().splitlines()]
    rounding = [line.split()[1] for line in lines if re.search(r"toFixed|toPrecision|Math\.round|[KM]iB|%1000", line)]
    assert sorted(rounding) == ["height", "nearest", "rows"]


@pytest.mark.parametrize(
    ("name", "sentence", "shown"),
    [
        ("vgg16", "74 % of the parameters are in fc6; memory peaks in stage1 at 24.5 MiB; "
         "30 % of the MACs are in stage3.", ("fc6", "params")),
        ("vit_b_16", "No part holds more than 8.2 % of the parameters; memory peaks in encoder1 at 5.2 MiB; "
         "no part holds more than 8.3 % of the MACs.", ("encoder1.mlp.dense", "params")),
        ("dcgan_d", "76 % of the parameters are in down4.conv; memory peaks in down1 at 512.0 KiB; "
         "32 % of the MACs are in down2.", ("down4.conv", "params")),
    ],
)  # fmt: skip
def test_it_opens_on_a_sentence_and_the_layer_that_matters_most(
    name: str, sentence: str, shown: tuple[str, str]
) -> None:
    analysis = analyse(name)
    assert re.sub("</?b>", "", lead(analysis)) == sentence
    assert f'<p class="lead">{lead(analysis)}</p>' in render("report", "html", [analysis])
    number, figure = weightiest(analysis)
    assert (analysis.network.nodes[number].path, figure) == shown


def test_a_network_without_parameters_has_a_sentence() -> None:
    assert lead(analysed("input: 8x8x3\nlayers: [relu]\n")) == "Memory peaks in <b>relu</b> at <b>1.5 KiB</b>."
    assert weightiest(analysed("input: 8x8x3\nlayers: [relu, tanh]\n")) == (2, "output")


def test_several_networks_are_compared_in_a_sentence() -> None:
    told = comparison([analyse("vgg16"), analyse("lenet5"), analyse("resnet50")])
    assert re.sub("</?b>", "", told).startswith("vgg16 has 2,242 times the parameters of lenet5; vgg16 takes ")
    assert comparison([analyse("lenet5"), analyse("lenet5")]) == ""
    hostile = analysed("name: <i>\ninput: 8x8x3\nlayers: [conv: 4 3x3]\n")
    assert "<b>&lt;i&gt;</b> at once" in comparison([hostile, analyse("vgg16")])


def test_no_text_ends_the_data() -> None:
    page = render("report", "html", [analysed('name: "</script><!--<script>&"\ninput: 8x8x3\nlayers: [relu]\n')])
    assert page.count("</script>") == 2
    assert "<!--" not in page
    assert data_of(page)[0]["name"] == "</script><!--<script>&"


@pytest.mark.parametrize("name", ["vgg16", "googlenet", "resnet50", "unet"])
def test_headline_figures_add_up(name: str) -> None:
    """Each explanation is a sum: its parts make what it says they make, and that is the figure."""
    analysis = analyse(name)
    total, memory = analysis.total, analysis.memory
    shown = {figure.title: figure.sources for figure in figures(analysis)}
    for title, value in (
        ("Parameters", total.params),
        ("MACs", total.macs),
        ("Memory of outputs", memory.outputs),
        ("Memory at once", memory.peak),
        ("Training with adam", memory.training["adam"]),
    ):
        *parts, last = shown[title]
        assert last.removesuffix(" bytes") == f"together {value:,}"
        if not any(part.startswith("and ") for part in parts):
            assert sum(map(_amount, parts)) == value, title
    assert shown["Weights"] == (
        f"({total.params:,} parameters + {total.buffers:,} buffers) * 4 = {memory.weights:,} bytes",
    )


def _amount(text: str) -> int:
    """The last number of a line, times the one before a star; a share in brackets left out."""
    plain = re.sub(r" \([\d.]+%\)| bytes", "", text)
    product = re.search(r"(\d+) \* ([\d,]+)$", plain)
    number = int(plain.rsplit(" ", 1)[1].replace(",", ""))
    return number * int(product[1]) if product else number


@pytest.mark.slow
@pytest.mark.parametrize("name", ["vgg16", "googlenet", "mobilenet_v3_small"])
def test_every_formula_ends_in_the_figure_of_its_layer(name: str) -> None:
    analysis = analyse(name)
    for row, (output, params, macs, memory, field) in list(zip(analysis.rows, formulas(analysis), strict=True))[1:]:
        assert output and field
        assert f"= {row.cost.params:,}" in params[0][2] or (not row.cost.params and params[0][2].startswith("0: "))
        assert f"= {row.cost.macs:,}" in macs[0][2] or (not row.cost.macs and macs[0][2].startswith("0: "))
        assert f"= {row.bytes:,} bytes" in memory[0][2] or (not row.bytes and memory[0][2].startswith("0: "))


@pytest.mark.slow
@pytest.mark.parametrize("name", preset_names())
def test_every_line_stands_with_the_figure_that_it_explains(name: str) -> None:
    analysis = analyse(name)
    inputs = len(analysis.network.inputs)
    lines = list(zip(analysis.rows, formulas(analysis), strict=True))[inputs:]
    for row, (output, params, macs, memory, field) in lines:
        assert output and [label for label, *_ in (*params, *macs, *memory)] == [
            "parameters", *(["buffers"] if row.cost.buffers else []), "MACs", "memory",
        ]  # fmt: skip
        assert bool(field) == bool(row.reach)
        assert all(label.startswith(("receptive field", "field", "stride")) for label, *_ in field)
        if len({span.size for span in row.reach}) > 1 and all(label.startswith("field, ") for label, *_ in field):
            said = {label.removeprefix("field, "): text for label, _, text in field}
            for axis, span in zip(AXES[len(row.reach)], row.reach, strict=True):
                text = next(text for axes, text in said.items() if axis in axes.split(", "))
                assert str(span.size) in text or "the whole input" in text


def test_a_page_explains_as_many_layers_as_anybody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    analysis = analyse("vgg16")
    whole = list(formulas(analysis))
    monkeypatch.setattr("convcalc.render.report.formulas.MOST_EXPLAINED", 5)
    few = list(formulas(analysis))
    assert few[:4] == whole[:4]
    assert few[-1] == [ELSEWHERE] * 5


def test_dtype_batch_input_and_variables(tmp_path: os.PathLike[str]) -> None:
    path = os.path.join(tmp_path, "page.html")
    options = ["--batch", "8", "--dtype", "float16", "--input", "64x64x3", "--set", "classes=10"]
    assert run(["report", "resnet18", "-o", path, *options]) == 0
    with open(path, encoding="utf-8") as file:
        page = file.read()
    [data] = data_of(page)
    assert (data["dtype"], data["batch"], data["input"], data["output"]) == ("float16", 8, "64x64x3", "10")
    assert "float16, batch 8" in page


def test_to_standard_output_unless_a_person_looks(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["report", "lenet5"]) == 0
    assert capsys.readouterr().out.startswith("<!doctype html>")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert run(["report", "lenet5"]) == 2
    assert "-o report.html" in capsys.readouterr().err


def test_that_a_page_is_very_large_is_said(
    tmp_path: os.PathLike[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = os.path.join(tmp_path, "page.html")
    for most, words in ((10**6, ""), (10**4, "KiB: a browser takes long to show it, if it can\n")):
        monkeypatch.setattr("convcalc.cli.report.MOST_SHOWN", most)
        assert run(["report", "lenet5", "-o", path]) == 0
        said = capsys.readouterr().err
        assert said.endswith(words) and bool(said) == bool(words)


def test_a_broken_spec_leaves_the_old_page(tmp_path: os.PathLike[str], capsys: pytest.CaptureFixture[str]) -> None:
    path = os.path.join(tmp_path, "page.html")
    with open(path, "w", encoding="utf-8") as file:
        file.write("old")
    assert run(["report", "lenet5", "nothing", "-o", path]) == 2
    assert "no preset 'nothing'" in capsys.readouterr().err
    with open(path, encoding="utf-8") as file:
        assert file.read() == "old"
