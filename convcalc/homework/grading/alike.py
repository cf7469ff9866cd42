"""What is worked out for one question and serves for all that are equal to it, in one file and in all of a run."""

from collections.abc import Hashable
from typing import Any

MOST_SPELLED = 10_000
"""Characters of a question that is compared with others: a short text of aliases can stand for any number of them."""


class Alike:
    """What is known already: networks, their figures, what is asked of them, and how it was judged."""

    def __init__(self) -> None:
        self.known: dict[Hashable, Any] = {}

    def get(self, key: Hashable) -> Any:
        """What goes by a key; None where nothing does, or where the key is None."""
        return None if key is None else self.known.get(key)

    def keep(self, key: Hashable, value: Any) -> None:
        """Let a value go by a key from now on; None is no key."""
        if key is not None:
            self.known[key] = value


def spelled(value: Any) -> str | None:
    """Plain values as a text that is equal for equal ones; None where it is too long, or may hold answers in decimals.

    An answer is judged as it is written: 34.90 is not 34.9.
    """
    parts: list[str] = []
    return "".join(parts) if _spell(value, parts, [MOST_SPELLED]) else None


def _spell(value: Any, parts: list[str], left: list[int]) -> bool:
    if isinstance(value, (dict, list)):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        parts.append("{" if isinstance(value, dict) else "[")
        whole = all(_spell(key, parts, left) and _spell(each, parts, left) for key, each in pairs)
        parts.append("]")
        return whole
    if isinstance(value, float) or value == "expect":
        return False
    left[0] -= 2 + (len(value) if isinstance(value, str) else 10)
    parts.append(f"{value!r} ")
    return left[0] > 0
