"""Globs of a project's settings, held against paths. Takes as long as both are, whatever stars they have.

`*` and `?` stay within a folder, `**` does not, and a glob without `/` holds in every folder.
"""

import re

LONGEST_GLOB = 1000

_PIECES = re.compile(r"(?:\*\*/)+|\*\*+|\*|.", re.DOTALL)


class Glob:
    """A glob, as a machine whose states are the bits of a number: all that can be reached, at once."""

    def __init__(self, text: str) -> None:
        self.text = text
        parts = _PIECES.findall(_stepped(text))
        self.end = 0
        self.literal: dict[str, int] = {}
        """By character, the states that it alone leads on from."""
        self.any = self.star = self.stars = self.folders = self.inside = 0
        for part in parts:
            state = 1 << self.end
            self.end += 2 if part.startswith("**/") else 1
            self._add(part, state)

    def _add(self, part: str, state: int) -> None:
        if part.startswith("**/"):
            self.folders |= state
            self.inside |= state << 1
        elif part.startswith("**"):
            self.stars |= state
        elif part == "*":
            self.star |= state
        elif part == "?":
            self.any |= state
        else:
            self.literal[part] = self.literal.get(part, 0) | state

    def matches(self, path: str) -> bool:
        """Whether it holds for all of a path, written with `/`."""
        states = self._skipped(1)
        for char in path:
            on = states & (self.literal.get(char, 0) | self.folders)
            stay = states & (self.stars | self.inside)
            if char == "/":
                on |= states & self.inside | (states & self.folders) << 1
            else:
                on |= states & self.any
                stay |= states & self.star
            states = self._skipped(on << 1 | stay)
            if not states:
                return False
        return bool(states >> self.end & 1)

    def matches_below(self, path: str) -> bool:
        """Whether it holds for a path, or for a folder that it lies in."""
        steps = path.split("/")
        return any(self.matches("/".join(steps[:k])) for k in range(len(steps), 0, -1))

    def _skipped(self, states: int) -> int:
        """The states with those behind stars that stand for nothing."""
        while True:
            more = states | (states & (self.star | self.stars)) << 1 | (states & self.folders) << 2
            if more == states:
                return states
            states = more


def _stepped(glob: str) -> str:
    """A glob without steps that lead nowhere: `./a.yaml` is `a.yaml` of its own folder, and not of every."""
    steps = [step for step in glob.split("/") if step not in (".", "")]
    return "/".join(steps) if "/" in glob else f"**/{glob}"
