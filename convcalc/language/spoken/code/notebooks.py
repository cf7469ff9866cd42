"""The code of a Jupyter notebook: its code cells one below the other. Magics in them are left to the reader of code."""

import json
from typing import Any

from convcalc.document.files import shown_path
from convcalc.document.problems import fail

ABOUT_PYTHON = ("%%time", "%%capture")
"""What starts a cell that is Python nevertheless; other cell magics are of another language."""


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
    """A cell, of which nothing is left where it is in another language. It has as many lines as before."""
    other = cell.startswith("%%") and not cell.startswith(ABOUT_PYTHON)
    return "\n" * cell.count("\n") if other else cell
