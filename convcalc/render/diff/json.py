"""A diff as JSON: exact integers, every layer that is not the same, and a version of its shape."""

from collections.abc import Iterator, Sequence
from typing import Any

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.cost import unstated
from convcalc.analysis.truth import Sizes, WholeInput
from convcalc.compare.changes import Change
from convcalc.compare.difference import Comparison
from convcalc.compare.equivalence import Equivalence
from convcalc.compare.layers import Difference
from convcalc.compare.story import AreaChange, story
from convcalc.compare.story.likeness import likeness
from convcalc.language.notes import notes_on
from convcalc.model.geometry import Volume
from convcalc.render.as_json import Rows, json_parts
from convcalc.render.diff import Diff
from convcalc.render.diff.changes import sentence
from convcalc.render.formats import Options
from convcalc.render.summary.json import AXES, NOTES, reach

TAKES = ("full",)
"""It has every layer that is not the same."""
SCHEMA_VERSION = 2
CHANGES = {"*": {"before": "anything", "after": "anything"}}
COSTS = {"params": "integer", "buffers": "integer", "macs": "integer"}
SIDE = {"file": "text", "name": "text", "layers": "integer", "complete": "boolean", "notes": NOTES}
SHAPE = {
    "schema_version": "integer", "old": SIDE, "new": SIDE, "variables": CHANGES,
    "totals": {"*": {"before": "anything", "after": "anything", "difference?": "integer"}},
    "outputs": [{"*": "anything"}], "matched_by_what_they_are": "integer", "likeness": "number",
    "changes": [{
        "words": "text", "areas": ["text"], "follows": ["text"],
        "facts": [{"what": "text", "before": "anything", "after": "anything", "times": "integer"}], **COSTS,
        "receptive_field": ("null", {"before": AXES, "after": AXES}),
    }],
    "other_forms": [{"what": "text", "kind": "text", "side": "text", "times": "integer", **COSTS}],
    "layers": [(
        {"status": "text", "kind": "text", "old": "text", "new": "text", "settings": CHANGES, "figures": CHANGES},
        {
            "status": "text", "kind": "text", "old": ("text", "null"), "new": ("text", "null"), "layers": "integer",
            **COSTS,
        },
    )],
    "renamed": [{"old": "text", "new": "text", "kind": {"before": "text", "after": "text"}}],
    "over_the_limit": ["text"],
}  # fmt: skip


def parts(diff: Diff, options: Options) -> Iterator[str]:
    """The whole comparison as text, some lines at a time: a layer takes one."""
    return json_parts(to_dict(diff, iter))


def to_dict(diff: Diff, rows: Rows = list) -> dict[str, Any]:
    """The whole comparison as plain values, what may be many as `rows` of them.

    A receptive field is null where it is the whole input.
    """
    comparison, sides, exceeded = diff
    differences = comparison.of("edited", "changed", "added", "removed")
    return {
        "schema_version": SCHEMA_VERSION,
        "old": _side(sides[0], comparison.old),
        "new": _side(sides[1], comparison.new),
        "variables": _changes(comparison.variables),
        "totals": {change.what: _total(change) for change in comparison.totals},
        "outputs": rows(
            {"name": each.name, "input": each.input or None, **_changes(each.changes)} for each in comparison.outputs
        ),
        "matched_by_what_they_are": comparison.unnamed,
        "likeness": round(likeness(comparison), 3),
        "changes": [_change(each) for each in story(comparison)],
        "other_forms": [_form(each, comparison) for each in comparison.equivalences],
        "layers": rows(_difference(each, comparison) for each in differences),
        "renamed": rows(map(_renamed, comparison.renamed)),
        "over_the_limit": [threshold.text for threshold in exceeded],
    }


def _side(name: str, analysis: Analysis) -> dict[str, Any]:
    network = analysis.network
    notes = [{"message": note.message, "help": note.help} for note in notes_on(network)]
    complete = not unstated(network, "params") and not unstated(network, "macs")
    return {"file": name, "name": network.name, "layers": len(network.numbers), "complete": complete, "notes": notes}


def _difference(difference: Difference, comparison: Comparison) -> dict[str, Any]:
    old, new = difference.old, difference.new
    plain: dict[str, Any] = {
        "status": difference.status,
        "kind": difference.piece.kind,
        "old": old and old.path,
        "new": new and new.path,
    }
    if new is None or old is None:
        layers = difference.piece.last - difference.piece.first + 1
        return plain | {"layers": layers} | comparison.cost(difference)._asdict()
    return plain | {"settings": _changes(difference.edits), "figures": _changes(difference.figures)}


def _change(change: AreaChange) -> dict[str, Any]:
    facts = [
        {"what": each.what, "before": each.before, "after": each.after, "times": each.times} for each in change.facts
    ]
    field = change.field and {"before": reach(change.field[0]), "after": reach(change.field[1])}
    told = {"words": sentence(change), "areas": change.areas, "follows": change.follows, "facts": facts}
    return told | change.cost._asdict() | {"receptive_field": field}


def _form(each: Equivalence, comparison: Comparison) -> dict[str, Any]:
    form = {"what": each.form.what, "kind": each.form.kind, "side": ("old", "new")[each.form.side], "times": each.times}
    return form | comparison.change(each.differences)._asdict()


def _renamed(difference: Difference) -> dict[str, Any]:
    old, new = difference.old, difference.new
    assert old and new
    return {"old": old.path, "new": new.path, "kind": {"before": old.kind, "after": new.kind}}


def _changes(changes: Sequence[Change]) -> dict[str, dict[str, Any]]:
    return {change.what: {"before": _jsonable(change.before), "after": _jsonable(change.after)} for change in changes}


def _total(change: Change) -> dict[str, Any]:
    plain = _changes([change])[change.what]
    if isinstance(change.before, int) and isinstance(change.after, int):
        plain["difference"] = change.after - change.before
    return plain


def _jsonable(value: Any) -> Any:
    if isinstance(value, Volume):
        return list(value.numbers)
    if isinstance(value, Sizes):
        return value.plain
    if isinstance(value, WholeInput):
        return None
    if isinstance(value, tuple):
        return reach(value)
    return value
