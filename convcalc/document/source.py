"""YAML text to plain data, with the position of every value. Knows no layers and no spec keys.

Reads the core schema of YAML 1.2: `on`, `no` and `off` stay words and `012` is twelve. The events of the parser are
turned into dicts, lists and scalars; beside each container stand the positions of its children, so that a route into
the data leads back to a line and a column.
"""

import os
import re
from typing import TYPE_CHECKING, Any

from convcalc.document.places import Pin, Place, Position, Route, pack, unpack
from convcalc.document.problems import MOST_PROBLEMS, NO_MORE, Note, Problem, SpecError, fail
from convcalc.document.pyyaml import yaml
from convcalc.document.scalars import read_scalar
from convcalc.document.wording import nearest, shown

if TYPE_CHECKING:
    from convcalc.document.runs import PlainRun

DEEPEST = 60
"""The levels of lists and mappings that a document may have: ten times those of any spec, and few for the stack."""
LONG = 4000
"""A shorter text, in characters, is not looked through for runs of plain items."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
_BREAK = "\r\n|[\n\r\x85\u2028\u2029]"
# Compiled where they are used: a run that has nothing to show does without.


class Source:
    """A document: its name, its text, its data and where each value stands."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.data: Any = None
        self._marks: dict[int, list[int]] = {}
        """For a container, by identity: the packed positions of its keys and values, in order."""
        self._order: dict[int, dict[Any, int]] = {}
        """For a mapping, by identity: which of its keys is the how manieth, once one is asked for."""
        self._located: dict[tuple[Route, bool], Position] = {}
        """Positions that were asked for: each of a finding is, to put it in order and to show it."""
        self._plain: set[int] = set()
        """Mappings that were read without the parser, by identity: each of several lines, off which marks are read."""
        self._start = 0
        self._lines: list[str] | None = None

    def __getstate__(self) -> tuple[dict[str, Any], bool]:
        """Positions are known by identity, which a copy has not: it reads the text again."""
        read = bool(self._marks)
        return {
            **vars(self),
            "_marks": {},
            "_order": {},
            "_located": {},
            "_plain": set(),
            "_lines": None,
            "data": None if read else self.data,
        }, read

    def __setstate__(self, state: tuple[dict[str, Any], bool]) -> None:
        values, read = state
        vars(self).update(values)
        if read:
            _Reader(self).run()

    def spot(self, line: int, column: int, data: Any = None) -> Place:
        """A place at a line and a column, from 0, where the route is not known; `data` is what stands there."""
        from convcalc.document.locating import span

        return Place(Pin(self, span(self, pack(line, column), data), data), ())

    @property
    def folder(self) -> str:
        """Where names inside this document start from."""
        return os.path.dirname(self.name) if self.name != "<stdin>" else ""

    def line(self, number: int) -> str:
        """A line of the text by its number from 1, without its end."""
        return self.lines[number - 1] if number <= len(self.lines) else ""

    @property
    def lines(self) -> list[str]:
        """The lines of the text, as the parser counts them."""
        if self._lines is None:
            self._lines = re.split(_BREAK, self.text)
        return self._lines

    def locate(self, route: Route, key: bool = False) -> Position:
        """Where a value stands, or its key; the nearest container for a route that leads nowhere."""
        if (known := self._located.get((route, key))) is None:
            from convcalc.document.locating import position

            known = self._located[route, key] = position(self, route, key)
        return known

    def marks(self, container: Any, at: int) -> list[int]:
        """The packed positions of what stands in a container, in order: of a mapping, those of keys and values.

        The container itself is `at` one.
        """
        if (known := self._marks.get(id(container))) is not None:
            return known
        if id(container) not in self._plain:
            return []
        from convcalc.document.runs import marks_of

        number, start = unpack(at)
        return marks_of(self.lines[number], number, start)


def parse(name: str, text: str) -> Source:
    """The document in a text. Raises SpecError with every repeated key, or the first fault of syntax."""
    source = Source(name, text)
    refuse_control(source)
    reader = _Reader(source)
    try:
        reader.run()
    except yaml.YAMLError as error:
        from convcalc.document.yaml_faults import explain

        mistake = explain(error, source.lines)
        place = source.spot(mistake.line, mistake.column)
        raise SpecError([*reader.problems, Problem(f"not valid YAML: {mistake.reason}", place, mistake.help)]) from None
    if reader.problems:
        raise SpecError(reader.problems)
    return source


def refuse_control(source: Source, help: str = "a spec is plain text: remove it") -> None:
    """Raises SpecError where a text has a character that no text has."""
    if source.text.replace("\n", "").isprintable():
        return
    if control := re.search(_CONTROL, source.text):
        message = f"control character U+{ord(control[0]):04X} in the text"
        spot = source.spot(*line_column(source.text[: control.start()]))
        raise fail(message, spot, help)


def line_column(before: str) -> tuple[int, int]:
    """The line and the column, from 0, that come after a text."""
    lines = re.split(_BREAK, before)
    return len(lines) - 1, len(lines[-1])


class _Reader:
    """One pass over the parser's events. Containers are built in place, aliases share them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.anchors: dict[str, Any] = {}
        self.words: dict[str, Any] = {}
        """What plain words stand for: one object for all that are equal."""
        self.keys: dict[str, str] = {}
        """One object for all keys that are equal."""
        self.runs: dict[int, PlainRun] = {}
        """Items that are not in the text, by the position of the item that they come before."""
        self.stack: list[Any] = []
        """The open containers, outermost first."""
        self.marks: list[int] = []
        """The positions of what stands in the innermost."""
        self.in_mapping = False
        self.key: str | None = None
        self.key_mark = 0
        self.documents = 0

    def run(self) -> None:
        """Read the source. Raises SpecError, or the parser's error, where one ends it."""
        if len(self.source.text) >= LONG:
            from convcalc.document.runs import read_runs

            if read_runs(self.source, _Reader(self.source)):
                return
        self.read(self.source.text)

    def read(self, text: str) -> None:
        takers = {
            yaml.ScalarEvent: self.scalar,
            yaml.MappingStartEvent: lambda event: self.open(event, {}),
            yaml.SequenceStartEvent: lambda event: self.open(event, []),
            yaml.MappingEndEvent: self.close,
            yaml.SequenceEndEvent: self.close,
            yaml.AliasEvent: self.alias,
            yaml.DocumentStartEvent: self.start,
        }
        for event in iter(_Loader(text).get_event, None):
            if take := takers.get(type(event)):
                take(event)

    def start(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise self.stop("a second document starts here", event, "put each spec in a file of its own")

    def stop(self, message: str, event: Any, help: str = "") -> SpecError:
        place = self.source.spot(event.start_mark.line, event.start_mark.column)
        return SpecError([*self.problems, Problem(message, place, help)])

    def refuse_tag(self, event: Any) -> SpecError:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        help = f"write 'not {tag[1:]}' for the opposite" if tag[1:].isidentifier() else "remove the tag"
        return self.stop(f"tags such as {shown(tag)} are not part of a spec", event, help)

    def scalar(self, event: Any) -> None:
        if event.tag is not None and event.tag != "!":
            raise self.refuse_tag(event)
        text = event.value
        if self.in_mapping and self.key is None:
            self.take_key(text, event)
            return
        value = self.word(text) if event.implicit[0] else text
        if event.anchor:
            self.anchors[event.anchor] = value
        self.place(value, event)

    def word(self, text: str) -> Any:
        if text not in self.words:
            self.words[text] = read_scalar(text)
        return self.words[text]

    def wants_key(self) -> bool:
        return self.in_mapping and self.key is None

    def take_key(self, text: str, event: Any) -> None:
        if text == "<<":
            help = "write shared settings as a block, and call it"
            raise self.stop("merge keys '<<' are not part of a spec", event, help)
        start = event.start_mark
        self.key, self.key_mark = self.keys.setdefault(text, text), start.line << 32 | start.column
        parent = self.stack[-1]
        if text in parent and len(self.problems) < MOST_PROBLEMS:
            self.repeated(parent, text)

    def repeated(self, parent: dict[str, Any], key: str) -> None:
        """A key that a mapping has already: the problem shows both places."""
        first = self.source._marks[id(parent)][2 * list(parent).index(key)]
        again, before = (self.source.spot(*unpack(mark), key) for mark in (self.key_mark, first))
        note = Note("first given here", before)
        self.problems.append(Problem(f"key {shown(key)} is given twice", again, "keep one", (note,)))
        if len(self.problems) == MOST_PROBLEMS:
            self.problems.append(Problem(NO_MORE, again))

    def open(self, event: Any, container: Any) -> None:
        if event.tag is not None:
            raise self.refuse_tag(event)
        if self.wants_key():
            raise self.stop("a key must be a word, not a list or a mapping", event)
        if len(self.stack) >= DEEPEST:
            raise self.stop(f"nested deeper than {DEEPEST} levels", event)
        self.place(container, event)
        self.source._marks[id(container)] = self.marks = []
        if event.anchor:
            self.anchors[event.anchor] = container
        self.stack.append(container)
        self.in_mapping = type(container) is dict

    def close(self, event: Any) -> None:
        self.stack.pop()
        if self.stack:
            around = self.stack[-1]
            self.marks, self.in_mapping = self.source._marks[id(around)], type(around) is dict

    def alias(self, event: Any) -> None:
        if self.wants_key():
            raise self.stop("a key must be a word, not an alias", event)
        if event.anchor not in self.anchors:
            help = nearest(event.anchor, self.anchors) or f"a variable is written without '*': {event.anchor}"
            raise self.stop(f"alias {shown('*' + event.anchor)} names no anchor above it", event, help)
        value = self.anchors[event.anchor]
        if any(value is container for container in self.stack):
            raise self.stop(f"alias {shown('*' + event.anchor)} stands inside its own anchor", event)
        self.place(value, event)

    def place(self, value: Any, event: Any) -> None:
        """Put a value where it belongs, and its position beside it."""
        start = event.start_mark
        mark = start.line << 32 | start.column
        if not self.stack:
            self.source.data, self.source._start = value, mark
            return
        parent = self.stack[-1]
        if not self.in_mapping:
            if mark in self.runs:
                self.runs.pop(mark).put(self.source, parent, start.column)
            parent.append(value)
            self.marks.append(mark)
            return
        if self.key not in parent:
            parent[self.key] = value
            self.marks += (self.key_mark, mark)
        self.key = None
