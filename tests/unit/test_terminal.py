"""What is drawn at a terminal: made from the rows of the plain table, in every width, with no number cut."""

import re
from functools import cache

import pytest
from rich.color import Color

from convcalc.analysis.analyse import analyse
from convcalc.language.loading import load, loads
from convcalc.model.layers import KINDS, kind
from convcalc.render.formats import Options
from convcalc.render.summary.columns import table
from convcalc.render.summary.outline import outline
from convcalc.render.summary.terminal import draw
from convcalc.render.summary.tree import guides, per_cent, subtotalled
from convcalc.render.terminal.marked import lines_of
from convcalc.render.terminal.screen import ASCII, FULL, Screen, bar
from convcalc.render.terminal.styles import FAMILIES, NAMES
from convcalc.render.text import columns, style

NETWORKS = ("vgg16", "resnet50", "googlenet", "vit_b_16")
CJK = """\
name: 手書き数字
input: 32x32x3
blocks:
  残差:
    - conv: 16 3x3 p1
      name: 畳み込み一
    - bn
    - relu
    - conv: 16 3x3 p1
    - bn
layers:
  - 残差
  - concat: {左: [conv: 8 1x1], 右: [conv: 8 3x3 p1, relu]}
  - flatten
  - dense: 10
    name: 全結合層
"""


@cache
def analysed(name):
    return analyse(loads(CJK) if name == "cjk" else load(name))


def drawn(name, width, signs=FULL, **options):
    lines = draw(analysed(name), Options(width, **options), Screen(width, signs=signs))
    return ["".join([each.text for each in line]) for line in lines]


def rows(lines):
    """What stands between the two rules."""
    first, second = (k for k, line in enumerate(lines) if line and not line.strip("─"))
    return lines[first + 1 : second]


@pytest.mark.parametrize("width", [60, 80, 100, 120, 160, 200])
def test_every_width_is_kept_and_no_number_is_cut(width):
    for name in (*NETWORKS, "cjk"):
        lines = drawn(name, width)
        assert max(map(columns, lines)) <= width
        shown = table(analysed(name), Options(), subtotalled)
        numbers = [column for column in shown.columns if column.name in ("output", "params", "macs", "field")]
        for line, made in zip(shown.lines, rows(lines), strict=True):
            for column in numbers:
                cell = column.cells([line], False)[0]
                assert f" {cell} " in f"{made} ", (name, cell, made)


def test_a_wide_terminal_has_more_and_a_narrow_one_says_what_it_leaves_out():
    found = {width: "\n".join(drawn("vgg16", width)) for width in (60, 80, 100, 120, 160)}
    assert [("█" in text, "74%" in text) for text in found.values()] == [
        (False, False), (False, True), (False, True), (True, True), (True, True),
    ]  # fmt: skip
    assert re.search(r"left out +memory: 60 columns are too few", found[60]) and "left out" not in found[80]
    assert "memory" in "\n".join(drawn("vgg16", 60, columns=("layer", "kind", "memory", "params")))


def test_guides_lead_to_what_stands_in_a_block():
    lines = drawn("cjk", 80)
    assert [re.match(r"[├└│ ]*", line)[0] for line in rows(lines)] == [
        "", "", "├ ", "├ ", "├ ", "├ ", "└ ", "", "└ ", "", "├ ", "└ ", "", "", "",
    ]  # fmt: skip
    deep = guides([*outline(analysed("googlenet"), depth=3)], "├ ", "└ ", "│ ")
    assert {"│ ├ ", "│ └ ", "└ "} <= {*deep}
    assert {"|-", "`-"} <= {line[:2] for line in drawn("cjk", 80, ASCII)}
    assert "".join(drawn("vgg16", 160, ASCII)).isascii()


def test_open_blocks_have_the_sums_of_what_stands_in_them():
    lines = subtotalled(outline(analysed("vgg16")))
    total = analysed("vgg16").total
    for name in ("params", "macs"):
        tops = [line.sum(name) for line in lines if not line.depth]
        assert sum(tops) == getattr(total, name)
    heads = [k for k, line in enumerate(lines) if line.opened]
    assert len(heads) == 5
    for k in heads:
        inside = [line for line in lines[k + 1 :] if line.depth]
        upto = next((n for n, line in enumerate(lines[k + 1 :]) if not line.depth), len(inside))
        assert lines[k].sum("params") == sum(line.sum("params") for line in lines[k + 1 : k + 1 + upto])
        assert lines[k].output == lines[k + upto].output


def test_wide_names_stand_in_their_columns():
    made = rows(drawn("cjk", 100))
    ends = {columns(line[: re.search(r"\d+x\d+x\d+", line).end()]) for line in made if re.search(r"\d+x\d+x\d+", line)}
    assert len(ends) == 1
    assert any("畳み込み一" in line for line in made)


def test_shares_are_never_more_or_less_than_they_are():
    assert [per_cent(each) for each in (0, 0.002, 0.005, 0.994, 0.999, 1)] == ["", "<1%", "<1%", "99%", ">99%", "100%"]
    assert bar(0.5, FULL) == "████    " and bar(1e-9, FULL) == "▏       " and bar(1, ASCII) == "########"
    assert not bar(0, FULL).strip() and len(bar(0.37, FULL)) == 8


def contrast(one, other):
    lighter, darker = sorted((one, other), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(name):
    parts = [each / 255 for each in Color.parse(name).get_truecolor()]
    red, green, blue = (each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("color", sorted({*NAMES.values(), *FAMILIES.values()} - {"", "bold"}))
def test_colours_are_read_on_light_and_on_dark(color):
    assert min(contrast(luminance(color), 0), contrast(luminance(color), 1)) >= 3.6


def test_families_of_kinds_have_colours_of_their_own():
    assert FAMILIES.keys() <= {kind(name).family for name in KINDS}
    assert len({*FAMILIES.values()}) == len(FAMILIES)


def test_marked_text_keeps_its_words_and_draws_its_rules():
    text = f"{style('[conv]', 'bold', 'red')} [/] {style('x', 'dim')}\n---------\n--\n"
    lines = [[(each.text, str(each.style)) for each in line] for line in lines_of(text, FULL)]
    assert lines[0] == [("[conv]", "bold color(160)"), (" [/] ", "none"), ("x", "color(244)")]
    assert ["".join(text for text, _ in line) for line in lines[1:]] == ["─" * 9, "--", ""]
