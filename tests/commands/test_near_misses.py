"""What misled rules once, in small, and must be left alone; and faults planted in the same surroundings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.check import rules
from convcalc.check.rules.offsets import offsets_of
from convcalc.document.problems import SpecError
from tests.support.graphs import analysed

PYRAMID = """
input: {volume}
blocks:
  down(c): {down}
  up: {up}
layers:
  - {{down: 8, name: c1}}
  - {{down: 16, name: c2}}
  - {{down: 32}}
  - conv: 8 1x1
  - {{up: , name: u2}}
  - add: {{top: [], side: [{{conv: 8 1x1, from: c2}}{side}]}}
  - {{up: , name: u1}}
  - concat: {{top: [], side: [{{conv: 8 1x1, from: c1}}]}}
"""


def pyramid(down: str, up: str = "[upsample: 2]", side: str = "", volume: str = "64x64x3") -> str:
    """Three volumes down, two up, and their features put together: what leads down, up, and what is at the side."""
    return PYRAMID.format(down=down, up=up, side=side, volume=volume)


def residual(branch: str, volume: str = "64x8", shortcut: str = "") -> str:
    return f"input: {volume}\nlayers: [add: {{branch: [{branch}], shortcut: [{shortcut}]}}]"


TORCH = "[{conv: c 3x3 s2 p1}, relu]"
ROWS = "conv: {filters: 8, kernel: [2, 3], pad: {before: [1, 1], after: [0, 1]}}"
ODD = """
input: 27x27x3
layers:
  - {conv: 8 3x3 p1, name: c1}
  - maxpool: 2
  - {conv: 8 3x3 p1, name: c2}
  - maxpool: 2
  - upsample: 2
  - pad: {pad: {before: 0, after: 1}}
  - concat: {up: [], side: [{identity: , from: c2}]}
  - conv: 8 1x1
  - upsample: 2
  - pad: {pad: {before: 0, after: 1}}
  - concat: {up: [], side: [{identity: , from: c1}]}
"""
HRNET = """
input: 64x64x3
layers:
  - {conv: 8 3x3 s2 p1, name: high}
  - {conv: 8 3x3 s2 p1, name: low}
  - add:
      same: [{conv: 8 3x3 p1, from: high}]
      up: [{conv: 8 1x1, from: low}, {upsample: 2}]
    name: high_2
  - add:
      down: [{conv: 8 3x3 s2 p1, from: high}]
      same: [{conv: 8 3x3 p1, from: low}]
    name: low_2
  - add:
      same: [{conv: 8 3x3 p1, from: high_2}]
      up: [{conv: 8 1x1, from: low_2}, {upsample: 2}]
"""
DETECTOR = """
input: 8x8x8
vars: {classes: 20, unused: classes}
layers:
  - concat:
      boxes: [conv: 36 3x3]
      classes: [conv: {filters: FILTERS, kernel: 3}]
"""
HEADS = """
input: 8x8x8
vars: {classes: 20}
layers:
  - head: {box: [gap, flatten, dense: 4], class: [gap, flatten, dense: classes]}
  - relu
"""

QUIET = [
    ("C206", pyramid(TORCH)),
    ("C206", pyramid(TORCH, volume="96x64x3")),
    ("C206", pyramid(TORCH, "[upsample: {factor: 2, mode: bilinear}]")),
    ("C206", pyramid(TORCH, "[tconv: {filters: 8, kernel: 3, stride: 2, pad: 1, output_pad: 1}]")),
    ("C206", pyramid("[{conv: c 3x3 s2 same}]")),
    ("C206", pyramid("[{pad: {pad: {before: 0, after: 1}}}, {conv: c 3x3 s2}]")),
    ("C206", pyramid("[{conv: c 3x3 p1}, {maxpool: 2}]", "[tconv: 8 2x2 s2]")),
    ("C206", HRNET),
    ("C206", ODD),  # what pooling left out at the end is put there again
    ("C206", residual("conv: {filters: 8, kernel: 3, dilation: 4, pad: {before: 8, after: 0}}")),
    ("C206", residual("{conv: 8 3 d4 p8}, {crop: {pad: {before: 0, after: 8}}}")),
    ("C206", residual("{pad: {pad: {before: 8, after: 0}}}, {conv: 8 3 d4}")),
    ("C206", residual("conv: 8 3 d4", shortcut="crop: {pad: {before: 8, after: 0}}")),
    ("C206", residual(f"{ROWS}, {ROWS}".replace("conv:", "{conv:").replace("}}", "}}}"), "16x16x8")),  # PixelCNN
    ("C206", residual("gap, upsample: {size: 8}", "8x8x8")),
    ("C205", residual("conv: {filters: 8, kernel: 2, pad: {before: 1, after: 0}}")),
    ("C205", residual(ROWS, "16x16x8")),
    ("C303", "input: 16x16x8\nlayers: [ln, add: {attention: [ln, conv: 8 1x1], shortcut: []}]"),  # Swin
    ("C305", DETECTOR.replace("FILTERS", "9 * classes")),
    ("C305", DETECTOR.replace("FILTERS", "classes")),
    ("C305", HEADS),
]
PLANTED = [
    ("C206", pyramid(TORCH, side=", {crop: {pad: {before: 0, after: 4}}}, {pad: {pad: {before: 4, after: 0}}}")),
    ("C206", pyramid(TORCH, "[upsample: 2, pad: {pad: {before: 0, after: 4}}, crop: {pad: {before: 4, after: 0}}]")),
    ("C206", residual("conv: {filters: 8, kernel: 5, pad: {before: 4, after: 0}}", "16x16x8")),
    ("C206", residual("conv: {filters: 8, kernel: 5, pad: {before: 0, after: 4}}")),  # it sees what is to come
    ("C206", residual("conv: 8 3 d4", shortcut="crop: {pad: {before: 0, after: 8}}")),
    ("C206", residual("conv: 8 3 p1", shortcut="crop: {pad: [[1, 0]]}, pad: {pad: [[0, 1]]}")),
    ("C205", residual("conv: {filters: 8, kernel: 2, pad: {before: 1, after: 0}}", "16x16x8")),
    ("C205", residual("conv: 8 2 same")),
    ("C303", "input: 16x16x8\nlayers: [ln, gn: 2, conv: 8 1x1]"),
    ("C305", DETECTOR.replace("FILTERS", "180")),
    ("C305", HEADS.replace("dense: classes", "dense: 1000")),
]


def found(code: str, spec: str) -> list[str]:
    return [problem.message for problem, _ in rules.findings(analysed(spec), [code])]


@pytest.mark.parametrize(("code", "spec"), QUIET)
def test_what_is_meant_is_left_alone(code: str, spec: str) -> None:
    assert found(code, spec) == []


@pytest.mark.parametrize(("code", "spec"), PLANTED)
def test_planted_faults_are_found(code: str, spec: str) -> None:
    assert found(code, spec)


WINDOWS = st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 3), st.integers(0, 3))


@pytest.mark.slow
@given(st.lists(WINDOWS, min_size=1, max_size=5))
def test_offsets_are_those_of_what_positions_see(windows: list[tuple[int, int, int, int]]) -> None:
    """Along two axes alike: how far the middle of all that is seen lies off; at stride 1 nothing is left out of it."""
    layers = [
        {"conv": {"filters": 1, "kernel": kernel, "stride": stride, "pad": {"before": before, "after": after}}}
        for kernel, stride, before, after in windows
    ]
    try:
        analysis = analysed({"input": "48x48x1", "layers": layers})
    except SpecError:
        return
    rows, columns = offsets_of(analysis.network)[-1]
    span, n = analysis.rows[-1].reach[0], analysis.rows[-1].node.site.output.size[0]
    assert rows == columns and rows is not None
    assert rows.true == (sum(span.sees(0)) + sum(span.sees(n - 1))) / 4 - 47 / 2
    assert rows.step == span.advance
    if all(stride == 1 for _, stride, _, _ in windows):
        assert rows.shift == rows.true
