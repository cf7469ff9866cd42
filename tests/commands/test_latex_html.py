"""`summary --format latex` and `html`, and how an analysis shows itself in a notebook."""

import os
import shutil
import subprocess
from html.parser import HTMLParser

import pytest

from convcalc.analysis.analyse import Analysis
from convcalc.cli import run
from convcalc.document.source import parse
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.public import analyse
from convcalc.render.formats import Options, render
from convcalc.render.markup import latex
from convcalc.render.summary.columns import COLUMNS, table

ALL = Options(columns=tuple(COLUMNS))
HOSTILE = "a_b & 50% $x$ #1 {c} ~ ^ <script>alert(1)</script> \\end{tabular} | \"q\" 'r'"


def hostile() -> Analysis:
    source = parse("net.yaml", f"input: 8x8x3\nlayers:\n- conv: 4 3x3\n  name: a_b\nname: |-\n  {HOSTILE}\n")
    return analyse(build(loading.read_source(source)))


class Table(HTMLParser):
    """The cells of all rows, and the tags that were opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == [], "a tag is not closed"

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data


def shown(name: str) -> tuple[Analysis, list[list[str]]]:
    """An analysis, and the cells that its table must have."""
    analysis = analyse(loading.load(name))
    made = table(analysis, Options(columns=("layer", "kind", "output", "params", "macs", "memory", "field")))
    return analysis, [[each.title for each in made.columns], *made.rows]


@pytest.mark.parametrize("name", ["vgg16", "googlenet", "densenet121"])
def test_html_has_every_cell(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, expected = shown(name)
    assert run(["summary", name, "--format", "html"]) == 0
    rows = Table(capsys.readouterr().out).rows
    assert [[cell.replace("\xa0\xa0", " ") for cell in row] for row in rows] == expected


def test_html_takes_markup_for_text() -> None:
    text = render("summary", "html", hostile(), ALL)
    assert set(Table(text).tags) == {"style", "table", "caption", "thead", "tbody", "tr", "th", "td", "ul", "li", "b"}
    assert "&lt;script&gt;" in text


def test_ipython_finds_it() -> None:
    formatters = pytest.importorskip("IPython.core.formatters", reason="IPython is not installed")
    analysis, _ = shown("lenet5")
    assert formatters.HTMLFormatter()(analysis) == analysis._repr_html_()


def test_latex_text(capsys: pytest.CaptureFixture[str]) -> None:
    run(["summary", "lenet5", "--format", "latex", "--columns", "layer,kind,output,params,memory"])
    lines = capsys.readouterr().out.splitlines()
    table = lines[lines.index(r"\begin{tabular}{llrrr}") :]
    assert table[:5] == [
        r"\begin{tabular}{llrrr}",
        r"\toprule",
        r"layer & kind & output & params & memory \\",
        r"\midrule",
        r"input & input & 32x32x1 & 0 &  \\",
    ]
    assert table[-4:] == [r"\midrule", r"total &  &  & 61,706 & 57.0 KiB \\", r"\bottomrule", r"\end{tabular}"]
    assert all(line.startswith("% ") for line in lines[: lines.index(table[0])])


def test_latex_takes_markup_for_text() -> None:
    analysis = hostile()
    text = render("summary", "latex", analysis, ALL)
    assert r"a\_b & conv 4 3x3" in text
    assert text.count("\\end{tabular}") - text.splitlines()[0].count("\\end{tabular}") == 1
    assert latex(r'    \x{1}~^<|>"&%$#_') == (
        r"\quad \quad \textbackslash{}x\{1\}\textasciitilde{}\textasciicircum{}\textless{}\textbar{}\textgreater{}"
        r"\textquotedbl{}\&\%\$\#\_"
    )


@pytest.mark.skipif(
    not shutil.which("pdflatex"), reason="LaTeX is not installed: apt-get install texlive-latex-recommended"
)
@pytest.mark.parametrize("name", ["vgg16", "resnet50", "hostile"])
def test_latex_compiles(name: str, tmp_path: os.PathLike[str]) -> None:
    analysis = hostile() if name == "hostile" else analyse(loading.load(name))
    tabular = render("summary", "latex", analysis, ALL)
    head = r"\documentclass{article}\usepackage[landscape]{geometry}\usepackage{booktabs}\usepackage[T1]{fontenc}"
    with open(os.path.join(tmp_path, "paper.tex"), "w", encoding="utf-8") as file:
        file.write(f"{head}\\begin{{document}}\n{tabular}\n\\end{{document}}\n")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-draftmode", "paper.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
