"""What a short text can ask for is bounded: work that makes no layer, answers to diagnose, layers within a layer."""

import os
import re
import signal
import subprocess
import sys
from contextlib import suppress

import pytest

from convcalc.analysis.analyse import analyse
from convcalc.cli import run
from convcalc.document.problems import SpecError
from convcalc.document.source import parse
from convcalc.explain.find import Names, find_part
from convcalc.homework.grading import grade, read_sheet
from convcalc.homework.grading.judging import GIVEN_UP
from convcalc.homework.slips import SLIPS, Slip
from convcalc.homework.slips.recount import MOST_FOR_ONE, recount
from convcalc.language.expansion import build
from convcalc.language.growth import MOST_IDLE
from convcalc.language.loading import load
from convcalc.language.spec import read_spec
from convcalc.model.geometry import LARGEST
from convcalc.model.layers import LayerError
from convcalc.model.layers.recurrent import MOST_LAYERS


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


@pytest.mark.slow
def test_a_million_layers_are_counted_while_they_are_made_and_ctrl_c_ends_it(tmp_path):
    (tmp_path / "net.yaml").write_text("input: 8x8x4\nlayers: [{relu: , repeat: 1999990, when: i >= 0}]\n")
    terminal, stderr = os.openpty()
    command = [sys.executable, "-m", "convcalc", "summary", str(tmp_path / "net.yaml")]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell runs in the background ignores it
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=stderr)
    os.close(stderr)
    told, sent = b"", False
    with suppress(OSError):  # what a terminal says at its end
        while more := os.read(terminal, 10_000):
            told += more
            if b"0,000 layers" in told and not sent:  # who presses it twice hears no more
                process.send_signal(signal.SIGINT)
                sent = True
    os.close(terminal)
    assert process.wait() == 130
    assert told.rstrip().endswith(b"interrupted")
    assert b"Traceback" not in told


def test_a_repeated_layer_is_the_same_however_it_is_gone_through():
    blocks = "{b: [bn, {relu: , repeat: 4}, {dropout: 0.5, repeat: 2, frozen: true}]}"
    layers = "[{relu: , name: relu_3}, {relu: , repeat: 6}, {conv: 4 3x3 p1, repeat: 3}, b, {conv: 4 3x3, repeat: 2}]"
    text = f"input: 9x9x4\nblocks: {blocks}\nlayers: {layers}\n"
    quick, slow = network(text), network(re.sub(r"repeat: (\d)", r"repeat: \1, when: i >= 0", text))
    assert [(str(node.site), node.path, node.inputs, node.frozen) for node in quick.nodes] == [
        (str(node.site), node.path, node.inputs, node.frozen) for node in slow.nodes
    ]
    assert all(node.origin.kind == node.site.kind for node in quick.nodes[1:])
