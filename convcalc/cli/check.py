"""`convcalc check`: spec files judged by their expectations, their project's budgets and the rules."""

import os
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import click

from convcalc.check import rules
from convcalc.check.baseline import baseline_text
from convcalc.check.report import UNREADABLE, Checked, Report, faulty
from convcalc.check.run import CheckRun, Selection, check
from convcalc.cli import CLEAN, FAILED, FOUND, options
from convcalc.cli.options import Decorator
from convcalc.cli.piecemeal import written
from convcalc.cli.terminal import progress, show, show_problems, show_traces, summarise, tell, write
from convcalc.document.files import contents, replace, shown_path
from convcalc.document.problems import Problem, SpecError, doing
from convcalc.document.wording import many
from convcalc.render.findings import tally
from convcalc.render.formats import FOR_PEOPLE, render


class _Codes(click.ParamType[frozenset[str]]):
    """A list of rules with commas between."""

    name = "codes"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> frozenset[str]:
        """The codes that the words stand for."""
        if isinstance(value, frozenset):
            return value
        try:
            return rules.choose(word for word in str(value).replace(",", " ").split())
        except ValueError as error:
            self.fail(str(error), param, ctx)


def _codes_option(name: str, words: str) -> Decorator:
    complete = options.completed("codes")
    return click.option(name, multiple=True, type=_Codes(), metavar="CODES", help=words, shell_complete=complete)


@click.command()
@click.argument("files", nargs=-1, type=options.SPEC)
@options.form("findings", "How to write it. Default: text; github where GITHUB_ACTIONS is set.", default=None)
@_codes_option("--select", "Run these rules: C301, C3, default, all.")
@_codes_option("--ignore", "Leave these rules out.")
@click.option("--fix", is_flag=True, help="Make the repairs that are certain, in the files.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option(
    "--min-severity",
    type=click.Choice(["error", "warning"]),
    default="warning",
    help="Count errors alone, or warnings too.",
)
@click.option(
    "--allow-unknown", metavar="NAMES", help="Let these layers of other tools pass, of unknown cost: Gather,Foo."
)
@options.unfold
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Judge files in N processes; else in as many as pay.")
@click.option("--baseline", metavar="FILE", help="Count only problems that this file does not hold.")
@click.option("--write-baseline", metavar="FILE", help="Write all problems of now to this file.")
def command(
    files: tuple[str, ...],
    form: str | None,
    select: tuple[frozenset[str], ...],
    ignore: tuple[frozenset[str], ...],
    fix: bool,
    diff: bool,
    min_severity: str,
    allow_unknown: str | None,
    unfold: bool,
    jobs: int | None,
    baseline: str | None,
    write_baseline: str | None,
) -> int:
    """Check specs: what they expect of themselves, the budgets of their project, and the rules.

    FILES are files, folders, globs, names of shipped specs, or - for standard input; else the folder one is in.
    Leaves with 0 where nothing is found, 1 where something is, 2 where a file cannot be read or computed.
    """
    if write_baseline:
        others = {"--baseline": baseline, "--fix": fix, "--diff": diff, "--format": form}
        options.apart("--write-baseline, which holds all problems of now", others)
    if diff:
        options.apart("--diff, which shows a patch", {"--format": form})
    selected = frozenset().union(*select) if select else None
    errors_only = min_severity == "error"
    allowed = frozenset(name.strip() for name in (allow_unknown or "").split(","))

    def run() -> Report:
        asked = Selection(selected, frozenset().union(*ignore), baseline, errors_only, allowed, unfold)
        names = files or (".",)
        alone = len(names) == 1 and (names[0] == "-" or os.path.isfile(names[0]))
        size = None if alone else lambda: len(CheckRun(asked, names).many())
        with progress("files", size, "checking") as told:
            return check(names, asked, jobs, told)

    report, stuck = run(), list[Problem]()
    if report.notes:
        show_problems(report.notes)
    if write_baseline:
        return _write_baseline(report, write_baseline)
    if diff or fix:
        count, stuck = _fix(report, files, diff)
        _tell_all([*_unread(report), *stuck] if diff else stuck)
        if diff:
            tell(f"{tally(report)}; {count:,} can be repaired")
            return FAILED if stuck else _code(report)
        if count:
            report = run()
            tell(f"{count:,} repaired")
        report = _explained(report)
    form = form or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text")
    report, text = _written(report, form)
    show(text, form)
    if os.environ.get("GITHUB_STEP_SUMMARY"):
        summarise(_written(report, "markdown")[1])
    if form not in FOR_PEOPLE:
        tell(tally(report))
    show_traces(report.problems)
    return FAILED if stuck else _code(report)


def _written(report: Report, form: str) -> tuple[Report, str]:
    """A report and its text."""
    count = len(report.files)

    def of(files: Sequence[Checked]) -> Report:
        return report._replace(files=tuple(files[:count]), settings=tuple(files[count:]))

    files, text = written(
        report.checked,
        lambda files: render("findings", form, of(files)),
        lambda file: file.name,
        lambda file, problems: faulty(file.name, problems),
    )
    return of(files), text


def _code(report: Report) -> int:
    if any(file.failed for file in report.checked):
        return FAILED
    return FOUND if report.problems else CLEAN


def _write_baseline(report: Report, name: str) -> int:
    problems = [problem for file in report.checked if not file.failed for problem in file.problems]
    write(name, baseline_text(problems, name).encode())
    tell(f"{'baseline' if name == '-' else name}: {many(len(problems), 'problem')} that will not count from now on")
    failed = _unread(report)
    _tell_all(failed)
    return FAILED if failed else CLEAN


def _unread(report: Report) -> list[Problem]:
    """What could not be read or computed."""
    return [problem for problem in report.problems if problem.code == UNREADABLE]


def _tell_all(problems: list[Problem]) -> None:
    if problems:
        show_problems(problems)


def _fix(report: Report, named: Sequence[str], only_show: bool) -> tuple[int, list[Problem]]:
    """Repair files, or show what that would change; how many problems it takes care of, and what stopped it."""
    count, stuck = 0, list[Problem]()
    for file in report.files:
        try:
            with doing(f"repairing {shown_path(file.name)}"):
                repaired, patch = _repair(file, named, only_show)
        except SpecError as error:
            stuck += error.problems
            continue
        count += repaired
        if patch:
            show(patch)
    return count, stuck


def _repair(file: Checked, named: Sequence[str], only_show: bool) -> tuple[int, str]:
    """How many problems of a file its repair takes care of, and where it is only shown, how it changes the text."""
    if not (file.repairs or file.stale) or file.source is None or not os.path.isfile(file.name):
        return 0, ""
    from convcalc.check.fixes import fixed
    from convcalc.document.roots import inside
    from convcalc.language.loading import reachable

    text, count, _ = fixed(file.source, file)
    if count and not inside(file.name, reachable(os.path.dirname(file.name), named)):
        tell(f"{file.name}: it leads out of the project, and is left as it is")
        return 0, ""
    if count and only_show:
        return count, "".join(_difference(file.name, file.source.text, text)).rstrip("\n")
    if count and not _write(file.name, file.source.text, text):
        tell(f"{file.name}: it changed meanwhile, and is left as it is")
        return 0, ""
    return count, ""


def _explained(report: Report) -> Report:
    """The problems that are left, each with why."""
    return report._replace(files=tuple(map(_why, report.files)), settings=tuple(map(_why, report.settings)))


def _why(file: Checked) -> Checked:
    from convcalc.check.fixes import explained

    with suppress(SpecError), doing(f"repairing {shown_path(file.name)}"):
        return explained(file)
    return file  # what stopped it is told


def _write(name: str, before: str, after: str) -> bool:
    """Replace a file's text, unless it is not the text that was checked. A byte order mark stays."""
    raw = contents(name)
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    if raw != mark + before.encode():
        return False
    replace(name, mark + after.encode())
    return True


def _difference(name: str, before: str, after: str) -> Sequence[str]:
    from difflib import unified_diff

    lines = unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), name, name)
    return [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines]
