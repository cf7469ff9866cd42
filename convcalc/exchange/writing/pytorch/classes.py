"""A block as a class: nn.Sequential where it is a chain of modules, else nn.Module with a `forward`."""

from collections.abc import Mapping, Sequence

from convcalc.exchange.writing.code.layout import STEP, Code, Invocation, laid_out
from convcalc.exchange.writing.code.named_values import with_names
from convcalc.exchange.writing.code.naming import TakenNames, free
from convcalc.exchange.writing.code.words import CodeBlock, CodeHop
from convcalc.exchange.writing.pytorch.forward import Forward
from convcalc.exchange.writing.pytorch.members import as_part, is_inline, member
from convcalc.exchange.writing.pytorch.place import AxisOrders
from convcalc.exchange.writing.pytorch.units import BlockReading, ForwardUnit, is_chain, units_of
from convcalc.exchange.writing.pytorch.values import INDENT

RESERVED = frozenset({
    "T_destination", "add_module", "append", "apply", "bfloat16", "buffers", "call_super_init", "children", "compile",
    "cpu", "cuda", "double", "dump_patches", "eval", "extend", "extra_repr", "float", "forward", "get_buffer",
    "get_extra_state", "get_parameter", "get_submodule", "half", "insert", "ipu", "load_state_dict", "modules", "mtia",
    "named_buffers", "named_children", "named_modules", "named_parameters", "parameters", "pop", "requires_grad_",
    "share_memory", "state_dict", "to", "to_empty", "train", "training", "type", "xpu", "zero_grad",
})  # fmt: skip
"""What nn.Module has already."""


class TorchClass:
    """The class of a block, and how its steps are reached in it."""

    def __init__(self, block: CodeBlock, classes: Mapping[str, str], lying: AxisOrders, is_main: bool) -> None:
        block, self.kept = with_names(block)
        self.block = block
        self.classes = classes
        self.is_main = is_main
        self.reading = BlockReading(block, lying)
        self.names: dict[int, str] = {}
        """The attribute that a step has, by its place; those of a chain without names have none."""
        self.branches: dict[int, int] = {}
        """For a step of a branch that is one member, the place of the branch's first step."""
        self.ties: Sequence[str] = ()
        """Lines that its constructor ends with."""
        turned = is_main and any(self.reading.is_last(ref) for ref in block.outputs)
        self.is_chain = is_chain(block, self.reading) and not turned

    def lines(self) -> list[str]:
        """The whole class."""
        name = self.classes[self.block.name]
        if self.is_chain:
            return [f"class {name}(nn.Sequential):", *self._signature(), *self._chain(), *self.ties]
        units = units_of(self.block, self.reading)
        members = self._members(units)
        own = [*(each.name for each in self.block.parameters), *(name for name, _ in self.kept)]
        forward = Forward(self.block, units, members, self.reading, own)
        ran = forward.lines(self.is_main)
        kept = [f"{INDENT}self.{each} = {each}" for each in sorted(forward.stored, key=own.index)]
        made = [line for unit in units if unit.places[0] in members for line in self._made(unit, members)]
        worked_out = [f"{INDENT}{name} = {text}" for name, text in self.kept]
        begun = [*self._signature(), f"{INDENT}super().__init__()", *worked_out]
        start = [*begun, *kept, *made, *self.ties] if kept or made else []
        return [f"class {name}(nn.Module):", *start, *([""] if start else []), *ran]

    def access(self, hop: CodeHop) -> str:
        """How a step is reached from an instance, after its lines are made."""
        if hop.place not in self.names:
            return f"[{hop.position}]"
        name = f".{self.names[hop.place]}"
        if hop.place in self.branches:
            return f"{name}[{hop.position - self.branches[hop.place]}]"
        return f"{name}[{hop.time}]" if self.block.steps[hop.place].times else name

    def _signature(self) -> list[str]:
        parameters = [f"{each.name}={each.default}" if each.default else each.name for each in self.block.parameters]
        return laid_out(Invocation("def __init__", ("self", *parameters)), STEP, after=":")

    def _chain(self) -> list[str]:
        steps = self.block.steps
        values = [f"{INDENT}{name} = {text}" for name, text in self.kept]
        if not any(step.named for step in steps):
            parts = tuple([as_part(step, self.classes) for step in steps])
            return [*values, *laid_out(Invocation("super().__init__", parts, len(parts) > 1), INDENT)]
        taken = TakenNames(RESERVED)
        lines = [f"{INDENT}super().__init__()", *values]
        for k, step in enumerate(steps):
            self.names[k] = free(step.label, taken)
            lines += laid_out(member(step, self.classes), INDENT, f"self.{self.names[k]} = ")
        return lines

    def _members(self, units: Sequence[ForwardUnit]) -> dict[int, str]:
        """The attributes by the first steps of units; those that are run where they stand have none."""
        taken = TakenNames(
            [*RESERVED, *(each.name for each in self.block.parameters), *(name for name, _ in self.kept)]
        )
        found: dict[int, str] = {}
        for unit in units:
            first = unit.steps[0]
            if len(unit.steps) == 1 and is_inline(first) and not first.times:
                continue
            if first.same_as is not None:
                found[unit.places[0]] = self.names[unit.places[0]] = self.names[first.same_as]
                continue
            name = free(unit.label, taken)
            found[unit.places[0]] = name
            self.names |= dict.fromkeys(unit.places, name)
            if len(unit.places) > 1:
                self.branches |= dict.fromkeys(unit.places, unit.places[0])
        return found

    def _made(self, unit: ForwardUnit, members: Mapping[int, str]) -> list[str]:
        if unit.steps[0].same_as is not None:
            return []
        code: Code
        if len(unit.steps) == 1:
            code = member(unit.steps[0], self.classes)
        else:
            code = Invocation("nn.Sequential", tuple([as_part(step, self.classes) for step in unit.steps]), True)
        return laid_out(code, INDENT, f"self.{members[unit.places[0]]} = ")
