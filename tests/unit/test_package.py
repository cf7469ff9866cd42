"""What the package says of itself where it is published, and what it brings beside its code."""

import re
import shutil
import subprocess
import tomllib

import pytest

from convcalc.check.rules import PAGES, RULES
from convcalc.render.findings import rule_page
from convcalc.version import HOME
from docs.man import man_page
from tests.support.paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_its_links_lead_to_one_place():
    urls = PROJECT["project"]["urls"].values()
    assert all(url.startswith(HOME) for url in urls)
    [change] = PROJECT["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]["substitutions"]
    page = re.sub(change["pattern"], change["replacement"], (ROOT / "README.md").read_text())
    links = re.findall(r"\]\(([^)]+)\)", page)
    assert links and all(link.startswith(("https://", "#")) for link in links)
    within = [link.removeprefix(f"{HOME}/blob/main/").partition("#")[0] for link in links if link.startswith(HOME)]
    assert [name for name in within if not (ROOT / name).exists()] == []


def test_every_rule_has_a_place_on_its_page():
    headings = re.findall(r"^## (.+)$", (ROOT / "docs" / "reference" / "rules.md").read_text(), re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    assert {rule_page(code).partition("#")[2] for code in (*PAGES, *RULES)} <= anchors


def test_the_extras_of_messages_exist():
    extras = set(PROJECT["project"]["optional-dependencies"])
    named = set()
    for path in (ROOT / "convcalc").rglob("*.py"):
        named |= set(re.findall(r"convcalc\[(\w+)\]", path.read_text()))
    assert named and named <= extras


@pytest.mark.slow
def test_the_man_page_is_sound(tmp_path):
    if not shutil.which("groff"):
        pytest.skip("groff is not installed")
    page = tmp_path / "convcalc.1"
    page.write_text(man_page())
    done = subprocess.run(["groff", "-man", "-Tutf8", str(page)], capture_output=True, text=True, check=True)
    assert "convcalc summary" in re.sub("\x1b\\[[0-9;]*m|.\b", "", done.stdout)
    assert "error" not in done.stderr
