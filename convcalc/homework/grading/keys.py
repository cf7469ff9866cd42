"""The keys of an answer file, and what some of them let a question ask for."""

import re
from collections.abc import Sequence
from typing import Any

from convcalc.homework.grading.accepted import KEYS_OF_ACCEPTED
from convcalc.homework.grading.against import SAVINGS
from convcalc.homework.grading.until import SETTINGS

KEYS_OF_FILE = ("name", "order", "questions", "follow_through", "half_points", "strict_fit", *KEYS_OF_ACCEPTED)
KEYS_OF_NETWORK = ("input", "layers", "spec", "vars", "until", "against")
KEYS_OF_QUESTION = ("id", "ask", *KEYS_OF_NETWORK, "batch", "dtype", "expect", "points")
_COMES_IN = re.compile(r"((?:Conv(?:Transpose)?[123]d|Linear)\(\s*)(?:in_(?:channels|features)\s*=\s*)?\?\s*,")


def has_unknown(data: dict[str, Any]) -> bool:
    """Whether a number is asked for that stands in the words of layers as a ?; in code, what comes in is no such."""
    return any(isinstance(each, str) and "?" in _COMES_IN.sub(r"\1", each) for each in listed(data.get("layers")))


def listed(value: Any) -> list[Any]:
    """A list; of anything else, one that holds it."""
    return value if isinstance(value, list) else [value]


def also(data: dict[str, Any]) -> Sequence[str]:
    """What can be asked for in a question that goes backwards, or of layers that are held against others."""
    if "against" in data:
        return SAVINGS
    if "until" not in data:
        return ()
    return SETTINGS if has_unknown(data) else ("repeat",)
