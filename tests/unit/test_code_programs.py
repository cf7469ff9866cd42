"""Networks as programs, whatever they are said in: blocks with parameters, loops, conditions, shared weights."""

import pytest

from convcalc.exchange.writing.code.program import program_of
from convcalc.exchange.writing.code.words import CodeBlock, CodeStep, LayerWords
from convcalc.language.loading import load, loads, preset_names
from convcalc.model.network import Network, Node


def say(node: Node) -> LayerWords:
    """A layer by its kind, with the channels that come in and those that it makes."""
    inputs, output = node.site.inputs, node.site.output
    held = node.site.layer.weights(inputs) and inputs
    args = [("channels", inputs[0].channels), ("filters", output.channels)] if held else []
    return LayerWords(node.site.kind, tuple(args))


def told(network: Network) -> list[str]:
    """A line a block and a step."""
    program = program_of(network, say)
    return [line for block in program.blocks for line in (_signature(block), *map(_step, block.steps))]


def _signature(block: CodeBlock) -> str:
    names = [f"{each.name}={each.default}" if each.default else each.name for each in block.parameters]
    return f"{block.name}({', '.join(names)}) of {', '.join(block.inputs)}"


def _step(step: CodeStep) -> str:
    args = ", ".join(value for _, value in step.args)
    more = [f"times {step.times}"] * bool(step.times) + [f"when {step.when}"] * bool(step.when)
    same = [f"same as {step.same_as}"] if step.same_as is not None else []
    return " ".join([f"  {step.label} = {step.callee}({args})", *more, *same, *(f"in {name}" for name in step.branch)])


def test_what_differs_between_calls_is_a_parameter():
    assert told(load("resnet18"))[:20] == [
        "conv_bn(in_channels, filters) of x",
        "  conv = conv(in_channels, filters)",
        "  bn = bn(filters, filters)",
        "unit(in_channels, channels, stride=1) of x",
        "  conv_bn = conv_bn(in_channels, channels) in residual",
        "  relu = relu() in residual",
        "  conv_bn_2 = conv_bn(channels, channels) in residual",
        "  conv_bn_3 = conv_bn(in_channels, channels) when stride != 1 in shortcut",
        "  add = add()",
        "  relu_2 = relu()",
        "stage(in_channels, channels, stride=2) of x",
        "  unit = unit(in_channels, channels, stride)",
        "  unit_2 = unit(channels, channels, 1)",
        "resnet18() of x",
        "  conv1 = conv_bn(3, 64)",
        "  relu = relu()",
        "  maxpool = maxpool()",
        "  stage1 = stage(64, 64, 1)",
        "  stage2 = stage(64, 128, 2)",
        "  stage3 = stage(128, 256, 2)",
    ]


def test_equal_calls_are_a_loop_and_numbers_may_grow_in_it():
    assert "  unit_2 = unit(4 * channels, channels) times depth - 1" in told(load("resnet50"))
    assert "  dense_layer = dense_layer(in_channels + 32 * i) times depth" in told(load("densenet121"))


def test_a_parameter_is_called_as_in_the_spec_and_a_multiple_by_what_the_spec_multiplies():
    lines = told(load("mobilenet_v2"))
    assert "  conv_relu6 = conv_relu6(in_channels, expansion * in_channels) when expansion != 1" in lines
    assert "  bottleneck_2 = bottleneck(channels) times depth - 1" in lines


def test_a_block_of_one_layer_is_that_layer():
    text = "{input: 8x8x3, blocks: {only(f): [{conv: f 1}]}, layers: [{only: 4}, {only: 5}]}"
    assert told(loads(text, name="net")) == ["net() of x", "  only = conv(3, 4)", "  only_2 = conv(4, 5)"]


def test_shared_calls_are_one_member_and_other_inputs_have_names():
    text = """
input: {left: 16x16x1, right: 16x16x1}
blocks: {twin: [conv: 4 3x3, relu]}
layers:
  - {twin: , name: a}
  - {twin: , name: b, from: right, weights: a}
  - {concat: , from: [a, b]}
"""
    assert told(loads(text, name="twins"))[3:] == [
        "twins() of left, right",
        "  a = twin()",
        "  b = twin() same as 0",
        "  concat = concat()",
    ]


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_is_a_program_of_few_steps(name: str):
    network = load(name)
    program = program_of(network, say)
    assert len(program.main.inputs) == len(network.inputs)
    assert sum(len(block.steps) for block in program.blocks) < 80
    assert sorted({block.name for block in program.blocks}) == sorted(block.name for block in program.blocks)
