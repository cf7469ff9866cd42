"""Figures for papers: no label overlaps another or a box, and nothing is cut off."""

import re
import sys
from pathlib import Path

import pytest

from convcalc import analyse
from convcalc.cli import run
from convcalc.language.presets import families
from convcalc.render.figure import pyramid
from convcalc.render.figure.boxes import scene
from convcalc.render.figure.paged import HINT
from convcalc.render.figure.picture import picture_of
from convcalc.render.figure.scene import COLUMN, Area, Disc, Drawable, Label, Rect, Scene, Stroke, around
from convcalc.render.formats import render
from convcalc.render.presets import Presets
from convcalc.render.presets.chart import chart
from convcalc.render.presets.figures import written_down
from tests.support.command import convcalc

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


@pytest.mark.parametrize("name", SEVEN)
def test_a_figure_fits_a_page_and_nothing_overlaps(name: str) -> None:
    assert faults(scene(analyse(name).network)) == []


def test_a_picture_shows_itself() -> None:
    picture = picture_of(analyse("lenet5").network)
    assert picture._repr_svg_().startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert repr(picture).startswith("<Picture of lenet5: ")
    assert Rect(0, 0, 1, 1).meets(Rect(2, 0, 3, 1), 2)


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
