"""What varies, as people write it: `width=16..96:8`, `kernel=3,5,7`, `depths=[[2,2,2,2],[3,4,6,3]]`, `depths[0]=1..4`.

A file has the same, name by name, where a list is one of choices. Knows nothing of the spec that they are for.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from convcalc.document.places import Place
from convcalc.document.problems import Problems, SpecError, fail
from convcalc.document.scalars import read_number
from convcalc.document.source import parse
from convcalc.document.wording import one_form, shown
from convcalc.language.values import Known, ValueReader, is_word
from convcalc.sweep.listed import MARK, choices_in, is_plain, shared
from convcalc.sweep.space import Axis
from convcalc.sweep.typed import Typed

FORM = "as width=16..96:8, kernel=3,5,7 or depths=[[2,2,2,2],[3,4,6,3]]"
MOST_CHOICES = 100_000
"""Of one axis: more are no choice that anybody means."""

_NAME = re.compile(r"([^\[\]]+)(?:\[(\d{1,3})\])?")
_RANGE = re.compile(r"(-?[\d.e]*?\d)\s*\.\.\s*(-?\.?\d[\d.e]*?)\s*(?::\s*(\S*))?")

_NO_RANGE = re.compile(r"(\d+)\s*(?:-|:|\.\.\.)\s*(\d+)\s*(?:[:-]\s*(\d+))?")
"""A range as others write it."""


def axis_of(said: Typed) -> Axis:
    """An axis, as it is typed: its name, `=` and its choices. Raises SpecError."""
    name, equals, _ = said.text.partition("=")
    if not equals or not name.strip():
        raise said.fail(f"{shown(said.text)} is not of the form name=choices", FORM)
    choices = said.part(len(name) + 1)
    if not choices.text:
        raise said.fail(f"there are no choices for {name.strip()!r}", FORM)
    listing = choices.text.startswith(MARK)
    found = choices_in(choices, _value) if listing else _typed(choices)
    return _axis(said.part(0, len(name)), choices.place, shared(found))


def axis_in(name: str, data: Any, place: Place) -> Axis:
    """An axis, as a file has it below its name. Raises SpecError."""
    if isinstance(data, str):
        if data.startswith(MARK):
            raise fail(f"{shown(data)}: no file is read for what stands here", place, "name it behind --vary")
        found = list(_typed(Typed(data, place)))
    else:
        each = data if isinstance(data, list) else [data]
        at = (place.at(k) if isinstance(data, list) else place for k in range(len(each)))
        found = [choice for value, where in zip(each, at, strict=True) for choice in _written(value, where)]
    return _axis(Typed(name, place.on_key()), place, shared(found))


def _axis(name: Typed, place: Place, choices: list[Any]) -> Axis:
    match = _NAME.fullmatch(one_form(name.text))
    if not match or not (is_word(match[1]) or match[1].startswith("input.")):
        raise name.fail(f"{shown(name.text)} cannot name what varies", "a variable, an element as depths[0], or input")
    if not choices:
        raise fail(f"there are no choices for {name.text!r}", place, FORM)
    known = set[str]()
    for choice in choices:
        text = repr(choice) if is_plain(choice) else written(choice)
        if text in known:
            raise _twice(name.text, written(choice), choices, place)
        known.add(text)
    return Axis(match[0], tuple(choices), int(match[2]) if match[2] else None)


def _twice(name: str, choice: str, choices: list[Any], place: Place) -> SpecError:
    help = f"where all are one list, write {name}=[{written(choices)}]" if len(choices) < 20 else ""
    return fail(f"{name}: {choice} is given twice", place, help)


def _typed(said: Typed) -> Iterator[Any]:
    """The choices in a text, with commas between."""
    parts = said.split(",")
    for part in parts:
        if not part.text:
            raise said.fail(f"{shown(said.text)} has nothing between two commas, or at an end", FORM)
        if (other := _NO_RANGE.fullmatch(part.text)) and int(other[1]) < int(other[2]):
            step = f":{other[3]}" if other[3] else ""
            raise part.fail(f"{shown(part.text)} is no range", f"did you mean {other[1]}..{other[2]}{step}?")
        if match := _RANGE.fullmatch(part.text):
            yield from _range(part, match)
            continue
        value = _value(part)
        if isinstance(value, list) and len(parts) == 1 and part.text.startswith("["):
            yield from value
        else:
            yield value


def _written(value: Any, place: Place) -> Iterator[Any]:
    """The choices that an element of a list in a file stands for."""
    if isinstance(value, str):
        yield from _typed(Typed(value, place))
    else:
        yield _read(value, place)


def _range(said: Typed, match: re.Match[str]) -> Iterator[Any]:
    """The numbers from one to another, both included, in steps of 1 or as is said."""
    first, last, step = (_number(said.part(*match.span(k))) if match[k] is not None else 1 for k in (1, 2, 3))
    if not step:
        raise said.part(*match.span(3)).fail("a range goes in steps of more than nothing", "as 16..96:8")
    if (last - first) * step < 0:
        size = f":{match[3].removeprefix('-')}" if match[3] else ""
        help = f"as {match[2]}..{match[1]}{size}, or with a step below 0" if step > 0 else "as 96..16:-8"
        raise said.fail(f"{said.text} goes nowhere: {match[2]} comes before {match[1]}", help)
    count = int((last - first) / step) + 1
    if count > MOST_CHOICES:
        raise said.fail(f"{said.text} has {count:,} choices: at most {MOST_CHOICES:,} are tried", "take larger steps")
    for k in range(count):
        number = first + k * step
        yield int(number) if number.denominator == 1 else float(number)


def _number(said: Typed) -> Fraction:
    number = read_number(said.text) if said.text else None
    if number is None or abs(number) > 10**18:
        raise said.fail(f"{shown(said.text)} is not a number", "as 16..96:8")
    return Fraction(number) if isinstance(number, int) else Fraction(said.text)


def _value(said: Typed) -> Any:
    """A single choice, read as a spec would read it."""
    try:
        data = parse("<choice>", said.text).data
    except SpecError as error:
        raise said.blamed(error.problems) from None
    return _read(data, said.place)


def _read(data: Any, place: Place) -> Any:
    """Plain data as the value of a variable. A kind of layer stands for itself. Raises SpecError."""
    if is_plain(data):
        return data
    if data is None or isinstance(data, dict):
        raise fail(f"{shown(data)} is no choice", place, "a choice is a number, a word or a list")
    problems = Problems()
    value = ValueReader(problems).value(data, place, Known().with_kinds())
    if problems.found:
        help = "a choice is a number, true or false, a kind of layer or a list; a range is as 16..96:8"
        raise SpecError([problem._replace(place=place, help=help) for problem in problems.found])
    return value


def written(choice: Any) -> str:
    """A choice as it can be typed."""
    if isinstance(choice, bool):
        return "true" if choice else "false"
    if isinstance(choice, (list, tuple)):
        return f"[{', '.join(map(written, choice))}]"
    return str(choice)
