"""Ultralytics' model files: YOLOv8 and YOLOv5 to the last parameter, scales, and faults at their place."""

import random

import pytest

from convcalc.analysis.analyse import analyse
from convcalc.document.foreign import Foreign
from convcalc.document.opening import document
from convcalc.document.problems import SpecError
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.model.network import Network
from tests.support.command import convcalc

SCALES = """scales:
  n: [0.33, 0.25, 1024]
  s: [0.33, 0.50, 1024]
  m: [0.67, 0.75, 768]
  l: [1.00, 1.00, 512]
  x: [1.00, 1.25, 512]
"""
V8 = f"""nc: 80
{SCALES}backbone:
  [[-1, 1, Conv, [64, 3, 2]], [-1, 1, Conv, [128, 3, 2]], [-1, 3, C2f, [128, True]], [-1, 1, Conv, [256, 3, 2]],
   [-1, 6, C2f, [256, True]], [-1, 1, Conv, [512, 3, 2]], [-1, 6, C2f, [512, True]], [-1, 1, Conv, [1024, 3, 2]],
   [-1, 3, C2f, [1024, True]], [-1, 1, SPPF, [1024, 5]]]
head:
  [[-1, 1, nn.Upsample, [None, 2, nearest]], [[-1, 6], 1, Concat, [1]], [-1, 3, C2f, [512]],
   [-1, 1, nn.Upsample, [None, 2, nearest]], [[-1, 4], 1, Concat, [1]], [-1, 3, C2f, [256]],
   [-1, 1, Conv, [256, 3, 2]], [[-1, 12], 1, Concat, [1]], [-1, 3, C2f, [512]],
   [-1, 1, Conv, [512, 3, 2]], [[-1, 9], 1, Concat, [1]], [-1, 3, C2f, [1024]],
   [[15, 18, 21], 1, Detect, [nc]]]
"""
ANCHORS = """depth_multiple: 0.33
width_multiple: 0.50
anchors: [[10, 13, 16, 30, 33, 23], [30, 61, 62, 45, 59, 119], [116, 90, 156, 198, 373, 326]]
"""
V5 = """nc: 80
backbone:
  [[-1, 1, Conv, [64, 6, 2, 2]], [-1, 1, Conv, [128, 3, 2]], [-1, 3, C3, [128]], [-1, 1, Conv, [256, 3, 2]],
   [-1, 6, C3, [256]], [-1, 1, Conv, [512, 3, 2]], [-1, 9, C3, [512]], [-1, 1, Conv, [1024, 3, 2]],
   [-1, 3, C3, [1024]], [-1, 1, SPPF, [1024, 5]]]
head:
  [[-1, 1, Conv, [512, 1, 1]], [-1, 1, nn.Upsample, [None, 2, nearest]], [[-1, 6], 1, Concat, [1]],
   [-1, 3, C3, [512, False]], [-1, 1, Conv, [256, 1, 1]], [-1, 1, nn.Upsample, [None, 2, nearest]],
   [[-1, 4], 1, Concat, [1]], [-1, 3, C3, [256, False]], [-1, 1, Conv, [256, 3, 2]], [[-1, 14], 1, Concat, [1]],
   [-1, 3, C3, [512, False]], [-1, 1, Conv, [512, 3, 2]], [[-1, 10], 1, Concat, [1]], [-1, 3, C3, [1024, False]],
   [[17, 20, 23], 1, Detect, [nc, anchors]]]
"""


def network(text: str, name: str = "model.yaml", input: list[int] | None = None) -> Network:
    return build(loading.read_source(document(name, text.encode())), None, input or [640, 640, 3])


def problems(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(SpecError) as caught:
        network(text)
    return [(*problem.place.spot[1:], problem.message) for problem in caught.value.problems if problem.place]


@pytest.mark.parametrize(
    ("letter", "params"),
    [("n", 3_157_200), ("s", 11_166_560), ("m", 25_902_640), ("l", 43_691_520), ("x", 68_229_648)],
)
def test_every_size_of_yolov8(letter, params):
    """The parameters that Ultralytics publishes, 16 of them the filter of the distribution, which does not learn."""
    found = analyse(network(V8, f"yolov8{letter}.yaml"))
    assert found.total.params == params
    assert [found.network.nodes[k].site.kind for k in found.network.numbers if found.network.nodes[k].frozen] == [
        "conv"
    ]
    assert found.total == analyse(loading.load(f"yolov8{letter}")).total
    assert found.network.gives == "8400x84"


def test_yolov5():
    """Of 80 classes: 7,235,389 parameters, as its own summary says; and the newer head, as in tests/corpus."""
    found = analyse(network(ANCHORS + V5))
    assert found.total.params == 7_235_389
    assert found.network.gives == "detect0 80x80x255, detect1 40x40x255, detect2 20x20x255"
    newer = analyse(network(SCALES + V5.replace(", anchors", ""), "yolov5s.yaml"))
    assert newer.total == analyse(loading.load("tests/corpus/yolov5su.yaml")).total


def test_the_scale_is_asked_for_or_named_or_the_first(tmp_path):
    def said(name: str, *arguments: str) -> str:
        (tmp_path / name).write_text(V8)
        return convcalc("summary", str(tmp_path / name), "--input", "64x64x3", *arguments).out.split("\n")[0]

    assert said("yolov8m.yaml") == "yolov8m, scale m  64x64x3 -> 84x84"
    assert said("yolov8m.yaml", "--set", "scale=s") == "yolov8m, scale s  64x64x3 -> 84x84"
    assert said("yolov8.yaml") == "yolov8, scale n  64x64x3 -> 84x84"
    found = convcalc("summary", str(tmp_path / "yolov8.yaml"), "--input", "64x64x3", "--set", "scale=z")
    assert "there is no scale 'z'" in found.err and "it has n, s, m, l, x" in found.err
    found = convcalc("summary", str(tmp_path / "yolov8.yaml"), "--input", "64x64x3", "--set", "depth=2")
    assert "has no variable 'depth' to set" in found.err


def test_the_size_of_the_input_is_asked_for():
    with pytest.raises(SpecError, match="input: its size is not stated"):
        build(loading.read_source(document("yolov8n.yaml", V8.encode())))


def test_a_spec_can_say_the_size(tmp_path):
    (tmp_path / "yolov8n.yaml").write_text(V8)
    (tmp_path / "sized.yaml").write_text("extends: yolov8n.yaml\ninput: 640x640x3\nexpect: {params: 3157200}\n")
    assert convcalc("check", str(tmp_path / "sized.yaml"), "--min-severity", "error").code == 0


def test_in_a_folder_it_is_no_spec(tmp_path):
    (tmp_path / "yolov8n.yaml").write_text(V8)
    (tmp_path / "net.yaml").write_text("input: 8x8x3\nlayers: [relu, gap]\n")
    found = convcalc("check", str(tmp_path))
    assert (found.code, "1 file checked" in found.out) == (0, True)


def test_what_only_looks_like_a_model_is_none():
    with pytest.raises(SpecError, match="expected a mapping with 'input' or 'layers'"):
        document("other.yaml", b"backbone: resnet\nhead: fpn\n")
    assert isinstance(document("model.yaml", V8.encode()), Foreign)


SMALL = "nc: 4\nbackbone:\n  - [-1, 1, Conv, [8, 3, 2]]\n  - {line}\nhead:\n  - [-1, 1, Conv, [8]]\n"


@pytest.mark.parametrize(
    ("line", "gives", "params"),
    [
        ("[-1, 1, Conv, [16, 3, 1]]", "4x4x8", 16 * 8 * 9 + 32 + 8 * 16 + 16),
        ("[-1, 2, Conv, [8, 3, 1]]", "4x4x8", 2 * (8 * 8 * 9 + 16) + 80),
        ("[-1, 1, Conv, [8, 3, 1, 0]]", "2x2x8", 8 * 8 * 9 + 16 + 80),
        ("[-1, 1, Conv, [8, 1, 1, None, 4]]", "4x4x8", 8 * 2 + 16 + 80),
        ("[-1, 1, DWConv, [8, 3, 2]]", "2x2x8", 8 * 9 + 16 + 80),
        ("[-1, 2, Bottleneck, [8]]", "4x4x8", 2 * (8 * 4 * 9 + 8 + 4 * 8 * 9 + 16) + 80),
        ("[-1, 1, SPP, [8, [3, 5]]]", "4x4x8", 8 * 4 + 8 + 12 * 8 + 16 + 80),
        ("[[-1, 0], 1, Concat, [1]]", "4x4x8", 16 * 8 + 16),
        ("[-1, 1, nn.Upsample, [None, 2, nearest]]", "8x8x8", 80),
    ],
)
def test_a_module_makes(line, gives, params):
    found = network(SMALL.replace("{line}", line), input=[8, 8, 3])
    assert (found.gives, analyse(found).total.params) == (gives, 8 * 27 + 16 + params)


def test_another_activation():
    kinds = {node.site.kind for node in network("activation: nn.ReLU()\n" + V8, input=[64, 64, 3]).nodes}
    assert "relu" in kinds and "silu" not in kinds


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        (SMALL.replace("{line}", "[-1, 1, Conv]"), 4, 5, "expected [from, repeats, module, [arguments]]"),
        (SMALL.replace("{line}", "[-1, 0, Conv, [8]]"), 4, 10, "repeats: expected 1 to 1000, not 0"),
        (SMALL.replace("{line}", "[-3, 1, Conv, [8]]"), 4, 6, "from: there is no module -3 above this one"),
        (SMALL.replace("{line}", "[[-1, 7], 1, Concat, [1]]"), 4, 11, "from: there is no module 7 above this one"),
        (SMALL.replace("{line}", "[-1, 1, HGStem, [8]]"), 4, 13, "what comes out of 'HGStem' is not known"),
        (SMALL.replace("nc: 4", "nc: many"), 1, 5, "nc: expected a whole number from 1 on, not 'many'"),
        ("activation: relu\n" + SMALL.replace("{line}", "[-1, 1, Conv, [8]]"), 1, 13, "activation: 'relu'"),
        ("scales: {n: [1, 1]}\n" + SMALL.replace("{line}", "[-1, 1, Conv, [8]]"), 1, 13, "expected [depth, width,"),
        (SMALL.replace("{line}", "[-1, 1, Conv, [8, 99, 1, 0]]"), 4, 13, "conv: the window does not fit"),
    ],
)  # fmt: skip
def test_faults_stand_where_they_are(text, line, column, message):
    with pytest.raises(SpecError) as caught:
        network(text, input=[8, 8, 3])
    problem = caught.value.problems[0]
    assert problem.message.startswith(message)
    assert problem.place and problem.place.spot[1:] == (line, column)


def test_more_layers_than_any_model_has():
    lines = ", ".join(["[-1, 1000, C3, [8]]"] * 6)
    assert [found[2] for found in problems(f"nc: 4\nbackbone: [{lines}]\nhead: []\n")] == ["more than 30,000 layers"]


def test_files_with_changes_at_random():
    dice = random.Random(5)
    for _ in range(120):
        text = list(V8)
        for _ in range(dice.randint(1, 5)):
            text[dice.randrange(len(text))] = dice.choice("0123456789-,[]: xé")
        try:
            network("".join(text), input=[64, 64, 3])
        except SpecError as error:
            assert all(problem.message for problem in error.problems)
