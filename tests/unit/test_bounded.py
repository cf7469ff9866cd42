"""What a short text can ask for is bounded: work that makes no layer, answers to diagnose, layers within a layer."""

import os
import re
import shlex
import signal
import subprocess
import sys
from contextlib import nullcontext, suppress

import pytest

from convcalc.analysis import receptive_field
from convcalc.analysis.analyse import analyse, sights_of
from convcalc.analysis.cost import costs
from convcalc.cli import run
from convcalc.document.problems import NO_MORE, SpecError
from convcalc.document.source import parse
from convcalc.explain.find import Names, find_part
from convcalc.homework.classroom import grading as classroom
from convcalc.homework.grading import allowance, grade, read_sheet
from convcalc.homework.grading.asked import answered
from convcalc.homework.grading.judging import GIVEN_UP
from convcalc.homework.slips import SLIPS, Slip
from convcalc.homework.slips.recount import MOST_FOR_ONE, recount
from convcalc.language import sources
from convcalc.language.expansion import build, naming
from convcalc.language.growth import MOST_IDLE
from convcalc.language.loading import load
from convcalc.language.spec import read_spec
from convcalc.model.geometry import LARGEST
from convcalc.model.layers import LayerError
from convcalc.model.layers.recurrent import MOST_LAYERS
from convcalc.render.figure import plans
from tests.support.timing import timed, within


def network(text):
    return build(read_spec(parse("net.yaml", text), None))


def refusal(text):
    with pytest.raises(SpecError) as caught:
        network(text)
    return caught.value.problems[0].message


def sheet(tmp_path, *questions):
    file = tmp_path / "sheet.yaml"
    file.write_text("questions:\n" + "".join(f"  - {each}\n" for each in questions))
    return read_sheet(str(file))


# Work that makes no layer


@pytest.mark.slow
@pytest.mark.parametrize("layers", [
    "[{relu: , repeat: 1000000, when: i < 0}]",
    "[{empty: , repeat: 1000000}]",
    "[{relu: , repeat: 3}, {hidden: , repeat: 1000000}]",
])  # fmt: skip
def test_items_that_make_no_layer_are_not_gone_through_a_million_times(layers):
    blocks = "{empty: [], hidden: [{relu: , when: x.height > 9}]}"
    assert "times that make no layer" in refusal(f"input: 8x8x4\nblocks: {blocks}\nlayers: {layers}\n")


@pytest.mark.slow
def test_items_under_a_when_are_gone_through_as_long_as_they_are_not_very_many():
    text = f"input: 8x8x4\nlayers: [{{relu: , repeat: {MOST_IDLE}, when: i % 1000 == 0}}]\n"
    assert len(network(text).numbers) == MOST_IDLE / 1000


@pytest.mark.slow
def test_patterns_are_held_against_names_for_a_second_or_so():
    layers = ["{relu: , name: 'y{i}', repeat: 5000}", *["{add: , from: 'y*'}"] * 401]
    assert "more than 2,000,000 names" in refusal(f"input: 8x8x4\nlayers: [{', '.join(layers)}]\n")


@pytest.mark.parametrize("names", ["&names [a, b, c, d]", "&names {p: a, q: b, r: c, s: d}"])
def test_layers_name_so_many_others_that_the_network_can_be_gone_through(monkeypatch, names):
    """Aliases make a short text name millions: a list of 2,000 names, 40,000 times, took minutes."""
    monkeypatch.setattr(naming, "MOST_JOINED", 1_000)
    call = "b" if "{" in names else "add"
    relus = [f"{{relu: , name: {each}}}" for each in "abcd"]
    joins = [f"{{{call}: , from: {names}}}", *[f"{{{call}: , from: *names}}"] * 299]
    text = f"input: 8x8x4\nblocks: {{b: [relu]}}\nlayers: [{', '.join([*relus, *joins])}]\n"
    assert network(text).nodes
    monkeypatch.setattr(naming, "MOST_JOINED", -2_000)
    assert refusal(text).startswith("layers name more than -2,000 others with 'from'")


def test_the_names_of_an_alias_are_read_once(monkeypatch):
    read: list[str] = []
    is_template = sources.is_template
    monkeypatch.setattr(sources, "is_template", lambda text: read.append(text) or is_template(text))
    joins = ["{add: , from: &names [a, b, a]}", *["{add: , from: *names}"] * 9]
    network(f"input: 8x8x4\nlayers: [{{relu: , name: a}}, {{relu: , name: b}}, {', '.join(joins)}]\n")
    assert read == ["a", "b"]


# Layers within a layer


def test_a_recurrent_layer_has_no_more_layers_than_are_counted_at_once():
    text = "input: 16x8\nlayers: [lstm: {{hidden: 4, layers: {}}}]\n"
    assert len(network(text.format(MOST_LAYERS)).nodes[1].weights) == 4 * MOST_LAYERS
    assert refusal(text.format(1000000)) == "lstm: 1,000,000 layers are too many (at most 100)"


# Aliases in aliases

BOMB = "{a: &a [1, 1], " + ", ".join(f"{one}: &{one} [*{before}, *{before}]" for before, one in zip("abcdefghijklmnop", "bcdefghijklmnopq")) + "}"  # fmt: skip  # noqa: E501


@pytest.mark.parametrize("key", ["name", "input", "vars", "blocks", "extends", "expect", "layers"])
def test_aliases_within_aliases_come_out_in_few_words(tmp_path, capfd, key):
    others = {"input": "8x8x4", "layers": "[relu]"}
    text = "".join(f"{name}: {value}\n" for name, value in others.items() if name != key)
    (tmp_path / "net.yaml").write_text(f"{text}{key}: {BOMB}\n")
    assert run(["check", "--format", "json", str(tmp_path / "net.yaml")]) == 2
    assert len(capfd.readouterr().out) < 30_000


@pytest.mark.parametrize("key", ["name", "questions", "id", "ask"])
def test_a_sheet_has_words_for_its_names(tmp_path, capfd, key):
    question = {"input": "8x8x4", "layers": "[relu]", "expect": "{params: 0}"}
    if key in ("id", "ask"):
        question[key] = BOMB
    lines = "".join(f"    {name}: {value}\n" for name, value in question.items())
    top = f"{key}: {BOMB}\n" if key in ("name", "questions") else ""
    whole = top if key == "questions" else f"{top}questions:\n  -\n{lines}"
    (tmp_path / "sheet.yaml").write_text(whole)
    assert run(["grade", str(tmp_path / "sheet.yaml")]) == 2
    told = capfd.readouterr().err
    assert "expected" in told
    assert len(told) < 1000


# Wrong answers


@pytest.mark.slow
def test_so_much_is_tried_for_the_wrong_answers_of_a_file_and_what_is_left_out_is_said(tmp_path):
    slip = "{input: 32x32x3, layers: [conv 10 5x5 p2], expect: {params: 750}}"
    large = f"{{input: 32x32x3, layers: [{{conv: 3 3x3 p1, repeat: {MOST_FOR_ONE // 40}}}], expect: {{params: 7}}}}"
    first, second = grade(sheet(tmp_path, slip, large)).results
    assert first.marks[0].diagnoses[0].codes == ("bias-forgotten",)
    assert not first.marks[0].note
    assert second.marks[0].note == GIVEN_UP


def test_an_expectation_of_many_layers_is_judged_for_the_first_that_is_wrong(tmp_path, monkeypatch):
    from convcalc.homework.grading import verdicts

    judged = []
    diagnose = verdicts.diagnose
    monkeypatch.setattr(verdicts, "diagnose", lambda *given: judged.append(given) or diagnose(*given))
    repeated = "{input: 8x8x4, layers: [{conv: 4 3x3 p1, repeat: 50, expect: {params: 7}}]}"
    assert grade(sheet(tmp_path, repeated)).results[0].marks[0].verdict == "wrong"
    assert len(judged) == 1


# Layers until


@pytest.mark.parametrize(("layers", "goal", "count"), [
    ("[conv 4 3x3 p1]", "{receptive_field: 31}", 15),
    ("[conv 4 3x3]", "{output: 2x2x4}", 15),
    ("[maxpool 2x2]", "{output: 1x1x4}", 5),
    ("[{add: {x: , y: [{conv: 4 3x3 p1}, {conv: 4 3x3 p1}]}}]", "{receptive_field: 21}", 15),
])  # fmt: skip
def test_layers_are_repeated_until_a_figure_is_reached(tmp_path, layers, goal, count):
    read = sheet(tmp_path, f"{{input: 32x32x4, layers: {layers}, until: {goal}, expect: {{repeat: {count}}}}}")
    network = read.questions[0].network
    assert len(network.numbers) == count
    assert network.output == len(network.nodes) - 1
    assert grade(read).right


def test_layers_that_never_get_there_are_said(tmp_path):
    with pytest.raises(SpecError, match="never gets to 5x5x4"):
        sheet(tmp_path, "{input: 32x32x4, layers: [maxpool 2x2], until: {output: 5x5x4}, expect: {repeat: 1}}")


# Positions


def test_so_many_positions_are_followed_one_by_one_and_bounds_are_said_further_on():
    before = "{upsample: 2, repeat: 11}"
    seen = [network(f"input: 4x4x4\nlayers: [{before}, {{conv: 4 3x3 p1, repeat: {n}}}]\n") for n in (1, 100)]
    few, many = (analyse(each).reach[0] for each in seen)
    assert (few.size, few.exact) == (2, True)
    assert (many.size, many.exact) == (None, False)


@pytest.mark.slow
def test_a_wrong_answer_about_many_positions_is_not_tried_out(tmp_path):
    layers = "[{upsample: 2, repeat: 11}, {conv: 4 3x3 p1, repeat: 20}]"
    judged = grade(sheet(tmp_path, f"{{input: 4x4x4, layers: {layers}, expect: {{receptive_field: 7}}}}"))
    assert judged.results[0].marks[0].note == GIVEN_UP


def test_no_slip_makes_a_volume_larger_than_a_network_may_have():
    deep = network("input: 8x8x3\nlayers: [{conv: {filters: i + 3, kernel: 3, pad: 1}, repeat: 60}]\n")
    for slip in SLIPS:
        if isinstance(slip, Slip):
            with suppress(LayerError):
                assert max(node.site.output.elements for node in recount(deep, (slip,)).nodes) <= LARGEST


# Names


def test_names_are_found_as_one_at_a_time():
    network = load("resnet18")
    names = Names(network)
    paths = [node.path for node in network.nodes]
    endings = {".".join(path.split(".")[k:]) for path in paths for k in range(path.count(".") + 1)}
    for name in sorted(endings):
        alike = [path for path in paths if path == name or path.endswith(f".{name}")]
        if name in paths or len(alike) == 1:
            assert names.find(name) == find_part(network, name)
            assert paths[names.find(name).numbers[0]] == (name if name in paths else alike[0])
        else:
            with pytest.raises(SpecError):
                names.find(name)


# Networks of a million layers


RELUS = "input: 8x8x4\nlayers: [{relu: , repeat: 1999990, when: i >= 0}]\n"
NETWORKS = "".join(f"  - {{spec: resnet152, input: {k + 32}x64x3, expect: {{params: 5}}}}\n" for k in range(1500))


@pytest.mark.slow
@pytest.mark.parametrize(("words", "text", "shown"), [
    ("summary net.yaml", RELUS, b"0,000 layers"), ("check net.yaml", RELUS, b"checking"),
    ("grade net.yaml", f"questions:\n{NETWORKS}", b"grading"),
])  # fmt: skip
def test_a_million_layers_show_progress_while_they_are_made_and_ctrl_c_ends_it(tmp_path, words, text, shown):
    (tmp_path / "net.yaml").write_text(text)
    terminal, stderr = os.openpty()
    command = [sys.executable, "-m", "convcalc", *words.split()]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell runs in the background ignores it
    around = {**os.environ, "PYTHONPATH": os.pathsep.join([os.getcwd(), os.environ.get("PYTHONPATH", "")])}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=stderr, cwd=tmp_path, env=around)
    os.close(stderr)
    told, sent = b"", False
    with suppress(OSError):  # what a terminal says at its end
        while more := os.read(terminal, 10_000):
            told += more
            if shown in told and not sent:  # who presses it twice hears no more
                process.send_signal(signal.SIGINT)
                sent = True
    os.close(terminal)
    assert process.wait() == 130
    assert told.rstrip().endswith(b"interrupted")
    assert b"Traceback" not in told


# What is the same is looked at once


def test_the_layers_of_a_recurrent_layer_are_counted_without_a_tensor_for_each(monkeypatch):
    net = network(f"input: 16x8\nlayers: [lstm: {{hidden: 4, layers: {MOST_LAYERS}, both: true}}]\n")
    layer, inputs = net.nodes[1].site.layer, net.nodes[1].site.inputs
    elements = sum(tensor.elements for tensor in layer.weights(inputs))
    monkeypatch.setattr(type(layer), "weights", lambda *_: pytest.fail("each tensor is made"))
    assert [cost.params for cost in costs(net)] == [0, elements]


@pytest.mark.parametrize("settings", ["", "both", "nobias", "onebias both", "last"])
@pytest.mark.parametrize("layers", [1, 2, 3, 7])
@pytest.mark.parametrize("kind", ["lstm", "gru"])
def test_what_a_recurrent_layer_learns_are_the_numbers_of_its_tensors(kind, layers, settings):
    site = network(f"input: 16x8\nlayers: [{kind}: 5 layers={layers} {settings}]\n").nodes[1].site
    tensors, each = site.layer.weights(site.inputs), (site.inputs, site.output)
    assert site.layer.learned(site.inputs) == sum(tensor.elements for tensor in tensors)
    assert site.layer.macs(*each) == 16 * sum(tensor.elements for tensor in tensors if len(tensor.shape) > 1)
    assert site.layer.additions(*each) == 16 * sum(tensor.elements for tensor in tensors if len(tensor.shape) == 1)


def test_what_inputs_see_alike_is_looked_at_once(monkeypatch):
    looked: list[int] = []
    look = receptive_field._FieldWalk.look
    monkeypatch.setattr(
        receptive_field._FieldWalk, "look", lambda walk, n, *more: looked.append(n) or look(walk, n, *more)
    )
    net = network(
        "input: {a: 9x9x4, b: 9x9x4, c: 9x9x4}\nlayers: [{add: , from: [a, b, c]}, {conv: 4 3x3, repeat: 4}]\n"
    )
    each = [sight.reaches for sight in sights_of(net)]
    assert looked.count(7) == 1
    monkeypatch.undo()
    assert each == [tuple(receptive_field.reaches(net, number)) for number in net.inputs]


def test_equal_answers_of_a_class_are_read_once(tmp_path, monkeypatch, capfd):
    read: list[object] = []
    monkeypatch.setattr(classroom, "answered", lambda *given: read.append(given[1]) or answered(*given))
    key = tmp_path / "key.yaml"
    key.write_text("questions:\n  - {id: q, input: 8x8x4, layers: [relu], expect: {params: 0, output: 8x8x4}}\n")
    rows = ["0,8x8x4", "0,", "0,8x8x5", "0,8x8x4", "0,"]
    (tmp_path / "class.csv").write_text(
        "name,q.params,q.output\n" + "".join(f"s{k},{each}\n" for k, each in enumerate(rows))
    )
    run(["grade", str(key), "--answers", str(tmp_path / "class.csv")])
    assert len(read) == 6
    capfd.readouterr()


# Questions in one file


@pytest.mark.parametrize(("limit", "question", "told"), [
    ("MOST_ANSWERS", "{{input: 8x8x4, layers: [conv {0} 3x3], expect: {{params: 5, macs: 7}}}}", "5 answers"),
    ("MOST_SOUGHT", "{{input: {0}x8x4, layers: [relu6], until: {{output: {0}x8x4}}, expect: {{repeat: 1}}}}", "until"),
    ("MOST_LAYERS", "{{input: {0}x8x4, layers: [relu, relu], expect: {{params: 0}}}}", "5 layers in the networks"),
])  # fmt: skip
def test_a_file_of_questions_asks_for_no_more_than_can_be_judged_in_a_while(
    tmp_path, monkeypatch, limit, question, told
):
    monkeypatch.setattr(allowance, limit, 5)
    with pytest.raises(SpecError) as caught:
        sheet(tmp_path, *(question.format(8) for _ in range(7)), *(question.format(k + 8) for k in range(7)))
    (problem,) = caught.value.problems
    assert told in problem.message
    assert "split it" in problem.help


def test_a_spec_with_expectations_asks_for_no_more_either(tmp_path, monkeypatch):
    monkeypatch.setattr(allowance, "MOST_ANSWERS", 5)
    file = tmp_path / "net.yaml"
    for layers, told in ((5, ""), (6, "more than 5 answers are too many for a file")):
        file.write_text("input: 8x8x4\nlayers:\n" + "  - {relu: , expect: {output: 8x8x4}}\n" * layers)
        with pytest.raises(SpecError, match=told) if told else nullcontext():
            assert len(read_sheet(str(file)).questions[0].asked) == layers


def test_faults_are_told_up_to_so_many_and_that_there_may_be_others_is_said(tmp_path, capfd):
    wrong = {
        "layers.yaml": "input: 8x8x4\nlayers:\n" + "  - nothing\n" * 200,
        "keys.yaml": "input: 8x8x4\nlayers: [relu]\nvars:\n" + "  a: 1\n" * 200,
        "names.yaml": "input: 8x8x4\nlayers:\n  - relu\n" + "".join(f"  - relu:\n    from: n{k}\n" for k in range(200)),
    }
    for name, text in wrong.items():
        (tmp_path / name).write_text(text)
        assert run(["check", str(tmp_path / name)]) == 2
        assert NO_MORE in capfd.readouterr().out
    with pytest.raises(SpecError) as caught:
        sheet(tmp_path, *["{input: 8x8x4, layers: [nothing], expect: {params: 0}}"] * 200)
    assert caught.value.problems[-1].message == NO_MORE


def test_a_figure_with_more_outputs_than_fit_beside_each_other_says_so(tmp_path, capfd):
    heads = "".join(f"  - head: {{h{k}: [gap]}}\n" for k in range(3000))
    (tmp_path / "net.yaml").write_text(f"input: 8x8x4\nlayers:\n  - relu\n{heads}")
    assert run(["graph", "--style", "boxes", str(tmp_path / "net.yaml")]) == 2
    assert "net does not fit on a page: it has 3,000 outputs" in capfd.readouterr().err


def test_a_figure_of_more_boxes_than_tell_anything_says_so(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(plans, "MOST_SLABS", 100)
    for count in (99, 100):
        layers = ", ".join(f"conv: {k + 1} 1x1" for k in range(count))
        (tmp_path / "net.yaml").write_text(f"input: 8x8x4\nlayers: [{layers}]\n")
        assert run(["graph", "--style", "boxes", str(tmp_path / "net.yaml")]) == (0 if count == 99 else 2)
    error = capfd.readouterr().err
    assert "net does not fit on a page: it has 101 boxes" in error
    assert "draw it as a flow chart, with --style flow" in error


def test_a_repeated_layer_is_the_same_however_it_is_gone_through():
    blocks = "{b: [bn, {relu: , repeat: 4}, {dropout: 0.5, repeat: 2, frozen: true}]}"
    layers = "[{relu: , name: relu_3}, {relu: , repeat: 6}, {conv: 4 3x3 p1, repeat: 3}, b, {conv: 4 3x3, repeat: 2}]"
    text = f"input: 9x9x4\nblocks: {blocks}\nlayers: {layers}\n"
    quick, slow = network(text), network(re.sub(r"repeat: (\d)", r"repeat: \1, when: i >= 0", text))
    assert [(str(node.site), node.path, node.inputs, node.frozen) for node in quick.nodes] == [
        (str(node.site), node.path, node.inputs, node.frozen) for node in slow.nodes
    ]
    assert all(node.origin.kind == node.site.kind for node in quick.nodes[1:])


# Long texts


@pytest.mark.parametrize("text", [",", "conv 8 3x3 and ", "a.", "3x", "height of "])
@pytest.mark.parametrize("command", [
    "calc TEXT relu", "solve 8x8x3 'conv ? 3x3' --output TEXT", "stack 3x3 --input TEXT", "calc --code code.py TEXT",
])  # fmt: skip
def test_a_text_that_says_a_volume_is_short(text, command, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "code.py").write_text("import torch.nn as nn\nnn.ReLU()\n")
    with timed() as took:
        assert run([word.replace("TEXT", text * (40_000 // len(text))) for word in shlex.split(command)]) == 2
    assert within(2, took())
    assert "expected" in capfd.readouterr().err


@pytest.mark.parametrize("text", ["import torch.nn as nn\rnn.ReLU()\rnn.Foo()\r", "nn.ReLU()\r\rnn.Foo(\r"])
def test_lines_of_code_may_end_as_they_did_on_old_machines(text, tmp_path, capfd):
    (tmp_path / "code.py").write_bytes(text.encode())
    assert run(["calc", "--code", str(tmp_path / "code.py"), "3x8x8"]) == 2
    assert "code.py:1:" in capfd.readouterr().err
