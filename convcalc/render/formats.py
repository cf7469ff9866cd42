"""How things are written: the formats of each, one module a format, imported when it is chosen.

A format is a module `convcalc.render.THING.FORM` with `render(thing, options) -> str`, and its name here. One that may
have a million lines has `parts(thing, options)` in its place, which yields some lines at a time. What the plain form is
called is `text`; a thing's first format is the usual one.
"""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from convcalc.document.records import NamedTuple

FORMATS = {
    "summary": ("text", "json", "csv", "markdown", "latex", "html"),
    "explanation": ("text", "markdown", "latex", "json"),
    "findings": ("text", "concise", "json", "markdown", "github", "gitlab", "sarif", "junit"),
    "diff": ("text", "markdown", "json"),
    "changes": ("text", "markdown", "json"),
    "grades": ("text", "json", "csv", "markdown", "html", "gradescope"),
    "classroom": ("text", "json", "csv", "markdown", "html"),
    "quiz": ("text", "json", "markdown", "moodle", "gift", "text2qti", "blackboard", "notebook", "yaml"),
    "key": ("text", "markdown"),
    "graph": ("mermaid", "dot", "svg"),
    "figure": ("svg", "tikz"),
    "presets": ("text", "json", "svg"),
    "solutions": ("text", "json"),
    "smallest": ("text", "json"),
    "counted": ("text", "json"),
    "fits": ("text", "json"),
    "batches": ("text", "json"),
    "stacks": ("text", "json"),
    "symbols": ("text", "json"),
    "rules": ("text", "json"),
    "reconciliation": ("text", "json"),
    "verdict": ("text", "json"),
    "sweep": ("text", "json", "csv", "html", "svg"),
    "census": ("text", "json"),
    "report": ("html",),
}
FOR_PEOPLE = ("text", "concise", "github")
"""Formats that are read where they are shown. The others are files: of programs, of documents, of specs."""
COLONS = ("github", "gift")
"""Formats whose lines start with `::`, as commands to a CI job do; those of no other may."""
ALIASES = {("summary", "table"): "text", ("presets", "table"): "text"}
"""What formats were called before."""


class Options(NamedTuple):
    """How something is to be written. A format's TAKES names those of ASKED that it can be asked for."""

    width: int | None = None
    """The columns of the terminal; None where the output goes elsewhere."""
    columns: tuple[str, ...] = ()
    depth: int | None = None
    full: bool = False
    exact: bool = False
    choices: bool = False
    like: str = ""
    """The tool by whose rule a table is written."""
    totals: bool = True
    """Whether the totals stand below a table."""


PLAIN = Options()
ASKED = ("columns", "depth", "full", "exact", "choices", "like")
"""Options that a person gives, under these names."""


def render(thing: str, form: str, subject: Any, options: Options = PLAIN) -> str:
    """A thing as text in one of its formats."""
    return "\n".join(parts(thing, form, subject, options))


def parts(thing: str, form: str, subject: Any, options: Options = PLAIN) -> Iterator[str]:
    """The text in parts, to be written below each other as they come; of most formats there is one."""
    module = _module(thing, form)
    if hasattr(module, "parts"):
        yield from module.parts(subject, options)
    else:
        yield str(module.render(subject, options))


def joined(thing: str, form: str, texts: Sequence[str]) -> str:
    """Several of a thing, written already, in one text."""
    module = _module(thing, form)
    return str(module.joined(texts)) if hasattr(module, "joined") else "\n\n".join(texts)


def refused(thing: str, form: str, options: Options) -> dict[str, list[str]]:
    """What is asked for that a format does not take: each option, with the formats that do."""
    return {
        name: [other for other in FORMATS[thing] if name in _takes(thing, other)]
        for name in ASKED
        if getattr(options, name) != getattr(PLAIN, name) and name not in _takes(thing, form)
    }


def _takes(thing: str, form: str) -> tuple[str, ...]:
    return getattr(_module(thing, form), "TAKES", ())


def _module(thing: str, form: str) -> Any:
    return import_module(f"convcalc.render.{thing}.{form}")
