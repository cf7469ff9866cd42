"""The files that are open in an editor: their texts as they are typed, and what was known of them before that."""

from collections.abc import Iterator

from convcalc.document.problems import Problem, SpecError, doing
from convcalc.editor.code import ShownCode, read_python
from convcalc.editor.hints import Hint, hints
from convcalc.editor.keeping import Keystroke, joined, moved
from convcalc.editor.reading import OpenSpec
from convcalc.language.spec import Spec

MOST_CHANGES = 100
"""So many places are changed at once: more is another text."""


class OpenFile:
    """A file as it stands in the editor. It is read when something is asked of it, and once for each text."""

    def __init__(self, name: str, text: str, files: "OpenFiles") -> None:
        self.name = name
        self.text = text
        self.spec: Spec | None = None
        """What the file was when it could be read last."""
        self._files = files
        self._kept: tuple[Hint, ...] = ()
        self._read: OpenSpec | None = None
        self._code: ShownCode | None = None
        self._faults: tuple[Problem, ...] = ()
        self._shown = False

    def typed(self, text: str, changes: list[Keystroke]) -> None:
        """Take over the text after something was typed; what is known of its lines moves with them."""
        if len(changes) > MOST_CHANGES:
            self._kept = ()
        for change in changes[:MOST_CHANGES]:
            self._kept = moved(self._kept, change, self.text)
        self.text = text
        self.stale()

    def stale(self) -> None:
        """It, or a file that it names, is another: read it anew when it is asked for."""
        self._read, self._shown = None, False

    @property
    def is_code(self) -> bool:
        """Whether it is Python."""
        return self.name.endswith(".py")

    @property
    def reading(self) -> OpenSpec:
        """What can be read of it. Whatever goes wrong is a problem of the file, and stops no server."""
        if self._read is None:
            text = "" if self.is_code else self.text
            self._read = OpenSpec(self.name, text, self._files.texts, was_spec=self.spec is not None)
            self.spec = self._read.spec or self.spec
        return self._read

    @property
    def hints(self) -> tuple[Hint, ...]:
        """The hints of its lines, those kept from before where it cannot be read as it stands."""
        if not self._shown:
            self._shown = True
            self._faults = ()
            try:
                with doing(f"reading {self.name}"):
                    self._kept = self._of_code() if self.is_code else self._of_spec()
            except SpecError as error:
                self._faults = error.problems
        return self._kept

    def _of_code(self) -> tuple[Hint, ...]:
        self._code = read_python(self.name, self.text)
        return self._kept if self._code is None else self._code.hints

    def _of_spec(self) -> tuple[Hint, ...]:
        reading = self.reading
        if not reading.faults:
            return hints(reading) if reading.is_spec else ()
        return joined(hints(reading), self._kept)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it."""
        if self.is_code:
            _ = self.hints
            return self._faults or (self._code.problems if self._code else ())
        try:
            with doing(f"checking {self.name}"):
                return self.reading.problems
        except SpecError as error:
            return error.problems


class OpenFiles:
    """All files that are open, by their paths."""

    def __init__(self) -> None:
        self._files: dict[str, OpenFile] = {}

    @property
    def texts(self) -> dict[str, str]:
        """Their texts."""
        return {name: file.text for name, file in self._files.items()}

    def open(self, name: str, text: str) -> OpenFile:
        """Take up a file."""
        self._files[name] = OpenFile(name, text, self)
        return self._files[name]

    def close(self, name: str) -> None:
        """Forget a file."""
        self._files.pop(name, None)

    def __getitem__(self, name: str) -> OpenFile:
        """A file; one that is not open has nothing in it."""
        return self._files.get(name) or OpenFile(name, "", self)

    def __iter__(self) -> Iterator[OpenFile]:
        return iter(list(self._files.values()))

    def typed(self, name: str, text: str, changes: list[Keystroke]) -> OpenFile:
        """Take over what was typed in a file; others may extend it or call it."""
        for file in self:
            file.stale()
        file = self[name]
        file.typed(text, changes)
        return self._files.setdefault(name, file)
