"""Calls of a block as one: steps that some leave out are optional. Calls that differ in more are another form of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product

from convcalc.document.records import NamedTuple
from convcalc.exchange.writing.code.bodies import Body, ItemKey
from convcalc.exchange.writing.code.segments import Segment, Spoken, segmented, unrolled
from convcalc.exchange.writing.code.sharing import Same
from convcalc.exchange.writing.code.words import LayerWords

LocalRef = tuple[ItemKey, int]
"""A volume in a block: the key of a segment and a place among what it gives; without a key, what comes in."""
Reads = tuple[LocalRef, ...]
INPUT_KEY: ItemKey = ()
Tell = Callable[[int], object]
"""What tells volumes that come in from each other, by their nodes, beside their channels."""
MOST_CHOICES = 64


class CallShape(NamedTuple):
    """What a call of a block consists of, its values aside."""

    parts: Mapping[ItemKey, tuple[object, ...]]
    reads: Mapping[ItemKey, Reads]
    outputs: Reads
    inputs: tuple[object, ...]
    told: Mapping[ItemKey, object]
    """What is told of the first volume that each part gives."""


class UnitedCalls(NamedTuple):
    """Calls of a block that are one: all segments in order, and those of each call."""

    order: tuple[ItemKey, ...]
    reads: Mapping[ItemKey, Reads]
    outputs: Reads
    calls: tuple[int, ...]
    """The places of the calls among all of the block."""
    segments: tuple[Mapping[ItemKey, Segment], ...]
    """Those of each call."""


def united(
    calls: Sequence[Body], words: Sequence[Sequence[LayerWords]], tell: Tell, same: Sequence[Same]
) -> list[UnitedCalls]:
    """The forms of a block, the most used first."""
    per_call = _segments(calls, words, same)
    forms: list[_Form] = []
    for number, (body, segments, shared) in enumerate(zip(calls, per_call, same)):
        shape = _shape_of(body, segments, tell, shared)
        for form in forms:
            if form.take(number, shape):
                break
        else:
            forms.append(_Form(number, shape))
    found = sorted(forms, key=lambda form: -len(form.members))
    return [
        UnitedCalls(
            tuple(form.order),
            form.reads,
            form.outputs,
            tuple(form.members),
            tuple([{each.key: each for each in per_call[k]} for k in form.members]),
        )
        for form in found
    ]


def _segments(
    calls: Sequence[Body], words: Sequence[Sequence[LayerWords]], same: Sequence[Same]
) -> list[list[Segment]]:
    """The segments of each call, in its order; those that share weights each by itself."""
    shared = {number for each in same for pair in each.items() for number in pair}
    rows: dict[ItemKey, list[list[Spoken]]] = {}
    for k, (body, said) in enumerate(zip(calls, words)):
        for item, each in zip(body.items, said):
            if item.key not in rows:
                rows[item.key] = [[] for _ in calls]
            rows[item.key][k].append(Spoken(item, each))
    found: list[list[Segment]] = [[] for _ in calls]
    for key, row in rows.items():
        apart = any(each.item.first in shared for items in row for each in items)
        for k, segments in enumerate(unrolled(key, row) if apart else segmented(key, row)):
            found[k] += segments
    return [sorted(segments, key=lambda segment: segment.items[0].item.first) for segments in found]


def _shape_of(body: Body, segments: Sequence[Segment], tell: Tell, same: Same) -> CallShape:
    places: dict[int, LocalRef] = {number: (INPUT_KEY, k) for k, number in enumerate(body.inputs)}
    for segment in segments:
        places |= {number: (segment.key, k) for k, number in enumerate(segment.items[-1].item.gives)}
    reads = {each.key: tuple([places[number] for number in each.items[0].item.reads]) for each in segments}
    outputs = tuple([places[number] for number in body.outputs])
    ends = {each.key: each.items[-1].item.gives for each in segments}
    told = {key: tell(gives[0]) for key, gives in ends.items() if gives}
    keys = {spoken.item.first: each.key for each in segments for spoken in each.items}
    parts = {each.key: (*each.shape, keys.get(same.get(each.items[0].item.first, -1))) for each in segments}
    return CallShape(parts, reads, outputs, tuple(map(tell, body.inputs)), told)


class _Form:
    """Calls that are one so far."""

    def __init__(self, number: int, shape: CallShape) -> None:
        self.order = [*shape.parts]
        self.parts = dict(shape.parts)
        self.reads = dict(shape.reads)
        self.outputs = shape.outputs
        self.inputs = shape.inputs
        self.told = dict(shape.told)
        self.members = [number]
        self.shapes = [shape]

    def take(self, number: int, shape: CallShape) -> bool:
        """Take a call in, if it fits."""
        if shape not in self.shapes:
            if shape.inputs != self.inputs or len(shape.outputs) != len(self.outputs):
                return False
            if any(self.parts.get(key, part) != part for key, part in shape.parts.items()):
                return False
            if any(self.told.get(key, said) != said for key, said in shape.told.items()):
                return False
            if not self._widened(shape):
                return False
        self.members.append(number)
        return True

    def _widened(self, shape: CallShape) -> bool:
        """Make the form one of a further shape, too; False where no reading fits all of them."""
        order = merged(self.order, [*shape.parts])
        shapes = [*self.shapes, shape]
        told = {**self.told, **shape.told}
        for reads, outputs in self._readings(shape):
            if all(_fits(each, reads, outputs, told) for each in shapes):
                self.order, self.reads, self.outputs, self.shapes = order, reads, outputs, shapes
                self.parts |= shape.parts
                self.told = told
                return True
        return False

    def _readings(self, shape: CallShape) -> Iterator[tuple[dict[ItemKey, Reads], Reads]]:
        """What each segment may read in all shapes: of two that differ, one."""
        base = {**shape.reads, **self.reads}
        both = [key for key in shape.reads if self.reads.get(key, shape.reads[key]) != shape.reads[key]]
        choices = [[self.reads[key], *_mixed(self.reads[key], shape.reads[key])] for key in both]
        ends = [self.outputs, *_mixed(self.outputs, shape.outputs)]
        for count, (outputs, *picked) in enumerate(product(ends, *choices)):
            if count == MOST_CHOICES:
                return
            yield {**base, **dict(zip(both, picked))}, outputs


def _mixed(one: Reads, other: Reads) -> Iterable[Reads]:
    """What comes of two readings, place by place, but for the first of them."""
    if len(one) != len(other) or one == other:
        return []
    return [reads for reads in product(*([a] if a == b else [a, b] for a, b in zip(one, other))) if reads != one]


def _fits(shape: CallShape, reads: Mapping[ItemKey, Reads], outputs: Reads, told: Mapping[ItemKey, object]) -> bool:
    """Whether a shape reads so, where segments that it leaves out hand on what they read."""

    def found(ref: LocalRef) -> LocalRef | None:
        while ref[0] != INPUT_KEY and ref[0] not in shape.parts:
            handed = reads[ref[0]]
            if len(handed) != 1 or ref[1]:
                return None
            [(key, place)] = handed
            if told[ref[0]] != (shape.inputs[place] if key == INPUT_KEY else told.get(key)):
                return None
            ref = handed[0]
        return ref

    pairs = [(reads[key], shape.reads[key]) for key in shape.reads]
    return all(tuple(map(found, said)) == real for said, real in [*pairs, (outputs, shape.outputs)])


def merged(one: Sequence[ItemKey], other: Sequence[ItemKey]) -> list[ItemKey]:
    """Both in one order: what only the other has stands behind what is before it there."""
    found = [*one]
    at = 0
    for key in other:
        if key in found:
            at = found.index(key) + 1
        else:
            found.insert(at, key)
            at += 1
    return found
