"""`convcalc check`: spec files judged by their expectations, their project's budgets and the rules."""

import os
from collections.abc import Sequence
from typing import Any

import click

from convcalc.check import rules
from convcalc.check.baseline import baseline_text
from convcalc.check.report import Report
from convcalc.check.run import Selection, check
from convcalc.cli import CLEAN, FAILED, FOUND, options
from convcalc.cli.terminal import show, show_problems, show_traces, tell
from convcalc.document.files import contents, replace
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


@click.command(short_help="Check specs: expectations, budgets and rules.")
@click.argument("files", nargs=-1, type=options.SPEC)
@options.form("findings", "How to write it. Default: text; github where GITHUB_ACTIONS is set.", default=None)
@click.option(
    "--select", multiple=True, type=_Codes(), metavar="CODES", help="Run these rules: C301, C3, default, all."
)
@click.option("--ignore", multiple=True, type=_Codes(), metavar="CODES", help="Leave these rules out.")
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
        return check(files or (".",), asked)

    report = run()
    if report.notes:
        show_problems(report.notes)
    if write_baseline:
        return _write_baseline(report, write_baseline)
    if diff or fix:
        count = _fix(report, diff)
        if diff:
            tell(f"{tally(report)}; {count:,} can be repaired")
            return _code(report)
        if count:
            report = run()
            tell(f"{count:,} repaired")
        report = _explained(report)
    form = form or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text")
    show(render("findings", form, report), form)
    if form not in FOR_PEOPLE:
        tell(tally(report))
    show_traces(report.problems)
    return _code(report)


def _code(report: Report) -> int:
    if any(file.failed for file in report.checked):
        return FAILED
    return FOUND if report.problems else CLEAN


def _write_baseline(report: Report, name: str) -> int:
    problems = [problem for file in report.checked if not file.failed for problem in file.problems]
    replace(name, baseline_text(problems, name).encode())
    tell(f"{name}: {len(problems):,} problems that will not count from now on")
    failed = [problem for file in report.checked if file.failed for problem in file.problems]
    if failed:
        show_problems(failed)
    return FAILED if failed else CLEAN


def _fix(report: Report, only_show: bool) -> int:
    """Repair files, or show what that would change; how many problems it takes care of."""
    from convcalc.check.fixes import fixed

    count = 0
    for file in report.files:
        if not (file.repairs or file.stale) or file.source is None or not os.path.isfile(file.name):
            continue
        text, repaired, _ = fixed(file.source, file)
        if repaired and only_show:
            show("".join(_difference(file.name, file.source.text, text)).rstrip("\n"))
        elif repaired and not _write(file.name, file.source.text, text):
            tell(f"{file.name}: it changed meanwhile, and is left as it is")
            continue
        count += repaired
    return count


def _explained(report: Report) -> Report:
    """The problems that are left, each with why."""
    from convcalc.check.fixes import explained

    return report._replace(files=tuple(map(explained, report.files)), settings=tuple(map(explained, report.settings)))


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
