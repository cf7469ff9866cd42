"""The items of a spec as a list to look over: variables, blocks and layers, each with what stands in it."""

from convcalc.document.places import Place, Position
from convcalc.document.records import NamedTuple
from convcalc.editor.items import written_items
from convcalc.editor.reading import OpenSpec
from convcalc.language.items import Item


class OutlinePart(NamedTuple):
    """A part of a spec, from its line to another."""

    name: str
    detail: str
    kind: str
    """`variable`, `block`, `layer`, or `branch`."""
    start: Position
    inside: tuple["OutlinePart", ...] = ()


def outline(reading: OpenSpec) -> tuple[OutlinePart, ...]:
    """The parts of a file, in the order of its text."""
    spec = reading.spec
    if spec is None:
        return ()
    network = reading.network
    volumes = {}
    if network is not None:
        for route, each in written_items(network, reading.name).items():
            volumes[route] = str(network.nodes[each.last].site.output)

    def entry(item: Item) -> OutlinePart:
        branches = [
            OutlinePart(branch.name, "", "branch", _start(branch.place.on_key()), tuple(map(entry, branch.items)))
            for branch in item.branches
        ]
        name = item.name.plain if item.name and item.name.plain else item.kind
        told = " ".join(filter(None, [item.kind if name != item.kind else "", volumes.get(item.place.route, "")]))
        return OutlinePart(name, told, "layer", _start(item.place), tuple(branches))

    def own(place: Place) -> bool:
        return place.source.name == reading.name

    found = [
        OutlinePart(each.name, "", "variable", _start(each.place.on_key()))
        for each in spec.variables
        if own(each.place)
    ]
    for block in spec.blocks.values():
        if own(block.place):
            start = _start(block.place.on_key())
            found.append(OutlinePart(block.name, "block", "block", start, tuple(map(entry, block.items))))
    found += [entry(item) for item in spec.items if own(item.place)]
    return tuple(sorted(found, key=lambda each: each.start))


def _start(place: Place) -> Position:
    return place.position
