"""The summary as CSV: a row a layer, exact integers."""

import csv
import io

from convcalc.analysis.analyse import Analysis
from convcalc.render.numbers import field, padding, stride

HEADER = (
    "name", "kind", "settings", "output", "params", "buffers", "macs", "bytes",
    "receptive_field", "field_stride", "field_padding",
)  # fmt: skip


def render(analysis: Analysis) -> str:
    """All layers, under a heading."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for row in analysis.rows:
        site, cost, reach = row.node.site, row.cost, row.reach
        figures = (cost.params, cost.buffers, cost.macs, row.bytes)
        sees = (field(reach), stride(reach), padding(reach)) if reach else ("", "", "")
        writer.writerow((row.node.path, site.kind, site.layer.settings(), site.output, *figures, *sees))
    return text.getvalue().rstrip("\n")
