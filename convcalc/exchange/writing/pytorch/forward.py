"""The statements of a `forward`: what is read once stands where it is read, all else has a name while it lives."""

import re
from collections.abc import Mapping, Sequence

from convcalc.document.problems import fail
from convcalc.exchange.writing.code.layout import (
    STEP,
    Code,
    EitherCode,
    Invocation,
    Joined,
    Suffixed,
    flat,
    names_in,
)
from convcalc.exchange.writing.code.words import CodeBlock, CodeStep, ValueRef
from convcalc.exchange.writing.pytorch.inline import filled
from convcalc.exchange.writing.pytorch.members import form_of
from convcalc.exchange.writing.pytorch.units import BlockReading, ForwardUnit
from convcalc.exchange.writing.pytorch.values import Statement, laid_statement, mark, value_names

LONGEST_INLINE = 56
"""What is longer has a line and a name of its own."""
BROADCAST = ("add", "mul", "maximum", "nn.Parameter")
"""What takes a learned volume as one example that stands for all."""


class Forward:
    """A `forward` in the making."""

    def __init__(
        self,
        block: CodeBlock,
        units: Sequence[ForwardUnit],
        members: Mapping[int, str],
        reading: BlockReading,
        own: Sequence[str],
    ) -> None:
        self.block = block
        self.units = units
        self.members = members
        """The attribute that runs a unit, by the place of its first step; those that are not there stand inline."""
        self.reading = reading
        self.own = own
        """The names of what the constructor has."""
        self.stored: set[str] = set()
        """The parameters that it needs of the constructor."""
        self.statements: list[Statement] = []
        self._pending: dict[ValueRef, Code] = {}
        self._readers = self._count_readers()
        self._unit_at = {place: unit for unit in units for place in unit.places}

    def _count_readers(self) -> dict[ValueRef, list[int]]:
        """The units that read each value; the number after the last for what comes out."""
        found: dict[ValueRef, list[int]] = {}
        for k, unit in enumerate(self.units):
            for ref in unit.reads:
                found.setdefault(ref, []).append(k)
        for ref in self.block.outputs:
            found.setdefault(ref, []).append(len(self.units))
        return found

    def lines(self, turn_outputs: bool) -> list[str]:
        """All of it; what comes out with the channels first, if asked for."""
        for number, unit in enumerate(self.units):
            self._run(number, unit)
        outputs = [self._value(ref) for ref in self.block.outputs]
        if turn_outputs:
            outputs = [self._turned(code, ref) for code, ref in zip(outputs, self.block.outputs)]
        found = outputs[0] if len(outputs) == 1 else ", ".join(map(flat, outputs))
        self.statements.append(Statement((), found, (), True))
        names = value_names(self.statements, self.block)
        inputs = ", ".join(["self", *self.block.inputs])
        return [
            f"{STEP}def forward({inputs}):",
            *(line for each in self.statements for line in laid_statement(each, names)),
        ]

    def _run(self, number: int, unit: ForwardUnit) -> None:
        place, step = unit.places[0], unit.last
        refs = tuple([ValueRef(unit.places[-1], k) for k in range(len(step.gives))])
        before = {ref: self._pending[ref] for ref in sorted({*unit.reads}) if ref in self._pending}
        code = self._code(unit, place)
        if _is_long(code) or _reads_twice(step):
            self._name(before)
            code = self._code(unit, place)
        wanted = self._wanted(unit)
        if len(refs) == 1 and not _has_indices(step) and self._stays(refs[0], code, place):
            self._pending[refs[0]] = code
            return
        if _has_indices(step):
            refs, wanted = (refs[0], ValueRef(unit.places[-1], 1)), (wanted[0], f"{wanted[0]}_indices")
        if refs or place in self.members:
            self.statements.append(Statement(refs, code, wanted))

    def _name(self, before: dict[ValueRef, Code]) -> None:
        """Give names to values that had none, and have just been read."""
        for ref, code in before.items():
            if ref not in self._pending:
                self.statements.append(Statement((ref,), code, self._wanted(self._unit_at[ref.step])))

    def _wanted(self, unit: ForwardUnit) -> tuple[str, ...]:
        step = unit.last
        base = step.label if step.named or not step.branch else step.branch[-1]
        return tuple([base if k == 0 else f"{base}_{k + 1}" for k in range(len(step.gives))])

    def _stays(self, ref: ValueRef, code: Code, place: int) -> bool:
        """Whether a value stands where it is read: once, and not in a chain of members."""
        readers = self._readers.get(ref, [])
        if len(readers) != 1:
            return False
        if readers[0] == len(self.units):
            return len(self.block.outputs) == 1
        if len(flat(code)) > LONGEST_INLINE:
            return False
        reader = self.units[readers[0]]
        if reader.places[0] not in self.members:
            return True
        return place not in self.members

    def _value(self, ref: ValueRef) -> Code:
        """A value where it is read: its code, or in the place of its name a mark."""
        return self._pending.pop(ref, mark(ref))

    def _turned(self, code: Code, ref: ValueRef) -> Code:
        return Suffixed(code, _turn(self.reading.rank(ref), False)) if self.reading.is_last(ref) else code

    def _code(self, unit: ForwardUnit, place: int) -> Code:
        step = unit.steps[0]
        reads = [self._read(step, ref) for ref in unit.reads]
        if step.callee not in BROADCAST:
            reads = self._for_each_example(unit.reads, reads)
        if place in self.members:
            return self._called(step, self.members[place], reads)
        code = self._inline(step, reads)
        if step.when:
            return EitherCode(code, self._own(step.when), reads[0])
        return code

    def _read(self, step: CodeStep, ref: ValueRef) -> Code:
        code = self._value(ref)
        if not self.reading.turns(step, ref):
            return code
        return Suffixed(code, _turn(self.reading.rank(ref), not self.reading.is_last(ref)))

    def _for_each_example(self, refs: Sequence[ValueRef], reads: Sequence[Code]) -> list[Code]:
        """What is read, where learned volumes stand for as many examples as there are."""
        learned = [ref.step >= 0 and self.block.steps[ref.step].callee == "nn.Parameter" for ref in refs]
        if not any(learned):
            return list(reads)
        other = next((code for code, each in zip(reads, learned) if not each), mark(ValueRef(-1)))
        if not isinstance(other, str):
            ref = next(ref for ref, each in zip(refs, learned) if not each)
            self.statements.append(Statement((ref,), other, self._wanted(self._unit_at[ref.step])))
            reads = [mark(ref) if code is other else code for code in reads]
            other = mark(ref)
        return [
            Suffixed(code, f".expand(len({other}){', -1' * (self.reading.rank(ref) + 1)})") if each else code
            for code, ref, each in zip(reads, refs, learned)
        ]

    def _called(self, step: CodeStep, name: str, reads: Sequence[Code]) -> Code:
        if step.callee == "nn.Parameter":
            return f"self.{name}"
        if "Unpool" in step.callee:
            reads = [reads[0], mark(ValueRef(self._pooled(step), 1))]
            size = dict(step.args).get("output_size")
            reads = [*reads, f"output_size={size}"] if size else reads
        if step.callee.startswith("nn.Embedding"):
            reads = [Suffixed(reads[0], "[:, 0].long()" if self.reading.rank(step.reads[0]) else ".long()")]
        return Invocation(f"self.{name}", tuple(reads))

    def _pooled(self, step: CodeStep) -> int:
        """The step whose indices an unpooling uses."""
        place = step.reads[1].step
        if place < 0 or not _has_indices(self.block.steps[place]):
            node = self.reading.lying.nodes[step.nodes[0]]
            why = f"{node.path}: PyTorch cannot say it: unpooling of what was pooled in another block"
            raise fail(why, node.origin.place if node.origin else None)
        return place

    def _inline(self, step: CodeStep, reads: Sequence[Code]) -> Code:
        """What is run where it stands."""
        form = form_of(step)
        if form.sign:
            if len(reads) == 2 and isinstance(reads[1], str) and not isinstance(reads[0], str):
                reads = reads[::-1]
            return Joined(form.sign, tuple(reads)) if len(reads) > 1 else reads[0]
        args = {name: self._own(text) for name, text in step.args}
        if step.callee == "cat":
            return Invocation("torch.cat", (Invocation("", tuple(reads), brackets="[]"), args["dim"]))
        if step.callee == "maximum":
            code = reads[0]
            for other in reads[1:]:
                code = Invocation("torch.maximum", (code, other))
            return code
        return filled(form.inline, reads, args)

    def _own(self, text: str) -> str:
        """An expression over the parameters as one over what the constructor keeps of them."""
        names = {*self.own}
        used = names_in(text) & names
        self.stored |= used
        return re.sub(r"(?<![\w.])[A-Za-z_]\w*", lambda at: f"self.{at[0]}" if at[0] in used else at[0], text)


def _turn(rank: int, to_last: bool) -> str:
    """A method that brings the channels to the end, or back."""
    if rank == 1:
        return ".transpose(1, 2)"
    return ".movedim(1, -1)" if to_last else ".movedim(-1, 1)"


def _is_long(code: Code) -> bool:
    return isinstance(code, Suffixed) and len(flat(code)) > LONGEST_INLINE


def _reads_twice(step: CodeStep) -> bool:
    return step.block is None and form_of(step).inline.count("{0}") > 1


def _has_indices(step: CodeStep) -> bool:
    return ("return_indices", "True") in step.args
