"""A figure as an object: SVG where it is shown, in a notebook or in a file."""

from functools import cached_property

from convcalc.model.network import Network
from convcalc.render.figure.scene import Scene


class Picture:
    """A figure that is laid out."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    @cached_property
    def svg(self) -> str:
        """Its text as SVG."""
        from convcalc.render.formats import render

        return render("figure", "svg", self.scene)

    def __str__(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<Picture of {self.scene.title}: {self.scene.width:.0f} x {self.scene.height:.0f} pt>"

    def _repr_svg_(self) -> str:
        return self.svg


def picture_of(network: Network) -> Picture:
    """A network as boxes whose sides show height, width and channels; no wider than text on a page of A4."""
    from convcalc.render.figure.boxes import scene

    return Picture(scene(network))
