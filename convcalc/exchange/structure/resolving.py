"""Modules as calls of blocks: those of one class together, the inner ones first. What comes once stays where it is."""

from collections.abc import Sequence

from convcalc.exchange.structure.blocks import call_of, joined, row_length
from convcalc.exchange.structure.draft import KnownNetwork, SpecDraft, best_union, block_of
from convcalc.exchange.structure.naming import CONTAINERS
from convcalc.exchange.structure.pieces import (
    CallPiece,
    LayerPiece,
    ModulePiece,
    OptionalPiece,
    Pieces,
    SpecPiece,
    end_of,
    inside,
    lines_of,
)

Replacements = dict[int, Pieces]
"""What stands in the place of pieces, by their identity."""


def has_modules(pieces: Pieces) -> bool:
    """Whether modules stand in pieces that are not resolved."""
    return any(isinstance(piece, ModulePiece) or any(map(has_modules, inside(piece))) for piece in pieces)


def resolved(draft: SpecDraft, known: KnownNetwork) -> SpecDraft:
    """The draft with calls, or what stands in them, in the place of modules in which no others stand."""
    ready = _ready(draft)
    if places := _unwrapped([module for module in ready if module.kind not in CONTAINERS], known):
        return _put(draft, places)
    places = {}
    for kind, forms in _alike(ready, known):
        draft = _class_resolved(kind, forms, draft, known, places)
    return _put(draft, places)


def _put(draft: SpecDraft, places: Replacements) -> SpecDraft:
    return draft.changed(lambda pieces: tuple(each for piece in pieces for each in places.get(id(piece), (piece,))))


def _ready(draft: SpecDraft) -> list[ModulePiece]:
    """The modules that can be resolved: all of a class at once, where that is possible."""
    found = [piece for pieces in draft.lists for piece in pieces if isinstance(piece, ModulePiece)]
    waiting = {piece.kind for piece in found if has_modules(piece.pieces) and piece.kind not in CONTAINERS}
    ready = [piece for piece in found if not has_modules(piece.pieces)]
    return [piece for piece in ready if piece.kind not in waiting] or ready


def _unwrapped(modules: Sequence[ModulePiece], known: KnownNetwork) -> Replacements:
    """A module that only adds what comes in to another one of its class is that sum."""
    shapes = {(module.kind, known.shapes_of(module.pieces)) for module in modules}
    places: Replacements = {}
    for module in modules:
        merge = module.pieces[0]
        if len(module.pieces) > 1 or not isinstance(merge, LayerPiece) or merge.kind != "add":
            continue
        filled = [branch for branch in merge.branches if branch]
        if len(filled) != 1 or (module.kind, known.shapes_of(filled[0])) not in shapes:
            continue
        inner = ModulePiece("", module.kind, filled[0])
        branches = tuple((inner,) if branch else () for branch in merge.branches)
        places[id(module)] = (merge._replace(branches=branches, label=module.label, sources=module.sources),)
    return places


def _alike(modules: Sequence[ModulePiece], known: KnownNetwork) -> list[tuple[str, list[list[ModulePiece]]]]:
    """Modules of one class and shape together, those first that there are most of."""
    kinds: dict[str, dict[tuple[int, ...], list[ModulePiece]]] = {}
    for module in modules:
        kinds.setdefault(module.kind, {}).setdefault(known.shapes_of(module.pieces), []).append(module)
    return [(kind, sorted(shapes.values(), key=len, reverse=True)) for kind, shapes in kinds.items()]


def _class_resolved(
    kind: str, forms: list[list[ModulePiece]], draft: SpecDraft, known: KnownNetwork, places: Replacements
) -> SpecDraft:
    """The draft with the blocks of a class; what stands in the place of each module goes to `places`."""
    left = [*forms]
    while left:
        members = left.pop(0)
        pieces = joined([module.pieces for module in members])
        for form in left:
            both = best_union(pieces, joined([module.pieces for module in form]), known)
            if both is not None:
                members, pieces = [*members, *form], both
                left.remove(form)
                break
        several = len(members) > 1 and lines_of(pieces) > 1 and kind not in CONTAINERS
        block = block_of(kind, pieces, draft, known) if several else None
        if block is None:
            places.update((id(module), _spliced(module)) for module in members)
            continue
        at = 0
        for module in members:
            call = call_of(len(draft.blocks), block.parameters, module.pieces, at, module.label)
            places[id(module)] = (call._replace(sources=module.sources, back=module.back),)
            at += row_length(module.pieces)
        draft = draft._replace(blocks=(*draft.blocks, block))
    return draft


def _further_back(module: ModulePiece, first: SpecPiece) -> tuple[int, ...]:
    """What a module reads by name, counted from its first piece in the place of its last node."""
    last, own = end_of(module.pieces[-1]), end_of(first)
    return tuple(each - (last - own) for each in module.back)


def _spliced(module: ModulePiece) -> Pieces:
    """What stands in a module, in its place; a call that is all there is has its name."""
    first = module.pieces[0]
    if module.sources and not isinstance(first, OptionalPiece):
        first = first._replace(sources=module.sources)
    if module.back and isinstance(first, (LayerPiece, CallPiece, ModulePiece)):
        first = first._replace(back=_further_back(module, first))
    if len(module.pieces) == 1 and isinstance(first, CallPiece):
        first = first._replace(label=module.label)
    return (first, *module.pieces[1:])
