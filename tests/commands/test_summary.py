"""The summary command: what a person reads, what a program reads, and what is never lost."""

import csv
import io
import json
import math
import re

import pytest

from convcalc.language import loading
from convcalc.public import analyse
from convcalc.render.formats import FORMATS, Options, parts, render
from convcalc.render.summary import columns
from convcalc.render.summary import csv as csv_form
from convcalc.render.summary.columns import COLUMNS
from tests.support.command import convcalc
from tests.support.paths import GOLDENS

TINY = """\
name: tiny
input: 32x32x3
layers:
  - conv: 10 5x5 s1 p2
    name: c1
  - relu
  - maxpool: 2
  - flatten
  - dense: 10
"""


@pytest.mark.parametrize(
    ("golden", "arguments", "width"),
    [
        ("vgg16-80", ["vgg16"], 80),
        ("resnet50-80", ["resnet50"], 80),
        ("resnet50-160", ["resnet50"], 160),
        ("googlenet-piped", ["googlenet"], None),
        ("resnet18-depth-1", ["resnet18", "--depth", "1"], 100),
        ("resnet18-markdown", ["resnet18", "--format", "markdown", "--depth", "1"], None),
        ("mobilenet-v3-exact", ["mobilenet_v3_small", "--exact", "--columns", "layer,output,params,macs,field"], 100),
    ],
)
def test_the_whole_text(golden, arguments, width):
    result = convcalc("summary", *arguments, width=width)
    assert (result.code, result.err) == (0, "")
    assert result.out == (GOLDENS / f"{golden}.txt").read_text()


def rows(table: str) -> list[list[str]]:
    """The cells of a table, split at two spaces or more."""
    lines = table.split("\n")
    rule = [k for k, line in enumerate(lines) if line and set(line) == {"-"}]
    return [re.split(r"\s{2,}", line.strip()) for line in lines[rule[0] + 1 : rule[1]]]


@pytest.mark.slow
@pytest.mark.parametrize("width", [1, 20, 40, 60, 80, 100, 160, 300])
@pytest.mark.parametrize("name", ["vgg16", "mobilenet_v2"])
def test_numbers_are_never_cut_short_at_any_width(name, width):
    natural = rows(convcalc("summary", name, "--full").out)
    fitted = rows(convcalc("summary", name, "--full", width=width).out)
    figures = [[row[-5:] for row in table if len(row) > 5] for table in (natural, fitted)]
    assert figures[0] == figures[1]
    assert len(figures[0]) == len(loading.load(name).nodes)


@pytest.mark.parametrize("name", ["vgg16", "resnet50", "googlenet", "densenet121"])
def test_the_table_fits_eighty_columns(name):
    table = convcalc("summary", name, width=80).out
    assert max(map(len, table.split("\n"))) <= 80


def test_columns_add_up_to_the_totals_however_it_is_folded():
    total = analyse("resnet50").total
    for options in (["--depth", "0"], ["--depth", "1"], ["--depth", "2"], ["--full"], []):
        out = convcalc("summary", "resnet50", "--exact", "--columns", "layer,params,buffers,macs", *options).out
        figures = [[int(cell.replace(",", "")) for cell in row[1:]] for row in rows(out) if len(row) == 4]
        assert tuple(map(sum, zip(*figures, strict=True))) == total


def test_equal_blocks_fold_and_open():
    folded = convcalc("summary", "resnet50").out
    assert "unit_2 x5" in folded
    full = convcalc("summary", "resnet50", "--full").out
    assert not re.search(r" x\d ", full)
    assert len(rows(full)) > len(loading.load("resnet50").nodes)


def test_every_column_can_be_chosen():
    asked = ("--columns", ",".join(COLUMNS), "--device", "1TFLOPS,100GB/s")
    out = convcalc("summary", "-", *asked, "--full", stdin=TINY).out
    c1 = next(line for line in out.split("\n") if line.startswith("c1"))
    cells = "c1 conv 10 5x5 p2 32x32x10 760 760 0 768,000 1,546,240 10,240 778.2k 778.2k 10"
    cells += " 40,960 B 12.0 KiB 5 1 2 weight 10x3x5x5, bias 10 27.3 compute 1.54 us"
    assert (
        re.sub(r"\s+", " ", c1)
        .replace("768.0k", "768,000")
        .replace("1.55M", "1,546,240")
        .replace("40.0 KiB", "40,960 B")
        == cells
    )


def test_json_holds_exact_integers_and_a_version():
    data = json.loads(convcalc("summary", "-", "--format", "json", stdin=TINY).out)
    assert data["schema_version"] == 2
    assert (data["input"], data["output"]) == ([32, 32, 3], [10])
    assert data["total"]["params"] == 760 + 16 * 16 * 10 * 10 + 10
    assert data["total"]["flops"] == sum(layer["flops"] for layer in data["layers"])
    c1 = data["layers"][1]
    assert c1 == {
        "name": "c1",
        "kind": "conv",
        "settings": "10 5x5 p2",
        "inputs": ["input"],
        "output": [32, 32, 10],
        "weights": {"weight": [10, 3, 5, 5], "bias": [10]},
        "shares": None,
        "params": 760,
        "frozen": False,
        "buffers": 0,
        "macs": 768_000,
        "flops": 2 * 768_000 + 10_240,
        "bytes": 40_960,
        "saved": 12_288,
        "receptive_field": [{"size": 5, "stride": 1, "padding": 2, "whole": False, "exact": True}] * 2,
    }


@pytest.mark.parametrize("name", ["vgg16", "googlenet", "unet", "shufflenet_v2_x1_0"])
def test_the_memory_of_layers_adds_up_to_the_total_and_the_input_counts_apart(name):
    data = json.loads(convcalc("summary", name, "--format", "json").out)
    memory, layers = data["memory"], data["layers"]
    assert sum(layer["bytes"] for layer in layers) == memory["outputs"]
    assert (layers[0]["bytes"], memory["input"]) == (0, 4 * math.prod(data["input"]))
    assert sum(layer["saved"] for layer in layers) == memory["saved"]
    assert memory["training"]["sgd"] == memory["weights"] + 4 * data["total"]["params"] + memory["saved"]
    table = csv.DictReader(io.StringIO(convcalc("summary", name, "--format", "csv").out))
    assert sum(int(row["bytes"]) for row in table) == memory["outputs"]
    text = convcalc("summary", name, "--exact", "--depth", "0", "--columns", "memory").out
    assert sum(int(cell.replace(",", "")) for cell in re.findall(r"^ *([\d,]+) B$", text, re.M)) == memory["outputs"]
    assert f"  outputs   {memory['outputs']:,} B in all" in text
    assert text.count("input ") == 1 and f"input {memory['input']:,} B" in text
    assert f"optimizer state, and {memory['saved']:,} B saved for the backward pass" in " ".join(text.split())


def test_a_batch_multiplies_macs_beside_those_of_one_example():
    one, many = (json.loads(convcalc("summary", "alexnet", "--batch", n, "--format", "json").out) for n in ("1", "32"))
    assert one["total"]["macs"] == many["total"]["macs"] == one["total"]["macs_of_batch"] == 714_188_480
    assert many["total"]["macs_of_batch"] == 32 * 714_188_480
    text = convcalc("summary", "alexnet", "--batch", "32").out
    assert "714,188,480 for one example, 22,854,031,360 for the batch of 32: conv and dense" in text
    assert "for the batch" not in convcalc("summary", "alexnet").out


def test_a_prediction_takes_the_weights_and_what_is_alive_at_once():
    memory = json.loads(convcalc("summary", "alexnet", "--format", "json").out)["memory"]
    assert memory["prediction"] == memory["weights"] + memory["peak"]
    assert f"  predict   {memory['prediction']:,} B: weights" in convcalc("summary", "alexnet", "--exact").out


def test_activations_in_place_are_a_choice_that_is_stated():
    spec = "input: 4x4x2\nlayers: [conv: 4 1, relu, conv: 1 1]\n"
    beside, over = (
        json.loads(convcalc("summary", "-", *given, "--format", "json", stdin=spec).out)["memory"]
        for given in ((), ("--in-place",))
    )
    assert (beside["in_place"], beside["peak"], beside["outputs"]) == (False, 512, 576)
    assert (over["in_place"], over["peak"], over["outputs"]) == (True, 384, 320)
    assert "work in place on what nobody reads after them" in convcalc("summary", "-", "--in-place", stdin=spec).out


def test_heads_of_one_name_are_all_told():
    spec = "input: 8x8x3\nblocks: {side: [{head: {aux: [gap]}}, {conv: 4 3}]}\nlayers: [side, side]\n"
    heads = json.loads(convcalc("summary", "-", "--format", "json", stdin=spec).out)["outputs"]
    assert [(each["name"], each["layer"], each["volume"]) for each in heads] == [
        ("output", "side_2.conv", [4, 4, 4]),
        ("aux", "side.aux.gap", [1, 1, 3]),
        ("aux", "side_2.aux.gap", [1, 1, 4]),
    ]
    assert [[span["size"] for span in each["receptive_field"]] for each in heads] == [[5, 5], [None, None], [3, 3]]


def test_csv_has_a_row_a_layer():
    table = list(csv.DictReader(io.StringIO(convcalc("summary", "resnet50", "--format", "csv").out)))
    assert len(table) == len(loading.load("resnet50").nodes)
    assert sum(int(row["params"]) for row in table) == 25_557_032
    assert table[-4]["receptive_field"] == "427"


def test_memory_follows_dtype_and_batch():
    one = json.loads(convcalc("summary", "vgg16", "--format", "json").out)["memory"]
    many = json.loads(convcalc("summary", "vgg16", "--format", "json", "--batch", "8", "--dtype", "float16").out)[
        "memory"
    ]
    assert many["outputs"] == 4 * one["outputs"]
    assert many["weights"] * 2 == one["weights"]


def test_a_path_a_preset_and_standard_input_serve_alike(tmp_path):
    path = tmp_path / "tiny.yaml"
    path.write_text(TINY)
    assert convcalc("summary", str(path)) == convcalc("summary", "-", stdin=TINY)
    assert convcalc("summary", "vgg11").code == 0


def test_the_input_and_variables_can_be_replaced():
    out = convcalc("summary", "resnet18", "--input", "64x48x3", "--set", "classes=10").out
    assert out.startswith("resnet18  64x48x3 -> 10\n")


def test_a_variable_can_be_set_to_a_kind_of_layer():
    text = "input: 8x8x3\nvars: {act: relu}\nlayers: [conv: 4 3x3, act]\n"
    assert convcalc("summary", "-", "--set", "act=prelu", stdin=text) == convcalc(
        "summary", "-", stdin=text.replace("relu", "prelu")
    )


def test_up_to_a_fault_the_table_is_still_shown():
    result = convcalc("summary", "-", stdin=TINY.replace("dense: 10", "conv: 4 3x3"))
    assert result.code == 2
    assert result.err.startswith("<stdin>:9:5: error: conv: needs a volume with axes")
    assert [row[0] for row in rows(result.out)] == ["input", "c1", "relu", "maxpool", "flatten"]


def test_other_formats_print_nothing_on_a_fault():
    for form in ("json", "csv", "markdown"):
        result = convcalc("summary", "-", "--format", form, stdin=TINY.replace("dense: 10", "conv: 4 3x3"))
        assert (result.code, result.out) == (2, "")


def test_colours_are_for_terminals_and_those_who_ask():
    assert "\033[" not in convcalc("summary", "vgg11").out
    assert "\033[" in convcalc("summary", "vgg11", FORCE_COLOR="1").out
    assert "\033[" not in convcalc("summary", "vgg11", FORCE_COLOR="1", NO_COLOR="1").out
    assert "\033[" not in convcalc("summary", "vgg11", FORCE_COLOR="0").out


def test_names_in_brackets_are_no_markup():
    spec = "name: '[bold]x[/]'\ninput: 8x8x1\nlayers:\n- {relu: , name: a}\n"
    assert convcalc("summary", "-", stdin=spec).out.startswith("[bold]x[/]  8x8x1 -> 8x8x1\n")


def test_gates_and_bounds_are_told():
    out = convcalc("summary", "mobilenet_v3_small").out
    assert "+all: gates or statistics also see the whole image" in out


@pytest.mark.slow
@pytest.mark.parametrize("form", [form for form in FORMATS["summary"] if form != "json"])
def test_a_long_table_comes_in_parts_that_make_the_same(form, monkeypatch):
    analysis = analyse("vgg16")
    for options in (Options(60, full=True), Options(depth=1), Options()):
        monkeypatch.undo()
        whole = render("summary", form, analysis, options)
        few = len(list(parts("summary", form, analysis, options)))
        for module in (columns, csv_form):
            monkeypatch.setattr(module, "SOME", 7)
        each = list(parts("summary", form, analysis, options))
        assert len(each) >= few + 2
        assert "\n".join(each) == whole


def test_ten_thousand_rows_are_all_there():
    spec = "input: 8x8x4\nlayers:\n- {conv: 4 3x3 p1, name: 'c{i}', repeat: 10000}\n"
    assert len(rows(convcalc("summary", "-", stdin=spec).out)) == 10_001


def test_an_input_that_nothing_reads_is_said_to_be_unseen(tmp_path):
    path = tmp_path / "net.yaml"
    path.write_text("input: {left: 8x8x3, right: 4x4x3}\nlayers:\n- conv: 8 3x3\n  from: left\n")
    out = convcalc("summary", str(path)).out
    assert "of left: receptive field 3, stride 1, padding 0; of right: none of it is seen" in out
