"""What was done to some layers, in few facts: widened, deeper, another kernel. Knows no areas and no words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from convcalc.compare.kinds import BATCH_NORM, DENSE, EVERY_CONVOLUTION
from convcalc.compare.layers import Difference
from convcalc.document.records import NamedTuple
from convcalc.model.network import Network, Node

Networks = tuple[Network, Network]


class Fact(NamedTuple):
    """One thing that was done: to so many layers, from what to what."""

    what: str
    """`input`, `width`, `inner`, `classes`, `stride_moved`, `replaced`, `more`, `fewer`, `norm_added`, `norm_removed`,
    or the name of a setting, with its kind but for convolutions; of what only follows, `takes` and `works_on`."""
    before: Any
    after: Any
    times: int = 1


WIDTHS = ("filters", "units")
CUTS = ("slice start", "slice stop")
"""What follows from widths."""
ELSEWHERE = ("from", "weights")
"""Edits that name other layers, each another one."""
PLAIN = (*EVERY_CONVOLUTION, DENSE)
"""Kinds whose settings are told without saying whose they are."""
LAST = ("from", "weights", "frozen", "ceil", "rate", "eps", "momentum")
"""What is told after all else."""


def facts(leaves: Sequence[Difference], networks: Networks) -> list[Fact]:
    """What was done to layers."""
    edits: Counter[tuple[str, Any, Any]] = Counter()
    for leaf in leaves:
        for edit in leaf.edits:
            what = _told_as(leaf, edit.what, networks)
            edits[(what, edit.before, edit.after) if what not in ELSEWHERE else (what, None, None)] += 1
    if edits["stride", "1", "2"] == edits["stride", "2", "1"] > 0:
        moved = edits.pop(("stride", "1", "2"))
        del edits["stride", "2", "1"]
        edits["stride_moved", *_moved(leaves, networks)] += moved
    named = {what for what, _, _ in edits}
    left_out = {*WIDTHS, "name", *(("pad",) if "kernel" in named else ()), *(CUTS if named & {*WIDTHS} else ())}
    rest = [Fact(*key, times) for key, times in edits.items() if times and key[0] not in left_out]
    rest.sort(key=lambda fact: fact.what.split()[-1] in LAST)
    return [*_widths(edits, leaves, networks), *_one_sided(leaves), *rest]


def _told_as(leaf: Difference, what: str, networks: Networks) -> str:
    if what == "volume":
        return "input"
    if what == "units" and leaf.new and _is_last(networks[1], leaf.new.first):
        return "classes"
    kind = leaf.piece.kind
    return what if kind in PLAIN or what in ("kind", "name", "frozen", *ELSEWHERE) else f"{kind} {what}"


def _is_last(network: Network, number: int) -> bool:
    """Whether no layer after this one learns."""
    return not any(network.nodes[after].site.layer.weighted for after in range(number + 1, len(network.nodes)))


def _moved(leaves: Sequence[Difference], networks: Networks) -> tuple[str, str]:
    """From which kernel a stride moved, and to which."""
    kernels: dict[str, str] = {}
    for leaf in leaves:
        for edit in leaf.edits:
            if edit.what == "stride" and leaf.old:
                kernels[edit.before] = _kernel(networks[0].nodes[leaf.old.first])
    return kernels["2"], kernels["1"]


def _kernel(node: Node) -> str:
    return "x".join(map(str, vars(node.site.layer)["kernel"]))


def _widths(edits: Counter[tuple[str, Any, Any]], leaves: Sequence[Difference], networks: Networks) -> Iterator[Fact]:
    """Filters that are more or fewer: what comes out of all layers, or what is inside of them."""
    pairs = [(int(before), int(after)) for what, before, after in edits if what in WIDTHS]
    times = sum(times for key, times in edits.items() if key[0] in WIDTHS)
    if not pairs:
        return
    last = [leaf for leaf in leaves if leaf.old and leaf.new][-1]
    was, now = (net.nodes[piece.last].site.output for net, piece in zip(networks, (last.old, last.new)) if piece)
    if was.channels != now.channels:
        yield Fact("width", was.channels, now.channels, times)
    else:
        yield Fact("inner", tuple([before for before, _ in pairs]), tuple([after for _, after in pairs]), times)


def _one_sided(leaves: Sequence[Difference]) -> Iterator[Fact]:
    """Layers and blocks that only one side has."""
    alone = [leaf for leaf in leaves if not (leaf.old and leaf.new)]
    sides = [leaf.old for leaf in alone if leaf.old], [leaf.new for leaf in alone if leaf.new]
    if len(sides[0]) == len(sides[1]) == 1 and not sides[0][0].children and not sides[1][0].children:
        yield Fact("replaced", sides[0][0].kind, sides[1][0].kind)
        return
    for what, pieces in zip(("fewer", "more"), sides, strict=True):
        counts = Counter((bool(piece.children), piece.kind) for piece in pieces)
        blocks = {kind: count for (is_block, kind), count in counts.items() if is_block}
        layers = {kind: count for (is_block, kind), count in counts.items() if not is_block}
        for kind, count in blocks.items():
            yield Fact(what, "block", kind, count)
        if list(layers) == [BATCH_NORM]:
            yield Fact("norm_removed" if what == "fewer" else "norm_added", None, None, layers[BATCH_NORM])
        elif layers:
            yield Fact(what, "layers", tuple(layers.items()), sum(layers.values()))


def consequence(leaves: Sequence[Difference], networks: Networks) -> list[Fact]:
    """What layers that were left as they are now give out, or take: of the first where that is another volume."""
    for leaf in leaves:
        if leaf.old and leaf.new:
            was, now = (net.nodes[piece.first].site for net, piece in zip(networks, (leaf.old, leaf.new)))
            if was.output.size != now.output.size:
                return [Fact("works_on", was.output.size, now.output.size)]
            for one, other in zip(was.inputs, now.inputs):
                if one.channels != other.channels:
                    return [Fact("takes", one.channels, other.channels)]
    return []
