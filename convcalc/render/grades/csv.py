"""Judged answers as CSV: a row a file and question."""

from collections.abc import Iterator

from convcalc.homework.grading import Graded, Mark, Result, Unread
from convcalc.render.formats import Options
from convcalc.render.grades import points
from convcalc.render.markup import csv_text

HEADER = ("file", "question", "points", "max_points", "answers", "verdicts", "slips")


def render(files: list[Graded | Unread], options: Options) -> str:
    """Every file with its questions, under a heading; of one that could not be read a row."""
    return csv_text([HEADER, *(row for each in files for row in _rows(each))])


def _rows(file: Graded | Unread) -> Iterator[tuple[str, ...]]:
    if isinstance(file, Unread):
        yield file.name, "", "", "", "", f"unreadable: {file.problems[0].message}", ""
    else:
        yield from (_result_row(file, result) for result in file.results)


def _stories(mark: Mark) -> str:
    """Every slip, or pair, that gives the answer: `plus-one-forgotten | pad-once + stride-ignored`."""
    return " | ".join(" + ".join(each.codes) for each in mark.diagnoses)


def _result_row(graded: Graded, result: Result) -> tuple[str, ...]:
    question, marks = result.question, result.marks
    slips = [f"{mark.asked.key}: {_stories(mark)}" for mark in marks if mark.diagnoses]
    return (
        graded.sheet.name, question.id, points(result.points), points(question.points),
        "; ".join(f"{mark.asked.key} = {mark.asked.text}" for mark in marks),
        "; ".join(f"{mark.asked.key}: {mark.verdict}" for mark in marks),
        "; ".join(slips),
    )  # fmt: skip
