"""The page's scripts one at a time: numbers as Python writes them, and drawings in which nothing overlaps."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from convcalc.document.source import parse
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.public import analyse
from convcalc.render import report
from tests.support.page_data import told

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOLDER = os.path.dirname(report.__file__)
Visit = Callable[..., Any]


def scripts(visit: Visit, *names: str) -> Any:
    page = visit()
    for name in names:
        page.add_script_tag(path=os.path.join(FOLDER, name))
    return page


def test_numbers_beyond_what_a_script_holds(visit: Visit) -> None:
    value = 123_456_789_012_345_678_901
    page = scripts(visit, "network.js")
    assert page.evaluate("value => exact(value)", str(value)) == f"{value:,}"


LAYOUT = """
([raw, open]) => {
  const network = readNetwork(raw, 0);
  const all = open ? network.blocks.map((block) => block.number) : [];
  const drawn = layout(network, new Set(all), (box) => ({ width: 60 + (box.first % 7) * 20, height: 30 }));
  const ends = (path) => {
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", path);
    return [0, line.getTotalLength()].map((at) => line.getPointAtLength(at)).map(({ x, y }) => [x, y]);
  };
  return {
    width: drawn.width, height: drawn.height,
    boxes: drawn.elements.filter((each) => !each.inside).map(({ id, first, last, x, y, left, right, height }) =>
      ({ id, first, last, left: x - left, right: x + right, top: y, bottom: y + height })),
    frames: drawn.elements.filter((each) => each.inside).map(({ first, last, x, y, left, right, height }) =>
      ({ first, last, left: x - left, right: x + right, top: y, bottom: y + height })),
    edges: drawn.edges.map(({ from, to, path, side }) =>
      ({ from: from.id, to: to.id, ends: ends(path), side: side ?? null })),
  };
}
"""
HEADS = """
input: 16x16x4
layers:
  - conv: 4 1x1
    name: a
  - relu
  - head: {one: [gap, flatten], two: [relu]}
  - add: {left: [relu], right: , far: [{identity: , from: a}]}
  - relu
  - add:
    from: [a, input]
"""


def drawings() -> list[tuple[str, Any]]:
    named = [(name, analyse(name)) for name in ("vgg16", "googlenet", "resnet50", "unet", "densenet121")]
    return [*named, ("heads", analyse(build(loading.read_source(parse("heads.yaml", HEADS)))))]


def outside(box: dict[str, float], frame: dict[str, float]) -> bool:
    return (
        box["right"] <= frame["left"]
        or box["left"] >= frame["right"]
        or box["bottom"] <= frame["top"]
        or box["top"] >= frame["bottom"]
    )


def inside(box: dict[str, float], frame: dict[str, float]) -> bool:
    return (
        frame["left"] < box["left"]
        and box["right"] < frame["right"]
        and frame["top"] < box["top"]
        and box["bottom"] < frame["bottom"]
    )


@pytest.mark.parametrize("opened", [True, False], ids=["open", "folded"])
def test_boxes_lie_apart_and_in_their_frames(visit: Visit, opened: bool) -> None:
    page = scripts(visit, "network.js", "layout.js")
    for name, analysis in drawings():
        drawn = page.evaluate(LAYOUT, [told(analysis), opened])
        boxes, frames = drawn["boxes"], drawn["frames"]
        assert sorted(k for box in boxes for k in range(box["first"], box["last"] + 1)) == list(
            range(len(analysis.rows))
        ), name
        assert all(outside(one, other) for k, one in enumerate(boxes) for other in boxes[:k]), name
        for frame in frames:
            for box in boxes:
                within = frame["first"] <= box["first"] and box["last"] <= frame["last"]
                assert inside(box, frame) if within else outside(box, frame), name
        paper = {"left": 0, "top": 0, "right": drawn["width"], "bottom": drawn["height"]}
        assert all(inside(box, paper) for box in boxes), name


@pytest.mark.parametrize("opened", [True, False], ids=["open", "folded"])
def test_edges_join_their_boxes_and_go_down(visit: Visit, opened: bool) -> None:
    page = scripts(visit, "network.js", "layout.js")
    for name, analysis in drawings():
        drawn = page.evaluate(LAYOUT, [told(analysis), opened])
        boxes = {box["id"]: box for box in drawn["boxes"]}
        home = {k: box["id"] for box in drawn["boxes"] for k in range(box["first"], box["last"] + 1)}
        wanted = {(home[k], home[number]) for number, row in enumerate(analysis.rows) for k in row.node.inputs}
        assert {(edge["from"], edge["to"]) for edge in drawn["edges"]} == {
            pair for pair in wanted if pair[0] != pair[1]
        }
        for edge in drawn["edges"]:
            source, target = boxes[edge["from"]], boxes[edge["to"]]
            assert source["bottom"] <= target["top"], name
            (x0, y0), (x1, y1) = edge["ends"]
            if edge["side"] is None:
                assert (y0, y1) == pytest.approx((source["bottom"], target["top"]), abs=0.1), name
                assert source["left"] < x0 < source["right"] and target["left"] < x1 < target["right"], name
            else:
                assert (x0, x1) == pytest.approx((source[edge["side"]], target[edge["side"]]), abs=0.1), name


def test_only_connections_out_of_order_run_around(visit: Visit) -> None:
    page = scripts(visit, "network.js", "layout.js")
    sides = {
        name: sum(edge["side"] is not None for edge in page.evaluate(LAYOUT, [told(analysis), True])["edges"])
        for name, analysis in drawings()
    }
    assert sides == {"vgg16": 0, "googlenet": 0, "resnet50": 0, "densenet121": 0, "unet": 4, "heads": 3}
