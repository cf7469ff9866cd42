"""Two lists of pieces side by side: which is which, in order. Knows names, kinds and settings; not what is inside."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any

from convcalc.compare.alignment.pieces import Piece, family

UNMATCHED = 2.0
"""What it costs to leave a piece without a match."""
APART = 5.0
"""More than leaving both without a match: these two are never matched."""
CELLS = 300_000
"""How many pairs of pieces are compared with each other. Of longer lists, what is equal is looked for first."""
EDITS = 1_500
"""So far it is looked for: pieces put in and taken out."""
MOST_COMPARED = 2_000_000
"""So many are in all, in a second or two: of longer lists only what stands at like places."""

MOST_KNOWN = 1_000
"""Of so many different pieces it is kept how unlike others they are."""
NEVER = float("inf")

Sign = Callable[[Piece], int]
Unlikeness = Callable[[Piece, Piece], float]


class Comparisons:
    """How many pieces may still be compared with each other, in all lists of two networks together."""

    def __init__(self) -> None:
        self.left = MOST_COMPARED

    def take(self, wanted: int) -> int:
        """So many, or as many as are left."""
        taken = min(wanted, self.left)
        self.left -= taken
        return taken


def pairs(old: Sequence[Piece], new: Sequence[Piece], most: Comparisons) -> Iterator[tuple[int, int]]:
    """Which piece of a list is which of another, in order: equal ends, then equal names, then the cheapest edits."""
    start, end = 0, min(len(old), len(new))
    while start < end and old[start].key == new[start].key:
        yield start, start
        start += 1
    end -= start
    equal = 0
    while equal < end and old[-1 - equal].key == new[-1 - equal].key:
        equal += 1
    ends = len(old) - equal, len(new) - equal
    i, j = start, start
    for at_old, at_new in [*_same_names(old, new, start, ends), ends]:
        for k, m in in_order(old[i:at_old], new[j:at_new], most):
            yield i + k, j + m
        if at_old < ends[0] and at_new < ends[1]:
            yield at_old, at_new
        i, j = at_old + 1, at_new + 1
    for k in range(equal):
        yield ends[0] + k, ends[1] + k


def _same_names(
    old: Sequence[Piece], new: Sequence[Piece], start: int, ends: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """Pieces with the same name of their own, as far as these come in the same order."""
    from difflib import SequenceMatcher

    named_old, named_new = (
        {k: (piece.name, bool(piece.children)) for k, piece in enumerate(pieces[start:end], start) if piece.name}
        for pieces, end in zip((old, new), ends, strict=True)
    )
    at_old, at_new = list(named_old), list(named_new)
    matcher = SequenceMatcher(None, list(named_old.values()), list(named_new.values()), autojunk=False)
    for first, second, size in matcher.get_matching_blocks():
        yield from zip(at_old[first : first + size], at_new[second : second + size])


def _key(piece: Piece) -> int:
    return piece.key


def in_order(
    old: Sequence[Piece], new: Sequence[Piece], most: Comparisons, sign: Sign = _key, cost: Unlikeness | None = None
) -> Iterator[tuple[int, int]]:
    """The matches of two lists; of long ones first what has equal signs, then the rest between, as it costs least."""
    runs = _equal_runs(list(map(sign, old)), list(map(sign, new)), most) if len(old) * len(new) > CELLS else []
    i = j = 0
    for at_old, at_new, length in [*runs, (len(old), len(new), 0)]:
        for k, m in _cheapest(old[i:at_old], new[j:at_new], most, cost or unlikeness):
            yield i + k, j + m
        yield from ((at_old + k, at_new + k) for k in range(length))
        i, j = at_old + length, at_new + length


def _equal_runs(old: Sequence[int], new: Sequence[int], most: Comparisons) -> list[tuple[int, int, int]]:
    """Equal pieces, by their keys, that leave the fewest others, as runs; none where too many are left (Myers 1986)."""
    if len(old) + len(new) - 2 * (Counter(old) & Counter(new)).total() > EDITS:
        return []
    ahead: dict[int, tuple[int, Any]] = {1: (0, None)}
    for edits in range(min(len(old) + len(new), EDITS) + 1):
        if most.take(edits + 1) <= edits:
            break
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (diagonal != edits and ahead[diagonal - 1][0] < ahead[diagonal + 1][0])
            at_old, runs = ahead[diagonal + 1] if down else ahead[diagonal - 1]
            at_old += not down
            start = at_old
            while at_old < len(old) and at_old - diagonal < len(new) and old[at_old] == new[at_old - diagonal]:
                at_old += 1
            if at_old > start:
                runs = (runs, (start, start - diagonal, at_old - start))
            if at_old >= len(old) and at_old - diagonal >= len(new):
                return _unrolled(runs)
            ahead[diagonal] = at_old, runs
    return []


def _unrolled(runs: Any) -> list[tuple[int, int, int]]:
    unrolled = []
    while runs:
        runs, run = runs
        unrolled.append(run)
    return unrolled[::-1]


def _cheapest(
    old: Sequence[Piece], new: Sequence[Piece], most: Comparisons, unlike: Unlikeness
) -> list[tuple[int, int]]:
    """The matches of the cheapest edits that turn one list into the other (Wagner & Fischer 1974)."""
    n, m = len(old), len(new)
    if not n or not m:
        return []
    taken = most.take(min(CELLS, n * m))
    reach = max(m if taken == n * m else taken // n // 2, m // n + 1)  # of each row, so far on both sides
    known: dict[Hashable, dict[Hashable, float]] = {}
    keys, bodies, sorts = [each.key for each in new], [each.body for each in new], list(map(_sort, new))
    before, low = [UNMATCHED * j for j in range(min(m, reach) + 1)], 0
    rows: list[tuple[int, bytearray]] = []
    for i, one in enumerate(old, 1):
        below, low = low, max(0, i * m // n - reach)
        if len(known) > MOST_KNOWN:
            known.clear()
        like, key, body = known.setdefault(_sort(one), {}), one.key, one.body
        width, left = len(before), NEVER
        costs: list[float] = []
        choices = bytearray()
        for j in range(low, min(m, i * m // n + reach) + 1):
            above = j - below
            cost, choice = before[above] + UNMATCHED if above < width else NEVER, 0
            if left + UNMATCHED < cost:
                cost, choice = left + UNMATCHED, 1
            if j and 0 < above <= width:
                if bodies[j - 1] == body:
                    apart = 0 if keys[j - 1] == key else unlike(one, new[j - 1])
                elif (apart := like.get(sorts[j - 1], NEVER)) == NEVER:
                    apart = like[sorts[j - 1]] = unlike(one, new[j - 1])
                if before[above - 1] + apart <= cost:
                    cost, choice = before[above - 1] + apart, 2
            left = cost
            costs.append(cost)
            choices.append(choice)
        rows.append((low, choices))
        before = costs
    return [(i, j) for i, j in _walk_back(rows, n, m) if unlike(old[i], new[j]) < APART]


def _walk_back(rows: list[tuple[int, bytearray]], i: int, j: int) -> list[tuple[int, int]]:
    pairs = []
    while i and j:
        low, choices = rows[i - 1]
        choice = choices[j - low]
        if choice == 2:
            pairs.append((i - 1, j - 1))
        i, j = i - (choice != 1), j - (choice != 0)
    return pairs[::-1]


def _sort(piece: Piece) -> Hashable:
    """Equal for pieces that are as unlike any others: layers of other settings are, by their kinds and names."""
    return piece.key if piece.children else (piece.kind, piece.name)


def unlikeness(old: Piece, new: Piece) -> float:
    """How unlike two pieces are: 0 for equal, up to 2 for edited, 3 for another layer of the family, else APART."""
    if old.key == new.key:
        return 0
    if bool(old.children) != bool(new.children):
        return APART
    if old.body == new.body or (old.children and old.content == new.content):
        return 1
    if old.name and new.name and old.name != new.name and old.children and old.kind == new.kind:
        return 2 + _difference(old, new)
    if old.name != new.name:
        return 3 if old.kind == new.kind and not (old.name and new.name) else APART
    if old.kind == new.kind or old.name:
        return 1 + _difference(old, new)
    return 3 if family(old) == family(new) else APART


def _difference(old: Piece, new: Piece) -> float:
    """The share of a block's layers that differ; for layers, that they do."""
    if not old.children:
        return 1
    most = max(old.bodies.total(), new.bodies.total())
    return 1 - (old.bodies & new.bodies).total() / most if most else 0.5
