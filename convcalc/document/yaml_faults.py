"""What is wrong with a text that is not YAML, in our own words. Knows lines and marks; not specs.

The parser's texts differ between its C and Python forms, so they are not passed on: only what it was
reading, and where, is used.
"""

from typing import Any

from convcalc.document.records import NamedTuple

UNSURE = "look at the indentation, the colons and the brackets here and on the line above"


class Mistake(NamedTuple):
    """What is wrong and what would help, with the line and the column (from 0) to point at."""

    reason: str
    help: str
    line: int
    column: int


def explain(error: Any, lines: list[str]) -> Mistake:
    """What most often causes an error of the YAML parser."""
    mark = error.problem_mark or error.context_mark
    start = error.context_mark or mark
    context = error.context or ""
    text = lines[mark.line] if mark.line < len(lines) else ""
    char, indent = text[mark.column : mark.column + 1], text[: len(text) - len(text.lstrip())]
    here, there = (mark.line, mark.column), (start.line, start.column)
    if "\t" in indent:
        return Mistake("a tab cannot indent a line", "use spaces", mark.line, indent.index("\t"))
    if "quoted scalar" in context:
        return _quoted(text, here, there)
    if "flow" in context:
        return _flow(char, lines, here, there)
    if "simple key" in context:
        return Mistake("a ':' is missing after this", "or a '- ' before it, where it is a layer", *there)
    if char and char in "@`%":
        return Mistake(f"{char!r} cannot start a value", "put the value in quotes", *here)
    if char and char in "]}":
        return Mistake(f"{char!r} closes nothing that is open", "remove it, or open it before", *here)
    if "alias" in context or "anchor" in context:
        return Mistake("'*' and '&' start an alias and an anchor", "put a value that starts so in quotes", *there)
    if text.count('"') % 2 or text.count("'") % 2:
        return Mistake("a quote is not closed, or closed too early", "look at the quotes here and above", *here)
    return _layout(char, text, indent, lines[: mark.line], here)


def _quoted(text: str, here: tuple[int, int], there: tuple[int, int]) -> Mistake:
    escape = text[here[1] - 2 : here[1] + 8]
    if escape[:2] in ("\\u", "\\U") and escape[2:6].isalnum():
        return Mistake(
            f"{escape[: 6 if escape[1] == 'u' else 10]} is no character", "write the character itself", *here
        )
    if "\\" in text[: here[1] + 1] and here[0] == there[0]:
        return Mistake("in double quotes a backslash starts an escape", "use single quotes, or two backslashes", *here)
    return Mistake("this quote is not closed", "close it on the same line", *there)


def _flow(char: str, lines: list[str], here: tuple[int, int], there: tuple[int, int]) -> Mistake:
    if char == ",":
        return Mistake("there is nothing before this comma", "remove one", *here)
    if here[0] == there[0] and char and char not in "]}":
        help = "put one between the parts in brackets or braces"
        inside = char in "[{(" and here[1] > 0 and lines[here[0]][here[1] - 1].isalnum()
        return Mistake(
            "a comma is missing before this", 'quote it, as in {filters: "row[2]"}' if inside else help, *here
        )
    if here == there:  # nothing comes after the bracket
        line = next((k for k in range(min(here[0], len(lines) - 1), -1, -1) if set(lines[k]) & {"[", "{"}), here[0])
        there = (line, max(lines[line].rfind("["), lines[line].rfind("{"), 0))
    return Mistake("this bracket or brace is not closed", "close it on the same line", *there)


def _layout(char: str, text: str, indent: str, before: list[str], here: tuple[int, int]) -> Mistake:
    """Mistakes in how lines stand under each other."""
    above = next((row for row in reversed(before) if row.strip() and not row.lstrip().startswith("#")), "")
    deeper = len(indent) > len(above) - len(above.lstrip())
    reason, help, column = "this cannot be read", UNSURE, here[1]
    if text.lstrip().startswith("-") and not text.lstrip().startswith(("- ", "---")):
        reason, help = "a space is missing after '-'", "as '- relu'"
    elif char == "-" and ": " in text[: here[1]]:
        reason, help = (
            "a list cannot start on the line of its key",
            "start each '- ' on its own line",
        )
    elif char == ":" and ": " in text[: here[1]]:
        reason, help = "two ': ' on one line", "quote the value, or put it in braces"
    elif char == ":" and deeper and ":" not in above:
        reason, help = "the line above has no ':'", "put one at its end"
    elif char == ":" and deeper:
        reason, help = "this line is indented further than the line above, which is complete", "line them up"
        column = len(indent)
    elif here[1] == len(indent) and text.strip():
        reason, help = "this line does not line up with those above", "indent it as what it belongs to"
    return Mistake(reason, help, here[0], column)
