"""What a layer keeps for the backward pass, with the formula of its bytes, and who keeps the rest."""

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.memory import DTYPES, Saved, homes, saved
from convcalc.explain.lines import Line
from convcalc.explain.terms import Number
from convcalc.explain.tracing import named, term_of
from convcalc.model.network import Node, Site


def saved_line(analysis: Analysis, number: int, traced: Site) -> Line:
    """The bytes that a layer keeps, by the formulas of its kind at work on `traced` volumes."""
    every = saved(analysis.network)
    kept, memory = every[number], analysis.memory
    width, batch = named("bytes", DTYPES[memory.dtype]), named("batch", memory.batch) if memory.batch > 1 else 1
    total = 0
    for source in kept.first:
        total += _elements(analysis, number, source, traced) * width * batch
    layer = traced.layer
    for own, plain in zip(layer.own(traced.inputs, traced.output), kept.own):
        each = plain.least if plain.least > DTYPES[memory.dtype] else width
        total += own.elements * each * (1 if plain.once else batch)
    words, term = _words(analysis, number, every), term_of(total)
    return Line("saved", None, f"0: {words}") if isinstance(term, Number) else Line("saved", term, words)


def _elements(analysis: Analysis, number: int, source: int, traced: Site) -> int:
    """How many numbers lie where a volume does that comes in or out; of a part of them, all."""
    nodes = analysis.network.nodes
    node, lies = nodes[number], homes(analysis.network, training=True)
    for each, volume in ((number, traced.output), *zip(node.inputs, traced.inputs)):
        if lies[each] == source and nodes[source].site.output.elements == nodes[each].site.output.elements:
            return volume.elements
    return named("numbers", nodes[source].site.output.elements)


def _words(analysis: Analysis, number: int, every: list[Saved]) -> str:
    """What is kept, and what is needed and kept already."""
    nodes, kept = analysis.network.nodes, every[number]
    new = [_called(nodes, number, source) for source in kept.first] + [own.name for own in kept.own if own.elements]
    old = []
    for source in kept.needs:
        if source not in kept.first and (nodes[source].inputs or nodes[source].is_input):
            keeper = next(k for k, each in enumerate(every) if source in each.first)
            old.append(f"{_called(nodes, number, source)}, which {nodes[keeper].path} keeps")
    if not new and not old:
        return "its gradient needs none of the numbers"
    own, others = f"of {' and '.join(new)}", f"it needs {' and '.join(old)}"
    return "; ".join([*([own] if new else []), *([others] if old else [])])


def _called(nodes: tuple[Node, ...], number: int, source: int) -> str:
    """What a layer's own input or output is called, and another's."""
    if source == number:
        return "its output"
    if nodes[number].inputs == (source,):
        return "its input"
    return "the network's input" if nodes[source].is_input else f"the output of {nodes[source].path}"
