"""Networks as one page that needs nothing else: figures, drawing, table, and what each layer sees.

The page is page.html with page.css and the scripts below put into it; none of them is built from anything else.
The drawing is laid out by layout.js and not by a library: the spec already says what stands in what and what stands
side by side, so that a layout is a walk over that tree, linear, and stable when a block opens. ELK weighs 1.5 MB,
Graphviz as WebAssembly 800 KB, and dagre, at 49 KB, takes seconds for 2,000 layers and moves all boxes at each fold.
"""

import os
from collections.abc import Sequence

from convcalc.analysis.analyse import Analysis
from convcalc.document.files import contents
from convcalc.render.formats import Options
from convcalc.render.markup import script
from convcalc.render.report.data import network_data
from convcalc.render.report.figures import heading, headline
from convcalc.version import __version__

SCRIPTS = ("network.js", "layout.js", "drawing.js", "charts.js", "table.js", "detail.js", "page.js")


def render(analyses: Sequence[Analysis], options: Options) -> str:
    """The report of one network, or of several side by side."""
    parts = {
        "title": heading(analyses, plain=True),
        "style": _file("page.css"),
        "heading": heading(analyses),
        "figures": headline(analyses),
        "count": str(len(analyses)),
        "version": __version__,
        "data": script([network_data(analysis) for analysis in analyses]),
        "script": "\n".join(_file(name).replace('"use strict";\n', "") for name in SCRIPTS),
    }
    pieces = _file("page.html").split("@")
    return "".join(parts.get(piece, piece) if k % 2 else piece for k, piece in enumerate(pieces))


def _file(name: str) -> str:
    return contents(os.path.join(os.path.dirname(__file__), name)).decode()
