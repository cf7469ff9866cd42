"""The Python API: what it gives for names, texts and networks, how results show themselves, and what is raised."""

import copy
import io
import json
import pickle
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import convcalc
from convcalc.language import loading
from tests.support.command import convcalc as command


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


TEXT = """\
input: 8x8x2
vars: {w: 3}
blocks:
  b(n=w, m=n * 2):
    - conv: n*m 3x3 p1
    - relu
layers:
  - b
  - b: {n: 4, m: 1}
  - bn
  - bn
"""


def test_a_network_is_read_from_a_text_a_name_or_a_path(tmp_path):
    path = tmp_path / "net.yaml"
    path.write_text(TEXT)
    totals = [convcalc.analyse(given).total for given in (TEXT, str(path), Path(path), convcalc.loads(TEXT))]
    assert totals == [totals[0]] * 4
    assert convcalc.analyse("{input: 8x8x1, layers: [relu]}").network.name == "<text>"
    assert convcalc.load(path).name == "net"


def test_training_and_a_device_are_told_as_on_the_command_line():
    found = convcalc.analyse("resnet18", optimizer="sgd", precision="mixed-fp16", checkpoint="unit", device="v100")
    asked = ["--optimizer", "sgd", "--precision", "mixed-fp16", "--checkpoint", "unit", "--device", "v100"]
    assert convcalc.to_dict(found) == json.loads(command("summary", "resnet18", *asked, "--format", "json").out)
    assert convcalc.analyse("resnet18").step is None and convcalc.analyse("resnet18").roofline is None
    for words, message in (
        ({"optimizer": "adm"}, "optimizer adm: did you mean 'adam'?"),
        ({"precision": "fp16"}, "precision fp16: there are: mixed-fp16, mixed-bf16"),
        ({"precision": "mixed-fp16", "dtype": "float64"}, "give a precision or a dtype, not both"),
    ):
        with pytest.raises(ValueError, match=re.escape(message)):
            convcalc.analyse("resnet18", **words)
    with pytest.raises(convcalc.SpecError, match="no device 'k80'"):
        convcalc.analyse("resnet18", device="k80")


def test_an_unknown_dtype_is_no_key_error():
    with pytest.raises(ValueError, match="unknown dtype 'float12': did you mean 'float32'"):
        convcalc.analyse("lenet5", "float12")
    with pytest.raises(ValueError, match="unknown dtype '': one of float64, float32"):
        convcalc.analyse("lenet5", "")
    with pytest.raises(ValueError, match="batch: expected at least 1, not 0"):
        convcalc.analyse("lenet5", batch=0)


def test_check_gives_problems_in_the_order_of_the_lines(tmp_path):
    path = tmp_path / "net.yaml"
    path.write_text(TEXT)
    for given in (TEXT, path, tmp_path, convcalc.load(path)):
        (problem,) = convcalc.check(given)
        assert (problem.code, problem.severity, problem.place.spot[1:]) == ("C303", "warning", (11, 5))
    assert convcalc.check("vgg16") == []


def test_check_chooses_rules():
    text = "{input: 512x512x3, layers: [bn, bn, flatten, {dense: 10}], expect: {params: 3}}"
    for select, ignore, codes in (
        (None, (), ["C303", "C002"]),
        ("C303,C401", (), ["C303", "C401", "C002"]),
        (["heavy-dense", "default"], "C3, expectation", ["C401"]),
    ):
        assert [problem.code for problem in convcalc.check(text, select, ignore)] == codes
    with pytest.raises(ValueError, match="there is no rule 'C9'"):
        convcalc.check(text, "C9")


def test_check_hides_what_a_comment_hides():
    assert convcalc.check(TEXT[:-1] + " # convcalc: ignore[C303]\n") == []


def test_check_finds_what_cannot_be_read():
    for given in ("{input: 8x8x2, layers: [bnn]}", "{", "vgg17"):
        assert [problem.code for problem in convcalc.check(given)] == ["C001"]


def test_check_tells_a_network_of_no_document():
    network = convcalc.loads(TEXT)._replace(origin=None)
    with pytest.raises(convcalc.SpecError, match="was read from no spec"):
        convcalc.check(network)


def test_diff_compares():
    comparison = convcalc.diff("vgg16", convcalc.load("vgg16", {"classes": 10}))
    (edited,) = comparison.of("edited")
    assert edited.piece.path.endswith("fc8")
    said = "1000 to 10 classes in head: -4.06M parameters, -4.06M MACs"
    assert str(comparison).startswith(f"vgg16 -> vgg16\n\nchanges\n  * {said}\n\n")
    assert "\n\nedited: 1 layer\n  ~ fc8  dense: units 1000 -> 10\n" in str(comparison)
    assert repr(comparison) == "<Comparison of vgg16 and vgg16>"


def test_explain_tells_a_layer_a_block_or_all():
    layer = convcalc.explain("alexnet-caffe", "conv1")
    assert layer.change == "227x227x3 -> 55x55x96"
    assert "(227 - 11) / 4 + 1 = 55\n" in str(layer)
    block, network = convcalc.explain(TEXT, "b_2"), convcalc.explain(TEXT)
    assert [part.name for part in block.parts] == ["conv", "relu"]
    assert [part.name for part in network.parts] == ["b", "b_2", "bn", "bn_2"]
    assert str(block).startswith("b_2  2 layers  8x8x18 -> 8x8x4\n")
    with pytest.raises(convcalc.SpecError, match="has no layer 'b_9'"):
        convcalc.explain(TEXT, "b_9")


def test_an_analysis_shows_itself():
    analysis = convcalc.analyse("resnet50")
    assert repr(analysis) == "<Analysis of resnet50: 25,557,032 params, 4,089,184,256 MACs>"
    assert repr(analysis.network) == "<Network resnet50: 224x224x3 -> 1000>"
    assert str(analysis).startswith("resnet50  224x224x3 -> 1000\n")
    assert "\x1b" not in str(analysis)
    assert analysis._repr_html_().startswith("<style>")


@pytest.mark.parametrize("given", ["googlenet", TEXT])
@pytest.mark.parametrize("again", [lambda value: pickle.loads(pickle.dumps(value)), copy.deepcopy])
def test_an_analysis_is_pickled_whole(given, again):
    before = convcalc.analyse(given)
    after = again(before)
    assert type(after) is convcalc.Analysis
    assert convcalc.to_dict(after) == convcalc.to_dict(before)
    assert convcalc.diff(before.network, after.network).empty
    places = [[node.origin.setting_place("").spot for node in each.network.nodes[1:]] for each in (before, after)]
    assert places[0] == places[1]
    assert [problem.message for problem in convcalc.check(after.network)] == [
        problem.message for problem in convcalc.check(before.network)
    ]


def test_faults_are_pickled_whole():
    with pytest.raises(convcalc.SpecError) as error:
        convcalc.loads("{input: 8x8x2, layers: [bnn, {conv: 3}, {bn: 3, bn: 4}]}")
    again = pickle.loads(pickle.dumps(error.value))
    assert [(problem.message, problem.place.spot) for problem in again.problems] == [
        (problem.message, problem.place.spot) for problem in error.value.problems
    ]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_holds_the_layers(library, monkeypatch):
    frames = pytest.importorskip(library)
    monkeypatch.setitem(sys.modules, {"pandas": "polars", "polars": "pandas"}[library], None)
    frame = convcalc.analyse("lenet5").to_frame()
    assert isinstance(frame, frames.DataFrame)
    assert frame["params"].sum() == 61_706
    assert list(frame["layer"])[:2] == ["input", "C1"]
    assert frame["field_width"].to_list()[1:5] == [5, 5, 6, 14]


def test_a_frame_is_made_by_the_library_that_is_imported(monkeypatch):
    library = ModuleType("polars")
    library.DataFrame = dict
    monkeypatch.setitem(sys.modules, "polars", library)
    monkeypatch.delitem(sys.modules, "pandas", raising=False)
    frame = convcalc.analyse("{input: 8x2, layers: [relu, {conv: 3 1}]}").to_frame()
    assert ", ".join(frame) == "layer, kind, settings, output, params, buffers, macs, flops, bytes, saved, field_length"
    assert frame["output"] == ["8x2", "8x2", "8x3"]
    assert frame["field_length"] == [1, 1, 1]


def test_a_frame_without_a_library_is_a_hint(monkeypatch):
    for name in ("pandas", "polars"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match="pip install pandas"):
        convcalc.analyse("lenet5").to_frame()


QUESTIONS = """
half_points: true
questions:
  - {id: layer, input: 32x32x3, layers: conv 10 5x5 p2, points: {output: 1, params: 3}, expect: {output: , params: }}
  - {id: stack, input: 7x7x1, layers: conv 1 3x3, until: {output: 3x3x1}, expect: {repeat: 2}}
"""


class Counted:
    """A whole number of another library."""

    def __index__(self):
        return 760


def test_answers_are_graded(tmp_path):
    file = tmp_path / "hw.yaml"
    file.write_text(QUESTIONS)
    for questions in (QUESTIONS, str(file), file):
        graded = convcalc.grade(questions, {"layer.output": (32, 32, 10), "layer.params": Counted()})
        assert (graded.points, graded.most) == (4, 4)  # of the question that is answered
    graded = convcalc.grade(QUESTIONS, {"layer.params": "750", "stack": None})
    assert (graded.points, graded.most) == (1.5, 5)
    assert "bias forgotten" in str(graded) and "unanswered" in str(graded)
    assert isinstance(graded, convcalc.Grades)
    assert convcalc.grade(QUESTIONS).points == 1


def test_an_answer_that_is_not_asked_is_an_error():
    with pytest.raises(convcalc.SpecError, match="is not asked") as error:
        convcalc.grade(QUESTIONS, {"layer.parms": 3})
    assert error.value.problems[0].help == "did you mean 'layer.params'?"


def fresh(script: str) -> str:
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def test_the_package_shows_its_api_and_imports_nothing_for_it():
    names, loaded = fresh("import sys, convcalc; print(*dir(convcalc)); print(*sys.modules)").split("\n")
    assert names.split() == sorted(convcalc.__all__)
    modules = set(loaded.split())
    assert {name for name in modules if name.startswith("convcalc")} == {"convcalc", "convcalc.version", "convcalc.api"}
    assert not {"yaml", "click", "json", "inspect"} & modules


@pytest.mark.parametrize("rooms", ["convcalc.check.run, convcalc.explain.layer", "convcalc.cli.check, convcalc.public"])
def test_rooms_do_not_hide_functions_of_their_names(rooms):
    script = f"import convcalc, {rooms}; print(convcalc.check('vgg16'), convcalc.explain('vgg16', 'fc8').name)"
    assert fresh(script) == "[] fc8"


def test_paths_of_the_first_release_still_work():
    script = (
        "from convcalc.api import Analysis, Network, analyse, load; import convcalc.api as api; print(api.load is load)"
    )
    assert fresh(script) == "True"


def test_without_torch_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ImportError, match="from_torch needs PyTorch: pip install torch"):
        convcalc.from_torch(object(), object())
