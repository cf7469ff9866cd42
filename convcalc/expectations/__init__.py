"""What a spec expects of itself, judged against what is true. Knows networks and answers; not files or formats."""

from collections.abc import Iterator
from typing import Any

from convcalc import answers
from convcalc.analysis import Analysis
from convcalc.answers import Bound, Truth
from convcalc.expectations.figures import IN_BYTES, Figures, Part, whole
from convcalc.expectations.remedies import remedy
from convcalc.fields import FieldError
from convcalc.geometry import Volume
from convcalc.items import Item
from convcalc.network import Scope, trail
from convcalc.problems import Place, Problem
from convcalc.source import Source

UNREADABLE, EXPECTATION = "C001", "C002"


def judge(analysis: Analysis) -> list[Problem]:
    """Every `expect:` of the file that does not hold: those of layers and calls, then that of the file.

    An item that stands for many layers is judged each time and reported once. What a file that it extends
    expects holds for that file's own network, and is not looked at.
    """
    figures = Figures(analysis)
    found: dict[tuple[int, str], list[Problem]] = {}
    for item, scope, numbers in _parts(analysis):
        part = Part(numbers, _end(analysis, scope, numbers))
        for key, problem in failures(figures, part, item.expect, item.place.at("expect")):
            found.setdefault((id(item), key), []).append(problem._replace(notes=tuple(trail(scope))))
    problems = [_once(group) for group in found.values()]
    spec = analysis.network.spec
    if spec.expect is not None:
        place = Place(spec.source, ("expect",))
        problems += [problem for _, problem in failures(figures, whole(analysis), spec.expect, place)]
    return problems


def _once(group: list[Problem]) -> Problem:
    if len(group) == 1:
        return group[0]
    return group[0]._replace(message=f"{group[0].message} (here, and {len(group) - 1:,} times more)")


def _parts(analysis: Analysis) -> Iterator[tuple[Item, Scope, list[int]]]:
    """Each use of an item that expects something: the item, the scope it stands in, the numbers of its layers."""
    unfinished: dict[tuple[int, ...], tuple[Item, Scope, list[int]]] = {}
    known: dict[int, list[tuple[tuple[int, ...], Item, Scope]]] = {}
    source = analysis.network.spec.source
    for number, node in enumerate(analysis.network.nodes):
        if id(node.scope) not in known:
            known[id(node.scope)] = _owners(node.scope, source)
        for key, item, scope in known[id(node.scope)]:
            unfinished.setdefault(key, (item, scope, []))[2].append(number)
        if node.item is not None and node.item.expect is not None and node.item.place.source is source:
            _, _, inside = unfinished.pop((id(node.item), id(node.scope)), (None, None, []))
            yield node.item, node.scope, [*inside, number]
    yield from unfinished.values()


def _owners(scope: Scope, source: Source) -> list[tuple[tuple[int, ...], Item, Scope]]:
    """The calls, branches and heads around a scope that expect something: a key for this use, the item, its scope."""
    owners: list[tuple[tuple[int, ...], Item, Scope]] = []
    for each in scope.chain:
        item, parent = each.item, each.parent
        if item is None or item.expect is None or item.place.source is not source or parent is None:
            continue
        alone = each.block or item.kind == "head"
        owners.append(((id(each),) if alone else (id(item), id(parent)), item, parent))
    return owners


def _end(analysis: Analysis, scope: Scope, numbers: list[int]) -> int:
    """The last of an item's layers that is not in a head; in a head, the last of all."""
    depth = len(scope.chain)
    for number in reversed(numbers):
        inner = analysis.network.nodes[number].scope.chain[depth:]
        if not any(each.item and each.item.kind == "head" and not each.block for each in inner):
            return number
    return numbers[-1]


def failures(
    figures: Figures, part: Part, expect: dict[str, Any], place: Place, code: str = EXPECTATION
) -> Iterator[tuple[str, Problem]]:
    """What of an `expect:` does not hold for a part, or cannot be read: the key and the problem."""
    for key, value in expect.items():
        try:
            problem = _failure(figures, part, key, value, place.at(key), code)
        except FieldError as error:
            problem = Problem(f"expect: {key}: {error.message}", place.at(key), error.help, code=UNREADABLE)
        if problem:
            yield key, problem


def _failure(figures: Figures, part: Part, key: str, value: Any, place: Place, code: str) -> Problem | None:
    truth = figures.figure(part, key)
    bound = answers.read_bound(value) if isinstance(value, dict) else None
    wanted = [each for each in (bound.least, bound.most) if each] if bound else [answers.read(value)]
    if key not in IN_BYTES and any(each.in_bytes for each in wanted):
        raise FieldError("this is a count, not a number of bytes", "write it without B")
    if bound is None:
        fails = not wanted[0].matches(truth, key in IN_BYTES)
        answer, words = wanted[0], ""
    else:
        low = bound.least is not None and not Bound(bound.least, None).allows(truth, key in IN_BYTES)
        fails = low or not bound.allows(truth, key in IN_BYTES)
        answer, words = (wanted[0], "at least ") if low else (wanted[-1], "at most ")
        place = place.at("min" if low else "max")
    if not fails and figures.certain(part, key, bound is not None and bound.least is None):
        return None
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
