"""Other specs, called as blocks: which items call one, what is given to it, and the files that are read for it."""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar

from convcalc.document.opening import Seek, opened
from convcalc.document.places import Located, Place
from convcalc.document.problems import Note, Problem, Problems, SpecError, fail
from convcalc.document.wording import nearest, shown
from convcalc.language.items import UNTIL
from convcalc.language.settings import Entry
from convcalc.language.values import LONGEST_NAME, ValueReader

ENDINGS = (".yaml", ".yml", ".json")
DEEPEST_CALLS, MOST_CALLED = 50, 200
MOST_MISSED = 20
"""So many words of a document are looked for that turn out to be no spec: what is near each takes a while to find."""
MOST_NOTES = 6
"""Of calls that led to a fault: the innermost, and the one in the spec that was asked for."""

Key = tuple[str, str]
"""The folder that a spec is called from, and what it is called by there."""


def title(name: str) -> str:
    """What a called spec goes by in the names of layers: that of its file."""
    stem, ending = os.path.splitext(os.path.basename(name))
    return stem if ending in ENDINGS else stem + ending


class Calls:
    """The calls in one spec, as its items are read."""

    def __init__(self, seek: Seek) -> None:
        self.entries: list[Entry] = []
        self._seek = seek
        self._found: dict[Key, Located | None] = {}
        self._missed = 0
        self.nearest = ""
        """What would help where the last name that was looked for was none of a spec."""

    def is_spec(self, name: str, folder: str) -> bool:
        """Whether a name stands for a spec: a file by its ending, or else a shipped spec."""
        if name.endswith(ENDINGS):
            return True
        if (folder, name) not in self._found:
            self._found[folder, name] = self._shipped(name, folder)
        return self._found[folder, name] is not None

    def _shipped(self, name: str, folder: str) -> Located | None:
        if self._missed >= MOST_MISSED or len(name) > LONGEST_NAME:
            return None
        try:
            return self._seek(name, folder)
        except SpecError as error:
            self._missed += 1
            help = error.problems[0].help
            self.nearest = help if help.startswith("did you mean") and ".y" not in help else ""
            return None

    def source(self, entry: Entry) -> Located:
        """The document of a called spec. Raises SpecError."""
        key = key_of(entry)
        found = self._found.get(key)
        return found if found is not None else opened(self._seek, entry.name, entry.place.on_key())

    def arguments(self, values: ValueReader, entry: Entry) -> dict[str, Any]:
        """What a call gives, by name: which variables there are shows when the spec is read."""
        if entry.value is None:
            return {}
        if not isinstance(entry.value, dict):
            message = f"spec {entry.name!r} takes its variables by name, not {shown(entry.value)}"
            values.problems.add(message, entry.place, f"as '{entry.name}: {{{UNTIL}: NAME}}'")
            return {}
        known = entry.known.with_kinds()
        given = {key: values.value(raw, entry.place.at(key), known) for key, raw in entry.value.items() if key != UNTIL}
        if UNTIL in entry.value:
            given[UNTIL] = values.name(entry.value[UNTIL], entry.place.at(UNTIL), entry.known)
        return given


def key_of(entry: Entry) -> Key:
    """What tells the spec of a call from others."""
    return entry.place.source.folder, entry.name


class _Named(Protocol):
    @property
    def name(self) -> str:
        """Of a variable."""


class _Spec(Protocol):
    @property
    def variables(self) -> Sequence[_Named]:
        """Those that a call may set."""


S = TypeVar("S", bound=_Spec)


class Descent(Generic[S]):
    """How reading got to a spec: from which calls, and what was read before."""

    def __init__(self, source: Located, before: "Descent[S] | None" = None) -> None:
        self.names: list[str] = [*(before.names if before else ()), _real(source)]
        self.read: dict[str, S] = before.read if before else {}
        self.faulty: set[str] = before.faulty if before else set()
        """Specs that cannot be read, which has been told."""

    def check(self, source: Located, place: Place) -> None:
        """Raises SpecError where a call goes in a circle, or on and on."""
        name = _real(source)
        if name in self.names:
            circle = [*self.names[self.names.index(name) :], name]
            raise fail(f"a spec calls itself: {' -> '.join(map(os.path.basename, circle))}", place)
        if len(self.names) > DEEPEST_CALLS:
            raise fail(f"specs call one another more than {DEEPEST_CALLS} deep", place)
        if len(self.read) >= MOST_CALLED:
            raise fail(f"more than {MOST_CALLED} other specs are called", place)


def _real(source: Located) -> str:
    return os.path.abspath(source.name)


def follow(
    calls: Calls, descent: Descent[S], read: Callable[[Located, Descent[S]], S], problems: Problems
) -> Mapping[Key, S]:
    """The specs that are called, each read once; what is wrong in them, and in the calls, is added to the problems."""
    called: dict[Key, S] = {}
    faulty: set[Key] = set()
    for entry in calls.entries:
        key = key_of(entry)
        try:
            if key not in called and key not in faulty:
                called[key] = _followed(calls.source(entry), entry, descent, read)
        except SpecError as error:
            faulty.add(key)
            problems.found += [_called_from(entry, problem) for problem in error.problems]
        if key in called:
            _check_given(entry, called[key], problems)
    return called


def _followed(source: Located, entry: Entry, descent: Descent[S], read: Callable[[Located, Descent[S]], S]) -> S:
    descent.check(source, entry.place.on_key())
    name = _real(source)
    if name in descent.faulty:
        raise SpecError([])
    if name not in descent.read:
        descent.faulty.add(name)
        descent.read[name] = read(source, Descent(source, descent))
        descent.faulty.remove(name)
    return descent.read[name]


def _called_from(entry: Entry, problem: Problem) -> Problem:
    """A problem of a called spec, with where it is called."""
    if problem.place is None or problem.place.source is entry.place.source:
        return problem
    note = Note(f"{entry.name!r} is called from here", entry.place.on_key())
    return problem._replace(notes=(*problem.notes[: MOST_NOTES - 1], note))


def _check_given(entry: Entry, spec: S, problems: Problems) -> None:
    """Report what is given and is no variable of the spec."""
    names = [variable.name for variable in spec.variables]
    for key in entry.value if isinstance(entry.value, dict) else ():
        if key != UNTIL and key not in names:
            help = nearest(key, [UNTIL, *names]) or f"it has: {', '.join(names) or 'no vars'}"
            problems.add(f"spec {entry.name!r} has no variable {shown(key)}", entry.place.at(key).on_key(), help)
