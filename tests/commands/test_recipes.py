"""Each recipe of CONTRIBUTING.md, followed to the letter in a copy of the project: its files, then what it promises.

A `python` or `yaml` block whose first line is `# path` becomes that file; a `diff` block is held against the file
that it names; `console` blocks are run in the copy. CONVCALC_REWRITE=1 writes what they print into the page.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.support.examples import matches, sessions
from tests.support.paths import ROOT

PAGE = ROOT / "CONTRIBUTING.md"
BLOCK = re.compile(r"^( *)(`{3,})(\w+)\n(.*?)^\1\2$", re.MULTILINE | re.DOTALL)
MOST_FILES = {"A kind of layer": 3, "A rule": 2, "A slip": 2, "An output format": 2}
"""How many files each may touch, tests and made pages aside."""
PROOFS = {
    "A kind of layer": [
        "tests/unit/test_traits.py",
        "tests/unit/test_layers.py",
        "tests/unit/test_docs.py::test_the_reference_is_that_of_the_code",
    ],
    "A rule": ["tests/commands/test_rules.py", "tests/unit/test_docs.py::test_the_reference_is_that_of_the_code"],
    "A slip": ["tests/unit/test_slips.py"],
    "An output format": [
        "tests/unit/test_formats.py",
        "tests/unit/test_docs.py::test_the_reference_is_that_of_the_code",
    ],
}
"""The tests that hold for whatever is in the project, and so for what a recipe adds."""


def recipes() -> dict[str, str]:
    """The text of each recipe by its title."""
    section = PAGE.read_text().partition("\n## Recipes\n")[2].partition("\n## ")[0]
    titles = re.split(r"^### (.*)\n", section, flags=re.MULTILINE)[1:]
    return dict(zip(titles[::2], titles[1::2]))


def blocks(recipe: str, *languages: str) -> list[str]:
    """The blocks of a recipe in some languages, without their indentation."""
    found = BLOCK.finditer(recipe)
    return [textwrap.dedent(each[4]) for each in found if each[3] in languages and each[4].lstrip().startswith("#")]


def apply(block: str, top: Path) -> str:
    """Do what a block says; the path of the file that it writes or changes."""
    first, _, text = block.partition("\n")
    path = top / first.removeprefix("# ")
    if path.exists():
        lines = [(line[:1], line[1:]) for line in text.splitlines()]
        before = "\n".join(line for mark, line in lines if mark != "+")
        after = "\n".join(line for mark, line in lines if mark != "-")
        old = path.read_text()
        assert old.count(before) == 1, f"{path}: {before!r} stands there {old.count(before)} times"
        path.write_text(old.replace(before, after))
    else:
        path.write_text(text)
    return first.removeprefix("# ")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project, to be changed."""
    for name in ("convcalc", "specs", "tests", "docs", "pyproject.toml", "README.md"):
        source = ROOT / name
        leave = shutil.ignore_patterns("__pycache__", "specs" if name == "convcalc" else "")
        shutil.copytree(source, tmp_path / name, ignore=leave) if source.is_dir() else shutil.copy(source, tmp_path)
    return tmp_path


def run(top: Path, *command: str) -> tuple[int, str]:
    """The exit code of a module of the copy, and what it printed at 80 columns."""
    environment = {**os.environ, "PYTHONPATH": str(top), "COLUMNS": "80"}
    for name in ("CONVCALC_REWRITE", "PYTHONDONTWRITEBYTECODE"):  # the next module need not compile all again
        environment.pop(name, None)
    asked = [sys.executable, "-m", *command]
    done = subprocess.run(
        asked, cwd=top, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.returncode, "\n".join(line.rstrip() for line in done.stdout.rstrip("\n").split("\n"))


def test_the_page_has_the_recipes():
    assert recipes().keys() == MOST_FILES.keys()


@pytest.mark.slow
@pytest.mark.parametrize("title", MOST_FILES)
def test_a_recipe_does_what_it_says(title, copy):
    recipe = recipes()[title]
    touched = [apply(block, copy) for block in blocks(recipe, "python", "yaml", "diff")]
    assert len([path for path in touched if path.startswith("convcalc/")]) <= MOST_FILES[title]
    page = PAGE.read_text()
    for console in re.findall(r"^```console\n(.*?)^```$", recipe, re.MULTILINE | re.DOTALL):
        (command, expected), *more = sessions(console)
        assert not more
        words, _, code = command.partition("  # exit ")
        assert words.startswith("convcalc ")
        exited, printed = run(copy, *shlex.split(words))
        assert exited == int(code or 0), printed
        if not matches(expected, printed):
            assert os.environ.get("CONVCALC_REWRITE"), printed
            page = page.replace(console, f"$ {command}\n{printed}\n")
    if page != PAGE.read_text():
        PAGE.write_text(page)
    assert run(copy, "docs")[0] == 0
    exited, printed = run(copy, "pytest", "-x", "-m", "not slow and not browser and not oracle", *PROOFS[title])
    assert exited == 0, printed


@pytest.mark.slow
def test_a_recipe_is_no_example_of_code_that_lint_refuses(copy):
    written = [apply(block, copy) for recipe in recipes().values() for block in blocks(recipe, "python")]
    assert len(written) == len(MOST_FILES)
    for check in (["ruff", "check"], ["ruff", "format", "--check"]):
        exited, printed = run(copy, *check, *written)
        assert exited == 0 or "No module named ruff" in printed, printed
