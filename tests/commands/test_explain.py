"""Explanations: the last number is the analysis's own, the printed sums come out, and the texts as they are read."""

import math
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.cost import connections, flops
from convcalc.document.problems import SpecError
from convcalc.explain.block import explain_block
from convcalc.explain.field import field_steps
from convcalc.explain.find import find_part
from convcalc.explain.fit import misfits
from convcalc.explain.formula import numbers, symbols
from convcalc.explain.layer import explain_count, explain_layer
from convcalc.explain.lines import Line, Rest
from convcalc.explain.terms import value
from convcalc.language import chain, loading
from convcalc.model.geometry import Spread, Window
from convcalc.model.layers import KINDS
from convcalc.public import analyse
from tests.support.any_layer import NAMES, layers_of
from tests.support.command import convcalc
from tests.support.graphs import network, specs
from tests.support.paths import GOLDENS
from tests.support.sums import names_of, worked_out


def figures(analysis: Analysis, number: int) -> dict[str, object]:
    """What each line of an explanation must come to."""
    row = analysis.rows[number]
    output = row.node.site.output
    axes = NAMES.get(output.rank, [])
    known: dict[str, object] = {"volume": str(output), "channels": output.channels, "numbers": output.channels}
    known |= {"parameters": row.cost.params, "buffers": row.cost.buffers, "MACs": row.cost.macs, "memory": row.bytes}
    known["saved"] = analysis.memory.saved[number]
    known |= dict(zip(axes, output.size))
    biases = sum(math.prod(shape) for name, shape in row.node.weights if name.startswith("bias"))
    known |= {"FLOPs": flops(row.node.site), "weights": row.cost.params - biases, "biases": biases}
    known |= {"neurons": output.elements, "connections": connections(row.node.site)}
    if len(set(output.size)) == 1:
        known[", ".join(axes)] = output.size[0]
    if isinstance(getattr(row.node.site.layer, "pad", None), str) or getattr(row.node.site.layer, "size", None):
        windows = row.node.site.layer.windows(row.node.site.inputs)
        sums = [getattr(at, "extra", 0) or at.before + at.after for at in windows if isinstance(at, (Window, Spread))]
        known |= {f"padding, {axis}": padding for axis, padding in zip(axes, sums)}
        known[f"padding, {', '.join(axes)}"] = sums[0] if len(set(sums)) == 1 else None
    for axis, span in zip(NAMES.get(len(row.reach), []), row.reach):
        known |= {f"field, {axis}": span.size, f"stride, {axis}": span.stride}
    if len({(span.size, span.stride) for span in row.reach}) == 1:
        known |= {"receptive field": row.reach[0].size, "stride so far": row.reach[0].stride}
    return known


def check(analysis: Analysis, number: int) -> None:
    """Every line of a layer's explanation comes to the analysis's figure, by the formula that it shows."""
    known = figures(analysis, number)
    told = set()
    for line in explain_layer(analysis, number).lines:
        if isinstance(line, Rest):
            assert value(line.above) % value(line.below)
        elif line.term is not None:
            told.add(line.label)
            expected = known[line.label]
            assert value(line.term) == expected, line.label
            assert worked_out(numbers(line.term)) == expected, numbers(line.term)
            assert worked_out(symbols(line.term), names_of(line.term)) == expected, symbols(line.term)
        elif line.label and line.figure != "receptive_field":
            told.add(line.label)
            first = re.split(", | |: ", line.words)[0]
            if line.words.startswith("not stated, "):
                left_out = analysis.rows[number].node.site.layer.unstated()
                assert line.figure.replace("flops", "macs") in left_out and not known[line.label]
                continue
            assert first.replace(",", "") == str(known[line.label]), line
        elif found := re.match(r"(?:at most )?(\d+)(?!\dx)\b(?!x)", line.words):
            assert int(found[1]) in [span.size for span in analysis.rows[number].reach], line
    asked = explain_count(analysis, number, "flops")
    operations = flops(analysis.rows[number].node.site)
    assert (value(asked.term) if asked.term else int(re.split("[:,] ", asked.words)[0])) == operations
    if asked.term is not None:
        assert worked_out(numbers(asked.term)) == operations, numbers(asked.term)
        assert worked_out(symbols(asked.term), names_of(asked.term)) == operations, symbols(asked.term)
    assert {"parameters", "MACs", "memory"} <= told
    sizes = {name for name in told for name in name.split(", ")}
    assert (
        {"volume"} <= sizes
        or {"numbers"} <= sizes
        or {*NAMES[analysis.rows[number].node.site.output.rank], "channels"} <= sizes
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_explains_itself(name):
    @settings(max_examples=15, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
    @given(layers_of(name))
    def on_random_layers(analysis):
        check(analysis, len(analysis.rows) - 1)

    on_random_layers()


@pytest.mark.slow
@settings(max_examples=40)
@given(st.integers(1, 3).flatmap(lambda rank: specs(rank=rank)))
def test_every_layer_of_random_networks_explains_itself(spec):
    analysis = analyse(network(spec))
    for number in range(1, len(analysis.rows)):
        check(analysis, number)
        steps = field_steps(analysis, number)
        assert steps[0].name == "input"
    everything = explain_block(analysis, find_all(analysis))
    assert everything.total.params == analysis.total.params
    assert everything.total.macs == analysis.total.macs


def find_all(analysis):
    from convcalc.explain.find import Found

    return Found("", tuple(range(1, len(analysis.rows))), True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["vgg16", "googlenet-caffe", "resnet50", "unet", "mobilenet_v3_small", "densenet121", "alexnet-caffe"]
)
def test_shipped_networks_explain_themselves(name):
    analysis = analyse(name)
    for number in range(1, len(analysis.rows)):
        check(analysis, number)


# The words


def said(volume: str, *layers: str) -> dict[str, list[str]]:
    """The lines of the last layer's explanation: the values and results, or the words."""
    analysis = analyse(chain.network(volume, layers))
    lines: dict[str, list[str]] = {}
    for line in explain_layer(analysis, len(layers)).lines:
        if isinstance(line, Rest):
            lines.setdefault("rest", []).append(line.words)
        else:
            text = line.words if line.term is None else f"{numbers(line.term)} = {value(line.term)}"
            lines.setdefault(line.label, []).append(text)
    return lines


@pytest.mark.parametrize(
    ("volume", "layer", "what", "text"),
    [
        ("32x32x3", "conv 10 5x5 s1 p2", "height, width", "(32 + 2*2 - 5) / 1 + 1 = 32"),
        ("32x32x3", "conv 10 5x5 s1 p2", "parameters", "10 * (3*5*5 + 1) = 760"),
        ("32x32x3", "conv 10 5x5 s1 p2", "MACs", "32 * 32 * 10 * 3 * 5 * 5 = 768000"),
        ("227x227x3", "conv 96 11x11 s4", "height, width", "(227 - 11) / 4 + 1 = 55"),
        ("227x227x3", "conv 96 11x11 s4", "parameters", "96 * (3*11*11 + 1) = 34944"),
        ("55x55x96", "maxpool 3x3 s2", "height, width", "(55 - 3) / 2 + 1 = 27"),
        ("55x55x96", "maxpool 3x3 s2", "parameters", "0: nothing is learned"),
        ("300x300x3", "conv 100 5x5", "parameters", "100 * (3*5*5 + 1) = 7600"),
        ("7x7x1", "conv 1 3x3", "height, width", "(7 - 3) / 1 + 1 = 5"),
        ("7x7x1", "conv 1 3x3 s2", "height, width", "(7 - 3) / 2 + 1 = 3"),
        ("7x7x1", "conv 1 3x3 s3", "height, width", "floor((7 - 3) / 3) + 1 = 2"),
        ("5x5x1", "pad 2", "height, width", "5 + 2*2 = 9"),
        ("2x2x3", "tconv 1 2x2 s2", "height, width", "(2 - 1) * 2 + 2 = 4"),
        ("14x14x3", "tconv 1 5x5 s2 same", "padding, height, width", "5 - 2 = 3"),
        ("14x14x3", "tconv 1 2x2 s3 same", "padding, height, width", "3 - 2 = 1"),
        ("14x14x3", "tconv 1 5x5 s2 valid", "height, width", "14*2 + 5 - 2 = 31"),
        ("14x14x3", "tconv 1 3x3 s2 p1 size=28", "padding, height, width", "28 - (14 - 1) * 2 + 2*1 - 3 = 1"),
        ("2x2x3", "tconv 1 2x2 s2", "MACs", "2 * 2 * 3 * 1 * 2 * 2 = 48"),
        ("5x5x8", "maxpool 2x2 s2 p1 ceil", "height, width", "floor((5 + 1 - 1) / 2) + 1 = 3"),
        ("28x28x192", "conv 32 5x5 p2", "MACs", "28 * 28 * 32 * 192 * 5 * 5 = 120422400"),
        ("7x7x512", "flatten", "numbers", "7 * 7 * 512 = 25088"),
        ("25088", "fc 4096", "parameters", "4096 * (25088 + 1) = 102764544"),
        ("8x8x12", "conv 16 3x3 g4 nobias", "parameters", "16 * (12 / 4) * 3 * 3 = 432"),
        ("8x8x12", "depthwise 3x3", "parameters", "12 * (3*3 + 1) = 120"),
        ("8x8x12", "bn", "buffers", "2*12 = 24"),
        ("9x9x3", "conv 8 3x3 s2 same", "padding, height, width", "(ceil(9 / 2) - 1) * 2 + 3 - 9 = 2"),
        ("8x8x3", "conv 8 3x3 d2", "height, width", "(8 - 2 * (3 - 1) - 1) / 1 + 1 = 4"),
        ("10x20x3", "conv 8 3x5 s1 p1", "width", "(20 + 2*1 - 5) / 1 + 1 = 18"),
        ("16x16x8", "pixel_shuffle 2", "channels", "8 / 2^2 = 2"),
        ("16x16x8", "gap", "receptive field", "the whole input: each output reads every position"),
        ("16x16x8", "relu", "volume", "16x16x8, as before"),
        ("16x16x8", "upsample 2", "height, width", "16 * 2 = 32"),
    ],
)  # fmt: skip
def test_as_in_class(volume, layer, what, text):
    assert text in said(volume, layer)[what]


@pytest.mark.parametrize(
    ("volume", "layer", "words"),
    [
        ("224x224x3", "conv 96 11x11 s4", ["the last 1 pixel is not used"]),
        ("227x227x3", "conv 96 11x11 s4", None),
        ("7x7x3", "conv 1 3x3 s3", ["the last 1 pixel is not used"]),
        ("112x112x3", "maxpool 3x3 s2 p1", ["1 of the padding after the last pixel is not used"]),
        ("13x13x3", "conv 1 3x3 s5 p1", ["the last 1 pixel and 1 of the padding after it are not used"]),
        ("14x14x3", "conv 1 3x3 s4", ["the last 3 pixels are not used"]),
        (
            "224x10x3",
            "conv 96 5x5 s4",
            ["the last 3 pixels are not used (height)", "the last 1 pixel is not used (width)"],
        ),
        ("225x223x3", "conv 96 3x3 s2", None),
        ("225x224x3", "conv 96 3x3 s2", ["the last 1 pixel is not used (width)"]),
        ("112x112x3", "maxpool 3x3 s2 ceil", ["the last window is only filled in part; it lacks 1"]),
        ("5x5x3", "maxpool 2x2 s2 p1 ceil", ["a last window would start in the padding: it is not counted"]),
        ("9x9x3", "conv 1 3x3 s2 same", None),
    ],
)
def test_pixels_that_a_stride_drops(volume, layer, words):
    assert said(volume, layer).get("rest") == words


@pytest.mark.slow
@given(st.integers(1, 30), st.integers(1, 6), st.integers(1, 6), st.integers(0, 3))
def test_dropped_pixels_are_those_no_window_covers(n, kernel, stride, pad):
    if n + 2 * pad < kernel:
        return
    starts = range(0, n + 2 * pad - kernel + 1, stride)
    covered = starts[-1] + kernel
    text = " ".join(said(f"{n}x1", f"conv 1 kernel {kernel} s{stride} p{pad}").get("rest", []))
    pixels = re.search(r"the last (\d+) pixel", text)
    assert (int(pixels[1]) if pixels else 0) == max(0, n + pad - covered)
    assert bool(text) == (covered < n + 2 * pad)


def test_a_stride_past_the_kernel_skips_pixels():
    assert said("8x8x3", "conv 4 1x1 s2")[""] == ["windows are 1 wide and 2 apart: pixels between are not read"]
    assert "" not in said("8x8x3", "conv 4 2x2 s2")


@pytest.mark.parametrize(
    ("name", "layer", "words"),
    [
        ("googlenet", "inception3a.concat", "conv3x3, conv5x5 and pool reach furthest"),
        ("googlenet-caffe", "inception3a.concat", "conv5x5 reaches furthest"),
        ("resnet50", "stage1.unit.add", "residual reaches furthest"),
    ],
)
def test_which_branch_reaches_furthest(name, layer, words):
    analysis = analyse(name)
    number = find_part(analysis.network, layer).numbers[0]
    line = explain_layer(analysis, number).lines[-1]
    assert isinstance(line, Line)
    assert line.words.partition(": ")[2] == words
    sizes = dict(re.findall(r"(\w+) (\d+)", line.words.partition(" union of ")[2].partition(":")[0]))
    reaches = [analysis.rows[source].reach[0].size for source in analysis.rows[number].node.inputs]
    assert list(map(int, sizes.values())) == reaches


def test_steps_follow_the_branch_that_reaches_furthest():
    analysis = analyse("resnet50")
    steps = field_steps(analysis, find_part(analysis.network, "stage1.unit.add").numbers[0])
    assert [step.name for step in steps] == [
        "input",
        "conv1.conv",
        "maxpool",
        "stage1.unit.residual.conv_bn_2.conv",
        "stage1.unit.add",
    ]


def test_every_step_starts_from_the_one_before():
    analysis = analyse("vgg16")
    steps = field_steps(analysis, find_part(analysis.network, "pool5").numbers[0])
    sizes = [1, *(value(step.lines[0].term) for step in steps[1:])]
    assert [names_of(step.lines[0].term)["r_before"] for step in steps[1:]] == sizes[:-1]
    assert sizes[-1] == 212


# Names


def test_names():
    net = loading.load("vgg16")
    assert find_part(net, "conv3_1").path == find_part(net, "stage3.conv_relu.conv3_1").path
    assert find_part(net, "stage3").block and len(find_part(net, "stage3").numbers) == 7


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["vgg16", "conv31"], "error: vgg16 has no layer 'conv31'\n  help: did you mean 'conv3_1'?\n"),
        (["lenet5", "qqq"], "error: lenet5 has no layer 'qqq'\n  help: it has: "),
        (["resnet18", "conv"], "error: 'conv' can be 20 layers or blocks of resnet18\n  help: one of conv1.conv, "),
        (["nothing", "conv"], "error: there is no file and no preset 'nothing'"),
    ],
)
def test_names_that_stand_for_nothing_or_too_much(arguments, text):
    result = convcalc("explain", *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(text)


# Blocks


def test_a_block_is_the_sum_of_its_parts():
    analysis = analyse("googlenet-caffe")
    block = explain_block(analysis, find_part(analysis.network, "inception3a"))
    assert [part.name for part in block.parts] == ["conv1x1", "conv3x3", "conv5x5", "pool", "concat"]
    rows = [row for row in analysis.rows if row.node.path.startswith("inception3a.")]
    assert block.total.params == sum(row.cost.params for row in rows) == sum(part.params for part in block.parts)
    assert block.total.macs == sum(row.cost.macs for row in rows)
    assert (str(block.inputs[0]), str(block.total.output)) == ("28x28x192", "28x28x256")


# A course in which it does not fit


def test_strict_fit():
    net = chain.network("224x224x3", ["conv 96 11x11 s4", "relu", "maxpool 3x3 s2"])
    assert [problem.message for problem in misfits(net, range(4))] == [
        "conv does not fit: (224 - 11) / 4 = 53.25",
        "maxpool does not fit: (54 - 3) / 2 = 25.5",
    ]
    assert not misfits(chain.network("227x227x3", ["conv 96 11x11 s4", "maxpool 3x3 s2"]), range(3))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["calc", "224x224x3", "conv 96 11x11 s4", "--strict-fit"], 1),
        (["calc", "224x224x3", "conv 96 11x11 s4"], 0),
        (["calc", "227x227x3", "conv 96 11x11 s4", "--strict-fit"], 0),
        (["calc", "7x7x1", "conv 1 3x3 s3", "--strict-fit"], 1),
        (["explain", "resnet50", "conv1", "--strict-fit"], 1),
        (["explain", "vgg16", "--strict-fit"], 0),
    ],
)
def test_strict_fit_is_found_by_the_exit_code(arguments, code):
    assert convcalc(*arguments).code == code


# Whole texts


@pytest.mark.parametrize(
    ("golden", "arguments", "width"),
    [
        ("calc-one-layer", ["calc", "32x32x3", "conv 10 5x5 s1 p2"], 80),
        ("calc-in-class", ["calc", "32x32x3", "10 filters 5x5 stride 1 pad 2"], 80),
        ("calc-chain", ["calc", "227x227x3", "conv 96 11x11 s4", "maxpool 3x3 s2"], 80),
        ("calc-chain-explained", ["calc", "224x224x3", "conv 96 11x11 s4", "relu", "maxpool 3x3 s2", "--explain"], 160),
        ("calc-markdown", ["calc", "32x32x3", "conv 10 5x5 s1 p2", "--format", "markdown"], None),
        ("calc-latex", ["calc", "224x224x3", "conv 96 11x11 s4", "--format", "latex"], None),
        ("explain-vgg16-conv3_1", ["explain", "vgg16", "conv3_1", "--chain"], 80),
        ("explain-markdown", ["explain", "vgg16", "conv3_1", "stage2", "--chain", "--format", "markdown"], None),
        ("explain-latex", ["explain", "vgg16", "conv3_1", "stage2", "--chain", "--format", "latex"], None),
        ("explain-block", ["explain", "googlenet-caffe", "inception3a", "inception3a.concat"], 100),
        ("explain-network", ["explain", "resnet50"], 100),
        ("explain-same-padding", ["calc", "32x35x12", "conv 16 3x5 d2 same s2"], 100),
        ("explain-tconv", ["calc", "16x16x3", "tconv 8 3x3 s2 p1"], 80),
    ],
)  # fmt: skip
def test_the_whole_text(golden, arguments, width):
    result = convcalc(*arguments, width=width)
    assert (result.code, result.err) == (0, "")
    assert result.out == (GOLDENS / f"{golden}.txt").read_text()


def test_long_sentences_are_broken_in_latex():
    out = convcalc("explain", "googlenet", "inception3a.concat", "--format", "latex").out
    assert r"\text{receptive field} &= \parbox[t]{0.6\linewidth}{43, the union of conv1x1 27," in out


def test_calc_and_explain_say_the_same_of_one_layer(tmp_path):
    spec = tmp_path / "one.yaml"
    spec.write_text("input: 32x32x3\nlayers:\n  - conv: 10 5x5 s1 p2\n")
    explained = convcalc("explain", str(spec), "conv").out
    assert explained in convcalc("calc", "32x32x3", "conv 10 5x5 s1 p2").out


def test_explain_takes_another_input_and_other_variables():
    result = convcalc("explain", "resnet18", "fc", "--set", "classes=10", "--input", "64x64x3")
    assert "10 * (512 + 1) = 5,130" in result.out


def test_words_that_do_not_fit_are_shown_with_a_caret():
    result = convcalc("calc", "32x32x3", "conv 10 5x5 q2")
    assert result.code == 2
    assert result.err == (
        "command line:1:22: error: 'q2' is not understood\n"
        '   1 | 32x32x3 "conv 10 5x5 q2"\n'
        "     |                      ^^\n"
        "  help: without it, this is 'conv 10 5x5'\n"
    )


def test_a_layer_that_does_not_fit():
    with pytest.raises(SpecError, match="the window does not fit"):
        chain.network("4x4x3", ["conv 10 5x5"])


def test_sizes_of_volumes_that_differ_go_by_names_of_their_own():
    spec = "input: 20x8\nlayers:\n  - {conv: 8 4 s4, name: keys}\n  - {attention: 2, from: [input, keys, keys]}\n"
    lines = convcalc("explain", "-", "attention", stdin=spec).out.split("\n")
    assert "2*length_1*length_2*keys" in " ".join(lines).replace(" * ", "*")
    assert any("2*20*5*8 = 1,600" in line for line in lines)
