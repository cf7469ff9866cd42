"""Networks as one page that needs nothing else: figures, drawing, table, and what each layer sees.

The scripts below are put into it as they are; none of them is built from anything else. The drawing is laid out by
layout.js and not by a library: the spec already says what stands in what and what stands side by side, so that a
layout is a walk over that tree, linear, and stable when a block opens. ELK weighs 1.5 MB, Graphviz as WebAssembly
800 KB, and dagre, at 49 KB, takes seconds for 2,000 layers and moves all boxes at each fold.
"""

from collections.abc import Iterator, Sequence

from convcalc.analysis.analyse import Analysis
from convcalc.render.formats import Options
from convcalc.render.report.data import network_data
from convcalc.render.report.figures import heading, headline
from convcalc.render.report.lead import comparison
from convcalc.render.web.page import WebPage, asset, web_page

SCRIPTS = (
    "network.js", "layout.js", "boxes.js", "paper.js", "drawing.js", "charts.js", "table.js", "picture.js", "detail.js",
    "page.js",
)  # fmt: skip
CONVENTIONS = (
    "MACs are multiply-accumulates of convolution, transposed convolution and dense layers for one example, bias not "
    "counted. Memory is exact for its dtype. Receptive fields are not clipped to the image."
)


def parts(analyses: Sequence[Analysis], options: Options) -> Iterator[str]:
    """The report of one network, or of several side by side, some of it at a time."""
    data = [network_data(analysis) for analysis in analyses]
    shown = WebPage(
        title=", ".join(analysis.network.name for analysis in analyses),
        heading=heading(analyses),
        main=f'<section aria-label="Figures">{headline(analyses)}</section>\n'
        f'<p class="small on-paper">{CONVENTIONS}</p>\n'
        "<noscript><p>The drawing and the table of layers need JavaScript.</p></noscript>\n"
        f'<div id="networks" class="count-{len(analyses)}"></div>',
        lead=data[0]["lead"] if len(analyses) == 1 else comparison(analyses),
        foot=CONVENTIONS,
        style=asset(__file__, "report.css"),
        script="\n".join(asset(__file__, name) for name in SCRIPTS),
        data=data,
    )
    yield from web_page(shown)
