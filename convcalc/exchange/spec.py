"""A spec's plain data as YAML, laid out like the shipped specs. Knows YAML's rules, not what a spec means."""

import json
import re
from typing import Any

from convcalc.document.wording import JOINERS, printable, unhashed

_PLAIN = re.compile(r"[A-Za-z_][\w./-]*|\d+(x\d+)+|\w+( \w+)+", re.ASCII)
"""Text that needs no quotes, but for `_WORDS`."""
_WORDS = ("true", "false", "null")


def as_yaml(spec: dict[str, Any], comment: str) -> str:
    """A comment, the keys of the spec, and its layers: one line each, with a line each for name and from."""
    lines = [f"# {printable(comment)}"]
    for key, value in spec.items():
        if key == "layers":
            lines.append("layers:")
            lines += (f"{'  - ' if k == 0 else '    '}{line}" for item in value for k, line in enumerate(_item(item)))
        elif isinstance(value, dict):
            lines.append(f"{key}:")
            lines += (f"  {line}" for line in _item(value))
        else:
            lines.append(f"{key}: {flow(value)}")
    return "\n".join(lines)


def _item(item: Any) -> list[str]:
    if isinstance(item, str):
        return [item]
    return [f"{flow(key)}: {flow(value)}".rstrip() for key, value in item.items()]


def flow(value: Any) -> str:
    """A value on one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{flow(key)}: {flow(each)}' for key, each in value.items())}}}"
    if not isinstance(value, str):
        return repr(value)
    plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS
    return value if plain else _quoted(value)


def _quoted(text: str) -> str:
    """A text in quotes, with an escape for what is not seen, and for what a CI job takes for a command."""
    quoted = unhashed(json.dumps(text, ensure_ascii=False), "#\\x23")
    return "".join(char if char.isprintable() or char in JOINERS else f"\\U{ord(char):08x}" for char in quoted)
