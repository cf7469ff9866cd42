"""The summary, the report and figures in a notebook: a tree in the notebook's own colours, and nothing else changed."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import convcalc
from convcalc.render.formats import PLAIN
from convcalc.render.summary.columns import table

SECRET = "<script>alert(1)</script>"


class Rows(HTMLParser):
    """The rows of a table: the class and the text of each cell."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.cell = [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append([dict(attributes).get("class", ""), ""])
            self.cell = True

    def handle_endtag(self, tag):
        self.cell = self.cell and tag not in ("td", "th")

    def handle_data(self, data):
        if self.cell:
            self.rows[-1][-1][1] += data


def test_a_notebook_shows_the_rows_with_subtotals_and_shares():
    made = convcalc.analyse("vgg16")._repr_html_()
    rows = {row[0][1]: [text for _, text in row] for row in Rows(made).rows}
    assert rows["fc6"] == ["fc6", "dense 4096", "4096", "102.8M", "74%", "102.8M", "1%", "16.0 KiB", "all"]
    assert rows["stage1"] == ["stage1", "", "112x112x64", "38,720", "<1%", "1.94G", "13%", "52.1 MiB", "6"]
    assert {cell for row in Rows(made).rows[1:] for cell, _ in row[:2]} == {"word"}
    assert made.count('<i class="last">') == 5 and 'style="width:74.3%"' in made
    assert "<dt>params</dt><dd>138,357,544</dd>" in made


@pytest.mark.parametrize("name", ["resnet50", "googlenet", "vit_b_16"])
def test_a_notebook_has_every_cell_of_the_table(name):
    analysis = convcalc.analyse(name)
    shown = table(analysis, PLAIN)
    made = [[text for kind, text in row if kind != "share"] for row in Rows(analysis._repr_html_()).rows[1:]]
    for line, cells, row in zip(shown.lines, shown.rows, made, strict=True):
        assert row[0] == line.label + (f" ×{line.times}" if line.times > 1 else "")
        assert line.opened or row[1:] == cells[1:]


def test_its_style_is_of_nothing_else_in_the_notebook():
    style = re.search("<style>(.*?)</style>", convcalc.analyse("lenet5")._repr_html_(), re.DOTALL)[1]
    bodies = re.sub(r"@media[^{]*\{(.*?\})\s*\}", r"\1", style, flags=re.DOTALL)
    selectors = [each.strip() for part in re.findall(r"([^{}]+)\{", bodies) for each in part.split(",")]
    assert len(selectors) > 30 and all(".convcalc" in each for each in selectors)
    assert "prefers-color-scheme: dark" in style
    assert '[data-jp-theme-light="false"] .convcalc' in style and '[data-jp-theme-light="true"] .convcalc' in style


def test_names_are_text():
    network = convcalc.loads(f"name: '{SECRET}'\ninput: 8x8x3\nlayers:\n  - conv: 4 3x3\n    name: b\n")
    assert SECRET not in convcalc.analyse(network)._repr_html_()


def test_a_report_is_a_text_and_shows_in_a_frame():
    page = convcalc.analyse("lenet5").report()
    assert page.lower().startswith("<!doctype html") and repr(page).startswith("<HtmlPage of ")
    frame = page._repr_html_()
    assert frame.startswith('<iframe srcdoc="') and frame.count("<") == 2 and "lenet5" in frame


def test_a_figure_is_that_of_the_command():
    from tests.support.command import convcalc as command

    analysis = convcalc.analyse("lenet5")
    for style in ("boxes", "pyramid"):
        drawn = analysis.figure(style)
        assert f"{drawn}\n" == command("graph", "lenet5", "--style", style, "--format", "svg").out
        assert drawn._repr_svg_() == drawn and repr(drawn).startswith("<SvgDrawing of ")
    assert analysis.figure() == analysis.figure("boxes")
    with pytest.raises(ValueError, match="unknown style 'boxs': did you mean 'boxes'"):
        analysis.figure("boxs")


@pytest.mark.slow
def test_a_notebook_runs():
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    cells = [
        "import convcalc; net = convcalc.analyse('lenet5'); net",
        "net.report()",
        "net.figure()",
        "import sys; 'rich' in sys.modules",
    ]
    book = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, cells)))
    folder = str(Path(convcalc.__file__).parents[1])
    nbclient.NotebookClient(book, timeout=60, resources={"metadata": {"path": folder}}).execute()
    table, page, figure, rich = (cell.outputs[0].data for cell in book.cells)
    assert '<div class="convcalc">' in table["text/html"] and "Analysis of lenet5" in table["text/plain"]
    assert page["text/html"].startswith("<iframe") and figure["image/svg+xml"].startswith("<svg")
    assert rich["text/plain"] == "False"
