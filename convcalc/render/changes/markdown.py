"""One comment for a pull request: a table of the specs that are not the same, then their diffs, folded away.

A comment holds 65,536 characters: diffs that find no room are left out, and it is said.
"""

from collections.abc import Iterator

from convcalc.render import numbers
from convcalc.render.changes import Changes, Judged
from convcalc.render.diff import lines
from convcalc.render.diff import markdown as diffs
from convcalc.render.formats import Options
from convcalc.render.markup import html, markdown_heading, markdown_row

TAKES = ("full",)
ROOM = 60_000
"""What a comment on GitHub takes is 65,536 characters; the rest is left for who posts it."""
SHOWN = ("params", "macs", "memory")


def render(changes: Changes, options: Options) -> str:
    """The table, and each diff as far as there is room."""
    parts = ["\n".join(_table(changes))]
    left = 0
    for each in changes.telling:
        detail = _detail(changes, each, options)
        if sum(map(len, parts)) + len(detail) <= ROOM:
            parts += [detail] if detail else []
        else:
            left += 1
    if left:
        parts.append(f"{left:,} more have no room here: `convcalc diff --git` shows them.")
    return "\n\n".join(parts)


def _table(changes: Changes) -> Iterator[str]:
    yield from (markdown_heading(3, f"{changes.name} since {changes.revision}"), "", f"{changes.tally}.")
    if changes.telling:
        yield from ("", markdown_row(["spec", "", "parameters", "MACs", "memory"]))
        yield markdown_row(["---", "---", "---:", "---:", "---:"])
        yield from (markdown_row(_file_row(changes, each)) for each in changes.telling)


def _file_row(changes: Changes, each: Judged) -> list[str]:
    change, diff = each.change, changes.diff(each)
    what = f"renamed from {change.old_name}" if change.old_name else change.status
    if change.instead:
        what += f", {change.instead} now"
    if each.exceeded:
        what += ", over the limit"
    if diff is None:
        total = change.only and change.only.total
        costs = [numbers.count(total.params), numbers.count(total.macs)] if total else ["", ""]
        return [change.name, what, *costs, ""]
    totals = {total.what: lines.total(total, lines.reaches(diff.comparison)) for total in diff.comparison.totals}
    return [change.name, what, *(_cell(totals[name]) for name in SHOWN)]


def _cell(total: lines.Total) -> str:
    if total.before == total.after:
        return total.after
    return f"{total.before} -> {total.after}" + (f" ({total.percent})" if total.percent else "")


def _detail(changes: Changes, each: Judged, options: Options) -> str:
    diff = changes.diff(each)
    if diff is None or (diff.comparison.empty and not diff.comparison.variables):
        return ""
    body = diffs.render(diff, options)
    return f"<details><summary>{html(each.change.name)}</summary>\n\n{body}\n\n</details>"
