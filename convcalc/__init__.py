"""convcalc: what a convolutional architecture outputs, costs and sees, from a text file.

>>> import convcalc
>>> convcalc.analyse("vgg16").total.params
138357544
"""

from __future__ import annotations

import sys
from types import ModuleType

from convcalc.version import __version__

TYPE_CHECKING = False  # `typing` takes as long as all else: ctrl-c that comes meanwhile would meet nobody
if TYPE_CHECKING:
    from typing import Any

    from convcalc.document.problems import Problem, SpecError
    from convcalc.language.loading import load, loads
    from convcalc.model.network import Network
    from convcalc.public import (
        Analysis,
        Breakdown,
        Comparison,
        Explanation,
        analyse,
        check,
        diff,
        explain,
        from_torch,
        grade,
    )
    from convcalc.render.grades.graded import Grades
    from convcalc.render.summary.json import to_dict
    from convcalc.sweep.programs import count, sweep

__all__ = [
    "Analysis",
    "Breakdown",
    "Comparison",
    "Explanation",
    "Grades",
    "Network",
    "Problem",
    "SpecError",
    "__version__",
    "analyse",
    "check",
    "count",
    "diff",
    "explain",
    "from_torch",
    "grade",
    "load",
    "loads",
    "sweep",
    "to_dict",
]

_HOMES = {
    **dict.fromkeys(__all__, "convcalc.public"),
    "Grades": "convcalc.render.grades.graded",
    "Network": "convcalc.model.network",
    "Problem": "convcalc.document.problems",
    "SpecError": "convcalc.document.problems",
    "count": "convcalc.sweep.programs",
    "load": "convcalc.language.loading",
    "loads": "convcalc.language.loading",
    "sweep": "convcalc.sweep.programs",
    "to_dict": "convcalc.render.summary.json",
}


def __getattr__(name: str) -> Any:
    """The public names, each imported when it is first asked for: the command line starts without them."""
    if name not in _HOMES:
        raise AttributeError(f"module 'convcalc' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__


class _Face(ModuleType):
    """This module, whose functions `check` and `explain` are not hidden by the rooms of these names."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Face

api = sys.modules["convcalc.api"] = sys.modules[__name__]
"""Where version 0.1 had these names. It goes with 0.3."""
