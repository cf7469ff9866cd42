"""Stacks side by side: VGG's argument, the bottleneck, and the sides after each layer."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.compare.stacks import stack
from convcalc.compare.symbolic import symbolic_stacks
from convcalc.render.stacks.text import polynomial, sides
from convcalc.render.symbols.text import written_sum
from tests.support.command import convcalc
from tests.support.graphs import window_reads
from tests.support.paths import GOLDENS


@pytest.mark.parametrize("channels", [1, 3, 64, 100])
def test_three_3x3_against_one_7x7(channels):
    three, one = stack(["3x3"] * 3, channels, None, False), stack(["7x7"], channels, None, False)
    assert (polynomial(three.params), polynomial(one.params)) == ("27 C^2", "49 C^2")
    assert (three.analysis.total.params, one.analysis.total.params) == (27 * channels**2, 49 * channels**2)
    assert three.analysis.rows[-1].reach[0].size == one.analysis.rows[-1].reach[0].size == 7
    assert (three.bends, one.bends) == (3, 1)


@pytest.mark.parametrize(
    ("layers", "channels", "params", "macs"),
    [
        (["1x1:64", "3x3:64", "1x1:256"], 256, "17/16 C^2", 256 * 64 + 64 * 64 * 9 + 64 * 256),
        (["3x3:256"], 256, "9 C^2", 256 * 256 * 9),
        (["depthwise 3x3", "1x1"], 128, "C^2 + 9 C", 128 * 9 + 128 * 128),
        (["3x3 g4"], 64, "9/4 C^2", 64 * 16 * 9),
        (["conv 3x3", "relu", "bn"], 8, "9 C^2 + 2 C", 8 * 8 * 9),
        (["3x3 s2", "3x3"], 16, "18 C^2", 16 * 16 * 9 * 2),
        (["3x3 s2 p1", "5x5"], 4, "34 C^2", 4 * 4 * 34),
        (["3", "3"], 4, "6 C^2", 4 * 4 * 6),
        (["3x3x3"], 4, "27 C^2", 4 * 4 * 27),
    ],
)
def test_costs_of_a_position(layers, channels, params, macs):
    figures = stack(layers, channels, None, False)
    assert polynomial(figures.params) == params
    assert figures.analysis.total.macs == macs


@pytest.mark.parametrize(
    ("layers", "macs"),
    [
        (["3x3", "maxpool 2"], "36 C^2"), (["3x3 s2"], "9 C^2"), (["3x3", "avgpool 3x3 s2", "1x1"], "37 C^2"),
        (["3x3", "maxpool 2x1"], "18 C^2"), (["3x3 s2x1", "3x3"], "18 C^2"), (["3x3", "tconv 2x2 s2"], "13/4 C^2"),
        (["2x2 s2 p0", "3x3"], "13 C^2"), (["3x3", "upsample 2", "3x3"], "45/4 C^2"), (["3x3", "bn", "relu"], "9 C^2"),
        (["3x3x3", "maxpool 2"], "216 C^2"), (["depthwise 3x3", "maxpool 2", "1x1"], "C^2 + 36 C"),
    ],
)  # fmt: skip
def test_costs_of_a_final_position(layers, macs):
    """A layer before a stride runs at several positions for each one that comes out at the end."""
    figures = stack(layers, 12, None, False)
    assert polynomial(figures.macs) == macs
    side = 24 if len(figures.analysis.rows[0].reach) == 2 else 12
    whole = stack(layers, 12, (side,) * len(figures.analysis.rows[0].reach), True)
    assert whole.cost == figures.cost * whole.analysis.rows[-1].node.site.output.positions


def test_one_number_stands_for_the_axes_of_the_other_stack():
    assert "9 C^2   9 C^2   1.00" in convcalc("stack", "3", "--against", "3x3").out


@pytest.mark.parametrize(
    ("layers", "side", "same", "text"),
    [
        (["3x3"] * 2, 7, False, "7 -> 5 -> 3"),
        (["5x5"], 7, False, "7 -> 3"),
        (["3x3"] * 3, 7, False, "7 -> 5 -> 3 -> 1"),
        (["7x7"], 7, False, "7 -> 1"),
        (["3x3"] * 2, 7, True, "7 -> 7 -> 7"),
    ],
)
def test_sides(layers, side, same, text):
    assert sides(stack(layers, 4, (side, side), same)) == text


@pytest.mark.slow
@given(
    kernels=st.lists(st.integers(1, 5), min_size=1, max_size=4),
    widths=st.lists(st.integers(1, 9), min_size=4, max_size=4),
    channels=st.integers(1, 9),
)
def test_any_stack(kernels, widths, channels):
    layers = [f"{kernel}x{kernel}:{width}" for kernel, width in zip(kernels, widths)]
    figures = stack(layers, channels, (20, 20), False)
    into = [channels, *widths]
    weights = [k * k * a * b for k, a, b in zip(kernels, into, widths)]
    assert figures.analysis.total.params == sum(weights)
    assert sum(part * channels**power for part, power in zip(figures.params, (2, 1, 0))) == sum(weights)
    side, macs = 20, 0
    for k, weight in zip(kernels, weights):
        side -= k - 1
        macs += side * side * weight
    assert figures.analysis.total.macs == macs
    reads = {0}
    for k in reversed(kernels):
        reads = {read for u in reads for read in window_reads(u, k, 1, 1, 0)}
    assert figures.analysis.rows[-1].reach[0].size == len(reads)


@pytest.mark.parametrize(
    ("terms", "text"),
    [
        ((27, 0, 0), "27 C^2"),
        ((1, 9, 0), "C^2 + 9 C"),
        ((Fraction(17, 16), 0, 0), "17/16 C^2"),
        ((Fraction(1, 1001), 0, 5), "0.001 C^2 + 5"),
        ((0, 0, 0), "0"),
        ((12544, 1, 0), "12,544 C^2 + C"),
    ],
)
def test_polynomials(terms, text):
    assert polynomial(tuple(map(Fraction, terms))) == text


@pytest.mark.parametrize(
    ("golden", "arguments"),
    [
        ("stack-vgg", ["3x3", "3x3", "3x3", "--against", "7x7", "--channels", "64"]),
        ("stack-bottleneck", ["1x1:64", "3x3:64", "1x1:256", "--against", "3x3:256", "--channels", "256"]),
        ("stack-7x7", ["3x3", "3x3", "--against", "5x5", "--input", "7x7"]),
        ("stack-separable", ["depthwise 3x3", "1x1", "--against", "3x3", "--channels", "128"]),
    ],
)
def test_the_whole_text(golden, arguments):
    result = convcalc("stack", *arguments, width=80)
    assert (result.code, result.err) == (0, "")
    assert result.out == (GOLDENS / f"{golden}.txt").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["3y3", "--against", "5x5"], "'3y3': unknown layer '3y3'"),
        (["3x3:²", "--against", "5x5"], "expected a number of filters after ':', not '²'"),
        (["3x3:1e3", "--against", "5x5"], "expected a number of filters after ':', not '1e3'"),
        (["3x3:64:64", "--against", "5x5"], "expected a number of filters after ':', not '64:64'"),
        (["3x3:99999999999999999999", "--against", "5x5"], "expected a number of filters after ':'"),
        (["1e3", "--against", "5x5"], "'1e3': '1e3' is not understood"),
        (["maxpool 1e3", "--against", "5x5"], "'maxpool 1e3': '1e3' is not understood"),
        (["5x5", "--against", "1e3:4"], "'1e3:4': '1e3' is not understood"),
        (["1e3:C", "--against", "5x5", "--channels", "C"], "'1e3:C': '1e3' is not understood"),
        (["3x3:a", "--against", "5x5"], "expected a number of filters after ':', not 'a'"),
        (["conv 64 3x3", "--against", "5x5"], "write the filters after a colon"),
        (["3x3x3", "--against", "5x5"], "'3x3x3' has 3 axes and '5x5' has 2"),
        (["3x3", "3x3x3", "--against", "5x5"], "'3x3' has 2 axes and '3x3x3' has 3"),
        (["3x3", "gap", "--against", "5x5"], "'gap': what a position costs depends on the sides"),
        (["3x3", "pad 1", "--against", "5x5"], "'pad 1': what a position costs depends on the sides"),
        (["tconv 3x3 s2 p1", "--against", "5x5"], "'tconv 3x3 s2 p1': what a position costs depends on the sides"),
        (["3x3", "--against", "5x5", "--input", "7"], "the input has 1 sides, and the kernels have 2"),
        (["3x3", "--against", "5x5", "--input", "axb"], "expected the sides of the input"),
        (["3x3", "--against", "5x5", "--input", "4x4"], "the window does not fit"),
        (["3x3", "--channels", "3", "--input", "7x7x5"], "7x7x5 has 5 channels, and --channels is 3"),
        (["3x3", "--channels", "C", "--input", "HxWx5"], "HxWx5 has 5 channels, and --channels is C"),
    ],
)
def test_stacks_that_are_none(arguments, message):
    result = convcalc("stack", *arguments)
    assert (result.code, result.out) == (2, "")
    assert message in result.err


# Names in the place of numbers


@pytest.mark.parametrize(
    ("layers", "channels", "size", "same", "params", "macs", "output"),
    [
        (["3x3"] * 3, "C", None, False, "27 C^2", "27 C^2", "C"),
        (["7x7"], "C", None, False, "49 C^2", "49 C^2", "C"),
        (["1x1:C/4", "3x3:C/4", "1x1"], "C", ("H", "W"), True, "17/16 C^2", "17/16 C^2 H W", "H W C"),
        (["1x1:64", "3x3:2C"], "C", None, False, "1,216 C", "1,216 C", "2 C"),
        (["7x7 s2 p3:64"], 3, ("H", "W"), False, "9,408", "2,352 H W", "H/2 W/2 64"),
        (["7x7 s2 p3:64", "maxpool 3x3 s2 p1"], 3, ("H", "W"), False, "9,408", "2,352 H W", "H/4 W/4 64"),
        (["3x3"], "C", ("N", "N"), False, "9 C^2", "9 C^2 N^2 - 36 C^2 N + 36 C^2", "N - 2 N - 2 C"),
        (["3x3:K", "1x1"], "C", None, False, "10 C K", "10 C K", "C"),
        (["depthwise 3x3", "1x1"], "C", (56, 56), True, "C^2 + 9 C", "3,136 C^2 + 28,224 C", "56 56 C"),
        (["3x3", "gap"], "C", ("H", "W"), True, "9 C^2", "9 C^2 H W", "1 1 C"),
    ],
)
def test_names_stay_names(layers, channels, size, same, params, macs, output):
    (found,) = symbolic_stacks([layers], channels, size, same)
    assert (written_sum(found.params), written_sum(found.macs)) == (params, macs)
    assert " ".join(map(written_sum, [*(found.sizes[-1] if found.sizes else ()), found.channels])) == output


@pytest.mark.slow
@given(
    kernels=st.lists(st.sampled_from(["3x3", "5x5 s2", "3x3 s2 p1", "1x1:8", "depthwise 3x3", "maxpool 2"]), min_size=1,
                     max_size=4),
    channels=st.integers(1, 9),
    side=st.integers(30, 40),
)  # fmt: skip
def test_names_come_to_the_figures_of_numbers(kernels, channels, side):
    (found,) = symbolic_stacks([kernels], "C", ("H", "W"), False)
    values = {"C": channels, "H": side * found.stride, "W": (side + 1) * found.stride}
    figures = stack(kernels, channels, (values["H"], values["W"]), False)
    assert found.params.at(values) == figures.analysis.total.params
    assert found.macs.at(values) == figures.analysis.total.macs
    assert [tuple(each.at(values) for each in sizes) for sizes in found.sizes] == figures.sizes


def test_a_stack_of_names_as_text():
    result = convcalc("stack", "3x3", "3x3", "3x3", "--against", "7x7", "--channels", "C")
    assert (result.code, result.err) == (0, "")
    assert "parameters              27 C^2  49 C^2   0.55" in result.out
    result = convcalc("stack", "7x7 s2 p3:64", "--against", "3x3 s2:64", "--channels", "3", "--input", "HxW", width=90)
    assert "sides that are multiples of 2" in result.out
    assert "H/2 x W/2 x 64" in result.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["3x3", "--against", "5x5", "--channels", "cc"], "expected a number, or a capital letter, not 'cc'"),
        (["3x3", "--against", "5x5", "--channels", "H", "--input", "HxH"], "H cannot be both a side and channels"),
        (["3x3:C/0", "--against", "5x5", "--channels", "C"], "a 0th of the channels is not taken"),
        (["3x3:C/17", "--against", "5x5", "--channels", "C"], "a 17th of the channels is not taken"),
        (["3x3:CC", "--against", "5x5", "--channels", "C"], "expected filters after ':', not 'CC'"),
        (
            ["3x3", "--against", "5x5", "--channels", "C", "--input", "H"],
            "the input has 1 sides, and the kernels have 2",
        ),
        (["adaptive_avgpool 7", "--against", "5x5", "--channels", "C"], "depends on the sides"),
    ],
)
def test_names_that_are_none(arguments, message):
    result = convcalc("stack", *arguments)
    assert (result.code, result.out) == (2, "")
    assert message in result.err


def test_blocks_of_positions_as_channels_need_no_sides():
    """Focus: a 2x2 block as channels and a 1x1 convolution is a 2x2 convolution of stride 2, in every figure."""
    done = convcalc("stack", "space_to_depth 2", "1x1", "--against", "2x2 s2")
    assert (done.code, done.out.count("4 C^2   4 C^2   1.00")) == (0, 2), done


def test_one_stack_alone():
    out = convcalc("stack", "3x3:64", "maxpool 2", "3x3:128", "--same-size", "--input", "HxWx3").out
    assert "ratio" not in out and "sides            H x W -> H x W -> H/2 x W/2 -> H/2 x W/2\n" in out
    assert "parameters                                         75,456\n" in out  # 64*3*9 + 128*64*9
    assert "9 C^2\n                   36,864\n" in convcalc("stack", "3x3").out
    assert len(json.loads(convcalc("stack", "3x3", "--channels", "C", "--format", "json").out)["stacks"]) == 1


def test_channels_after_the_sides():
    same = convcalc("stack", "3x3", "--against", "5x5", "--input", "HxW", "--channels", "3")
    assert convcalc("stack", "3x3", "--against", "5x5", "--input", "HxWx3").out == same.out
    assert "D x H x W" in convcalc("stack", "3x3x3:C", "--channels", "C", "--input", "DxHxW").out
