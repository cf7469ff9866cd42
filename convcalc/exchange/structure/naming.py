"""What blocks, their parameters and branches are called: after the classes of the file, or after what they are."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from convcalc.exchange.structure.pieces import (
    CallPiece,
    LayerPiece,
    OptionalPiece,
    PieceColumn,
    Pieces,
    RunPiece,
    SpecPiece,
    inside,
)
from convcalc.language.arithmetic import TAKEN
from convcalc.model.layers import KINDS

CONTAINERS = ("Sequential", "ModuleList", "ModuleDict", "modules", "")
"""Classes that only hold others."""
LONGEST = 30
"""Characters of a name that says what stands in a block."""
WEIGHTED = ("conv", "depthwise", "tconv", "dense")
SHORT = {"leaky_relu": "leaky", "hard_swish": "hswish", "hard_sigmoid": "hsigmoid", "depthwise": "dw"}
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake_case(name: str) -> str:
    """A class's name as blocks are called: `BasicConv2d` is `basic_conv2d`."""
    return re.sub(r"\W+", "_", _WORDS.sub("_", name).lower()).strip("_")


def leaves(pieces: Pieces) -> Iterator[SpecPiece]:
    """The layers and calls in pieces, in order."""
    for piece in pieces:
        if isinstance(piece, (LayerPiece, CallPiece)):
            for each in inside(piece):
                yield from leaves(each)
            yield piece
        else:
            for each in inside(piece):
                yield from leaves(each)


def block_name(kind: str, pieces: Pieces, called: Sequence[str]) -> str:
    """What a block is called; `called` are the names of the blocks that it may call."""
    if kind not in CONTAINERS and (name := snake_case(kind)):
        return name if name.isidentifier() else f"block_{name}"
    return _by_shape(pieces, called) or "block_1"


def _by_shape(pieces: Pieces, called: Sequence[str]) -> str:
    """A name for what pieces are: a small table, and empty where it has none."""
    merges = [piece for piece in pieces if isinstance(piece, LayerPiece) and piece.branches]
    if merges:
        return _by_merge(merges[0], pieces, called)
    calls = [piece for piece in pieces if not isinstance(piece, LayerPiece)]
    if "depthwise" in _kinds(pieces, called) and len(pieces) > 2:
        return "inverted_residual" if _counts(pieces, called)["conv"] > 1 else "separable"
    if any(isinstance(piece, RunPiece) for piece in pieces):
        return "stage"
    if len(calls) == len(pieces) > 1 and all(
        "conv" in called[each.block] for each in calls if isinstance(each, CallPiece)
    ):
        return "conv_pair" if len(calls) == 2 else "convs"
    words = [word for piece in pieces for word in [_word(piece, called)] if word]
    name = "_".join(words)
    return name if len(words) == len(pieces) < 4 and len(name) <= LONGEST else ""


def _word(piece: SpecPiece, called: Sequence[str]) -> str:
    """A layer or a call in the name of a block; empty for one that says nothing."""
    if isinstance(piece, LayerPiece):
        return SHORT.get(piece.kind, piece.kind)
    name = called[piece.block] if isinstance(piece, CallPiece) else ""
    return "" if name.startswith("block_") else name


def _by_merge(merge: LayerPiece, pieces: Pieces, called: Sequence[str]) -> str:
    filled = [branch for branch in merge.branches if branch]
    weighted = _counts(max(filled, key=lambda branch: len([*leaves(branch)]), default=()), called)
    if merge.kind == "mul":
        return "squeeze_excite"
    if merge.kind == "concat":
        if len(merge.branches) > 2:
            return "inception"
        plain = all(len(branch) < 3 for branch in merge.branches)
        return "dense_layer" if len(filled) == 1 else "fire" if len(pieces) > 1 and plain else "split_stage"
    if merge.kind == "add":
        return "bottleneck" if weighted["conv"] == 3 and not weighted["depthwise"] else "residual"
    return ""


def _kinds(pieces: Pieces, called: Sequence[str]) -> Counter[str]:
    return Counter(piece.kind for piece in leaves(pieces) if isinstance(piece, LayerPiece))


def _counts(pieces: Pieces, called: Sequence[str]) -> Counter[str]:
    """How many weighted layers of each kind; a call counts as what its name starts with."""
    found: Counter[str] = Counter()
    for piece in leaves(pieces):
        if isinstance(piece, CallPiece):
            name = called[piece.block]
            found["depthwise" if name.startswith(("dw", "depthwise")) else "conv"] += "conv" in name or "dw" in name
        elif isinstance(piece, LayerPiece) and piece.kind in WEIGHTED:
            found[piece.kind] += 1
    return found


BlockSizes = Callable[[int], int]
"""How many layers stand in a block, by its place."""


def titles(piece: LayerPiece, sizes: BlockSizes) -> tuple[str, ...]:
    """What the branches of a merge are called: as in the file, else after what they do."""
    usual = _usual_titles(piece, sizes)
    found: list[str] = []
    taken: Counter[str] = Counter()
    for own, other in zip(piece.titles or ("",) * len(usual), usual):
        wanted = other if piece.kind in ("add", "mul") and len(usual) == 2 else own or other
        name = f"{wanted}_{taken[wanted] + 1}" if taken[wanted] else wanted
        found.append(name)
        taken.update((name, *(name[: each.start()] for each in re.finditer("_", name))))  # and what it goes on from
    return tuple(found)


def _usual_titles(piece: LayerPiece, sizes: BlockSizes) -> tuple[str, ...]:
    if len(piece.branches) == 2:
        first, second = piece.branches
        if piece.kind == "add":
            return ("residual", "shortcut") if _size(first, sizes) >= _size(second, sizes) else ("shortcut", "residual")
        if piece.kind == "mul":
            return ("x", "gate") if _size(first, sizes) <= _size(second, sizes) else ("gate", "x")
        if not first or not second:
            return ("before", "new") if not first else ("new", "before")
    return tuple(_branch_title(branch) for branch in piece.branches)


def _size(pieces: Pieces, sizes: BlockSizes) -> int:
    """How much stands in a branch; what may be left out comes last."""
    if pieces and isinstance(pieces[0], OptionalPiece):
        return 0
    return sum(sizes(piece.block) if isinstance(piece, CallPiece) else 1 for piece in leaves(pieces))


def _branch_title(branch: Pieces) -> str:
    if not branch:
        return "same"
    kinds = [piece.kind for piece in branch if isinstance(piece, LayerPiece)]
    if any("pool" in kind or kind in ("gap", "gmp") for kind in kinds):
        return "pool"
    kernels = [kernel for piece in branch if (kernel := _kernel(piece))]
    if not kernels:
        return kinds[0] if kinds else "branch"
    largest = max(kernels, key=lambda each: [*map(int, each.split("x"))])
    return f"conv{largest if 'x' in largest else f'{largest}x{largest}'}"


def _kernel(piece: SpecPiece) -> str:
    """The kernel of a layer or a call, where all calls have the same; empty without one."""
    rows = [column.row for column in getattr(piece, "columns", ()) if column.name == "kernel"]
    return str(rows[0][0]) if rows and len(set(map(repr, rows[0]))) == 1 else ""


# Parameters


def parameter_names(pieces: Pieces, wanted: Sequence[tuple[SpecPiece, PieceColumn]]) -> list[str]:
    """Names for the parameters that these columns become, no two of them alike."""
    names = [_own_word(piece, column) for piece, column in wanted]
    merge = next((piece for piece in pieces if isinstance(piece, LayerPiece) and piece.branches), None)
    special = [_special(pieces, merge, piece) if _counts_channels(column) else "" for piece, column in wanted]
    names = [found or name for found, name in zip(special, names)]
    left = [k for k, (_, column) in enumerate(wanted) if column.name in ("filters", "units") and not special[k]]
    if merge and merge.kind == "concat" and len(merge.branches) > 2 and len(left) > 2:
        _name_inception(merge, wanted, left, names)
    elif len(left) > 1:
        names[left[0]], names[left[-1]] = "width", "out"
    elif left and merge and merge.kind == "add":
        names[left[0]] = "width"
    return _told_apart([f"{name}_" if name in TAKEN or name in KINDS else name for name in names])


def _told_apart(names: Sequence[str]) -> list[str]:
    """Names with numbers where several are alike."""
    counts, found = Counter(names), list[str]()
    taken = {name for name in names if counts[name] == 1}
    for name in names:
        numbered = (f"{name}{k}" for k in range(1, len(names) + 2))
        found.append(name if counts[name] == 1 else next(each for each in numbered if each not in taken))
        taken.add(found[-1])
    return found


def _counts_channels(column: PieceColumn) -> bool:
    return column.name in ("filters", "units", "squeezed", "channels")


def _special(pieces: Pieces, merge: LayerPiece | None, piece: SpecPiece) -> str:
    """What channels are called in a gate, or where they are more for a while; empty elsewhere."""
    if merge and merge.kind == "mul":
        gate = [each for each in leaves(pieces) if _kernel(each) or getattr(each, "kind", "") == "dense"]
        return "squeezed" if gate and gate[0] is piece else "channels"
    first = pieces[0]
    if isinstance(first, OptionalPiece) and any(each is piece for each in leaves(first.pieces)):
        return "expanded"
    return ""


def _name_inception(
    merge: LayerPiece, wanted: Sequence[tuple[SpecPiece, PieceColumn]], places: Sequence[int], names: list[str]
) -> None:
    for by_branch in (False, True):
        found = {k: _of_inception(merge, wanted[k][0], by_branch) or names[k] for k in places}
        if by_branch or len(set(found.values())) == len(places):
            for k, name in found.items():
                names[k] = name
            return


def _own_word(piece: SpecPiece, column: PieceColumn) -> str:
    if isinstance(piece, RunPiece):
        return "depth"
    if isinstance(piece, OptionalPiece):
        return piece.label if piece.label.isidentifier() else _of_optional(piece)
    return column.name


def _of_optional(piece: OptionalPiece) -> str:
    first = piece.pieces[0]
    if isinstance(first, LayerPiece) and not KINDS.get(first.kind, "").startswith("activation"):
        return first.kind
    return "act" if isinstance(first, LayerPiece) else "more"


def _of_inception(merge: LayerPiece, piece: SpecPiece, by_branch: bool) -> str:
    """As the columns of GoogLeNet's table are called: `conv1`, `reduce3`, `conv3`, `pool_proj`.

    The number is that of the kernel, or of the branch where two have the same.
    """
    for number, branch in enumerate(merge.branches, 1):
        inner = [*leaves(branch)]
        if not any(each is piece for each in inner):
            continue
        if _branch_title(branch) == "pool":
            return "pool_proj"
        kernels = [kernel for each in inner if (kernel := _kernel(each))]
        largest = max(kernels, key=lambda each: [*map(int, each.split("x"))]) if kernels else ""
        return f"{'conv' if _kernel(piece) == largest else 'reduce'}{number if by_branch else largest}"
    return ""
