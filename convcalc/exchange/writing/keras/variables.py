"""What volumes are called in the function of a block: `x`, as the branch that they are in, or as their step."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence

from convcalc.document.records import NamedTuple
from convcalc.exchange.writing.code.naming import TakenNames, free
from convcalc.exchange.writing.code.words import CodeBlock, CodeStep, ValueRef

IsEmpty = Callable[[CodeStep], bool]
"""Whether a step gives out what it takes in, and is not written."""


class VolumeNames(NamedTuple):
    """The names of all volumes of a block."""

    names: Mapping[ValueRef, str]
    kept: int
    """The step after which the first name does not stand for what comes in first any more."""


def volumes(block: CodeBlock, inputs: Sequence[str], taken: Collection[str], is_empty: IsEmpty) -> VolumeNames:
    """Names for what comes in and what steps give; no name is given to a volume while another of it is needed."""
    return _Naming(block, inputs, taken, is_empty).volumes()


class _Naming:
    def __init__(self, block: CodeBlock, inputs: Sequence[str], taken: Collection[str], is_empty: IsEmpty) -> None:
        self.steps = block.steps
        self.reserved = {*taken}
        self.taken = TakenNames([*taken, *inputs])
        self.same: dict[ValueRef, ValueRef] = {}
        """What volumes are that come out of steps which are not written."""
        for number, step in enumerate(self.steps):
            if is_empty(step) and step.reads:
                self.same[ValueRef(number)] = self._root(step.reads[0])
        self.last: dict[ValueRef, int] = {}
        for number, step in enumerate(self.steps):
            for ref in step.reads:
                self.last[self._root(ref)] = number
        for ref in block.outputs:
            self.last[self._root(ref)] = len(self.steps)
        self.names = {ValueRef(-1, place): name for place, name in enumerate(inputs)}
        self.holds = {name: ref for ref, name in self.names.items()}
        self.first = inputs[0]
        self.kept = len(self.steps)
        together = [step.reads for step in self.steps if len(step.reads) > 1 and step.block is None]
        self.merged = {ref for reads in together for ref in reads}
        """What meets others in a layer: then all are called by their names."""
        self.takers: dict[str, list[int]] = {}
        """The steps that would take a name, in order."""
        for number in range(len(self.steps)):
            if ValueRef(number) not in self.same:
                self.takers.setdefault(self._wanted(ValueRef(number)), []).append(number)

    def volumes(self) -> VolumeNames:
        for number, step in enumerate(self.steps):
            for place in range(max(len(step.gives), 1)):
                ref = ValueRef(number, place)
                if ref in self.same:
                    self.names[ref] = self.names[self.same[ref]]
                else:
                    self._name(ref, self._wanted(ref), number)
        return VolumeNames(self.names, self.kept)

    def _root(self, ref: ValueRef) -> ValueRef:
        return self.same.get(ref, ref)

    def _name(self, ref: ValueRef, wanted: str, number: int) -> None:
        held = self.holds.get(wanted)
        busy = held is not None and self.last.get(held, -1) > number
        if busy or self._overwritten(ref, wanted, number):
            wanted = free(self.steps[number].label, self.taken)
        self.taken.add(wanted)
        self.names[ref] = wanted
        if self.holds.get(wanted) == ValueRef(-1):
            self.kept = min(self.kept, number)
        self.holds[wanted] = ref

    def _wanted(self, ref: ValueRef) -> str:
        name = self._called(ref)
        return f"{name}_" if name in self.reserved else name

    def _called(self, ref: ValueRef) -> str:
        """The branch around it, or what a block calls what it gives several of."""
        step, place = self.steps[ref.step], ref.place
        if step.named and not step.branch and ref in self.merged:
            return step.label
        if len(step.gives) > 1 and step.block:
            given = step.block.outputs[place]
            return step.block.steps[given.step].label if given.step >= 0 else "x"
        return step.branch[-1] if step.branch else "x"

    def _overwritten(self, ref: ValueRef, wanted: str, number: int) -> bool:
        """Whether a later step would take its name while it is still needed."""
        takers = self.takers.get(wanted, [])
        next = bisect_right(takers, number)
        return next < len(takers) and takers[next] < min(self.last.get(ref, -1), len(self.steps))
