"""A network of a file as the text of a spec: with its structure found again, or a layer a line. Held to the network."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from typing import Any

from convcalc.document.problems import SpecError, fail
from convcalc.document.records import NamedTuple
from convcalc.exchange.flatten import flatten
from convcalc.exchange.spec import as_yaml, flow
from convcalc.exchange.structure.blocks import FoundBlock, PieceShapes, every_list
from convcalc.exchange.structure.draft import KnownNetwork, SpecDraft
from convcalc.exchange.structure.finding import found_in
from convcalc.exchange.structure.layers import layer_piece
from convcalc.exchange.structure.modules import grouped, numbers_in
from convcalc.exchange.structure.origin import comment, expected
from convcalc.exchange.structure.pieces import CallPiece, LayerPiece, Pieces, RunPiece, end_of, sources_of
from convcalc.exchange.structure.series import NoStructureError, Wiring, series, side_by_side
from convcalc.exchange.structure.writing import PieceWriter, numbered, signature
from convcalc.exchange.structure.yaml import items
from convcalc.language import loading
from convcalc.language.items import ITEM_KEYS
from convcalc.model.layers import KINDS
from convcalc.model.network import INPUT, Network, Node

MOST_LAYERS = 3_000
"""Of a larger network no structure is looked for."""
_SAFE = re.compile(r"[A-Za-z_][\w./-]*", re.ASCII)


class Imported(NamedTuple):
    """The text of a spec, and whether it is more than a layer a line."""

    text: str
    structured: bool


def imported(network: Network, flat: bool = False) -> Imported:
    """The spec of a network, with blocks and runs where it has any; read again, it is the same network.

    Raises SpecError where it cannot be written at all.
    """
    if not flat and len(network.nodes) <= MOST_LAYERS:
        for again, local in ((True, True), (True, False), (False, False)):
            with suppress(NoStructureError, SpecError, LookupError, RecursionError):
                return Imported(structured(network, again, local), True)
    start, end = _ends(network)
    text = "\n".join([*start, *as_yaml(flatten(network), "").split("\n")[1:], *end])
    if loading.loads(text, name=network.name).gives != network.gives:
        raise fail(f"{network.name} cannot be written as a spec")
    return Imported(text, False)


def _ends(network: Network) -> tuple[list[str], list[str]]:
    """What a spec starts with, and what it ends with: where it comes from, and what it is held to."""
    expect = expected(network)
    return [f"# {line}" for line in comment(network)], [f"expect: {flow(expect)}"] if expect else []


def structured(network: Network, again: bool = True, local: bool = True) -> str:
    """The spec with its structure: modules, and rows that come again, if asked for; `local` names in modules.

    Raises NoStructureError, SpecError or LookupError where it would not be the same network.
    """
    wiring = wiring_of(network)
    nodes = network.nodes
    pieces = series(wiring, lambda number: layer_piece(number, nodes[number]))
    named = _readers(pieces)
    order = [*numbers_in(pieces)]
    pieces = grouped(pieces, [node.scope.chain for node in nodes], named, local)

    def channels(number: int | None) -> int | None:
        return None if number is None else nodes[number].site.output.channels

    known = KnownNetwork(channels, lambda part: _common_name(nodes, part), named, PieceShapes())
    text = _text(network, found_in(pieces, known, again), known)
    _hold(network, wiring, order, text)
    return text


def wiring_of(network: Network) -> Wiring:
    """What each node of a network reads. Raises NoStructureError for one with reads of another kind."""
    nodes = network.nodes
    if any(node.site.layer.indexed for node in nodes):
        raise NoStructureError
    merges = [number for number, node in network.layers if node.site.layer.merges and len(node.inputs) > 1]
    plain = [number for number in merges if nodes[number].site.kind == "concat"]
    reads = side_by_side([node.inputs for node in nodes], plain)
    heads = {output.head: output.number for output in network.outputs if output.head}
    end = None if network.outputs[0].head else network.output
    return Wiring(reads, frozenset(network.inputs), frozenset(merges), heads, end)


def _readers(pieces: Pieces) -> dict[int, set[int]]:
    """The nodes that are read by their names, with those that read them; -1 stands for what is no layer."""
    found: dict[int, set[int]] = {}
    for each in every_list(pieces):
        for piece in each:
            for source in sources_of(piece):
                found.setdefault(source, set()).add(piece.numbers[0] if isinstance(piece, LayerPiece) else -1)
            if isinstance(piece, LayerPiece) and piece.owner is not None:
                found.setdefault(piece.owner, set()).add(-1)
    return found


def _common_name(nodes: Sequence[Node], part: Pieces) -> str:
    """What the names of several layers start with, up to where a word of them ends; empty where they share none."""
    labels = [nodes[number].path for number in numbers_in(part)]
    if not labels:
        return ""
    first, last = min(labels), max(labels)
    same = next((k for k, (a, b) in enumerate(zip(first, last)) if a != b), min(len(first), len(last)))
    found = re.match(r"(.*\w)[/._]+", first[:same])
    return found[1] if found and len(found[1]) > 2 else ""


# The text


def _text(network: Network, draft: SpecDraft, known: KnownNetwork) -> str:
    start, end = _ends(network)
    names = _block_names(draft.blocks)
    top = PieceWriter(draft.blocks, names, known.channels, _names(network, draft.pieces, known.named))
    layers = top.items(draft.pieces)
    lines = [*start, f"name: {flow(network.name)}", f"input: {flow(_input(network))}"]
    order = _needed(draft)
    if order:
        lines.append("blocks:")
    for number in order:
        block = draft.blocks[number]
        inside = _local_names(network, block.pieces)
        inner = PieceWriter(draft.blocks, names, known.channels, inside, block.parameters, False)
        lines.append(f"  {signature(block, names[number])}:")
        lines += items(inner.items(block.pieces), 4)
    return "\n".join([*lines, "layers:", *items(layers, 2), *end])


def _input(network: Network) -> Any:
    volumes = [(node.label, node.site.output) for node in (network.nodes[number] for number in network.inputs)]
    plain: dict[str, Any] = {name: str(x) if x.size else x.channels for name, x in volumes}
    return plain.get(INPUT, plain) if len(plain) == 1 else plain


def _block_names(blocks: Sequence[FoundBlock]) -> list[str]:
    """Names no two of which are alike, and none of which is a kind's."""
    taken: Counter[str] = Counter()
    found: list[str] = []
    for block in blocks:
        name = f"{block.name}_block" if block.name in KINDS or block.name in (*ITEM_KEYS, "head") else block.name
        taken[name] += 1
        base = name.removesuffix("_1")
        found.append(f"{base}_{taken[name]}" if taken[name] > 1 else name)
    return found


def _needed(draft: SpecDraft) -> list[int]:
    """The blocks that are called, each after those that it calls."""
    found: list[int] = []

    def visit(pieces: Pieces) -> None:
        for number in _called(pieces):
            if number not in found:
                visit(draft.blocks[number].pieces)
                found.append(number)

    visit(draft.pieces)
    return found


def _called(pieces: Pieces) -> Iterator[int]:
    for each in every_list(pieces):
        for piece in each:
            inner = piece.piece if isinstance(piece, RunPiece) else piece
            if isinstance(inner, CallPiece):
                yield inner.block


def _names(network: Network, pieces: Pieces, named: Collection[int]) -> dict[int, str]:
    """The names of nodes that are asked for, and of layers and calls that have one in the file."""
    found: dict[int, str] = {number: network.nodes[number].label for number in network.inputs}
    taken = {INPUT, *found.values()}
    if len(network.inputs) == 1:
        found[network.inputs[0]] = INPUT
    wanted: list[tuple[int, str]] = []
    for each in every_list(pieces):
        for piece in each:
            if isinstance(piece, CallPiece):
                wanted.append((piece.numbers[0], piece.label))
            elif isinstance(piece, LayerPiece) and each is pieces:
                wanted.append((piece.numbers[0], piece.label or _own_name(network.nodes[piece.numbers[0]])))
            elif isinstance(piece, RunPiece) and numbered(piece.labels):
                taken.update(piece.labels)
    counts = Counter(name for _, name in wanted)
    for number, name in wanted:
        if name and counts[name] == 1 and name not in taken and _SAFE.fullmatch(name):
            found[number] = name
            taken.add(name)
    for number in sorted(named):
        if number not in found:
            found[number] = _free(network.nodes[number].path, taken)
            taken.add(found[number])
    return found


def _local_names(network: Network, pieces: Pieces) -> dict[int, str]:
    """The names of nodes that are asked for in a block: those of its first call."""
    found: dict[int, str] = {}
    for each in every_list(pieces):
        for piece in each:
            for back in piece.back if isinstance(piece, (LayerPiece, CallPiece)) else ():
                number = end_of(piece) - back
                found.setdefault(number, _free(network.nodes[number].label, {INPUT, *found.values()}))
    return found


def _own_name(node: Node) -> str:
    """What a layer with weights is called in the file; empty where that says no more than its kind."""
    plain = re.fullmatch(rf"{node.site.kind}_?\d*", node.path) or re.fullmatch(r"[\W\d_]*", node.path)
    return "" if plain or not node.site.layer.weighted else node.path


def _free(wanted: str, taken: set[str]) -> str:
    base = re.sub(r"[^\w./-]", "_", wanted)
    base = base if _SAFE.fullmatch(base) else f"_{base}"
    name, count = base, 1
    while name in taken:
        count += 1
        name = f"{base}_{count}"
    return name


# Held to the network


def _hold(network: Network, wiring: Wiring, order: Sequence[int], text: str) -> None:
    """Raises NoStructureError where a text is not the same network."""
    again = loading.loads(text, name=network.name)
    places = {number: k for k, number in enumerate([*network.inputs, *order])}
    if len(again.nodes) != len(network.nodes) or len(places) != len(again.nodes):
        raise NoStructureError(f"{len(again.nodes)} layers, not {len(network.nodes)}")
    for number, place in places.items():
        one, other = network.nodes[number], again.nodes[place]
        reads = tuple(places[source] for source in wiring.reads[number])
        shares = None if one.shares is None else places[one.shares]
        same = one.site.kind == other.site.kind and vars(one.site.layer) == vars(other.site.layer)
        if not same or one.site.output != other.site.output or reads != other.inputs:
            raise NoStructureError(f"{one.title} is {other.title}")
        if shares != other.shares or one.own != other.own or one.frozen != other.frozen:
            raise NoStructureError
    outputs = [(output.head, places[output.number]) for output in network.outputs]
    if outputs != [(output.head, output.number) for output in again.outputs]:
        raise NoStructureError
