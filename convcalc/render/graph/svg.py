"""A drawing as SVG. Graphviz lays it out: the program where it is installed, else the copy in pygraphviz."""

import re

from convcalc.render.formats import Options
from convcalc.render.graph import dot
from convcalc.render.graph.model import Drawing

HINT = "to draw SVG, install Graphviz (its 'dot' program), or: pip install 'convcalc[draw]'"


class NoEngineError(Exception):
    """There is no Graphviz here."""


def render(drawing: Drawing, options: Options) -> str:
    """The picture. Raises NoEngineError where there is nothing to lay it out with."""
    from shutil import which

    text, program = dot.render(drawing, options), which("dot")
    return _standalone(_by_program(program, text) if program else _by_library(text))


def _by_program(program: str, text: str) -> str:
    from subprocess import run

    return run([program, "-Tsvg"], input=text, capture_output=True, check=True, encoding="utf-8").stdout


def _by_library(text: str) -> str:
    from importlib import import_module

    try:
        graphviz = import_module("pygraphviz")
    except ImportError:
        raise NoEngineError(HINT) from None
    drawn: bytes = graphviz.AGraph(string=text).draw(format="svg", prog="dot")
    return drawn.decode()


def _standalone(svg: str) -> str:
    """The picture without the comments and the link to a document type that Graphviz writes."""
    return re.sub(r"<!DOCTYPE[^>]*>\s*|<!--.*?-->\s*", "", svg, flags=re.DOTALL).rstrip()
