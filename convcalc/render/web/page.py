"""A page that needs nothing else: what it shows, put into page.html, with page.css, light and dark and for paper.

It asks for no other file and runs no script but its own. The looks have classes for what pages have in common:
`headline`, large figures with a line on each; `compared`, a table with a column for each network, in a `scroll`;
`small`, `hidden`, `part`; and the colours as variables, such as `--accent`.
"""

import os
from collections.abc import Iterator
from typing import Any

from convcalc.document.files import contents
from convcalc.document.records import NamedTuple
from convcalc.render.markup import html, script_parts
from convcalc.version import __version__


class WebPage(NamedTuple):
    """What a page shows; all of it but the title is HTML, in which names from outside are escaped already."""

    title: str
    """Plain text, for the tab of a browser."""
    heading: str
    main: str
    lead: str = ""
    """A sentence or two below the heading."""
    foot: str = ""
    """By what conventions its figures are."""
    style: str = ""
    """Looks of its own, after those of all pages."""
    script: str = ""
    """A module, run when all of the page is there."""
    data: Any = None
    """Plain values for the script: JSON in the element `data`. What may be many comes from an iterator."""


def web_page(shown: WebPage) -> Iterator[str]:
    """The page as HTML, in parts to be written below each other."""
    parts = {
        "title": html(shown.title),
        "style": asset(__file__, "page.css") + shown.style,
        "heading": shown.heading,
        "lead": f'<p class="lead">{shown.lead}</p>' if shown.lead else "",
        "main": shown.main,
        "foot": f"convcalc {__version__}. {shown.foot}".strip(),
    }
    before, _, after = asset(__file__, "page.html").partition("@scripts@\n")
    yield "".join(parts.get(piece, piece) if k % 2 else piece for k, piece in enumerate(before.split("@"))).rstrip()
    if shown.script:
        yield '<script type="application/json" id="data">'
        yield from script_parts(shown.data)
        yield f'</script>\n<script type="module">\n{shown.script}\n</script>'
    yield after


def asset(module: str, name: str) -> str:
    """The text of a file beside a module, which is named by its `__file__`; of scripts and looks without comments,
    and of looks without blanks, of which a page has some thousand."""
    lines = contents(os.path.join(os.path.dirname(module), name)).decode().splitlines()
    plain = (line.strip() for line in lines)
    text = "\n".join(line for line in plain if line and not line.startswith(("//", "/*", '"use strict"')))
    return _close(text) if name.endswith(".css") else text


def _close(text: str) -> str:
    """Looks without what only a reader needs."""
    for mark in ("{", "}", ":", ";", ","):
        text = text.replace(f"{mark} ", mark).replace(f"{mark}\n", mark)
    return text.replace(" {", "{").replace(" }", "}").replace(";}", "}")
