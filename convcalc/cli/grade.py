"""`convcalc grade`: answer files judged, each answer right or wrong, with the slip and the working."""

import click

from convcalc.cli import CLEAN, FAILED, FOUND, options
from convcalc.cli.piecemeal import written
from convcalc.cli.terminal import show, show_notes, show_problems, width
from convcalc.document.files import shown_path
from convcalc.document.problems import Problem, SpecError, doing
from convcalc.homework.grading import Alike, Graded, Unread, grade, read_sheet
from convcalc.render.formats import Options, render


@click.command()
@click.argument("files", nargs=-1, required=True)
@options.form(
    "grades",
    "How to write it; csv has a row a file and question, gradescope is its results.json of one file.",
    show_default=True,
)
def command(files: tuple[str, ...], form: str) -> int:
    """Judge the answers in FILES: each right or wrong, with the slip that was made and the working.

    A file is a list of questions, or a spec with 'expect:', or - for standard input. Leaves with 1 where an
    answer is wrong, with 2 where a file cannot be read.
    """
    if form == "gradescope" and len(files) > 1:
        raise click.UsageError("gradescope's results.json is of one file")
    graded: list[Graded | Unread] = []
    code, alike = CLEAN, Alike()
    for name in files:
        try:
            with doing(f"grading {shown_path(name)}"):
                graded.append(result := grade(read_sheet(name, files, alike), alike))
                show_notes(*{id(each.network): each.network for each in result.sheet.questions}.values())
            code = max(code, CLEAN if result.right else FOUND)
        except SpecError as error:
            show_problems(error.problems)
            graded.append(Unread(name, error.problems))
    if form != "text" or any(isinstance(each, Graded) for each in graded):
        graded, text = written(graded, lambda each: render("grades", form, each, Options(width())), _name, _unread)
        show(text, form)
    return FAILED if any(isinstance(each, Unread) for each in graded) else code


def _name(graded: Graded | Unread) -> str:
    return graded.sheet.name if isinstance(graded, Graded) else graded.name


def _unread(graded: Graded | Unread, problems: tuple[Problem, ...]) -> Unread:
    show_problems(problems)
    return Unread(_name(graded), problems)
