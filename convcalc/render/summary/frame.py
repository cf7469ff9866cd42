"""The layers as a table of pandas or of polars, with exact integers. Knows neither: asks the one that is there."""

import sys
from importlib import import_module
from typing import Any

from convcalc.analysis.analyse import Analysis, Row
from convcalc.analysis.cost import flops
from convcalc.model.geometry import AXES

LIBRARIES = ("pandas", "polars")


def frame(analysis: Analysis) -> Any:
    """A data frame with a row a layer. Raises ImportError where no library is installed."""
    for name in sorted(LIBRARIES, key=lambda name: name not in sys.modules):
        try:
            library = import_module(name)
        except ImportError:
            continue
        table = library.DataFrame(columns(analysis))
        return table.convert_dtypes() if name == "pandas" else table  # else None turns its column into floats
    raise ImportError("to_frame() needs a library for tables: pip install pandas, or polars")


def columns(analysis: Analysis) -> dict[str, list[Any]]:
    """The columns by name. A receptive field is in one for each axis of the input: None is the whole input."""
    rows = [_record(row) for row in analysis.rows]
    made = {name: [row[name] for row in rows] for name in rows[0]}
    for sight in analysis.sights:
        node = analysis.network.nodes[sight.input]
        of = f"_{node.path}" if len(analysis.sights) > 1 else ""
        for axis, name in enumerate(AXES[node.site.output.rank]):
            made[f"field{of}_{name}"] = [reach[axis].size for reach in sight.reaches]
    return made


def _record(row: Row) -> dict[str, Any]:
    site = row.node.site
    return {
        "layer": row.node.path,
        "kind": site.kind,
        "settings": site.settings,
        "output": str(site.output),
        "params": row.cost.params,
        "buffers": row.cost.buffers,
        "macs": row.cost.macs,
        "flops": flops(site),
        "bytes": 0 if row.node.is_input else row.bytes,
        "saved": row.saved,
    }
