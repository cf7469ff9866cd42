"""`python -m tests.mutants`: change the core one thing at a time, and name the changes that no test notices.

Words choose the mutants whose names hold one of them, `--sample N` a fixed choice of so many; a sample trusts that the
tests pass as it is, since it runs among them. Leaves with 1 where a mutant survives that is not known to mean the same,
or where one of those is known no more.
"""

import argparse
import ast
import os
import sys
from hashlib import sha256
from pathlib import Path

from tests.mutants.changes import Mutant, mutants
from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.running import survivors

ROOT = Path(__file__).parents[2]
GEOMETRY = ["tests/unit/test_geometry.py", "tests/unit/test_real_sizes.py"]
TESTS = {
    "convcalc.model.geometry.windows": GEOMETRY,
    "convcalc.model.geometry.spans": GEOMETRY,
    "convcalc.model.geometry.volume": GEOMETRY,
    "convcalc.analysis.memory": ["tests/unit/test_memory.py", "tests/unit/test_expectations.py"],
    "convcalc.analysis.amounts": ["tests/unit/test_answers.py"],
    "convcalc.model.layers.convolution": ["tests/unit/test_layers.py", "tests/unit/test_cost.py"],
    "convcalc.model.layers.transposed": ["tests/unit/test_layers.py", "tests/unit/test_cost.py", GEOMETRY[0]],
}
"""The core, and the tests that have to notice what is changed in a module."""


def source(module: str) -> str:
    return ROOT.joinpath(*module.split(".")).with_suffix(".py").read_text()


def failing(modules: set[str], jobs: int | None) -> list[str]:
    """The tests of modules that fail as it is. Those that several share are run once."""
    by_tests = {tuple(TESTS[module]): module for module in modules}
    as_it_is = [Mutant(module, "as it is", ast.parse(source(module))) for module in by_tests.values()]
    passing = [mutant.module for mutant in survivors(as_it_is, TESTS, jobs)]
    return [test for tests, module in by_tests.items() if module not in passing for test in tests]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("words", nargs="*")
    options.add_argument("--sample", type=int)
    options.add_argument("--jobs", type=int, default=os.cpu_count())
    chosen = options.parse_args()
    found = [mutant for module in TESTS for mutant in mutants(module, source(module))]
    stale = EQUIVALENT.keys() - {mutant.title for mutant in found}
    found = [each for each in found if each.title not in EQUIVALENT]
    found = [each for each in found if all(word in each.title for word in chosen.words)]
    if chosen.sample:
        found = sorted(found, key=lambda mutant: sha256(mutant.title.encode()).digest())[: chosen.sample]
    if not chosen.sample and (broken := failing({mutant.module for mutant in found}, chosen.jobs)):
        print(f"tests that fail without a change: {' '.join(broken)}")
        return 2
    alive = []
    for mutant in survivors(found, TESTS, chosen.jobs):
        print("survives:", mutant.title, flush=True)
        alive.append(mutant)
    for title in sorted(stale):
        print("no longer there, but listed as equivalent:", title)
    print(f"{len(found)} mutants, {len(alive)} survive")
    return 1 if alive or stale else 0


os.chdir(ROOT)
sys.exit(main())
