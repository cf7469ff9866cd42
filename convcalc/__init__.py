"""convcalc: what a convolutional architecture outputs, costs and sees, from a text file.

>>> import convcalc
>>> convcalc.analyse("vgg16").total.params
138357544
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convcalc.document.problems import Problem, SpecError
    from convcalc.language.loading import Analysis, Network, analyse, load
    from convcalc.render.summary.json import to_dict

__version__ = "0.1.0"

__all__ = ["Analysis", "Network", "Problem", "SpecError", "__version__", "analyse", "load", "to_dict"]

_HOMES = {
    "Analysis": "convcalc.language.loading",
    "Network": "convcalc.language.loading",
    "analyse": "convcalc.language.loading",
    "load": "convcalc.language.loading",
    "Problem": "convcalc.document.problems",
    "SpecError": "convcalc.document.problems",
    "to_dict": "convcalc.render.summary.json",
}


def __getattr__(name: str) -> Any:
    """The public names, each imported when it is first asked for: the command line starts without them."""
    if name not in _HOMES:
        raise AttributeError(f"module 'convcalc' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
