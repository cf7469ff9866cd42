"""What is right by another convention than convcalc's own, by the names under which a sheet takes or refuses it."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import product

from convcalc.analysis.amounts import Answer
from convcalc.analysis.ask import Ask
from convcalc.analysis.memory import works_in_place
from convcalc.analysis.truth import WHOLE_INPUT, Places, Sizes, Truth
from convcalc.document.records import NamedTuple
from convcalc.language.published import published
from convcalc.model.geometry import ChannelsFirst, Volume
from convcalc.model.layers.pooling import AdaptivePool, GlobalPool
from convcalc.model.network import Node

CONVENTIONS = {
    "flops-2-macs": "FLOPs as two for each MAC, with or without the additions of biases; or MACs told in FLOPs",
    "binary-kb": "KB, MB and GB for KiB, MiB and GiB",
    "whole-input": "the whole input told by its size, as 8 where all of 8x8 is seen; or as all of it",
    "pixel-numbering": "the start of a field by another numbering of the pixels",
    "memory-in-place": "memory without activations and dropout, which work in place",
    "memory-with-input": "memory with the input's",
    "memory-with-copies": "memory with a copy for flatten",
    "memory-idle-layers": "memory without layers that change nothing",
    "flat-pooling": "16 for 1x1x16 after global pooling, as Keras gives it",
    "rounded-fit": "a kernel, stride or padding with which something is left over and rounded away",
    "published": "a figure as the network's paper prints it",
    "channels-first": "volumes with the channels first, where a sheet says so",
}
"""The names, and what each means."""
USUAL = frozenset(CONVENTIONS) - {"channels-first"}
"""Those that are taken unless a sheet says otherwise."""


class Right(NamedTuple):
    """A figure that is right by a convention."""

    value: Truth
    words: str
    """By which, as the end of a sentence: `with the input`."""
    needs: tuple[str, ...]
    """The names of what has to be taken for it."""
    meant: Truth | None = None
    """The figure that is meant, where an answer says another."""


def rights(ask: Ask, answer: Answer | None = None, taken: Iterable[str] = USUAL) -> list[Right]:
    """What else is right for a question by the conventions that are taken, for an answer in its unit."""
    known = frozenset(taken)
    return [each for each in _every(ask, answer) if known.issuperset(each.needs)]


def _every(ask: Ask, answer: Answer | None) -> Iterator[Right]:
    found = _known(ask)
    yield from found
    if answer and (power := _decimal_power(answer)) and ask.in_bytes:
        for each in (Right(ask.figure(), "", ()), *found):
            if isinstance(each.value, int):
                told = " and ".join(filter(None, (each.words, f"with {_letter(power)}B of 1024^{power} bytes")))
                told = told.replace("1024^1", "1,024")
                value = Fraction(each.value * 1000**power, 1024**power)
                yield Right(value, told, (*each.needs, "binary-kb"), each.value)
    if answer and answer.counts == "flops" and ask.quantity == "macs":
        macs = ask.figure()
        assert isinstance(macs, int)
        yield Right(2 * macs, f"as two FLOPs are one of {macs:,} MACs", ("flops-2-macs",), macs)


@lru_cache(maxsize=1000)
def _known(ask: Ask) -> tuple[Right, ...]:
    """Those that no answer is needed for: the same for a whole class."""
    return tuple(_figures(ask))


def _decimal_power(answer: Answer) -> int:
    return next((power for power in range(1, 6) if answer.in_bytes and answer.scale == 1000**power), 0)


def _letter(power: int) -> str:
    return "KMGTP"[power - 1]


def _figures(ask: Ask) -> Iterator[Right]:
    if ask.quantity == "receptive_field":
        yield from _fields(ask)
    elif ask.quantity in ("field_start", "field_centre"):
        yield from _middles(ask)
    elif ask.quantity == "flops":
        yield from _flops(ask)
    elif ask.quantity == "output":
        yield from _volumes(ask)
    elif ask.quantity == "memory" and ask.part.is_file:
        yield from _memories(ask)
    for printed in published(ask.network) if ask.part.is_file else ():
        if printed.quantity == ask.quantity and printed.answer.number is not None:
            yield Right(printed.answer.number, f"as the paper prints it ({printed.words})", ("published",))


def _fields(ask: Ask) -> Iterator[Right]:
    """Where the end sees the whole input, that is right too; where nothing else is, so is its size."""
    size = ask.network.input.size
    if not size or any(span.lows or not span.exact for span in ask.figures.reaches[ask.part.end]):
        return
    if ask.figure() != WHOLE_INPUT:
        yield Right(WHOLE_INPUT, "as the last layer sees the whole input", ("whole-input",))
    yield Right(Sizes(size), f"as the whole input is {'x'.join(map(str, size))}", ("whole-input",))


def _middles(ask: Ask) -> Iterator[Right]:
    """Where a field starts, and its middle, as others number the pixels."""
    padding, needs = ask._replace(quantity="field_padding").figure(), ("pixel-numbering",)
    if not isinstance(padding, Sizes):
        return
    if ask.quantity == "field_centre":
        start = ask._replace(quantity="field_start").figure()
        yield Right(start, "as the middle of the first pixel is put at 0.5", needs)
    else:
        centre = ask._replace(quantity="field_centre").figure()
        yield Right(centre, "as the middle of the first pixel is put at 0", needs)
    first = Places(tuple(-each for each in padding.each))
    yield Right(first, "as the first pixel that is seen, counted from 0", needs)


def _flops(ask: Ask) -> Iterator[Right]:
    macs, connections = (ask._replace(quantity=name).figure() for name in ("macs", "connections"))
    assert isinstance(macs, int) and isinstance(connections, int)
    yield Right(2 * macs, f"as 2 x {macs:,} MACs", ("flops-2-macs",))
    if connections > macs:
        words = f"as 2 x {macs:,} MACs, and {connections - macs:,} additions of biases"
        yield Right(macs + connections, words, ("flops-2-macs",))


def _volumes(ask: Ask) -> Iterator[Right]:
    volume = ask.figure()
    if not isinstance(volume, Volume) or not volume.size:
        return
    if volume.positions == 1 and _from_global_pooling(ask):
        yield Right(
            Volume((), volume.channels), "as a flat vector, which Keras' global pooling gives", ("flat-pooling",)
        )
    if not isinstance(volume, ChannelsFirst):
        yield Right(ChannelsFirst(*volume), "with the channels first", ("channels-first",))


def _from_global_pooling(ask: Ask) -> bool:
    """Whether a volume of one place comes out of global pooling, and then nothing but layers that leave it flat."""
    node = ask.network.nodes[ask.part.end]
    while len(node.inputs) == 1 and not isinstance(node.site.layer, GlobalPool) and node.site.layer.in_place:
        node = ask.network.nodes[node.inputs[0]]
    return isinstance(node.site.layer, GlobalPool)


def _memories(ask: Ask) -> Iterator[Right]:
    """All outputs, with and without those that others leave out, or count too."""
    nodes, shares = ask.network.nodes, ask.shares()
    in_place = sum(shares[number] for number in ask.part.numbers if works_in_place(nodes[number].site.layer))
    if in_place and sum(not works_in_place(nodes[number].site.layer) for number in ask.part.numbers) < 2:
        return
    changes = (
        ("memory-in-place", -in_place, "with activations and dropout in place"),
        ("memory-with-input", sum(ask.figures.sizes[number] for number in ask.network.inputs), "with the input"),
        ("memory-with-copies", sum(_copy(ask, number) for number in ask.part.numbers), "with a copy for flatten"),
        ("memory-idle-layers", -sum(shares[number] for number in ask.part.numbers if _idle(nodes[number])),
         "without layers that change nothing"),
    )  # fmt: skip
    total = ask.figures.sum(ask.part.numbers, "memory")
    for choice in sorted(product((False, True), repeat=4), key=sum):
        chosen = [change for change, taken in zip(changes, choice) if taken]
        if chosen and all(bytes for _, bytes, _ in chosen) and not (choice[0] and choice[2]):
            chosen.sort(key=lambda change: _SAID.index(change[0]))
            words = ", and ".join(words for _, _, words in chosen).replace("and with a copy", "and a copy")
            yield Right(total + sum(change[1] for change in chosen), words, tuple(change[0] for change in chosen))


_SAID = ("memory-with-input", "memory-with-copies", "memory-in-place", "memory-idle-layers")


def _idle(node: Node) -> bool:
    """Whether a layer gives back what it takes: pooling to the size that is there."""
    return isinstance(node.site.layer, AdaptivePool) and node.site.output == node.site.inputs[0]


def _copy(ask: Ask, number: int) -> int:
    """The bytes that a view would take, were it a copy."""
    figures, node = ask.figures, ask.network.nodes[number]
    view = figures.homes[number] != number
    return node.site.output.elements * ask.width * figures.batch if view else 0
