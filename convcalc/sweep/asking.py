"""A sweep made of what was asked for and the spec that it is asked of: what is wrong between them is told here."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from convcalc.document.places import Place
from convcalc.document.problems import SpecError, fail
from convcalc.document.records import NamedTuple
from convcalc.document.wording import nearest, shown
from convcalc.explain.find import Names
from convcalc.language.expansion import unknown_inputs, unknown_variables
from convcalc.language.expressions import Expression
from convcalc.language.spec import Spec
from convcalc.language.values import has_expression
from convcalc.sweep.evaluating import Members
from convcalc.sweep.gauges import Gauge, Limit
from convcalc.sweep.plan.sights import UnfitError
from convcalc.sweep.plan.uses import uses_in
from convcalc.sweep.request import Request, Varied
from convcalc.sweep.running import Sweep
from convcalc.sweep.space import INPUT, Axis, Draw, Space
from convcalc.sweep.typed import Typed
from convcalc.sweep.wheres import Objective, gauge, objective, where

USUAL = (Gauge("params"), Gauge("macs"))
"""The figures that are told where others are asked for, too."""
MOST_AXES, MOST_LIMITS, MOST_NAMED = 1000, 1000, 20
"""Things that vary, what is held against each point, and variables that are named where one is not known."""
MOST_POINTS = 10**12
"""A million a second takes eleven days for these."""
TRIES = 20
"""Members that are looked at for a part that the spec itself has not."""


class Survey(NamedTuple):
    """A sweep, the points of it that are tried, and what is told of them."""

    sweep: Sweep
    indices: Sequence[int]
    front: tuple[Objective, ...] = ()
    best: Objective | None = None
    aside: str = ""
    """Why a sample is of all points, and not of those within limits."""

    @property
    def space(self) -> Space:
        """What varies."""
        return self.sweep.members.space


def survey(spec: Spec, request: Request, settings: dict[str, Any] | None = None, input: Any = None) -> Survey:
    """What a request asks of a spec. Raises SpecError."""
    members, limits = limited(spec, request, settings, input)
    ranking = objectives(request.front)
    best = objective(request.best) if request.best else None
    places = _places(request, limits)
    columns = [gauge(said) for said in request.columns]
    ranked = [each.gauge for each in (*([best] if best else []), *ranking)]
    gauges = dict.fromkeys([*(columns or USUAL), *ranked, *(each.gauge for each in limits)])
    for each in gauges:
        seek(members, each, places.get(each))
    size = members.space.size
    if request.sample is None and size > MOST_POINTS:
        raise fail(f"{size:,} points are more than can be tried", help="--sample 100000 tries some at random")
    sweep, aside = Sweep(members, tuple(gauges), limits), ""
    indices: Sequence[int] = range(size)
    if request.sample is not None:
        indices, aside = _drawn(sweep, request.sample, request.seed or 0)
    return Survey(sweep, indices, ranking, best, aside)


def limited(
    spec: Spec, request: Request, settings: dict[str, Any] | None = None, input: Any = None
) -> tuple[Members, tuple[Limit, ...]]:
    """The family that a request is of, with its conditions, and the limits on figures. Raises SpecError."""
    settings = settings or {}
    if faults := [*unknown_variables(spec, settings), *unknown_inputs(spec, input)]:
        raise SpecError(faults)
    space = space_of(spec, request.vary, settings, input)
    bounded(request.where)
    variables = {axis.variable: None for axis in space.axes}
    wheres = [where(said, variables) for said in request.where]
    for said, each in zip(request.where, wheres):
        if isinstance(each, Expression):
            _hold_plain(space, said, each)
    space = space._replace(conditions=tuple([each for each in wheres if isinstance(each, Expression)]))
    return Members(spec, space, settings, input), tuple([each for each in wheres if isinstance(each, Limit)])


def _hold_plain(space: Space, said: Typed, condition: Expression) -> None:
    """Raises SpecError where a condition is on what is no value before a network is begun."""
    lists, varied = dict(space.lists), {(axis.variable, axis.place) for axis in space.axes}
    for name, index in uses_in(condition):
        elements = lists.get(name, ())
        rest = [k for k in range(len(elements)) if (name, k) not in varied and index in (None, k, k - len(elements))]
        if worked_out := [k for k in rest if has_expression(elements[k])]:
            help = "compare elements that vary, or vary all of the list"
            raise said.fail(f"{name}[{worked_out[0]}] does not vary, and is worked out of other variables", help)


def _drawn(sweep: Sweep, count: int, seed: int) -> tuple[Sequence[int], str]:
    """Points at random: of those within the limits, where that can be, or of all, and why."""
    size = sweep.members.space.size
    if not (sweep.limits or sweep.members.space.conditions) or count >= size:
        return Draw(size, count, seed), ""
    from convcalc.sweep.within import MembersWithin

    try:
        within = MembersWithin(sweep.members, sweep.limits, keep=True)
    except UnfitError as error:
        return Draw(size, count, seed), str(error)
    if not within.size:
        return Draw(size, count, seed), "none is within all limits"
    return within.draw(count, seed), ""


def objectives(front: Sequence[Typed]) -> tuple[Objective, ...]:
    """What is to be small or large at once. Raises SpecError."""
    found: dict[Gauge, Objective] = {}
    for said in front:
        add_objective(found, said)
    return tuple(found.values())


def add_objective(found: dict[Gauge, Objective], said: Typed) -> Objective:
    """One more, with those that there are already. Raises SpecError."""
    each = objective(said)
    if each.gauge in found:
        raise said.fail(f"{each.gauge.name} is given twice")
    return found.setdefault(each.gauge, each)


def bounded(wheres: Sequence[Typed]) -> None:
    """Raises SpecError where there are more limits and conditions than are held against points."""
    if len(wheres) > MOST_LIMITS:
        raise wheres[MOST_LIMITS].fail(f"more than {MOST_LIMITS:,} limits are too many")


def _places(request: Request, limits: Sequence[Limit]) -> dict[Gauge, Place]:
    """Where each figure is named first."""
    said = [*request.columns, *request.front, *([request.best] if request.best else [])]
    texts = {each.text: each.place for each in request.where}
    places = {limit.gauge: texts[limit.text] for limit in limits if limit.text in texts}
    return {objective(each).gauge: each.place for each in reversed(said)} | places


def space_of(spec: Spec, vary: Sequence[Varied], settings: dict[str, Any] | None = None, input: Any = None) -> Space:
    """What varies, held against the spec. Raises SpecError."""
    varying = Varying(spec, settings, input)
    for each in vary:
        varying.add(each)
    return varying.space()


class Varying:
    """What varies, axis after axis as they are held against a spec."""

    def __init__(self, spec: Spec, settings: Mapping[str, Any] | None = None, input: Any = None) -> None:
        self._spec, self._settings, self._given = spec, settings or {}, input
        self._known = {each.name: self._settings.get(each.name, each.value) for each in spec.variables}
        self._lists: dict[str, tuple[Any, ...]] = {}
        self.axes: list[Axis] = []
        self._of: dict[str, dict[int | None, Axis]] = {}
        """The axes of each variable, by the element that they are."""

    def add(self, varied: Varied) -> Axis:
        """One more. Raises SpecError."""
        axis, place = varied
        if len(self.axes) >= MOST_AXES:
            raise fail(f"more than {MOST_AXES:,} things that vary are too many", place)
        if axis.is_input:
            if self._given is not None:
                raise fail("the input is given one volume, and varies", place, "leave out --input")
            axis = _input(self._spec, axis, place)
        else:
            self._hold(axis, place)
        self.axes.append(axis)
        return axis

    def space(self) -> Space:
        """All of them."""
        return Space(tuple(self.axes), (), tuple(self._lists.items()))

    def _hold(self, axis: Axis, place: Place) -> None:
        """Raises SpecError where a variable is not known, is set, or varies already."""
        known, name = self._known, axis.variable
        if name not in known:
            names = ", ".join([*islice(known, MOST_NAMED), *(["..."] if len(known) > MOST_NAMED else [])])
            help = nearest(name, known) or (f"it has: {names}" if known else "it has no vars")
            raise fail(f"spec {self._spec.name!r} has no variable {name!r}", place, help)
        of_list = _elements(axis, known[name], place) if axis.place is not None else None
        others = self._of.setdefault(name, {})
        other = others.get(axis.place) or others.get(None) or (None if axis.place is not None else _first(others))
        if other:
            raise fail(f"{name!r} varies already, as {other.name}", place)
        if axis.place is None and axis.name in self._settings:
            raise fail(f"{axis.name!r} is set to one value, and varies", place, "leave one of them out")
        if of_list is not None:
            self._lists[name] = of_list
        others[axis.place] = axis


def _first(axes: Mapping[int | None, Axis]) -> Axis | None:
    return next(iter(axes.values()), None)


def _elements(axis: Axis, value: Any, place: Place) -> tuple[Any, ...]:
    """The elements of a variable of which some vary."""
    if not isinstance(value, list):
        raise fail(f"{axis.variable} is no list, and has no elements", place)
    assert axis.place is not None
    if axis.place >= len(value):
        raise fail(f"{axis.variable} has {len(value)} elements, counted from 0", place)
    return tuple(value)


def _input(spec: Spec, axis: Axis, place: Place) -> Axis:
    """The volumes of an input; a single number stands for its sizes, with the channels as they are."""
    name = axis.name.partition(".")[2]
    inputs = spec.input if isinstance(spec.input, dict) else {"": spec.input}
    if name not in inputs:
        help = f"it has: {', '.join(f'{INPUT}.{each}' if each else INPUT for each in inputs)}"
        raise fail(f"spec {spec.name!r} has no {axis.name!r} to vary", place, help)
    return axis._replace(choices=tuple([_volume(spec, name, inputs[name], each, place) for each in axis.choices]))


def _volume(spec: Spec, name: str, written: Any, choice: Any, place: Place) -> Any:
    if isinstance(choice, list) or not isinstance(written, list):
        return choice
    *sizes, channels = spec.order_at(spec.place_of_input(name)).inner(written)
    if not isinstance(channels, int) or not isinstance(choice, int):
        raise fail(f"{shown(choice)} is no volume", place, "write each as 128x128x3")
    return list(spec.order((choice,) * len(sizes), channels).numbers)


def seek(members: Members, gauge: Gauge, place: Place | None) -> None:
    """Raises SpecError where no network has a part that is asked for, as far as can be seen from some."""
    fault: SpecError | None = None
    space = members.space
    for values in ({}, *(space.values(index) for index in Draw(space.size, TRIES, 0))) if gauge.part else ():
        try:
            network = members.network(values)
        except SpecError:
            continue
        try:
            Names(network).find(gauge.part)
            return
        except SpecError as error:
            fault = fault or error
    if fault:
        raise SpecError([problem._replace(place=place) for problem in fault.problems])
