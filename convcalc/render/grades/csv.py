"""Judged answers as CSV: a row a file and question."""

import csv
import io

from convcalc.homework.grading import Graded
from convcalc.render.formats import Options
from convcalc.render.grades import points

HEADER = ("file", "question", "points", "max_points", "answers", "verdicts", "slips")


def render(files: list[Graded], options: Options) -> str:
    """Every file with its questions, under a heading."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for graded in files:
        for result in graded.results:
            question, marks = result.question, result.marks
            slips = [f"{mark.asked.key}: {' + '.join(mark.diagnoses[0].codes)}" for mark in marks if mark.diagnoses]
            writer.writerow((
                graded.sheet.name, question.id, points(result.points), points(question.points),
                "; ".join(f"{mark.asked.key} = {mark.asked.text}" for mark in marks),
                "; ".join(f"{mark.asked.key}: {mark.verdict}" for mark in marks),
                "; ".join(slips),
            ))  # fmt: skip
    return text.getvalue().rstrip("\n")
