"""What flows between the nodes of an ONNX file: volumes of a network, and numbers that are known beforehand."""

import math
from collections.abc import Callable, Sequence
from itertools import chain, product
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.exchange.tensors.graph import MOST_SIZES

LARGEST = 2**63
"""So large are whole numbers in ONNX."""
BATCH = -1
"""The axis of examples."""
MOST = 4_096
"""So many known numbers are worked out at most: sizes and axes are few."""


class Placed(NamedTuple):
    """What comes out of a layer, and along which axis of its volume each dimension lies.

    Transposing only gives the axes in another order: nothing is moved. The channels are the axis after the last of
    the sizes.
    """

    number: int
    axes: tuple[int, ...]


class Constant(NamedTuple):
    """Numbers that no input makes: weights by their sizes, and small ones with their values."""

    dims: tuple[int, ...]
    numbers: tuple[Any, ...] | None = None
    weights: frozenset[str] = frozenset()
    """The learned numbers that these are made of, by name."""

    @property
    def elements(self) -> int:
        """How many."""
        return math.prod(self.dims)


def standard(rank: int) -> tuple[int, ...]:
    """The axes of examples x channels x sizes."""
    return (BATCH, rank, *range(rank))


def plain(numbers: Sequence[Any]) -> Constant:
    """A row of numbers."""
    return Constant((len(numbers),), tuple(numbers))


def folded(op: str, known: Sequence[Constant], attributes: dict[str, Any]) -> Constant | None:
    """What an operator makes of numbers that are known; None where this is not worked out here."""
    work, first = _WORK.get(op), 1 if op in _SIZES_SUFFICE else 0
    if work is None or any(each.numbers is None or each.elements > MOST for each in known[first:]):
        return None
    try:
        result = work(known, attributes)
    except (IndexError, ValueError, ZeroDivisionError, TypeError, OverflowError):
        return None
    return result if len(result.dims) <= MOST_SIZES and all(map(_fits, result.numbers or ())) else None


def effort(constants: Sequence[Constant]) -> int:
    """How much there is to go through in numbers that are known, by their axes."""
    return sum([len(each.numbers or ()) * (1 + len(each.dims)) + 1 for each in constants])


def _fits(number: Any) -> bool:
    """Whether a number is none that ONNX cannot have: those of 64 bits are the largest."""
    return not isinstance(number, int) or -LARGEST <= number <= LARGEST


def _elementwise(work: Callable[[Any, Any], Any]) -> Callable[[Sequence[Constant], dict[str, Any]], Constant]:
    def apply(known: Sequence[Constant], attributes: dict[str, Any]) -> Constant:
        one, other = known
        assert one.numbers is not None and other.numbers is not None
        longest = max(one, other, key=lambda each: each.elements)
        if {one.elements, other.elements} - {1, longest.elements}:
            raise ValueError
        spread = [each * (longest.elements // len(each)) for each in (one.numbers, other.numbers)]
        return Constant(longest.dims, tuple(map(work, *spread)))

    return apply


def _divide(one: Any, other: Any) -> Any:
    """As ONNX divides: whole numbers towards zero."""
    if isinstance(one, int) and isinstance(other, int):
        quotient = abs(one) // abs(other)
        return quotient if (one < 0) == (other < 0) else -quotient
    return one / other


def _gather(known: Sequence[Constant], attributes: dict[str, Any]) -> Constant:
    data, indices = known
    assert data.numbers is not None and indices.numbers is not None
    if len(data.dims) != 1:
        raise ValueError
    return Constant(indices.dims, tuple(data.numbers[index] for index in indices.numbers))


def _slice(known: Sequence[Constant], attributes: dict[str, Any]) -> Constant:
    data, starts, ends, *rest = (each.numbers or () for each in known)
    step = rest[1][0] if len(rest) > 1 else 1
    if len(known[0].dims) != 1:
        raise ValueError
    return plain(data[starts[0] : ends[0] : step])


def _concat(known: Sequence[Constant], attributes: dict[str, Any]) -> Constant:
    if any(len(each.dims) != 1 for each in known):
        raise ValueError
    if (count := sum([each.elements for each in known])) > MOST:
        return Constant((count,))
    return plain(tuple(chain.from_iterable(each.numbers or () for each in known)))


def _cast(known: Sequence[Constant], attributes: dict[str, Any]) -> Constant:
    to = float if attributes.get("to") in (1, 10, 11, 16) else int
    numbers = known[0].numbers
    return known[0]._replace(numbers=None if numbers is None else tuple(map(to, numbers)))


def _constant_of_shape(known: Sequence[Constant], attributes: dict[str, Any]) -> Constant:
    dims = known[0].numbers or ()
    value = attributes.get("value")
    number = (value.numbers or (0,))[0] if isinstance(value, Constant) else 0
    return Constant(dims, (number,) * math.prod(dims) if math.prod(dims) <= MOST else None)


def _unsqueezed(known: Sequence[Constant], attributes: dict[str, Any]) -> Constant:
    axes = attributes.get("axes") or known[1].numbers or ()
    rank = len(known[0].dims) + len(axes)
    places, dims = {axis % rank for axis in axes}, iter(known[0].dims)
    return known[0]._replace(dims=tuple(1 if axis in places else next(dims) for axis in range(rank)))


def _squeezed(known: Sequence[Constant], attributes: dict[str, Any]) -> Constant:
    axes = attributes.get("axes") or (known[1].numbers if len(known) > 1 else None)
    dims = known[0].dims
    gone = {axis % len(dims) for axis in axes} if axes else {k for k, size in enumerate(dims) if size == 1}
    return known[0]._replace(dims=tuple(size for k, size in enumerate(dims) if k not in gone))


def _reshaped(known: Sequence[Constant], attributes: dict[str, Any]) -> Constant:
    return known[0]._replace(dims=reshaped(known[0].dims, known[1].numbers or ()))


def reshaped(dims: tuple[int, ...], asked: Sequence[int]) -> tuple[int, ...]:
    """Sizes as Reshape gives them: 0 is as before, -1 what is left. Raises ValueError."""
    sizes = [dims[k] if size == 0 else size for k, size in enumerate(asked)]
    rest = math.prod(size for size in sizes if size != -1)
    if -1 in sizes:
        if sizes.count(-1) > 1 or not rest or math.prod(dims) % rest:
            raise ValueError
        sizes[sizes.index(-1)] = math.prod(dims) // rest
    if math.prod(sizes) != math.prod(dims):
        raise ValueError
    return tuple(sizes)


def _expanded(known: Sequence[Constant], attributes: dict[str, Any]) -> Constant:
    """The same numbers, as often as wanted; only where no more come of it."""
    dims, asked = known[0].dims, known[1].numbers or ()
    longest = max(len(dims), len(asked))
    pairs = zip((1,) * (longest - len(dims)) + dims, (1,) * (longest - len(asked)) + asked)
    after = tuple(max(pair) for pair in pairs)
    if math.prod(after) != known[0].elements:
        raise ValueError
    return known[0]._replace(dims=after)


def _transposed(known: Sequence[Constant], attributes: dict[str, Any]) -> Constant:
    """The same numbers in another order; of large ones only the sizes."""
    dims, numbers = known[0].dims, known[0].numbers
    order = attributes.get("perm") or tuple(range(len(dims)))[::-1]
    after = tuple(dims[k] for k in order)
    if numbers is None:
        return Constant(after)
    steps = [math.prod(dims[k + 1 :]) for k in order]
    places = product(*map(range, after))
    return Constant(after, tuple(numbers[sum(map(math.prod, zip(place, steps)))] for place in places))


def _range(start: int, stop: int, step: int) -> Constant:
    numbers = range(start, stop, step)
    return plain(numbers) if len(numbers) <= MOST else Constant((len(numbers),))


def _product(numbers: Sequence[Any]) -> Any:
    """The product of numbers. Raises OverflowError where it is none that ONNX can have."""
    product: Any = 1
    for number in numbers:
        product *= number
        if not _fits(product):
            raise OverflowError
    return product


_SIZES_SUFFICE = ("Identity", "Cast", "Unsqueeze", "Squeeze", "Reshape", "Transpose", "Expand")
"""What is worked out of the sizes of weights, whose numbers are not read."""
_WORK: dict[str, Callable[[Sequence[Constant], dict[str, Any]], Constant]] = {
    "Add": _elementwise(lambda a, b: a + b),
    "Sub": _elementwise(lambda a, b: a - b),
    "Mul": _elementwise(lambda a, b: a * b),
    "Div": _elementwise(_divide),
    "Identity": lambda known, _: known[0],
    "Cast": _cast,
    "Floor": lambda known, _: known[0]._replace(numbers=tuple(map(math.floor, known[0].numbers or ()))),
    "Ceil": lambda known, _: known[0]._replace(numbers=tuple(map(math.ceil, known[0].numbers or ()))),
    "Gather": _gather,
    "Slice": _slice,
    "Concat": _concat,
    "ConstantOfShape": _constant_of_shape,
    "Unsqueeze": _unsqueezed,
    "Squeeze": _squeezed,
    "Reshape": _reshaped,
    "Expand": _expanded,
    "Transpose": _transposed,
    "Range": lambda known, _: _range(*((each.numbers or (0,))[0] for each in known)),
    "ReduceProd": lambda known, _: Constant((), (_product(known[0].numbers or ()),)),
}
"""What is worked out of sizes that a network asks of itself."""
