"""Tests run against mutants, each in a process of its own that the mutated module is put into."""

import io
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType

import hypothesis.strategies  # noqa: F401 - imported here once, and not by each process
import pytest
import yaml  # noqa: F401 - so is this
from hypothesis import Phase, settings

from tests.mutants.changes import Mutant

SECONDS = 60
"""Of the processor's time: a mutant that takes longer never ends, which is noticed too."""
OPTIONS = ("-x", "-p", "no:xdist", "-W", "ignore::pytest.PytestAssertRewriteWarning", "--hypothesis-profile=mutants")
LANES = ("not slow", "slow")
NOTHING_FOUND = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
BROKEN = (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.INTERNAL_ERROR)

settings.register_profile(
    "mutants", deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
)
"""The tests' own settings, but a failure is enough: its smallest example is not looked for."""


class _Mutated(MetaPathFinder, Loader):
    """Gives a module its mutant's code when it is imported."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        return spec_from_loader(name, self) if name == self.mutant.module else None

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.tree, self.mutant.module, "exec"), vars(module))


def survivors(mutants: Iterable[Mutant], tests: dict[str, list[str]], jobs: int) -> Iterator[Mutant]:
    """The mutants that the tests of their module do not notice."""
    assert not any(name.split(".")[0] == "convcalc" for name in sys.modules), "a mutant must be imported first"
    running: dict[int, Mutant] = {}
    for mutant in mutants:
        if len(running) >= jobs:
            yield from _one_done(running)
        running[_start(mutant, tests[mutant.module])] = mutant
    while running:
        yield from _one_done(running)


def _one_done(running: dict[int, Mutant]) -> Iterator[Mutant]:
    child, status = os.wait()
    mutant = running.pop(child)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) in BROKEN:
        raise RuntimeError(f"pytest itself fails: {mutant.title}")
    if status == 0:
        yield mutant


def _start(mutant: Mutant, tests: list[str]) -> int:
    child = os.fork()
    if child == 0:
        os._exit(_run(mutant, tests))
    return child


def _run(mutant: Mutant, tests: list[str]) -> int:
    """0 where all tests pass; those that take long are only asked where the others notice nothing."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    sys.meta_path.insert(0, _Mutated(mutant))
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        codes = (pytest.main([*OPTIONS, "-m", lane, *tests]) for lane in LANES)
        return next((int(code) for code in codes if code not in NOTHING_FOUND), 0)
