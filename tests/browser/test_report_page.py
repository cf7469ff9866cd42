"""Reports as a person uses them, in headless Chromium: unfold, sort, search, choose, read."""

import io
import os
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from convcalc.analysis.analyse import Analysis
from convcalc.document.source import parse
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.public import analyse
from convcalc.render import numbers

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844, "has_touch": True}
pytestmark = [pytest.mark.browser, pytest.mark.slow]

DEEP = """
name: deep
input: 64x64x3
blocks:
  unit(n):
    - add:
        a:
          - conv: {filters: n, kernel: 3, pad: 1}
          - bn
          - relu
        b:
    - relu
layers:
  - conv: 16 3x3 p1
  - {unit: 16, repeat: 399, name: "u{i}"}
  - gap
  - flatten
  - dense: 10
"""

Visit = Callable[..., Any]
Report = Callable[..., str]


@pytest.fixture(scope="session")
def deep(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = os.path.join(tmp_path_factory.mktemp("specs"), "deep.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(DEEP)
    return path


def analysed(name: str) -> Analysis:
    return analyse(build(loading.read_source(parse("deep.yaml", DEEP))) if name == "deep" else loading.load(name))


def cells(page: Any, column: str) -> list[str]:
    """The texts of a column of the table, of its layers."""
    found: list[str] = page.eval_on_selector_all(
        f'.rows tr[data-layer] [data-column="{column}"]', "cells => cells.map(cell => cell.textContent)"
    )
    return found


def chosen(page: Any) -> str:
    text: str = page.locator(".detail .heading").text_content()
    return text


def explained(page: Any) -> str:
    text: str = page.locator(".why").text_content()
    return text


def row(page: Any, block: str) -> Any:
    """A block's row in the table."""
    return page.locator(".rows tr[data-block]", has=page.get_by_role("button", name=block, exact=True))


def item(page: Any, name: str) -> Any:
    return page.locator(".item", has=page.get_by_text(name, exact=True))


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("name", ["vgg16", "googlenet", "resnet50", "deep"])
def test_a_report_can_be_used(visit: Visit, report: Report, deep: str, name: str, screen: dict[str, Any]) -> None:
    page = visit(report(deep if name == "deep" else name), **screen)
    analysis = analysed(name)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0, "the page does not scroll sideways"

    # Fold and unfold
    page.get_by_role("button", name="Fold all").click()
    height = page.locator(".graph").get_attribute("height")
    block = page.locator(".item.closed").first
    label = block.locator(".title").text_content()
    block.click()
    opened = page.get_by_role("treeitem", expanded=True)
    assert opened.locator(".title").text_content() == label
    assert opened.get_attribute("aria-level") == "1"
    assert page.locator('.item[aria-level="2"]').count() > 0
    opened.click()
    assert page.locator(".graph").get_attribute("height") == height
    assert page.get_by_role("treeitem", expanded=True).count() == 0
    page.get_by_role("button", name="Open all").click()
    assert page.locator(".item.closed").count() == 0

    # Sort
    page.locator("th button", has_text="Params").click()
    most = sorted((row.cost.params for row in analysis.rows), reverse=True)
    assert cells(page, "params") == [numbers.count(value) for value in most][: len(cells(page, "params"))]
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    page.locator("th button", has_text="Params").click()
    assert cells(page, "params")[0] == "0"
    page.locator("th button", has_text="Params").click()
    assert cells(page, "number")[:3] == ["0", "1", "2"]

    # Search
    page.get_by_role("searchbox").fill("CONV 3x3")
    words = [f"{row.node.path} {row.node.site.kind} {row.node.site.layer.settings()}" for row in analysis.rows[1:]]
    wanted = [k for k, text in enumerate(words, 1) if "conv" in text and "3x3" in text]
    assert cells(page, "number") == [str(k) for k in wanted]
    assert page.locator(".found").text_content() == f"{len(wanted):,} of {len(analysis.rows):,}"
    page.get_by_role("searchbox").fill("")

    # Choose a layer in the drawing, and read how its figures come about
    page.locator(".canvas").evaluate("pane => pane.scrollTop = 0")
    layer = next(row for row in analysis.rows if row.node.site.kind == "conv")
    page.get_by_role("treeitem", name=f"{layer.node.label}, conv ").first.click()
    assert page.locator(".rows tr.chosen th button").get_attribute("title") == layer.node.path
    if screen is PHONE:
        page.locator(".sheet").click()
    page.locator('[data-figure="params"]').click()
    assert explained(page).endswith(f" = {layer.cost.params:,}")
    page.locator('[data-figure="macs"]').click()
    assert explained(page).endswith(f" = {layer.cost.macs:,}")


def test_clicks_link_the_drawing_the_table_and_the_strips(visit: Visit, report: Report) -> None:
    page = visit(report("googlenet"))
    page.locator("th button", has_text="Params").click()
    page.locator('.rows tbody tr:first-child [data-column="params"]').click()
    assert chosen(page) == "fc"
    assert page.locator(".item.chosen .title").text_content() == "fc"
    assert explained(page).endswith("= 1,025,000")
    # A row of a layer in a closed block opens the block
    page.get_by_role("searchbox").fill("inception4e.pool")
    page.get_by_role("button", name="inception4e.pool.maxpool").click()
    assert page.locator('.item.head .title:text-is("inception4e")').count() == 1
    assert page.locator(".item.chosen .title").text_content() == "maxpool 3x3 s1 p1 ceil"
    # Hovering marks the other side
    page.get_by_role("searchbox").fill("")
    page.locator("th button", has_text="#").click()
    page.locator('.rows tr[data-layer="4"]').hover()
    page.locator(".canvas").evaluate("pane => pane.scrollTop = 0")
    row(page, "conv2").hover()
    assert page.locator(".item.hover .title").text_content() == "conv2"
    item(page, "conv1").first.hover()
    assert page.locator(".rows tr.hover th").all_text_contents() == ["conv1"]
    page.locator("th button", has_text="Params").click()
    item(page, "conv1").first.hover()
    assert sorted(page.locator(".rows tr.hover th").all_text_contents()) == ["conv1.bn", "conv1.conv", "conv1.relu"]
    # The strips
    strip = page.locator(".strip svg").nth(1)
    strip.click(position={"x": strip.bounding_box()["width"] * 8.5 / 198, "y": 5})
    assert chosen(page) == "conv3.conv"
    slider = page.get_by_role("slider", name="Layers of googlenet")
    page.keyboard.press("ArrowRight")
    assert chosen(page) == "conv3.bn"
    assert "384 parameters" in slider.get_attribute("aria-valuetext")


def test_keys_walk_through_the_drawing_and_the_table(visit: Visit, report: Report) -> None:
    page = visit(report("googlenet"))
    page.get_by_role("button", name="SVG").focus()
    page.keyboard.press("Tab")
    focused = "document.activeElement.querySelector('.title')?.textContent"
    page.keyboard.press("Home")
    assert page.evaluate(focused) == "input"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == "conv1"
    page.keyboard.press("ArrowRight")
    assert page.locator('.item[aria-expanded="true"] .title').text_content() == "conv1"
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) == "conv 64 7x7 s2 p3 nobias"
    assert chosen(page) == "conv1.conv"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(focused) == "conv1"
    page.keyboard.press("ArrowLeft")
    assert page.locator('.item[aria-expanded="true"]').count() == 0
    page.keyboard.press("End")
    assert page.evaluate(focused) == "fc"
    assert chosen(page) == "fc"
    page.locator(".rows tr.chosen button").focus()
    page.keyboard.press("ArrowUp")
    assert chosen(page) == "dropout"
    assert page.evaluate("document.activeElement.textContent") == "dropout"
    page.keyboard.press("Home")
    assert chosen(page) == "input"


def test_the_table_folds_with_the_drawing(visit: Visit, report: Report) -> None:
    page = visit(report("googlenet"))
    expanded = '.item[aria-expanded="true"]'
    row(page, "inception3a").click()
    assert page.locator(f"{expanded} .title").text_content() == "inception3a"
    assert page.locator(".rows tr.open button").get_attribute("aria-expanded") == "true"
    inside = page.locator(".rows tr.open + tr th")
    assert inside.text_content() == "conv1x1.conv_relu.conv"
    item(page, "inception3a").click()
    assert page.locator(expanded).count() == page.locator(".rows tr.open").count() == inside.count() == 0
    # With keys
    focused = "document.activeElement.title"
    row(page, "inception3a").locator("button").focus()
    inner, outer = "inception3a.conv1x1.conv_relu.conv", "inception3a"
    for key, name in (("Right", outer), ("Right", inner), ("Left", outer), ("Left", outer), ("Down", "inception3b")):
        page.keyboard.press(f"Arrow{key}")
        assert page.evaluate(focused) == name
    assert page.locator(expanded).count() == 0
    # A block's row has the sums that its layers make
    rows = [each for each in analysed("googlenet").rows if each.node.path.startswith("inception3b.")]
    told = row(page, "inception3b").locator("td").all_text_contents()
    assert told[-4:] == [
        numbers.count(sum(each.cost.params for each in rows)), numbers.count(sum(each.cost.macs for each in rows)),
        numbers.size(sum(each.bytes for each in rows)), "59",
    ]  # fmt: skip


def test_the_drawing_fits_and_is_zoomed_dragged_and_saved(visit: Visit, report: Report) -> None:
    page = visit(report("googlenet"))
    pane, svg = page.locator(".canvas"), page.locator(".canvas .graph")
    item(page, "inception3a").click()
    beyond = "pane => pane.scrollWidth - pane.clientWidth"
    assert pane.evaluate(beyond) == 0
    boxes = [
        page.locator(".item.layer").filter(has_text="conv 64 1x1"),
        page.locator(".item.layer", has_text="1 p1 ceil"),
    ]
    left, right = (box.first.bounding_box() for box in boxes)
    frame = pane.bounding_box()
    assert frame["x"] < left["x"] < right["x"] and right["x"] + right["width"] < frame["x"] + frame["width"]
    width = svg.bounding_box()["width"]
    for _ in range(4):
        page.get_by_role("button", name="Larger").click()
    assert svg.bounding_box()["width"] > 2 * width and pane.evaluate(beyond) > 0
    place = pane.evaluate("pane => pane.scrollLeft")
    chosen_before = chosen(page)
    page.mouse.move(frame["x"] + 200, frame["y"] + 200)
    page.mouse.down()
    page.mouse.move(frame["x"] + 140, frame["y"] + 200, steps=3)
    page.mouse.up()
    assert pane.evaluate("pane => pane.scrollLeft") == pytest.approx(place + 60, abs=2)
    assert chosen(page) == chosen_before, "dragging chooses nothing"
    page.get_by_role("button", name="Fit").click()
    assert svg.bounding_box()["width"] == pytest.approx(width, abs=1)
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG").click()
    assert download.value.suggested_filename == "googlenet.svg"
    drawing = ElementTree.parse(download.value.path())
    texts = {text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")}
    assert {"inception3a", "conv 64 1x1 nobias", "dense 1000 → 1000"} <= texts
    with open(download.value.path(), encoding="utf-8") as file:
        assert not re.search(r"var\(|aria-label|tabindex|role=|url\(", file.read())


def test_cursors_are_thin_and_gates_hide_no_growth(visit: Visit, report: Report, tmp_path: os.PathLike[str]) -> None:
    page = visit(report("mobilenet_v3_small"))
    boxes = page.eval_on_selector_all(".cursor.chosen", "paths => paths.map(path => path.getBBox().width)")
    assert boxes == [0] * 5
    growth = "svg => [...svg.querySelectorAll('.bars, .best, .whole')].map(path => path.getAttribute('d')).join('')"
    path = page.locator(".strip svg").last.evaluate(growth)
    bars = sorted((int(float(x)), float(y)) for x, y in re.findall(r"M([\d.]+) 44v-([\d.]+)", path))
    fields = [row.reach[0].size for row in analysed("mobilenet_v3_small").rows]
    assert None in fields[:60], "it has gates"
    top = max(field for field in fields if field is not None)
    for (k, height), field in zip(bars, fields, strict=True):
        before = max(each for each in fields[: k + 1] if each is not None)
        assert height == pytest.approx(max(0.8, 43 * (field or before) / top), abs=0.01), k


def test_bars_of_long_networks_are_means(visit: Visit, report: Report, tmp_path: os.PathLike[str]) -> None:
    path = os.path.join(tmp_path, "net.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("input: 8x8x4\nlayers: [{conv: 4 3x3 p1, repeat: 1001}]\n")
    page = visit(report(path))
    bars = page.locator(".strip .bars").first.get_attribute("d")
    heights = re.findall(r"v-([\d.]+)", bars)
    assert len(heights) == 500 and set(heights[1:]) == {"43.00"}, "equal layers make equal bars"
    assert "a bar is the mean of 2 layers" in page.locator(".profile .part").text_content()


@pytest.mark.parametrize(("specs", "width"), [(["vgg16"], 390), (["vgg16", "lenet5", "alexnet", "unet"], 1440)])
def test_no_number_is_cut_off(visit: Visit, report: Report, specs: list[str], width: int) -> None:
    page = visit(report(*specs), width=width)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
    cut = """() => [...document.querySelectorAll('.rows td, .compared td b, .headline b')].filter((cell) => {
      const [own, around] = [cell, cell.closest('.rows, .scroll, dl')].map((each) => each.getBoundingClientRect());
      return own.width && (own.right > around.right + 1 || cell.scrollWidth > cell.clientWidth + 1);
    }).length"""
    assert page.evaluate(cut) == 0
    shown = "() => document.querySelectorAll('.rows tr[data-layer=\"1\"] td:not([hidden])')[5].textContent"
    assert page.evaluate(shown) == "12.2 MiB"
    assert page.locator(".rows tr[data-layer='1'] td[data-column=memory]").first.is_visible()
    if len(specs) > 1:
        assert len({part.bounding_box()["y"] for part in page.locator(".network").all()}) == 1


def test_a_unit_is_moved_in_the_picture(visit: Visit, report: Report) -> None:
    page = visit(report("vgg16"))
    page.get_by_role("button", name="stage5.pool5").first.click()
    svg = page.locator(".picture svg")
    box = svg.bounding_box()
    assert 295 <= max(box["width"], box["height"]) <= 310
    page.get_by_label("row").fill("3")
    svg.click(position={"x": 30, "y": box["height"] / 2})
    assert page.locator(".unit .at").all_text_contents()[0] == "3 of 7"
    assert page.locator(".unit .at").all_text_contents()[1] == "0 of 7"
    legend = page.locator(".legend").inner_text().split()
    assert " ".join(legend).startswith("input 224x224 pixels, a line every 16 field 212x212 padding 90 left unit")


def test_branches_stand_side_by_side(visit: Visit, report: Report) -> None:
    page = visit(report("googlenet"))
    item(page, "inception3a").click()
    boxes = [page.locator(".item.layer").filter(has_text=text).first.bounding_box() for text in
             ("conv 64 1x1", "conv 96 1x1", "conv 16 1x1", "maxpool 3x3 s1")]  # fmt: skip
    assert len({box["y"] for box in boxes}) == 1
    assert all(one["x"] + one["width"] < other["x"] for one, other in pairwise(boxes))
    for place in (0, 10_000, 0):
        page.locator(".canvas").evaluate("(pane, place) => { pane.scrollTop = place; }", place)
        page.wait_for_timeout(100)
    labels = page.locator(".branch").all_text_contents()
    assert labels == ["conv1x1", "conv3x3", "conv5x5", "pool"]


@pytest.mark.parametrize("name", ["googlenet", "mobilenet_v3_small", "unet"])
def test_every_cell_says_what_the_summary_says(visit: Visit, report: Report, name: str) -> None:
    page = visit(report(name))
    rows = analysed(name).rows
    page.get_by_role("button", name="Open all").click()
    titles = page.locator(".rows tr[data-layer] th button").all()
    assert [title.get_attribute("title") for title in titles] == [row.node.path for row in rows]
    assert cells(page, "output") == [str(row.node.site.output) for row in rows]
    assert cells(page, "params") == [numbers.count(row.cost.params) for row in rows]
    assert cells(page, "macs") == [numbers.count(row.cost.macs) for row in rows]
    assert cells(page, "memory") == ["" if row.node.is_input else numbers.size(row.bytes) for row in rows]
    assert cells(page, "field") == [numbers.field(row.reach) for row in rows]


def test_no_input_is_in_the_memory_of_outputs(visit: Visit, report: Report, tmp_path: os.PathLike[str]) -> None:
    path = os.path.join(tmp_path, "net.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("input: {left: 8x8x4, right: 8x8x4}\nlayers: [{add: , from: [left, right]}, relu]\n")
    page = visit(report(path))
    assert cells(page, "memory") == ["", "", "1.0 KiB", "1.0 KiB"]
    assert "Memory of the output 50.0% in add" in page.locator(".strip .name").all_text_contents()


def test_where_vgg16_holds_its_parameters_and_memory(visit: Visit, report: Report) -> None:
    page = visit(report("vgg16"))
    notes = page.locator(".strip .name").all_text_contents()
    assert notes == [
        "Parameters 74.3% in fc6",
        "MACs 12.0% in stage1.conv_relu_2.conv1_2",
        "Memory of the output 11.2% in stage1.conv_relu.conv1_1",
        "Memory alive at once at most 24.5 MiB, while stage1.conv_relu.relu runs",
        "Receptive field at most 212, seen by stage5.pool5; grey: the whole input",
    ]
    tallest = page.eval_on_selector_all(".strip .best", "paths => paths.map(path => path.getBBox().x)")
    assert [int(x) for x in tallest] == [34, 3, 1, 2, 31]


def test_a_block_shows_the_sum_of_its_layers(visit: Visit, report: Report) -> None:
    page = visit(report("googlenet"))
    item(page, "inception4a").click()
    rows = [row for row in analysed("googlenet").rows if row.node.path.startswith("inception4a.")]
    facts = page.locator(".facts").text_content()
    assert f"{sum(row.cost.params for row in rows):,}" in facts
    assert f"{sum(row.cost.macs for row in rows):,}" in facts
    assert numbers.size(sum(row.bytes for row in rows)) in facts


def test_the_input_that_a_unit_sees(visit: Visit, report: Report) -> None:
    """pool5 of VGG-16: field 212, stride 32, padding 90 (measured by gradient support, reference/facts.md)."""
    page = visit(report("vgg16"))
    page.get_by_role("button", name="stage5.pool5").first.click()
    for axis in ("row", "column"):
        page.get_by_label(axis).fill("0")
    says = page.locator(".says").text_content()
    assert says.startswith("The unit sees rows -90 to 121 (0 to 121 of the image), columns -90 to 121 (0 to 121 of the")
    box = "rect => ['x', 'y', 'width', 'height'].map(name => Number(rect.getAttribute(name)))"
    assert page.locator(".picture .beyond").evaluate(box) == [-90, -90, 212, 212]
    assert page.locator(".picture .clipped").evaluate(box) == [0, 0, 122, 122]
    page.get_by_label("row").fill("6")
    assert page.locator(".picture .beyond").evaluate(box) == [-90, 6 * 32 - 90, 212, 212]
    page.get_by_role("button", name="fc6").first.click()
    assert page.locator(".says").text_content() == "Every unit sees the whole input."


@pytest.mark.parametrize(
    ("volume", "layers", "says"),
    [
        ("16x8", ["conv: 4 3 p1"], "The unit sees positions 7 to 9. The image has 16."),
        ("4x16x16x3", ["conv: 4 3x3x3"], "The unit sees slices 1 to 3, rows 7 to 9, columns 7 to 9."),
        ("8x8x3", ["permute: [width, height, channels]", "conv: 4 3x3"], "The axes are in another order here"),
        ("8x8x3", ["tconv: 4 1x1 s2"], "This unit sees nothing of the input."),
    ],
)
def test_the_input_of_other_shapes(
    visit: Visit, report: Report, tmp_path: os.PathLike[str], volume: str, layers: list[str], says: str
) -> None:
    path = os.path.join(tmp_path, "net.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"input: {volume}\nlayers:\n" + "".join(f"- {layer}\n" for layer in layers))
    page = visit(report(path))
    if "nothing" in says:
        page.get_by_label("row").fill("1")
    assert says in page.locator(".seen").text_content()


def test_the_input_that_a_unit_sees_does_not_depend_on_the_order_of_channels(
    visit: Visit, report: Report, tmp_path: os.PathLike[str]
) -> None:
    layers = "- conv: 4 3x5 s2x1 p1\n- maxpool: 2\n- conv: 6 3x3\n- flatten\n- dense: 10\n"
    told = {}
    for order, volume in (("channels_last", "40x24x3"), ("channels_first", "3x40x24")):
        path = os.path.join(tmp_path, f"{order}.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"name: net\norder: {order}\ninput: {volume}\nlayers:\n{layers}")
        page = visit(report(path))
        told[order] = []
        for name in ("conv", "maxpool", "conv_2", "flatten", "dense"):
            page.get_by_role("button", name=name, exact=False).first.click()
            picture = page.locator(".picture")
            told[order].append((page.locator(".says").text_content(), picture.inner_html()))
            for axis, place in (("row", "0"), ("column", "3")):
                if page.get_by_label(axis).count():
                    page.get_by_label(axis).fill(place)
                    told[order].append((page.locator(".says").text_content(), picture.inner_html()))
    assert told["channels_first"] == told["channels_last"]
    assert told["channels_first"][1][0].startswith("The unit sees rows -1 to 1 (0 to 1 of the image), columns")


def test_headline_figures_explain_themselves(visit: Visit, report: Report) -> None:
    page = visit(report("vgg16"))
    page.locator("summary", has_text="138.4M").click()
    text = page.locator("details[open]").text_content()
    assert "fc6: 102,764,544 (74.3%)" in text
    assert text.endswith("together 138,357,544")


def test_networks_side_by_side(visit: Visit, report: Report) -> None:
    page = visit(report("resnet50", "vgg16"), width=1600)
    assert page.locator(".compared thead th").all_text_contents() == ["resnet50", "vgg16"]
    first, second = page.locator(".network").all()
    assert first.bounding_box()["y"] == second.bounding_box()["y"]
    second.get_by_role("searchbox").fill("fc7")
    second.locator(".rows tbody button").first.click()
    assert second.locator(".item.chosen .title").text_content() == "fc7"
    assert first.locator(".rows tr.chosen th").text_content() == "unit"
    tallest = "svg => svg.querySelector('.best').getBBox().height"
    heights = [part.locator(".strip svg").nth(1).evaluate(tallest) for part in (first, second)]
    assert heights[0] < heights[1] / 8, "both are drawn to one scale"


def test_light_and_dark(visit: Visit, report: Report) -> None:
    shades = [
        visit(report("vgg16"), color_scheme=scheme).evaluate(
            "getComputedStyle(document.documentElement).backgroundColor"
        )
        for scheme in ("light", "dark")
    ]
    assert shades == ["rgb(251, 251, 249)", "rgb(20, 21, 24)"]


def test_pages_on_paper_are_full_and_hold_every_layer(visit: Visit, report: Report) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    for specs, most in ((["vgg16"], 3), (["googlenet"], 7), (["vgg16", "lenet5"], 7)):
        page = visit(report(*specs))
        items = page.get_by_role("treeitem").count()
        pages = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
        texts, over = zip(*map(read, pages), strict=True)
        assert len(pages) <= most
        assert min(map(len, texts)) > 100, "no page is empty"
        for spec in specs:
            rows = analysed(spec).rows
            *_, last = rows
            assert f"{len(rows) - 1} {last.node.label} {last.node.site} {last.node.site.output} " in " ".join(texts)
            assert all(f" {k} " in " ".join(texts) for k in range(len(rows)))
        assert not any(over), "nothing is printed over something else"
        assert f"1 / {len(pages)}" in texts[0]
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.get_by_role("treeitem").count() == items


def read(page: Any) -> tuple[str, list[str]]:
    """The text of a page of a PDF, and what of it is printed over something else, by its places and letters."""
    boxes: list[tuple[str, float, float, float, float]] = []

    def seen(text: str, around: list[float], own: list[float], font: Any, size: float) -> None:
        if text := text.strip():
            x = own[4] * around[0] + own[5] * around[2] + around[4]
            y = own[4] * around[1] + own[5] * around[3] + around[5]
            high = abs(size * own[3] * around[3])
            boxes.append((text, x, y, x + 0.4 * high * len(text), y + 0.6 * high))

    text = " ".join(page.extract_text(visitor_text=seen).split())
    over = [
        one
        for k, (one, left, low, right, high) in enumerate(boxes)
        for other, left2, low2, right2, high2 in boxes[:k]
        if one != other and left < right2 and left2 < right and low < high2 and low2 < high
    ]
    return text, over


def test_a_network_cannot_break_out_of_the_page(visit: Visit, report: Report, tmp_path: os.PathLike[str]) -> None:
    path = os.path.join(tmp_path, "net.yaml")
    name = "</script><script>throw 1</script><img src=x onerror=throw(2)>&amp;'\""
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"name: {name!r}\ninput: 8x8x3\nlayers: [conv: 4 3x3]\n".replace("\\'", "''"))
    page = visit(report(path))
    assert page.locator("h1").text_content() == f"{name} 8x8x3 → 6x6x4"
    assert page.locator("img").count() == 0
    assert page.get_by_role("tree").get_attribute("aria-label") == f"Graph of {name}"


@pytest.mark.parametrize(
    ("specs", "screen", "scheme"),
    [(["vgg16"], DESKTOP, "light"), (["googlenet"], PHONE, "dark"), (["lenet5", "vgg11"], DESKTOP, "dark")],
    ids=["desktop", "phone", "two"],
)
def test_no_barriers(visit: Visit, report: Report, specs: list[str], screen: dict[str, Any], scheme: str) -> None:
    """What axe-core finds: contrast, names, roles, headings, landmarks."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = visit(report(*specs), color_scheme=scheme, bypass_csp=True, **screen)
    page.locator("details").first.evaluate("details => details.open = true")
    found = axe.Axe().run(page)
    assert [each["id"] for each in found.response["violations"]] == [], found.generate_report()
