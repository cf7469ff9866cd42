"""convcalc: what a convolutional architecture outputs, costs and sees, from a text file.

>>> import convcalc
>>> convcalc.analyse("vgg16").total.params
138357544
"""

from typing import TYPE_CHECKING, Any

from convcalc.version import __version__

if TYPE_CHECKING:
    from convcalc.document.problems import Problem, SpecError
    from convcalc.language.loading import load, loads
    from convcalc.model.network import Network
    from convcalc.public import Analysis, analyse
    from convcalc.render.summary.json import to_dict

__all__ = ["Analysis", "Network", "Problem", "SpecError", "__version__", "analyse", "load", "loads", "to_dict"]

_HOMES = {
    "Analysis": "convcalc.public",
    "Network": "convcalc.model.network",
    "analyse": "convcalc.public",
    "load": "convcalc.language.loading",
    "loads": "convcalc.language.loading",
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
