"""For a terminal: a line for what only one side has, a diff for what both have."""

from convcalc.document.wording import printable
from convcalc.render.changes import Changes, Judged, figures
from convcalc.render.diff import text
from convcalc.render.formats import Options
from convcalc.render.text import style

TAKES = ("full",)


def render(changes: Changes, options: Options) -> str:
    """The tally, then every spec that is not the same."""
    return "\n\n".join([
        printable(f"{changes.name} since {changes.revision}: {changes.tally}"),
        *(_spec(changes, each, options) for each in changes.telling),
    ])  # fmt: skip


def _spec(changes: Changes, each: Judged, options: Options) -> str:
    change, diff = each.change, changes.diff(each)
    name = f"{change.old_name} -> {change.name}" if change.old_name else change.name
    if diff is not None:
        return text.render(diff, options)
    said = style(printable(f"{change.status}: {name}"), "bold")
    if change.instead:
        said += f", which is {change.instead} now"
    if change.only:
        said += f"  {figures(change.only)}"
    return "\n".join([said, *(f"  ! over the limit {limit.text}" for limit in each.exceeded)])
