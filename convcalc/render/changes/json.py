"""For programs: every spec with what became of it, and a version of its shape."""

from typing import Any

from convcalc.analysis.analyse import Analysis
from convcalc.render.as_json import json_text
from convcalc.render.changes import Changes, Judged
from convcalc.render.diff.json import COSTS, to_dict
from convcalc.render.diff.json import SHAPE as DIFF
from convcalc.render.formats import Options

TAKES = ("full",)
SCHEMA_VERSION = 1
SHAPE = {
    "schema_version": "integer", "revision": "text",
    "specs": [{
        "file": "text", "status": "text", "old_file": ("text", "null"), "diff": ("null", DIFF), "only": ("null", COSTS),
        "problems": [{"side": "text", "message": "text"}], "over_the_limit": ["text"],
    }],
}  # fmt: skip


def render(changes: Changes, options: Options) -> str:
    """All of them as text."""
    specs = [_spec(changes, each) for each in changes.specs]
    return json_text({"schema_version": SCHEMA_VERSION, "revision": changes.revision, "specs": specs})


def _spec(changes: Changes, each: Judged) -> dict[str, Any]:
    change, diff = each.change, changes.diff(each)
    problems = [{"side": side, "message": one.message} for side, found in change.problems for one in found]
    return {
        "file": change.name,
        "status": change.status,
        "old_file": change.old_name or None,
        "diff": diff and to_dict(diff, iter),
        "only": change.only and _totals(change.only),
        "problems": problems,
        "over_the_limit": [limit.text for limit in each.exceeded],
    }


def _totals(analysis: Analysis) -> dict[str, int]:
    return {"params": analysis.total.params, "buffers": analysis.total.buffers, "macs": analysis.total.macs}
