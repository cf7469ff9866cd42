"""Slips in reading a figure: its unit, its scale, which of its parts, or another figure altogether."""

from collections.abc import Callable
from fractions import Fraction
from math import prod

from convcalc.analysis.amounts import Answer
from convcalc.analysis.ask import Ask
from convcalc.analysis.truth import Sizes
from convcalc.homework.slips.base import Misreading, WrongValues
from convcalc.model.geometry import ChannelsFirst, Volume, Window
from convcalc.model.layers.sliding import Sliding
from convcalc.model.quantities import QUANTITIES, counted_in

_COUNTS, _BYTES = counted_in("count"), counted_in("bytes")
_PARTS = ("repeat", "connections", "weights", "biases")
"""Parts and sums of others, which slips tell better."""
_LETTERS = ("K", "M", "G", "T", "P")


def _power(answer: Answer, base: int) -> int:
    """How often the suffix of an answer multiplies by a base; 0 where it does not."""
    return next((power for power in range(1, 6) if answer.scale == base**power), 0)


def _binary_for_decimal(ask: Ask, bytes: int, answer: Answer) -> WrongValues:
    power = _power(answer, 1000)
    if power and answer.in_bytes:
        letter = _LETTERS[power - 1]
        why = f"1 {letter}B is {1000**power:,} bytes, 1 {letter}iB is {1024**power:,}: write {letter}iB"
        yield Fraction(bytes * 1000**power, 1024**power), why


def _decimal_for_binary(ask: Ask, bytes: int, answer: Answer) -> WrongValues:
    power = _power(answer, 1024)
    if power:
        letter = _LETTERS[power - 1]
        why = f"1 {letter}iB is {1024**power:,} bytes, 1 {letter}B is {1000**power:,}: write {letter}B"
        yield Fraction(bytes * 1024**power, 1000**power), why


def _binary_count(ask: Ask, count: int, answer: Answer) -> WrongValues:
    power = _power(answer, 1000)
    if power and not answer.in_bytes:
        why = f"of things that are counted, {_LETTERS[power - 1]} is {1000**power:,}"
        yield Fraction(count * 1000**power, 1024**power), why


def _times(factor: int) -> Callable[[Ask, int, Answer], WrongValues]:
    def values(ask: Ask, figure: int, answer: Answer) -> WrongValues:
        for value in (Fraction(figure, factor), Fraction(figure * factor)) if figure else ():
            yield value, f"the figure is {figure:,}"

    return values


def _bytes_for_numbers(ask: Ask, count: int, answer: Answer) -> WrongValues:
    yield count * ask.width, f"{ask.words} are counted, {count:,}: their bytes are {ask.width} times as many"


def _numbers_for_bytes(ask: Ask, bytes: int, answer: Answer) -> WrongValues:
    yield Fraction(bytes, ask.width), f"a number takes {ask.width} bytes ({ask.figures.dtype}): {bytes:,} bytes"


def _other_width(ask: Ask, bytes: int, answer: Answer) -> WrongValues:
    right = ask.width
    for width in (8, 4, 2):
        if width != right:
            yield Fraction(bytes * width, right), f"{ask.figures.dtype} takes {right} bytes a number, not {width}"


def _another_quantity(ask: Ask, figure: int, answer: Answer) -> WrongValues:
    for name, quantity in QUANTITIES.items():
        left_out = name in (ask.quantity, *_PARTS) or quantity.unit in ("setting", "saving")
        other = 0 if left_out else ask._replace(quantity=name).figure()
        if isinstance(other, int) and other:
            yield other, f"{other:,} is the answer for {quantity.words}, not for {ask.words}"


def _channels_first(ask: Ask, volume: Volume, answer: Answer) -> WrongValues:
    if volume.size and not isinstance(volume, ChannelsFirst):
        yield Sizes((volume.channels, *volume.size)), f"a volume is written height x width x channels: {volume}"


def _channels_last(ask: Ask, volume: Volume, answer: Answer) -> WrongValues:
    if volume.size:
        yield Sizes((*volume.size, volume.channels)), f"a volume is written channels x height x width here: {volume}"


def _channels_left_out(ask: Ask, volume: Volume, answer: Answer) -> WrongValues:
    if volume.size:
        why = f"{volume.channels} channels belong to the volume: {volume}"
        yield Sizes(volume.size), why
        if len(set(volume.size)) == 1:
            yield volume.size[0], why


def _elements(ask: Ask, volume: Volume, answer: Answer) -> WrongValues:
    if volume.size:
        yield volume.elements, f"{volume.elements:,} numbers are in it; as a volume it is {volume}"


def _sides_swapped(ask: Ask, volume: Volume, answer: Answer) -> WrongValues:
    if len(set(volume.size)) > 1 and volume.rank == 2:
        swapped = type(volume)(volume.size[::-1], volume.channels)
        yield swapped, f"the height comes first, and then the width: {volume}"


def _given_back(ask: Ask, volume: Volume, answer: Answer) -> WrongValues:
    for given in ask.network.nodes[ask.part.end].site.inputs[:1]:
        yield given, f"{given} goes in; {volume} comes out"


def _fraction_left(ask: Ask, volume: Volume, answer: Answer) -> WrongValues:
    """Sizes that a stride leaves a rest of, before they are rounded."""
    site = ask.network.nodes[ask.part.end].site
    if not isinstance(site.layer, Sliding) or not all(isinstance(at, Window) for at in site.layer.windows(site.inputs)):
        return
    exact = [_unrounded(at, n) for at, n in zip(site.layer.windows(site.inputs), site.inputs[0].size)]
    if any(each.denominator > 1 for each in exact):
        sizes = Sizes(tuple(type(volume).outer([*exact, volume.channels])))
        yield sizes, f"there is no part of a place: the sizes are rounded, {volume}"


def _unrounded(at: Window, n: int) -> Fraction:
    return Fraction(n + at.before + at.after - at.extent, at.stride) + 1


def _batch_forgotten(ask: Ask, bytes: int, answer: Answer) -> WrongValues:
    batch, fixed = ask.figures.batch, ask.figures.weights if ask.quantity == "prediction_memory" else 0
    if batch > 1:
        yield Fraction(bytes - fixed, batch) + fixed, f"that is for one example, and there are {batch}"


def _channels_forgotten(ask: Ask, bytes: int, answer: Answer) -> WrongValues:
    nodes, width = ask.network.nodes, ask.width * ask.figures.batch
    places = sum(nodes[number].site.output.positions for number in ask.part.numbers)
    yield places * width, f"each place holds a number for each channel: {bytes:,} bytes"


def _area(ask: Ask, field: Sizes, answer: Answer) -> WrongValues:
    yield prod(field.each), f"a field is told by its side: {'x'.join(map(str, field.each))}"


SLIPS = (
    Misreading(170, "mb-for-mib", "MiB written as MB", _BYTES, _binary_for_decimal, pairs=True, sure=True),
    Misreading(180, "mib-for-mb", "MB written as MiB", _BYTES, _decimal_for_binary, pairs=True, sure=True),
    Misreading(190, "numbers-for-bytes", "numbers in the place of bytes", _BYTES, _numbers_for_bytes, pairs=True),
    Misreading(195, "batch-forgotten", "the batch forgotten", _BYTES, _batch_forgotten, pairs=True),
    Misreading(197, "channels-forgotten", "channels forgotten in the memory", ("memory",), _channels_forgotten,
               rare=True),
    Misreading(205, "sides-swapped", "height and width swapped", ("output",), _sides_swapped, of=Volume, pairs=True),
    Misreading(207, "fraction-left", "a fraction left standing", ("output",), _fraction_left, of=Volume),
    Misreading(210, "channels-first", "channels written first", ("output",), _channels_first, of=Volume, pairs=True),
    Misreading(215, "channels-last", "channels written last", ("output",), _channels_last, ChannelsFirst, pairs=True),
    Misreading(220, "channels-left-out", "channels left out of the volume", ("output",), _channels_left_out, of=Volume),
    Misreading(225, "input-given-back", "the input's volume given back", ("output",), _given_back, of=Volume),
    Misreading(450, "macs-doubled", "each multiply-accumulate counted as two", ("macs",), lambda ask, macs, answer: [
        (2 * macs, f"a multiplication with its addition is one MAC, and two FLOPs: {macs:,} MACs")], pairs=True),
    Misreading(460, "bytes-for-numbers", "bytes in the place of numbers", ("params", "buffers", "macs"),
            _bytes_for_numbers, pairs=True),
    Misreading(700, "field-as-area", "the field's pixels counted, not its side", ("receptive_field",), _area, of=Sizes),
    Misreading(770, "another-quantity", "another quantity", (*_COUNTS, *_BYTES), _another_quantity, rare=True),
    Misreading(780, "elements", "the numbers of the volume counted", ("output",), _elements, of=Volume),
    Misreading(790, "other-width", "numbers of another width", _BYTES, _other_width),
    Misreading(800, "bits-for-bytes", "bits in the place of bytes", _BYTES, lambda ask, bytes, answer: [
        (bytes * 8, f"a byte has 8 bits: {bytes:,} bytes")]),
    Misreading(810, "count-in-1024", "a count divided by 1024", _COUNTS, _binary_count, pairs=True),
    Misreading(815, "ten-times", "a digit too many or too few", (*_COUNTS, *_BYTES), _times(10), rare=True),
    Misreading(820, "thousand-times", "a thousand times too much or too little", (*_COUNTS, *_BYTES), _times(1000),
               rare=True),
)  # fmt: skip
