"""Answer files judged: right and wrong, the slips, follow-through, points and formats."""

import csv
import doctest
import io
import json
from pathlib import Path
from typing import Any

import pytest

from convcalc.document.problems import SpecError
from convcalc.homework.grading import Graded, Mark, grade, read_sheet
from convcalc.language import chain
from convcalc.public import analyse
from tests.support.command import convcalc
from tests.support.paths import TESTS

ANSWERS = TESTS / "answers"


def graded(tmp_path: Path, text: str) -> Graded:
    file = tmp_path / "hw.yaml"
    file.write_text(text)
    return grade(read_sheet(str(file)))


def marks(tmp_path: Path, question: str, **options: Any) -> list[Mark]:
    lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in options.items())
    return list(graded(tmp_path, f"{lines}questions:\n  - {question}\n").results[0].marks)


def problems(tmp_path: Path, text: str) -> list[tuple[str, int]]:
    """What is wrong with an answer file, each with its line."""
    with pytest.raises(SpecError) as error:
        graded(tmp_path, text)
    places = [each.place for each in error.value.problems]
    lines = [place.source.locate(place.route, place.key).line if place else 0 for place in places]
    return [(each.message, line) for each, line in zip(error.value.problems, lines)]


# Figures that are known


@pytest.mark.parametrize("file", ["facts.yaml", "misfits.yaml"])
def test_every_known_figure_is_right(file: str) -> None:
    for result in grade(read_sheet(str(ANSWERS / file))).results:
        assert [(mark.asked.key, mark.verdict) for mark in result.marks if mark.verdict != "right"] == [], (
            result.question.id
        )


@pytest.mark.slow
def test_every_known_slip_is_named() -> None:
    for result in grade(read_sheet(str(ANSWERS / "slips.yaml"))).results:
        assert result.points == 0
        assert " + ".join(result.marks[0].diagnoses[0].codes) == result.question.id


def test_weights_and_the_outputs_alive_at_once() -> None:
    layers = ["conv 100 3x3 s2 same", "conv 200 3x3 s2 same", "conv 400 3x3 s2 same"]
    memory = analyse(chain.network("200x300x3", layers)).memory
    assert memory.peak + memory.weights == 12_613_600


# Verdicts


ONE = "{input: 32x32x3, layers: conv 10 5x5 s1 p2, expect: {%s}}"


@pytest.mark.parametrize(
    ("expect", "verdict"),
    [
        ("output: 32x32x10", "right"),
        ("output: [32, 32, 10]", "right"),
        ("output: 32 x 32 x 10", "right"),
        ("params: 760.0", "right"),
        ("params: 0.8K", "right"),
        ("params: 0.7K", "wrong"),
        ("params: {max: 1K}", "right"),
        ("params: {max: 500}", "wrong"),
        ("memory: 40KiB", "right"),
        ("memory: 41KB", "right"),
        ("memory: 40KB", "right"),
        ("memory: 43KB", "wrong"),
        ("params: 1K", "wrong"),
        ("params: 760 bytes", "wrong"),
        ("params: many", "unreadable"),
        ("params: ", "unanswered"),
        ("depth: 1", "right"),
        ("flops: 2 * 3", "wrong"),
        ("conv.params: 760", "right"),
    ],
)
def test_one_answer(tmp_path: Path, expect: str, verdict: str) -> None:
    assert [mark.verdict for mark in marks(tmp_path, ONE % expect)] == [verdict]


def test_a_batch_of_numbers_of_another_kind(tmp_path: Path) -> None:
    question = "{input: 8x8x3, layers: conv 4 3x3 p1, batch: 2, dtype: float16, expect: {memory: 1024}}"
    assert marks(tmp_path, question)[0].verdict == "right"


def test_digits_of_a_number_count_as_they_are_written(tmp_path: Path) -> None:
    question = "{input: 227x227x3, layers: conv 96 11x11 s4, expect: {macs: %s}}"
    assert marks(tmp_path, question % "1.05e8")[0].verdict == "right"
    assert marks(tmp_path, question % "1.050e8")[0].verdict == "wrong"


def test_a_flat_volume_may_have_sizes_of_one(tmp_path: Path) -> None:
    question = "{input: 7x7x4, layers: [flatten, dense 10], expect: {output: %s}}"
    assert [marks(tmp_path, question % text)[0].verdict for text in ("10", "1x1x10", "1x10", "10x1", "10x2")] == [
        "right", "right", "right", "right", "wrong",
    ]  # fmt: skip


def test_other_conventions_of_memory_are_right_and_told(tmp_path: Path) -> None:
    question = "{input: 8x8x3, layers: [conv 4 3x3 p1, relu, maxpool 2], expect: {memory: %d}}"
    conv, pool, input = 8 * 8 * 4 * 4, 4 * 4 * 4 * 4, 8 * 8 * 3 * 4
    said = {
        2 * conv + pool: "",
        conv + pool: "with activations and dropout in place",
        2 * conv + pool + input: "with the input",
        conv + pool + input: "with the input, and with activations and dropout in place",
    }
    for value, note in said.items():
        mark = marks(tmp_path, question % value)[0]
        assert (mark.verdict, mark.note) == ("right", note)
    assert marks(tmp_path, question % (conv + input))[0].verdict == "wrong"


def test_a_copy_for_flatten_is_another_convention(tmp_path: Path) -> None:
    question = "{input: 8x8x3, layers: [conv 4 3x3 p1, flatten, dense 10], expect: {memory: %d}}"
    conv, dense, input = 8 * 8 * 4 * 4, 10 * 4, 8 * 8 * 3 * 4
    said = {
        conv + dense: "",
        2 * conv + dense: "with a copy for flatten",
        2 * conv + dense + input: "with the input, and a copy for flatten",
    }
    found = [marks(tmp_path, question % value)[0] for value in said]
    assert [(mark.verdict, mark.note) for mark in found] == [("right", note) for note in said.values()]


ACCEPTED = [
    # what a sheet says, the answer for 138,357,544 parameters or 40,960 bytes, and whether it is right
    ({}, "138M", "right"),
    ({}, "100M", "wrong"),
    ({"digits": 3}, "138,000,000", "right"),
    ({"digits": 3}, "138.4M", "right"),
    ({"digits": 3}, "140M", "wrong"),
    ({"digits": 4}, "138M", "wrong"),
    ({"exact": True}, "138M", "wrong"),
    ({"exact": True}, "138,357,544", "right"),
    ({"tolerance": "1%"}, "139,000,000", "right"),
    ({"tolerance": 0.01}, "0.14G", "wrong"),
    ({"conventions": []}, "40KB", "wrong"),
    ({"conventions": ["binary-kb"]}, "40KB", "right"),
    ({"conventions": ["binary-kb"]}, "53,248", "wrong"),
    ({"conventions": ["memory-with-input"]}, "53,248", "right"),
    ({"conventions": ["channels-first"]}, "10x32x32", "right"),
    ({}, "10x32x32", "wrong"),
]


@pytest.mark.parametrize(("said", "answer", "verdict"), ACCEPTED)
def test_what_a_sheet_takes_for_right(tmp_path: Path, said: dict[str, Any], answer: str, verdict: str) -> None:
    small = {
        "input": "32x32x3",
        "layers": "conv 10 5x5 p2",
        "expect": {"output" if "x" in answer else "memory": answer},
    }
    question = (
        {"spec": "vgg16", "expect": {"params": answer}} if "13" in answer or "0M" in answer or "G" in answer else small
    )
    assert marks(tmp_path, json.dumps(question), **said)[0].verdict == verdict


def test_why_an_answer_is_not_exact_enough_is_told(tmp_path: Path) -> None:
    question = "{spec: vgg16, expect: {params: %s}}"
    assert marks(tmp_path, question % "138M", exact=True)[0].note == "all digits count"
    assert marks(tmp_path, question % "0.1G")[0].note == "rounded too far"
    assert marks(tmp_path, question % "138M", digits=5)[0].note == "5 digits count"


def test_a_group_by_its_name_is_all_its_layers(tmp_path: Path) -> None:
    expect = "C3.params: 1516, C3.output: 10x10x16, S2.params: 12"
    found = marks(tmp_path, f"{{spec: lenet5-1998, expect: {{{expect}}}}}")
    assert [mark.verdict for mark in found] == ["right"] * 3


def test_what_cannot_be_read_is_said_in_every_form(tmp_path: Path) -> None:
    file = tmp_path / "hw.yaml"
    file.write_text(f"questions: [{ONE % 'params: many'}]")
    for form in ("text", "csv", "json", "gradescope"):
        result = convcalc("grade", str(file), "--format", form)
        assert result.code == 1 and "unreadable" in result.out


def test_a_field_of_a_network_that_ends_in_a_dense_layer(tmp_path: Path) -> None:
    question = "{input: 8x8x3, layers: [conv 4 3x3, flatten, dense 10], expect: {receptive_field: %s}}"
    assert [marks(tmp_path, question % text)[0].verdict for text in ("3", "all", "8", "7")] == [
        "right", "right", "right", "wrong",
    ]  # fmt: skip


def test_the_field_of_what_sees_the_whole_input_is_all_of_it_or_its_size(tmp_path: Path) -> None:
    question = "{input: 8x6x16, layers: [gap], expect: {receptive_field: %s}}"
    right = [marks(tmp_path, question % text)[0].verdict for text in ("all", "8x6", "1", "8", "6", "1x1")]
    assert right == ["right", "right", "wrong", "wrong", "wrong", "wrong"]
    square = "{input: 8x8x16, layers: [%s], expect: {receptive_field: 8}}"
    assert [marks(tmp_path, square % layer)[0].verdict for layer in ("gap", "gmp", "conv 4 8x8")] == ["right"] * 3


def test_a_misfit_is_only_an_answer_where_the_file_says_so(tmp_path: Path) -> None:
    question = "{input: 224x224x3, layers: conv 96 11x11 s4, expect: {output: %s}}"
    strict = [
        marks(tmp_path, question % text, strict_fit=True)[0].verdict for text in ("does not fit", "54x54x96", "54.25")
    ]
    assert strict == ["right", "wrong", "right"]
    free = [marks(tmp_path, question % text)[0].verdict for text in ("does not fit", "54x54x96")]
    assert free == ["wrong", "right"]
    fits = ONE % "output: does not fit"
    assert marks(tmp_path, fits)[0].note == "it fits: the division comes out"


# Follow-through


def chained(expect: str) -> str:
    layers = "{conv: 8 5x5 p2, name: c1, expect: {output: 30x30x8}}, {maxpool: 2, name: p1, expect: {output: 15x15x8}}"
    return f"{{input: 32x32x3, layers: [{layers}, flatten, dense 10], expect: {{{expect}}}}}"


def test_what_follows_from_an_earlier_wrong_answer(tmp_path: Path) -> None:
    found = marks(
        tmp_path, chained(f"params: {608 + 15 * 15 * 8 * 10 + 10}, macs: {30 * 30 * 8 * 75 + 15 * 15 * 8 * 10}")
    )
    assert [mark.verdict for mark in found] == ["wrong", "follows", "follows", "follows"]
    assert found[1].given == ("c1.output",)
    assert [mark.points for mark in found] == [0, 0, 0, 0]
    found = marks(tmp_path, chained("params: 1"), follow_through=True)
    assert [mark.points for mark in found] == [0, 1, 0]


def test_a_slip_after_an_earlier_wrong_answer(tmp_path: Path) -> None:
    found = marks(tmp_path, chained(f"params: {608 + 15 * 15 * 8 * 10}"))
    assert found[2].verdict == "wrong"
    assert found[2].given[0] == "c1.output"
    assert found[2].diagnoses[0].codes == ("dense-biases-forgotten",)


def test_a_sum_follows_from_its_parts(tmp_path: Path) -> None:
    layers = "[{conv: 8 3x3, name: a, expect: {params: 216}}, {conv: 8 3x3, expect: {params: 584}}]"
    found = marks(tmp_path, f"{{input: 32x32x3, layers: {layers}, expect: {{params: 800}}}}")
    assert [(mark.verdict, mark.given) for mark in found] == [("wrong", ()), ("right", ()), ("follows", ("a.params",))]


def test_a_field_follows_from_the_one_before_it(tmp_path: Path) -> None:
    layers = "[{conv: 1 5x5 s2, name: a, expect: {receptive_field: 4}}, {conv: 1 3x3, expect: {receptive_field: 8}}]"
    found = marks(tmp_path, f"{{input: 32x32x3, layers: {layers}}}")
    assert [mark.verdict for mark in found] == ["wrong", "follows"]


def test_a_right_answer_never_follows(tmp_path: Path) -> None:
    found = marks(tmp_path, chained(f"params: {608 + 16 * 16 * 8 * 10 + 10}"))
    assert found[2].verdict == "right"


def test_an_item_for_many_layers_is_judged_at_each(tmp_path: Path) -> None:
    question = "{input: 9x9x4, layers: [{conv: 4 3x3 p1, repeat: 3, expect: {params: %d}}]}"
    assert [mark.verdict for mark in marks(tmp_path, question % 148)] == ["right"]
    assert [mark.verdict for mark in marks(tmp_path, question % 144)] == ["wrong"]


# Files


def test_points_are_shared_by_the_answers_of_a_question(tmp_path: Path) -> None:
    question = "{input: 32x32x3, layers: conv 10 5x5 s1 p2, points: 3, expect: {output: 32x32x10, params: 1}}"
    found = graded(tmp_path, f"questions: [{question}]")
    assert (found.points, found.most) == (1.5, 3)
    assert not found.right


def test_answers_have_points_of_their_own(tmp_path: Path) -> None:
    question = "{input: 32x32x3, layers: conv 10 5x5 s1 p2, points: %s, expect: {output: 32x32x10, params: 1}}"
    found = graded(tmp_path, f"questions: [{question % '{output: 2.5, params: 1}'}]")
    assert (found.points, found.most) == (2.5, 3.5)
    assert [(mark.points, mark.most) for mark in found.results[0].marks] == [(2.5, 2.5), (0, 1)]
    wrong = problems(tmp_path, f"questions: [{question % '{output: 2, parms: 1}'}]")
    assert wrong == [("points for 'parms', which is not asked", 1), ("no points for 'params'", 1)]
    assert problems(tmp_path, f"questions: [{question % '{output: 2, params: .inf}'}]")


def test_half_the_points_for_a_slip_that_is_named(tmp_path: Path) -> None:
    question = "{input: 32x32x3, layers: conv 10 5x5 s1 p2, points: 3, expect: {params: %s}}"
    rules = "half_points: true\nquestions:\n- "
    earned = [graded(tmp_path, rules + question % answer).points for answer in ("760", "750", "8191", "")]
    assert earned == [3, 1.5, 0, 0]
    assert graded(tmp_path, "questions:\n- " + question % "750").points == 0


def test_a_spec_with_expectations_is_an_answer_file(tmp_path: Path) -> None:
    found = graded(
        tmp_path,
        "input: 32x32x3\nlayers: [{conv: 10 5x5 s1 p2, expect: {output: 32x32x10}}, relu]\nexpect: {params: 750}\n",
    )
    assert [(mark.asked.key, mark.verdict) for mark in found.results[0].marks] == [
        ("conv.output", "right"),
        ("params", "wrong"),
    ]


def test_a_spec_beside_the_answers(tmp_path: Path) -> None:
    (tmp_path / "net.yaml").write_text("vars: {n: 4}\ninput: 8x8x3\nlayers: [{conv: n 3x3}]\n")
    found = marks(tmp_path, "{spec: net.yaml, vars: {n: 5}, input: 10x10x3, expect: {output: 8x8x5}}")
    assert [mark.verdict for mark in found] == ["right"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("questions: []", [("expected a list of questions, not a list", 1)]),
        ("questions:\n- 3", [("expected a question, not 3", 2)]),
        ("questions:\n- {input: 3x3x1, layers: relu, expect: {output: 3x3x1}, pionts: 3}",
         [("unknown key 'pionts'", 2)]),
        ("question: 3\nquestions:\n- {input: 3x3x1, layers: relu, expect: {output: 1}}",
         [("unknown key 'question'", 1)]),
        ("questions:\n- input: 3x3x1\n  layers: [relu, konv 3 3x3]\n  expect: {output: 1}",
         [("unknown layer 'konv'", 3)]),
        ("questions:\n- input: 3x3x1\n  layers:\n  - conv: 3 5x5\n  expect: {output: 1}",
         [("conv: the window does not fit: it is 5 wide, and volume 3x3x1 has a height of 3", 4)]),
        ("questions:\n- input: 3x3x1\n  layers: relu\n  expect: {outptu: 1}", [("cannot ask for 'outptu'", 4)]),
        ("questions:\n- input: 3x3x1\n  layers: relu\n  expect: {repeat: 1}", [("cannot ask for 'repeat'", 4)]),
        ("questions:\n- input: 3x3x1\n  layers: relu\n  expect: 5", [("expected a mapping, not 5", 4)]),
        ("questions:\n- input: 3x3x1\n  layers: relu", [("nothing is answered in this question", 2)]),
        ("questions:\n- spec: nowhere\n  expect: {params: 1}", [("there is no file and no preset 'nowhere'", 2)]),
        ("questions:\n- {spec: vgg16, layers: relu, expect: {params: 1}}",
         [("'spec' and 'layers' do not go together", 2)]),
        ("follow_through: 3\nquestions:\n- {input: 3x3x1, layers: relu, expect: {output: 1}}",
         [("follow_through: expected true or false, not 3", 1)]),
        ("questions:\n- {input: 3x3x1, layers: relu, points: x, expect: {output: 1}}",
         [("points: expected a number, not 'x'", 2)]),
        ("questions:\n- {id: a, input: 3x3x1, layers: relu, expect: {output: 1}}\n"
         "- {id: a, input: 3x3x1, layers: relu, expect: {output: 1}}", [("id 'a' is used twice", 3)]),
        ("questions:\n- input: 7x7x1\n  layers: conv 1 3x3\n  until: {output: 2x2x1}\n  expect: {repeat: 3}",
         [("until: this layer, repeated, never gets to 2x2x1", 4)]),
        ("questions:\n- input: 7x7x1\n  layers: conv 1 3x3\n  until: 3x3\n  expect: {repeat: 3}",
         [("until: expected the figure to reach", 4)]),
        ("questions:\n- input: 3x3x1\n  layers: relu\n  batch: 0\n  dtype: [float]\n  expect: {output: 1}",
         [("batch: expected how many examples, not 0", 4), ("dtype: expected a kind of number, not a list", 5)]),
        ("questions:\n- spec: vgg16\n  vars: 3\n  expect: {params: 1}", [("vars: expected a mapping, not 3", 3)]),
        ("questions:\n- spec: vgg16\n  expect:\n    fc9.params: 1", [("vgg16 has no layer 'fc9'", 4)]),
        ("input: 3x3x1\nlayers: [relu]\n", [("nothing is answered in this file", 1)]),
        ("digits: many\nexact: 3\ntolerance: all\nconventions: [binary-kb, kb]\n"
         "questions:\n- {input: 3x3x1, layers: relu, expect: {output: 1}}",
         [("digits: expected how many count, not 'many'", 1), ("exact: expected true or false, not 3", 2),
          ("tolerance: expected a share, not 'all'", 3), ("'digits' and 'exact' do not go together", 2),
          ("no convention is called 'kb'", 4)]),
        ("conventions: all\nquestions:\n- {input: 3x3x1, layers: relu, expect: {output: 1}}",
         [("conventions: expected a list of names, not 'all'", 1)]),
    ],
)  # fmt: skip
def test_a_faulty_file(tmp_path: Path, text: str, expected: list[tuple[str, int]]) -> None:
    found = problems(tmp_path, text)
    assert [(message, line) for message, line in found] == expected


def test_until_a_field_is_reached(tmp_path: Path) -> None:
    question = "{input: 64x64x1, layers: conv 1 3x3, until: {receptive_field: 31}, expect: {repeat: 15}}"
    assert marks(tmp_path, question)[0].verdict == "right"


BACK = "{input: 32x32x3, layers: %s, until: {output: %s}, expect: {%s}}"


@pytest.mark.parametrize(
    ("layers", "until", "expect", "slip"),
    [
        ("conv 16 5x5 s1 p?", "32x32x16", "pad: 2", ""),
        ("conv 16 5x5 s1 p?", "32x32x16", "pad: 4", "both-sides-padding"),
        ("conv 16 ? s1 p2", "32x32x16", "kernel: 5", ""),
        ("conv 16 ? s1 p2", "32x32x16", "kernel: 5x5", ""),
        ("conv 16 ? s1 p2", "32x32x16", "kernel: 3", "one-side-backwards"),
        ("conv 16 ? s1 p2", "32x32x16", "kernel: 4", "one-forgotten-backwards"),
        ("conv 16 4x4 s?", "15x15x16", "stride: 2", ""),
        ("conv 16 3x3 s? p1", "16x16x16", "stride: 2", ""),  # rounded, as nothing gives it with nothing left over
        ("conv 16 5x5 s1 p?", "32x32x16", "pad: same", ""),
        ("conv 16 ? s1 p2", "32x32x16", "kernel: 5x5x3", ""),
        ("[conv 16 5x5 s1 p?, relu, maxpool 2]", "16x16x16", "pad: 2", ""),
        ("[conv 16 4x4 s?, relu]", "15x15x16", "output: 15x15x16", ""),
    ],
)
def test_a_number_that_is_asked_for_backwards(tmp_path: Path, layers: str, until: str, expect: str, slip: str) -> None:
    mark = marks(tmp_path, BACK % (layers, until, expect))[0]
    assert mark.verdict == ("wrong" if slip else "right")
    assert [each.codes[0] for each in mark.diagnoses[:1]] == ([slip] if slip else [])


@pytest.mark.parametrize(
    ("rules", "word"), [("", "right"), ("strict_fit: true", "wrong"), ("conventions: []", "wrong")]
)
def test_a_number_with_which_something_is_left_over(tmp_path: Path, rules: str, word: str) -> None:
    question = "{input: 33x33x3, layers: conv 16 ? s2, until: {output: 16x16x16}, expect: {kernel: %s}}"
    file = f"{rules}\nquestions:\n" + "".join(f"- {question % number}\n" for number in (2, 3, 1))
    two, three, one = (result.marks[0] for result in graded(tmp_path, file).results)
    assert (two.verdict, three.verdict, one.verdict) == (word, "right", "wrong")
    assert "left over" in two.note or word == "wrong"


@pytest.mark.parametrize(
    ("layers", "until", "expect", "message"),
    [
        ("conv 16 5x5 s2 p?", "32x32x16", "pad: 2", "until: no number below 64 gives it"),
        ("conv 16 5x5 p?", "{max: 3}", "pad: 2", "until: expected a figure"),
        ("relu, dropout 0.?", "32x32x3", "pad: 2", "until: 0 and 1 both give it"),
        ("conv 16 5x5 p2", "32x32x16", "pad: 2", "cannot ask for 'pad'"),
    ],
)
def test_what_cannot_be_asked_backwards(tmp_path: Path, layers: str, until: str, expect: str, message: str) -> None:
    file = f"questions:\n- {BACK % (f'[{layers}]', until, expect)}"
    assert [each[0] for each in problems(tmp_path, file)] == [message]


SAVED = "{input: 28x28x192, layers: [conv 16 1x1 nobias, conv 32 5x5 p2 nobias], against: conv 32 5x5 p2 nobias, %s}"


@pytest.mark.parametrize(
    ("expect", "slip"),
    [
        ("fewer_params: 137,728", ""),  # 32*5*5*192 - (16*192 + 32*5*5*16)
        ("fewer_macs: 108M", ""),
        ("times_params: 9.7", ""),
        ("params: 15872", ""),  # without the others' weights
        ("output: 28x28x32", ""),
        ("fewer_params: 15,872", "left-for-saved"),
        ("fewer_params: 153,600", "replaced-for-saved"),
        ("fewer_params: 169,472", "saving-added"),
        ("fewer_params: 25,088", "kernel-not-squared"),  # 32*5*192 - (16*192 + 32*5*16)
    ],
)
def test_what_layers_save_against_others(tmp_path: Path, expect: str, slip: str) -> None:
    mark = marks(tmp_path, SAVED % f"expect: {{{expect}}}".replace(",", ""))[0]
    assert mark.verdict == ("wrong" if slip else "right")
    assert [each.codes[0] for each in mark.diagnoses[:1]] == ([slip] if slip else [])


def test_what_is_wrong_beside_layers_is_told_at_its_place(tmp_path: Path) -> None:
    file = "questions:\n- input: 8x8x3\n  layers: conv 4 3x3\n  against: cnov 4 3x3\n  expect: {fewer_params: 3}"
    assert problems(tmp_path, file) == [("unknown layer 'cnov'", 4)]
    file = "questions:\n- input: 8x8x3\n  layers: conv 4 3x3\n  expect: {fewer_params: 3}"
    assert problems(tmp_path, file) == [("cannot ask for 'fewer_params'", 4)]


@pytest.mark.parametrize(
    ("name", "answer", "slip"),
    [("alexnet", "5", "dense-not-deep"), ("lenet5", "7", "pooling-deep"), ("resnet50", "54", "depth-beside"),
     ("vgg16", "16", ""), ("vgg16", "13", "")],  # which is VGG-13's
)  # fmt: skip
def test_how_deep_a_known_network_is(tmp_path: Path, name: str, answer: str, slip: str) -> None:
    mark = marks(tmp_path, f"{{spec: {name}, expect: {{depth: {answer}}}}}")[0]
    assert [each.codes[0] for each in mark.diagnoses[:1]] == ([slip] if slip else [])


# The command


def test_exit_codes(tmp_path: Path) -> None:
    right, wrong, bad = (tmp_path / name for name in ("right.yaml", "wrong.yaml", "bad.yaml"))
    right.write_text(f"questions: [{ONE % 'params: 760'}]")
    wrong.write_text(f"questions: [{ONE % 'params: 750'}]")
    bad.write_text("questions: 3")
    assert convcalc("grade", str(right)).code == 0
    assert convcalc("grade", str(right), str(wrong)).code == 1
    result = convcalc("grade", str(wrong), str(bad), str(tmp_path / "none.yaml"))
    assert result.code == 2
    assert "bias forgotten" in result.out and "bad.yaml:1:12" in result.err and "none.yaml" in result.err


def test_the_text(tmp_path: Path) -> None:
    file = tmp_path / "hw.yaml"
    file.write_text(f"name: Homework\nquestions: [{ONE % 'output: 32x32x10, params: 750'}]")
    out = convcalc("grade", str(file), width=80).out
    assert out.splitlines()[1:] == [
        "",
        "q1 (1 of 2)  32x32x3: conv 10 5x5 p2",
        "  right      output: 32x32x10",
        "             height, width: (32 + 2*2 - 5) / 1 + 1 = 32",
        "             channels: 10",
        "  wrong      params: 750, but it is 760",
        "             bias forgotten: each of the 10 filters has a bias: 10*3*5*5 + 10 =",
        "             760",
        "             parameters: 10 * (3*5*5 + 1) = 760",
    ]


@pytest.mark.slow
def test_json_has_every_slip() -> None:
    data = json.loads(convcalc("grade", str(ANSWERS / "slips.yaml"), "--format", "json").out)
    questions = {each["id"]: each["answers"][0] for each in data["files"][0]["questions"]}
    assert questions["pad-once"]["right"] == [9, 9, 1]
    assert questions["pad-once"]["slips"][0]["gives"] == [7, 7, 1]
    assert len(questions["seen-for-left"]["slips"]) == 2
    assert data["files"][0]["points"] == 0


def test_csv_has_a_row_a_file_and_question() -> None:
    files = [str(ANSWERS / name) for name in ("slips.yaml", "misfits.yaml")]
    rows = list(csv.DictReader(io.StringIO(convcalc("grade", *files, "--format", "csv").out)))
    assert len(rows) == 8 + 3
    assert {row["file"] for row in rows} == set(files)
    assert rows[0]["slips"] == "output: pad-once"
    assert (rows[-1]["points"], rows[-1]["max_points"]) == ("1", "1")


@pytest.mark.slow
def test_gradescope_results() -> None:
    """The fields that its autograder reads, and no other: a score or tests, each with a score of a most."""
    data = json.loads(convcalc("grade", str(ANSWERS / "slips.yaml"), "--format", "gradescope").out)
    assert set(data) <= {"score", "execution_time", "output", "output_format", "visibility", "stdout_visibility",
                         "extra_data", "tests", "leaderboard", "test_output_format", "test_name_format"}  # fmt: skip
    known = {"score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags",
             "visibility", "extra_data"}  # fmt: skip
    for test in data["tests"]:
        assert set(test) <= known
        assert 0 <= test["score"] <= test["max_score"]
        assert test["status"] in ("passed", "failed")
        assert "\x1b" not in test["output"]
    result = convcalc("grade", str(ANSWERS / "slips.yaml"), str(ANSWERS / "facts.yaml"), "--format", "gradescope")
    assert result.code == 2 and "one file" in result.err


def test_answers_on_one_line() -> None:
    layer = ("calc", "32x32x3", "conv 10 5x5 s1 p2")
    assert convcalc(*layer, "--answer", "output=32x32x10", "--answer", "params=760").code == 0
    result = convcalc(*layer, "--answer", "output=30x30x10", "--answer", "macs=675,000")
    assert result.code == 1
    assert "padding counted once: the padding is added on both sides: 32 + 2*2, not 32 + 2" in result.out
    assert "it follows from output" in result.out
    assert convcalc(*layer, "--answer", "params=many").code == 2
    assert convcalc(*layer, "--answer", "parms=760").code == 2
    assert convcalc("calc", "224x224x3", "conv 96 11x11 s4", "--strict-fit", "--answer", "output=54x54x96").code == 1


def test_the_examples_in_its_code() -> None:
    from convcalc.render import grades

    assert doctest.testmod(grades).failed == 0


def test_a_figure_that_a_block_expects_is_shown_with_its_working(tmp_path):
    path = tmp_path / "net.yaml"
    path.write_text(
        "input: 8x8x3\nblocks:\n  pair(n):\n    - conv: n 3x3\n    - relu\n"
        "layers:\n  - pair: 4\n    name: a\n    expect: {macs: 1}\n  - flatten\n"
    )
    result = convcalc("grade", str(path))
    assert (result.code, "6 * 6 * 4 * 3 * 3 * 3 = 3,888" in result.out) == (1, True)


def test_layers_of_a_question_are_said_as_people_say_them(tmp_path):
    (tmp_path / "said.yaml").write_text(
        "questions:\n"
        "- input: 32x32x3\n"
        "  layers: ['ten 5x5x3 filters, pad 2, followed by relu', 2x2 max pooling, a layer of 10 units]\n"
        "  expect: {output: 10, params: 26370}\n"
        "- input: 28x28x1\n"
        "  layers: ['nn.Conv2d(1, 4, 5)', {maxpool: 2}, 'nn.Flatten()', 'nn.Linear(576, 10)']\n"
        "  expect: {params: 5874}\n"
    )
    result = convcalc("grade", str(tmp_path / "said.yaml"))
    assert (result.code, result.err) == (0, "")
    (tmp_path / "wrong.yaml").write_text("questions: [{input: 8x8x3, layers: ten 5x5x4 filters, expect: {params: 1}}]")
    wrong = convcalc("grade", str(tmp_path / "wrong.yaml"))
    assert "conv for 4 channels, and volume 8x8x3 has 3" in wrong.err


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("params: I don't know", "unanswered params: not answered; it is 760"),
        ("params: 528MB", "told in bytes, which parameters are not"),
    ],
)
def test_what_is_no_number_of_parameters(answer: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(f"input: 32x32x3\nlayers:\n  - conv: 10 5x5 p2\nexpect:\n  {answer}\n")
    assert said in convcalc("grade", str(tmp_path / "a.yaml")).out


TIMES_LESS = """\
questions:
- {input: 28x28x256, layers: [conv 64 1x1, conv 256 3x3 p1], against: conv 256 3x3 p1, expect: {times_macs: ANSWER}}
"""


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        *((text, "  right ") for text in ("3.6x", "3.6 times fewer", "factor 3.6", "'3.6:1'", "3 3/5", "3.6-fold")),
        ("about 3.5", "no known slip gives this"),
    ],
)
def test_how_many_times_less_as_people_say_it(answer: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TIMES_LESS.replace("ANSWER", answer))
    assert said in convcalc("grade", str(tmp_path / "a.yaml")).out


def test_what_comes_in_stays_open_in_the_code_of_a_question(tmp_path: Path) -> None:
    layers = '["nn.Conv2d(3, 8, 3)", "nn.Flatten()", "nn.Linear(?, 10)"]'
    (tmp_path / "a.yaml").write_text(
        f"order: channels_first\nquestions:\n- {{input: 3x8x8, layers: {layers}, expect: {{dense.params: 2890}}}}"
    )
    assert convcalc("grade", str(tmp_path / "a.yaml")).code == 0
