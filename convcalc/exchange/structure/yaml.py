"""The data of a spec as YAML in the style of the shipped ones: a line an item where it fits, wrapped at 100."""

import re
from typing import Any

from convcalc.exchange.spec import flow

WIDTH = 100
_PLAIN = re.compile(r"[A-Za-z0-9_][\w ./*+%()={}<>!,-]*", re.ASCII)
"""What needs no quotes where it is all that stands after a key."""


def items(data: list[Any], indent: int) -> list[str]:
    """A list of items, each on a line if it fits."""
    return [line for item in data for line in _item(item, indent)]


def _item(item: Any, indent: int) -> list[str]:
    start = " " * indent + "- "
    if isinstance(item, str):
        return [start + item]
    if len(item) == 1:
        [(key, value)] = item.items()
        lines = _key(key, value, indent + 2)
        return [start + lines[0].lstrip(), *lines[1:]]
    one = start + short(item)
    if len(one) <= WIDTH and _short(item) and next(iter(item.values())) is not None:
        return [one]
    lines = [line for key, value in item.items() for line in _key(key, value, indent + 2)]
    return [start + lines[0].lstrip(), *lines[1:]]


def _key(key: str, value: Any, indent: int) -> list[str]:
    lead = f"{' ' * indent}{flow(key)}:"
    one = f"{lead} {plain(value)}".rstrip()
    if not isinstance(value, (dict, list)) or (len(one) <= WIDTH and (key == "from" or _short(value))):
        return [one]
    if isinstance(value, dict):
        return [lead, *(line for name, each in value.items() for line in _key(name, each, indent + 2))]
    return [lead, *items(value, indent + 2)]


def plain(value: Any) -> str:
    """A value after its key, without quotes where it needs none."""
    safe = isinstance(value, str) and _PLAIN.fullmatch(value) and " #" not in value and not value.endswith(" ")
    return str(value) if safe and flow(value) != value and not re.fullmatch(r"[\d.eE+-]+", value) else short(value)


def short(value: Any) -> str:
    """A value on one line; in a list, an item of one key has no braces."""
    if isinstance(value, list):
        return f"[{', '.join(map(_listed, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(_pair(key, each) for key, each in value.items())}}}"
    return flow(value)


def _listed(item: Any) -> str:
    return short(item)[1:-1] if isinstance(item, dict) and len(item) == 1 else short(item)


def _pair(key: str, value: Any) -> str:
    return f"{flow(key)}: {short(value)}"


def _short(value: Any) -> bool:
    """Whether it reads well on one line: one layer in each branch at most, and no more than a line of them."""
    if isinstance(value, dict):
        inner = [each for each in value.values() if isinstance(each, (list, dict))]
        return len(inner) < 3 and all(map(_short, inner))
    if isinstance(value, list):
        return any(isinstance(each, int) for each in value) or (len(value) < 3 and all(map(_is_bare, value)))
    return True


def _is_bare(item: Any) -> bool:
    """Whether an item is one layer without branches."""
    if not isinstance(item, dict):
        return True
    inner = next(iter(item.values()))
    return len(item) == 1 and not (
        isinstance(inner, dict) and any(isinstance(each, (list, dict)) for each in inner.values())
    )
