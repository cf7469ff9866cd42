"""PyYAML, whose patterns are compiled when they are first used. Knows no documents.

They are those of its Python form, one of them with nearly all characters there are, and the C form uses none: to
compile them as it is imported takes a fifth of `summary vgg16`, by instructions. Who else uses PyYAML in this process
notices nothing.
"""

import re
import sys
from typing import Any

__all__ = ["yaml"]


class _Later:
    """A pattern that is compiled once something is asked of it."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._made_of = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what copying looks for
            raise AttributeError(name)
        value = getattr(re.compile(*self._made_of), name)
        setattr(self, name, value)
        return value


_compile = re.compile


def _of_yaml_later(pattern: Any, flags: Any = 0) -> Any:
    caller = str(sys._getframe(1).f_globals.get("__name__"))
    return _Later(pattern, flags) if caller.startswith("yaml.") else _compile(pattern, flags)


re.compile = _of_yaml_later
try:
    import yaml
finally:
    re.compile = _compile
