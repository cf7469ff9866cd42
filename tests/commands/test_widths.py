"""What a person reads fits the terminal: words are wrapped, names give way in tables, and no number is cut short."""

from pathlib import Path

import pytest

from convcalc.check.rules import PAGES, RULES
from convcalc.render.text import columns, unstyled
from tests.support.command import convcalc

SPEC = """\
input: 32x32x3
layers:
  - conv: {filters: 64, kernel: 3, pad: 1}
    name: a_rather_long_name_of_a_layer
  - bn
  - maxpool: 3 s2
  - conv: 64 3x3
  - flatten
  - dense: 10
expect: {params: 17, output: 11, receptive_field: 31}
"""

COMMANDS = [
    "summary vgg16", "summary resnet50", "summary efficientnet_b0", "summary retinanet", "summary vit_b_16",
    "summary resnet50 --optimizer adam --checkpoint unit",
    "explain vgg16 conv3_1", "explain vgg16 --receptive-field",
    "explain resnet50 conv1 --unit 3,4", "explain efficientnet_b0 stage3", "explain lenet5",
    "calc 32x32x3 'conv 10 5x5 p2'", "calc 7x7x2048 'tconv 256 4x4 s2 p1' --answer params=17 --answer macs=7",
    "presets", "stack 3x3 3x3 --against 5x5", "stack 3x3 3x3 3x3 --against 7x7 --input 224x224 --same-size",
    "solve 32x32x3 'conv 10 ? s1 p2' --output 32x32x10", "solve --fits 200..240 resnet50",
    "solve 227x227x3 'conv 96 11x11 s4 p?' 'maxpool ? s2' --output 27x27x96", "solve 8x8x4 'crop ?' --output 9x9x4",
    "diff net.yaml other.yaml", "diff lenet5 lenet5-1998", "grade net.yaml", "rule",
    "quiz", "quiz --count 3 --level chains --choices --key -", "quiz --count 3 --level stacks",
]  # fmt: skip
AT_80 = ["summary resnet50 --device a100-40gb",
         "explain resnet50", "explain resnet50 stage2", "explain retinanet", "explain unet3d", "summary unet3d",
         "calc 224x224x3 'conv 64 7x7 s2 p3' 'maxpool 3 s2 p1' flatten 'dense 1000'", "diff resnet50 resnet101",
         "diff vgg16 vgg16_bn"]  # fmt: skip
"""Their numbers alone take more than 60 columns."""
CASES = [*((each, 60) for each in COMMANDS), *((each, 80) for each in (*COMMANDS, *AT_80))]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text(SPEC)
    Path("other.yaml").write_text(SPEC.replace("64 3x3", "96 5x5 s2").replace("maxpool", "avgpool"))


def over(text, width):
    return [line for line in text.split("\n") if columns(unstyled(line)) > width]


@pytest.mark.slow
@pytest.mark.parametrize(("command", "width"), CASES)
def test_no_line_is_wider_than_the_terminal(command, width):
    import shlex

    result = convcalc(*shlex.split(command), width=width)
    assert result.out and over(result.out, width) == [] and over(result.err, width) == []


@pytest.mark.slow
@pytest.mark.parametrize("code", [*PAGES, *RULES])
def test_pages_of_rules_are_wrapped_but_for_their_examples(code):
    wide = convcalc("rule", code).out
    for width in (60, 80):
        page = convcalc("rule", code, width=width).out
        assert page.split() == wide.split()
        assert all(line.startswith(" ") for line in over(page, width))


def test_names_give_way_and_numbers_stay():
    wide, narrow = (convcalc("summary", "vgg16", "--full", width=width).out.split("\n") for width in (160, 60))
    cells = [[line.split()[-5:] for line in text if "x" in line and "->" not in line][:20] for text in (wide, narrow)]
    assert [[cell for cell in row if cell[0].isdigit()] for row in cells[1]] == [
        [cell for cell in row if cell[0].isdigit()] for row in cells[0]
    ]
    assert any(" conv " in line for line in narrow)


@pytest.mark.parametrize("columns", ["²", "٣", "1e3", "-5", "0", "9" * 30, ""])
def test_columns_that_are_no_number_are_none(columns):
    assert convcalc("presets", "lenet", COLUMNS=columns) == convcalc("presets", "lenet")
