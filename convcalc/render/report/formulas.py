"""How each figure of a layer comes about, as the page is told it: lines of text, grouped by the figure they explain."""

from collections.abc import Callable, Hashable, Iterable, Iterator

from convcalc.analysis.analyse import Analysis
from convcalc.explain.field import branch_names, field_lines
from convcalc.explain.formula import division, numbers, symbols
from convcalc.explain.layer import own_lines
from convcalc.explain.lines import Line, Rest
from convcalc.explain.sharers import shared_with
from convcalc.explain.terms import Name, Number
from convcalc.render.explanation import result

FIGURES = (("output",), ("params", "buffers"), ("macs",), ("memory",))
"""What a click on a figure explains: of parameters, also the statistics beside them. Then the receptive field."""

Text = tuple[str, str, str]
"""What the figure is, its formula in symbols, and with its values and the result."""
Texts = tuple[Text, ...]
"""What explains one figure."""


MOST_EXPLAINED = 1_000
"""Layers that are not alike in what explains them: nobody reads a page with more, and each takes 0.3 ms."""
ELSEWHERE = (("", "", f"{MOST_EXPLAINED:,} layers are explained here, and any by `convcalc explain`"),)


def formulas(analysis: Analysis) -> Iterator[list[Texts]]:
    """For each layer, and each of its figures, the lines that explain it. What is alike is explained once."""
    known: dict[Hashable, list[Texts]] = {}

    def texts(key: Hashable, explained: Callable[[Analysis, int], list[Texts]], number: int) -> list[Texts] | None:
        if key not in known and len(known) < 2 * MOST_EXPLAINED:
            known[key] = explained(analysis, number)
        return known.get(key)

    for number in range(len(analysis.rows)):
        own = texts(_alike(analysis, number), _own, number) or [ELSEWHERE] * len(FIGURES)
        yield [*own, *(texts(_seen_alike(analysis, number), _seen, number) or [ELSEWHERE])]


def _own(analysis: Analysis, number: int) -> list[Texts]:
    lines = own_lines(analysis, number)
    return [_group(line for name in names for line in lines if line.figure == name) for names in FIGURES]


def _alike(analysis: Analysis, number: int) -> Hashable:
    """What the figures of a node hang on: its site, who shares weights and indices with it, where it lies, names."""
    node, holder = analysis.network.nodes[number], analysis.memory.homes[number]
    lies = None if holder == number else holder
    branches = branch_names(analysis, number) if len(node.inputs) > 1 else ()
    size, used = analysis.memory.sizes[number], shared_with(analysis.network, number)
    return id(node.site), node.shares, node.own, node.frozen, lies, size, used, *branches


def _seen(analysis: Analysis, number: int) -> list[Texts]:
    return [_group(field_lines(analysis, number))]


def _seen_alike(analysis: Analysis, number: int) -> Hashable:
    """What the words on its field hang on: the layer, its field, those of what it reads, and the names of branches."""
    node = analysis.network.nodes[number]
    before = [tuple(sight.reaches[source] for source in (*node.inputs, number)) for sight in analysis.sights]
    branches = branch_names(analysis, number) if len(node.inputs) > 1 else ()
    return id(node.site), *before, *branches


def _group(lines: Iterable[Line | Rest]) -> Texts:
    return tuple(map(_text, lines))


def _text(line: Line | Rest) -> Text:
    if isinstance(line, Rest):
        return "", "", f"{division(line.above, line.below)}: {line.words}"
    if line.term is None:
        return line.label, "", line.words
    if isinstance(line.term, (Name, Number)):
        return line.label, "", f"{symbols(line.term)} = {result(line)}"
    return line.label, symbols(line.term), f"{numbers(line.term)} = {result(line)}"
