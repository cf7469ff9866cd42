"""Figures for papers: no label overlaps another or a box, and nothing is cut off."""

import pytest

from convcalc import analyse
from convcalc.render.figure.boxes import scene
from convcalc.render.figure.picture import picture_of
from convcalc.render.figure.scene import COLUMN, Area, Label, Rect, Scene, around

SEVEN = ("lenet5", "alexnet", "vgg16", "googlenet", "resnet50", "unet", "mobilenet_v2")


def faults(found: Scene) -> list[str]:
    """What overlaps or is cut off in a figure."""
    labels = [item for item in found.items if isinstance(item, Label)]
    told = [f"{each.text!r} of {each.size} pt" for each in labels if each.size < 7]
    for item in found.items:
        box = around(item)
        if box.left < -0.01 or box.top < -0.01 or box.right > found.width + 0.01 or box.bottom > found.height + 0.01:
            told.append(f"{item} is cut off")
    solids = [around(item) for item in found.items if isinstance(item, Area)]
    for k, label in enumerate(labels):
        others = [other for other in labels[k + 1 :] if label.box.meets(other.box)]
        told += [f"{label.text!r} over {other.text!r}" for other in others]
        told += [f"{label.text!r} over a box" for box in solids if label.box.meets(box)]
    return told + ([f"{found.width:.0f} wide"] if found.width > COLUMN else [])


@pytest.mark.parametrize("name", SEVEN)
def test_a_figure_fits_a_page_and_nothing_overlaps(name: str) -> None:
    assert faults(scene(analyse(name).network)) == []


def test_a_picture_shows_itself() -> None:
    picture = picture_of(analyse("lenet5").network)
    assert picture._repr_svg_().startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert repr(picture).startswith("<Picture of lenet5: ")
    assert Rect(0, 0, 1, 1).meets(Rect(2, 0, 3, 1), 2)
