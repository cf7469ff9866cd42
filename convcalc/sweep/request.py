"""What is asked for in a sweep, as it was written: behind options, or in the `sweep:` of a spec's file."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from convcalc.document.places import Place
from convcalc.document.problems import Problem, Problems, SpecError, fail
from convcalc.document.records import NamedTuple
from convcalc.document.wording import nearest, shown
from convcalc.language.spec import Spec
from convcalc.sweep.choices import axis_in, axis_of
from convcalc.sweep.listed import MARK
from convcalc.sweep.space import Axis
from convcalc.sweep.typed import Typed

SECTION = "sweep"
KEYS = ("vary", "where", "front", "best", "columns", "sample", "seed")


class Varied(NamedTuple):
    """An axis, and where it is named."""

    axis: Axis
    place: Place


class Request(NamedTuple):
    """What is asked for. The figures are read where the spec is known, whose variables they may be mistaken for."""

    vary: tuple[Varied, ...] = ()
    where: tuple[Typed, ...] = ()
    front: tuple[Typed, ...] = ()
    best: Typed | None = None
    columns: tuple[Typed, ...] = ()
    sample: int | None = None
    seed: int | None = None

    def over(self, base: "Request") -> "Request":
        """This beside what a file asks for: axes of the same name and a front take the place of its own."""
        axes = {each.axis.name: each for each in (*base.vary, *self.vary)}
        ranked = self if self.front or self.best else base
        return Request(
            tuple(axes.values()),
            base.where + self.where,
            ranked.front,
            ranked.best,
            self.columns or base.columns,
            base.sample if self.sample is None else self.sample,
            base.seed if self.seed is None else self.seed,
        )


def varied(text: str) -> Varied:
    """An axis that is typed. Raises SpecError."""
    said = Typed.behind("vary", text)
    axis = axis_of(said)
    return Varied(axis, said.part(0, len(text.partition("=")[0])).place)


def varied_once(texts: Iterable[str]) -> tuple[Varied, ...]:
    """Axes that are typed, each by another name. Raises SpecError."""
    axes: dict[str, Varied] = {}
    for each in map(varied, texts):
        if axes.setdefault(each.axis.name, each) is not each:
            raise fail(
                f"{each.axis.name!r} varies already", each.place, "give all choices at once: width=16,24,32..96:8"
            )
    return tuple(axes.values())


def listed(option: str, text: str | None) -> tuple[Typed, ...]:
    """What is typed behind an option, with commas between; nothing where it is not given."""
    return tuple(Typed.behind(option, text).split(",")) if text else ()


def stated(
    vary: Mapping[str, object],
    where: Iterable[str],
    front: Iterable[str],
    best: str,
    columns: Iterable[str],
    sample: int | None,
    seed: int | None,
) -> Request:
    """What a program asks for; the choices of an axis are values, or a text as behind an option. Raises SpecError."""
    if front and best:
        raise fail("give front or best, not both")

    def typed(option: str, texts: Iterable[str]) -> tuple[Typed, ...]:
        return tuple([Typed.behind(option, text) for text in texts])

    axes = []
    for name, choices in vary.items():
        place = Typed.behind("vary", name).place
        if isinstance(choices, str) and choices.startswith(MARK):
            axes.append(varied(f"{name}={choices}"))
            continue
        axes.append(
            Varied(axis_in(name, choices if isinstance(choices, str) else _as_in_a_file(choices), place), place)
        )
    ranked = Typed.behind("best", best) if best else None
    return Request(
        tuple(axes),
        typed("where", where),
        typed("front", front),
        ranked,
        typed("columns", columns),
        _whole("sample", sample, 1),
        _whole("seed", seed, 0),
    )


def _as_in_a_file(value: Any) -> object:
    """Values of a program as a file would have them, those of numpy as plain ones."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, bytes | dict) or not isinstance(value, str | int | float | Iterable | None):
        raise fail(f"{shown(value)} is no choice", help="a choice is a number, a word or a list")
    return list(map(_as_in_a_file, value)) if isinstance(value, Iterable) and not isinstance(value, str) else value


def _whole(name: str, value: Any, least: int) -> int | None:
    """A whole number of a program. Raises SpecError."""
    problems = Problems()
    found = _number(_as_in_a_file(value), Typed.behind(name, str(value)).place, problems, least)
    problems.stop_where_any()
    return found


def in_file(spec: Spec) -> Request:
    """What the file of a spec asks for, itself and no file that it extends. Raises SpecError with all that is wrong."""
    problems = Problems()
    found = read_section(spec, problems)
    if problems.found:
        raise SpecError(sorted(problems.found, key=lambda each: each.place.spot if each.place else ("", 0, 0)))
    return found


def read_section(spec: Spec, problems: Problems) -> Request:
    """The same as far as it can be read, and what is wrong with it."""
    data, place = (spec.source.data or {}).get("sweep"), Place(spec.source, (SECTION,))
    if data is None:
        return Request()
    if not isinstance(data, dict):
        problems.add(f"sweep: expected a mapping, not {shown(data)}", place, "as 'sweep: {vary: {width: 16..96:8}}'")
        return Request()
    for key in data:
        if key not in KEYS:
            help = nearest(str(key), KEYS) or "it has: " + ", ".join(KEYS)
            problems.add(f"a sweep has no {shown(key)}", place.at(key).on_key(), help)
    if data.get("front") and data.get("best"):
        problems.add("a sweep has front or best, not both", place.at("best").on_key())
    return Request(
        tuple(_vary(data.get("vary"), place.at("vary"), problems)),
        tuple(_texts(data.get("where"), place.at("where"), problems, "")),
        tuple(_texts(data.get("front"), place.at("front"), problems)),
        next(_texts(data.get("best"), place.at("best"), problems), None),
        tuple(_texts(data.get("columns"), place.at("columns"), problems)),
        _number(data.get("sample"), place.at("sample"), problems, 1),
        _number(data.get("seed"), place.at("seed"), problems, 0),
    )


def _vary(data: Any, place: Place, problems: Problems) -> Iterator[Varied]:
    if not isinstance(data, dict | None):
        problems.add(f"vary: expected a mapping, not {shown(data)}", place, "as {width: 16..96:8, kernel: [3, 5, 7]}")
        return
    for name, choices in (data or {}).items():
        try:
            yield Varied(axis_in(str(name), choices, place.at(name)), place.at(name).on_key())
        except SpecError as error:
            problems.take(error.problems)


def _texts(data: Any, place: Place, problems: Problems, mark: str = ",") -> Iterator[Typed]:
    """One text or a list of them, in each of which several may stand with a mark between."""
    for k, text in enumerate(data if isinstance(data, list) else [data] if data is not None else []):
        where = place.at(k) if isinstance(data, list) else place
        if not isinstance(text, str):
            problems.add(f"expected words, not {shown(text)}", where, "as [params, macs], or 'params<=5M' in quotes")
            continue
        said = Typed(text, where)
        yield from said.split(mark) if mark else [said]


def _number(data: Any, place: Place, problems: Problems, least: int) -> int | None:
    if data is None or (isinstance(data, int) and not isinstance(data, bool) and data >= least):
        return data
    problems.found.append(Problem(f"expected a whole number from {least} on, not {shown(data)}", place))
    return None
