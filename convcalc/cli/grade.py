"""`convcalc grade`: answer files judged, each answer right or wrong, with the slip and the working."""

import click

from convcalc.cli import CLEAN, FAILED, FOUND
from convcalc.cli.terminal import show, show_problems, width
from convcalc.document.problems import SpecError
from convcalc.homework.grading import Graded, grade, read_sheet


@click.command(short_help="Grade answers, and name the slip in a wrong one.")
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv", "gradescope"]),
    default="text",
    show_default=True,
    help="How to write it; csv has a row a file and question, gradescope is its results.json of one file.",
)
def command(files: tuple[str, ...], form: str) -> int:
    """Judge the answers in FILES: each right or wrong, with the slip that was made and the working.

    A file is a list of questions, or a spec with 'expect:', or - for standard input. Leaves with 1 where an
    answer is wrong, with 2 where a file cannot be read.
    """
    if form == "gradescope" and len(files) > 1:
        raise click.UsageError("gradescope's results.json is of one file")
    graded: list[Graded] = []
    code = CLEAN
    for name in files:
        try:
            graded.append(grade(read_sheet(name)))
        except SpecError as error:
            show_problems(error.problems)
            code = FAILED
    if graded:
        show(_render(graded, form))
    return code or (CLEAN if all(each.right for each in graded) else FOUND)


def _render(graded: list[Graded], form: str) -> str:
    if form == "text":
        from convcalc.render.grades import text

        return text.render(graded, width())
    if form == "gradescope":
        from convcalc.render.grades import gradescope

        return gradescope.render(graded[0])
    if form == "csv":
        from convcalc.render.grades import csv

        return csv.render(graded)
    from convcalc.render.grades import json

    return json.render(graded)
