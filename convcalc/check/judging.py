"""A network to what is said of it: its notes, its expectations, its project's budgets and the rules. Hides nothing."""

import os
from collections.abc import Iterator
from importlib import import_module

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.check import rules
from convcalc.check.baseline import BUDGET
from convcalc.check.expecting import uses
from convcalc.check.project import Config
from convcalc.check.report import UNREADABLE
from convcalc.check.rules import Mend
from convcalc.document.foreign import Foreign
from convcalc.document.places import Place
from convcalc.document.problems import Note, Problem
from convcalc.language.notes import notes_on
from convcalc.language.spec import spec_of
from convcalc.model.network import Network

HeldAgainst = tuple[Problem, Mend]
FileFindings = tuple[list[Problem], list[HeldAgainst]]
"""What is said of a file's inputs, and what is held against it."""

SECTIONS = {"sweep": "convcalc.sweep.section"}
"""Who knows what is wrong in a part of a spec that only one command reads: a room above this one."""


def judge_network(
    network: Network, here: Place, name: str, config: Config, codes: frozenset[str], allowed: frozenset[str]
) -> FileFindings:
    """What is found in the network of a file; a note that has no place of its own stands `here`."""
    notes = [note._replace(place=note.place or here) for note in notes_on(network)]
    return notes, [
        *_unknown(network, allowed), *_in_sections(network), *_held_against(analyse(network), codes, config, name)
    ]  # fmt: skip


def _in_sections(network: Network) -> Iterator[HeldAgainst]:
    """What is wrong in parts of a spec that only one command reads."""
    spec = spec_of(network)
    data = (spec and spec.source.data) or {}
    for key in SECTIONS.keys() & data.keys():
        for problem in import_module(SECTIONS[key]).faults(spec):
            yield problem._replace(code=UNREADABLE), "it is for you to say what is wanted"


def _unknown(network: Network, allowed: frozenset[str]) -> Iterator[HeldAgainst]:
    """The layers that nobody knows the cost of, and nobody has allowed."""
    if isinstance(network.source, Foreign):
        from convcalc.check.unknown import unknown_layers

        for problem in unknown_layers(network, allowed):
            yield problem, "it is for you to say what is allowed"


def _held_against(analysis: Analysis, codes: frozenset[str], config: Config, name: str) -> Iterator[HeldAgainst]:
    """Everything that is held against a network."""
    spec = spec_of(analysis.network)
    assert spec is not None
    if spec.expect is not None or next(uses(analysis.network), None):
        from convcalc.check.expectations import unmet

        for problem in unmet(analysis):
            if problem.code in codes or problem.code == UNREADABLE:
                yield problem, "it is for you to say what is wanted"
    if BUDGET in codes and os.path.isfile(name):
        for problem in _over_budget(analysis, config, name):
            yield problem, "it is for you to say what is wanted"
    bases = spec.files[1:]
    for problem, mend in rules.findings(analysis, codes):
        if bases and problem.place and any(problem.place.source is base for base in bases):
            note = Note(f"found in the network of {spec.name!r}, which extends it", Place(spec.source, ("extends",)))
            problem = problem._replace(notes=(*problem.notes, note))  # noqa: PLW2901
        yield problem, mend


def _over_budget(analysis: Analysis, config: Config, name: str) -> Iterator[Problem]:
    """The budgets that a network does not keep: a problem of its file, with the place of the budget beside it."""
    if not (budgets := config.budgets_for(name)):
        return
    from convcalc.check.expectations import figures_in, unmet_by_network

    figures, budgeted = figures_in(analysis, config.order), analysis.network.source
    assert budgeted is not None
    for budget in budgets:
        for problem in unmet_by_network(figures, budget.bounds or {}, budget.place, BUDGET):
            assert problem.place is not None
            note = Note(f"the budget of {budget.glob.text!r} is set here", problem.place)
            yield problem._replace(place=Place(budgeted, ()), notes=(note,))
