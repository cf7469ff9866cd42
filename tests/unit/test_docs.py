"""Every example in the README and the docs is run, in order, and prints what it says.

A block whose first line is `# name.yaml`, or another file's name, becomes that file; a `console` block runs its
`$ convcalc` lines and compares what they print (`...` on a line of its own stands for any lines; `# exit 1` after a
command is its exit code); `pycon` blocks are doctests. CONVCALC_REWRITE=1 writes what is printed into the page.
"""

import doctest
import os
import re
import shlex
from pathlib import Path

import pytest

from docs.pages import FOLDER, pages
from tests.support.command import convcalc
from tests.support.examples import matches, sessions
from tests.support.paths import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def printed(command: str, text: str = "") -> str:
    """What a command prints at 80 columns, without trailing spaces; its exit code checked."""
    words, _, code = command.partition("  # exit ")
    name, *arguments = shlex.split(words)
    assert name == "convcalc", f"{command!r} is not a convcalc command"
    result = convcalc(*arguments, width=80, stdin=text or None)
    assert result.code == int(code or 0), f"{command}\n{result.out}{result.err}"
    return "\n".join(line.rstrip() for line in (result.out + result.err).rstrip("\n").split("\n"))


def run_console(block: str) -> str:
    """The block as it should be; fails where it is not, unless it is to be rewritten."""
    written = []
    for command, expected in sessions(block):
        actual = printed(command)
        if not matches(expected, actual):
            assert os.environ.get("CONVCALC_REWRITE"), f"$ {command}\n{actual}\n--- but the page says\n{expected}"
        shown = expected if matches(expected, actual) else actual
        written.append(f"$ {command}\n{shown}\n" if shown else f"$ {command}\n")
    return "".join(written)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = page.read_text()
    names: dict[str, object] = {}

    def run(match: re.Match[str]) -> str:
        language, block = match.groups()
        if name := re.match(r"# (\S+\.(?:ya?ml|cfg|prototxt|py))\n", block):
            Path(name[1]).write_text(block)
        if language == "csv":  # which has no comments either
            head, rows = block.split("\n", 1)
            Path(head.removeprefix("# ")).write_text(rows)
        if name := re.match(r'\{"class_name".*?"name": "(\w+)"', block):  # JSON has no comments
            Path(f"{name[1]}.json").write_text(block)
        if language == "console":
            block = run_console(block)
        if language == "pycon":
            test = doctest.DocTestParser().get_doctest(block, names, page.name, str(page), 0)
            assert doctest.DocTestRunner(verbose=False).run(test, clear_globs=False).failed == 0
            names.update(test.globs)
        return f"```{language}\n{block}```"

    rewritten = BLOCK.sub(run, text)
    if rewritten != text:
        page.write_text(rewritten)


@pytest.mark.parametrize("name", pages())
def test_the_reference_is_that_of_the_code(name):
    assert (FOLDER / name).read_text() == pages()[name], "run `python -m docs`"


def test_the_doctests_of_the_package():
    names = ["convcalc.model.geometry.volume", "convcalc.model.geometry.windows", "convcalc.render.numbers", "convcalc"]
    for name in names:
        module = __import__(name, fromlist=["_"])
        assert doctest.testmod(module).failed == 0
