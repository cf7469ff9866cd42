"""What the code may import, and what start-up must not."""

import ast
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import convcalc
from tests.support.paths import ROOT

PACKAGE = Path(convcalc.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
CORE = {"click", "yaml", "rich", "convcalc"}
EXTRAS = {"dask", "distributed", "graphviz", "lsprotocol", "mcp", "numpy", "pydantic", "pygls"}
"""Libraries of extras: imported inside the one function that needs them, with a hint where they are missing."""
BEHIND = {
    "cli/agents/tools.py",
    "cli/editors/server.py",
    "cli/editors/wording.py",
    "sweep/plan/arrays.py",
    "sweep/plan/sharing.py",
    "sweep/plan/tables.py",
}
"""Modules that stand on an extra as a whole: one function imports them, after it has found the extra."""


def imports(node: ast.AST) -> set[str]:
    """The top packages that the code below a node imports."""
    found = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Import):
            found |= {alias.name.split(".")[0] for alias in each.names}
        elif isinstance(each, ast.ImportFrom) and each.level == 0:
            found.add((each.module or "").split(".")[0])
    return found - set(sys.stdlib_module_names)


@cache
def parsed(module: Path) -> ast.Module:
    return ast.parse(module.read_text())


def loaded(arguments: list[str]) -> set[str]:
    """The modules that a command has imported when it is done."""
    script = f"import sys; from convcalc import cli; cli.run({arguments!r}); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_core_stands_on_three_libraries(module):
    tree = parsed(module)
    assert imports(tree) <= CORE | EXTRAS
    top_level = ast.Module([node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))], [])
    assert bool(imports(top_level) & EXTRAS) == (str(module.relative_to(PACKAGE)) in BEHIND)


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_command_line_knows_click(module):
    """A style of click's own is an escape sequence, which a page takes for one in a name."""
    assert module.parent.name == "cli" or "click" not in imports(parsed(module))


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_what_it_knows(module):
    assert ast.get_docstring(parsed(module))


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["summary", "vgg16", "--format", "json"], {"rich", "dataclasses", "difflib", "pathlib", "fractions", "csv"}),
        (["summary", "vgg16"], {"rich", "dataclasses", "difflib", "pathlib", "fractions", "json", "csv"}),
        (["--version"], {"rich", "yaml", "json", "convcalc.model.network"}),
        (["check", "vgg16"], {"rich", "dataclasses", "difflib", "fractions", "decimal", "json", "pickle", "csv"}),
        (["check", "--jobs", "2", "specs/vgg16.yaml"], {"fractions", "decimal", "pickle"}),
        (["calc", "32x32x3", "conv 10 5x5 p2"], {"rich", "dataclasses", "fractions", "decimal", "json", "csv"}),
    ],
)
def test_start_up_imports_nothing_that_a_command_does_not_use(arguments, absent):
    assert not absent & loaded(arguments)


def test_a_summary_loads_few_modules():
    """Each costs about a thousandth of a short run: 40 with code in them at 0.1.0, packages with a line apart."""
    files = {".".join(("convcalc", *path.relative_to(PACKAGE).with_suffix("").parts)) for path in MODULES}
    assert (
        len(files & loaded(["summary", "vgg16"])) <= 55
    )  # two of them, document/records.py and document/pyyaml.py, take off thirty times what they cost and more


def test_named_tuples_are_the_quick_ones():
    """Those of typing cost a short run two thousandths each: `convcalc.document.records` has the reasons."""
    found = [path for path in MODULES if re.search(r"^from typing import .*NamedTuple", path.read_text(), re.MULTILINE)]
    assert found == []


def test_importing_the_command_leaves_the_collector_on():
    script = "import gc, convcalc.__main__; print(gc.isenabled())"
    assert subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout == "True\n"


def test_the_public_names_are_there():
    for name in convcalc.__all__:
        assert getattr(convcalc, name) is not None
    with pytest.raises(AttributeError):
        convcalc.nothing  # noqa: B018


# How large things may be


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def test_no_file_is_long():
    assert {str(path): lines for path in MODULES if (lines := len(path.read_text().splitlines())) > 300} == {}


def test_functions_are_short():
    lengths = [
        node.end_lineno - node.lineno + 1
        for module in MODULES
        for node in ast.walk(parsed(module))
        if isinstance(node, FUNCTIONS)
    ]
    assert sum(length <= 15 for length in lengths) >= 0.9 * len(lengths)


# What things are called


def named(statement: ast.stmt) -> Iterator[str]:
    """The classes and aliases of types that a statement of a module defines."""
    match statement:
        case ast.ClassDef(name=name, bases=bases):
            if all(getattr(base, "attr", "") != name for base in bases):  # the same thing, with more to it
                yield name
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            if re.fullmatch(r"[A-Z]\w*[a-z]\w*", name):
                yield name


def test_a_class_has_its_name_to_itself():
    homes = defaultdict(list)
    for module in MODULES:
        for statement in parsed(module).body:
            for name in named(statement):
                homes[name].append(str(module.relative_to(PACKAGE)))
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", ["_plain", "_layer", "_row", "find", "judge", "part"])
def test_a_word_that_could_mean_much_means_one_thing(name):
    """In one folder, where each module of a format has its own."""
    homes = {
        module.parent
        for module in MODULES
        for statement in parsed(module).body
        if isinstance(statement, FUNCTIONS) and statement.name == name
    }
    assert len(homes) <= 1


# ARCHITECTURE.md


PAGE = (ROOT / "ARCHITECTURE.md").read_text()


def floors() -> list[list[str]]:
    """The rooms of the contract, the highest floor first."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    return [[room.strip().removeprefix("convcalc.") for room in floor.split("|")] for floor in contract["layers"]]


def test_the_contract_has_no_exception():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert set(settings) == {"root_package", "contracts"}
    assert [set(contract) for contract in settings["contracts"]] == [
        {"name", "type", "layers"},
        {"name", "type", "ancestors"},
    ]


def test_the_page_draws_the_contract():
    assert "  " + " --> ".join(" & ".join(floor) for floor in floors()) + "\n" in PAGE


def test_the_page_has_every_room_and_no_other():
    rooms = {path.name for path in PACKAGE.iterdir() if path.name not in ("__init__.py", "py.typed", "__pycache__")}
    faces = {"version.py", "__main__.py"}
    named = re.findall(r"^\| `(\w+)(/|\.py)` \|", PAGE, re.MULTILINE)
    assert [name for name, _ in named] == [room for floor in floors() for room in floor]
    assert {name + ending.strip("/") for name, ending in named} == rooms - faces - {"specs"}
    assert len(rooms - {"specs"}) <= 15 + len(faces)


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_what_the_page_names_is_there(page):
    for name in re.findall(r"`([\w/.]+(?:\.py|/))`", (ROOT / page).read_text()):
        pattern = re.sub(r"[A-Z]{3,}", "*", name).strip("/")
        assert next(ROOT.glob(pattern), None) or next(PACKAGE.glob(f"**/{pattern}"), None), name


@pytest.mark.parametrize("room", [path for path in PACKAGE.iterdir() if (path / "__init__.py").exists()], ids=str)
def test_a_room_imports_nothing_by_itself(room):
    tree = parsed(room / "__init__.py")
    assert room.name == "cli" or not [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
