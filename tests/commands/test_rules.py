"""The rules: each page's examples, more hits and misses, and the geometry behind them against brute force."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.check import rules
from convcalc.check.rules import dropped_pixels, idle_weights, no_activation, offsets
from convcalc.check.rules.base import Graph
from tests.support.command import convcalc
from tests.support.graphs import analysed, starts

EXAMPLE = re.compile(r"(Bad|Good):\n```yaml\n(.*?)```", re.DOTALL)


def found(spec, codes=("all",)) -> list[str]:
    """The codes of what the rules find."""
    return [problem.code for problem, _ in rules.findings(analysed(spec), rules.choose(codes))]


@pytest.mark.parametrize("code", rules.RULES)
def test_the_examples_of_a_page_hold(code):
    examples = dict(EXAMPLE.findall(rules.page(code)))
    assert code in found(examples["Bad"])
    assert found(examples["Good"], ["default", code]) == []


@pytest.mark.parametrize("code", [*rules.PAGES, *rules.RULES])
def test_rule_prints_the_page(code):
    by_code = convcalc("rule", code)
    by_name = convcalc("rule", {**rules.PAGES, **rules.RULES}[code])
    assert by_code == by_name
    assert by_code.code == 0
    assert rules.page(code).strip() in by_code.out
    assert ("Off by default" in by_code.out) == (code in rules.OFF)


def test_rule_lists_all_and_knows_no_other():
    listed = convcalc("rule").out.splitlines()
    assert [line.split()[0] for line in listed] == [*rules.PAGES, *rules.RULES]
    result = convcalc("rule", "bias-before-nrom")
    assert result.code == 2
    assert "did you mean 'bias-before-norm'?" in result.err


def layers(*items, volume="32x32x16", **more):
    """A spec of some layers."""
    return {"input": volume, "layers": list(items), **more}


RELU, BN, FLATTEN = "relu", "bn", "flatten"
C3 = {"conv": "16 3x3 p1"}

SHIFT = [{"pad": [[3, 0], [0, 0]]}, {"crop": [[0, 3], [0, 0]]}]
TRIPLE = {"b(n)": [{"conv": {"filters": "3 * n", "kernel": 1}}]}

LINEAR = [
    BN, "identity", "scale", {"dropout": 0.5}, {"drop_path": 0.1}, {"avgpool": 2}, {"adaptive_avgpool": 4}, "gap",
    {"reshape": "16x64x16"}, {"permute": ["width", "height", "channels"]}, {"pad": 1}, {"crop": 1}, {"slice": "0 8"},
    {"upsample": 2}, {"upsample": {"factor": 2, "mode": "bilinear"}}, {"channel_shuffle": 4}, {"pixel_shuffle": 2},
    {"space_to_depth": 2},
]  # fmt: skip
"""What stands between two convolutions and makes nothing non-linear."""

HITS = [
    ("C101", layers(C3, vars={"widht": 3})),
    ("C101", layers({"b": 3}, vars={"n": 3}, blocks={"b(n)": [{"conv": "n 3x3"}]})),  # the argument, not the variable
    ("C102", layers(C3, blocks={"a": [RELU], "b": ["a"]})),
    ("C103", layers({"b": 3}, blocks={"b(n, m=2)": [{"conv": "n 3x3"}]})),
    ("C104", layers({**C3, "name": "a"}, {"conv": "8 1x1", "from": "input"})),
    ("C105", layers({"concat": {"a": [], "b": []}})),
    ("C105", layers({**C3, "name": "a"}, {"add": None, "from": ["a", "a"]})),
    ("C201", layers({"conv": "8 3x3 s2"})),
    ("C201", layers({"avgpool": "3 s2"}, volume="16x4")),
    ("C201", layers({"depthwise": "2 s2"}, volume="9x9x3")),
    ("C201", layers({"maxpool": "2"}, volume="4x5x3")),
    ("C202", layers({"conv": "8 3x3 s4"})),
    ("C203", layers({"conv": "8 1x1 s2"})),
    ("C203", layers({"maxpool": "1 s2"})),
    ("C204", layers({"conv": "8 9x9 p4"}, RELU, {"conv": "8 3x3 p1"}, volume="9x9x3")),
    ("C205", layers({"maxpool": "2 s1 same"})),
    ("C205", layers({"conv": {"filters": 8, "kernel": 4, "pad": {"before": 2, "after": 1}}})),
    ("C206", layers({"add": {"a": [{"conv": "16 3x3"}], "b": [{"crop": {"pad": {"before": 2, "after": 0}}}]}})),
    ("C206", layers({"concat": {"a": [{"maxpool": 2}, {"upsample": 2}], "b": SHIFT}})),
    ("C207", layers({"tconv": "8 3x3 s2"})),
    ("C207", layers({"tconv": "8 2x2 s3"})),
    ("C208", layers({"conv": "8 3x3 p1"}, volume="1x32x4")),
    ("C208", layers({"conv": "8 3x3 p9 d9"}, volume="8x8x4")),
    ("C208", layers({"maxpool": "3x3 s1 p1"}, volume="1x1x4")),
    ("C209", layers({"conv": "8 1x1 p1"})),
    ("C209", layers({"conv": "8 3x3 p3"})),
    ("C301", layers({"conv": "8 3x3"}, BN, RELU)),
    ("C301", layers({"depthwise": "3"}, {"in": None})),
    ("C301", layers({"tconv": "8 2x2 s2"}, BN)),
    ("C301", layers(FLATTEN, {"dense": 8}, BN)),
    ("C301", layers({**C3, "name": "a"}, BN, {"concat": {"x": [], "y": [{"bn": None, "from": "a"}]}})),
    ("C302", layers(C3, {"conv": "32 1x1"})),
    ("C302", layers(C3, BN, {"dropout": 0.1}, {"conv": "32 3x3"})),
    ("C302", layers(FLATTEN, {"dense": 64}, {"dense": 10}) | {"input": "4x4x2"}),
    ("C302", layers({"conv": "32 3x3"}, "gap", FLATTEN, {"dense": 10})),
    *(("C302", layers(C3, item, {"conv": "64 1x1"})) for item in LINEAR),
    ("C302", layers({"conv": "16 3x3"}, {"tconv": "16 2x2 s2"})),
    ("C302", layers({"conv": "32 3x3"}, {"pixel_shuffle": 2}, {"conv": "12 3x3"})),  # 32, not 4 * 16
    ("C302", layers({"conv": "24 3x3"}, {"slice": "0 12"}, {"conv": "64 1x1"})),
    ("C303", layers(C3, RELU, RELU)),
    ("C303", layers(C3, "sigmoid", RELU)),
    ("C303", layers(C3, BN, {"ln": None})),
    ("C303", layers(FLATTEN, FLATTEN)),
    ("C304", layers(C3, "softmax", {"dropout": 0.5}, {"conv": "4 1x1"})),
    ("C304", layers("flatten", "softmax", {"dense": 1})),
    ("C304", layers(C3, "softmax", {"conv": "1 3x3"})),
    ("C305", layers(C3, vars={"num_classes": 10})),
    ("C305", layers("gap", FLATTEN, {"dense": 1000}, "softmax", vars={"classes": 10})),
    ("C306", layers(FLATTEN, {"dense": 10}, {"dropout": 0.5}, "softmax")),
    ("C306", layers({"head": {"aux": [FLATTEN, {"dense": 3}, "dropout"]}}, C3)),
    ("C307", layers("gap", {"gn": 16})),
    ("C307", layers({"ln": None}, volume="8x8x1")),
    ("C307", layers({"ln": "all"}, volume="1x1x1")),
    ("C401", layers(FLATTEN, {"dropout": 0.5}, {"dense": 100})),
    ("C402", layers(C3, RELU, {"conv": "12 3x3"}, RELU, {"conv": "8 1x1"})),
]  # fmt: skip

MISSES = [
    ("C101", layers({"conv": "n 3x3"}, vars={"m": 3, "n": "m"})),
    ("C101", layers({**C3, "name": "a{n}"}, vars={"n": 3})),
    ("C101", layers(C3, vars={"n": 9}) | {"input": ["n", "n", 3]}),
    ("C101", layers({**C3, "repeat": "n"}, vars={"n": 2})),
    ("C101", layers({**C3, "when": "n"}, vars={"n": True})),
    ("C102", layers("b", blocks={"a": [RELU], "b": ["a"]})),
    ("C102", layers({"add": {"x": [], "y": ["a"]}}, blocks={"a": [RELU]})),
    ("C103", layers({"b": 3}, blocks={"b(n, m=n)": [{"conv": "m 3x3"}]})),
    ("C104", layers({"head": {"aux": [FLATTEN]}}, C3)),
    ("C104", layers({**C3, "name": "a"}, {**C3, "name": "b"}, {"concat": None, "from": ["a", "b"]})),
    ("C105", layers({"add": {"a": [C3], "b": [C3]}})),
    ("C201", layers({"conv": "8 3x3 s2 p1"})),  # what is left over is padding
    ("C201", layers({"maxpool": "2 ceil"}, volume="5x5x3")),
    ("C201", layers({"conv": "8 1x1 s2"})),
    ("C201", layers({"conv": "8 3x3 s2 same"}, volume="33x33x3")),
    ("C202", layers({"conv": "8 3x3 s3"}, volume="33x33x3")),
    ("C202", layers({"conv": "8 2x2 s3 d2"})),
    ("C202", layers({"avgpool": "7"}, volume="7x7x3")),
    ("C203", layers({"concat": {"a": [{"conv": "8 1x1 s2"}], "b": [{"conv": "8 3x3 s2 p1"}]}})),
    ("C204", layers({"conv": "8 9x9 p4"}, RELU, {"conv": "8 1x1"}, volume="9x9x3")),
    ("C205", layers({"maxpool": 2})),
    ("C205", layers({"conv": "8 2x2"})),
    ("C206", layers({"add": {"a": [{"conv": "16 3x3 s2 p1"}], "b": [{"avgpool": 2}, {"conv": "16 1x1"}]}})),  # ResNet-D
    ("C206", layers({"concat": {"a": [{"maxpool": 2}, {"upsample": 2}], "b": []}})),
    ("C206", layers({"concat": {"a": [{"maxpool": 2}, {"tconv": "8 2x2 s2"}], "b": []}})),
    ("C206", layers({"mul": {"a": [], "gate": ["gap", "sigmoid"]}})),
    ("C207", layers({"tconv": "8 4x4 s2"})),
    ("C207", layers({"tconv": "8 3x3"})),
    ("C208", layers({"conv": "8 3x3 p1"}, volume="2x2x4")),
    ("C208", layers({"maxpool": "3 s1 p1"}, volume="2x1x4")),
    ("C208", layers("gap", volume="1x1x4")),
    ("C209", layers({"conv": "8 3x3 p2"})),
    ("C209", layers({"conv": "8 3x3 p4 d4"})),
    ("C301", layers({"conv": "8 3x3"}, {"ln": None})),
    ("C301", layers({"conv": "8 3x3"}, {"gn": 2})),
    ("C301", layers({"conv": "8 3x3"}, RELU, BN)),
    ("C301", layers({**C3, "name": "a"}, BN, {"add": None, "from": ["a", "input"]})),  # others read the bias
    ("C301", layers({**C3, "name": "a"}, {"head": {"x": [BN], "y": []}}) | {}),  # the convolution is the output
    ("C302", layers(C3, RELU, {"conv": "32 1x1"})),
    ("C302", layers({"conv": "8 1x1"}, BN, {"conv": "32 3x3"})),  # a bottleneck
    ("C302", layers({"conv": "16 1x7"}, {"conv": "16 7x1"})),
    ("C302", layers({"depthwise": "3"}, {"conv": "32 1x1"})),
    ("C302", layers(C3, {"add": {"a": [], "b": [{"depthwise": "3 p1"}]}}, {"conv": "32 1x1"})),
    ("C302", layers(C3, {"ln": None}, {"conv": "32 1x1"})),
    ("C302", layers(C3, {"maxpool": 2}, {"conv": "32 1x1"})),
    ("C302", layers({"conv": "64 3x3"}, {"pixel_shuffle": 2}, {"conv": "3 3x3"})),  # EDSR's upsampling
    ("C302", layers({"conv": "48 1x1"}, {"slice": "32 48"}, {"conv": "16 1x1"})),  # the values of an attention
    ("C303", layers(C3, RELU, {"maxpool": 2}, RELU)),
    ("C303", layers(C3, "tanh", RELU)),
    ("C304", layers({"mul": {"x": [], "gate": [C3, "softmax"]}}, {"conv": "4 1x1"})),
    ("C304", layers("softmax")),
    ("C304", layers(C3, "softmax", {"conv": "1 1x1 nobias"})),  # the mean of a distribution
    ("C305", layers({"conv": {"filters": "3 * (classes + 5)", "kernel": 1}}, vars={"classes": 80})),
    ("C305", layers({"b": "classes"}, vars={"classes": 80}, blocks=TRIPLE)),
    ("C305", layers({"conv": "10 1x1"}, vars={"classes": 10})),
    ("C305", layers({"conv": "10 1x1"}, vars={"width": 7})),
    ("C306", layers(FLATTEN, {"dropout": 0.5}, {"dense": 10})),
    ("C306", layers(C3, {"dropout": 0.5}, RELU)),
    ("C307", layers({"gn": 16}, "gap")),
    ("C307", layers("gap", {"gn": 8})),
    ("C307", layers("gap", BN)),
    ("C401", layers("gap", FLATTEN, {"dense": 100})),
    ("C401", layers({"conv": "256 3x3"}, {"adaptive_avgpool": 2}, FLATTEN, {"dense": 8})),
    ("C402", layers(C3, RELU, {"depthwise": "3"}, {"conv": "10 1x1"}, volume="32x32x3")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "spec"), HITS)
def test_hits(code, spec):
    assert code in found(spec)


@pytest.mark.parametrize(("code", "spec"), MISSES)
def test_misses(code, spec):
    assert code not in found(spec)


def test_every_rule_has_hits_and_misses():
    assert {code for code, _ in HITS} == {code for code, _ in MISSES} == set(rules.RULES)


def test_a_place_is_told_once_with_its_calls_and_a_repair_only_where_all_uses_allow_it():
    spec = layers(
        {"b": {"norm": True}}, {"b": {"norm": True}},
        blocks={"b(norm)": [{"conv": "16 3x3 p1"}, {"bn": None, "when": "norm"}]},
    )  # fmt: skip
    [(problem, repair)] = rules.findings(analysed(spec), ["C301"])
    assert problem.message.endswith("(here, and 1 time more)")
    assert problem.place.route == ("blocks", "b(norm)", 0, "conv")
    assert [note.place.route for note in problem.notes] == [("layers", 0, "b")]
    assert repair == "the norm stands in another list, or under a condition"


def test_choosing():
    assert rules.choose(["C301"]) == rules.choose(["c301"]) == rules.choose(["Bias-Before-Norm"]) == {"C301"}
    assert rules.choose(["C4"]) == {"C401", "C402"}
    assert rules.choose(["all"]) == set(rules.RULES)
    assert rules.choose(["default"]) == set(rules.RULES) - rules.OFF
    for word in ("C9", "", "no_activation"):
        with pytest.raises(ValueError, match="there is no rule"):
            rules.choose([word])


# Geometry, against windows tried one after the other


@given(
    n=st.integers(1, 24), kernel=st.integers(1, 6), stride=st.integers(1, 5), dilation=st.integers(1, 3),
    before=st.integers(0, 7), after=st.integers(0, 7),
)  # fmt: skip
def test_what_windows_read(n, kernel, stride, dilation, before, after):
    """Which positions no window reads, which taps read none, which windows lie in padding: by listing them all."""
    first = starts(n, kernel, stride, dilation, before, after)
    if not first:
        return
    conv = {"filters": 8, "kernel": [kernel, 1], "stride": [stride, 1], "dilation": [dilation, 1]}
    conv["pad"] = {"before": [before, 0], "after": [after, 0]}
    codes = found(layers({"conv": conv}, volume=f"{n}x1x8"))
    reads = [[start - before + k * dilation for k in range(kernel)] for start in first]
    extent = dilation * (kernel - 1) + 1
    behind = n - 1 - max(taps[0] + extent - 1 for taps in reads)
    assert ("C201" in codes) == (behind > 0 and extent >= stride)
    covered = [range(taps[0], taps[0] + extent) for taps in reads]
    in_padding = any(span.stop <= 0 or span.start >= n for span in covered)
    assert ("C209" in codes) == in_padding
    idle = any(all(not 0 <= taps[k] < n for taps in reads) for k in range(kernel))
    assert ("C208" in codes) == idle


@pytest.mark.parametrize("kernel", range(1, 7))
@pytest.mark.parametrize("stride", range(1, 5))
def test_checkerboards_are_outputs_with_unequal_numbers_of_inputs(kernel, stride):
    counts = [0] * (20 * stride + kernel)
    for position in range(20):
        for tap in range(kernel):
            counts[position * stride + tap] += 1
    uneven = len(set(counts[kernel : 20 * stride - stride])) > 1
    assert ("C207" in found(layers({"tconv": f"8 {kernel}x{kernel} s{stride}"}))) == uneven


def test_the_graph_knows_readers_and_ends():
    graph = Graph(analysed(layers({"head": {"aux": [FLATTEN]}}, C3, RELU)))
    assert graph.readers == [[1, 2], [], [3], []]
    assert graph.ends == {1, 3}
    assert [graph.only_reader(number) for number in range(4)] == [None, None, 3, None]


@pytest.mark.parametrize(("lines", "rule", "asked"), [
    (["- conv: {} 3x3 p1"], idle_weights, "_busy_taps"),
    (["- conv: {} 3x3 p1"], dropped_pixels, "_behind"),
    (["- add: {{a: [conv: {} 1], b: [conv: {} 3 p1]}}"], offsets, "_joined"),
    (["- conv: {} 3x3 p1", "- relu"], offsets, "_after"),
])  # fmt: skip
def test_equal_windows_on_equal_sizes_are_asked_once(lines, rule, asked, monkeypatch):
    times = []
    ask = getattr(rule, asked)
    monkeypatch.setattr(rule, asked, lambda *given: times.append(given) or ask(*given))
    layers = [line.format(k, k) for k in range(3, 60) for line in lines]
    found("\n".join(["input: 9x9x3", "layers:", *layers, "- add: {x: [relu], y: [gelu]}"]))
    assert len(times) <= 4


def test_a_kind_is_asked_once() -> None:
    asked: list[object] = []
    graph = Graph(analysed({"input": "8x8x3", "layers": [{"conv": "3 3 p1", "repeat": 50}]}))
    assert len(list(graph.where(lambda kind: asked.append(kind) or kind.weighted))) == 50
    assert len(asked) == 1


def test_what_is_told_of_a_repeated_layer_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    told = no_activation._told
    monkeypatch.setattr(no_activation, "_told", lambda *layers: made.append(layers) or told(*layers))
    graph = Graph(analysed({"input": "8x8x3", "layers": [{"conv": "3 3 p1", "repeat": 50}]}))
    assert (len(list(no_activation.check(graph))), len(made)) == (49, 1)
