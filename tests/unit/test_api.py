"""The Python API: load, analyse, to_dict, and what they raise."""

import io
import sys

import pytest

import convcalc
from convcalc.language import loading


def test_a_preset_is_analysed_by_name():
    analysis = convcalc.analyse("resnet50")
    assert analysis.total == (25_557_032, 53_120, 4_089_184_256)
    assert [span.size for span in analysis.reach] == [427, 427]


def test_settings_and_input_are_read_as_a_spec_reads_them():
    for settings, input in (({"classes": 10}, "64x64x3"), ({"classes": "10"}, [64, 64, 3])):
        network = convcalc.load("resnet18", settings, input)
        assert (str(network.input), str(network.nodes[-1].site.output)) == ("64x64x3", "10")


def test_results_are_frozen():
    analysis = convcalc.analyse("lenet5")
    for value, name in ((analysis, "total"), (analysis.rows[1], "cost"), (analysis.rows[1].node.site.layer, "kernel")):
        with pytest.raises(AttributeError):
            setattr(value, name, None)


def test_to_dict_holds_plain_values():
    data = convcalc.to_dict(convcalc.analyse("lenet5"))
    assert data["total"]["params"] == 61_706
    assert isinstance(data["layers"][1]["output"], list)


def test_faults_come_as_problems():
    with pytest.raises(convcalc.SpecError) as error:
        convcalc.load("vgg17")
    (problem,) = error.value.problems
    assert problem.message == "there is no file and no preset 'vgg17'"
    assert problem.help.startswith("did you mean 'vgg1")


@pytest.mark.parametrize(
    ("settings", "input", "message"),
    [
        ({"clases": 3}, None, "has no variable 'clases' to set"),
        ({"classes": "[1"}, None, "not valid YAML"),
        ({}, "3x", "neither a number nor an expression"),
        ({}, "0x3x3", "input: expected at least 1, not 0"),
        ({}, "1x2x3x4x5", "input: expected up to three sizes and the channels"),
        ({}, True, "input: expected a whole number, not true"),
    ],
)
def test_bad_settings_are_told(settings, input, message):
    with pytest.raises(convcalc.SpecError, match=message.replace("[", r"\[")):
        convcalc.load("lenet5", settings, input)


def test_a_file_goes_before_a_preset_and_a_folder_does_not(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "vgg16").write_text("input: 8x8x1\nlayers: [relu]\n")
    (tmp_path / "resnet50").mkdir()
    assert len(convcalc.load("vgg16").nodes) == 2
    assert len(convcalc.load("resnet50").nodes) == 176


def test_standard_input_is_read_once(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"input: 8x8x1\nlayers: [relu]\n")))
    assert str(convcalc.load("-").input) == "8x8x1"


def test_presets_are_named_as_their_files():
    assert "vgg16" in loading.preset_names()
    assert loading.preset_names() == sorted(loading.preset_names())
