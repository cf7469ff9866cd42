"""The events of the YAML parser to dicts, lists and scalars, with the positions of these. Knows no spec keys.

Reads the core schema of YAML 1.2: `on`, `no` and `off` stay words and `012` is twelve.
"""

from typing import TYPE_CHECKING, Any

import yaml

from convcalc.document.problems import MOST_PROBLEMS, Note, Problem, SpecError
from convcalc.document.scalars import read_scalar
from convcalc.document.wording import nearest, shown

if TYPE_CHECKING:
    from convcalc.document.runs import Run
    from convcalc.document.source import Source

DEEPEST = 60
"""The levels of lists and mappings that a document may have: ten times those of any spec, and few for the stack."""
LONG = 4000
"""A shorter text, in characters, is not looked through for runs of plain items."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Reader:
    """One pass over the parser's events. Containers are built in place, aliases share them."""

    def __init__(self, source: "Source") -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.anchors: dict[str, Any] = {}
        self.words: dict[str, Any] = {}
        """What plain words stand for: one object for all that are equal."""
        self.keys: dict[str, str] = {}
        """One object for all keys that are equal."""
        self.runs: dict[int, Run] = {}
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
        if len(self.source.text) < LONG or not Reader(self.source)._run_quickly():
            self._read(self.source.text)

    def _run_quickly(self) -> bool:
        """Read all but long runs of plain items by the parser; whether that went well, and else all is forgotten."""
        from convcalc.document.runs import without_runs

        text, self.runs = without_runs(self.source.text, self._word)
        try:
            if self.runs:
                self._read(text)
                if not (self.runs or self.problems):
                    return True
        except (yaml.YAMLError, SpecError):
            pass  # it is told of the text as it is
        self.source.forget()
        return False

    def _read(self, text: str) -> None:
        takers = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: lambda event: self._open(event, {}),
            yaml.SequenceStartEvent: lambda event: self._open(event, []),
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._start,
        }
        for event in iter(_Loader(text).get_event, None):
            if take := takers.get(type(event)):
                take(event)

    def _start(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise self._stop("a second document starts here", event, "put each spec in a file of its own")

    def _stop(self, message: str, event: Any, help: str = "") -> SpecError:
        place = self.source.spot(event.start_mark.line, event.start_mark.column)
        return SpecError([*self.problems, Problem(message, place, help)])

    def _refuse_tag(self, event: Any) -> SpecError:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        help = f"write 'not {tag[1:]}' for the opposite" if tag[1:].isidentifier() else "remove the tag"
        return self._stop(f"tags such as {shown(tag)} are not part of a spec", event, help)

    def _scalar(self, event: Any) -> None:
        if event.tag is not None and event.tag != "!":
            raise self._refuse_tag(event)
        text = event.value
        if self.in_mapping and self.key is None:
            self._take_key(text, event)
            return
        value = self._word(text) if event.implicit[0] else text
        if event.anchor:
            self.anchors[event.anchor] = value
        self._place(value, event)

    def _word(self, text: str) -> Any:
        if text not in self.words:
            self.words[text] = read_scalar(text)
        return self.words[text]

    def _wants_key(self) -> bool:
        return self.in_mapping and self.key is None

    def _take_key(self, text: str, event: Any) -> None:
        if text == "<<":
            help = "write shared settings as a block, and call it"
            raise self._stop("merge keys '<<' are not part of a spec", event, help)
        start = event.start_mark
        self.key, self.key_mark = self.keys.setdefault(text, text), start.line << 32 | start.column
        parent = self.stack[-1]
        if text in parent and len(self.problems) < MOST_PROBLEMS:
            self._repeated(parent, text)

    def _repeated(self, parent: dict[str, Any], key: str) -> None:
        """A key that a mapping has already: the problem shows both places."""
        first = self.source._marks[id(parent)][2 * list(parent).index(key)]
        again, before = (self.source.spot(mark >> 32, mark & 0xFFFFFFFF, key) for mark in (self.key_mark, first))
        note = Note("first given here", before)
        self.problems.append(Problem(f"key {shown(key)} is given twice", again, "keep one", (note,)))

    def _open(self, event: Any, container: Any) -> None:
        if event.tag is not None:
            raise self._refuse_tag(event)
        if self._wants_key():
            raise self._stop("a key must be a word, not a list or a mapping", event)
        if len(self.stack) >= DEEPEST:
            raise self._stop(f"nested deeper than {DEEPEST} levels", event)
        self._place(container, event)
        self.source._marks[id(container)] = self.marks = []
        if event.anchor:
            self.anchors[event.anchor] = container
        self.stack.append(container)
        self.in_mapping = type(container) is dict

    def _close(self, event: Any) -> None:
        self.stack.pop()
        if self.stack:
            around = self.stack[-1]
            self.marks, self.in_mapping = self.source._marks[id(around)], type(around) is dict

    def _alias(self, event: Any) -> None:
        if self._wants_key():
            raise self._stop("a key must be a word, not an alias", event)
        if event.anchor not in self.anchors:
            help = nearest(event.anchor, self.anchors) or f"a variable is written without '*': {event.anchor}"
            raise self._stop(f"alias {shown('*' + event.anchor)} names no anchor above it", event, help)
        value = self.anchors[event.anchor]
        if any(value is container for container in self.stack):
            raise self._stop(f"alias {shown('*' + event.anchor)} stands inside its own anchor", event)
        self._place(value, event)

    def _place(self, value: Any, event: Any) -> None:
        """Put a value where it belongs, and its position beside it."""
        start = event.start_mark
        mark = start.line << 32 | start.column
        if not self.stack:
            self.source.data, self.source._start = value, mark
            return
        parent = self.stack[-1]
        if not self.in_mapping:
            if mark in self.runs:
                self.source.take_run(parent, self.runs.pop(mark), start.column)
            parent.append(value)
            self.marks.append(mark)
            return
        if self.key not in parent:
            parent[self.key] = value
            self.marks += (self.key_mark, mark)
        self.key = None
