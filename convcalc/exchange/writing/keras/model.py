"""A network as a Python file that makes it in Keras, and checks what it made."""

from collections.abc import Iterator, Sequence

from convcalc.analysis.analyse import analyse
from convcalc.exchange.structure.origin import is_foreign
from convcalc.exchange.writing.code.bodies import said
from convcalc.exchange.writing.code.foreign import as_of_a_spec
from convcalc.exchange.writing.code.heading import docstring
from convcalc.exchange.writing.code.naming import identifier
from convcalc.exchange.writing.code.program import program_of
from convcalc.exchange.writing.code.words import CodeBlock, CodeProgram
from convcalc.exchange.writing.keras.counting import counted
from convcalc.exchange.writing.keras.formatting import bracketed
from convcalc.exchange.writing.keras.functions import CHANNELS, FunctionWriter, KerasCalls
from convcalc.exchange.writing.keras.helpers import needed
from convcalc.exchange.writing.keras.naming import gap_of, names_of
from convcalc.exchange.writing.keras.sharing import flat, hold_readers, refusal, sizes, unshared
from convcalc.exchange.writing.keras.wording import KerasWords
from convcalc.model.geometry import Volume
from convcalc.model.network import Network


def written(network: Network) -> str:
    """The text of the file. Raises SpecError where Keras cannot say a layer, with its name."""
    hold_readers(network)
    if is_foreign(network):
        _check_layers(network)
        network = as_of_a_spec(network)
    words, program = _program(network)
    if unshared(program):
        network = flat(network)
        words, program = _program(network)
        for number in unshared(program):
            raise refusal(network.nodes[number], "weights that it shares, in a place of its own")
    return "\n".join(_Model(network, words, program).lines())


def _check_layers(network: Network) -> None:
    """Raises SpecError where Keras cannot say a layer, by its name in the file: a spec of it may call it otherwise."""
    words = KerasWords(network)
    for node in network.nodes:
        if not node.is_input:
            said(words.say, node)


def _program(network: Network) -> tuple[KerasWords, CodeProgram]:
    words = KerasWords(network)
    return words, program_of(network, words.say, channels=CHANNELS, asked=False)


class _Model:
    def __init__(self, network: Network, words: KerasWords, program: CodeProgram) -> None:
        self.network = network
        self.program = program
        names = names_of(program)
        self.names = names.functions
        gap = gap_of(program, counted(network, program))
        self.calls = KerasCalls(
            words.steps, _learning(program, words), names, gap, counted(network, program, gap),
            sizes(program, network),
        )  # fmt: skip

    def lines(self) -> list[str]:
        """The whole file."""
        helpers = needed(step.head for steps in self.calls.steps.values() for step in steps)
        body = [line for block in self.program.blocks[:-1] for line in self._function(block)] + self._main()
        text = "\n".join([*helpers, *body])
        used = [name for name in ("layers", "ops") if f"{name}." in text]
        lines = [*docstring(self.network), "", "import math", "", "import keras"]
        lines += ["import numpy as np"] if "np." in text else []
        lines += [f"from keras import {', '.join(used)}"] if used else []
        for helper in helpers:
            lines += ["", "", *helper.split("\n")]
        return [*lines, *body, *self._check()]

    def _function(self, block: CodeBlock) -> list[str]:
        inputs = block.inputs or ("x",)
        learns = block.name in self.calls.learning
        renamed = self.calls.names.parameters[block.name]
        writer = FunctionWriter(block, self.calls, inputs, f"{{name}}{self.calls.gap}")
        names = [(renamed.get(each.name, each.name), each.default) for each in block.parameters]
        given = [f"{name}={default}" if default else name for name, default in names]
        inner = [*inputs, *given, *(["*", "name"] if learns else [])]
        return ["", "", *bracketed(0, f"def {self.names[block.name]}(", inner, "):"), *writer.lines()]

    def _main(self) -> list[str]:
        block = self.program.main
        volumes = [self.network.nodes[number].site.output for number in self.network.inputs]
        inputs = block.inputs if len(volumes) > 1 else ("inputs",)
        writer = FunctionWriter(block, self.calls, inputs, "")
        lines = ["", "", f"def {self.names[block.name]}():"]
        for name, volume in zip(inputs, volumes, strict=True):
            named = f', name="{name}"' if len(volumes) > 1 else ""
            lines.append(f"    {name} = keras.Input({_shape(volume)}{named})")
        lines += writer.lines(returned=False)
        taken = inputs[0] if len(inputs) == 1 else f"[{', '.join(inputs)}]"
        model = [taken, _outputs(self.network, writer.outputs), f'name="{self.names[block.name]}"']
        return [*lines, *bracketed(4, "return keras.Model(", model, ")")]

    def _check(self) -> Iterator[str]:
        """What is run with the file itself."""
        total, nodes = analyse(self.network).total, self.network.nodes
        trainable = sum(each.elements for node in nodes if not node.frozen for each in node.weights)
        yield from ("", "", 'if __name__ == "__main__":', f"    model = {self.names[self.program.main.name]}()")
        yield "    trainable = sum(math.prod(each.shape) for each in model.trainable_weights)"
        yield "    others = sum(math.prod(each.shape) for each in model.non_trainable_weights)"
        shapes = "{name: each.shape for name, each in model.output.items()}"
        shapes = shapes if len(self.network.outputs) > 1 else "model.output_shape"
        yield f"    shapes = {shapes}"
        yield '    print(f"{model.name}: {shapes}")'
        yield '    print(f"{trainable:,} trainable parameters, and {others:,} others")'
        yield from self._shapes()
        yield f"    assert trainable == {trainable:_}"
        yield f"    assert others == {total.params - trainable + total.buffers:_}"

    def _shapes(self) -> list[str]:
        """That what comes out is as large as it has to be: one shape, or each by its name."""
        shapes = [(each.name, self.network.nodes[each.number].site.output) for each in self.network.outputs]
        if len(shapes) == 1:
            return [f"    assert shapes == {_batched(shapes[0][1])}"]
        pairs = [f'"{identifier(name)}": {_batched(volume)}' for name, volume in shapes]
        return bracketed(4, "assert shapes == {", pairs, "}")


def _outputs(network: Network, names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    pairs = [f'"{identifier(each.name)}": {name}' for each, name in zip(network.outputs, names, strict=True)]
    return f"{{{', '.join(pairs)}}}"


def _shape(volume: Volume) -> str:
    return str((*volume.size, volume.channels))


def _batched(volume: Volume) -> str:
    return str((None, *volume.size, volume.channels))


def _learning(program: CodeProgram, words: KerasWords) -> frozenset[str]:
    """The blocks with weights in them."""
    found: set[str] = set()
    for block in program.blocks:
        for step in block.steps:
            inner = step.block.name in found if step.block else any(each.learns for each in words.steps[step.callee])
            if inner:
                found.add(block.name)
    return frozenset(found)
