"""How many ways there are to each sum: counts by sums, exact however large they get.

A tally is a polynomial whose exponents are sums and whose coefficients are counts. Few sums stand in a dict; many that
lie close are the fields of one large integer (Kronecker 1882), which is shifted and added in one go: a few bytes a sum,
and no loop over them. What sums are made of, and what is counted, others know.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from math import gcd

from convcalc.document.records import NamedTuple

MOST_SUMS = 4_000_000
"""No more different sums are held in a dict, which takes some 500 MB."""

MOST_BYTES = 1 << 30
"""No larger integer is made."""

IN_A_DICT = 100
"""Bytes that a sum takes there."""

FEW_SUMS = 1000
"""So many are as quick in a dict."""


class TooManySumsError(Exception):
    """There are more different sums than can be held."""


class SparseTally:
    """Counts by sums in a dict, which is not empty."""

    def __init__(self, counts: dict[int, int]) -> None:
        self.counts = counts
        self.first, self.last = min(counts), max(counts)
        self.ways = sum(counts.values())

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def size(self) -> int:
        """In bytes, about."""
        return len(self.counts) * IN_A_DICT

    @cached_property
    def unit(self) -> int:
        """What divides the distance of any two sums; 0 where there is one."""
        return gcd(*[key - self.first for key in self.counts])

    def at(self, key: int) -> int:
        """The count of a sum."""
        return self.counts.get(key, 0)

    def items(self) -> Iterable[tuple[int, int]]:
        """The sums, each with its count."""
        return self.counts.items()

    def climb(self) -> "Climb":
        """The counts added up from the least sum on."""
        keys = sorted(self.counts)
        return Climb(keys, list(accumulate([self.counts[key] for key in keys])))

    def fields(self, unit: int, width: int) -> bytearray:
        """The counts in fields of so many bytes, one for each `unit` from the first sum on."""
        data = bytearray(((self.last - self.first) // unit + 1) * width)
        for key, count in self.counts.items():
            start = (key - self.first) // unit * width
            data[start : start + width] = count.to_bytes(width, "little")
        return data


class DenseTally:
    """Counts by sums as the fields of an integer: the k-th field is the count of `first + k * unit`."""

    def __init__(self, first: int, unit: int, width: int, number: int, ways: int) -> None:
        self.first, self.unit, self.width = first, unit, width
        self.ways = ways
        """No fewer than there are."""
        self.data = number.to_bytes(-(-octets(number) // width) * width, "little")

    def __len__(self) -> int:
        return len(self.data) // self.width

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.data)

    @property
    def last(self) -> int:
        """The largest sum."""
        return self.first + (len(self) - 1) * self.unit

    def at(self, key: int) -> int:
        """The count of a sum."""
        place, rest = divmod(key - self.first, self.unit)
        if rest or place < 0:
            return 0
        return int.from_bytes(self.data[place * self.width : (place + 1) * self.width], "little")

    def items(self) -> Iterator[tuple[int, int]]:
        """The sums, each with its count."""
        counts = Fields(self.data, self.width)
        return ((self.first + k * self.unit, count) for k, count in enumerate(counts) if count)

    def climb(self) -> "Climb":
        """The counts added up from the least sum on: times 1 + x, 1 + x^2, 1 + x^4 and so on."""
        many, width, step = len(self), octets(self.ways), 1
        number, mask = int.from_bytes(self.fields(self.unit, width), "little"), (1 << 8 * width * many) - 1
        while step < many:
            number = (number + (number << 8 * width * step)) & mask
            step *= 2
        keys = range(self.first, self.first + self.unit * many, self.unit)
        return Climb(keys, Fields(number.to_bytes(width * many, "little"), width))

    def fields(self, unit: int, width: int) -> bytes | bytearray:
        """The counts in fields of another width, one for each `unit`, which divides the own."""
        step = self.unit // unit * width
        if step == self.width:
            return self.data
        data = bytearray(len(self) * step)
        for k in range(self.width):
            data[k::step] = self.data[k :: self.width]
        return data


SumTally = SparseTally | DenseTally

ONE = SparseTally({0: 1})
"""One way, to a sum of nothing."""


class Fields(Sequence[int]):
    """Whole numbers of so many bytes each."""

    def __init__(self, data: bytes, width: int) -> None:
        self.data, self.width = data, width

    def __len__(self) -> int:
        return len(self.data) // self.width

    def __iter__(self) -> Iterator[int]:
        return (self[k] for k in range(len(self)))

    def __getitem__(self, k: int) -> int:  # type: ignore[override]
        """One of them; no slices, and none from the end."""
        return int.from_bytes(self.data[k * self.width : (k + 1) * self.width], "little")


class Climb(NamedTuple):
    """Counts added up: beside each sum, in order, how many ways there are up to it."""

    keys: Sequence[int]
    reached: Sequence[int]

    @property
    def ways(self) -> int:
        """How many there are in all."""
        return self.reached[len(self.reached) - 1]

    def upto(self, key: int) -> int:
        """How many ways there are to sums no larger."""
        if key < self.keys[0]:
            return 0
        if isinstance(self.keys, range):
            place = min((key - self.keys[0]) // self.keys.step + 1, len(self.keys))
        else:
            place = bisect_right(self.keys, key)
        return self.reached[place - 1]

    def way(self, number: int) -> tuple[int, int]:
        """The sum that a way comes to, by its number in the order of sums, and its number among those of that sum."""
        place = bisect_right(self.reached, number)
        return self.keys[place], number - (self.reached[place - 1] if place else 0)


class TallyTerm(NamedTuple):
    """A tally so many times, with each sum larger by `shift`."""

    tally: SumTally
    shift: int
    times: int


class KeyRoom(NamedTuple):
    """Which keys are kept. A key holds one number or several, each in bits of its own with one bit more.

    An addition sets that bit: that of `over` where the number is too large, that of `enough` where it is large enough.
    """

    over: int
    enough: int
    guards: int
    most: int | None
    """The largest key, where it holds one number."""


def total(terms: Sequence[TallyTerm], room: KeyRoom) -> SumTally | None:
    """The terms added up, without the sums for which there is no room; None where none is left.

    Raises TooManySumsError.
    """
    if room.most is not None and (found := _dense(terms, room.most)):
        return found
    counts = _added(terms, room)
    return SparseTally(counts) if counts else None


def _added(terms: Iterable[TallyTerm], room: KeyRoom) -> dict[int, int]:
    counts: dict[int, int] = {}
    get, (over, enough, guards, _) = counts.get, room
    for tally, shift, times in terms:
        for less, count in tally.items():
            key = less + shift
            if not (key + over) & guards and (key + enough) & guards == guards:
                counts[key] = get(key, 0) + times * count
        if len(counts) > MOST_SUMS:
            raise TooManySumsError
    return counts


def _dense(terms: Sequence[TallyTerm], most: int) -> DenseTally | None:
    """The terms added up as one large integer; None where a dict is smaller. Raises TooManySumsError."""
    terms = [term for term in terms if term.tally.first + term.shift <= most]
    sums = sum([len(term.tally) for term in terms])
    if sums <= FEW_SUMS:
        return None
    starts = [tally.first + shift for tally, shift, _ in terms]
    base = min(starts)
    unit = gcd(*[tally.unit for tally, _, _ in terms], *[start - base for start in starts]) or 1
    last = min(most, max([tally.last + shift for tally, shift, _ in terms]))
    ways = sum([tally.ways * times for tally, _, times in terms])
    fields, width = (last - base) // unit + 1, octets(ways)
    if fields * width > sums * IN_A_DICT:
        return None
    if fields * width > MOST_BYTES:
        raise TooManySumsError
    number = _shifted(terms, base, unit, width) & ((1 << 8 * width * fields) - 1)
    return DenseTally(base, unit, width, number, ways)


def _shifted(terms: Sequence[TallyTerm], base: int, unit: int, width: int) -> int:
    """The terms as integers with fields that fit each other, shifted to their places and added."""
    number, known = 0, dict[int, int]()
    for tally, shift, times in terms:
        if id(tally) not in known:
            known[id(tally)] = int.from_bytes(tally.fields(unit, width), "little")
        term = known[id(tally)] if times == 1 else known[id(tally)] * times
        number += term << 8 * width * ((tally.first + shift - base) // unit)
    return number


def octets(number: int) -> int:
    """The bytes that a number takes."""
    return -(-number.bit_length() // 8)
