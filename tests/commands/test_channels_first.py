"""Volumes written channels first: read and shown so everywhere, the same figures; a note where nobody has said so."""

import json
from pathlib import Path

import pytest

import convcalc as api
from tests.support.command import convcalc
from tests.support.paths import SHARED

FIRST = ["--order", "channels_first"]
NET = """\
order: channels_first
input: 3x32x16
layers:
  - conv: 8 3x3
    expect: {output: 8x30x14}
  - reshape: 15x28x8
  - permute: [channels, width, height]
  - maxpool: 2x2
expect: {output: 15x4x14}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text(NET)


def plain(*arguments, **more):
    return json.loads(convcalc(*arguments, "--format", "json", **more).out)


def turned(volume):
    return [*volume[-1:], *volume[:-1]]


@pytest.mark.parametrize("name", ["resnet50", "googlenet", "efficientnet_b0", "vgg16", "unet"])
def test_the_figures_are_the_same_and_the_volumes_turned(name):
    last, first = plain("summary", name), plain("summary", name, *FIRST)
    assert (last.pop("order"), first.pop("order")) == ("channels_last", "channels_first")
    for each in (last, *last["layers"]):
        each["output"] = turned(each["output"])
    for each in (*last["inputs"], *last["outputs"]):
        each["volume"] = turned(each["volume"])
    last["input"] = turned(last["input"])
    assert last == first


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared here")
@pytest.mark.parametrize("name", ["vit_b16", "coatnet_0", "nasnet_cell", "retinanet", "unet3d", "tcn"])
def test_a_network_is_the_same_written_out_either_way(name):
    spec = f"{name}.yaml"
    Path(spec).write_text("order: channels_last\n" + (SHARED / "corpus" / spec).read_text())
    flat = convcalc("show", "--flat", spec, *FIRST).out
    assert "order: channels_first\n" in flat
    Path("flat.yaml").write_text(flat)
    for key in ("total", "memory", "output"):
        mine, theirs = plain("summary", "flat.yaml")[key], plain("summary", spec, *FIRST)[key]
        if key == "memory":
            mine, theirs = ({k: v for k, v in each.items() if k[:5] != "peak_"} for each in (mine, theirs))
        assert mine == theirs
    Path("last.yaml").write_text(convcalc("show", "--flat", "flat.yaml", "--order", "channels_last").out)
    assert "order:" not in Path("last.yaml").read_text()
    assert plain("summary", "last.yaml")["output"] == plain("summary", spec)["output"]


def test_a_spec_is_read_and_shown_so():
    assert convcalc("check", "net.yaml").out == "1 file checked: no problems\n"
    out = convcalc("summary", "net.yaml").out
    for text in ("3x32x16 -> 15x4x14", "reshape 15x28x8", "permute [channels, width, height]", "8x30x14", "15x8x28"):
        assert text in out
    assert "8x30x14" in convcalc("explain", "net.yaml", "conv").out.split("\n")[0]
    assert "15x8x28" in convcalc("graph", "net.yaml").out
    assert "15x4x14" in convcalc("report", "net.yaml").out


def test_an_expectation_is_told_in_its_own_order():
    Path("net.yaml").write_text(NET.replace("{output: 15x4x14}", "{output: 15x5x14}"))
    result = convcalc("check", "net.yaml")
    assert result.code == 1
    assert "expected 15x5x14, found 15x4x14" in result.out
    Path("net.yaml").write_text(NET.replace("{output: 8x30x14}", "{output: 9x32x16}"))
    assert "it has 8 channels, not 9; padding 1 gives 32x16" in convcalc("check", "net.yaml").out


def test_each_file_of_a_family_is_read_as_it_says():
    Path("wide.yaml").write_text("extends: net.yaml\nexpect: {output: 15x4x14}\n")
    Path("last.yaml").write_text("extends: net.yaml\norder: channels_last\ninput: 32x16x3\nexpect: {output: 4x14x15}\n")
    Path("shipped.yaml").write_text("extends: vgg16\norder: channels_first\ninput: 3x64x64\n")
    assert convcalc("check", ".").code == 0
    assert "3x32x16 -> 15x4x14" in convcalc("summary", "wide.yaml").out
    assert "32x16x3 -> 4x14x15" in convcalc("summary", "last.yaml").out
    assert "512x4x4" in convcalc("summary", "shipped.yaml").out


def test_the_option_shows_what_a_spec_reads_otherwise():
    assert "32x16x3 -> 4x14x15" in convcalc("summary", "net.yaml", "--order", "channels_last").out
    assert "3x64x64 -> 1000" in convcalc("summary", "vgg16", "--input", "3x64x64", *FIRST).out
    out = convcalc("summary", "net.yaml", "--order", "channels_last", "--input", "32x14x3", "--set", "a=1")
    assert "no variable 'a'" in out.err


def test_a_file_that_says_nothing_is_read_as_the_option_says():
    Path("plain.yaml").write_text("input: 3x32x16\nlayers: [{conv: 8 3x3}]\n")
    assert "8x30x14" in convcalc("summary", "plain.yaml", *FIRST).out


@pytest.mark.parametrize(
    ("file", "text"),
    [(".convcalc.yaml", "order: channels_first\n"), ("pyproject.toml", '[tool.convcalc]\norder = "channels_first"\n')],
)
def test_a_project_says_it_for_all_its_specs(file, text):
    Path(file).write_text(text)
    Path("sub").mkdir()
    Path("sub/plain.yaml").write_text("input: 3x32x16\nlayers: [{conv: 8 3x3}]\nexpect: {output: 8x30x14}\n")
    Path("last.yaml").write_text("order: channels_last\ninput: 32x16x3\nlayers: [{conv: 8 3x3}]\n")
    result = convcalc("check", ".")
    assert (result.code, result.err) == (0, "")
    assert "8x30x14" in convcalc("summary", "sub/plain.yaml").out
    assert "30x14x8" in convcalc("summary", "last.yaml").out
    assert "512x2x2" in convcalc("summary", "resnet18", "--input", "3x64x64").out
    assert "10x30x30" in convcalc("calc", "3x32x32", "conv 10 3x3").out
    assert "7 to 7x7" not in convcalc("stack", "3x3", "--against", "3x3", "--input", "7x7").err
    assert api.load("sub/plain.yaml").input.size == (32, 16)


def test_a_budget_is_in_the_order_of_its_project():
    Path(".convcalc.yaml").write_text("order: channels_first\nbudgets: {net.yaml: {output: 15x4x14}}\n")
    assert convcalc("check", "net.yaml").code == 0
    Path(".convcalc.yaml").write_text("budgets: {net.yaml: {output: 15x4x14}}\n")
    assert "expected 15x4x14, found 4x14x15" in convcalc("check", "net.yaml").out


def test_words_are_read_and_judged_so():
    said = ["calc", "3x32x32", "conv 10 5x5 p2", "reshape 20x16x32", *FIRST]
    assert "20x16x32" in convcalc(*said).out
    assert convcalc(*said, "--answer", "conv.output=10x32x32").code == 0
    wrong = convcalc(*said, "--answer", "conv.output=32x32x10")
    assert wrong.code == 1
    assert "channels written last" in wrong.out
    shape = convcalc("calc", "3x32x32", "conv 10 5x5 p2", *FIRST, "--answer", "output=10x28x28")
    assert "padding ignored" in shape.out


def test_solve_reads_and_shows_so():
    out = convcalc("solve", "3x32x32", "conv 10 5x5 s1 p?", "--output", "10x32x32", *FIRST).out
    assert out.startswith("pad 2  3x32x32 -> 10x32x32\n")
    assert (
        "3x227x227 to 3x230x230 -> 96x55x55"
        in convcalc("solve", "3x?x?", "conv 96 11x11 s4", "--output", "96x55x55", *FIRST).out
    )
    assert "1x32x32 ->" in convcalc("solve", "--smallest-input", "vgg16", "--order", "channels_last").out.replace(
        "32x32x3", "1x32x32"
    )
    assert "3x32x32 ->" in convcalc("solve", "--smallest-input", "vgg16", *FIRST).out
    assert "2x20x20" in convcalc("solve", "--fits", "200..210", "unet", *FIRST).out
    same = convcalc("solve", "3x20x30", "conv 10 5x5 p?", "--same-size", *FIRST).out
    assert "pad 2  3x20x30 -> 10x20x30" in same
    assert "2 layers" in convcalc("solve", "1x7x9", "--how-many", "3x3", "--output", "1x3x5", *FIRST).out


SHEET = """\
order: channels_first
questions:
  - input: 3x32x32
    layers: conv 10 5x5 p2
    expect: {output: 10x32x32}
  - input: 3x32x32
    layers: conv 10 5x5 p2
    expect: {output: 32x32x10}
  - spec: vgg16
    input: 3x64x64
    expect: {pool5.output: 512x2x2}
"""


def test_a_sheet_is_read_and_graded_so():
    Path("sheet.yaml").write_text(SHEET)
    result = plain("grade", "sheet.yaml")["files"][0]["questions"]
    answers = [each["answers"][0] for each in result]
    assert [each["verdict"] for each in answers] == ["right", "wrong", "right"]
    assert [each["right"] for each in answers] == [[10, 32, 32], [10, 32, 32], [512, 2, 2]]
    assert answers[1]["slips"][0]["codes"] == ["channels-last"]
    Path("sheet.yaml").write_text(SHEET.replace("order: channels_first\n", ""))
    Path(".convcalc.yaml").write_text("order: channels_first\n")
    assert [each["answers"][0]["verdict"] for each in plain("grade", "sheet.yaml")["files"][0]["questions"]] == [
        each["verdict"] for each in answers
    ]


def test_a_right_answer_after_a_wrong_one_is_found_in_this_order_too():
    Path("sheet.yaml").write_text(
        "order: channels_first\nfollow_through: true\nquestions:\n  - input: 3x32x32\n"
        "    layers: [conv 10 5x5, maxpool 2]\n    expect: {conv.output: 10x32x32, output: 10x16x16}\n"
    )
    first, second = plain("grade", "sheet.yaml")["files"][0]["questions"][0]["answers"]
    assert (first["verdict"], second["verdict"], second["follows_from"]) == ("wrong", "follows", ["conv.output"])


def test_a_diff_is_told_so():
    Path("other.yaml").write_text(NET.replace("15x28x8", "12x20x14").replace("expect: {output: 15x4x14}", ""))
    out = convcalc("diff", "net.yaml", "other.yaml").out
    assert "15x28x8 -> 12x20x14" in out


@pytest.mark.parametrize("where", ["net.yaml", ".convcalc.yaml", "sheet.yaml"])
def test_an_order_that_is_none_is_told(where):
    Path("sheet.yaml").write_text(SHEET)
    Path(".convcalc.yaml").write_text("order: channels_first\n")
    text = Path(where).read_text().replace("channels_first", "channels-first")
    Path(where).write_text(text)
    result = convcalc(*(["grade", where] if where == "sheet.yaml" else ["check", "net.yaml"]))
    assert result.code == 2
    both = result.out + result.err
    assert f"{where}:1:8: error" in both
    assert "order: expected channels_last or channels_first, not 'channels-first'" in both
    assert "did you mean 'channels_first'?" in both


# Notes


NOTED = ["3x224x224", "1x28x28", "4x84x84", "1x128x64", "3x16x112x112", "1x16000", "224x224", "3x7x7"]
QUIET = ["224x224x3", "28x28x1", "1x1x512", "3x3x512", "4x4x512", "784x1", "128x768", "1x768", "4096", "5x64x64", "32"]


@pytest.mark.parametrize("volume", NOTED)
def test_a_volume_that_looks_turned_is_noted_and_right(volume):
    result = convcalc("calc", volume, "relu")
    assert result.code == 0
    assert result.err.count(" note: ") == 1
    assert f"{volume} is read as " in result.err


@pytest.mark.parametrize("volume", QUIET)
def test_any_other_volume_is_not(volume):
    assert convcalc("calc", volume, "relu").err == ""


@pytest.mark.parametrize("order", ["channels_last", "channels_first"])
def test_who_has_said_it_is_not_asked(order):
    assert convcalc("calc", "3x224x224", "relu", "--order", order).err == ""
    Path("a.yaml").write_text(f"order: {order}\ninput: 3x224x224\nlayers: [relu]\n")
    assert convcalc("check", "a.yaml").err == ""


def test_a_note_is_no_finding():
    Path("a.yaml").write_text("input: 3x224x224\nlayers: [{conv: 64 3x3 p1}]\n")
    result = convcalc("check", "a.yaml", "--format", "json")
    assert result.code == 0
    assert "a.yaml:1:8: note: 3x224x224 is read as height x width x channels, with 224 channels" in result.err
    data = json.loads(result.out)
    assert data["problems"] == []
    assert [(note["file"], note["line"], note["column"]) for note in data["notes"]] == [("a.yaml", 1, 8)]
    for command in ("summary", "explain", "graph", "report"):
        result = convcalc(command, "a.yaml")
        assert (result.code, result.err.count("note:")) == (0, 1)
    assert convcalc("show", "a.yaml", "--flat").err.count("note:") == 1
    assert convcalc("diff", "a.yaml", "a.yaml").err.count("note:") == 2
    assert "order: channels_first" in plain("summary", "a.yaml")["notes"][0]["help"]
    assert plain("diff", "a.yaml", "a.yaml")["old"]["notes"]


def test_it_is_noted_where_it_is_why_nothing_fits():
    assert "224x224x3" in convcalc("calc", "224x224", "conv 64 3x3 pad 1").err
    assert "note: " in convcalc("summary", "vgg16", "--input", "3x224x224").err
    assert "note: " in convcalc("solve", "3x32x32", "conv 10 5x5 p?", "--same-size").err


def test_sheets_have_notes():
    sheet = SHEET.replace("order: channels_first\n", "").replace("3x64x64", "64x64x3")
    Path("sheet.yaml").write_text(sheet)
    result = convcalc("grade", "sheet.yaml", "--format", "json")
    assert result.err.count("note:") == 2
    assert json.loads(result.out)["files"][0]["questions"][0]["notes"]


def test_no_shipped_spec_has_a_note():
    for name in ("alexnet", "lenet5", "mobilenet_v2", "shufflenet_v2_x1_0"):
        assert convcalc("summary", name).err == ""


def test_the_api_takes_it():
    network = api.load("resnet18", input="3x64x64", order="channels_first")
    assert str(network.input) == "3x64x64"
    assert str(api.loads("input: 3x32x16\nlayers: [relu]", order="channels_first").input) == "3x32x16"
    with pytest.raises(ValueError, match="did you mean 'channels_first'"):
        api.load("resnet18", order="channel_first")


def test_settings_are_read_once_for_all_specs(monkeypatch):
    """Not once for each of them: a megabyte of settings would take as many seconds as there are specs."""
    from convcalc.document import settings

    Path(".convcalc.yaml").write_text("order: channels_first\n")
    for number in range(9):
        Path(f"{number}.yaml").write_text("extends: net.yaml\n")
    read, seen = settings.contents, []
    monkeypatch.setattr(settings, "contents", lambda name: seen.append(name) or read(name))
    assert "10 files checked" in convcalc("check", ".").out
    assert len(seen) <= 2
