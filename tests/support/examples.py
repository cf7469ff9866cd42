"""The examples of a page: what a console block runs, and whether what it prints is what the page says."""

import re


def matches(expected: str, actual: str) -> bool:
    """Whether that is what was printed; `...` on a line of its own stands for any lines."""
    pattern = "\n".join("(?:.*\n)*?.*" if line == "..." else re.escape(line) for line in expected.split("\n"))
    return re.fullmatch(pattern, actual) is not None


def sessions(block: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with what it should print."""
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    return [(command, output.rstrip("\n")) for command, _, output in (part.partition("\n") for part in parts)]
