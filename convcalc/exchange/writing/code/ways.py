"""The way to a layer of a network: the steps that it stands in, from the network down to it."""

from collections.abc import Iterator, Mapping, Sequence

from convcalc.exchange.writing.code.bodies import Body
from convcalc.exchange.writing.code.uniting import UnitedCalls
from convcalc.exchange.writing.code.words import CodeHop, CodeTie


class Ways:
    """Where the items of all calls have become steps."""

    def __init__(self) -> None:
        self._bodies: dict[int, Body] = {}
        self._hops: dict[int, dict[int, CodeHop]] = {}

    def note(self, body: Body) -> None:
        """Remember what stands in a call."""
        self._bodies[id(body.scope)] = body

    def placed(self, block: str, form: UnitedCalls, members: Sequence[Body]) -> None:
        """Remember as which steps it does."""
        for body, hops in zip(members, _hops(block, form)):
            self._hops[id(body.scope)] = hops

    def tied(self, tie: CodeTie, top: Body) -> CodeTie:
        """A tie with the ways to both layers."""
        return tie._replace(way=tuple(self._way(tie.node, top)), owner_way=tuple(self._way(tie.owner, top)))

    def _way(self, number: int, body: Body) -> Iterator[CodeHop]:
        item = next(item for item in body.items if item.first <= number <= item.last)
        if id(body.scope) in self._hops:
            yield self._hops[id(body.scope)][item.first]
        if item.group:
            yield from self._way(number, self._bodies[id(item.group.scope)])


def _hops(block: str, form: UnitedCalls) -> Iterator[dict[int, CodeHop]]:
    """The steps of each call by the first nodes of its items."""
    longest: Mapping[object, int] = {
        key: max(len(segments[key].items) if key in segments else 0 for segments in form.segments) for key in form.order
    }
    for segments in form.segments:
        found, position = dict[int, CodeHop](), 0
        for place, key in enumerate(form.order):
            items = segments[key].items if key in segments else ()
            for index, spoken in enumerate(items):
                found[spoken.item.first] = CodeHop(block, place, index, position + index)
            position += len(items) if longest[key] > 1 else 1
        yield found
