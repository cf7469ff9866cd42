"""How many equal layers, one after the other, see so much of the input or bring its sides down so far."""

from typing import Any

from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.homework.solve.model import Model
from convcalc.homework.solve.target import Target
from convcalc.language.chain import read_chain
from convcalc.language.spoken.phrases import UNKNOWN, WordsError, read_words
from convcalc.model.geometry import Order, Span, Volume
from convcalc.model.layers import Layer, LayerError

MOST = 1000
ENDLESS = 2**40
"""A side that no number of layers uses up."""


class Stacked(NamedTuple):
    """A number of equal layers: what is seen, and the sides, at the start and after each of them."""

    fields: tuple[tuple[int | None, ...], ...]
    sizes: tuple[tuple[int, ...], ...]
    """Empty where no input is given."""

    @property
    def layers(self) -> int:
        """How many layers."""
        return len(self.fields) - 1


class Counted(NamedTuple):
    """The least number of layers that reaches a target; where none does, the numbers next to it."""

    found: Stacked | None
    nearest: tuple[Stacked, ...]


def repeated(words: str, sizes: list[Any] | None, order: Order = Volume) -> tuple[Layer, Volume]:
    """The layer that is meant by `3x3` or `maxpool 2x2 s2`, and the input, whose channels may be left out.

    Where no input is given, it is as large as can be. Raises SpecError.
    """
    said = _as_layer(words)
    if UNKNOWN in said:
        raise fail(f"--how-many: {words!r} is not known: give the numbers of the layer", help="as 3x3 or '3x3 s2 p1'")
    kernel = read_words(said).settings.get("kernel")
    rank = len(kernel.value) if kernel and isinstance(kernel.value, list) else 2
    if sizes and len(sizes) not in (rank, rank + 1):
        raise fail(f"a kernel of {rank} sides does not go over an input of {len(sizes)} numbers")
    if sizes and len(sizes) > rank:
        sizes = order.inner(sizes)
    if sizes and UNKNOWN in sizes:
        raise fail("--how-many needs an input whose sizes are known")
    volume = Volume(tuple(sizes[:rank]), (*sizes, 1)[rank]) if sizes else Volume((ENDLESS,) * rank, 1)
    walk = Model(read_chain(str(volume._replace(size=(ENDLESS,) * rank)), [said])).walk(())
    if walk.refusal:
        raise fail(f"{words!r} is not a layer that can be repeated")
    return walk.sites[0].layer, volume


def _as_layer(words: str) -> str:
    """The words of a layer; a kernel alone is that of a convolution."""
    try:
        read_words(words)
        return words
    except WordsError as error:
        try:
            read_words(f"conv 1 {words}")
        except WordsError:
            raise fail(f"--how-many: {error.message}", help="as 3x3, '3x3 s2 p1' or 'maxpool 2x2'") from None
        return f"conv 1 {words}"


def how_many(layer: Layer, x: Volume, target: Target) -> Counted:
    """Try one layer, two layers, and so on, until the target is reached or left behind."""
    rank, given = x.rank, x.size[0] < ENDLESS
    spans = [Span()] * rank
    fields: list[tuple[int | None, ...]] = [(1,) * rank]
    sizes = [x.size]
    before: tuple[Stacked, ...] = ()
    for _ in range(MOST):
        try:
            output = layer.output((x,))
        except LayerError:
            break
        spans = [at.reach(span, n) for at, span, n in zip(layer.windows((x,)), spans, x.size)]
        x = output if given else x
        fields.append(tuple(span.size for span in spans))
        sizes.append(x.size)
        stacked = Stacked(tuple(fields), tuple(sizes) if given else ())
        if _gap(stacked, target) == 0:
            return Counted(stacked, ())
        if _past(stacked, target) or fields[-1] == fields[-2]:
            return Counted(None, (*before, stacked))
        before = (stacked,)
    return Counted(None, before)


def _gap(stacked: Stacked, target: Target) -> float:
    gap = 0.0
    if target.field:
        gap += sum(map(target.field.gap, stacked.fields[-1]))
    if target.output and stacked.sizes:
        asked = target.output[: len(stacked.sizes[-1])]
        gap += sum(abs(n - m) for n, m in zip(stacked.sizes[-1], asked) if m is not None)
    return gap


def _past(stacked: Stacked, target: Target) -> bool:
    """Whether more layers only lead further away: what is seen grows, and sides that shrank go on to."""
    if target.field and any(seen is None or seen > target.field.high for seen in stacked.fields[-1]):
        return True
    if not target.output or not stacked.sizes:
        return False
    before, after = stacked.sizes[-2:]
    return any(m is not None and (n < m <= old or n > m >= old) for old, n, m in zip(before, after, target.output))
