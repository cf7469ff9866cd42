"""Every working as it is printed: its arithmetic comes out, and it ends in the figure that JSON has."""

import math
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.ask import Ask
from convcalc.analysis.cost import flops
from convcalc.explain.field import field_steps
from convcalc.explain.layer import explain_layer, figure_lines
from convcalc.homework.grading.working import working
from convcalc.homework.slips.base import formula
from convcalc.homework.slips.diagnosis import wrong_values
from convcalc.language import chain
from convcalc.language.presets import preset_names
from convcalc.model.geometry import AXES, Window
from convcalc.model.layers import KINDS
from convcalc.model.quantities import EXPECTABLE
from convcalc.public import analyse
from convcalc.render.explanation import text
from convcalc.render.formats import Options
from convcalc.render.summary.json import layer as as_json
from convcalc.render.text import unstyled
from tests.support.any_layer import layers_of
from tests.support.command import convcalc
from tests.support.graphs import network, specs
from tests.support.sums import worked_out

LINE = re.compile(r"(\S.*?)?(?:\s{2,}|$)(.*)")
WORKING = re.compile(r"([\d\s()+*/^-]|floor|ceil)+ = (?P<result>-?[\d,]+(\.\d+)?(\.\.\.)?)(?= bytes|:|$)")
KEYS = {"parameters": "params", "buffers": "buffers", "MACs": "macs", "memory": "bytes"}


def page(analysis: Analysis, number: int) -> str:
    return unstyled(text.render(explain_layer(analysis, number), Options()))


def printed(page: str) -> Iterator[tuple[str, str]]:
    """The last text of each label, and texts without one: rests and gaps."""
    label, last = "", ""
    for line in page.split("\n")[2:]:
        found = LINE.fullmatch(line)
        assert found
        if found[1] or is_rest(found[2]):
            yield label, last
            label = found[1] or ""
        last = found[2]
    yield label, last


def is_rest(line: str) -> bool:
    return bool(re.search(r" = \S+: .*(not used|filled in part|not counted)|pixels between are not read", line))


def comes_out(line: str) -> str | None:
    """The result of a printed working, after the arithmetic before it has been done again; None without any."""
    found = WORKING.match(line)
    if not found:
        return None
    result = found["result"].replace(",", "")
    exact = worked_out(line[: found.start("result")].removesuffix(" = "))
    if result.endswith("..."):
        shown = Fraction(result.removesuffix("..."))
        assert 0 < abs(exact) - abs(shown) < Fraction(1, 100) and exact * shown >= 0, line
    else:
        assert exact == Fraction(result), line
    return result


def seen(span: dict[str, Any]) -> str:
    bound = "" if span["exact"] else "at most "
    return bound + ("the whole input" if span["size"] is None else f"{span['size']}{'+all' * span['whole']}")


def judged(analysis: Analysis, number: int) -> None:
    """What is printed of a layer, against its row in JSON."""
    row = as_json(number, analysis, flops(analysis.network.nodes[number].site))
    for label, line in printed(page(analysis, number)):
        result = comes_out(line) or re.split(r", |: | = ", line)[0].replace(",", "")
        if " = " in line and not comes_out(line) and not is_rest(line):
            result = re.split(r": | bytes", line.rpartition(" = ")[2])[0].replace(",", "")
        name, _, axes = label.partition(", ")
        fields = row["receptive_field"]
        if isinstance(fields, dict) and axes:  # of several inputs, each by its name
            input, _, axes = axes.partition(", ")
            fields = fields[input]
        *sides, channels = row["output"]
        if name in KEYS:
            assert result == ("not stated" if row[KEYS[name]] is None else str(row[KEYS[name]])), line
        elif name in ("channels", "numbers"):
            assert result == str(channels), line
        elif name in AXES[3] + AXES[1]:
            assert {result} == {str(sides[AXES[len(sides)].index(axis)]) for axis in label.split(", ")}, line
        elif name in ("receptive field", "field"):
            field(line, [fields[AXES[len(fields)].index(axes)]] if axes else fields)
        elif name in ("stride so far", "stride"):
            assert result in {str(span["stride"]) for span in fields}, line


def field(line: str, spans: list[dict[str, Any]]) -> None:
    """A receptive field by its working, or in words."""
    result = comes_out(line)
    if result is None:
        told = "x".join(dict.fromkeys(map(seen, spans)))
        own = told.replace("+all", "") + " for its own position"
        assert line.startswith((f"{told},", f"{told}:", own)) or line == told or len(set(map(seen, spans))) > 1, line
        return
    assert {result} == {str(span["size"]) for span in spans}, line
    assert ("at most" in line) == (not spans[0]["exact"]), line
    assert ("sees the whole input" in line) == spans[0]["whole"], line


SENTENCE = re.compile(
    r"(?<![\w.,x])([(\d](?:\.(?=\d)|[\d,\s()+*/^-])*?)"
    r" = (-?\d+(?:,\d{3})*(?:\.\d+)?(?:\.\.\.)?)(, rounded up|, rounded down)?"
)
ROUNDED = {"": Fraction, ", rounded up": math.ceil, ", rounded down": math.floor}


def all_come_out(sentence: str) -> None:
    """Every sum that stands somewhere in a sentence."""
    for left, right, rounded in SENTENCE.findall(sentence):
        if re.search(r"[+*/-]", left):
            exact = ROUNDED[rounded](worked_out(left.replace(",", "")))
            assert exact == Fraction(right.replace(",", "")), sentence


@pytest.mark.slow
@pytest.mark.parametrize("name", preset_names())
def test_of_every_shipped_network(name: str) -> None:
    analysis = analyse(name)
    known = set()
    inputs = len(analysis.network.inputs)
    for number, row in enumerate(analysis.rows[inputs:], inputs):
        key = (id(row.node.site), row.reach, *(analysis.rows[source].reach for source in row.node.inputs))
        if key not in known:
            known.add(key)
            judged(analysis, number)


@pytest.mark.parametrize("layers", [
    [{"conv": "8 3x3 s2 same nobias"}, "bn", "relu", {"dropout": 0.5}, "gap", "flatten", {"dense": 10}],
    [{"conv": "4 3x3 p1", "name": "a"}, {"conv": "4 3x3 p1", "weights": "a"}, {"tconv": "4 3x3 s2 same"},
     {"add": {"x": None, "y": [{"conv": "4 1x1", "frozen": True}]}}, {"maxpool": "2 s2 ceil"}],
])  # fmt: skip
def test_of_one_figure_there_are_the_lines_that_there_are_among_all(layers: list[Any]) -> None:
    analysis = analyse(network({"input": "9x9x4", "layers": layers}))
    for number in range(len(analysis.rows)):
        every = explain_layer(analysis, number)
        for figure in ("output", "receptive_field", "saved", *EXPECTABLE):
            assert figure_lines(analysis, number, figure) == list(every.of(figure))


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_of_every_kind(name: str) -> None:
    @settings(max_examples=15, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
    @given(layers_of(name))
    def on_random_layers(analysis: Analysis) -> None:
        judged(analysis, len(analysis.rows) - 1)

    on_random_layers()


@pytest.mark.slow
@settings(max_examples=40)
@given(st.integers(1, 3).flatmap(lambda rank: specs(rank=rank)))
def test_of_random_networks(spec: Any) -> None:
    analysis = analyse(network(spec))
    for number in range(1, len(analysis.rows)):
        judged(analysis, number)
        for line in unstyled(text.render(field_steps(analysis, number), Options())).splitlines()[2:]:
            for part in line.split("; "):
                all_come_out(re.sub(r"^.*?  (?=\S+ = |[(\d])", "", part))


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_of_what_slips_and_grades_say(name: str) -> None:
    @settings(max_examples=6, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
    @given(layers_of(name), st.sampled_from(EXPECTABLE))
    def on_random_layers(analysis: Analysis, quantity: str) -> None:
        ask = Ask.of(analysis.network, quantity)
        for wrong in islice(wrong_values(ask), 20):
            all_come_out(wrong.why)
        for line in working(ask):
            all_come_out(line)

    on_random_layers()


@given(*[st.integers(1, 9)] * 3, st.integers(0, 4), st.booleans())
def test_of_windows_in_a_sentence(size: int, kernel: int, stride: int, pad: int, ceil: bool) -> None:
    all_come_out(formula(Window(kernel, stride, 1, pad, pad, ceil), size))


@settings(max_examples=60)
@given(*[st.integers(1, 9)] * 2, st.integers(1, 9), st.integers(0, 4), st.booleans())
def test_of_windows_that_do_not_fit(size: int, kernel: int, stride: int, pad: int, ceil: bool) -> None:
    pad = min(pad, kernel // 2)
    words = f"maxpool {kernel} s{stride} p{pad}" + " ceil" * ceil
    if size + 2 * pad < kernel and not ceil:
        return
    judged(analyse(chain.network(f"{size}x{size}x3", [words])), 1)


def test_a_window_larger_than_its_input() -> None:
    out = convcalc("calc", "2x2x3", "maxpool 3 s2 ceil", "--strict-fit")
    assert "(2 - 3) / 2 = -0.5: the last window is only filled in part; it lacks 1" in out.out
    assert "maxpool does not fit: (2 - 3) / 2 = -0.5" in out.err


def test_a_field_says_that_gates_see_the_whole_image() -> None:
    out = convcalc("explain", "efficientnet_b0", "stage2.mbconv.bn_2").out
    assert "7+all, as before: each output reads its own position" in out


@pytest.mark.parametrize(
    ("volume", "layers", "words"),
    [
        ("9x9x1", ["tconv 1 1x1 s2", "crop 1", "conv 1 1x1 s2", "conv 1 3x3"], "0: the outputs see none of the input"),
        ("5x5x1", ["conv 1 1x1 s1000000000"] * 3, "at most the whole input: positions are too many, or too far apart"),
        ("4x4x1", ["reshape 2x8x1", "relu"], "at most the whole input, as before"),
    ],
)
def test_fields_that_have_no_working(volume: str, layers: list[str], words: str) -> None:
    analysis = analyse(chain.network(volume, layers))
    judged(analysis, len(layers))
    assert words in page(analysis, len(layers))
