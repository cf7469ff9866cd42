"""Where that is written which the word under the cursor names: a block, a layer, a variable, another file."""

import os

from convcalc.document.opening import beside
from convcalc.document.places import Place, Position
from convcalc.document.problems import SpecError
from convcalc.document.records import NamedTuple
from convcalc.document.standing import standing
from convcalc.editor.pointing import named, pointed
from convcalc.editor.reading import OpenSpec
from convcalc.language.loading import find
from convcalc.language.spec import Spec


class Defined(NamedTuple):
    """A file, and where in it."""

    path: str
    position: Position


def definition(reading: OpenSpec, line: int, column: int) -> Defined | None:
    """Where what is named at a line and a column, from 1, is written."""
    found, spec = pointed(reading, line, column), reading.spec
    if found is None or spec is None:
        return None
    place = _inside(spec, found.word)
    if place is None and "." in found.word:
        place = _inside(spec, found.word.split(".")[0])
    if place is not None:
        return Defined(os.path.abspath(place.source.name), place.position)
    return _file(reading, str(found.word)) or _file(reading, _value(reading, line, column))


def _inside(spec: Spec, word: str) -> Place | None:
    """Where a block, a variable or a layer of this name is."""
    if word in spec.blocks:
        return spec.blocks[word].place.on_key()
    variable = next((each.place.on_key() for each in spec.variables if each.name == word), None)
    return variable or named(spec, word)


def _value(reading: OpenSpec, line: int, column: int) -> str:
    """The whole value that stands somewhere."""
    assert reading.source is not None
    route, _ = standing(reading.source, line, column)
    value = reading.source.data
    for step in route:
        value = value[step]
    return value if isinstance(value, str) else str(route[-1] if route else "")


def _file(reading: OpenSpec, name: str) -> Defined | None:
    """The start of a file, or of a shipped spec, that a spec extends or calls."""
    folder = os.path.dirname(reading.name)
    if not name or (os.path.basename(name) != name and not os.path.isfile(beside(folder, name))):
        return None
    try:
        return Defined(os.path.abspath(find(name, folder).name), Position(1, 1))
    except SpecError:
        return None
