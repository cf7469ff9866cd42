"""The text of an open file to what can be known of it: its document, its network as far as it goes, its problems."""

import os
import re
from collections.abc import Mapping
from functools import cached_property

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.check.report import Report
from convcalc.check.run import CheckRun, Selection
from convcalc.document.places import Located
from convcalc.document.problems import Problem, SpecError
from convcalc.document.source import Source, parse
from convcalc.language.expansion import build
from convcalc.language.loading import find, orders_for, reachable
from convcalc.language.recognition import is_spec
from convcalc.language.spec import Spec, read_spec
from convcalc.model.network import Network

_KEY = r"(?m)^[\"']?(input|layers|extends|blocks)[\"']?\s*:"
MOST_TEXT = 1_000_000
"""Characters: of a longer text an editor could not show the hints in time."""


class OpenSpec:
    """An open file, read once. `texts` are those of all files that are open, by their paths.

    One that was a spec before is one still, whatever is missing in it at the moment.
    """

    def __init__(self, name: str, text: str, texts: Mapping[str, str] | None = None, was_spec: bool = False) -> None:
        self.name = name
        self.text = text
        self.source: Source | None = None
        """The document, where the text is YAML."""
        self.spec: Spec | None = None
        self.network: Network | None = None
        """The network; up to the first fault, where there is one."""
        self.faults: tuple[Problem, ...] = ()
        """Why it cannot be read or computed."""
        self.is_spec = False
        self._texts = texts or {}
        try:
            self._read(was_spec)
        except SpecError as error:
            self.faults = error.problems
            self.network = error.partial if isinstance(error.partial, Network) else None

    def _read(self, was_spec: bool) -> None:
        """Raises SpecError, after what could be read is kept."""
        self.is_spec = was_spec or (len(self.text) <= MOST_TEXT and re.search(_KEY, self.text) is not None)
        if not self.is_spec:
            return
        self.source = parse(self.name, self.text)
        self.is_spec = was_spec or is_spec(self.source, seek=self._seek)
        if self.is_spec:
            self.spec = read_spec(self.source, self._seek, orders_for(self.source))
            self.network = build(self.spec)

    def _seek(self, name: str, folder: str) -> Located:
        """A document that this one names, as it stands in the editor where it is open there. Raises SpecError."""
        path = os.path.abspath(os.path.join(folder, name))
        if path not in self._texts:
            return find(name, folder, reachable(os.path.dirname(self.name), ()))
        return parse(os.path.join(folder, name), self._texts[path])

    @property
    def whole(self) -> bool:
        """Whether all of it could be read and computed."""
        return self.spec is not None and not self.faults

    @cached_property
    def analysis(self) -> Analysis | None:
        """The figures of its network, as far as it goes."""
        return analyse(self.network) if self.network and self.network.numbers else None

    @cached_property
    def report(self) -> Report | None:
        """What a check of it finds; None where it cannot be read."""
        if not self.whole or self.source is None or self.network is None:
            return None
        run = CheckRun(Selection(), [self.name])
        with run.watching(self.name):
            run.network(self.name, self.source, self.network)
        return run.report()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong: why it cannot be read, or else what a check of it finds."""
        return self.faults if self.report is None else tuple(self.report.problems)
