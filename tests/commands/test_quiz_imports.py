"""Quizzes as learning platforms import them, read by programs that do."""

import json
import re
import xml.etree.ElementTree as ElementTree
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import pytest
from text2qti.config import Config
from text2qti.qti import QTI
from text2qti.quiz import Quiz as Text2qtiQuiz

from convcalc.homework.quiz import Exercise, make
from convcalc.render.formats import Options, render
from tests.support.command import convcalc

COUNT = 40


def written(form: str, *more: str) -> str:
    return convcalc("quiz", "--seed", "5", "--count", str(COUNT), "--format", form, *more).out


def items() -> tuple[Exercise, ...]:
    return make(5, COUNT).items


# text2qti, for Canvas


def canvas(text: str) -> Any:
    config = Config()
    config["pandoc_mathml"] = False
    return Text2qtiQuiz(text, config=config, source_name="quiz.txt")


@pytest.mark.slow
def test_text2qti_reads_choices() -> None:
    quiz = canvas(written("text2qti", "--choices"))
    questions = quiz.questions_and_delims
    assert len(questions) == COUNT
    for item, question in zip(items(), questions, strict=True):
        assert question.type == "multiple_choice_question"
        assert plain(question.question_html_xml) == item.draft.text
        assert {plain(each.choice_html_xml).replace(",", "") for each in question.choices} == set(item.choices)
        right = [plain(each.choice_html_xml).replace(",", "") for each in question.choices if each.correct]
        assert right == [item.text]


@pytest.mark.slow
def test_text2qti_reads_answers_to_write() -> None:
    for item, question in zip(items(), canvas(written("text2qti")).questions_and_delims, strict=True):
        if "x" in item.text or item.text == "0":
            assert question.type == "short_answer_question"
            assert item.text in [each.choice_xml for each in question.choices]
        else:
            assert question.type == "numerical_question"
            assert question.numerical_exact == int(item.text)


@pytest.mark.slow
def test_text2qti_makes_a_package_of_it(tmp_path: Path) -> None:
    qti = QTI(canvas(written("text2qti", "--choices")))
    root = ElementTree.fromstring(qti.assessment.encode())
    assert len([each for each in root.iter() if each.tag.endswith("}item")]) == COUNT


def plain(markup: str) -> str:
    text = unescape(unescape(re.sub(r"<[^>]*>", "", unescape(markup)))).strip()
    return text.translate({ord(curled): "'" for curled in "‘’"})


# Blackboard


def blackboard(folder: Path, *more: str) -> list[Any]:
    from qti_package_maker.package_interface import QTIPackageInterface

    file = folder / "bbq-quiz-questions.txt"
    file.write_text(written("blackboard", *more))
    package = QTIPackageInterface("quiz", allow_mixed=True)
    package.read_package(str(file), "bbq_text_upload")
    return list(package.item_bank)


@pytest.mark.slow
def test_blackboard_reads_choices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = {unescape(each.question_text): each for each in blackboard(tmp_path, "--choices")}
    for item in items():
        question = found[item.draft.text]
        assert {text.replace(",", "") for text in question.choices_list} == set(item.choices)
        assert question.answer_text.replace(",", "") == item.text


@pytest.mark.slow
def test_blackboard_reads_answers_to_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = {unescape(each.question_text): each for each in blackboard(tmp_path)}
    assert len(found) == COUNT
    for item in items():
        question = found[item.draft.text]
        if "x" in item.text:
            assert question.answers_list[0] == item.text
        else:
            assert (question.answer_float, question.tolerance_float) == (int(item.text), 0)


def test_blackboard_has_neither_headings_nor_empty_lines() -> None:
    lines = written("blackboard").removesuffix("\n").split("\n")
    assert len(lines) == COUNT
    assert {line.split("\t")[0] for line in lines} == {"FIB", "NUM"}


# Notebooks, for nbgrader


def notebook(count: int) -> Any:
    quiz = make(5, count)
    return nbformat.reads(render("quiz", "notebook", quiz, Options()), as_version=4)


def test_a_notebook_is_one() -> None:
    book = notebook(5)
    nbformat.validate(book)
    cells = [cell.metadata.nbgrader for cell in book.cells if "nbgrader" in cell.metadata]
    assert len({cell.grade_id for cell in cells}) == len(cells) == 1 + 3 * 5
    assert [cell.points for cell in cells if cell.grade] == [1.0] * 5
    assert all(set(cell) >= {"schema_version", "grade", "solution", "locked", "grade_id"} for cell in cells)
    assert [cell.solution for cell in cells if not cell.locked] == [True] * 5


def test_nbgrader_takes_its_cells() -> None:
    nbgraderformat = pytest.importorskip("nbgrader.nbgraderformat")
    nbgraderformat.MetadataValidator().validate_nb(notebook(5))


@pytest.mark.slow
def test_a_notebook_gives_its_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run by a kernel: with the solutions, without them, and with a slip; the last value of a check is a number."""
    from nbclient import NotebookClient

    quiz, book = make(5, 3), notebook(3)
    wrong = {"q2": "None", "q3": repr(quiz.items[2].wrong[0].text)}
    for cell in book.cells:
        for name, text in wrong.items():
            if cell.cell_type == "code" and cell.source.startswith(f"{name} = "):
                cell.source = f"{name} = {text}"
    NotebookClient(book, timeout=120, kernel_name="python3").execute()
    checks = [cell for cell in book.cells if "-check" in cell.metadata.get("nbgrader", {}).get("grade_id", "")]
    values = [float(each.data["text/plain"]) for cell in checks for each in cell.outputs if "data" in each]
    assert values == [1.0, 0.0, 0.0]
    said = ["".join(each.text for each in cell.outputs if each.output_type == "stream") for cell in checks]
    assert "right" in said[0] and "unanswered" in said[1] and quiz.items[2].wrong[0].title in said[2]


def test_a_notebook_is_json_that_others_read() -> None:
    assert json.loads(written("notebook"))["nbformat"] == 4
