"""What a project asks of its specs: which of them, which rules, budgets. Knows where that is written, not networks.

Globs are named from the folder of its settings.
"""

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from convcalc.check import rules
from convcalc.check.globs import LONGEST_GLOB, Glob
from convcalc.document.folders import yaml_files
from convcalc.document.places import Place
from convcalc.document.problems import MOST_PROBLEMS, NO_MORE, Problem, SpecError
from convcalc.document.records import NamedTuple
from convcalc.document.settings import SETTINGS, SettingsFile, settings_for, short
from convcalc.document.wording import nearest, shown
from convcalc.language.orders import read_order
from convcalc.model.geometry import Order, Volume
from convcalc.model.layers.fields import FieldError
from convcalc.model.quantities import EXPECTABLE

IDLE_GLOB = "C005"


class Files(NamedTuple):
    """The files of a glob, and what holds for them."""

    glob: Glob
    place: Place
    bounds: dict[str, Any] | None = None
    """What a budget allows them; None where they are not looked at."""


class Config(NamedTuple):
    """The settings of a project, as far as they can be read; without a file, the defaults."""

    folder: str = ""
    select: frozenset[str] | None = None
    """The codes of the rules to run, where the project says which."""
    ignore: frozenset[str] = frozenset()
    budgets: tuple[Files, ...] = ()
    excluded: tuple[Files, ...] = ()
    name: str = ""
    """The file that they stand in."""
    faults: tuple[Problem, ...] = ()
    """What of it cannot be read."""
    order: Order = Volume
    """How volumes are written in the bounds of budgets."""
    allowed: frozenset[str] = frozenset()
    """What other tools call layers that nothing has to be known of."""

    def budgets_for(self, name: str) -> list[Files]:
        """The budgets of a file: every one whose glob it matches."""
        path = self.path(name) if self.budgets else ""
        return [budget for budget in self.budgets if budget.glob.matches(path)]

    def excludes(self, name: str) -> bool:
        """Whether a file, or a folder that it lies in, is not to be looked at."""
        path = self.path(name) if self.excluded else ""
        return any(files.glob.matches_below(path) for files in self.excluded)

    def path(self, name: str) -> str:
        """A file as globs see it: from the folder of the settings, with `/`."""
        return os.path.relpath(os.path.abspath(name), self.folder).replace(os.sep, "/")

    def idle(self) -> Iterator[Problem]:
        """The globs that match no YAML file below the folder of the settings."""
        paths = list(map(self.path, yaml_files(self.folder))) if self.budgets or self.excluded else []
        unused = [each for each in self.budgets if not any(map(each.glob.matches, paths))]
        unused += [each for each in self.excluded if not self._is_there(each.glob, paths)]
        if len(unused) > MOST_PROBLEMS:
            yield Problem(NO_MORE, unused[MOST_PROBLEMS].place, "", (), "warning", IDLE_GLOB)
        for files in unused[:MOST_PROBLEMS]:
            help = f"globs are named from {short(self.folder)!r}"
            place = files.place if files.bounds is None else files.place.on_key()
            yield Problem(f"no file matches {shown(files.glob.text)}", place, help, (), "warning", IDLE_GLOB)

    def _is_there(self, glob: Glob, paths: list[str]) -> bool:
        """Whether a glob leaves out a file, or is the path of something else below the folder of the settings."""
        there = os.path.join(self.folder, glob.text)
        path = self.path(there)
        below = path not in (os.curdir, os.pardir) and glob.matches(path)
        return any(map(glob.matches_below, paths)) or (below and os.path.exists(there))


def config_for(folder: str, known: dict[str, Config], named: Sequence[str] = ()) -> Config:
    """The settings that hold in a folder (an absolute path), `known` for those met before."""
    if folder not in known:
        found = settings_for(folder, named)
        home = found.folder if found else folder
        if home not in known:
            known[home] = _config_of(found) if found else Config()
        known[folder] = known[home]
    return known[folder]


def _config_of(found: SettingsFile) -> Config:
    source, folder = found.source, found.folder
    if source is None:
        return Config(folder, name=found.name, faults=found.faults)
    problems: list[Problem] = []
    data, top = source.data or {}, Place(source, ())
    if not isinstance(data, dict):
        help = "it has: " + ", ".join(SETTINGS)
        fault = Problem(f"expected a mapping, not {shown(data)}", top, help)
        return Config(folder, name=source.name, faults=(fault,))
    for key in islice((key for key in data if key not in SETTINGS), MOST_PROBLEMS):
        help = nearest(key, SETTINGS) or "it has: " + ", ".join(SETTINGS)
        problems.append(Problem(f"unknown key {shown(key)}", top.at(key).on_key(), help))
    excluded = tuple(_excluded(data.get("exclude") or [], top.at("exclude"), problems))
    codes = {key: _codes(data[key], top.at(key), problems) for key in ("select", "ignore") if key in data}
    budgets = tuple(_budgets(data.get("budgets") or {}, top.at("budgets"), problems))
    order = _order(data.get("order"), top.at("order"), problems)
    allowed = _allowed(data.get("allow_unknown"), top.at("allow_unknown"), problems)
    faults = SpecError(problems).problems
    if len(faults) >= MOST_PROBLEMS:
        faults = (*faults[:MOST_PROBLEMS], Problem(NO_MORE, faults[MOST_PROBLEMS - 1].place))
    ignore = codes.get("ignore") or frozenset()
    return Config(folder, codes.get("select"), ignore, budgets, excluded, source.name, faults, order, allowed)


def _order(value: Any, place: Place, problems: list[Problem]) -> Order:
    try:
        return Volume if value is None else read_order(value, place)
    except SpecError as error:
        problems += error.problems
        return Volume


def _allowed(value: Any, place: Place, problems: list[Problem]) -> frozenset[str]:
    words = value if isinstance(value, list) else [value]
    if value is None or all(isinstance(word, str) for word in words):
        return frozenset(words if value is not None else ())
    problems.append(Problem(f"expected a list of layers, not {shown(value)}", place, "as [Gather, PriorBox]"))
    return frozenset()


def _codes(value: Any, place: Place, problems: list[Problem]) -> frozenset[str] | None:
    """The codes of a list of rules; None where it cannot be read."""
    words = value if isinstance(value, list) else [value]
    if not all(isinstance(word, str) for word in words):
        problems.append(Problem(f"expected a list of rules, not {shown(value)}", place, "as [C301, no-activation]"))
        return None
    try:
        return rules.choose(words)
    except ValueError as error:
        problems.append(Problem(str(error), place))
        return None


def _excluded(value: Any, place: Place, problems: list[Problem]) -> Iterator[Files]:
    globs = value if isinstance(value, list) else [value]
    for number, glob in enumerate(globs):
        where = place.at(number) if isinstance(value, list) else place
        if not isinstance(glob, str) or len(glob) > LONGEST_GLOB:
            problems.append(Problem(f"expected a glob, not {shown(glob)}", where, "as 'tests/broken/*.yaml'"))
            continue
        yield Files(Glob(glob), where)


def _budgets(value: Any, place: Place, problems: list[Problem]) -> list[Files]:
    if not isinstance(value, dict):
        problems.append(Problem(f"expected globs with bounds, not {shown(value)}", place, _EXAMPLE))
        return []
    budgets = []
    for glob, bounds in value.items():
        where = place.at(glob)
        if not isinstance(glob, str) or len(glob) > LONGEST_GLOB:
            problems.append(Problem(f"expected a glob, not {shown(glob)}", where.on_key(), _EXAMPLE))
            continue
        if not isinstance(bounds, dict):
            problems.append(Problem(f"expected bounds, not {shown(bounds)}", where, _EXAMPLE))
            continue
        judged = ((key, _budget_fault(key, bounds[key], where.at(key))) for key in bounds)
        faults = dict(islice(((key, problem) for key, problem in judged if problem), MOST_PROBLEMS))
        problems += faults.values()
        if len(problems) >= MOST_PROBLEMS:
            break
        budgets.append(Files(Glob(glob), where, {key: bounds[key] for key in bounds.keys() - faults.keys()}))
    return budgets


_EXAMPLE = "as 'mobile/*.yaml: {params: {max: 5M}}'"


def _budget_fault(key: str, value: Any, place: Place) -> Problem | None:
    if key not in EXPECTABLE:
        help = nearest(key, EXPECTABLE) or "one of " + ", ".join(EXPECTABLE)
        return Problem(f"cannot set a budget for {shown(key)}", place.on_key(), help)
    from convcalc.analysis import amounts

    try:
        amounts.read_bound(value) if isinstance(value, dict) else amounts.read(value)
    except FieldError as error:
        return Problem(f"{key}: {error.message}", place, error.help)
    return None
