"""What is said of the number under the cursor: how it comes about, or what a key means."""

from convcalc.analysis.analyse import Analysis
from convcalc.document.places import Route
from convcalc.document.standing import standing
from convcalc.editor.items import WrittenItem, written_items
from convcalc.editor.reading import OpenSpec
from convcalc.explain.block import Breakdown, explain_block
from convcalc.explain.find import Found
from convcalc.explain.layer import explain_layer
from convcalc.explain.lines import Explanation
from convcalc.language.schema import OF_ITEM, TOP
from convcalc.render.formats import Options, render
from convcalc.render.text import unstyled

WIDTH = 84
"""Of explanations as text."""


def hover(reading: OpenSpec, line: int, column: int, form: str = "markdown") -> str:
    """What is to be said at a line and a column, from 1, in a format of explanations; empty where that is nothing."""
    source, analysis = reading.source, reading.analysis
    if source is None or not source.line(line)[column - 1 : column].strip():
        return ""
    route, key = standing(source, line, column)
    meaning = _meaning(route) if key else ""
    written = _innermost(analysis, reading.name, route) if analysis else None
    if meaning or analysis is None or written is None:
        return meaning or _variable(reading, route)
    return unstyled(render("explanation", form, _explained(analysis, written), Options(WIDTH)))


def _meaning(route: Route) -> str:
    """What a key of a spec, or of an item, means."""
    name = str(route[-1])
    if len(route) == 1:
        return TOP.get(name, "")
    return OF_ITEM.get(name, "") if isinstance(route[-2], int) else ""


def _variable(reading: OpenSpec, route: Route) -> str:
    if reading.spec is None or len(route) < 2 or route[0] != "vars":
        return ""
    found = [each for each in reading.spec.variables if each.name == route[1]]
    return f"`{found[0].name}`: `--set {found[0].name}=...` replaces it" if found else ""


def _innermost(analysis: Analysis, name: str, route: Route) -> WrittenItem | None:
    """The item that a place belongs to, of those that came to something."""
    items = written_items(analysis.network, name)
    return next((items[route[:end]] for end in range(len(route), 0, -1) if route[:end] in items), None)


def _explained(analysis: Analysis, written: WrittenItem) -> Explanation | Breakdown:
    """The first call of an item: a layer's figures, or the parts of a block."""
    if written.scope is None:
        return explain_layer(analysis, written.ends[0])
    path = written.scope.path
    numbers = [number for number in written.numbers if analysis.rows[number].node.path.startswith(path)]
    return explain_block(analysis, Found(path[:-1], tuple(numbers), True))
