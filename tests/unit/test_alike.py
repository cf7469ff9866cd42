"""Equal questions share what is worked out: in a file, and in all files that are graded together."""

import pytest

from convcalc.cli import run
from convcalc.homework.grading import Alike, grade, read_sheet
from convcalc.homework.grading.alike import MOST_SPELLED, spelled
from convcalc.language import expansion

QUESTIONS = (
    "input: 8x8x4, layers: [conv 4 3x3 p1], expect: {params: 148, output: 8x8x4}",
    "input: 8x8x4, layers: [conv 4 3x3 p1], expect: {params: 147, output: 8x8x4}",
    "input: 8x8x4, layers: [conv 4 3x3 p1], expect: {params: 1.48e2, output: 8x8x4}",
    "input: 8x8x4, layers: [conv 4 3x3 p1], expect: {params: 148.00, output: 8x8x4}",
    "input: 8x8x4, layers: [conv 4 3x3 p1], batch: 2, expect: {memory: 1024}",
    "input: 8x8x4, layers: [conv 4 3x3 p1], dtype: float16, expect: {memory: 1024}",
    "input: 8x8x4, layers: [{conv: 4 3x3 p1, expect: {params: 149.50}}]",
    "input: 8x8x4, layers: [{conv: 4 3x3 p1, expect: {params: 149.5}}]",
    "input: 8x8x8, layers: [conv 4 3x3 p1], expect: {params: 148}",
    "spec: lenet5, expect: {params: 61706}",
    "spec: lenet5, vars: {classes: 7}, expect: {params: 61706}",
    "input: 8x8x4, layers: [conv 4 3x3 p1], until: {receptive_field: 9}, expect: {repeat: 4}",
)


def sheet(folder, *questions, name="answers.yaml"):
    (folder / name).write_text("questions:\n" + "".join(f"  - {{{each}}}\n" for each in questions))
    return str(folder / name)


def judged(result):
    return [
        (mark.verdict, mark.truth, mark.asked.text, mark.points, mark.note, mark.diagnoses) for mark in result.marks
    ]


def test_what_is_shared_changes_no_verdict(tmp_path):
    alone = [judged(grade(read_sheet(sheet(tmp_path, each))).results[0]) for each in QUESTIONS]
    together = grade(read_sheet(sheet(tmp_path, *QUESTIONS, *reversed(QUESTIONS)))).results
    assert [judged(each) for each in together] == [*alone, *reversed(alone)]


def test_equal_questions_of_many_files_are_worked_out_once(tmp_path, monkeypatch, capfd):
    built = []
    once = expansion.build
    monkeypatch.setattr("convcalc.homework.grading.sheet.build", lambda *given: built.append(1) or once(*given))
    files = [sheet(tmp_path, *[QUESTIONS[1]] * 3, name=f"{name}.yaml") for name in "abc"]
    assert run(["grade", *files]) == 1
    assert len(built) == 1 and capfd.readouterr().out.count("but it is 148") == 9
    alike = Alike()
    first, second = (grade(read_sheet(each, alike=alike), alike).results[0].marks for each in files[:2])
    assert first is second


def test_a_fault_stands_in_each_question_that_has_it(tmp_path, capfd):
    assert run(["grade", sheet(tmp_path, *["input: 8x8x4, layers: [conv 4 99x99], expect: {params: 1}"] * 3)]) == 2
    assert capfd.readouterr().err.count("error: ") == 3


@pytest.mark.parametrize("value", [{"a": 1.5}, [[0.5]], {"expect": 1}, "a" * MOST_SPELLED, [["ab" * 50] * 100]])
def test_what_may_be_written_otherwise_or_is_very_long_is_not_compared(value):
    assert spelled(value) is None


def test_texts_are_equal_only_for_equal_values():
    values = [
        1,
        True,
        "1",
        None,
        "None",
        [],
        {},
        [1, 2],
        [[1], 2],
        ["1 2"],
        {"a": "b"},
        ["a", "b"],
        [{"a": 1}, 1],
        [{"a": [1, 1]}],
    ]
    assert len({spelled(value) for value in values}) == len(values)


def test_aliases_in_aliases_are_not_spelled_out():
    bomb = [1, 1]
    for _ in range(60):
        bomb = [bomb, bomb]
    assert spelled(bomb) is None
