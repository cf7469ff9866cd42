"""JUnit's XML, in the form that Jenkins and GitLab read: a test case a file, a failure a problem."""

from xml.etree import ElementTree

from convcalc.check.report import UNREADABLE, Checked, Report
from convcalc.render.findings import remark, short, spot
from convcalc.render.formats import Options
from convcalc.render.markup import xml


def render(report: Report, options: Options) -> str:
    """A suite with all files."""
    failed = [file.failed for file in report.checked]
    faulty = [bool(file.problems) for file in report.checked]
    counts = {"tests": str(len(failed)), "failures": str(sum(faulty) - sum(failed)), "errors": str(sum(failed))}
    suites = ElementTree.Element("testsuites", counts)
    suite = ElementTree.SubElement(suites, "testsuite", {"name": "convcalc check", **counts})
    for file in report.checked:
        _case(suite, file)
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(suites, encoding="unicode")


def _case(suite: ElementTree.Element, file: Checked) -> None:
    case = ElementTree.SubElement(suite, "testcase", {"classname": "convcalc.check", "name": xml(short(file.name))})
    for problem in file.problems:
        where = spot(problem.place, file.name)
        kind = "error" if problem.code == UNREADABLE else "failure"
        element = ElementTree.SubElement(case, kind, {"type": problem.code, "message": xml(problem.message)})
        lines = [f"{where.path}:{where.line}:{where.column}: {problem.severity}[{problem.code}]: {problem.message}"]
        lines += [f"help: {problem.help}"] if problem.help else []
        element.text = xml("\n".join([*lines, *filter(None, [remark(problem)])]))
