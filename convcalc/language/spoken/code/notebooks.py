"""The code of a Jupyter notebook: its code cells one below the other, without what only a notebook understands."""

import json
from typing import Any

from convcalc.document.files import shown_path
from convcalc.document.problems import fail

MAGIC = ("%", "!", "?")
"""What starts a line that is no Python: a magic, a command of the shell, a question."""


def code_of(name: str, text: str) -> str:
    """The code of a notebook's text, its lines counted through. Raises SpecError where the text is no notebook."""
    try:
        cells = json.loads(text)["cells"]
        return "\n".join(_python(_joined(cell["source"])) for cell in cells if cell["cell_type"] == "code")
    except (ValueError, TypeError, KeyError, RecursionError):
        raise fail(
            f"{shown_path(name)} is no Jupyter notebook", help="save it as .ipynb in version 4, or as a script"
        ) from None


def _joined(source: Any) -> str:
    """The text of a cell, which is a string or a list of lines."""
    return source if isinstance(source, str) else "".join(source)


def _python(cell: str) -> str:
    """A cell without its magics; all of one that is in another language is left out. It has as many lines as before."""
    lines = cell.split("\n")
    other = lines[0].startswith("%%") and not lines[0].startswith(("%%time", "%%capture"))
    return "\n".join("" if other or line.lstrip().startswith(MAGIC) else line for line in lines)
