"""The site: its pages lead to each other, and what the playground asks is answered. In a browser: tests/oracles."""

import json
import re
from pathlib import Path

import pytest

from convcalc.cli.calling import answer
from docs.site.pages import NAV, stage
from docs.site.playground import bridge
from tests.support.paths import SHARED

NET = "input: 32x32x3\nlayers:\n  - conv: 10 5x5 p2\n"


def asked(name, *given):
    return json.loads(bridge.call(name, json.dumps(given)))


def test_a_spec_has_its_hints_its_table_and_its_problems():
    found = asked("read", NET)
    assert found["hints"][0]["text"] == "32x32x10  Σ 760 params, 768.0k MACs"
    assert found["problems"] == [] and '<td class="number">32x32x10</td>' in found["table"]
    found = asked("read", NET.replace("5x5 p2", "99x99"))
    assert [(each["line"], each["column"], each["severity"]) for each in found["problems"]] == [(3, 11, "error")]
    assert found["table"] == ""
    assert asked("read", "layers: [")["problems"][0]["message"].startswith("not valid YAML")


def test_numbers_are_explained_and_networks_drawn():
    assert "10 * (3*5*5 + 1) = 760" in asked("explain", NET, 3, 6)
    assert asked("drawing", NET)["text"].startswith("<svg")
    assert asked("report", NET)["text"].startswith("<!doctype html>")
    assert asked("drawing", "layers: [")["failed"]


def test_homework_is_worked_and_judged():
    found = asked("homework", "32x32x3", "ten 5x5 filters, pad 2", ["params=750"], 60)
    assert "wrong      params: 750" in found["text"] and max(map(len, found["text"].split("\n"))) <= 60
    assert not found["failed"]
    assert asked("homework", "32x32x3", "--help", [], 60)["failed"]


def test_a_file_of_another_format_becomes_a_spec(tmp_path):
    net = tmp_path / "net.cfg"
    net.write_text("[net]\nwidth=8\nheight=8\nchannels=3\n[convolutional]\nfilters=4\nsize=3\nactivation=linear\n")
    found = asked("opened", "net.cfg", str(net))
    assert "conv: 4 3x3" in found["text"] and asked("read", found["text"])["problems"] == []
    net.write_text("nonsense")
    found = asked("opened", "net.cfg", str(net))
    assert found["failed"] and found["beside"] and not found["text"]


@pytest.mark.skipif(not (SHARED / "files").exists(), reason="../shared is absent")
def test_notes_on_a_file_are_no_part_of_its_spec():
    found = asked("opened", "resnet18.onnx", str(SHARED / "files" / "onnx" / "resnet18.dyn.onnx"))
    assert not found["failed"] and found["beside"] and asked("read", found["text"])["table"]


def test_an_answer_comes_from_streams_of_its_own(capsys):
    said = answer(["summary", "-"], NET)
    assert "32x32x10" in said.text and not said.failed
    assert capsys.readouterr() == ("", "")


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    stage(folder)
    return folder


def test_links_between_pages_lead_somewhere(pages):
    for page in pages.rglob("*.md"):
        for target in re.findall(r"\]\(([^)\s#]+\.md)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_page_can_be_found(pages):
    named = {name for names in NAV.values() for name in names}
    assert {page.relative_to(pages).as_posix() for page in pages.rglob("*.md")} <= named | {"benchmarks-how.md"}


def test_the_shipped_specs_have_a_table(pages):
    assert (
        "| [vgg16](playground/index.html#vgg16) | VGG-16 | 224x224x3 | 138,357,544 | 15,470,264,320 |"
        in (pages / "presets.md").read_text()
    )
