"""Solving backwards, against trying everything in the simulators, and the questions of class."""

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from convcalc.document.problems import SpecError
from convcalc.homework.solve import (
    Answers,
    Model,
    Range,
    Target,
    how_many,
    inputs,
    read_range,
    repeated,
    search,
    smallest_input,
)
from convcalc.language import chain, loading
from convcalc.language.spoken.phrases import read_sizes
from tests.support.command import convcalc
from tests.support.graphs import scattered, starts, window_reads
from tests.support.paths import GOLDENS


def solved(volume: str, *layers: str, **target: object) -> Answers:
    return search(Model(chain.read_chain(volume, layers)), Target(**target))


def values(answers: Answers, most: int = 10**9) -> set[tuple[int, ...]]:
    """Every solution up to `most`, runs written out."""
    found = set()
    for solution in answers.solutions:
        ranges = [
            range(run.first, min(most, 10**4 if run.endless else run.last) + 1, run.step) for run in solution.runs
        ]
        combinations: list[tuple[int, ...]] = [()]
        for each in ranges:
            combinations = [(*before, value) for before in combinations for value in each]
        found |= set(combinations)
    return found


# One unknown, against the simulator

SMALL = {"n": st.integers(1, 14), "kernel": st.integers(1, 5), "stride": st.integers(1, 4), "pad": st.integers(0, 3)}


def positions(n: int, kernel: int, stride: int, dilation: int, pad: int) -> int:
    return len(starts(n, kernel, stride, dilation, pad, pad))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "answers"),
    [
        (("10x4x3", "attention heads 1 window ?", "--same-size"), ["window 5 ", "window 10 or more"]),
        (("10x10x3", "pad pad 2", "attention heads 1 window ?", "--params", "0"), ["window 7 ", "window 14 or more"]),
        (("14x14x8", "conv ? 3x3", "attention heads 2", "--output", "12x12x4"), ["conv filters 12 "]),
        (("8x2", "conv ? 2 dilation 2", "crop pad 1", "attention heads ?", "--output", "4x4"),
         ["attention heads 1 ", "attention heads 2 ", "attention heads 4 "]),
        (("20x20x1", "local 1 ? nobias", "--params", ">=12000"), ["kernel 10 ", "kernel 11 "]),
        (("14x14x8", "conv ? 3x3", "attention heads 2 shift ?", "--output", "12x12x4"), ["attention shift 0 or more "]),
    ],
)  # fmt: skip
def test_what_neither_only_grows_nor_only_shrinks_is_found_too(asked, answers):
    """Windows that must tile, weights that are fewer where there are fewer places, axes read whole and kept."""
    out = convcalc("solve", *asked).out
    assert all(answer in out for answer in answers), out
    assert "window 8 " not in out and "steps" not in out


@pytest.mark.slow
@settings(max_examples=60)
@given(
    **SMALL,
    dilation=st.integers(1, 3),
    field=st.sampled_from(["kernel", "stride", "pad", "dilation"]),
    off=st.sampled_from([0, 0, 1]),
)
def test_one_unknown_of_a_convolution(n, kernel, stride, pad, dilation, field, off):
    given = {"kernel": kernel, "stride": stride, "pad": pad, "dilation": dilation}
    target = positions(n, kernel, stride, dilation, pad) + off
    assume(target > 0)
    said = " ".join(f"{name} {'?' if name == field else value}" for name, value in given.items())
    answers = solved(f"{n}x1", f"conv 1 {said}", output=(target, 1))
    least, most = (0 if field == "pad" else 1), 40
    expected = {(v,) for v in range(least, most) if positions(n, **(given | {field: v})) == target}
    assert values(answers, most - 1) == expected
    assert all(tried.all for tried in answers.tried)


@pytest.mark.slow
@given(
    **SMALL, pair=st.sampled_from([("kernel", "stride"), ("kernel", "pad"), ("stride", "pad"), ("kernel", "dilation")])
)
@settings(max_examples=25)
def test_two_unknowns_of_a_convolution(n, kernel, stride, pad, pair):
    given = {"kernel": kernel, "stride": stride, "pad": pad, "dilation": 1}
    target = positions(n, kernel, stride, 1, pad)
    assume(target > 0)
    said = " ".join(f"{name} {'?' if name in pair else value}" for name, value in given.items())
    answers = solved(f"{n}x1", f"conv 1 {said}", output=(target, 1))
    assert tuple(unknown.name for unknown in answers.unknowns) == pair
    first, second = answers.tried
    expected = {
        (a, b)
        for a in range(first.first, min(first.last, 40) + 1)
        for b in range(second.first, 41)
        for all in [given | {pair[0]: a, pair[1]: b}]
        if positions(n, **all) == target
        and ("pad" not in pair or all["pad"] < all["kernel"])
    }  # fmt: skip
    assert {found for found in values(answers, 40) if found[0] <= first.last} == expected
    if first.all and second.all and first.last < 40:
        beyond = [given | {pair[0]: first.last + more, pair[1]: b} for more in (1, 3) for b in range(second.first, 12)]
        wide = [all for all in beyond if all["pad"] < all["kernel"] or "pad" not in pair]
        endless = any(run.endless for solution in answers.solutions for run in solution.runs)
        assert endless or not any(positions(n, **all) == target for all in wide)


@pytest.mark.slow
@given(
    n=st.integers(1, 10),
    kernel=st.integers(1, 5),
    stride=st.integers(1, 3),
    pad=st.integers(0, 2),
    field=st.sampled_from(["kernel", "stride", "pad"]),
)
def test_one_unknown_of_a_transposed_convolution(n, kernel, stride, pad, field):
    given = {"kernel": kernel, "stride": stride, "dilation": 1, "pad": pad}

    def size(**all):
        return scattered(n, all["kernel"], all["stride"], 1, all["pad"], all["pad"])

    target = size(**given)
    assume(target > 0)
    said = " ".join(f"{name} {'?' if name == field else value}" for name, value in given.items())
    answers = solved(f"{n}x1", f"tconv 1 {said}", output=(target, 1))
    expected = {(v,) for v in range(0 if field == "pad" else 1, 31) if size(**(given | {field: v})) == target}
    assert values(answers, 30) == expected


@pytest.mark.slow
@given(
    kernel=st.integers(1, 5),
    stride=st.integers(1, 4),
    pad=st.integers(0, 2),
    second=st.integers(1, 3),
    target=st.integers(1, 6),
)
def test_unknown_inputs_of_a_chain(kernel, stride, pad, second, target):
    answers = solved("?x2", f"conv 3 kernel {kernel} s{stride} p{pad}", f"maxpool {second}", output=(target, 3))

    def size(n):
        middle = positions(n, kernel, stride, 1, pad)
        return positions(middle, second, second, 1, 0) if middle else 0

    assert values(answers) == {(n,) for n in range(1, 120) if size(n) == target}
    assert all(tried.all for tried in answers.tried)


@pytest.mark.slow
@given(
    channels=st.integers(1, 5),
    kernel=st.integers(1, 3),
    units=st.integers(1, 4),
    most=st.integers(1, 400),
    exact=st.booleans(),
)
def test_filters_by_parameters(channels, kernel, units, most, exact):
    params = Range(most, most) if exact else Range(-math.inf, most)
    layers = [f"conv ? {kernel}x{kernel} s1", "flatten", f"dense {units}"]
    answers = solved(f"4x4x{channels}", *layers, params=params)
    places = (5 - kernel) ** 2

    def count(filters):
        return sum([1 for _ in range(kernel * kernel * channels + 1)]) * filters + units * (places * filters + 1)

    expected = {(f,) for f in range(1, 401) if (count(f) == most if exact else count(f) <= most)}
    assert values(answers) == expected


@pytest.mark.slow
@given(
    kernels=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    strides=st.lists(st.integers(1, 3), min_size=3, max_size=3),
    seen=st.integers(1, 40),
)
def test_kernels_by_receptive_field(kernels, strides, seen):
    layers = [f"conv 1 kernel {k} s{s}" for k, s in zip(kernels, strides)]
    asked = [*layers, "conv 1 kernel ? s1"]
    answers = solved("100x1", *asked, field=Range(seen, seen))

    def sees(last):
        reads = {0}
        for k, s in reversed([*zip(kernels, strides), (last, 1)]):
            reads = {read for u in reads for read in window_reads(u, k, s, 1, 0)}
        return max(reads) - min(reads) + 1

    assert {found for found in values(answers) if found <= (12,)} == {(k,) for k in range(1, 13) if sees(k) == seen}


# What stays open


def test_what_has_no_end_is_said():
    (solution,) = solved("32x32x3", "conv 8 3x3 s?", output=(1, 1, 8)).solutions
    assert (solution.runs[0].first, solution.runs[0].endless) == (30, True)
    (solution,) = solved("32x32x3", "conv 8 3x3 p?", params=Range(224, 224)).solutions
    assert (solution.runs[0].first, solution.runs[0].endless) == (0, True)
    (solution,) = solved("32x32x3", "conv ? 3x3 p1", output=(32, 32)).solutions
    assert (solution.runs[0].first, solution.runs[0].endless) == (1, True)


def test_families_without_end_are_said_to_be_cut():
    answers = solved("8x8x3", "conv 1 ? p?", output=(8, 8))
    assert values(answers) == {(1, 0), (3, 1), (5, 2), (7, 3)}
    assert [(tried.unknown.name, tried.last, tried.all) for tried in answers.tried] == [
        ("kernel", 8, False),
        ("pad", 4, True),
    ]


@pytest.mark.parametrize("before", ["param volume ?", "conv ? 3x3"])
def test_what_is_cut_out_of_ever_more_has_no_end(before):
    answers = solved("8x8x90", before, "slice start ? stop 30", output=(7,) if "param" in before else (6, 6, 7))
    assert [[(run.first, run.endless) for run in each.runs] for each in answers.solutions] == [
        [(30, True), (23, False)]
    ]
    assert not answers.tried


def test_groups_must_divide():
    assert values(solved("8x8x12", "conv 8 3x3 g?", params=Range(-math.inf, 10**9))) == {(1,), (2,), (4,)}
    (solution,) = solved("8x8x6", "conv ? 3x3 g3 nobias", params=Range(-math.inf, 200)).solutions
    assert solution.runs[0][:3] == (3, 9, 3)
    answers = solved("8x8x6", "conv ? 1x1 nobias", "conv 6 1x1 g3 nobias", params=Range(-math.inf, 100))
    assert values(answers) == {(f,) for f in range(3, 100, 3) if 6 * f + 2 * f <= 100}


@pytest.mark.slow
def test_inputs_that_are_not_square():
    answers = solved("?x?x3", "conv 96 11x11 s4", output=(55, 28, 96))
    assert values(answers) == {(h, w) for h in range(227, 231) for w in range(119, 123)}
    assert [unknown.name for unknown in answers.unknowns] == ["height", "width"]


def test_a_flat_output():
    answers = solved("?x?x3", "conv 8 3x3 p1", "maxpool 2", "flatten", output=(8 * 16,))
    assert values(answers) == {(8,), (9,)}


@pytest.mark.parametrize(
    ("volume", "layers", "output", "nearest"),
    [
        ("32x32x3", ["conv 10 5x5 p?"], (33, 33, 10), [(2,), (3,)]),
        ("7x7x1", ["conv 1 3x3 s?"], (4, 4, 1), [(1,), (2,)]),
        ("7x7x1", ["conv 1 3x3 s?"], (2, 3, 1), [(2,), (3,), (1,)]),
    ],
)
def test_no_solution_tells_the_nearest(volume, layers, output, nearest):
    answers = solved(volume, *layers, output=output)
    assert not answers.solutions
    assert [tuple(run.first for run in solution.runs) for solution in answers.nearest] == nearest


# What was denied, or missed, or never ended


@pytest.mark.parametrize(
    ("volume", "layers", "output", "found"),
    [
        ("20x20x8", ["crop ?"], (10, 10, 8), {(5,)}),
        ("32x32x3", ["space_to_depth ?"], (8, 8, 48), {(4,)}),
        ("8x8x12", ["slice ? 5"], (8, 8, 5), {(0,)}),
        ("8x8x12", ["slice 4 ?"], (8, 8, 5), {(9,)}),
        ("8x8x12", ["reshape ?"], (768,), {(768,)}),
        ("32x32x3", ["maxpool 3 s2 p?"], (16, 16, 3), {(1,)}),
        ("1x1x64", ["conv 8 3x3 p1", "pixel_shuffle ?"], (2, 2, 2), {(2,)}),
        ("7x7x64", ["tconv 32 4x4 s? p?"], (14, 14, 32), {(2, 1)}),
        ("30x30x4", ["crop ?", "conv 8 3x3 s2", "space_to_depth 3"], (4, 4), {(2,)}),
        ("30x30x4", ["crop ?", "conv 8 3x3 s2", "space_to_depth 4"], (3, 3), {(2,)}),
    ],
)
def test_all_is_found_and_nothing_else_is_said_to_be_left(volume, layers, output, found):
    answers = solved(volume, *layers, output=output)
    assert values(answers) == found
    assert all(tried.all for tried in answers.tried)


def test_the_last_value_that_a_layer_takes_is_the_last_that_is_tried():
    answers = solved("32x32x3", "maxpool 3 s2 p?", output=(99, 99))
    assert answers.solutions == ()
    assert [(tried.first, tried.last, tried.all) for tried in answers.tried] == [(0, 3, True)]


def test_kernels_and_paddings_of_a_pool_in_a_chain():
    answers = solved("10x10x3", "maxpool ? s2 p?", "conv 16 4x4", output=(1, 1, 16))
    assert values(answers) == {(k, (k - 3) // 2) for k in range(3, 11)}
    assert [(tried.last, tried.all, tried.more) for tried in answers.tried] == [(10, False, True), (4, True, False)]


def test_plain_answers_come_first():
    answers = solved("4x4x8", "tconv 8 ? s?", output=(64, 64))
    runs = [tuple(run.first for run in solution.runs) for solution in answers.solutions]
    assert runs[:2] == [(16, 16), (19, 15)]
    assert runs[-2:] == [(4, 20), (1, 21)]
    assert set(runs) == {(64 - 3 * s, s) for s in range(1, 22)}


def test_what_goes_by_steps_without_end():
    (solution,) = solved("?x?x3", "space_to_depth 4", params=Range(0, 0)).solutions
    assert solution.runs[0][:1] == (4,)
    assert (solution.runs[0].step, solution.runs[0].endless) == (4, True)


@pytest.mark.parametrize(
    ("layer", "target", "words"),
    [
        ("conv 8 3x3 bias ?", {"params": Range(224, 224)}, [True]),
        ("maxpool 3 s2 ceil ?", {"output": (8, 8, 3)}, [True]),
        ("maxpool 3 s2 ceil ?", {"output": (7, 7, 3)}, [False]),
        ("maxpool 3 s2 ceil ?", {"output": (9, 9, 3)}, []),
        ("ln ?", {"params": Range(6, 6)}, ["channels"]),
        ("permute ?", {"output": (3, 16, 16)}, [("channels", "height", "width"), ("channels", "width", "height")]),
    ],
)
def test_words_are_found_too(layer, target, words):
    answers = solved("16x16x3", layer, **target)
    assert [answers.unknowns[0].words[solution.runs[0].first] for solution in answers.solutions] == words


def test_values_that_would_give_numbers_beyond_all_measure():
    # a padding up to 10^18 is taken, and gives no volume that could be
    (solution,) = solved("32x32x3", "conv 8 3x3 p?", params=Range(224, 224)).solutions
    assert solution.last.output.elements <= 10**18
    assert solved("32x32x3", "conv 8 3x3 p?", output=(10**12, 10**12)).solutions == ()


# What is aimed at


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("760", 760, 760),
        ("7,600", 7600, 7600),
        ("34.9K", 34850, 34950),
        ("<10k", -math.inf, 9999),
        ("<= 10k", -math.inf, 10000),
        (">=5", 5, math.inf),
        ("> 5M", 5_000_001, math.inf),
        ("=760", 760, 760),
        ("{max: 10k}", -math.inf, 10000),
        ("{min: 5, max: 10k}", 5, 10000),
    ],
)
def test_ranges(text, low, high):
    assert read_range(text, "--params") == (low, high)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("abc", "--params: 'abc' is not a value"),
        ("{most: 3}", "--params: a bound has no 'most'"),
        ("{}", "--params: a bound has min, max or both"),
        ("3x5", "--params: expected a number, not '3x5'"),
        ("all", "--params: expected a number, not 'all'"),
        ("{max: x}", "--params: 'x' is not a value"),
    ],
)
def test_ranges_that_are_none(text, message):
    with pytest.raises(SpecError) as raised:
        read_range(text, "--params")
    assert raised.value.problems[0].message == message


# The smallest input


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "side"),
    [("vgg16", 32), ("lenet5", None), ("resnet18", None), ("alexnet", None), ("unet", None), ("inception_v3", None)],
)
def test_smallest_inputs(name, side):
    spec = loading.read_source(loading.find(name))
    found = smallest_input(spec, {}, spec.input)
    smallest = found.network.input.size[0]
    assert side is None or smallest == side
    for smaller in range(1, smallest):
        with pytest.raises(SpecError):
            loading.load(name, input=f"{smaller}x{smaller}x{found.network.input.channels}")


def test_a_spec_that_is_wrong_at_any_size(tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text("input: 32x32x3\nlayers:\n  - conv: 10 3x3 g2\n")
    result = convcalc("solve", "--smallest-input", str(path))
    assert (result.code, result.out) == (2, "")
    assert "2 groups do not divide 3 input channels" in result.err


def test_no_inputs_are_tried_once_size_is_not_the_matter(tmp_path, monkeypatch):
    """At the smallest sides the windows do not fit; further on, every input fails as the spec's own does."""
    path = tmp_path / "net.yaml"
    path.write_text("input: 64x64x3\nlayers:\n- conv: 4 9x9\n- {relu: , name: a}\n- {relu: , name: a}\n- dense: 3\n")
    tried = []
    true = inputs.Sized.network

    def network(sized, side):
        tried.append(side)
        return true(sized, side)

    monkeypatch.setattr(inputs.Sized, "network", network)
    result = convcalc("solve", "--smallest-input", str(path))
    assert (result.code, "name 'a' is used twice" in result.err) == (2, True)
    assert len(tried) < 20


# How many


def count(words: str, volume: str | None = None, **target: object):
    return how_many(*repeated(words, read_sizes(volume) if volume else None), Target(**target))


@pytest.mark.parametrize(
    ("words", "seen", "layers"),
    [("3x3", 31, 15), ("3x3", 3, 1), ("3x3", 5, 2), ("3x3", 7, 3), ("5x5", 21, 5), ("3x3 s2", 31, 4),
     ("3x3 d2", 9, 2), ("maxpool 2x2", 8, 3)],
)  # fmt: skip
def test_how_many_see(words, seen, layers):
    found = count(words, field=Range(seen, seen)).found
    assert found
    assert found.layers == layers


@pytest.mark.parametrize(
    ("words", "volume", "output", "sides"),
    [
        ("3x3", "7x7", (3, 3), [7, 5, 3]),
        ("3x3", "7x7", (1, 1), [7, 5, 3, 1]),
        ("5x5", "7x7", (3, 3), [7, 3]),
        ("7x7", "7x7x64", (1, 1, 64), [7, 1]),
        ("maxpool 2x2", "224x224x3", (7, 7), [224, 112, 56, 28, 14, 7]),
        ("conv 64 3x3 s2 p1", "224x224x3", (7, 7), [224, 112, 56, 28, 14, 7]),
    ],
)
def test_how_many_bring_a_side_down(words, volume, output, sides):
    found = count(words, volume, output=output).found
    assert found
    assert [size[0] for size in found.sizes] == sides


def test_how_many_where_none_do():
    counted = count("3x3", field=Range(30, 30))
    assert counted.found is None
    assert [(each.layers, each.fields[-1][0]) for each in counted.nearest] == [(14, 29), (15, 31)]
    assert count("3x3", field=Range(30, math.inf)).found.layers == 15
    assert count("3x3", "7x7", output=(2, 2)).found is None
    assert count("1x1", field=Range(5, 5)).found is None


# The command


@pytest.mark.parametrize(
    ("golden", "arguments", "code"),
    [
        ("solve-pad", ["32x32x3", "conv 10 5x5 s1 p?", "--output", "32x32x10"], 0),
        ("solve-words", ["16x16x3", "maxpool 3 s2 ceil ?", "--output", "8x8"], 0),
        ("solve-refused", ["32x32x3", "conv 8 40x40 s?", "--output", "5x5"], 1),
        ("solve-not-tried", ["20x20x3", "adaptive_avgpool ?", "--receptive-field", "4"], 0),
        ("solve-none", ["32x32x3", "conv 10 5x5 s1 p?", "--output", "33x33x10"], 1),
        ("solve-same-size", ["32x32x3", "conv 10 ? p?", "--same-size"], 0),
        ("solve-input", ["?x?x3", "conv 96 11x11 s4", "--output", "55x55x96"], 0),
        ("solve-filters", ["32x32x3", "conv ? 3x3", "--params", "<10k"], 0),
        ("solve-field", ["32x32x3", "conv 8 3x3 d?", "--receptive-field", "9"], 0),
        ("solve-two", ["224x224x3", "conv 64 ? s? p3", "--output", "112x112x64"], 0),
        ("solve-chain", ["32x32x3", "conv 8 5x5", "maxpool 2", "flatten", "dense ?", "--max-params", "20k"], 0),
        ("solve-smallest", ["--smallest-input", "vgg16"], 0),
        ("solve-smallest-chain", ["?x?x3", "conv 96 11x11 s4", "maxpool 3x3 s2", "--smallest-input"], 0),
        ("solve-how-many", ["--how-many", "3x3", "--receptive-field", "31"], 0),
        ("solve-how-many-down", ["7x7", "--how-many", "3x3", "--output", "3x3"], 0),
        ("solve-how-many-none", ["--how-many", "3x3", "--receptive-field", "30"], 1),
    ],
)
def test_the_whole_text(golden, arguments, code):
    result = convcalc("solve", *arguments, width=80)
    assert (result.code, result.err) == (code, "")
    assert result.out == (GOLDENS / f"{golden}.txt").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["32x32x3", "conv 10 5x5", "--output", "32x32x10"], "nothing is asked for"),
        (["32x32x3", "conv ? ? p?", "--output", "32x32x10"], "3 numbers are asked for"),
        (["32x32x3", "conv 10 5x5 p?"], "say what to reach"),
        (["32x32x3"], "give the input and at least one layer"),
        (["32x32x3", "conv 10 5x5 p?", "--output", "9"], "an output of 1 numbers is asked for"),
        (["32x32x3", "conv 10 5x5 p?", "--output", "ax3"], "expected a volume"),
        (["?x?x3", "conv 10 5x5 p?", "--same-size"], "--same-size needs an input whose sizes are known"),
        (["32x32x3", "conv 10 5x5 p?", "--params", "3", "--max-params", "5"], "not both"),
        (["--smallest-input"], "name a spec"),
        (["--smallest-input", "vgg16", "--params", "5"], "--smallest-input takes no target"),
        (["8x8x3", "conv 1 3x3 p?", "--output", "8x8", "--same-size"], "give --output or --same-size, not both"),
        (["--smallest-input", "nothing"], "no file and no preset"),
        (["--how-many", "3x3"], "say what to reach"),
        (["--how-many", "blah", "--receptive-field", "5"], "--how-many: unknown layer 'blah'"),
        (["?x7", "--how-many", "3x3", "--output", "3x3"], "--how-many needs an input whose sizes are known"),
        (["7", "--how-many", "3x3", "--output", "3"], "a kernel of 2 sides does not go over an input of 1 numbers"),
        (["99x99", "--how-many", "conv 3", "--output", "3x3"], "conv needs kernel"),
        (["32x32x3", "cnov 10 5x5 p?", "--output", "3"], "unknown layer 'cnov'"),
        (["32x32x3", "dropout ?", "--output", "32x32"], "no output depends on 'rate'"),
    ],
)
def test_questions_that_are_none(arguments, message):
    result = convcalc("solve", *arguments)
    assert (result.code, result.out) == (2, "")
    assert message in result.err


def test_fractions_are_exact():
    assert Range(Fraction(69, 2), Fraction(71, 2)).gap(35) == 0
    assert Range(5, 7).gap(None) == math.inf
    assert Range(5, math.inf).gap(None) == 0


@pytest.mark.parametrize("width", [60, 80, 160])
def test_what_is_said_fits_a_terminal(width):
    for asked in (
        ("10x10x3", "maxpool ? s2 p?", "conv 16 4x4", "--output", "1x1x16"), ("--smallest-input", "vgg16"),
        ("--how-many", "3x3", "--receptive-field", "31"), ("--largest-batch", "resnet50", "--memory", "24GiB"),
        ("8x8x3", "conv 4 9x9 s?", "--output", "4x4x4"),
    ):  # fmt: skip
        out = convcalc("solve", *asked, width=width).out
        assert out and max(map(len, out.split("\n"))) <= width, out


@pytest.mark.parametrize(("layers", "right"), [
    (["nn.Conv2d(4, 10, 5, padding=?)"], "conv for 4 channels, and volume 3x32x32 has 3"),
    (["nn.Conv2d(3, 8, 3, padding=1)", "nn.Conv2d(16, 9, 5, padding=?)"], "16 channels, and volume 8x32x32 has 8"),
])  # fmt: skip
def test_code_with_an_unknown_is_held_to_what_comes_in(layers, right):
    result = convcalc("solve", "3x32x32", *layers, "--same-size")
    assert (result.code, right in result.err) == (2, True)


@pytest.mark.parametrize(
    ("layers", "answer"),
    [
        (["ten ?x? filters giving a 28x28x10 volume"], "kernel 5  32x32x3 -> 28x28x10"),
        (["ten 5x5 filters, pad ?, so that the output is 30x30"], "pad 1  32x32x3 -> 30x30x10"),
        (["ten ?x? filters on a 32x32 image, giving 28x28 maps", "--output", "28x28"], "kernel 5  32x32x3 -> 28x28x10"),
        (["conv 10 5x5 giving 28x28", "maxpool ?", "--output", "14x14"], "maxpool kernel 2"),
    ],
)
def test_what_is_said_to_come_out_is_what_is_to_be_reached(layers, answer):
    result = convcalc("solve", "32x32x3", *layers)
    assert (result.code, answer in result.out) == (0, True)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (["ten ?x? filters on a 28x28 image", "--output", "28x28"], "28x28 goes into conv, it says, and it is 32x32x3"),
        (["conv 10 5x5 giving 27x27", "maxpool ?", "--output", "9x9"], "27x27 comes out of conv, it says"),
        (["conv 10 5x5 p? giving 30x30", "relu", "--output", "30x30"], "is not held against a ?"),
        (["ten ?x? filters giving 28x28 maps", "--output", "26x26"], "is not what is to be reached"),
        (["conv 10 5x5 giving 28x28", "--fits", "28..40"], "is not held here"),
    ],
)
def test_what_is_said_of_volumes_is_held_or_told(layers, message):
    result = convcalc("solve", "32x32x3", *layers)
    assert (result.code, message in result.err) == (2, True)


def test_after_an_unknown_count_of_filters_nothing_is_held():
    result = convcalc("solve", "3x32x32", "nn.Conv2d(3, ?, 3)", "nn.Conv2d(7, 10, 3)", "--params", "<10k")
    assert result.code == 0


@pytest.mark.parametrize(
    ("volume", "layer", "answer"),
    [
        ("?x?x3", "nn.Conv2d(3, 8, 3, stride=2)", "17x17x3 -> 8x8x8"),
        ("(?, ?, 3)", "nn.Conv2d(3, 8, 3, stride=2)", "17x17x3 -> 8x8x8"),
        ("(?, ?, 3)", "conv 8 3x3 s2", "17x17x3 -> 8x8x8"),
        ("3x?x?", "nn.Conv2d(3, 8, 3, stride=2)", "3x17x17 -> 8x8x8"),
        ("(?, 3, ?, ?)", "nn.Conv2d(3, 8, 3, stride=2)", "3x17x17 -> 8x8x8"),
    ],
)
def test_where_the_channels_are_of_unknown_sides(volume: str, layer: str, answer: str) -> None:
    assert answer in convcalc("solve", volume, layer, "--output", "8x8").out
