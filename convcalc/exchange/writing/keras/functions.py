"""Blocks as functions, line by line: each step a statement on what came before it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from convcalc.document.records import NamedTuple
from convcalc.exchange.writing.code.named_values import with_names
from convcalc.exchange.writing.code.naming import TakenNames, free
from convcalc.exchange.writing.code.words import CodeBlock, CodeStep, ValueRef
from convcalc.exchange.writing.keras.formatting import bracketed
from convcalc.exchange.writing.keras.naming import RESERVED, KerasNames, called_in
from convcalc.exchange.writing.keras.statements import guard, listed, made, statement
from convcalc.exchange.writing.keras.steps import KerasSteps
from convcalc.exchange.writing.keras.variables import VolumeNames, volumes
from convcalc.exchange.writing.keras.wording import FIXED, text_of

CHANNELS = "x.shape[-1]"
"""What stands for the channels that come into a block, as long as `x` is what comes in."""


class KerasCalls(NamedTuple):
    """What is known of all blocks where one of them is written."""

    steps: Mapping[str, KerasSteps]
    """What callees stand for that are layers."""
    learning: frozenset[str]
    """The blocks with weights in them, whose functions take a name."""
    names: KerasNames
    gap: str
    """What stands between the names of a block and of what is in it."""
    counted: Mapping[int, str]
    """What the steps that are repeated are called, by the number of their first node: `unit{i + 2}`."""
    sizes: Mapping[int, str]
    """What a block takes that is called with its weights on volumes of several sizes, by its first node."""


class FunctionWriter:
    """The body of a block's function."""

    def __init__(self, block: CodeBlock, calls: KerasCalls, inputs: Sequence[str], prefix: str) -> None:
        self.block, self.often = with_names(block)
        self.calls = calls
        self.inputs = inputs
        self.prefix = prefix
        """What the names of its layers start with: the name of the block, or nothing."""
        self.renamed = calls.names.parameters[block.name]
        parameters = {self.renamed.get(each.name, each.name) for each in block.parameters}
        taken = {*RESERVED, *parameters, *(name for name, _ in self.often), *called_in(block, calls.names.functions)}
        self.volumes: VolumeNames = volumes(self.block, inputs, taken, self._is_empty)
        self.made = TakenNames([*taken, *self.volumes.names.values()])
        self.channels = CHANNELS.replace("x.", f"{inputs[0]}.")
        self.owners = {id(self.block.steps[step.same_as]) for step in self.block.steps if step.same_as is not None}
        self.objects: dict[int, list[str]] = {}
        """Layers and models that are made once and called several times, by the step that makes them."""

    def lines(self, returned: bool = True) -> list[str]:
        """All statements, with what is returned, if asked for."""
        found: list[str] = []
        after = self.block.steps[self.volumes.kept + 1 :]
        late = [step for step in after if CHANNELS in f"{step.args}{step.when}{step.times}"]
        if late:
            self.channels = free("in_channels", self.made)
            found.append(f"    {self.channels} = {self.inputs[0]}.shape[-1]")
        found += [f"    {name} = {self._text(text)}" for name, text in self.often]
        written = [number for number, step in enumerate(self.block.steps) if not self._is_empty(step)]
        last = written[-1] if written and returned and self._is_result(written[-1]) else None
        before = ""
        for number in written:
            step = self.block.steps[number]
            lines = [*self._step(number, step, number == last)]
            test = f"    if {step.when}:"
            same = CHANNELS not in test or self._targets(number) != [self.inputs[0]]
            goes_on = step.when and lines[0] == self._text(test) == before and same
            found += lines[1:] if goes_on else lines
            before = self._text(test) if step.when else ""
        return found if last is not None or not returned else [*found, f"    return {', '.join(self.outputs)}"]

    @property
    def outputs(self) -> list[str]:
        """The names of what comes out."""
        return [self.volumes.names[ref] for ref in self.block.outputs]

    def _is_result(self, number: int) -> bool:
        """Whether all that comes out is what a step gives, whatever happens."""
        step = self.block.steps[number]
        plain = not step.when and not step.times and id(step) not in self.owners
        return plain and self._targets(number) == self.outputs

    def _is_empty(self, step: CodeStep) -> bool:
        return not step.gives or (step.block is None and not self.calls.steps[step.callee])

    def _targets(self, number: int) -> list[str]:
        return [self.volumes.names[ValueRef(number, place)] for place in range(len(self.block.steps[number].gives))]

    def _step(self, number: int, step: CodeStep, is_last: bool) -> Iterator[str]:
        target, indent = ", ".join(self._targets(number)), 4
        reads = [self.volumes.names[ref] for ref in step.reads] or [self.inputs[0]]
        if step.when or step.times:
            if target != reads[0]:
                yield f"    {target} = {reads[0]}"
            reads, indent = reads if step.when else [target, *reads[1:]], 8
            yield f"    if {self._text(step.when)}:" if step.when else f"    for i in range({self._text(step.times)}):"
        result = "return " if is_last else f"{target} = "
        if step.block:
            yield from self._call(indent, result, reads, step)
        else:
            yield from self._layers(indent, target, result, reads, step)

    def _text(self, text: str) -> str:
        for old, new in self.renamed.items():
            text = re.sub(rf"\b{old}\b", new, text)
        text = text.replace(CHANNELS, self.channels)
        return re.sub(r"e-0(\d)\b", r"e-\1", text) if "e-0" in text else text

    def _name(self, step: CodeStep, more: str = "") -> str:
        """The argument that names a step."""
        label = self.calls.counted[step.nodes[0]] if step.times else step.label
        whole = f"{self.prefix}{label}{more}"
        return f'name=f"{whole}"' if "{" in whole else f'name="{whole}"'

    # Calls of blocks

    def _call(self, indent: int, result: str, reads: Sequence[str], step: CodeStep) -> Iterator[str]:
        if step.same_as is None and id(step) not in self.owners:
            yield from bracketed(indent, result + self._function(step), self._given(reads, step), ")")
            return
        if step.same_as is None:
            yield from self._model(reads, step)
        (model,) = self.objects[id(step if step.same_as is None else self.block.steps[step.same_as])]
        yield from bracketed(indent, f"{result}{model}(", listed(reads), ")")

    def _function(self, step: CodeStep) -> str:
        assert step.block is not None
        return f"{self.calls.names.functions[step.block.name]}("

    def _given(self, reads: Sequence[str], step: CodeStep) -> list[str]:
        """What a function is called with: by position what must be given, by name what has a value by itself."""
        assert step.block is not None
        values, found = dict(step.args), [*reads]
        renamed = self.calls.names.parameters[step.block.name]
        for each in step.block.parameters:
            text = self._text(values[each.name])
            if not each.default:
                found.append(text)
            elif text != self._text(each.default):
                found.append(f"{renamed.get(each.name, each.name)}={text}")
        return [*found, self._name(step)] if step.block.name in self.calls.learning else found

    def _model(self, reads: Sequence[str], step: CodeStep) -> Iterator[str]:
        """A block that is called several times with its weights: a model of its own."""
        block = self._function(step)[:-1]
        model = free(f"{block}_model", self.made)
        self.objects[id(step)] = [model]
        inputs = [free(f"{block}_input", self.made) for _ in reads]
        for name, read in zip(inputs, reads, strict=True):
            shape = self.calls.sizes.get(step.nodes[0], "") or f"{read}.shape[1:]"
            yield f"    {name} = keras.Input({shape})"
        call = f"{self._function(step)}{', '.join(self._given(inputs, step))})"
        yield from bracketed(4, f"{model} = keras.Model(", [*listed(inputs), call, self._name(step)], ")")

    # Layers

    def _layers(self, indent: int, target: str, result: str, reads: Sequence[str], step: CodeStep) -> Iterator[str]:
        values, taken = dict(step.args), set[str]()
        steps, given = self.calls.steps[step.callee], [*reads]
        learned = [place for place, each in enumerate(steps) if each.learns]
        for place, each in enumerate(steps):
            texts = {name: self._value(name, value, place, values, taken) for name, value in each.values}
            number = learned.index(place) if each.learns else 0
            more = f"{self.calls.gap}{number + 1}" if len(learned) > 1 else ""
            name = [self._name(step, more)] if each.learns else []
            inner = result if place == len(steps) - 1 else f"{target} = "
            test = guard(each, texts)
            if test == "0":
                continue
            if test:
                if target != given[0]:
                    yield f"{' ' * indent}{target} = {given[0]}"
                    given = [target]
                yield f"{' ' * indent}if {test}:"
            if each.learns and (step.same_as is not None or id(step) in self.owners):
                yield from self._shared(inner, step, number, made(each, texts, name), given)
            else:
                yield from statement(indent + 4 * bool(test), inner, each, texts, name, given)
            given = [target]

    def _shared(
        self, result: str, step: CodeStep, number: int, layer: tuple[str, Sequence[str]], given: Sequence[str]
    ) -> Iterator[str]:
        """A layer that is made once, and called here."""
        if step.same_as is None:
            name = free(f"{step.label}_layer", self.made)
            self.objects.setdefault(id(step), []).append(name)
            yield from bracketed(4, f"{name} = {layer[0]}(", layer[1], ")")
        else:
            name = self.objects[id(self.block.steps[step.same_as])][number]
        yield from bracketed(4, f"{result}{name}(", listed(given), ")")

    def _value(self, name: str, value: object, place: int, values: Mapping[str, str], taken: set[str]) -> str:
        if name in FIXED:
            return str(text_of(value))
        key = name if name not in taken else f"{name}_{place + 1}"
        taken.add(name)
        return self._text(values[key])
