"""The rules: what can be held against a network that computes. One module a rule, imported when it is run.

A rule's docstring is its page: what it finds and why that matters, then a bad and a good example.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from types import ModuleType

from convcalc.analysis.analyse import Analysis
from convcalc.check.rules.base import Finding, Graph, Mend, Repair
from convcalc.document.places import Place
from convcalc.document.problems import Problem, SpecError, doing
from convcalc.document.wording import nearest, repeated
from convcalc.model.network import trail

__all__ = ["OFF", "PAGES", "RULES", "Finding", "Graph", "Mend", "Repair", "choose", "code_of", "findings", "page"]

UNREADABLE = "C001"
PAGES = {
    UNREADABLE: "unreadable",
    "C002": "expectation",
    "C003": "budget",
    "C004": "unused-ignore",
    "C005": "unmatched-glob",
}
"""What `check` says by itself; each has a page in `convcalc.check.rules.pages`."""

RULES = {
    # what is written and serves nothing
    "C101": "unused-variable",
    "C102": "unused-block",
    "C103": "unused-argument",
    "C104": "dead-layers",
    "C105": "joined-with-itself",
    # where windows lie
    "C201": "dropped-pixels",
    "C202": "skipped-pixels",
    "C203": "subsampling-1x1",
    "C204": "unproductive-layers",
    "C205": "even-kernel-shift",
    "C206": "misaligned-branches",
    "C207": "checkerboard",
    "C208": "idle-weights",
    "C209": "windows-in-padding",
    # layers that do not go together
    "C301": "bias-before-norm",
    "C302": "no-activation",
    "C303": "repeated-layer",
    "C304": "softmax-inside",
    "C305": "output-channels",
    "C306": "dropout-at-end",
    "C307": "norm-of-one",
    # what costs more than it must
    "C401": "heavy-dense",
    "C402": "odd-width",
}
"""Every rule: its code and its name, which is its module's with - in the place of _."""

OFF = frozenset({"C203", "C204", "C401", "C402"})
"""Rules of taste: well-known networks break them, so they run only when selected."""


MOST_PLACES = 10_000
"""Of more places in a network a rule tells that there are more: nobody reads on, and each costs."""
NO_FURTHER = "the rule looks no further"
"""In the place of a repair, of what stands for the places that are not told."""


def code_of(word: str) -> str | None:
    """The code that a code or a name stands for."""
    known = {**PAGES, **RULES}
    if word.upper() in known:
        return word.upper()
    return next((code for code, name in known.items() if name == word.lower()), None)


def choose(words: Iterable[str]) -> frozenset[str]:
    """The codes that words stand for: a code, a name, the start of codes as `C3`, `all` or `default`.

    Raises ValueError, with what is wrong, where one stands for none.
    """
    codes: set[str] = set()
    for word in words:
        code = code_of(word)
        if word.lower() in ("all", "default"):
            codes |= RULES.keys() if word.lower() == "all" else RULES.keys() - OFF
        elif code:
            codes.add(code)
        elif starting := {each for each in (*PAGES, *RULES) if word and each.startswith(word.upper())}:
            codes |= starting
        else:
            raise ValueError(f"there is no rule {word!r}: {unknown(word)}")
    return frozenset(codes)


def unknown(word: str) -> str:
    """What would help where a word names no rule."""
    names = [*PAGES, *RULES, *PAGES.values(), *RULES.values()]
    return nearest(word, names) or "'convcalc rule' lists all rules"


def page(code: str) -> str:
    """The page of a rule, as its docstring has it."""
    if code in PAGES:
        pages = import_module("convcalc.check.rules.pages")
        return str(getattr(pages, PAGES[code].replace("-", "_")))
    return _module(code).__doc__ or ""


def findings(analysis: Analysis, codes: Iterable[str]) -> list[tuple[Problem, Mend]]:
    """What rules find in a network: each place once, and a repair where one is certain, or why none is.

    Of a rule that fails, that.
    """
    graph = Graph(analysis)
    return [each for code in sorted(set(codes) & RULES.keys()) for each in _found(code, graph)]


def _found(code: str, graph: Graph) -> list[tuple[Problem, Mend]]:
    """What one rule finds; one that fails takes no other with it."""
    try:
        with doing(f"running rule {code} {RULES[code]}"):
            return list(_once(code, graph, _module(code).check(graph)))
    except SpecError as error:
        source = graph.network.source
        place = Place(source, ()) if source else None
        return [
            (problem._replace(place=problem.place or place, code=UNREADABLE), "the rule fails")
            for problem in error.problems
        ]


def _module(code: str) -> ModuleType:
    return import_module("convcalc.check.rules." + RULES[code].replace("-", "_"))


def _once(code: str, graph: Graph, findings: Iterable[Finding]) -> Iterator[tuple[Problem, Mend]]:
    """Findings of one place as one: the first, how often, and a repair where all that it makes are at fault."""
    first: dict[tuple[object, ...], Finding] = {}
    times: dict[tuple[object, ...], int] = {}
    unmended: dict[tuple[object, ...], str] = {}
    for finding in findings:
        place, mend = finding.place, finding.mend
        key: tuple[object, ...] = id(place.source), place.route, place.key
        if first.setdefault(key, finding) is finding:
            if len(first) > MOST_PLACES:
                break
            continue
        times[key] = times.get(key, 1) + 1
        if isinstance(mend, str):
            unmended.setdefault(key, mend)
    if len(first) > MOST_PLACES:
        _, beyond = first.popitem()
        message = f"found at more than {MOST_PLACES:,} places: further ones are not told"
        yield Problem(message, Place(beyond.place.source, ()), severity="warning", code=code), NO_FURTHER
    for key, finding in first.items():
        notes, mend, count = finding.notes, finding.mend, times.get(key, 1)
        if not isinstance(mend, str):
            mend = unmended.get(key, mend)
        if finding.node is not None:
            node = graph.nodes[finding.node]
            if node.scope.depth:
                notes += tuple(trail(node.scope))
            if mend and count < graph.uses[id(node.origin)]:
                mend = "it makes layers of which this is not so"
        message = repeated(finding.message, count)
        yield Problem(message, finding.place, finding.help, notes, "warning", code), mend
