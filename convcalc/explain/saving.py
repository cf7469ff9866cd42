"""What a layer keeps for the backward pass, with the formula of its bytes, and who keeps the rest."""

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.memory import DTYPES, homes, learning
from convcalc.analysis.saved import saved
from convcalc.analysis.scattered import copy_of
from convcalc.explain.lines import Line
from convcalc.explain.terms import Number
from convcalc.explain.tracing import named, term_of
from convcalc.model.network import Network, Node, Site

UNSTATED = "not stated, and left out of the totals"


class _Kept:
    """What all layers of a network keep: worked out once for the explanations of all of them."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.every = list(saved(network))
        self.lies, self.learns = homes(network, training=True), learning(network)
        self.keepers = {source: number for number, each in enumerate(self.every) for source in each.first}


_last: list[_Kept] = []
"""That of the network explained last: a report explains each of its layers."""


def _kept(network: Network) -> _Kept:
    if not _last or _last[0].network is not network:
        _last[:] = [_Kept(network)]
    return _last[0]


def saved_line(analysis: Analysis, number: int, traced: Site) -> Line:
    """The bytes that a layer keeps, by the formulas of its kind at work on `traced` volumes."""
    known, memory = _kept(analysis.network), analysis.memory
    kept = known.every[number]
    width, batch = named("bytes", DTYPES[memory.dtype]), named("batch", memory.batch) if memory.batch > 1 else 1
    total = 0
    for elements in _elements(known, number, traced):
        total += elements * width * batch
    layer = traced.layer
    made = layer.own(traced.inputs, traced.output)
    copies = [copy_of(traced.inputs[0]) for _ in kept.own[len(made) :]]
    for own, plain in zip((*made, *copies), kept.own):
        each = plain.least if plain.least > DTYPES[memory.dtype] else width
        total += own.elements * each * (1 if plain.once else batch)
    if "saved" in layer.unstated():
        return Line("saved", None, UNSTATED)
    words, term = _words(known, number), term_of(total)
    return Line("saved", None, f"0: {words}") if isinstance(term, Number) else Line("saved", term, words)


def _elements(known: _Kept, number: int, traced: Site) -> list[int]:
    """How many numbers each storage holds that a layer is the first to keep, by the names of what lies there."""
    sources = known.every[number].first
    found = {source: _own(known, number, source, traced) for source in sources}
    others = [source for source in sources if found[source] is None]
    for k, source in enumerate(others, len(traced.inputs) + 1):
        name = "numbers" if len(others) == 1 else f"numbers_{k}"
        found[source] = named(name, known.network.nodes[source].site.output.elements)
    return [elements for elements in found.values() if elements is not None]


def _own(known: _Kept, number: int, source: int, traced: Site) -> int | None:
    """Those of the layer's own volume that fills a storage; None where it is another's, or a part of it."""
    nodes, lies = known.network.nodes, known.lies
    node = nodes[number]
    alike = len({volume.size for volume in node.site.inputs}) < 2
    for k, (each, volume) in enumerate(((number, traced.output), *zip(node.inputs, traced.inputs))):
        if lies[each] == source and nodes[source].site.output.elements == nodes[each].site.output.elements:
            return volume.elements if alike else named(f"numbers_{k}", nodes[each].site.output.elements)
    return None


def _words(known: _Kept, number: int) -> str:
    """What is kept, and what is needed and kept already."""
    nodes, kept = known.network.nodes, known.every[number]
    new = [_called(nodes, number, source) for source in kept.first] + [own.name for own in kept.own if own.elements]
    old = []
    for source in kept.needs:
        if source not in kept.first and (nodes[source].inputs or nodes[source].is_input):
            old.append(f"{_called(nodes, number, source)}, which {nodes[known.keepers[source]].path} keeps")
    if nodes[number].site.layer.indexed and known.learns[number]:
        old.append(f"the indices, which {nodes[nodes[number].inputs[1]].path} keeps")
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
