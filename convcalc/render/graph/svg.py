"""A drawing as SVG. Graphviz lays it out: the program where it is installed, else the copy in pygraphviz."""

import re

HINT = "to draw SVG, install Graphviz (its 'dot' program), or: pip install 'convcalc[draw]'"


class NoEngineError(Exception):
    """There is no Graphviz here."""


def render(dot: str) -> str:
    """The picture of a DOT text. Raises NoEngineError where there is nothing to lay it out with."""
    from shutil import which

    program = which("dot")
    return _standalone(_by_program(program, dot) if program else _by_library(dot))


def _by_program(program: str, dot: str) -> str:
    from subprocess import run

    return run([program, "-Tsvg"], input=dot, capture_output=True, check=True, encoding="utf-8").stdout


def _by_library(dot: str) -> str:
    from importlib import import_module

    try:
        graphviz = import_module("pygraphviz")
    except ImportError:
        raise NoEngineError(HINT) from None
    drawn: bytes = graphviz.AGraph(string=dot).draw(format="svg", prog="dot")
    return drawn.decode()


def _standalone(svg: str) -> str:
    """The picture without the comments and the link to a document type that Graphviz writes."""
    return re.sub(r"<!DOCTYPE[^>]*>\s*|<!--.*?-->\s*", "", svg, flags=re.DOTALL).rstrip()
