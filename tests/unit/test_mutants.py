"""A fixed sample of changes to the core, each of which a test must notice; `python -m tests.mutants` tries all."""

import os
import subprocess
import sys
from textwrap import dedent

import pytest

from tests.mutants.changes import mutants
from tests.support.paths import ROOT

SAMPLE = 30
"""The mutants whose names have the least SHA-256: the same ones each time, and they stay when others come or go."""


def names(source: str) -> list[str]:
    return [mutant.name for mutant in mutants("some.module", dedent(source))]


def test_each_expression_is_changed_by_itself():
    assert names("def half(n): return (n + 1) // 2 if n else 0") == [
        "half: (n + 1) // 2 if n else 0 -> 0 if n else (n + 1) // 2",
        "half: (n + 1) // 2 -> (n + 1) * 2",
        "half: n + 1 -> n - 1",
        "half: 1 -> 2",
        "half: 2 -> 3",
        "half: 0 -> 1",
    ]


def test_what_no_test_is_asked_to_notice_is_not_changed():
    quiet = '''
        """A module."""
        class Thing(Base[1]):
            """A thing."""
            size: Annotated[int, 1]
            def check(self) -> Literal["a"]:
                """A method."""
                raise ValueError(f"{1 + 1} {2}")
    '''
    assert names(quiet) == []


def test_equal_changes_at_one_place_are_told_apart():
    assert names("x = 1, 1") == ["-: 1 -> 2", "-: 1 -> 2 (2)"]


@pytest.mark.slow
def test_a_sample_of_the_core_has_no_change_that_nothing_notices():
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    command = [sys.executable, "-m", "tests.mutants", "--sample", str(SAMPLE)]
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout == f"{SAMPLE} mutants, 0 survive\n"
