"""A drawing as SVG. Graphviz lays it out: the program where it is installed, else the copy in pygraphviz."""

import re

from convcalc.render.formats import Options
from convcalc.render.graph import dot
from convcalc.render.graph.model import Drawing

HINT = "to draw SVG, install Graphviz (its 'dot' program), or: pip install 'convcalc[draw]'"

MOST_EDGES = 6_000
"""So many take two seconds, and four times as many a minute; no picture of them can be read."""


class UndrawnError(Exception):
    """There is no Graphviz here, or it would take minutes."""


def render(drawing: Drawing, options: Options) -> str:
    """The picture. Raises UndrawnError where there is nothing to lay it out with, or too much to lay out."""
    from shutil import which

    if len(drawing.edges) > MOST_EDGES:
        message = f"{len(drawing.edges):,} edges are too many for Graphviz to lay out (at most {MOST_EDGES:,})"
        raise UndrawnError(f"{message}: use --depth, or dot")
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
        raise UndrawnError(HINT) from None
    drawn: bytes = graphviz.AGraph(string=text).draw(format="svg", prog="dot")
    return drawn.decode()


def _standalone(svg: str) -> str:
    """The picture without the comments and the link to a document type that Graphviz writes."""
    return re.sub(r"<!DOCTYPE[^>]*>\s*|<!--.*?-->\s*", "", svg, flags=re.DOTALL).rstrip()
