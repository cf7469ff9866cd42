"""Known slips: each is named by the number it gives, and nothing right is ever called a slip."""

import doctest
from fractions import Fraction
from itertools import islice
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.analysis import amounts
from convcalc.analysis.analyse import Analysis, analyse
from convcalc.analysis.ask import Ask
from convcalc.analysis.parts import Figures, Part, whole
from convcalc.analysis.truth import Sizes, WholeInput
from convcalc.document.source import parse
from convcalc.homework.conventions import rights
from convcalc.homework.grading.against import beside, compared
from convcalc.homework.reading import Context, read_answer
from convcalc.homework.slips import SLIPS, Misreading, Slip
from convcalc.homework.slips.diagnosis import Diagnosis, diagnose, wrong_values
from convcalc.language import chain, loading
from convcalc.language.expansion import build
from convcalc.model.geometry import Volume
from convcalc.model.layers import KINDS, kind
from convcalc.model.network import Network
from convcalc.model.quantities import QUANTITIES
from tests.support.any_layer import layers_of


def test_a_wrong_answer_is_looked_up_among_the_figures_of_slips(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is held against few of them: a class of 700 gave 140,000 answers, each held against hundreds."""
    ask = Ask.of(chain.network("32x32x3", ["conv 10 5x5 s1 p2", "relu", "conv 7 3x3"]), "params")
    near, seen = amounts.Answer.near, list[Any]()
    monkeypatch.setattr(amounts.Answer, "near", lambda answer, truth: seen.append(truth) or near(answer, truth))
    assert diagnose(ask, read_answer("123457", Context("params", 4))) == []
    assert diagnose(ask, read_answer("1390", Context("params", 4)))[0].codes == ("bias-forgotten",)
    assert len(seen) < 30


ONE = ("32x32x3", "conv 10 5x5 s1 p2")

CASES: list[tuple[tuple[str, ...], str, Any, str]] = [
    # a layer or chain, the quantity, a wrong answer, and the slip that must come first
    (ONE, "output", "30x30x10", "pad-once"),
    (ONE, "output", "28x28x10", "pad-ignored"),
    (ONE, "output", "31x31x10", "plus-one-forgotten"),
    (ONE, "output", "32x32x3", "channels-kept"),
    (ONE, "output", "10x32x32", "channels-first"),
    (ONE, "output", "32x32", "channels-left-out"),
    (ONE, "output", "32", "channels-left-out"),
    (ONE, "output", "10,240", "elements"),
    (ONE, "output", "32x32x30", "filters-times-channels"),
    (ONE, "output", "36x36x10", "kernel-not-subtracted"),
    (ONE, "output", "29x29x10", "pad-once + plus-one-forgotten"),
    (ONE, "output", "24x24x10", "pad-subtracted"),
    (("32x48x3", "conv 8 3x3 p1"), "output", "48x32x8", "sides-swapped"),
    (("28x28x8", "conv 16 3x3"), "output", "28x28x8", "input-given-back"),
    (("224x224x3", "conv 96 11x11 s4"), "output", "54.25x54.25x96", "fraction-left"),
    (ONE, "params", 310, "kernel-doubled"),
    (ONE, "params", "30,730", "conv-as-dense"),
    (ONE, "params", "10,990", "bias-each-position"),
    (("400", "dense 120"), "params", "48,400", "bias-each-input"),
    (("10x10x256", "conv 64 1x1"), "params", "16,640", "bias-each-input"),
    (("28x28x1", "conv 16 3x3", "maxpool 2", "flatten", "dense 10"), "params", "27,194", "conv-biases-forgotten"),
    (("28x28x1", "conv 16 3x3", "maxpool 2", "flatten", "dense 10"), "params", "27,200", "dense-biases-forgotten"),
    (("224x224x3", "conv 64 7x7 s2 p3 nobias"), "params", "2.7K", "googlenet-first"),
    (ONE, "memory", "4,096", "channels-forgotten"),
    (("32x32x3", *("conv 8 3x3 p1",) * 3), "peak_memory", "98,304", "all-outputs-kept"),
    (("20x20x8", "conv 8 3x3 g4"), "params", 38, "one-group"),
    (("20x20x8", "conv 8 3x3 d3"), "output", "16x16x8", "dilation-added"),
    (("14x14x8", "tconv 8 5x5 s2 p2"), "output", "31x31x8", "tconv-pad-ignored"),
    (("14x14x8", "tconv 8 5x5 s2 p2"), "output", "29x29x8", "tconv-pad-once"),
    (("64x64x1", "conv 1 3x3", "conv 1 3x3", "conv 1 3x3"), "receptive_field", 5, "field-before"),
    (ONE, "params", 750, "bias-forgotten"),
    (ONE, "params", 751, "bias-once"),
    (ONE, "params", 260, "depth-forgotten"),
    (ONE, "params", 160, "kernel-not-squared"),
    (ONE, "params", 76, "one-filter"),
    (ONE, "params", 75, "bias-forgotten + one-filter"),
    (ONE, "params", 250, "bias-forgotten + depth-forgotten"),
    (ONE, "params", 780, "bias-each-channel"),
    (ONE, "params", 3040, "bytes-for-numbers"),
    (ONE, "params", "3,040 bytes", "bytes-for-numbers"),
    (ONE, "params", 2510, "filters-for-depth"),
    (ONE, "params", "778,240", "not-shared"),
    (ONE, "params", "768,000", "another-quantity"),
    (ONE, "macs", "256,000", "depth-forgotten"),
    (ONE, "macs", "153,600", "kernel-not-squared"),
    (ONE, "macs", "76.8K", "one-filter"),
    (ONE, "macs", 750, "one-place"),
    (ONE, "macs", "1,536,000", "macs-doubled"),
    (ONE, "macs", "778,240", "bias-in-macs"),
    (ONE, "macs", "588,000", "pad-ignored"),
    (ONE, "memory", "10,240", "numbers-for-bytes"),
    (ONE, "memory", "40KB", "mb-for-mib"),
    (ONE, "memory", "40.96KiB", "mib-for-mb"),
    (ONE, "memory", "81,920", "other-width"),
    (ONE, "memory", "327,680", "bits-for-bytes"),
    (ONE, "memory", "44,000", "weights-counted"),
    (ONE, "prediction_memory", "53,248", "weights-left-out"),
    (ONE, "prediction_memory", "3,040", "weights-left-out"),
    (("5x5x1", "pad 2"), "output", "7x7x1", "pad-once"),
    (("300x300x3", "conv 100 5x5"), "params", "2600", "depth-forgotten"),
    (("227x227x3", "conv 96 11x11 s4"), "output", "217x217x96", "stride-ignored"),
    (("227x227x3", "conv 96 11x11 s4"), "output", "54x54x96", "plus-one-forgotten"),
    (("227x227x3", "conv 96 11x11 s4"), "output", "56x56x96", "only-stride"),
    (("227x227x3", "conv 96 11x11 s4"), "output", "57x57x96", "same-assumed"),
    (("224x224x3", "conv 96 11x11 s4"), "output", "55x55x96", "ceil-for-floor"),
    (("224x224x3", "conv 96 11x11 s4"), "output", "53x53x96", "plus-one-forgotten"),
    (("55x55x96", "maxpool 3x3 s2"), "output", "18x18x96", "stride-is-kernel"),
    (("55x55x96", "maxpool 3x3 s2"), "output", "27x27x48", "pool-divides-depth"),
    (("55x55x96", "maxpool 3x3 s2"), "params", 864, "pool-weights"),
    (("55x55x96", "maxpool 3x3 s2"), "params", 9, "pool-window"),
    (("55x55x96", "maxpool 3x3 s2"), "params", "83,040", "pool-as-conv"),
    (("55x55x96", "maxpool 3x3 s2"), "macs", "629,856", "pool-macs"),
    (("6x6x4", "maxpool 3x3 s2 ceil"), "output", "2x2x4", "floor-for-ceil"),
    (("5x5x1", "maxpool 2x2 s2 p1 ceil"), "output", "4x4x1", "clip-forgotten"),
    (("28x28x8", "conv 8 3x3 s2"), "output", "13x13x8", ""),
    (("27x27x8", "conv 8 3x3 s3"), "output", "8x8x8", "plus-one-forgotten"),
    (("28x28x8", "conv 8 3x3 s2 p1"), "output", "13x13x8", "pad-ignored"),
    (("20x20x8", "conv 8 3x3 d2"), "output", "18x18x8", "dilation-ignored"),
    (("20x20x8", "conv 8 3x3 s2 d3"), "output", "6x6x8", "plus-one-forgotten"),
    (("20x20x8", "conv 8 3x3 d2"), "receptive_field", 3, "dilation-ignored"),
    (("20x20x8", "conv 8 3x3 g4"), "params", 584, "groups-ignored"),
    (("20x20x8", "depthwise 3x3"), "params", 584, "depthwise-as-conv"),
    (("20x20x8", "depthwise 3x3 m2"), "output", "18x18x8", "multiplier-ignored"),
    (("20x20x8", "conv 8 3x3 nobias", "bn"), "params", 608, "statistics-counted"),
    (("20x20x8", "conv 8 3x3 nobias", "bn"), "params", 600, "bias-added"),
    (("20x20x8", "conv 8 3x3 nobias", "bn"), "params", 576, "norm-forgotten"),
    (("20x20x8", "bn"), "params", 8, "shift-forgotten"),
    (("2x2x3", "tconv 1 2x2 s2"), "macs", 192, "tconv-by-output"),
    (("14x14x8", "tconv 8 3x3 s2"), "output", "6x6x8", "tconv-as-conv"),
    (("14x14x8", "tconv 8 3x3 s2"), "output", "28x28x8", "tconv-only-stride"),
    (("14x14x8", "tconv 8 3x3 s2 p1"), "output", "31x31x8", "tconv-pad-added"),
    (("7x7x512", "flatten", "dense 4096"), "params", "2,101,248", "flatten-forgets-places"),
    (("7x7x512", "flatten", "dense 4096"), "params", "204,800", "flatten-forgets-depth"),
    (("7x7x512", "flatten"), "output", "512", "flatten-forgets-places"),
    (("64x64x1", "conv 1 3x3", "conv 1 3x3", "conv 1 3x3"), "receptive_field", 9, "field-sum"),
    (("64x64x1", "conv 1 3x3", "conv 1 3x3", "conv 1 3x3"), "receptive_field", 27, "field-product"),
    (("64x64x1", "conv 1 3x3", "conv 1 3x3", "conv 1 3x3"), "receptive_field", 49, "field-as-area"),
    (("64x64x1", "conv 1 3x3", "conv 1 3x3", "conv 1 3x3"), "receptive_field", 3, "field-last-kernel"),
    (("64x64x1", "conv 1 3x3", "maxpool 2", "conv 1 3x3"), "receptive_field", 6, "field-stride-ignored"),
    (("64x64x1", "conv 1 3x3", "maxpool 2", "conv 1 3x3"), "receptive_field", 5, "field-pools-ignored"),
    (("64x64x1", "conv 1 3x3", "maxpool 2", "conv 1 5x5"), "receptive_field", 10, "field-backwards"),
    (("64x64x1", "conv 1 3x3 s2", "conv 1 5x5 s2", "conv 1 3x3"), "receptive_field", 29, "field-own-stride"),
    (("64x64x1", "conv 1 3x3", "maxpool 2", "conv 1 3x3"), "receptive_field", 12, "field-minus-one-forgotten"),
    (("64x64x1", "conv 1 5x5 p2", "conv 1 5x5 p2"), "receptive_field", 17, "field-pad-counted"),
    (("64x64x1", *("conv 1 3x3 s2",) * 4), "receptive_field", 27, "field-strides-added"),
    (("64x64x1", "conv 1 3x3 s3", "conv 1 3x3 s3", "conv 1 3x3 s2"), "field_stride", 9, "field-stride-early"),
    (("64x64x1", "conv 1 3x3 s3", "conv 1 3x3 s3", "conv 1 3x3 s2"), "field_stride", 2, "field-last-alone"),
    (("64x64x1", "conv 1 3x3 s3", "conv 1 3x3 s3", "conv 1 3x3 s2"), "field_stride", 8, "field-strides-added"),
    (("64x64x1", "conv 1 3x3 s2 p1", "conv 1 5x5 p2"), "field_padding", 3, "padding-unstrided"),
    (("64x64x1", "conv 1 3x3 s2 p1", "conv 1 5x5 p2"), "field_padding", 2, "field-last-alone"),
    (("64x64x1", "conv 1 3x3 s2 p1", "conv 1 5x5 s3 p2"), "field_padding", 14, "start-own-stride"),
    (("64x64x1", "conv 1 3x3 s2", "conv 1 3x3 p1"), "field_start", "3.5", "start-unpadded"),
    (("64x64x1", "conv 1 3x3 s2", "conv 1 3x3 p1"), "field_centre", "3", "start-unpadded"),
    (("32x32x3", "conv 16 3x3 p1", "conv 8 3x3 p1", "flatten", "dense 10"), "params", 448, "one-layer"),
    (("32x32x3", "conv 1 3x3 p1", "maxpool 2", "conv 8 3x3 p1"), "output", "18x18x8",
     "kernel-not-subtracted, in conv_2 alone"),
    (("32x32x3", "conv 16 3x3", "maxpool 2", "conv 32 3x3 p1"), "output", "13x13x32", "pad-ignored"),
    (("32x32x3", "conv 1 5x5 p2", "conv 8 3x3 p1", "conv 8 3x3 p1"), "output", "30x30x8", "pad-once, in conv alone"),
]  # fmt: skip

INCEPTION = """
input: 28x28x256
layers:
  - concat:
      one: [{conv: 128 1x1, name: one}]
      three: [{conv: 64 1x1}, {conv: 192 3x3 p1, name: three}]
      five: [{conv: 64 1x1}, {conv: 96 5x5 p2}]
      pool: [{maxpool: 3x3 s1 p1}, {conv: 64 1x1}]
"""
RESIDUAL = "{input: 8x8x16, layers: [{add: {a: [{conv: 16 3x3 p1}], b: []}}, flatten, {dense: 10}]}"
VGG = """
input: 224x224x3
blocks:
  stage(depth, filters):
    - conv: filters 3x3 p1
      repeat: depth
    - maxpool: 2
layers:
  - stage: {depth: 2, filters: 64}
  - stage: {depth: 2, filters: 128}
  - stage: {depth: 3, filters: 256}
  - stage: {depth: 3, filters: 512}
  - stage: {depth: 3, filters: 512}
  - flatten
  - dense: 4096
  - dense: 4096
  - dense: 1000
"""
OTHERS: list[tuple[str, str, Any, str]] = [
    (INCEPTION, "output", "28x28x192", "concat-adds"),
    (INCEPTION, "macs", "358,055,936", "layer-twice"),
    (INCEPTION, "macs", "358M", "layer-twice"),
    (INCEPTION, "macs", "184,647,680", "layer-left-out"),
    (RESIDUAL, "params", "22,810", "add-concatenates"),
    (VGG, "memory", "24M", "vgg-24m"),
    (VGG, "memory", "93MB", "vgg-24m"),
    (VGG, "memory", "58.1MB", "mb-for-mib"),
    (VGG, "params", "14,714,688", "dense-left-out"),
    (VGG, "params", "123,642,856", "convs-left-out"),
    (VGG, "params", "131.9M", "count-in-1024"),
    (VGG, "params", "138.4K", "thousand-times"),
    ("{input: 24x24x4, layers: [conv: 6 5x5 p2]}", "macs", "34,560", "ten-times"),
    ("{input: 14x14x8, layers: [{tconv: {filters: 8, kernel: 3, stride: 2, output_pad: 1}}]}", "output", "29x29x8",
     "output-pad-ignored"),
    ("{input: 8x8x8, layers: [{add: {a: [conv: 8 3x3 p1], b: [conv: 8 1x1]}}]}", "depth", "2",
     "depth-beside"),
    ("{order: channels_first, input: 8x12x20, layers: [{conv: 4 3x3}]}", "output", "10x18x4", "channels-last"),
    ("{input: 28x28x8, layers: [{conv: 8 3x3 s2}]}", "macs", "451,584", "input-places"),
    ("{input: 20x20x8, layers: [{conv: 8 3x3 d3}]}", "output", "12x12x8", "dilation-times-kernel"),
    ("{input: 30x30x8, layers: [{conv: 8 7x7 s3}, {conv: 8 2x2 s3}]}", "output", "2x2x8", "plus-one-inside"),
]  # fmt: skip
BATCHED: list[tuple[tuple[str, ...], str, Any, str]] = [
    # for 32 examples
    (ONE, "memory", "40,960", "batch-forgotten"),
    (ONE, "memory", "30,720", ""),
    (ONE, "memory", "36,000", "pad-once + batch-forgotten"),
]
REPEATS: list[tuple[str, str, int, int, str]] = [
    # how many times a layer is used, and a wrong count
    ("7x7x1", "conv 1 3x3", 2, 3, "seen-for-left"),
    ("31x31x1", "conv 1 3x3", 15, 11, "field-over-kernel"),
    ("31x31x1", "conv 1 3x3", 4, 5, "volumes-counted"),
]


def network(text: str) -> Network:
    return build(loading.read_source(parse("t.yaml", text)))


@pytest.mark.slow
@pytest.mark.parametrize(("text", "quantity", "answer", "code"), OTHERS)
def test_the_likeliest_slip_in_a_graph(text: str, quantity: str, answer: Any, code: str) -> None:
    found = diagnose(Ask.of(network(text), quantity), amounts.read(answer))
    assert [" + ".join(each.codes) for each in found[:1]] == [code]


SAVED = [
    # 1x1 before 5x5: 137,728 of 153,600 weights
    ("fewer_params", "15,872", "left-for-saved"),
    ("fewer_params", "153,600", "replaced-for-saved"),
    ("fewer_params", "169,472", "saving-added"),
    ("fewer_params", "25,088", "kernel-not-squared"),
]


@pytest.mark.parametrize(("quantity", "answer", "code"), SAVED)
def test_a_wrong_saving(quantity: str, answer: str, code: str) -> None:
    one, two = ("28x28x192", "conv 32 5x5 p2 nobias"), ("28x28x192", "conv 16 1x1 nobias", "conv 32 5x5 p2 nobias")
    both = beside(chain.network(two[0], two[1:]), chain.network(one[0], one[1:]))
    found = diagnose(compared(Ask.of(both, quantity)), read_answer(answer, Context(quantity)))
    assert [each.codes for each in found[:1]] == [(code,)]


DEEP = [
    (("32x32x3", "conv 4 3x3", "maxpool 2", "conv 4 3x3", "flatten", "dense 9", "dense 5"), "2", "dense-not-deep"),
    (("32x32x3", "conv 4 3x3", "maxpool 2", "conv 4 3x3", "flatten", "dense 9", "dense 5"), "5", "pooling-deep"),
]


@pytest.mark.parametrize(("layers", "answer", "code"), DEEP)
def test_a_wrong_depth(layers: tuple[str, ...], answer: str, code: str) -> None:
    found = diagnose(ask(layers, "depth"), read_answer(answer, Context("depth")))
    assert [each.codes for each in found[:1]] == [(code,)]


def test_layers_about_the_same_are_no_pair() -> None:
    """Padding cannot be counted once and subtracted at once: 29x29x10 is no such pair."""
    pairs = [each.codes for each in diagnose(ask(ONE, "output"), read_answer("26x26x10", Context("output")))]
    assert all(not {"pad-once", "pad-subtracted"} <= {*each} for each in pairs)


BACKWARDS = [
    (("32x32x3", "conv 16 5x5 p2"), "pad", "4", "both-sides-padding"),
    (("227x227x3", "conv 96 11x11 s4"), "kernel", "7", "one-forgotten-backwards"),
    (("32x32x3", "conv 16 5x5 p2"), "kernel", "3", "one-side-backwards"),
]


@pytest.mark.parametrize(("layers", "quantity", "answer", "code"), BACKWARDS)
def test_a_wrong_setting(layers: tuple[str, ...], quantity: str, answer: str, code: str) -> None:
    found = diagnose(ask(layers, quantity), read_answer(answer, Context(quantity)))
    assert [each.codes for each in found[:1]] == [(code,)]


@pytest.mark.parametrize(("volume", "layer", "right", "wrong", "code"), REPEATS)
def test_a_wrong_count_of_layers(volume: str, layer: str, right: int, wrong: int, code: str) -> None:
    repeated = Ask.of(chain.network(volume, [layer] * right), "repeat")
    assert repeated.figure() == right
    assert code in [each.codes[0] for each in diagnose(repeated, amounts.read(wrong))]


def ask(layers: tuple[str, ...], quantity: str) -> Ask:
    return Ask.of(chain.network(layers[0], layers[1:]), quantity)


@pytest.mark.parametrize(("layers", "quantity", "answer", "code"), CASES)
def test_the_likeliest_slip(layers: tuple[str, ...], quantity: str, answer: Any, code: str) -> None:
    found = diagnose(ask(layers, quantity), read_answer(answer, Context(quantity)))
    first = " + ".join(found[0].codes) if found else ""
    assert first == code.partition(",")[0]
    assert not found or found[0].title.endswith(code.partition(",")[2])


@pytest.mark.parametrize(("layers", "quantity", "answer", "code"), BATCHED)
def test_the_likeliest_slip_for_a_batch(layers: tuple[str, ...], quantity: str, answer: Any, code: str) -> None:
    found = diagnose(Ask.of(ask(layers, quantity).network, quantity, batch=32), read_answer(answer, Context(quantity)))
    assert (" + ".join(found[0].codes) if found else "") == code


def test_all_that_fit_are_listed_likeliest_first() -> None:
    found = diagnose(ask(("20x20x8", "conv 8 3x3 d2"), "output"), amounts.read("15x15x8"))
    assert [each.codes for each in found][:2] == [("plus-one-forgotten",), ("dilation-times-kernel",)]
    ranks = [max(index(code) for code in each.codes) + 1000 * len(each.codes) for each in found]
    assert ranks == sorted(ranks)


def index(code: str) -> int:
    return next(k for k, slip in enumerate(SLIPS) if slip.code == code)


def test_the_sentence_has_the_numbers() -> None:
    found = diagnose(ask(ONE, "output"), amounts.read("30x30x10"))
    assert found[0].why == "the padding is added on both sides: 32 + 2*2, not 32 + 2"
    found = diagnose(ask(("5x5x1", "pad 2"), "output"), amounts.read("7x7x1"))
    assert found[0].title == "padding counted once"
    assert found[0].why == "the padding is added on both sides: 5 + 2*2, not 5 + 2"


def test_what_nothing_gives_has_no_diagnosis() -> None:
    assert diagnose(ask(ONE, "params"), amounts.read(123456)) == []
    assert diagnose(ask(ONE, "output"), amounts.read("all")) == []


def test_a_pair_is_named_only_where_neither_slip_is_enough() -> None:
    for layers, quantity, answer, _ in CASES:
        found = diagnose(ask(layers, quantity), read_answer(answer, Context(quantity)))
        alone = {each.codes for each in found if len(each.codes) == 1 and not each.title.endswith("alone")}
        assert not any((code,) in alone for each in found if len(each.codes) == 2 for code in each.codes)


def test_the_table_is_whole() -> None:
    codes = [slip.code for slip in SLIPS]
    assert len(set(codes)) == len(codes)
    for slip in SLIPS:
        assert slip.title and slip.touches and set(slip.touches) <= set(QUANTITIES)
        assert isinstance(slip, (Slip, Misreading))
    orders = [slip.order for slip in SLIPS]
    assert orders == sorted(set(orders))
    assert {slip.form_of for slip in SLIPS if isinstance(slip, Slip)} <= {"", *codes}
    cases = [*(case[-1] for case in CASES), *(case[-1] for case in OTHERS), *(case[-1] for case in REPEATS),
             *(case[-1] for case in BATCHED), *(case[-1] for case in BACKWARDS), *(case[-1] for case in SAVED),
             *(case[-1] for case in DEEP)]  # fmt: skip
    named = {code for expected in cases for code in expected.partition(",")[0].split(" + ")}
    assert {slip.code for slip in SLIPS} - named == set()


# No false diagnosis


def notations(truth: Any, in_bytes: bool, random: Random) -> str:
    """A right figure as somebody could write it."""
    if isinstance(truth, WholeInput):
        return random.choice(["all", "whole", "the whole input"])
    if isinstance(truth, Volume):
        truth = (*truth.size, truth.channels) if truth.size else truth.channels
    if isinstance(truth, Sizes):
        truth = truth.each
    if isinstance(truth, tuple):
        if len(set(truth)) == 1 and random.random() < 0.3 and len(truth) < 3:
            return str(truth[0])
        mark = random.choice(["x", " x ", "X", "×", "*", " by ", ", "])
        text = mark.join(map(str, truth))
        return random.choice([text, f"({', '.join(map(str, truth))})", f"[{','.join(map(str, truth))}]"])
    base = 1024 if in_bytes and random.random() < 0.5 else 1000
    power = random.randrange(5)
    if not power or truth < base**power // 100:
        return random.choice([str(truth), f"{truth:,}", f"{truth:_}", f"{truth:,}".replace(",", " "), f" {truth} "])
    digits = random.randrange(4)
    scaled = Fraction(truth * 10**digits, base**power)
    rounded = random.choice([int(scaled), -int(-scaled // 1)]) if scaled.denominator == 2 else round(scaled)
    if not rounded:
        return str(truth)
    text = f"{rounded // 10**digits:,}" + (f".{rounded % 10**digits:0{digits}}" if digits else "")
    letter = "KMGT"[power - 1]
    unit = (
        (f"{letter}iB" if base == 1024 else f"{letter}B") if in_bytes and base + random.randrange(2) > 1000 else letter
    )
    return text + random.choice(["", " "]) + random.choice([unit, unit.lower()])


ANSWERED = [name for name, row in QUANTITIES.items() if row.unit != "ratio"]  # nobody is asked for a ratio


@pytest.mark.slow
def test_nothing_right_is_called_a_slip() -> None:
    random = Random(4)
    specs = [INCEPTION, RESIDUAL, VGG]
    asks = [ask(layers, quantity) for layers, quantity, *_ in CASES] + [Ask.of(network(text), "macs") for text in specs]
    asks = [each._replace(quantity=quantity) for each in asks[::3] for quantity in ANSWERED]
    figures = [(each, figure) for each in asks for figure in (each.figure(), *(other.value for other in rights(each)))]
    for count in range(10_000):
        each, truth = figures[count % len(figures)]
        text = notations(truth, each.in_bytes, random)
        answer = amounts.read_places(text) if QUANTITIES[each.quantity].placed else amounts.read(text)
        assert diagnose(each, answer) == [], (each.quantity, truth, text)


@pytest.mark.parametrize("text", [INCEPTION, RESIDUAL, VGG])
def test_figures_worked_out_as_they_are_asked_for_are_those_of_an_analysis(text: str) -> None:
    analysis = analyse(network(text), "float16", 3)
    number = len(analysis.rows) - 1
    for part in (whole(analysis.network), Part([number], number)):
        for key in QUANTITIES:
            alone = Figures(analysis.network, "float16", 3).figure(part, key)
            assert alone == Figures.of(analysis).figure(part, key)


BENT = [name for name in sorted(KINDS) if any(isinstance(slip, Slip) and slip.on(kind(name)) for slip in SLIPS)]
"""The kinds that a slip can happen to."""


@pytest.mark.slow
@pytest.mark.parametrize("name", BENT)
def test_what_a_slip_gives_is_called_by_its_name(name: str) -> None:
    @settings(max_examples=6)
    @given(layers_of(name), st.sampled_from(("output", "params", "macs", "memory", "receptive_field")))
    def judge(analysis: Analysis, quantity: str) -> None:
        asked = Ask.of(analysis.network, quantity)
        right = [asked.figure(), *(other.value for other in rights(asked))]
        for each in islice(wrong_values(asked), 12):
            text = written(each.value)
            if text and not any(amounts.read(text).matches(value, asked.in_bytes) for value in right):
                told = diagnose(asked, amounts.read(text))
                assert each.title in [found.title for found in told] or silent(each, told)

    judge()


def silent(diagnosis: Diagnosis, told: list[Diagnosis]) -> bool:
    """Whether a number says too little of a slip that is rare, or of two: one that is likelier is told, or nothing."""
    rare = any(slip.rare for slip in SLIPS if slip.code in diagnosis.codes)
    return rare or (len(diagnosis.codes) == 2 and all(len(each.codes) == 1 or each in told[:1] for each in told))


def written(value: Any) -> str:
    """A figure as it is written; empty where it is nothing to write."""
    if isinstance(value, Volume):
        return str(value)
    if isinstance(value, Sizes):
        return "x".join(map(str, value.each)) if all(Fraction(n).denominator == 1 for n in value.each) else ""
    return str(value) if isinstance(value, int) and value >= 0 else ""


def test_the_examples_in_its_code() -> None:
    from convcalc.homework.slips import base

    assert doctest.testmod(base).failed == 0
