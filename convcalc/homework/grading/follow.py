"""What is right given an earlier wrong answer: the network worked out again from what was answered."""

from collections.abc import Iterator, Mapping, Sequence

from convcalc.analysis.amounts import Answer
from convcalc.analysis.ask import Ask
from convcalc.analysis.truth import Sizes, Truth, WholeInput
from convcalc.document.records import NamedTuple
from convcalc.homework.slips.recount import Effort, recount, steps
from convcalc.model.geometry import Volume
from convcalc.model.layers import LayerError
from convcalc.model.quantities import QUANTITIES


class Wrong(NamedTuple):
    """An earlier wrong answer."""

    key: str
    ask: Ask
    answer: Answer
    volume: Volume | None
    """The volume answered, where it could come out of that layer."""

    @classmethod
    def of(cls, key: str, ask: Ask, answer: Answer) -> "Wrong":
        """What was answered for what is asked."""
        return cls(key, ask, answer, _volume(ask, answer))


class Followed(NamedTuple):
    """A figure that is right given earlier answers."""

    value: Truth
    given: tuple[str, ...]
    """The keys of those answers."""
    ask: Ask
    """The same question about the network that they make."""


def follow(ask: Ask, wrongs: Sequence[Wrong], effort: Effort) -> Iterator[Followed]:
    """What would be right for a question, were earlier answers right."""
    yield from _from_volumes(ask, wrongs, effort)
    if not wrongs or not effort.allows(
        sum([len(each.part.numbers) for each in (ask, *(wrong.ask for wrong in wrongs))])
    ):
        return
    if QUANTITIES[ask.quantity].adds == "sum":
        yield from _from_parts(ask, wrongs)
    elif QUANTITIES[ask.quantity].unit == "positions":
        yield from _from_field(ask, wrongs)


def _from_volumes(ask: Ask, wrongs: Sequence[Wrong], effort: Effort) -> Iterator[Followed]:
    last = ask.part.end if ask.quantity != "output" else ask.part.end - 1
    earlier = [each for each in wrongs if each.ask.part.end <= last]
    said = {each.ask.part.end: (each.key, volume) for each in earlier if (volume := each.volume)}
    if not said:
        return
    among = _before(ask, said) if ask.quantity == "output" else None
    if not effort.allows(steps(ask) if among is None else 14 * len(among)):
        return
    if among is not None:
        said = {number: said[number] for number in among if number in said}
    try:
        network = recount(ask.network, given={number: volume for number, (_, volume) in said.items()}, among=among)
    except (LayerError, ValueError):
        return
    again = ask.on(network)
    figure = again.figure()
    if figure != ask.figure():
        yield Followed(figure, tuple(key for key, _ in said.values()), again)


def _before(ask: Ask, said: Mapping[int, object]) -> list[int]:
    """The nodes that an output follows from, in running order: no further back than volumes that are said."""
    found, todo = {ask.part.end}, [ask.part.end]
    while todo:
        number = todo.pop()
        new = () if number in said else [each for each in ask.network.nodes[number].inputs if each not in found]
        found.update(new)
        todo += new
    return sorted(found)


def _volume(ask: Ask, answer: Answer) -> Volume | None:
    """The volume answered, where it could come out of that layer."""
    right = ask.figure()
    if ask.quantity != "output" or not isinstance(right, Volume):
        return None
    sizes = _sizes(answer)
    if len(sizes) != right.rank + 1 or min(sizes) < 1:
        return None
    return type(right).of(sizes)


def _sizes(answer: Answer) -> tuple[int, ...]:
    value = answer.value
    if isinstance(value, Sizes):
        return tuple(map(int, value.each))
    return () if isinstance(value, WholeInput) or value.denominator > 1 else (int(value),)


def _from_parts(ask: Ask, wrongs: Sequence[Wrong]) -> Iterator[Followed]:
    """A sum with the parts that were answered for it."""
    figure, inside = ask.figure(), set(ask.part.numbers)
    if not isinstance(figure, int):
        return
    given = []
    for each in wrongs:
        part = each.ask.figure()
        smaller = each.ask.quantity == ask.quantity and set(each.ask.part.numbers) < inside
        if smaller and isinstance(part, int) and each.answer.number is not None and each.answer.number.denominator == 1:
            figure += int(each.answer.number) - part
            given.append(each.key)
    if given:
        yield Followed(figure, tuple(given), ask)


def _from_field(ask: Ask, wrongs: Sequence[Wrong]) -> Iterator[Followed]:
    """A receptive field that grows on from the one that was answered before it, along a chain."""
    figure = ask.figure()
    before = [each for each in wrongs if each.ask.quantity == ask.quantity and each.ask.part.end < ask.part.end]
    if not ask.network.is_chain or not before or not isinstance(figure, Sizes):
        return
    last = max(before, key=lambda each: each.ask.part.end)
    right, said = last.ask.figure(), last.answer.number
    if isinstance(right, Sizes) and said is not None and said.denominator == 1:
        grown = tuple(int(said) - one + other for one, other in zip(right.each, figure.each))
        yield Followed(Sizes(grown), (last.key,), ask)
