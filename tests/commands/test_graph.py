"""The graph command: what stands in a drawing, and that Graphviz takes it."""

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from convcalc.cli import run
from convcalc.document.source import parse
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.model.network import Network
from convcalc.render.formats import render
from convcalc.render.graph import model, svg

PRESETS = ("vgg16", "googlenet", "resnet50", "densenet121", "unet", "mobilenet_v3_small")
BRANCHES = """
input: 8x8x4
blocks:
  fire(n):
    - conv: {filters: n, kernel: 1}
    - concat:
        left: [conv: {filters: n, kernel: 1}, relu]
        right:
        wide: [conv: {filters: n, kernel: 3, pad: 1}]
    - relu
    - relu
layers:
  - conv: 4 1x1
    name: stem
  - fire: 4
  - {fire: 12, repeat: 3, name: "f{i}"}
  - head: {aux: [gap, flatten]}
  - conv: 4 1x1
    repeat: 3
  - add:
    from: [stem, input]
"""


def network(text: str) -> Network:
    return build(loading.read_source(parse("net.yaml", text)))


def text_of(box: model.DrawnBox) -> str:
    return " | ".join(box.lines)


def test_closed_blocks_are_boxes_and_equal_neighbours_are_one() -> None:
    drawn = model.drawing(network(BRANCHES), depth=0)
    assert [text_of(box) for box in model.flat(drawn.boxes)] == [
        "input | 8x8x4",
        "stem | conv 4 1x1",
        "fire | 7 layers | 8x8x12",
        "f0 | fire, 7 layers | 8x8x36",
        "f1 | fire, 7 layers | 8x8x36",
        "f2 | fire, 7 layers | 8x8x36",
        "gap | 1x1x36",
        "flatten | 36",
        "conv 4 1x1 | 8x8x4",
        "conv 4 1x1 x2",
        "add",
        "output | 8x8x4",
        "aux | 36",
    ]
    assert drawn.edges == (
        (0, 1), (1, 2), (2, 9), (9, 16), (16, 23), (23, 30), (30, 31), (23, 32), (32, 33), (1, 35), (0, 35),
        (35, 36), (31, 37),
    )  # fmt: skip


@pytest.mark.parametrize("name", PRESETS)
def test_a_full_drawing_has_every_layer_and_every_edge(name: str) -> None:
    network = loading.load(name)
    drawn = model.drawing(network, full=True)
    assert [box.id for box in model.flat(drawn.boxes)] == list(range(len(network.nodes)))
    assert set(drawn.edges) == {(source, k) for k, node in enumerate(network.nodes) for source in node.inputs}


@pytest.mark.parametrize("name", PRESETS)
def test_a_folded_drawing_leaves_no_layer_out(name: str) -> None:
    network = loading.load(name)
    for depth in range(4):
        drawn = model.drawing(network, depth)
        ids = [box.id for box in model.flat(drawn.boxes)]
        assert ids == sorted(set(ids))
        reached = {ids[0]}
        for source, target in drawn.edges:
            assert source < target
            assert source in reached
            reached.add(target)
        assert reached == set(ids), "every box is reached from the input"


def test_parts_put_branches_side_by_side() -> None:
    stem, fire, *more = model.parts(network(BRANCHES))[1:]
    assert stem == 1
    assert isinstance(fire, model.Call)
    first, split, *rest = fire.parts
    assert first == 2
    assert split == model.Split((model.Way("left", (3, 4)), model.Way("right", ()), model.Way("wide", (5,))), False)
    assert rest == [6, 7, 8]
    assert more[3] == model.Split((model.Way("aux", (30, 31)),), True)


def test_an_empty_branch_beside_the_only_full_one() -> None:
    text = "input: 8x8x4\nlayers:\n  - add: {same: , more: [relu]}\n  - add: {a: , b: }\n"
    assert model.parts(network(text)) == (
        0,
        model.Split((model.Way("same", ()), model.Way("more", (1,))), False),
        2,
        model.Split((model.Way("a", ()), model.Way("b", ())), False),
        3,
    )


def test_mermaid_text() -> None:
    assert render("graph", "mermaid", model.drawing(network(BRANCHES), depth=1)).splitlines()[:9] == [
        "flowchart TD",
        '  n0["input<br>8x8x4"]',
        '  n1["stem<br>conv 4 1x1"]',
        '  subgraph b2_2["fire"]',
        '    n2["conv 4 1x1"]',
        '    n3["conv 4 1x1"]',
        '    n4["relu"]',
        '    n5["conv 4 3x3 p1"]',
        '    n6["concat<br>8x8x12"]',
    ]


def test_names_cannot_break_out_of_a_label() -> None:
    box = model.DrawnBox(0, ('a"]; <b> \\ %%', "#quot;"), False)
    drawn = model.Drawing("x", (box,), ())
    assert render("graph", "mermaid", drawn).splitlines()[1] == (
        '  n0["a#34;#93;#59; #60;b#62; #92; #37;#37;<br>#35;quot#59;"]'
    )
    assert '[label="a\\"]; <b> \\\\ %%\\n#quot;"]' in render("graph", "dot", drawn)


def test_the_format_follows_the_ending_of_the_file(
    tmp_path: os.PathLike[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = os.path.join(tmp_path, "net.dot")
    assert run(["graph", "lenet5", "-o", path]) == 0
    with open(path, encoding="utf-8") as file:
        assert file.read().startswith('digraph "lenet5" {')
    assert run(["graph", "lenet5"]) == 0
    assert capsys.readouterr().out.startswith("flowchart TD")


def test_a_long_mermaid_drawing_says_that_it_will_be_refused(capsys: pytest.CaptureFixture[str]) -> None:
    run(["graph", "densenet201"])
    assert capsys.readouterr().err == ""
    run(["graph", "densenet201", "--full"])
    assert "at most 500 edges" in capsys.readouterr().err


def test_svg_of_more_than_can_be_laid_out_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "long.yaml").write_text("input: 8x8x3\nlayers: [{relu: , repeat: 6001}]\n")
    assert run(["graph", str(tmp_path / "long.yaml"), "--full", "--format", "svg"]) == 2
    assert capsys.readouterr().err == (
        "6,001 edges are too many for Graphviz to lay out (at most 6,000): use --depth, or dot\n"
    )
    assert run(["graph", str(tmp_path / "long.yaml"), "--full", "--format", "dot"]) == 0


def test_no_engine_for_svg_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    assert run(["graph", "lenet5", "--format", "svg"]) == 2
    assert capsys.readouterr() == ("", f"{svg.HINT}\n")


@pytest.mark.slow
def test_a_folder_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["graph", "lenet5", "-o", "/no/such/folder/net.svg"]) == 2
    assert "cannot write '/no/such/folder/net.svg': no such file or directory" in capsys.readouterr().err


needs_dot = pytest.mark.skipif(
    not shutil.which("dot") and not os.environ.get("CI"), reason="Graphviz is not installed: apt-get install graphviz"
)


@pytest.mark.slow
@needs_dot
@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("folding", [{}, {"full": True}, {"depth": 1}])
def test_graphviz_draws_every_box_and_edge(name: str, folding: dict[str, bool | int]) -> None:
    drawn = model.drawing(loading.load(name), **folding)  # type: ignore[arg-type]
    text = render("graph", "dot", drawn)
    done = subprocess.run(["dot", "-Tplain"], input=text, capture_output=True, text=True, check=True)
    kinds = [line.split()[0] for line in done.stdout.splitlines()]
    assert "syntax error" not in done.stderr
    assert kinds.count("node") == len(list(model.flat(drawn.boxes)))
    assert kinds.count("edge") == len(drawn.edges)


@needs_dot
def test_svg_is_one_picture_with_all_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["graph", "googlenet", "--format", "svg"]) == 0
    text = capsys.readouterr().out
    root = ElementTree.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"inception3a", "inception, 20 layers", "28x28x256"} <= set(texts)
    assert "<!" not in text


def test_svg_by_the_library() -> None:
    pytest.importorskip("pygraphviz", reason="pygraphviz is not installed: pip install 'convcalc[draw]'")
    text = render("graph", "dot", model.drawing(loading.load("lenet5")))
    assert "conv 16 5x5" in svg._standalone(svg._by_library(text))
