"""The least times of layers on a device, counted by hand."""

import csv
import io
import json
from fractions import Fraction

import pytest

from convcalc.analysis.analyse import on_device
from convcalc.analysis.memory import DTYPES
from convcalc.analysis.roofline import DEVICES, Roofline, traffic
from convcalc.document.problems import SpecError
from convcalc.language.loading import load
from convcalc.public import analyse
from tests.support.command import convcalc
from tests.support.graphs import analysed
from tests.support.paths import ROOT

NET = "input: 8x8x4\nlayers: [conv: 16 3x3 p1, relu, dropout, flatten, dense: 10]\n"


def on(text: str, device: str, **options: object) -> Roofline:
    found = on_device(analysed(text, **options), device).roofline
    assert found is not None
    return found


def test_a_convolution_an_activation_a_view_and_a_dense_layer_by_hand() -> None:
    found = on(NET, "1TFLOPS,100GB/s")
    conv = 2 * 8 * 8 * 16 * 4 * 9, 4 * (8 * 8 * 4 + 8 * 8 * 16 + 16 * 4 * 9 + 16)
    dense = 2 * 1024 * 10, 4 * (1024 + 10 + 1024 * 10 + 10)
    assert found.traffic == ((0, 0), conv, (0, 4 * 2 * 1024), (0, 0), (0, 0), dense)
    assert found.seconds(1) == Fraction(conv[1], 10**11) > Fraction(conv[0], 10**12)
    assert [found.computing(k) for k in (1, 2, 5)] == [False, False, False]
    assert on(NET, "0.5TFLOPS,100GB/s").computing(1)
    assert on(NET, "0.5TFLOPS,100GB/s").seconds(1) == Fraction(conv[0], 5 * 10**11)


def test_a_batch_reads_the_weights_once() -> None:
    (_, one, *_), (_, many, *_) = (on(NET, "v100", batch=batch).traffic for batch in (1, 3))
    weights = 4 * (16 * 4 * 9 + 16)
    assert (many.flops, many.bytes - weights) == (3 * one.flops, 3 * (one.bytes - weights))


def test_numbers_of_fewer_bytes_move_less_at_another_peak() -> None:
    half = on(NET, "a100-40gb", dtype="float16")
    assert (half.peak, half.bandwidth) == (312 * 10**12, 1555 * 10**9)
    assert [2 * each.bytes for each in half.traffic] == [each.bytes for each in on(NET, "a100-40gb").traffic]


def test_of_a_table_no_more_is_read_than_comes_out() -> None:
    (_, found) = traffic(analysed("input: 7\nlayers: [embedding: 1000 16]\n").network, 4, 1)
    assert found == (0, 4 * (7 + 2 * 7 * 16))


def test_the_total_is_that_of_the_layers_and_its_share_that_of_those_bound_by_compute() -> None:
    found = on_device(analyse(load("vgg16")), "a100-40gb").roofline
    assert found is not None
    numbers = range(len(found.traffic))
    assert found.total(numbers) == sum(found.seconds(k) for k in numbers)
    compute = sum(found.seconds(k) for k in numbers if found.computing(k))
    assert found.share(numbers) == compute / found.total(numbers)
    assert found.share([0]) is None
    macs = 15_470_264_320
    assert found.total(numbers) > Fraction(2 * macs, found.peak)


@pytest.mark.parametrize("device", DEVICES.values(), ids=list(DEVICES))
def test_every_device_has_a_source(device) -> None:
    assert device.source and set(device.peaks) <= set(DTYPES)
    assert 10**11 < device.bandwidth < 10**13 and all(10**12 < peak < 10**16 for peak in device.peaks.values())


@pytest.mark.parametrize(
    ("given", "peak", "bandwidth"),
    [
        ("312TFLOPS,1555GB/s", 312 * 10**12, 1555 * 10**9),
        ("1.5 tflop/s, 2TB/s", 15 * 10**11, 2 * 10**12),
        ("900GFLOPS,25.6GB/s", 9 * 10**11, 256 * 10**8),
        ("4TOPS,1GB/s", 4 * 10**12, 10**9),
    ],
)
def test_two_numbers(given: str, peak: int, bandwidth: int) -> None:
    found = on(NET, given, dtype="int8")
    assert (found.peak, found.bandwidth) == (peak, bandwidth)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("a100", "no device 'a100'"),
        ("312TFLOPS", "no device"),
        ("0TFLOPS,1GB/s", "no device"),
        ("312,1555", "no device"),
        ("tpu-v4", "--device tpu-v4: nothing is known of its float32"),
    ],
)
def test_devices_that_are_not_known(given: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        on(NET, given)
    assert message in caught.value.problems[0].message
    result = convcalc("summary", "-", "--device", given, stdin=NET)
    assert result.code == 2 and "help: " in result.err


def test_the_summary_shows_it_only_where_asked() -> None:
    text = " ".join(convcalc("summary", "-", "--device", "1TFLOPS,100GB/s", stdin=NET).out.split())
    assert "memory 74.9 ns" in text and "each layer by itself, 0% of it bound by compute; no measurement" in text
    plain = convcalc("summary", "-", stdin=NET).out
    assert "at least" not in plain and "\ntime" not in plain
    refused = convcalc("summary", "-", "--columns", "layer,bound", stdin=NET)
    assert refused.code == 2 and "column bound needs --device" in refused.err


def test_json_and_csv_hold_whole_picoseconds() -> None:
    asked = ("summary", "-", "--device", "1TFLOPS,100GB/s", "--format")
    data = json.loads(convcalc(*asked, "json", stdin=NET).out)["roofline"]
    conv = data["layers"][1]
    assert conv == {"name": "conv", "flops": 73_728, "bytes_moved": 7_488, "bound": "memory", "at_least_ps": 74_880}
    assert data["at_least_ps"] == sum(each["at_least_ps"] for each in data["layers"])
    text = convcalc(*asked, "csv", "--columns", "layer,intensity,bound,time", stdin=NET).out
    rows = {row["layer"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["conv"] == {"layer": "conv", "intensity": str(73_728 / 7_488), "bound": "memory", "time": "74880"}
    assert rows["flatten"] == {"layer": "flatten", "intensity": "", "bound": "", "time": "0"}
    assert json.loads(convcalc("summary", "-", "--format", "json", stdin=NET).out)["roofline"] is None


def test_every_device_has_a_source_which_the_documentation_names() -> None:
    page = (ROOT / "docs" / "memory.md").read_text()
    for device in DEVICES.values():
        peaks = ", ".join(f"{dtype} {peak / 10**12:g}" for dtype, peak in device.peaks.items())
        row = f"| {device.name} | {peaks} | {device.bandwidth // 10**9:,} | {device.source} |"
        assert device.source and row in page
