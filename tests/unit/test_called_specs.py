"""A spec that calls another as a block: what is seen of it from outside, where it stops, and what bounds it."""

import json
from pathlib import Path

import jsonschema
import pytest

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.document.problems import Problem, SpecError
from convcalc.document.source import parse
from convcalc.exchange.flatten import flatten
from convcalc.language.calling import DEEPEST_CALLS, MOST_CALLED
from convcalc.language.loading import load
from convcalc.language.recognition import is_spec
from convcalc.language.schema import schema
from convcalc.model.network import Network
from tests.support.command import convcalc
from tests.support.graphs import network as built
from tests.support.graphs import problems

BODY = """\
input: 64x64x3
vars: {width: 8, act: relu, twice: 2 * width}
blocks:
  unit(filters, stride=1):
  - conv: {filters: filters, kernel: 3, stride: stride, pad: 1}
  - act
layers:
- unit: width
  name: start
- conv: 4 1
  name: side
- unit: twice 2
  name: low
- unit: twice
- unit: {filters: twice, stride: 2}
  name: high{i + 1}
  repeat: 2
- head: {aux: [gap, flatten, dense: 3]}
- add: {x: , y: [conv: x.channels 1]}
- flatten
- dense: 10
  name: fc
expect: {output: 11}
"""


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "body.yaml").write_text(BODY)
    return tmp_path


def net(layers: str, top: str = "input: 32x32x3\n") -> Network:
    Path("net.yaml").write_text(f"{top}layers:\n{layers}\n")
    return load("net.yaml", named=())


def faults(layers: str, top: str = "input: 32x32x3\n") -> list[Problem]:
    with pytest.raises(SpecError) as caught:
        net(layers, top)
    return list(caught.value.problems)


def messages(layers: str, top: str = "input: 32x32x3\n") -> list[str]:
    return [problem.message for problem in faults(layers, top)]


def paths(network: Network) -> list[str]:
    return [node.path for node in network.nodes]


def figures(network: Network) -> list[tuple[object, ...]]:
    """All that is worked out of each layer, without what it is called."""
    rows = analyse(network).rows
    return [(str(row.node.site), row.node.site.output, row.node.inputs, row.cost, row.reach, row.bytes) for row in rows]


# The same as written out


def test_a_called_preset_is_the_preset():
    called, itself = net("- resnet18", "input: 224x224x3\n"), load("resnet18")
    assert figures(called) == figures(itself)
    assert analyse(called).total == analyse(itself).total
    assert paths(called)[1:] == [f"resnet18.{path}" for path in paths(itself)[1:]]


def test_what_is_given_takes_the_place_of_variables():
    called = net("- resnet18: {classes: 7, depths: [1, 1, 1, 1]}", "input: 64x64x3\n")
    itself = load("resnet18", {"classes": 7, "depths": [1, 1, 1, 1]}, "64x64x3")
    assert figures(called) == figures(itself)


def test_expressions_are_those_of_the_caller():
    called = net(
        "- stem: 3", "input: 32x32x3\nvars: {n: 4}\nblocks:\n  stem(k):\n  - body.yaml: {width: n * k + x.channels}\n"
    )
    assert called.nodes[1].site.output.channels == 4 * 3 + 3


def test_its_names_and_variables_are_its_own():
    called = net(
        "- relu:\n  name: start\n- unit\n- body.yaml: {until: start}\n- conv: width 1",
        "input: 32x32x3\nvars: {width: 5}\nblocks: {unit: [conv: 99 1]}\n",
    )
    assert [node.site.output.channels for node in called.nodes] == [3, 3, 99, 8, 8, 5]


def test_an_argument_can_be_a_layer_and_a_variable_of_variables_follows():
    called = net("- body.yaml: {act: silu, width: 2, until: low}")
    assert [node.site.kind for node in called.nodes[1:]] == ["conv", "silu", "conv", "conv", "silu"]
    assert called.nodes[-1].site.output.channels == 4


# Where it stops


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("start", "body.start.relu"),
        ("side", "body.side"),
        ("start.conv", "body.start.conv"),
        ("unit", "body.unit.relu"),
        ("unit.conv", "body.unit.conv"),
        ("high1", "body.high1.relu"),
        ("high2.conv", "body.high2.conv"),
        ("high{1 + 1}", "body.high2.relu"),
        ("y.conv", "body.y.conv"),
        ("add", "body.add"),
        ("flatten", "body.flatten"),
        ("fc", "body.fc"),
    ],
)
def test_until_a_name_that_summary_prints(until, last):
    called = net(f"- body.yaml: {{until: '{until}'}}")
    whole = net("- body.yaml")
    assert paths(called) == paths(whole)[: len(paths(called))]
    assert called.nodes[called.output].path == paths(called)[-1] == last


def test_until_a_layer_that_only_goes_on_from_another():
    Path("back.yaml").write_text(
        "input: 8x8x3\nlayers:\n- conv: 4 1\n  name: a\n- conv: 5 1\n- from: a\n  name: b\n- conv: 6 1\n"
    )
    called = net("- back.yaml: {until: b}\n- relu")
    assert [node.site.output.channels for node in called.nodes] == [3, 4, 5, 4]


def test_what_comes_after_is_not_looked_at():
    called = net("- vgg16: {until: stage1.pool1}", "input: 2x2x3\n")
    assert str(called.nodes[called.output].site.output) == "1x1x64"
    assert "does not fit" in messages("- vgg16: {until: stage2}", "input: 2x2x3\n")[0]


def test_calls_within_calls_each_stop_at_their_own():
    Path("outer.yaml").write_text(
        "input: 8x8x3\nlayers:\n- body.yaml: {until: low}\n  name: inner\n- relu\n- conv: 7 1\n  name: low\n- gap\n"
    )
    assert paths(net("- outer.yaml: {until: low}"))[-3:] == ["outer.inner.low.relu", "outer.relu", "outer.low"]
    assert paths(net("- outer.yaml: {until: inner.low.conv}"))[-1] == "outer.inner.low.conv"


def test_a_name_that_is_not_there_is_told_with_what_is_near():
    (problem,) = faults("- body.yaml: {until: lo}")
    assert problem.message == "spec 'body.yaml' has no layer 'lo'"
    assert problem.help == "did you mean 'low'?"
    assert problem.place.spot == ("net.yaml", 3, 22)


# Seen from outside


def test_names_inside_are_reached_by_their_paths():
    called = net(
        "- body.yaml: {until: high1}\n  name: backbone\n- conv: 2 1\n  from: backbone.low\n- conv: 2 1\n"
        "  from: backbone.unit.conv\n- upsample: {size: backbone.start}\n- concat:\n  from: ['backbone.*', backbone]\n"
        "  when: false"
    )
    reads = [called.nodes[node.inputs[0]].path for node in called.nodes[-3:-1]]
    assert reads == ["backbone.low.relu", "backbone.unit.conv"]
    assert called.nodes[-1].site.output.size == (32, 32)


def test_a_spec_that_reaches_into_its_own_calls_does_so_here_too():
    Path("reach.yaml").write_text(
        "input: 8x8x3\nlayers:\n- body.yaml: {until: low}\n  name: b\n- conv: 2 1\n  from: b.side\n"
    )
    called = net("- reach.yaml")
    assert called.nodes[called.nodes[-1].inputs[0]].path == "reach.b.side"


def test_its_input_is_what_comes_in():
    Path("skip.yaml").write_text("input: 8x8x3\nlayers:\n- conv: 4 3 p1\n- concat:\n  from: [input, conv]\n".replace(
        "- conv: 4 3 p1", "- conv: 4 3 p1\n  name: conv"))  # fmt: skip
    called = net("- conv: 6 1\n- skip.yaml\n- upsample: {size: input}", "input: 5x7x1\n")
    assert [str(node.site.output) for node in called.nodes] == ["5x7x1", "5x7x6", "5x7x4", "5x7x10", "5x7x10"]


TWO = "input: {left: 8x8x3, right: 8x8x3}\nlayers:\n- conv: 4 1\n  name: a\n- concat:\n  from: [a, right]\n"


def test_several_inputs_are_given_by_name():
    Path("two.yaml").write_text(TWO)
    called = net("- conv: 5 1\n  name: e\n- conv: 6 1\n  name: f\n- two.yaml:\n  from: {right: e, left: f}")
    assert called.nodes[3].inputs == (2,)
    assert called.nodes[4].inputs == (3, 1)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "spec 'two.yaml' has several inputs: left, right"),
        ("\n  from: a", "spec 'two.yaml' has several inputs: left, right"),
        ("\n  from: {left: a}", "spec 'two.yaml' has several inputs: left, right"),
        ("\n  from: {left: a, rigth: a}", "spec 'two.yaml' has no input 'rigth'"),
    ],
)
def test_inputs_that_are_not_told_apart(source, message):
    Path("two.yaml").write_text(TWO)
    assert messages(f"- relu:\n  name: a\n- two.yaml:{source}") == [message]


def test_heads_are_outputs_as_those_of_blocks_are():
    called = net("- body.yaml\n- dense: 2")
    assert [(output.name, called.nodes[output.number].path) for output in called.outputs] == [
        ("output", "dense"),
        ("aux", "body.aux.dense"),
    ]
    assert [output.name for output in net("- body.yaml: {until: low}").outputs] == ["output"]
    ends = "input: 8x8x3\nlayers:\n- gap\n- flatten\n- head: {a: [dense: 1], b: [dense: 2]}\n"
    Path("ends.yaml").write_text(ends)
    assert [output.name for output in net("- ends.yaml").outputs] == ["a", "b"]


def test_what_it_expects_is_not_looked_at_and_what_the_call_expects_is():
    Path("net.yaml").write_text(
        "input: 32x32x3\nlayers:\n- body.yaml: {until: side}\n  expect: {params: 260, output: 32x32x5}\n"
    )
    result = convcalc("check", "net.yaml")
    assert result.code == 1
    assert result.out.count("error") - result.out.count("errors") <= 2
    assert "output: expected 32x32x5, found 32x32x4" in result.out
    assert "11" not in [word.strip(",") for word in result.out.split()]


def test_each_file_has_its_own_order():
    Path("first.yaml").write_text("input: 3x8x9\norder: channels_first\nlayers:\n- reshape: [2, 4, 27]\n  name: a\n")
    called = net("- first.yaml", "input: 8x9x3\n")
    assert str(called.nodes[-1].site.output) == "4x27x2"
    assert str(called.nodes[0].site.output) == "8x9x3"
    called = net("- body.yaml: {until: side}\n- reshape: [4, 1024]", "input: 3x32x32\norder: channels_first\n")
    assert [str(node.site.output) for node in called.nodes[-2:]] == ["4x32x32", "4x1024"]


def test_weights_are_shared_and_frozen_as_those_of_a_block():
    called = analyse(
        net("- body.yaml: {until: low}\n  name: a\n- body.yaml: {until: low}\n  name: b\n  from: input\n  weights: a")
    )
    alone = analyse(net("- body.yaml: {until: low}"))
    assert called.total.params == alone.total.params
    assert called.total.macs == 2 * alone.total.macs
    frozen = net("- body.yaml: {until: low}\n  frozen: true\n- conv: 1 1")
    assert [node.frozen for node in frozen.nodes[1:]] == [True] * 5 + [False]
    assert "it is not built as 'a' is" in messages(
        "- body.yaml: {until: low}\n  name: a\n- body.yaml: {until: side}\n  from: input\n  weights: a"
    )[0]  # fmt: skip


def test_repeats_and_conditions():
    called = net(
        "- body.yaml: {until: start, width: i + 1}\n  repeat: 3\n  name: b{i}\n"
        "- resnet50 if false\n- body.yaml if x.height > 99"
    )
    assert paths(called)[1:] == [f"b{i}.start.{kind}" for i in range(3) for kind in ("conv", "relu")]
    assert [node.site.output.channels for node in called.nodes[1::2]] == [1, 2, 3]


# What wins


def test_a_block_wins_over_a_kind_and_a_kind_over_a_preset(monkeypatch):
    from convcalc.language import loading

    own = net("- resnet18\n- unet", "input: 8x8x3\nblocks: {resnet18: [relu], unet: [silu]}\n")
    assert [node.site.kind for node in own.nodes[1:]] == ["relu", "silu"]
    monkeypatch.setattr(loading, "presets_folder", lambda: str(Path.cwd()))
    Path("relu.yaml").write_text("input: 8x8x3\nlayers: [conv: 1 1]\n")
    assert [node.site.kind for node in net("- relu").nodes[1:]] == ["relu"]
    argued = net("- b: {body: relu}\n- body: {until: side}", "input: 8x8x3\nblocks:\n  b(body): [body]\n")
    assert [node.path for node in argued.nodes[1:]] == ["b.relu", "body.start.conv", "body.start.relu", "body.side"]


def test_a_file_is_named_from_the_file_that_names_it():
    Path("sub").mkdir()
    Path("sub/net.yaml").write_text("input: 8x8x3\nlayers: [./body.yaml]\n")
    Path("sub/body.yaml").write_text("input: 8x8x3\nlayers: [conv: 77 1]\n")
    Path("net.yaml").write_text("extends: ./sub/net.yaml\ninput: 9x9x3\n")
    assert load("net.yaml").nodes[-1].site.output.channels == 77
    both = net("- sub/net.yaml\n- body.yaml: {until: side}")
    assert [node.site.output.channels for node in both.nodes[1:]] == [77, 8, 8, 4]
    assert paths(both)[1:3] == ["net.body.conv", "body.start.conv"]


# Faults


def test_faults_stand_in_the_file_that_has_them_with_the_call():
    Path("broken.yaml").write_text("input: 8x8x3\nlayers:\n- relu\n- relux\n")
    (problem,) = faults("- relu\n- broken.yaml\n- broken.yaml")
    assert problem.place.spot == ("broken.yaml", 4, 3)
    assert [(note.message, note.place.spot) for note in problem.notes] == [
        ("'broken.yaml' is called from here", ("net.yaml", 4, 3))
    ]


def test_faults_that_come_with_volumes_too():
    Path("late.yaml").write_text("input: 8x8x3\nlayers:\n- conv: 1 9x9\n  name: a\n")
    (problem,) = faults("- relu\n- late.yaml: {until: a}\n- relu", "input: 4x4x3\n")
    assert problem.place.spot[0] == "late.yaml"
    assert [(note.message, note.place.spot) for note in problem.notes] == [
        ("in block 'late', called from here", ("net.yaml", 4, 3))
    ]


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ("- body.yaml: {widht: 3}", "spec 'body.yaml' has no variable 'widht'"),
        ("- body.yaml: 3", "spec 'body.yaml' takes its variables by name, not 3"),
        ("- body.yaml: {width: n}", "unknown name 'n'"),
        ("- body.yaml: {until: [a]}", "a list is not a name"),
        ("- body.yaml:\n  until: low", "'until' is a setting of 'body.yaml', not of the item"),
        ("- nobody.yaml", "there is no file and no preset 'nobody.yaml'"),
        ("- resnet51", "unknown layer 'resnet51'"),
        ("- ../body.yaml", "'../body.yaml' lies outside of the project"),
        ("- /etc/passwd.yaml", "'/etc/passwd.yaml' lies outside of the project"),
        ("- net.yaml", "a spec calls itself: net.yaml -> net.yaml"),
        ("- ./net.yaml", "a spec calls itself: net.yaml -> net.yaml"),
        ("- body.yaml:\n  from: nothing", "no layer above is named 'nothing'"),
        ("- body.yaml: {width: '1 / 0'}", "'1 / 0' divides by zero"),
        ("- body.yaml: {act: 3}", "'act' is 3 here, and no layer that needs no settings"),
        ("- body.yaml: {}\n  relu:", "'body.yaml' stands in the same item as 'relu'"),
    ],
)
def test_what_is_told(layers, message):
    assert message in messages(layers)[0]


def test_a_preset_that_may_be_meant():
    (problem,) = faults("- resnet51")
    assert "resnet5" in problem.help


def test_circles_are_told_at_the_call_that_closes_them():
    Path("one.yaml").write_text("input: 8x8x3\nblocks: {b: [./two.yaml]}\nlayers: [relu]\n")
    Path("two.yaml").write_text("extends: one.yaml\nlayers: [b]\n")
    (problem,) = faults("- one.yaml")
    assert problem.message == "a spec calls itself: two.yaml -> two.yaml"
    assert problem.place.spot == ("./one.yaml", 2, 14)


# Bounds


def chain(count: int, item: str) -> None:
    for number in range(count):
        Path(f"c{number}.yaml").write_text(f"input: 8x8x1\nlayers:\n- relu\n{item.format(number + 1)}\n")
    Path(f"c{count}.yaml").write_text("input: 8x8x1\nlayers: [relu]\n")


@pytest.mark.slow
def test_a_chain_of_many_files_is_cut():
    chain(1000, "- ./c{0}.yaml")
    (problem,) = faults("- c0.yaml")
    assert problem.message == f"specs call one another more than {DEEPEST_CALLS} deep"
    assert len(problem.notes) < 10
    assert problem.notes[-1].place.source.name == "net.yaml"


def test_one_that_just_fits():
    chain(DEEPEST_CALLS - 1, "- ./c{0}.yaml")
    assert len(net("- c0.yaml").numbers) == DEEPEST_CALLS


def test_calls_that_multiply_are_read_once_and_refused_before_they_are_expanded():
    chain(40, "- c{0}.yaml\n- ./c{0}.yaml\n- c{0}.yaml")
    assert "this spec grows to at least" in messages("- c0.yaml")[0]
    chain(40, "- {{c{0}.yaml: , when: x.height > 9}}\n- {{./c{0}.yaml: , when: x.height > 9}}")
    assert len(net("- c0.yaml", "input: 8x8x1\n").numbers) == 1


@pytest.mark.slow
def test_a_fault_at_the_end_of_calls_that_multiply_is_told_once():
    chain(40, "- c{0}.yaml\n- ./c{0}.yaml\n- ./../{1}/c{0}.yaml".replace("{1}", Path.cwd().name))
    Path("c40.yaml").write_text("input: 8x8x1\nlayers: [reluu]\n")
    assert messages("- c0.yaml") == ["unknown layer 'reluu'"]


def test_not_more_than_some_files_are_read():
    for number in range(MOST_CALLED + 5):
        Path(f"w{number}.yaml").write_text("input: 8x8x1\nlayers: [relu]\n")
    layers = "\n".join(f"- w{number}.yaml" for number in range(MOST_CALLED + 5))
    assert set(messages(layers)) == {f"more than {MOST_CALLED} other specs are called"}


def test_repeats_are_counted_before_they_are_made():
    assert "this spec grows to at least" in messages("- resnet18:\n  repeat: 1000000")[0]


# Everywhere else


@pytest.mark.parametrize(
    "layers",
    [
        "- body.yaml: {until: high1}\n  name: b\n- conv: 2 1\n  from: b.low\n- gap",
        "- body.yaml: {until: low}\n  name: a\n- body.yaml: {until: low}\n  name: b\n  from: input\n  weights: a",
        "- body.yaml\n- dense: 3",
    ],
)
def test_written_out_it_is_the_same_network(layers):
    called = net(layers)
    flat = built(dict(flatten(called)))
    assert analyse(flat).total == analyse(called).total
    assert figures(flat) == figures(called)


def test_commands_show_it():
    net("- body.yaml: {until: high1}\n  name: b\n- conv: 2 1\n  from: b.low")
    listed = json.loads(convcalc("summary", "net.yaml", "--format", "json").out)
    assert "b.low.conv" in [layer["name"] for layer in listed["layers"]]
    assert "high1" in convcalc("explain", "net.yaml", "b").out
    assert convcalc("explain", "net.yaml", "b.low.conv").code == 0
    assert '["b"]' in convcalc("graph", "net.yaml").out
    assert "no differences" in convcalc("diff", "net.yaml", "net.yaml").out.lower()
    assert "b.low" in convcalc("report", "net.yaml").out
    assert convcalc("solve", "--smallest-input", "net.yaml").code == 0


def test_a_change_in_the_called_file_is_a_change_of_the_caller():
    before = net("- body.yaml: {until: low}")
    Path("old.yaml").write_text(json.dumps(flatten(before)))
    Path("body.yaml").write_text(BODY.replace("width: 8", "width: 9"))
    result = convcalc("diff", "old.yaml", "net.yaml")
    assert "filters 8 -> 9" in result.out


def test_a_finding_lies_in_the_called_file_and_can_be_hidden_at_the_call():
    Path("base.yaml").write_text("input: 32x32x3\nlayers:\n- conv: 4 3 p1\n- bn\n  \n- relu\n")
    layers = "- base.yaml:{}\n- gap\n- flatten\n- dense: 10"
    net(layers.format(""))
    result = convcalc("check", "net.yaml")
    assert "base.yaml:3:3: warning[C301]" in result.out
    assert "net.yaml:3:3: in block 'base', called from here" in result.out
    assert "extends" not in result.out
    net(layers.format("    # convcalc: ignore[C301] theirs"))
    assert convcalc("check", "net.yaml").code == 0


def test_rules_about_text_know_of_calls():
    net("- b", "input: 32x32x3\nvars: {n: 4, k: 1}\nblocks:\n  b: [body.yaml: {width: n, until: 'high{k}'}]\n")
    assert "C101" not in convcalc("check", "net.yaml", "--select", "C1").out


def test_a_document_that_calls_is_a_spec_and_unread_ones_are_no_layers():
    net("- resnet18")
    from convcalc.document.opening import read

    assert is_spec(read("net.yaml"))
    assert (
        problems("input: 8x8x3\nlayers: [nothing.yaml]\n")[0].message == "there is no file and no preset 'nothing.yaml'"
    )


def test_analysis_of_a_called_spec_is_pickled():
    import pickle

    found = analyse(net("- body.yaml: {until: low}"))
    again: Analysis = pickle.loads(pickle.dumps(found))
    assert again.total == found.total


def test_the_smallest_input_names_the_file_in_which_a_smaller_one_fails():
    net("- body.yaml: {until: high2}\n- conv: 3 3")
    result = convcalc("solve", "--smallest-input", "net.yaml")
    assert "(line 4)" in result.out
    net("- vgg16: {until: stage2}")
    result = convcalc("solve", "--smallest-input", "net.yaml")
    assert "of vgg16.yaml, called in line 3)" in result.out


def test_a_question_of_a_sheet_calls_what_lies_in_its_project_only(files):
    (files / "sub").mkdir()
    (files / "sub/own.yaml").write_text("input: 8x8x3\nlayers: [conv: 4 1]\n")
    sheet = "questions:\n  - input: 8x8x3\n    layers: [{%s: }]\n    expect: {params: 16}\n"
    (files / "sub/sheet.yaml").write_text(sheet % "./own.yaml")
    assert convcalc("grade", "sub/sheet.yaml").code == 0
    (files / "sub/sheet.yaml").write_text(sheet % "../body.yaml")
    result = convcalc("grade", "sub/sheet.yaml")
    assert result.code == 2
    assert "'sub/../body.yaml' lies outside of the project" in result.err


def test_words_that_are_nothing_are_looked_for_a_few_times(monkeypatch):
    from convcalc.language import loading

    asked = []
    find = loading.find
    monkeypatch.setattr(loading, "find", lambda *given: asked.append(given[0]) or find(*given))
    layers = "\n".join(f"- nothing{number}" for number in range(90))
    assert len(messages(layers)) == 90
    assert 1 < len(asked) < 30


def test_the_schema_for_editors_takes_calls():
    text = (
        "input: 8x8x3\nlayers:\n- resnet50: {until: stage4, depths: [1, 1, 1, 1]}\n  name: b\n  frozen: true\n"
        "- ./body.yaml\n- body.yaml:\n  from: {left: b}\n  weights: a\n"
    )
    assert not list(jsonschema.Draft7Validator(schema()).iter_errors(parse("net.yaml", text).data))
