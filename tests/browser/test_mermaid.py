"""Mermaid itself takes the drawings that `graph` writes, and finds every box and edge in them."""

import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convcalc.language import loading
from convcalc.render.formats import render
from convcalc.render.graph import model
from convcalc.render.graph.mermaid import MOST_EDGES
from tests.support.npm import alone, needs, npm

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VERSION = "11.17.2"
HERE = Path(__file__).parent
SCRIPT = HERE / "node_modules" / f"mermaid-{VERSION}.min.js"


@pytest.fixture(scope="session")
def script() -> str:
    """Mermaid in one file, out of its npm package. What the package depends on is in that file already."""
    with alone(HERE):
        if not SCRIPT.exists():
            _fetch()
    return str(SCRIPT)


def _fetch() -> None:
    needs("npm")
    SCRIPT.parent.mkdir(exist_ok=True)
    (made,) = json.loads(npm(HERE, "pack", "--json", "--pack-destination", str(SCRIPT.parent), f"mermaid@{VERSION}"))
    packed, new = SCRIPT.parent / made["filename"], SCRIPT.with_suffix(".new")
    with tarfile.open(packed) as package:
        member = package.extractfile("package/dist/mermaid.min.js")
        assert member is not None
        new.write_bytes(member.read())
    packed.unlink()
    new.replace(SCRIPT)


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


def frames(boxes: tuple[model.DrawnBox | model.Cluster, ...]) -> list[str]:
    return [label for box in boxes if isinstance(box, model.Cluster) for label in (box.label, *frames(box.boxes))]


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
        (model.Cluster(0, hostile[0], (model.DrawnBox(0, hostile, True), model.DrawnBox(1, ("end",), False))),),
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
