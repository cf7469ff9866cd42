"""`convcalc grade`: answer files judged, each answer with the slip that was made and the working; or a whole class."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from convcalc.cli import CLEAN, FAILED, FOUND, options
from convcalc.cli.piecemeal import written
from convcalc.cli.terminal import progress, show_notes, show_problems, width, write
from convcalc.document.files import shown_path
from convcalc.document.problems import Problem, SpecError, doing
from convcalc.homework.grading import Alike, Graded, Unread, grade, read_sheet
from convcalc.render.formats import FORMATS, Options, render

if TYPE_CHECKING:
    from convcalc.homework.classroom import Classroom

PAGES = {"markdown": ".md", "html": ".html"}
"""Formats in which each student of a class has a page, and how its file ends."""


@click.command()
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--answers",
    type=options.FILE,
    metavar="FILE",
    help="What a class answered to the teacher's file: a CSV with a row a student, or a folder with a file a student.",
)
@options.form(
    "grades",
    "How to write it; csv has a row a file and question, or a student. gradescope is its results.json of one file.",
    show_default=True,
)
@click.option(
    "-o",
    "--output",
    type=options.FILE,
    default="-",
    metavar="FILE",
    help="Write to a file; with --answers, markdown and html are written to a folder, a page a student, "
    "unless FILE ends in .md or .html.",
)
def command(files: tuple[str, ...], answers: str | None, form: str, output: str) -> int:
    """Judge the answers in FILES: each right or wrong, with the slip that was made and the working.

    A file is a list of questions, or a spec with 'expect:', or - for standard input. Leaves with 1 where an
    answer is wrong, with 2 where a file cannot be read. With --answers, the one file has the questions, and each
    student is judged by it: text is an overview, csv a gradebook; wrong answers leave with 0 then.
    """
    if answers is not None:
        return _class(files, answers, form, output)
    if form == "gradescope" and len(files) > 1:
        raise click.UsageError("gradescope's results.json is of one file")
    graded: list[Graded | Unread] = []
    code, alike = CLEAN, Alike()
    with progress("files", (lambda: len(files)) if len(files) > 1 else None, "grading") as told:
        for name in files:
            try:
                with doing(f"grading {shown_path(name)}"):
                    graded.append(result := grade(read_sheet(name, files, alike), alike))
                    show_notes(*{id(each.network): each.network for each in result.sheet.questions}.values())
                code = max(code, CLEAN if result.right else FOUND)
            except SpecError as error:
                show_problems(error.problems)
                graded.append(Unread(name, error.problems))
            if told:
                told(len(graded))
    if form != "text" or any(isinstance(each, Graded) for each in graded):
        graded, text = _rendered(graded, form)
        write(output, text, form)
    return FAILED if any(isinstance(each, Unread) for each in graded) else code


def _rendered(graded: Sequence[Graded | Unread], form: str) -> tuple[list[Graded | Unread], str]:
    return written(graded, lambda each: render("grades", form, each, Options(width())), _name, _unread)


def _name(graded: Graded | Unread) -> str:
    return graded.sheet.name if isinstance(graded, Graded) else graded.name


def _unread(graded: Graded | Unread, problems: tuple[Problem, ...]) -> Unread:
    show_problems(problems)
    return Unread(_name(graded), problems)


def _class(files: tuple[str, ...], answers: str, form: str, output: str) -> int:
    """Every student judged by the sheet in the one file. Raises SpecError."""
    from convcalc.homework.classroom import check_key, grade_class, read_answers
    from convcalc.render.classroom import unread

    if len(files) > 1:
        raise click.UsageError("--answers is judged by one file, the teacher's")
    alike = Alike()
    sheet = read_sheet(files[0], files, alike)
    check_key(sheet, alike)
    given = read_answers(answers, sheet)
    show_notes(*{id(each.network): each.network for each in sheet.questions}.values())
    _tell(given.warnings)
    if form == "gradescope" and len(given.submissions) > 1:
        raise click.UsageError("gradescope's results.json is of one student")
    with progress("students", lambda: len(given.submissions), "grading") as update:
        classroom = grade_class(sheet, given, alike, update)
    _tell([problem for each in unread(classroom) for problem in each.problems])
    if form in PAGES and output != "-" and not output.endswith(PAGES[form]):
        _write_pages(classroom, form, output)
    else:
        write(output, _text(classroom, form), form)
    return CLEAN if len(classroom.graded) == len(classroom.members) else FAILED


def _tell(problems: Sequence[Problem]) -> None:
    if problems:
        show_problems(problems)


def _text(classroom: "Classroom", form: str) -> str:
    if form in FORMATS["classroom"]:
        return render("classroom", form, classroom, Options(width()))
    return _rendered([each.graded for each in classroom.members], form)[1]


def _write_pages(classroom: "Classroom", form: str, folder: str) -> None:
    """A file for each student, named after them. Raises SpecError."""
    from convcalc.document.folders import file_stems, make_folder

    make_folder(folder)
    for stem, each in zip(file_stems(member.student.name for member in classroom.members), classroom.members):
        write(os.path.join(folder, f"{stem}{PAGES[form]}"), _rendered([each.graded], form)[1], form)
