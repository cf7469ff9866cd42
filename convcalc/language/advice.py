"""What would help where an expression is not understood: what other languages, and older YAML, write otherwise."""

import re
from collections.abc import Iterable

from convcalc.document.wording import nearest

_TEXTS = (
    (r"\d\s*[xX×]\s*\d", "write sizes as 224x224x3, without spaces"),
    (r"&&|\|\||!(?!=)", "write and, or, not"),
    (r"\d%", "write a share as 0.1"),
    (r"[^=<>!]=[^=]", "write == to compare"),
    (r"\?", "write a choice as a if c else b"),
)
_NAMES = {
    "x": "x is the current volume: only layers know one",
    "i": "i is known on an item with 'repeat'",
    "yes": "write true", "on": "write true", "no": "write false", "off": "write false",
}  # fmt: skip


def on_text(text: str) -> str:
    """What would help where a text that looks like an expression is none."""
    return next((help for pattern, help in _TEXTS if re.search(pattern, text)), "")


def on_name(name: str, known: Iterable[str]) -> str:
    """What would help where a name is not known, the nearest that is first of all."""
    if name in _NAMES:
        return _NAMES[name]
    names = sorted(set(known) - {"x"})
    some = "known here: " + ", ".join(names[:12]) if names else "a name is defined under 'vars:'"
    return nearest(name, names) or some
