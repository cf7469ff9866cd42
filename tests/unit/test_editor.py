"""What an editor shows of a spec while it is typed: hints, problems, hover, definitions, completion, names, fixes."""

from pathlib import Path
from textwrap import dedent

import pytest

from convcalc.analysis.analyse import analyse
from convcalc.document.problems import SpecError
from convcalc.document.source import parse
from convcalc.document.standing import standing
from convcalc.editor.actions import actions
from convcalc.editor.code import read_python
from convcalc.editor.completion import offers
from convcalc.editor.definition import definition
from convcalc.editor.files import OpenFiles
from convcalc.editor.hints import hints
from convcalc.editor.hover import hover
from convcalc.editor.keeping import Keystroke
from convcalc.editor.outline import outline
from convcalc.editor.reading import OpenSpec
from convcalc.editor.renaming import can_rename, renamed, replaced
from convcalc.language import loading
from tests.support.timing import timed, within

NET = """\
name: net
input: 32x32x3
vars: {width: 10, classes: 5}
blocks:
  unit(filters, stride=1):   # called twice
    - conv: {filters: filters, kernel: 3, pad: 1, stride: stride}
    - relu
layers:
  - conv: width 5x5 p2
    name: c1
  - unit: 16 2
    name: u1
  - unit: 2*width
  - add:
      left: [conv: 4 1x1]
      right:
        - conv: 4 3x3 p1
        - relu
  - {gap: , name: top}
  - flatten
  - dense: classes
"""


def at(text: str, before: str, after: str = "") -> tuple[int, int]:
    """The line and the column, from 1, that come after a part of a text."""
    start = text.index(before + after) + len(before)
    return text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)


@pytest.fixture
def net() -> OpenSpec:
    return OpenSpec("net.yaml", NET)


# Hints


def test_each_line_has_the_volume_that_comes_out_and_the_sums_up_to_there(net):
    found = {hint.line: hint.text for hint in hints(net)}
    assert found == {
        6: "16x16x16 to 16x16x20 in 2 calls",
        7: "16x16x16 to 16x16x20 in 2 calls",
        9: "32x32x10  Σ 760 params, 768.0k MACs",
        11: "16x16x16  Σ 2,216 params, 1.14M MACs",
        13: "16x16x20  Σ 5,116 params, 1.87M MACs",
        14: "16x16x4  Σ 5,924 params, 2.08M MACs",
        15: "16x16x4  Σ 5,200 params, 1.89M MACs",
        17: "16x16x4  Σ 5,924 params, 2.08M MACs",
        18: "16x16x4  Σ 5,924 params, 2.08M MACs",
        19: "1x1x4  Σ 5,924 params, 2.08M MACs",
        20: "4  Σ 5,924 params, 2.08M MACs",
        21: "5  Σ 5,949 params, 2.08M MACs",
    }
    more = {hint.line: hint.more for hint in hints(net)}
    assert more[9] == "760 params, 768,000 MACs, 40.0 KiB of outputs, receptive field 5"
    assert more[13] == "2,900 params, 737,280 MACs, 40.0 KiB of outputs, receptive field 11 of 2 layers"


@pytest.mark.parametrize("name", ["resnet152", "googlenet", "unet", "vit_b_16", "yolov8n"])
def test_the_last_sum_of_a_shipped_spec_is_its_total(name):
    source = loading.find(name)
    own = loading.find("resnet50") if name == "resnet152" else source
    reading = OpenSpec(own.name, own.text)
    analysis = analyse(loading.load(own.name))
    sums = [hint.text for hint in hints(reading) if "Σ" in hint.text]
    from convcalc.render.numbers import count

    assert any(
        text.endswith(f"Σ {count(analysis.total.params)} params, {count(analysis.total.macs)} MACs") for text in sums
    )


def test_a_file_that_extends_another_has_the_hints_of_its_own_lines(tmp_path):
    (tmp_path / "base.yaml").write_text("input: 8x8x3\nblocks: {b: [conv: 4 3x3 p1]}\nlayers: [b]\n")
    reading = OpenSpec(str(tmp_path / "net.yaml"), "extends: base.yaml\nlayers:\n  - b\n  - relu\n")
    assert [(hint.line, hint.text[:5]) for hint in hints(reading)] == [(3, "8x8x4"), (4, "8x8x4")]


def test_a_file_that_is_open_counts_as_it_stands_there(tmp_path):
    base, net = str(tmp_path / "base.yaml"), str(tmp_path / "net.yaml")
    Path(base).write_text("input: 8x8x3\nlayers: [relu]\n")
    files = OpenFiles()
    files.open(base, "input: 16x16x3\nlayers: [relu]\n")
    file = files.open(net, "extends: base.yaml\nlayers:\n  - conv: 4 1x1\n")
    assert file.hints[0].text.startswith("16x16x4")
    files.typed(base, "input: 4x4x3\nlayers: [relu]\n", [Keystroke(0, 0, 0, 1)])
    assert file.hints[0].text.startswith("4x4x4")


# While it is typed


def typed(file, files, before, after):
    """Type something in the place of a part of the text, as an editor tells it: what is the same is no part of it."""
    start, text = file.text.index(before), file.text.replace(before, after, 1)
    same = next(
        (k for k, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), min(len(before), len(after))
    )
    start, before, after = start + same, before[same:], after[same:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    first, column = file.text.count("\n", 0, start), start - file.text.rfind("\n", 0, start) - 1
    files.typed(file.name, text, [Keystroke(first, column, first + before.count("\n"), after.count("\n") + 1)])


@pytest.fixture
def files():
    return OpenFiles()


def test_a_broken_line_keeps_the_hints(files):
    file = files.open("net.yaml", NET)
    before = file.hints
    typed(file, files, "width 5x5 p2", "{width 5x5 p2")  # no YAML
    assert file.hints == before
    assert [problem.place.position.line for problem in file.problems] == [9]
    typed(file, files, "{width 5x5 p2", "width 5x5 p2")
    assert file.hints == before and [problem.code for problem in file.problems] == ["C302"]


def test_hints_move_with_their_lines(files):
    file = files.open("net.yaml", NET)
    before = {hint.line: hint.text for hint in file.hints}
    typed(file, files, "  - unit: 16 2", "  - con\n  - [\n  - unit: 16 2")
    after = {hint.line: hint.text for hint in file.hints}
    assert {line + 2 * (line > 10): text for line, text in before.items()} == after
    typed(file, files, "  - con\n  - [\n", "")
    assert {hint.line: hint.text for hint in file.hints} == before
    typed(file, files, "    name: c1\n", "    name: c1\n  - [\n")
    typed(file, files, "  - [\n  - unit: 16 2\n", "  - [")
    assert {hint.line for hint in file.hints} == {6, 7, 9, 12, 13, 14, 16, 17, 18, 19, 20}


def test_a_fault_leaves_what_stands_before_it_exact_and_what_comes_after_as_it_was(files):
    file = files.open("net.yaml", NET)
    assert file.hints
    typed(file, files, "5x5 p2", "7x7 p3")
    typed(file, files, "conv: 4 3x3 p1", "conv: 4 99x99")
    found = {hint.line: hint.text for hint in file.hints}
    assert found[9] == "32x32x10  Σ 1,480 params, 1.51M MACs"
    assert found[21] == "5  Σ 5,949 params, 2.08M MACs"
    assert ["the window does not fit" in problem.message for problem in file.problems] == [True]


def test_a_spec_that_lacks_its_input_for_a_moment_is_one_still(files):
    file = files.open("net.yaml", NET)
    before = file.hints
    typed(file, files, "input: 32x32x3", "# input: 32x32x3")
    assert file.hints == before
    assert [problem.message for problem in file.problems] == ["this spec has no input"]


def test_other_yaml_is_left_alone(files):
    for text in ("services: {a: {image: x}}\n", "a: [\n", "layers: {a: 1}\ninput: x\n", "- 1\n", ""):
        file = files.open("compose.yaml", text)
        assert (file.hints, file.problems) == ((), ())


def test_problems_are_those_of_check(files):
    text = "input: 8x8x3\nlayers:\n  - conv: 4 3x3\n  - bn\n  - {relu: , expect: {params: 1}}\n"
    file = files.open("net.yaml", text)
    assert [problem.code for problem in file.problems] == ["C301", "C002"]


# Hover


def test_hovering_shows_how_the_numbers_come_about(net):
    assert "| parameters | `filters * (channels*kernel*kernel + 1)` | `10 * (3*5*5 + 1)` | 760 |" in hover(
        net, *at(NET, "  - conv: width 5")
    )
    assert hover(net, *at(NET, "  - unit: 1")).startswith("### u1\n\n2 layers: 32x32x10 -> 16x16x16")
    assert hover(net, *at(NET, "kernel: 3, pad: ")).startswith("### u1.conv")
    assert hover(net, *at(NET, "right:\n        - conv: ")).startswith("### right.conv")


def test_hovering_over_a_key_says_what_it_means(net):
    assert hover(net, *at(NET, "in", "put: 32x32x3")).startswith("The volume that goes in")
    assert hover(net, *at(NET, "    na", "me: c1")).startswith("A name for the layer")
    assert hover(net, *at(NET, "vars: {wid", "th")) == "`width`: `--set width=...` replaces it"


def test_where_nothing_stands_nothing_is_said(net):
    assert hover(net, 1, 200) == hover(net, 900, 1) == ""
    assert hover(OpenSpec("net.yaml", "a: ["), 1, 1) == ""


# Definitions


@pytest.mark.parametrize(("before", "after", "line"), [
    ("  - un", "it: 16 2", 5), ("conv: wid", "th 5x5", 3), ("dense: cla", "sses", 3), ("2*wi", "dth", 3),
])  # fmt: skip
def test_definitions(net, before, after, line):
    found = definition(net, *at(NET, before, after))
    assert (found.path, found.position.line) == (str(Path("net.yaml").absolute()), line)


def test_definitions_of_layers_and_files(tmp_path):
    (tmp_path / "base.yaml").write_text("input: 8x8x3\nlayers: [relu]\n")
    text = "extends: base.yaml\nlayers:\n  - {conv: 4 1x1, name: a}\n  - relu\n  - {add: , from: [a, relu]}\n"
    reading = OpenSpec(str(tmp_path / "net.yaml"), text)
    assert definition(reading, *at(text, "from: [", "a")).position.line == 3
    assert definition(reading, *at(text, "extends: ba", "se")).path == str(tmp_path / "base.yaml")
    assert definition(reading, *at(text, "lay", "ers:")) is None


# Completion


def words(text, before, after="", spec=None):
    line, column = at(text, before, after)
    return {offer.word: offer.sort for offer in offers(text, line, column, "net.yaml", spec)}


def test_completion(net, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("other.yaml").write_text("")
    spec = net.spec
    assert words("inp", "inp")["input"] == "key"
    found = words("layers:\n  - ", "  - ", spec=spec)
    assert (found["conv"], found["unit"], found["resnet50"], found["other.yaml"]) == ("kind", "block", "spec", "spec")
    found = words("layers:\n  - conv: {", "conv: {", spec=spec)
    assert found["filters"] == "setting" and "conv" not in found
    assert words("layers:\n  - conv: {filters: ", "filters: ", spec=spec)["width"] == "variable"
    assert words("layers:\n  - unit: {", "unit: {", spec=spec) == {"filters": "setting", "stride": "setting"}
    assert words("layers:\n  - {add: , from: [", "from: [", spec=spec) == {
        "c1": "name", "u1": "name", "top": "name", "input": "name",
    }  # fmt: skip
    assert words("layers:\n  - conv: 3 3x3\n    ", "3x3\n    ")["repeat"] == "key"
    assert words("layers:\n  - conv:\n      ", "conv:\n      ")["kernel"] == "setting"
    assert words("extends: res", "res")["resnet50"] == "spec"
    assert words("layers:\n  - conv: wi", "wi", spec=spec)["classes"] == "variable"
    assert words("# in", "# in") == {}


# Renaming


@pytest.mark.parametrize(("before", "after", "count"), [
    ("vars: {", "width", 3), ("  - ", "unit: 16", 3), ("name: ", "c1", 1), ("conv: ", "width 5x5", 3),
    ("dense: cl", "asses", 2),
])  # fmt: skip
def test_renaming(net, before, after, count):
    line, column = at(NET, before, after)
    assert can_rename(net, line, column) is not None
    places = renamed(net, line, column, "other")
    assert len(places) == count
    again = OpenSpec("net.yaml", replaced(NET, places, "other"))
    assert again.whole and again.network.gives == net.network.gives


@pytest.mark.parametrize(("before", "after", "new", "words"), [
    ("vars: {", "width", "classes", "is a name already"), ("vars: {", "width", "conv", "cannot be a name"),
    ("vars: {", "width", "a b", "cannot be a name"),
    ("  - co", "nv: width", "other", "there is no block, variable or layer"),
])  # fmt: skip
def test_what_cannot_be_renamed(net, before, after, new, words):
    with pytest.raises(SpecError, match=words):
        renamed(net, *at(NET, before, after), new)


def test_a_name_that_means_several_things_is_left():
    text = "input: 8x8x3\nvars: {filters: 4}\nlayers:\n  - conv: filters 1x1\n  - conv: {filters: filters, kernel: 1}\n"
    places = renamed(OpenSpec("net.yaml", text), *at(text, "vars: {"), "n")
    assert replaced(text, places, "n").count("filters") == 1


def test_a_word_with_marks_on_its_letters_is_renamed_as_one():
    text = "input: 8x8x3\nvars: {संवलन: 4, वलन: 5}\nlayers: [{conv: संवलन 3x3}, {conv: वलन 3x3}]\n"
    places = renamed(OpenSpec("net.yaml", text), *at(text, "vars: {"), "परत")
    assert replaced(text, places, "परत") == text.replace("संवलन", "परत")
    places = renamed(OpenSpec("net.yaml", text), *at(text, "4, "), "परत")
    assert replaced(text, places, "परत") == text.replace(" वलन", " परत")


# Repairs and the outline


def test_a_repair_is_that_of_fix():
    text = "input: 8x8x3\nlayers:\n  - conv: 4 3x3  # with a bias\n  - bn\n"
    found = actions(OpenSpec("net.yaml", text), 3, 3)
    assert [(each.title, each.problem.code) for each in found] == [("bias: false", "C301")]
    assert found[0].text == text.replace("4 3x3", "4 3x3 nobias")
    assert actions(OpenSpec("net.yaml", text), 4, 4) == []


def test_outline(net):
    def told(entries):
        return [
            (each.name, each.detail, told(each.inside)) if each.inside else (each.name, each.detail) for each in entries
        ]

    assert told(outline(net)) == [
        ("width", ""), ("classes", ""),
        ("unit", "block", [("conv", "16x16x20"), ("relu", "16x16x20")]),
        ("c1", "conv 32x32x10"), ("u1", "unit 16x16x16"), ("unit", "16x16x20"),
        ("add", "16x16x4", [
            ("left", "", [("conv", "16x16x4")]), ("right", "", [("conv", "16x16x4"), ("relu", "16x16x4")]),
        ]),
        ("top", "gap 1x1x4"), ("flatten", "4"), ("dense", "5"),
    ]  # fmt: skip


# Places


def test_what_stands_somewhere_is_the_way_back_from_where_it_stands():
    source = parse("net.yaml", NET)
    routes = [
        ("name",),
        ("vars", "width"),
        ("layers", 0, "conv"),
        ("layers", 3, "add", "right", 1),
        ("layers", 6, "dense"),
    ]
    for route in routes:
        for key in (False, True) if isinstance(route[-1], str) else (False,):
            position = source.locate(route, key)
            assert standing(source, position.line, position.column) == (route, key)


# ShownCode


CODE = dedent("""\
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(3, 6, 5)
            self.pool = nn.MaxPool2d(2)
            self.fc = nn.Linear(6 * 14 * 14, 10)

        def forward(self, x):
            x = self.pool(self.conv(x))
            return self.fc(x.flatten(1))

    Net()(torch.zeros(1, 3, 32, 32))
""")


def test_code_that_says_what_goes_in_has_the_hints_of_a_spec():
    found = {hint.line: hint.text for hint in read_python("net.py", CODE).hints}
    assert found[4] == "6x28x28  Σ 456 params, 352.8k MACs"
    assert found[6] == "10  Σ 12,226 params, 364.6k MACs"


def test_other_code_has_the_parameters_of_its_layers():
    found = read_python("net.py", CODE.partition("Net()(")[0])
    assert [(hint.line, hint.text) for hint in found.hints] == [(4, "456 params"), (6, "11,770 params")]
    silent = "nn.Conv2d(channels, 8, 3)\nnn.Conv2d(3, 8)\nprint(nn.Linear)\nnn.ReLU()\nfoo(3, 4)\n"
    assert read_python("net.py", silent).hints == ()
    two = CODE + "Net()(torch.zeros(1, 3, 64, 64))\n"
    assert read_python("net.py", two).hints == found.hints


def test_a_wrong_number_of_what_comes_in_is_a_problem_of_code():
    found = read_python("net.py", CODE.replace("6 * 14 * 14", "400"))
    assert [(each.message, each.help) for each in found.problems] == [
        ("dense for 400 numbers, and 1,176 come in", "write 1176 = 6*14*14")
    ]


def test_what_is_no_python_keeps_its_hints(files):
    file = files.open("net.py", CODE)
    before = file.hints
    typed(file, files, "nn.MaxPool2d(2)", "nn.MaxPool2d(2")
    assert file.hints == before and file.problems == ()


@pytest.mark.parametrize(
    ("base", "texts"),
    [
        ("./net.yaml", {}),
        ("././net.yaml", {}),
        ("./base.yaml", {"base.yaml": "extends: ./net.yaml\n"}),
        ("./deep/base.yaml", {"deep/base.yaml": "extends: ../net.yaml\n"}),
    ],
)
def test_a_circle_of_open_files_is_told_and_not_gone_round(base, texts, tmp_path):
    files = OpenFiles()
    for name, text in texts.items():
        files.open(str(tmp_path / name), text)
    file = files.open(str(tmp_path / "net.yaml"), f"extends: {base}\n")
    assert ["'extends' goes in a circle" in problem.message for problem in file.problems] == [True]


def test_places_of_a_long_document_are_told_in_time_with_its_length():
    pytest.importorskip("pygls")
    from pygls.workspace import TextDocument

    from convcalc.cli.editors.wording import edits, inlay_hint
    from convcalc.editor.hints import Hint

    text = "input: 8x8x3\nlayers:\n" + "  - relu\n" * 20_000
    document = TextDocument("file:///net.yaml", text)
    with timed() as took:
        for line in range(1, 20_001):
            inlay_hint(document, Hint(line, "8x8x3", ""))
        (edit,) = edits(document, text.replace("relu", "gelu", 15_000))
    assert within(5, took())
    assert (edit.range.start.line, edit.range.end.line) == (2, 15_002)
    (edit,) = edits(document, text.replace("relu", "gelu", 1))
    assert (edit.range.start.line, edit.range.end.line, edit.new_text) == (2, 3, "  - gelu\n")
    assert not [*edits(document, text)]
