"""The specs of a file or a folder, now and at a revision: which are new, gone, called otherwise or changed.

Knows git only by `Revision`, and no formats.
"""

import os
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Literal

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.compare.difference import Comparison, compare
from convcalc.compare.revision import Revision
from convcalc.document.files import shown_path
from convcalc.document.folders import yaml_files
from convcalc.document.opening import document
from convcalc.document.places import Located
from convcalc.document.problems import Problem, SpecError, doing
from convcalc.document.records import NamedTuple
from convcalc.language import loading
from convcalc.language.calling import ENDINGS
from convcalc.language.expansion import build
from convcalc.language.recognition import is_meant_as_spec, is_spec
from convcalc.language.spec import read_spec

MOST_PAIRS = 2500
"""So many pairs of a file that is gone and one that is new are held side by side."""


class SpecChange(NamedTuple):
    """What became of one spec."""

    name: str
    status: Literal["new", "deleted", "renamed", "changed", "same", "unreadable"]
    old_name: str = ""
    """What a renamed one was called."""
    comparison: Comparison | None = None
    only: Analysis | None = None
    """The one side of a spec that is new or deleted."""
    instead: str = ""
    """What has the name of a deleted one now."""
    problems: tuple[tuple[str, tuple[Problem, ...]], ...] = ()
    """What cannot be read, by side: `old` and `new`."""


Side = Located | SpecError | None
"""A spec that can be read, why it cannot be, or that there is none."""


def history(name: str, revision: Revision) -> list[SpecChange]:
    """What became of each spec of a file or a folder, in the order of their names. Raises SpecError."""
    return _History(name, revision).changes()


class _History:
    def __init__(self, name: str, revision: Revision) -> None:
        self.name, self.revision = name, revision

    def changes(self) -> list[SpecChange]:
        """All, those that were called otherwise as one."""
        sides = {name: (_side(self.then, name), _side(self.now, name)) for name in self.names()}
        gone = {name: old for name, (old, new) in sides.items() if old is not None and new is None}
        made = {name: new for name, (old, new) in sides.items() if old is None and new is not None}
        earlier = _renames(gone, made)
        found = []
        for name, (old, new) in sides.items():
            if name in earlier:
                found.append(self.change(name, gone[earlier[name]], new, earlier[name]))
            elif name not in earlier.values() and not old is new is None:
                found.append(self.change(name, old, new))
        return found

    def names(self) -> list[str]:
        """Every name of a spec that there is or was."""
        is_folder, was_folder = os.path.isdir(self.name), self.revision.is_folder(self.name)
        if not is_folder and not was_folder:
            return [self.name]
        names = {*filter(self.revision.holds, yaml_files(self.name)), *self.revision.yaml_files(self.name)}
        if (not is_folder and os.path.lexists(self.name)) or (not was_folder and self.revision.raw(self.name)):
            names.add(self.name)
        return sorted(names)

    def now(self, name: str) -> Side:
        """A spec as it is."""
        if os.path.isdir(name) or not os.path.lexists(name):
            return None
        try:
            source = loading.find(name)
        except SpecError as error:
            return error if name == self.name or is_meant_as_spec(name) else None
        return source if name == self.name or is_spec(source, [self.name]) else None

    def then(self, name: str) -> Side:
        """A spec as it was."""
        raw: bytes | None = b""
        try:
            raw = self.revision.raw(name)
            if raw is None:
                return None
            source = document(name, raw)
        except SpecError as error:
            return error if name == self.name or not raw or b"layers:" in raw else None
        return source if name == self.name or is_spec(source, seek=self.revision.find) else None

    def change(self, name: str, old: Side, new: Side, old_name: str = "") -> SpecChange:
        """What became of a spec, by its two sides."""
        try:
            with doing(f"comparing {shown_path(name)}"):
                return self.compared(name, old, new, old_name)
        except SpecError as error:
            return SpecChange(name, "unreadable", old_name, problems=(("new", error.problems),))

    def compared(self, name: str, old: Side, new: Side, old_name: str) -> SpecChange:
        """What became of a spec, told of each side that cannot be read. Raises SpecError."""
        if _alike(old, new):
            return SpecChange(name, "renamed" if old_name else "same", old_name)
        analyses: list[Analysis | None] = []
        problems: list[tuple[str, tuple[Problem, ...]]] = []
        for which, side in (("old", old), ("new", new)):
            try:
                with doing(f"reading {shown_path(name)}"):
                    analyses.append(None if side is None else self.analysis(which, side))
            except SpecError as error:
                problems.append((which, error.problems))
        if problems:
            return SpecChange(name, "unreadable", old_name, problems=tuple(problems))
        before, after = analyses
        if before is None or after is None:
            instead = "a folder" if os.path.isdir(name) else ""
            return SpecChange(name, "deleted" if after is None else "new", only=before or after, instead=instead)
        comparison = compare(before, after)
        same = comparison.empty and not comparison.variables
        return SpecChange(name, "renamed" if old_name else "same" if same else "changed", old_name, comparison)

    def analysis(self, which: str, side: Located | SpecError) -> Analysis:
        """The figures of a side. Raises SpecError."""
        if isinstance(side, SpecError):
            raise side
        if which == "old":
            return analyse(build(read_spec(side, self.revision.find, loading.orders_for(side))))
        return analyse(build(loading.read_source(side, [self.name])))


def _side(read: Callable[[str], Side], name: str) -> Side:
    """A side of a spec; whatever goes wrong with it stops nothing."""
    try:
        with doing(f"reading {shown_path(name)}"):
            return read(name)
    except SpecError as error:
        return error


def _renames(gone: Mapping[str, Side], made: Mapping[str, Side]) -> dict[str, str]:
    """What new specs were called: the name of the one that is gone and most like it, if half of its lines are."""
    if len(gone) * len(made) > MOST_PAIRS:
        return {}
    lines = {name: Counter(_lines(side)) for name, side in (*gone.items(), *made.items())}
    pairs = [(_likeness(lines[old], lines[new]), new, old) for new in made for old in gone]
    found: dict[str, str] = {}
    for likeness, new, old in sorted(pairs, reverse=True):
        if likeness >= 0.5 and new not in found and old not in found.values():
            found[new] = old
    return found


def _lines(side: Side) -> list[str]:
    return [] if side is None or isinstance(side, SpecError) else side.text.splitlines()


def _alike(old: Side, new: Side) -> bool:
    """Whether two sides are of one text, which says all."""
    if old is None or new is None or isinstance(old, SpecError) or isinstance(new, SpecError):
        return False
    return old.text == new.text and "extends" not in new.data and not _may_call(new.text)


def _may_call(text: str) -> bool:
    """Whether a spec may call others, which its text says nothing of."""
    return any(word in text for word in (*ENDINGS, *loading.preset_names()))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(1, one.total() + other.total())
