"""Mermaid itself takes the drawings that `graph` writes, and finds every box and edge in them."""

import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from typing import Any

import pytest

from convcalc.language import loading
from convcalc.render.formats import render
from convcalc.render.graph import model
from convcalc.render.graph.mermaid import MOST_EDGES

VERSION = "11.17.2"
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "node_modules")
SCRIPT = os.path.join(FOLDER, f"mermaid-{VERSION}.min.js")


@pytest.fixture(scope="session")
def script() -> str:
    """Mermaid in one file, out of its npm package. What the package depends on is in that file already."""
    if not os.path.exists(SCRIPT):
        if not shutil.which("npm"):
            pytest.skip("npm is needed to fetch mermaid")
        os.makedirs(FOLDER, exist_ok=True)
        command = ["npm", "pack", "--json", "--pack-destination", FOLDER, f"mermaid@{VERSION}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"npm could not fetch mermaid: {done.stderr.strip()[-200:]}")
        packed = os.path.join(FOLDER, json.loads(done.stdout)[0]["filename"])
        with tarfile.open(packed) as package, open(f"{SCRIPT}.new", "wb") as file:
            member = package.extractfile("package/dist/mermaid.min.js")
            assert member is not None
            file.write(member.read())
        os.remove(packed)
        os.replace(f"{SCRIPT}.new", SCRIPT)
    return SCRIPT


DRAW = """
async (text) => {
  mermaid.initialize({ startOnLoad: false });
  const { svg } = await mermaid.render("drawing", text);
  document.body.innerHTML = svg;
  const texts = (selector) => [...document.querySelectorAll(selector)].map((each) => each.textContent.trim());
  return {
    boxes: texts(".node .nodeLabel"),
    frames: texts(".cluster-label .nodeLabel"),
    edges: document.querySelectorAll(".edgePaths path").length,
  };
}
"""


def frames(boxes: tuple[model.Box | model.Frame, ...]) -> list[str]:
    return [label for box in boxes if isinstance(box, model.Frame) for label in (box.label, *frames(box.boxes))]


@pytest.mark.parametrize(
    ("name", "folding"),
    [
        ("vgg16", {}),
        ("googlenet", {}),
        ("googlenet", {"full": True}),
        ("resnet50", {"depth": 1}),
        ("densenet121", {}),
        ("unet", {"full": True}),
    ],
)
def test_mermaid_draws_every_box_and_edge(
    visit: Callable[..., Any], script: str, name: str, folding: dict[str, Any]
) -> None:
    drawn = model.drawing(loading.load(name), **folding)
    page = visit()
    page.set_default_timeout(60_000)
    page.add_script_tag(path=script)
    found = page.evaluate(DRAW, render("graph", "mermaid", drawn))
    assert sorted(found["boxes"]) == sorted("".join(box.lines) for box in model.flat(drawn.boxes))
    assert sorted(found["frames"]) == sorted(frames(drawn.boxes))
    assert found["edges"] == len(drawn.edges)


def test_mermaid_takes_any_text_for_text(visit: Callable[..., Any], script: str) -> None:
    hostile = ('a"]; end <b> \\ %% `x` #quot; --> |y|', "**bold** _it_ click href", "5 x 3.")
    drawn = model.Drawing(
        "hostile",
        (model.Frame(0, hostile[0], (model.Box(0, hostile, True), model.Box(1, ("end",), False))),),
        ((0, 1),),
    )
    page = visit()
    page.add_script_tag(path=script)
    found = page.evaluate(DRAW, render("graph", "mermaid", drawn))
    assert sorted(found["boxes"]) == sorted(["".join(hostile), "end"])
    assert found["frames"] == [hostile[0]]


def test_most_edges_is_what_mermaid_draws(visit: Callable[..., Any], script: str) -> None:
    page = visit()
    page.add_script_tag(path=script)
    assert page.evaluate("mermaid.mermaidAPI.defaultConfig.maxEdges") == MOST_EDGES
