"""Ultralytics' later models, YOLOv9 to YOLO12: parameters as their files publish them, areas, heads, second branches.

MACs of convolutions and buffers were held to Ultralytics' own modules once, with hooks on them, as parameters were.
"""

import pytest

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.document.foreign import Foreign
from convcalc.document.opening import document
from convcalc.language import loading
from convcalc.language.expansion import build

SCALES = """scales: {n: [0.50, 0.25, 1024], s: [0.50, 0.50, 1024], m: [0.50, 1.00, 512], l: [1.00, 1.00, 512],
  x: [1.00, 1.50, 512]}
"""
YOLO11 = """backbone:
  [[-1, 1, Conv, [64, 3, 2]], [-1, 1, Conv, [128, 3, 2]], [-1, 2, C3k2, [256, False, 0.25]], [-1, 1, Conv, [256, 3,
   2]], [-1, 2, C3k2, [512, False, 0.25]], [-1, 1, Conv, [512, 3, 2]], [-1, 2, C3k2, [512, True]], [-1, 1, Conv,
   [1024, 3, 2]], [-1, 2, C3k2, [1024, True]], [-1, 1, SPPF, [1024, 5]], [-1, 2, C2PSA, [1024]]]
head:
  [[-1, 1, nn.Upsample, [None, 2, nearest]], [[-1, 6], 1, Concat, [1]], [-1, 2, C3k2, [512, False]], [-1, 1,
   nn.Upsample, [None, 2, nearest]], [[-1, 4], 1, Concat, [1]], [-1, 2, C3k2, [256, False]], [-1, 1, Conv, [256, 3,
   2]], [[-1, 13], 1, Concat, [1]], [-1, 2, C3k2, [512, False]], [-1, 1, Conv, [512, 3, 2]], [[-1, 10], 1, Concat,
   [1]], [-1, 2, C3k2, [1024, True]], [[16, 19, 22], 1, Detect, [nc]]]
"""
YOLO12 = """backbone:
  [[-1, 1, Conv, [64, 3, 2]], [-1, 1, Conv, [128, 3, 2]], [-1, 2, C3k2, [256, False, 0.25]], [-1, 1, Conv, [256, 3,
   2]], [-1, 2, C3k2, [512, False, 0.25]], [-1, 1, Conv, [512, 3, 2]], [-1, 4, A2C2f, [512, True, 4]], [-1, 1, Conv,
   [1024, 3, 2]], [-1, 4, A2C2f, [1024, True, 1]]]
head:
  [[-1, 1, nn.Upsample, [None, 2, nearest]], [[-1, 6], 1, Concat, [1]], [-1, 2, A2C2f, [512, False, -1]], [-1, 1,
   nn.Upsample, [None, 2, nearest]], [[-1, 4], 1, Concat, [1]], [-1, 2, A2C2f, [256, False, -1]], [-1, 1, Conv,
   [256, 3, 2]], [[-1, 11], 1, Concat, [1]], [-1, 2, A2C2f, [512, False, -1]], [-1, 1, Conv, [512, 3, 2]], [[-1, 8],
   1, Concat, [1]], [-1, 2, C3k2, [1024, True]], [[14, 17, 20], 1, Detect, [nc]]]
"""
V10N = """backbone:
  [[-1, 1, Conv, [64, 3, 2]], [-1, 1, Conv, [128, 3, 2]], [-1, 3, C2f, [128, True]], [-1, 1, Conv, [256, 3, 2]],
   [-1, 6, C2f, [256, True]], [-1, 1, SCDown, [512, 3, 2]], [-1, 6, C2f, [512, True]], [-1, 1, SCDown, [1024, 3,
   2]], [-1, 3, C2f, [1024, True]], [-1, 1, SPPF, [1024, 5]], [-1, 1, PSA, [1024]]]
head:
  [[-1, 1, nn.Upsample, [None, 2, nearest]], [[-1, 6], 1, Concat, [1]], [-1, 3, C2f, [512]], [-1, 1, nn.Upsample,
   [None, 2, nearest]], [[-1, 4], 1, Concat, [1]], [-1, 3, C2f, [256]], [-1, 1, Conv, [256, 3, 2]], [[-1, 13], 1,
   Concat, [1]], [-1, 3, C2f, [512]], [-1, 1, SCDown, [512, 3, 2]], [[-1, 10], 1, Concat, [1]], [-1, 3, C2fCIB,
   [1024, True, True]], [[16, 19, 22], 1, v10Detect, [nc]]]
"""
V10B = """backbone:
  [[-1, 1, Conv, [64, 3, 2]], [-1, 1, Conv, [128, 3, 2]], [-1, 3, C2f, [128, True]], [-1, 1, Conv, [256, 3, 2]],
   [-1, 6, C2f, [256, True]], [-1, 1, SCDown, [512, 3, 2]], [-1, 6, C2f, [512, True]], [-1, 1, SCDown, [1024, 3,
   2]], [-1, 3, C2fCIB, [1024, True]], [-1, 1, SPPF, [1024, 5]], [-1, 1, PSA, [1024]]]
head:
  [[-1, 1, nn.Upsample, [None, 2, nearest]], [[-1, 6], 1, Concat, [1]], [-1, 3, C2fCIB, [512, True]], [-1, 1,
   nn.Upsample, [None, 2, nearest]], [[-1, 4], 1, Concat, [1]], [-1, 3, C2f, [256]], [-1, 1, Conv, [256, 3, 2]],
   [[-1, 13], 1, Concat, [1]], [-1, 3, C2fCIB, [512, True]], [-1, 1, SCDown, [512, 3, 2]], [[-1, 10], 1, Concat,
   [1]], [-1, 3, C2fCIB, [1024, True]], [[16, 19, 22], 1, v10Detect, [nc]]]
"""
V9T = """backbone:
  [[-1, 1, Conv, [16, 3, 2]], [-1, 1, Conv, [32, 3, 2]], [-1, 1, ELAN1, [32, 32, 16]], [-1, 1, AConv, [64]], [-1, 1,
   RepNCSPELAN4, [64, 64, 32, 3]], [-1, 1, AConv, [96]], [-1, 1, RepNCSPELAN4, [96, 96, 48, 3]], [-1, 1, AConv,
   [128]], [-1, 1, RepNCSPELAN4, [128, 128, 64, 3]], [-1, 1, SPPELAN, [128, 64]]]
head:
  [[-1, 1, nn.Upsample, [None, 2, nearest]], [[-1, 6], 1, Concat, [1]], [-1, 1, RepNCSPELAN4, [96, 96, 48, 3]], [-1,
   1, nn.Upsample, [None, 2, nearest]], [[-1, 4], 1, Concat, [1]], [-1, 1, RepNCSPELAN4, [64, 64, 32, 3]], [-1, 1,
   AConv, [48]], [[-1, 12], 1, Concat, [1]], [-1, 1, RepNCSPELAN4, [96, 96, 48, 3]], [-1, 1, AConv, [64]], [[-1, 9],
   1, Concat, [1]], [-1, 1, RepNCSPELAN4, [128, 128, 64, 3]], [[15, 18, 21], 1, Detect, [nc]]]
"""
V9C = """backbone:
  [[-1, 1, Conv, [64, 3, 2]], [-1, 1, Conv, [128, 3, 2]], [-1, 1, RepNCSPELAN4, [256, 128, 64, 1]], [-1, 1, ADown,
   [256]], [-1, 1, RepNCSPELAN4, [512, 256, 128, 1]], [-1, 1, ADown, [512]], [-1, 1, RepNCSPELAN4, [512, 512, 256,
   1]], [-1, 1, ADown, [512]], [-1, 1, RepNCSPELAN4, [512, 512, 256, 1]], [-1, 1, SPPELAN, [512, 256]]]
head:
  [[-1, 1, nn.Upsample, [None, 2, nearest]], [[-1, 6], 1, Concat, [1]], [-1, 1, RepNCSPELAN4, [512, 512, 256, 1]],
   [-1, 1, nn.Upsample, [None, 2, nearest]], [[-1, 4], 1, Concat, [1]], [-1, 1, RepNCSPELAN4, [256, 256, 128, 1]],
   [-1, 1, ADown, [256]], [[-1, 12], 1, Concat, [1]], [-1, 1, RepNCSPELAN4, [512, 512, 256, 1]], [-1, 1, ADown,
   [512]], [[-1, 9], 1, Concat, [1]], [-1, 1, RepNCSPELAN4, [512, 512, 256, 1]], [[15, 18, 21], 1, Detect, [nc]]]
"""
V9E = """backbone:
  [[-1, 1, nn.Identity, []], [-1, 1, Conv, [64, 3, 2]], [-1, 1, Conv, [128, 3, 2]], [-1, 1, RepNCSPELAN4, [256, 128,
   64, 2]], [-1, 1, ADown, [256]], [-1, 1, RepNCSPELAN4, [512, 256, 128, 2]], [-1, 1, ADown, [512]], [-1, 1,
   RepNCSPELAN4, [1024, 512, 256, 2]], [-1, 1, ADown, [1024]], [-1, 1, RepNCSPELAN4, [1024, 512, 256, 2]], [1, 1,
   CBLinear, [[64]]], [3, 1, CBLinear, [[64, 128]]], [5, 1, CBLinear, [[64, 128, 256]]], [7, 1, CBLinear, [[64, 128,
   256, 512]]], [9, 1, CBLinear, [[64, 128, 256, 512, 1024]]], [0, 1, Conv, [64, 3, 2]], [[10, 11, 12, 13, 14, -1],
   1, CBFuse, [[0, 0, 0, 0, 0]]], [-1, 1, Conv, [128, 3, 2]], [[11, 12, 13, 14, -1], 1, CBFuse, [[1, 1, 1, 1]]],
   [-1, 1, RepNCSPELAN4, [256, 128, 64, 2]], [-1, 1, ADown, [256]], [[12, 13, 14, -1], 1, CBFuse, [[2, 2, 2]]], [-1,
   1, RepNCSPELAN4, [512, 256, 128, 2]], [-1, 1, ADown, [512]], [[13, 14, -1], 1, CBFuse, [[3, 3]]], [-1, 1,
   RepNCSPELAN4, [1024, 512, 256, 2]], [-1, 1, ADown, [1024]], [[14, -1], 1, CBFuse, [[4]]], [-1, 1, RepNCSPELAN4,
   [1024, 512, 256, 2]], [-1, 1, SPPELAN, [512, 256]]]
head:
  [[-1, 1, nn.Upsample, [None, 2, nearest]], [[-1, 25], 1, Concat, [1]], [-1, 1, RepNCSPELAN4, [512, 512, 256, 2]],
   [-1, 1, nn.Upsample, [None, 2, nearest]], [[-1, 22], 1, Concat, [1]], [-1, 1, RepNCSPELAN4, [256, 256, 128, 2]],
   [-1, 1, ADown, [256]], [[-1, 32], 1, Concat, [1]], [-1, 1, RepNCSPELAN4, [512, 512, 256, 2]], [-1, 1, ADown,
   [512]], [[-1, 29], 1, Concat, [1]], [-1, 1, RepNCSPELAN4, [512, 1024, 512, 2]], [[35, 38, 41], 1, Detect, [nc]]]
"""


def analysed(text: str, name: str, side: int = 640, classes: int = 80) -> Analysis:
    source = document(name, f"nc: {classes}\n{text}".encode())
    assert isinstance(source, Foreign)
    return analyse(build(loading.read_source(source.given_inputs({"input": [side, side, 3]}))))


PUBLISHED = [
    (SCALES + YOLO11, "yolo11", {"n": 2_624_080, "s": 9_458_752, "m": 20_114_688, "l": 25_372_160, "x": 56_966_176}),
    (SCALES + YOLO12, "yolo12", {"n": 2_602_288, "s": 9_284_096, "m": 20_199_168, "l": 26_450_784, "x": 59_210_784}),
    ("scales: {n: [0.33, 0.25, 1024]}\n" + V10N, "yolov10", {"n": 2_775_520}),
    ("scales: {b: [0.67, 1.00, 512]}\n" + V10B, "yolov10", {"b": 20_574_384}),
    (V9T, "yolov9", {"t": 2_128_720}), (V9C, "yolov9", {"c": 25_590_912}), (V9E, "yolov9", {"e": 58_206_592}),
]  # fmt: skip
"""Parameters as the model files of Ultralytics have them in their comments; of YOLOv10 as its modules have them."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "name", "params"),
    [(text, f"{name}{letter}.yaml", params) for text, name, sizes in PUBLISHED for letter, params in sizes.items()],
    ids=[f"{name}{letter}" for _, name, sizes in PUBLISHED for letter in sizes],
)
def test_parameters_are_those_that_are_published(text: str, name: str, params: int) -> None:
    found = analysed(text, name)
    assert found.total.params == params
    assert [str(node.site) for node in found.network.nodes if node.frozen] == ["conv 1 1x1 nobias"]


HOOKED = [
    (SCALES + YOLO11, "yolo11x.yaml", 97_451_904_000), (SCALES + YOLO12, "yolo12x.yaml", 99_509_836_800),
    ("scales: {n: [0.33, 0.25, 1024]}\n" + V10N, "yolov10n.yaml", 4_283_225_600), (V9E, "yolov9e.yaml", 95_832_192_000),
]  # fmt: skip
"""MACs of convolutions at 640x640, as hooks on the modules count them."""


@pytest.mark.slow
@pytest.mark.parametrize(("text", "name", "macs"), HOOKED, ids=lambda value: str(value)[:12])
def test_macs_are_those_of_the_modules(text: str, name: str, macs: int) -> None:
    """The products of attention come to them."""
    found = analysed(text, name)
    products = sum(row.cost.macs for row in found.rows if row.node.site.layer.products)
    assert found.total.macs - products == macs


HEADS = [
    ("Segment, [nc, 32, 256]", 2_876_848, "detect 8400x116, masks 160x160x32"), ("Pose, [nc]", None, "8400x135"),
    ("OBB, [nc, 1]", 2_695_747, "8400x85"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "params", "gives"), HEADS)
def test_heads_for_more_than_boxes(head: str, params: int | None, gives: str) -> None:
    """Of yolo11n with 80 classes."""
    found = analysed((SCALES + YOLO11).replace("Detect, [nc]", head), "yolo11n.yaml")
    assert found.network.gives == gives
    assert params is None or found.total.params == params


def test_points_of_a_pose() -> None:
    text = (SCALES + YOLO11).replace("Detect, [nc]", "Pose, [nc, kpt_shape]")
    assert analysed("kpt_shape: [17, 3]\n" + text, "yolo11n.yaml").total.params == 2_908_507
    with pytest.raises(Exception, match="kpt_shape: expected"):
        analysed("kpt_shape: many\n" + text, "yolo11n.yaml")


def test_classes_alone() -> None:
    """yolo11n-cls: its file publishes 1,633,584 for 80 classes."""
    backbone = (
        YOLO11.partition("head:")[0].replace(", [-1, 1, SPPF, [1024, 5]]", "").replace("[-1, 1, SPPF, [1024, 5]],", "")
    )
    found = analysed(f"{SCALES}{backbone}head:\n  [[-1, 1, Classify, [nc]]]\n", "yolo11n-cls.yaml", 224)
    assert (found.total.params, found.network.gives) == (1_633_584, "80")


def test_two_heads_are_outputs_by_their_names() -> None:
    found = analysed("scales: {n: [0.33, 0.25, 1024]}\n" + V10N, "yolov10n.yaml")
    assert found.network.gives == "one2many 8400x144, one2one 8400x84"


@pytest.mark.parametrize("side", [640, 416])
def test_areas_are_rows_or_end_amid_them(side: int) -> None:
    """A quarter of the positions each, of 40 rows or of 26: keys and values of as many channels."""
    found = analysed(SCALES + YOLO12, "yolo12n.yaml", side)
    rows = [row for row in found.rows if row.node.site.kind == "attention"]
    positions = (side // 16) ** 2
    assert rows[0].cost.macs == positions * (positions // 4) * 2 * 64
    whole = (side // 32) ** 2
    assert rows[-1].cost.macs == whole * whole * 2 * 128


SMALL = "backbone:\n  - [-1, 1, Conv, [8, 3, 2]]\n  - {line}\nhead:\n  - [-1, 1, Conv, [8]]\n"


@pytest.mark.parametrize(
    ("line", "gives", "params"),
    [
        ("[-1, 1, Focus, [8, 3]]", "2x2x8", 32 * 8 * 9 + 16 + 80),
        ("[-1, 1, nn.ConvTranspose2d, [8, 2, 2, 0]]", "8x8x8", 8 * 8 * 4 + 8 + 80),
        ("[-1, 1, ConvTranspose, [8, 2, 2]]", "8x8x8", 8 * 8 * 4 + 16 + 80),
        ("[-1, 1, nn.MaxPool2d, [2, 2, 0]]", "2x2x8", 80),
        ("[-1, 1, nn.ZeroPad2d, [[0, 1, 2, 3]]]", "9x5x8", 80),
        ("[-1, 1, GhostConv, [8, 1, 1]]", "4x4x8", 8 * 4 + 8 + 4 * 25 + 8 + 80),
        ("[-1, 1, SCDown, [16, 3, 2]]", "2x2x8", 8 * 16 + 32 + 16 * 9 + 32 + 16 * 8 + 16),
        ("[-1, 1, ADown, [16]]", "2x2x8", 4 * 8 * 9 + 16 + 4 * 8 + 16 + 16 * 8 + 16),
        ("[-1, 1, SPPF, [8, 5, 2, True]]", "4x4x8", 8 * 4 + 8 + 12 * 8 + 16 + 80),
        ("[-1, 2, C2, [8]]", "4x4x8", 8 * 8 + 16 + 2 * 2 * (4 * 4 * 9 + 8) + 64 + 16 + 80),
    ],
)  # fmt: skip
def test_a_module_makes(line: str, gives: str, params: int) -> None:
    found = analysed(SMALL.replace("{line}", line), "net.yaml", 8)
    assert (found.network.gives, found.total.params) == (gives, 8 * 27 + 16 + params)


@pytest.mark.parametrize(
    "line", ["[-1, 1, nn.ZeroPad2d, [1]]", "[-1, 1, CBLinear, [8]]", "[[0, -1], 1, CBFuse, [[0]]]"]
)
def test_arguments_that_are_none_of_a_module(line: str) -> None:
    with pytest.raises(Exception, match="is not known, and nothing after it can be told"):
        analysed(SMALL.replace("{line}", line), "net.yaml", 8)
