"""Figures for papers: no label overlaps another or a box, and nothing is cut off."""

import math
import os
import re
import shutil
import subprocess
import sys
from glob import glob
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from convcalc import analyse
from convcalc.cli import run
from convcalc.language.loading import load, loads, preset_names
from convcalc.language.presets import families
from convcalc.render.colours import FAMILIES, on, shade
from convcalc.render.figure import pyramid
from convcalc.render.figure.boxes import scene
from convcalc.render.figure.paged import HINT
from convcalc.render.figure.scene import COLUMN, Area, Disc, Drawable, Label, Rect, Scene, Stroke, around
from convcalc.render.formats import render
from convcalc.render.presets import Presets
from convcalc.render.presets.chart import chart
from convcalc.render.presets.figures import written_down
from tests.support.command import convcalc
from tests.support.paths import ROOT

SEVEN = ("lenet5", "alexnet", "vgg16", "googlenet", "resnet50", "unet", "mobilenet_v2")


def faults(found: Scene) -> list[str]:
    """What overlaps or is cut off in a figure."""
    labels = [item for item in found.items if isinstance(item, Label)]
    told = [f"{each.text!r} of {each.size} pt" for each in labels if each.size < 7]
    for item in found.items:
        box = around(item)
        if box.left < -0.01 or box.top < -0.01 or box.right > found.width + 0.01 or box.bottom > found.height + 0.01:
            told.append(f"{item} is cut off")
    for k, label in enumerate(labels):
        others = [other for other in labels[k + 1 :] if label.box.meets(other.box)]
        told += [f"{label.text!r} over {other.text!r}" for other in others]
    told += [f"{label.text!r} on an edge" for label in labels if _on_edge(label.box, found)]
    told += [f"an arrow at {line.points[0]} through a box" for line in found.items if _crosses(line, found)]
    told += [f"an arrow at {line.points} through {name!r}" for line in found.items if (name := _covers(line, labels))]
    return told + ([f"{found.width:.0f} wide"] if found.width > COLUMN else [])


def _on_edge(label: Rect, found: Scene) -> bool:
    """Whether a label is partly in a box, and partly beside it."""
    boxes = [around(item) for item in found.items if isinstance(item, (Area, Disc))]
    return any(label.meets(box, -0.01) and not _within(label, box) for box in boxes)


def _within(inner: Rect, outer: Rect) -> bool:
    beside = outer.left <= inner.left and inner.right <= outer.right
    return beside and outer.top <= inner.top and inner.bottom <= outer.bottom


def _pieces(line: Drawable) -> list[Rect]:
    """The straight pieces of an arrow, but for its very ends."""
    if not isinstance(line, Stroke):
        return []
    return [Rect(min(a, c), min(b, d), max(a, c), max(b, d)) for (a, b), (c, d) in zip(line.points, line.points[1:])]


def _crosses(line: Drawable, found: Scene) -> bool:
    """Whether an arrow runs over a box; a frame around it all is none."""
    boxes = [around(item) for item in found.items if isinstance(item, (Area, Disc))]
    pieces = _pieces(line)
    return any(piece.meets(box, -0.01) and not _within(piece, box) for piece in pieces for box in boxes)


def _covers(line: Drawable, labels: list[Label]) -> str:
    return next((label.text for label in labels for piece in _pieces(line) if piece.meets(label.box, -0.01)), "")


ODD = {
    "one": "input: 8x8x3\nlayers: [conv: 4 3x3]\n",
    "nothing": "input: 8x8x3\nlayers: [dropout: 0.5]\n",
    "vector": "input: 64\nlayers: [dense: 4096, relu, dense: 10]\n",
    "names": "name: 網路\ninput: 32x32x3\nlayers:\n- {conv: 8 3x3 p1, name: 卷積層第一層很長的名字在這裡}\n"
    "- {maxpool: 2, name: свёртка}\n- {conv: 8 3x3, name: a_name_that_is_longer_than_any_box_is_wide}\n",
    "ends": "input: {left: 64x64x1, right: 64x64x1}\nblocks: {twin: [conv: 32 7x7, relu, maxpool: 2, gap, flatten]}\n"
    "layers:\n- {twin: , name: a}\n- {twin: , name: b, from: right}\n- {concat: , from: [a, b]}\n"
    "- head: {same: [dense: 1, sigmoid], kind: [dense: 10]}\n",
    "long": "input: 64x64x3\nlayers:\n" + "".join(f"- conv: {8 + k % 7} 3x3 p1\n- relu\n" for k in range(300)),
    "equal": "input: 64x64x3\nlayers: [{conv: 8 3x3 p1, repeat: 2000}]\n",
    "skips": "input: 32x32x8\nlayers:\n"
    + "".join(f"- {{conv: 8 3x3 p1, name: c{k}}}\n- {{add: , from: [c{k - k % 5}, c{k}]}}\n" for k in range(5, 60)),
}
OTHERS = ("inception_v3", "densenet121", "vit_b_16", "yolov8n", "wavenet", "unet3d", "retinanet", "tcn")


@pytest.mark.slow
@pytest.mark.parametrize("name", [*SEVEN, *OTHERS])
def test_a_figure_fits_a_page_and_nothing_overlaps(name: str) -> None:
    assert faults(scene(load(name))) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ODD)
def test_a_network_that_nobody_thought_of_is_drawn_so_too(name: str) -> None:
    found = scene(loads(ODD[name]))
    assert faults(found) == []


@pytest.mark.oracle
def test_every_preset_is_drawn_so() -> None:
    names = [*preset_names(), *sorted(glob(f"{ROOT.parent}/shared/corpus/*.yaml"))]
    assert {name: told for name in names if (told := faults(scene(load(name))))} == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", SEVEN)
def test_seven_figures_are_as_they_were_looked_at(name: str) -> None:
    """CONVCALC_REWRITE=1 writes them anew: look at them then."""
    path, text = ROOT / "tests/data/figures" / f"{name}.svg", render("figure", "svg", scene(load(name))) + "\n"
    if os.environ.get("CONVCALC_REWRITE"):
        path.write_text(text)
    assert path.read_text() == text


def lightness(colour: str) -> float:
    return lab(linear(colour))[0]


def linear(colour: str) -> list[float]:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def turned(matrix: list[list[float]], values: list[float]) -> list[float]:
    return [min(1.0, max(0.0, sum(a * b for a, b in zip(row, values)))) for row in matrix]


def lab(values: list[float]) -> tuple[float, float, float]:
    """CIE 1976 L*a*b* of linear sRGB, under D65."""
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    scaled = [value / white for value, white in zip(turned(to_xyz, values), (0.95047, 1, 1.08883))]
    x, y, z = (each ** (1 / 3) if each > 0.008856 else 7.787 * each + 16 / 116 for each in scaled)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


SEEN = {  # Machado, Oliveira & Fernandes 2009, at their strongest
    "all": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
}


def test_colours_fall_in_lightness_by_even_steps() -> None:
    steps = [lightness(colour) for colour, _ in FAMILIES.values()]
    falls = [before - after for before, after in pairwise(steps)]
    assert min(falls) >= 7 and max(falls) <= 16, falls
    assert all(abs(lightness(shade(family, "edge")) - lightness(shade(family, "front"))) > 12 for family in FAMILIES)


@pytest.mark.parametrize("eyes", SEEN)
def test_colours_are_told_apart_by_everybody(eyes: str) -> None:
    """By the distance of CIE 1976, of which 2.3 is just noticed."""
    found = {family: lab(turned(SEEN[eyes], linear(colour))) for family, (colour, _) in FAMILIES.items()}
    apart = {pair: math.dist(found[pair[0]], found[pair[1]]) for pair in combinations(found, 2)}
    assert {pair: round(far, 1) for pair, far in apart.items() if far < 8} == {}


def test_letters_stand_out_from_their_boxes() -> None:
    """By 4.5 to 1, as WCAG 2 asks."""
    for family, (colour, _) in FAMILIES.items():
        light = sorted(sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), linear(c))) for c in (colour, on(family)))
        assert (light[1] + 0.05) / (light[0] + 0.05) >= 4.5, family


def test_flow_charts_have_a_direction_colours_and_ends() -> None:
    text = convcalc("graph", "-", "--direction", "lr", stdin=ODD["ends"]).out
    assert text.startswith("flowchart LR\n")
    assert 'n16["same<br>1"]' in text and 'n17["kind<br>10"]' in text
    assert text.endswith("  classDef ends stroke-width:3px\n  class n16,n17 ends\n")
    dot = convcalc("graph", "lenet5", "--direction", "lr", "--format", "dot").out
    assert "graph [rankdir=LR, " in dot
    assert re.search(r"n12 \[.*fontcolor=.#ffffff., peripheries=2\]", dot)


@pytest.mark.oracle
def test_latex_takes_it(tmp_path: Path) -> None:
    if not shutil.which("pdflatex"):
        pytest.skip("LaTeX is not installed: apt-get install texlive-pictures texlive-fonts-recommended")
    body = "\n\n".join(rf"\noindent {render('figure', 'tikz', scene(load(name)))}" for name in SEVEN)
    head = r"\documentclass{article}\usepackage[a4paper,margin=25mm]{geometry}\usepackage{tikz}\begin{document}"
    (tmp_path / "page.tex").write_text(f"{head}\n{body}\n\\end{{document}}\n", encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-halt-on-error", "page.tex"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Overfull" not in done.stdout


def test_rectangles_that_nearly_touch_meet() -> None:
    assert Rect(0, 0, 1, 1).meets(Rect(2, 0, 3, 1), 2) and not Rect(0, 0, 1, 1).meets(Rect(2, 0, 3, 1))


def test_a_figure_is_written_for_latex() -> None:
    text = render("figure", "tikz", scene(analyse("alexnet").network))
    assert text.count(r"\begin{tikzpicture}") == text.count(r"\end{tikzpicture}") == 1
    assert r"{11\texttimes{}11 conv /4};" in text
    for line in text.splitlines():
        assert line.startswith(("%", "\\")) and line.count("{") == line.count("}")
        assert not line.startswith("\\") or line.endswith((";", "}", "]"))


def test_a_figure_is_written_as_pages(tmp_path: Path) -> None:
    pytest.importorskip("cairosvg", reason="CairoSVG is not installed: pip install 'convcalc[figures]'")
    for form, start in (("png", b"\x89PNG"), ("pdf", b"%PDF")):
        path = tmp_path / f"net.{form}"
        assert convcalc("graph", "lenet5", "--style", "boxes", "-o", str(path)).code == 0
        assert path.read_bytes().startswith(start)


def test_no_cairo_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "cairosvg", None)
    assert run(["graph", "lenet5", "--style", "boxes", "--format", "pdf"]) == 2
    assert capsys.readouterr() == ("", f"{HINT}\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--format", "tikz"], "tikz is a format of --style boxes; of flow there is mermaid, dot, svg, png, pdf"),
        (["--style", "boxes", "--format", "dot"], "dot is a format of --style flow; of boxes there is svg, tikz, png"),
        (["--style", "boxes", "--full"], "--full changes nothing beside --style boxes"),
    ],
)
def test_what_does_not_go_together_is_refused(words: list[str], told: str) -> None:
    result = convcalc("graph", "lenet5", *words)
    assert result.code == 2
    assert told in " ".join(result.err.split())


@pytest.mark.parametrize("name", ["lenet5", "vgg16"])
def test_a_pyramid_fits_a_page_and_nothing_overlaps(name: str) -> None:
    found = pyramid.scene(analyse(name).network)
    assert [fault for fault in faults(found) if "through a box" not in fault] == []  # sides of cones are no arrows


def test_a_pyramid_says_what_a_unit_sees() -> None:
    result = convcalc("graph", "lenet5", "--style", "pyramid")
    words = re.findall(r">([^<]+)</text>", result.out)
    assert words[:3] == ["input", "C1", "5×5 conv"]
    assert words[-4:] == ["C5", "5×5 conv", "field 32, stride 4", "pixels 0 to 31 of 32, along the height"]
    assert "<title>lenet5: one unit of C5 sees 32 pixels of the input</title>" in result.out


@pytest.mark.parametrize(
    ("layers", "told"),
    [
        ("[flatten, dense: 3]", "nothing slides over the input of 'net' before it branches"),
        ("[relu]", "nothing slides"),
    ],
)
def test_a_pyramid_of_nothing_is_refused(layers: str, told: str) -> None:
    result = convcalc("graph", "-", "--style", "pyramid", stdin=f"name: net\ninput: 8x8x3\nlayers: {layers}\n")
    assert result.code == 2
    assert told in result.err


@pytest.mark.slow
def test_the_chart_of_presets_names_each_and_nothing_overlaps() -> None:
    result = convcalc("presets", "resnet", "--format", "svg")
    presets = Presets(families("resnet"), written_down().__getitem__)
    found = chart(presets)
    assert [fault for fault in faults(found) if "an arrow" not in fault and "on an edge" not in fault] == []
    names = {name for item in found.items if isinstance(item, Label) for name in [item.text]}
    assert {entry.name for family in presets.families for entry in family.entries} <= names
    assert result.out.count("<circle") == 16 + 4
