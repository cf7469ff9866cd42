"""What a spec expects of itself, judged against what is true. Knows networks and answers; not files or formats."""

from collections.abc import Iterator
from typing import Any

from convcalc.analysis import amounts
from convcalc.analysis.amounts import Answer, Bound, Truth
from convcalc.analysis.analyse import Analysis
from convcalc.analysis.parts import IN_BYTES, Figures, Part, whole
from convcalc.check.remedies import remedy
from convcalc.document.problems import Place, Problem, repeated
from convcalc.document.source import Source
from convcalc.language.items import Item, item_of
from convcalc.language.spec import spec_of
from convcalc.model.geometry import Volume
from convcalc.model.layers.fields import FieldError
from convcalc.model.network import Scope, trail

UNREADABLE, EXPECTATION = "C001", "C002"


def judge(analysis: Analysis) -> list[Problem]:
    """Every `expect:` of the file that does not hold: those of layers and calls, then that of the file.

    An item that stands for many layers is judged each time and reported once. What a file that it extends
    expects holds for that file's own network, and is not looked at.
    """
    figures = Figures(analysis)
    found: dict[tuple[int, str], Problem] = {}
    times: dict[tuple[int, str], int] = {}
    for item, scope, numbers in uses(analysis):
        part = Part(numbers, end_of(analysis, scope, numbers))
        for key in failing(figures, part, item.expect):
            times[id(item), key] = times.get((id(item), key), 0) + 1
            if (id(item), key) not in found:
                problem = tell(figures, part, key, item.expect[key], item.place.at("expect", key))
                found[id(item), key] = problem._replace(notes=tuple(trail(scope)))
    problems = [each._replace(message=repeated(each.message, times[key])) for key, each in found.items()]
    spec = spec_of(analysis.network)
    if spec and spec.expect is not None:
        place = Place(spec.source, ("expect",))
        problems += failures(figures, whole(analysis), spec.expect, place, EXPECTATION)
    return problems


def uses(analysis: Analysis) -> Iterator[tuple[Item, Scope, list[int]]]:
    """Each use of an item that expects something: the item, the scope it stands in, the numbers of its layers."""
    unfinished: dict[tuple[int, ...], tuple[Item, Scope, list[int]]] = {}
    known: dict[int, list[tuple[tuple[int, ...], Item, Scope]]] = {}
    source = analysis.network.source
    for number, node in enumerate(analysis.network.nodes):
        if id(node.scope) not in known:
            known[id(node.scope)] = _owners(node.scope, source)
        for key, item, scope in known[id(node.scope)]:
            unfinished.setdefault(key, (item, scope, []))[2].append(number)
        written = item_of(node)
        if written is not None and written.expect is not None and written.place.source is source:
            _, _, inside = unfinished.pop((id(written), id(node.scope)), (None, None, []))
            yield written, node.scope, [*inside, number]
    yield from unfinished.values()


def _owners(scope: Scope, source: Source | None) -> list[tuple[tuple[int, ...], Item, Scope]]:
    """The calls, branches and heads around a scope that expect something: a key for this use, the item, its scope."""
    owners: list[tuple[tuple[int, ...], Item, Scope]] = []
    for each in scope.chain:
        item, parent = item_of(each), each.parent
        if item is None or item.expect is None or item.place.source is not source or parent is None:
            continue
        alone = each.block or item.kind == "head"
        owners.append(((id(each),) if alone else (id(item), id(parent)), item, parent))
    return owners


def end_of(analysis: Analysis, scope: Scope, numbers: list[int]) -> int:
    """The last of an item's layers that is not in a head; in a head, the last of all."""
    depth = len(scope.chain)
    for number in reversed(numbers):
        inner = analysis.network.nodes[number].scope.chain[depth:]
        if not any((item := item_of(each)) and item.kind == "head" and not each.block for each in inner):
            return number
    return numbers[-1]


def failures(figures: Figures, part: Part, expect: dict[str, Any], place: Place, code: str) -> list[Problem]:
    """What of an `expect:` does not hold for a part, or cannot be read."""
    return [tell(figures, part, key, expect[key], place.at(key), code) for key in failing(figures, part, expect)]


def failing(figures: Figures, part: Part, expect: dict[str, Any]) -> Iterator[str]:
    """The keys of an `expect:` that do not hold for a part, or cannot be read."""
    for key, value in expect.items():
        try:
            bound = _read(key, value)
        except FieldError:
            yield key
            continue
        truth, in_bytes = figures.figure(part, key), key in IN_BYTES
        if isinstance(bound, Bound):
            holds = bound.allows(truth, in_bytes) and figures.certain(part, key, bound.least is None)
        else:
            holds = bound.matches(truth, in_bytes) and figures.certain(part, key)
        if not holds:
            yield key


def _read(key: str, value: Any) -> Bound | Answer:
    """An expected value. Raises FieldError."""
    bound = amounts.read_bound(value) if isinstance(value, dict) else amounts.read(value)
    ends = (bound.least, bound.most) if isinstance(bound, Bound) else (bound,)
    if key not in IN_BYTES and any(end and end.in_bytes for end in ends):
        raise FieldError("this is a count, not a number of bytes", "write it without B")
    return bound


def tell(figures: Figures, part: Part, key: str, value: Any, place: Place, code: str = EXPECTATION) -> Problem:
    """The problem of an expectation that does not hold: what was found, the difference, what it would take."""
    try:
        answer = _read(key, value)
    except FieldError as error:
        return Problem(f"expect: {key}: {error.message}", place, error.help, code=UNREADABLE)
    truth, words = figures.figure(part, key), ""
    if isinstance(answer, Bound):
        low = answer.least
        if low and answer.most and Bound(low, None).allows(truth, key in IN_BYTES):
            low = None
        words, place = ("at least ", place.at("min")) if low else ("at most ", place.at("max"))
        end = low or answer.most
        assert end is not None
        answer = end
    message = f"{key}: expected {words}{answer.text}, found {_shown(figures, part, key, truth)}"
    return Problem(message, place, remedy(figures, part, key, truth, answer), code=code)


def _shown(figures: Figures, part: Part, key: str, truth: Truth) -> str:
    most = "" if figures.certain(part, key) else "at most "
    if truth is None:
        return f"{most}the whole input"
    if isinstance(truth, Volume):
        return str(truth)
    if isinstance(truth, tuple):
        return most + (str(truth[0]) if len(set(truth)) == 1 else "x".join(map(str, truth)))
    return f"{int(truth):,}" + (" bytes" if key in IN_BYTES else "")
