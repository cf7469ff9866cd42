"""What keeps the text of others text: an escape for each medium, and the writers that use it.

A writer escapes what it is given unless that is Marked, which is markup already: nobody has to think of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from convcalc.document.wording import printable
from convcalc.render.text import page

if TYPE_CHECKING:
    from re import Match

_MARKDOWN = {ord(char): f"\\{char}" for char in "\\|*<[`&~$"}
_LATEX = {
    ord(char): f"\\{char}" for char in "&%$#_{}"
} | {
    ord(char): f"\\text{name}{{}}"
    for char, name in (("\\", "backslash"), ("~", "asciitilde"), ("^", "asciicircum"), ("<", "less"), (">", "greater"),
                       ("|", "bar"), ('"', "quotedbl"))
}  # fmt: skip


class Marked(str):
    """Markup, not to be escaped again."""

    __slots__ = ()


def markdown(text: str) -> Marked:
    """Text in Markdown. Indentation is kept; what would be a link or call somebody is none."""
    if isinstance(text, Marked):
        return text
    text = printable(text)
    bare = text.lstrip(" ")
    plain = bare.translate(_MARKDOWN).replace("://", "\\://").replace("www.", "www\\.").replace("@", "@&#8203;")
    if "_" in plain or "#" in plain:
        plain = _apart(plain)
    return Marked("&nbsp;" * (len(text) - len(bare)) + plain)


def _apart(text: str) -> str:
    """Text in which underscores at the edge of a word do not lean it, and `#12` is no link to an issue."""
    import re

    leaning = r"(?<![^\W_])_+|_+(?![^\W_])"
    text = re.sub(leaning, lambda found: "\\_" * len(found[0]), text)
    return re.sub(r"(?<!&)#(?=\d)", "#&#8203;", text)


def markdown_code(text: str) -> Marked:
    """Text as code in Markdown, in a table too; nothing for nothing."""
    fence = "`" * (1 + max(map(len, _runs(text)), default=0))
    edge = " " if "`" in text else ""
    return Marked(f"{fence}{edge}{printable(text).replace('|', chr(92) + '|')}{edge}{fence}" if text else "")


def _runs(text: str) -> list[str]:
    import re

    return re.findall("`+", text)


def markdown_row(cells: Iterable[str]) -> str:
    """A line of a table."""
    return f"| {' | '.join(map(markdown, cells))} |"


def markdown_heading(level: int, text: str) -> str:
    """A heading."""
    return f"{'#' * level} {markdown(text)}"


def latex(text: str) -> Marked:
    r"""Text in LaTeX. Indentation is kept as quads; what `\\` would take for its own is held apart from it."""
    if isinstance(text, Marked):
        return text
    text = printable(text)
    bare = text.lstrip(" ")
    apart = "{}" if bare.startswith(("[", "*", "::")) else ""
    return Marked(r"\quad " * ((len(text) - len(bare)) // 2) + apart + bare.translate(_LATEX))


def latex_row(cells: Iterable[str]) -> str:
    """A line of a tabular."""
    return " & ".join(map(latex, cells)) + r" \\"


def latex_comment(text: str) -> str:
    """A line that is not set."""
    return f"% {printable(text)}"


def html(text: str) -> str:
    """Text in HTML and in SVG, between tags and in quotes."""
    from html import escape

    return escape(printable(text))


def xml(text: str) -> str:
    """Lines of text in XML, before an XML library escapes them."""
    return page(text.split("\n"))


def script(value: Any) -> str:
    """Plain values as JSON inside a script of a page."""
    text = _json()(value)
    if not text.isprintable() or "\\" in text or "##" in text:
        text = _json()(_printable(value))
    return text.replace("<", "\\u003c")


@cache
def _json() -> Callable[[Any], str]:
    """How values are written shortest; it is made once, as there may be a million."""
    import json

    return json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


MOST_VALUES = 10_000
"""Values that are written at once inside a script."""


def script_parts(value: Any) -> Iterator[str]:
    """The same some at a time, to be written below each other.

    What an iterator gives may be JSON already, one value or several with commas between: Marked.
    """
    if isinstance(value, Iterator):
        yield "["
        yield from _some(value)
        yield "]"
    elif isinstance(value, Mapping):
        for k, (key, each) in enumerate(value.items()):
            yield f"{',' if k else '{'}{script(key)}:"
            yield from script_parts(each)
        yield "}" if value else "{}"
    elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        for k, each in enumerate(value):
            yield "," if k else "["
            yield from script_parts(each)
        yield "]"
    else:
        yield script(value)


def _some(values: Iterator[Any]) -> Iterator[str]:
    """Values with commas between."""
    comma = ""
    while some := list(islice(values, MOST_VALUES)):
        for text in some if isinstance(some[0], Marked) else (script(some)[1:-1],):
            yield comma + text
            comma = ","


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: _printable(each) for key, each in value.items()}
    return list(map(_printable, value)) if isinstance(value, (list, tuple)) else value


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV. A text that a spreadsheet would calculate, or a CI job obey, starts with an apostrophe."""
    return _csv(map(_cell, row) for row in rows)


def csv_columns(columns: Sequence[Sequence[object]]) -> str:
    """The same of columns, all as long: of most, one look at all of it tells that it stays as it is."""
    return _csv(zip(*map(_cells, columns), strict=True))


def _csv(rows: Iterable[Iterable[object]]) -> str:
    import csv
    import io

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().rstrip("\n")


def _cells(column: Sequence[object]) -> Iterable[object]:
    kinds = set(map(type, column))
    if kinds == {int}:
        return column
    if kinds != {str}:
        return map(_cell, column)
    texts = dict.fromkeys(column)
    whole = "".join(texts)  # type: ignore[arg-type]
    if whole.isprintable() and not any(mark in whole for mark in ";=+-@:#"):
        return column
    return map({text: _cell(text) for text in texts}.__getitem__, column)


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value if isinstance(value, (int, float)) else str(value)
    text = printable(value)
    if ";" in text:  # which parts cells where a comma is in numbers
        import re

        text = re.sub(r"(;\s*)(?=[=+@-])", r"\1'", text)
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@", "::")) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.lstrip("+-").replace(".", "", 1).isdecimal()


def dot(*lines: str) -> str:
    """Lines of text as a string of DOT, in quotes."""
    plain = (printable(line).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") for line in lines)
    return '"' + "\\n".join(plain) + '"'


def mermaid(*lines: str) -> str:
    """Lines of text as a label of Mermaid, in quotes: anything that could be markup as the number of its character."""
    import re

    return '"' + "<br>".join([re.sub(r"[^\w .,\-+=]", _numbered, printable(line)) for line in lines]) + '"'


def _numbered(found: "Match[str]") -> str:
    return f"#{ord(found[0])};"


def github(command: str, properties: Mapping[str, object], text: str) -> str:
    """A command to a job of GitHub Actions."""
    named = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{command} {named}::{_data(text)}"


def _data(text: str) -> str:
    return "%0A".join(printable(line).replace("%", "%25") for line in text.split("\n"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def gift(text: str) -> str:
    """Text in Moodle's GIFT, with the format's own characters taken as they are."""
    return "".join(f"\\{char}" if char in "\\~=#{}:" else char for char in printable(text))
