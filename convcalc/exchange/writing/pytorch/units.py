"""The parts of a block's class: steps by themselves, and branches that are one chain, which are one member."""

from functools import cached_property

from convcalc.document.records import NamedTuple
from convcalc.exchange.writing.code.words import CodeBlock, CodeStep, ValueRef
from convcalc.exchange.writing.pytorch.members import is_inline, is_module
from convcalc.exchange.writing.pytorch.place import AxisOrders


class ForwardUnit(NamedTuple):
    """A step, or a chain of them, each of which reads the one before and nothing else."""

    places: tuple[int, ...]
    steps: tuple[CodeStep, ...]
    label: str

    @property
    def last(self) -> CodeStep:
        """The step whose volumes come out."""
        return self.steps[-1]

    @property
    def reads(self) -> tuple[ValueRef, ...]:
        """What it reads."""
        return self.steps[0].reads


class BlockReading:
    """What steps of a block read, and how it lies."""

    def __init__(self, block: CodeBlock, lying: AxisOrders) -> None:
        self.block = block
        self.lying = lying

    def is_last(self, ref: ValueRef) -> bool:
        """Whether the channels of a volume come last."""
        if ref.step < 0:
            return self.lying.last[self.block.sources[ref.place]]
        return self.lying.last[self.block.steps[ref.step].gives[ref.place]]

    def turns(self, step: CodeStep, ref: ValueRef) -> bool:
        """Whether a step reads a volume with its axes in another order than they come in."""
        number = step.nodes[0]
        if step.block or not self._rank(ref):
            return False
        return self.lying.wants_last(number) != self.is_last(ref)

    def _rank(self, ref: ValueRef) -> int:
        number = self.block.sources[ref.place] if ref.step < 0 else self.block.steps[ref.step].gives[ref.place]
        return self.lying.nodes[number].site.output.rank

    def rank(self, ref: ValueRef) -> int:
        """How many axes a volume has."""
        return self._rank(ref)

    @cached_property
    def readers(self) -> list[int]:
        """How often each step is read, what comes out included."""
        counts = [0] * len(self.block.steps)
        for ref in (*(ref for step in self.block.steps for ref in step.reads), *self.block.outputs):
            if ref.step >= 0:
                counts[ref.step] += 1
        return counts

    @cached_property
    def owners(self) -> set[int]:
        """The steps whose weights others use."""
        return {step.same_as for step in self.block.steps if step.same_as is not None}

    def follows(self, place: int, before: int) -> bool:
        """Whether a step reads what another one gives, and nothing else, as it lies."""
        step = self.block.steps[place]
        if step.reads != (ValueRef(before, 0),) or len(step.gives) != 1 or not is_module(step):
            return False
        alone = before < 0 or len(self.block.steps[before].gives) == 1
        return alone and step.same_as is None and not _is_indexed(step) and not self.turns(step, step.reads[0])


def _is_indexed(step: CodeStep) -> bool:
    return "Unpool" in step.callee or ("return_indices", "True") in step.args


def is_chain(block: CodeBlock, reading: BlockReading) -> bool:
    """Whether a block is a chain of modules from its one input to its one output."""
    count = len(block.steps)
    if len(block.inputs) != 1 or block.outputs != (ValueRef(count - 1, 0),):
        return False
    return all(reading.follows(k, k - 1) for k in range(count)) and not _shared(block)


def _shared(block: CodeBlock) -> bool:
    return any(step.same_as is not None for step in block.steps)


def units_of(block: CodeBlock, reading: BlockReading) -> list[ForwardUnit]:
    """The units of a block that is no chain, in order."""
    found: list[ForwardUnit] = []
    place = 0
    while place < len(block.steps):
        end = _chain_end(block, reading, place)
        steps = block.steps[place:end]
        named = steps[0].named or not _is_whole(block, place, end)
        found.append(ForwardUnit(tuple(range(place, end)), steps, steps[0].label if named else steps[0].branch[-1]))
        place = end
    return found


def _chain_end(block: CodeBlock, reading: BlockReading, start: int) -> int:
    """Where the chain of a branch ends that starts at a step; after that step where there is none."""
    first = block.steps[start]
    if not first.branch or not _starts(reading, start):
        return start + 1
    end = start + 1
    while end < len(block.steps) and block.steps[end].branch == first.branch and reading.follows(end, end - 1):
        if reading.readers[end - 1] != 1 or end - 1 in reading.owners:
            break
        end += 1
    steps = block.steps[start:end]
    plain = any(step.named for step in steps) or not _is_whole(block, start, end)
    return start + 1 if plain or all(map(_is_short, steps)) else end


def _is_whole(block: CodeBlock, start: int, end: int) -> bool:
    """Whether some steps are all that stands in their branch."""
    branch = block.steps[start].branch
    beside = [*block.steps[start - 1 : start], *block.steps[end : end + 1]] if start else block.steps[end : end + 1]
    return bool(branch) and all(step.branch[: len(branch)] != branch for step in beside)


def _starts(reading: BlockReading, start: int) -> bool:
    step = reading.block.steps[start]
    one = len(step.reads) == 1 and len(step.gives) == 1 and is_module(step) and step.same_as is None
    before = start == 0 or reading.block.steps[start - 1].branch != step.branch
    return one and before and not _is_indexed(step) and not reading.turns(step, step.reads[0])


def _is_short(step: CodeStep) -> bool:
    return is_inline(step) and not step.times
