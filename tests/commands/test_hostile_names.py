"""Names are data: hostile ones go through every command and every format, and nothing of them is active."""

import csv
import io
import json
import re
import subprocess
from html.parser import HTMLParser
from shutil import which
from xml.etree import ElementTree

import pytest

from convcalc.render.colours import FAMILIES
from convcalc.render.formats import FORMATS
from convcalc.render.text import columns
from tests.support.command import convcalc
from tests.support.hostile import NAMES, QUESTIONS, STEMS

pytestmark = pytest.mark.slow

LAYERS = "input: 8x8x3\nlayers:\n- conv: 4 3x3 p1\n- concat: {left: [relu], %s: [tanh]}\nexpect: {params: 3}\n"
TAGS = {
    "style", "table", "caption", "thead", "tbody", "tr", "th", "td", "ul", "li", "b",
    "html", "head", "meta", "title", "body", "main", "h1", "h2", "h3", "p", "code", "a", "br", "header", "footer",
    "section", "small", "div", "details", "summary",
}  # fmt: skip


def spec(tmp_path, stem="net", name="", branch="right"):
    path = tmp_path / f"{stem}.yaml"
    head = f"name: {json.dumps(name)}\n" if name else ""
    path.write_text(head + LAYERS % json.dumps(branch, ensure_ascii=False), encoding="utf-8")
    return str(path)


def sheet(tmp_path, text):
    path = tmp_path / "sheet.yaml"
    one = {"id": text, "ask": text, "input": "8x8x3", "layers": ["conv 4 3x3"], "expect": {"params": 3}}
    path.write_text(json.dumps({"name": text, "questions": [one]}), encoding="utf-8")
    return str(path)


def inert(result, form="text"):
    """Nothing in what was written moves a cursor, turns text around, or is a command to a CI job."""
    assert result.code in (0, 1, 2) and "Traceback" not in result.err
    for text in (result.out, result.err):
        odd = {char for char in text if not char.isprintable()} - {"\n"}
        assert not odd, odd
        assert not re.search(r"##\w*\[", text)
        for line in text.split("\n"):
            known = form == "github" and re.match(r"::(error|warning) file=", line)
            assert known or not line.lstrip().startswith("::"), line
    if result.out:
        CHECKS.get(form, lambda text: None)(result.out)
    return result.out


def is_csv(text):
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    cells += [part.lstrip() for cell in cells for part in cell.split(";")]  # as where a comma is in numbers
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "\t")) or re.match(r"-\D", cell)]


def is_markdown(text):
    bare = re.sub(r"`[^`\n]*`", "", text)
    assert not re.search(r"#12|(?<![\\\w])_|_(?!\w)", bare.replace("\\_", ""))
    assert not re.search(r"(?<!\\)(<!--|<img|<script)|(?<!\\)\[[^\]]*\]\(|@you|(?<!\\)www\.|https?://", bare)


def is_latex(text):
    table = "\n".join(line for line in text.split("\n") if not line.startswith("%"))
    assert table.count("\\end{tabular}") == table.count("\\begin{tabular}")
    assert "\\input" not in table and not re.search(r"(?m)^\s*[\[*]", table)


class Tags(HTMLParser):
    """The tags that a text opens."""

    def __init__(self, text):
        super().__init__()
        self.found = set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.add(tag)


def is_html(text):
    assert Tags(text).found <= TAGS


def is_svg(text):
    assert {each.tag.rpartition("}")[2] for each in ElementTree.fromstring(text).iter()} <= {
        "svg", "g", "title", "path", "polygon", "text", "polyline",
        "rect", "circle", "desc",
    }  # fmt: skip


def is_tikz(text):
    for line in text.strip("\n").split("\n")[2:-1]:
        assert re.match(r"\\(begin|definecolor|path|draw|fill|node)\b", line), line
        assert "\\input" not in line and line.count("{") == line.count("}") + line.count("\\{") - line.count("\\}")


def is_mermaid(text):
    text = re.sub(rf"(?m)^  class n\d+(,n\d+)* ({'|'.join(FAMILIES)}|ends)$", "", text)  # colours, of which no name is
    assert not re.search(r"(?m)^\s*(click|style|class|linkStyle)\b|<(?!br>)", text)
    for line in text.split("\n"):
        assert line.count('"') in (0, 2), line


def is_dot(text):
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", text)
    assert "URL" not in bare and "javascript" not in bare and bare.count('"') == 0


CHECKS = {
    "csv": is_csv, "markdown": is_markdown, "latex": is_latex, "html": is_html, "svg": is_svg, "tikz": is_tikz,
    "mermaid": is_mermaid, "dot": is_dot, "json": json.loads, "sarif": json.loads, "gitlab": json.loads,
    "gradescope": json.loads, "junit": ElementTree.fromstring,
}  # fmt: skip

WITH_FORMATS = [
    (command, form)
    for command, thing in (
        ("summary", "summary"), ("explain", "explanation"), ("graph", "graph"), ("check", "findings"), ("diff", "diff"),
    )
    for form in FORMATS[thing]
    if form != "svg" or which("dot")
]  # fmt: skip


@pytest.mark.parametrize(("command", "form"), WITH_FORMATS)
def test_names_of_files_networks_and_branches(command, form, tmp_path):
    paths = [spec(tmp_path, stem) for stem in STEMS]
    paths += [spec(tmp_path, f"net{k}", name, name) for k, name in enumerate(NAMES)]
    more = [spec(tmp_path, "plain")] if command == "diff" else []
    for path in paths:
        inert(convcalc(command, path, *more, "--format", form, GITHUB_ACTIONS="true"), form)


@pytest.mark.parametrize("style", ["boxes", "pyramid"])
@pytest.mark.parametrize("form", FORMATS["figure"])
def test_names_in_figures(style, form, tmp_path):
    paths = [spec(tmp_path, stem) for stem in STEMS]
    paths += [spec(tmp_path, f"net{k}", name, name) for k, name in enumerate(NAMES)]
    for path in paths:
        inert(convcalc("graph", path, "--style", style, "--format", form, GITHUB_ACTIONS="true"), form)


@pytest.mark.parametrize("command", [["show", "--flat"], ["solve", "--smallest-input"], ["report"], ["show"]])
def test_names_in_what_has_one_format(command, tmp_path):
    for k, stem in enumerate(STEMS):
        out = inert(convcalc(*command, spec(tmp_path, stem), GITHUB_ACTIONS="true"))
        assert k or out
    for name in NAMES:
        out = inert(convcalc(*command, spec(tmp_path, "net", name, name), GITHUB_ACTIONS="true"))
        assert command != ["report"] or (out.count("</script>") == 2 and "<!--" not in out)


@pytest.mark.parametrize("form", FORMATS["grades"])
@pytest.mark.parametrize("text", QUESTIONS)
def test_questions_of_answer_sheets(form, text, tmp_path):
    inert(convcalc("grade", sheet(tmp_path, text), "--format", form), form)


@pytest.mark.parametrize("form", FORMATS["grades"])
def test_students_and_their_answers(form, tmp_path):
    text = io.StringIO()
    csv.writer(text).writerows([["name", "q", "x"], *([f"{name}{k}", name, name] for k, name in enumerate(NAMES))])
    table = tmp_path / "answers.csv"
    table.write_text(text.getvalue())
    names = [str(table)] if form != "gradescope" else []
    for k, stem in enumerate([*STEMS, *QUESTIONS]):
        folder = tmp_path / str(k)
        folder.mkdir()
        (folder / f"{stem}.yaml").write_text(json.dumps({"q": NAMES[k % len(NAMES)]} if k % 2 else {stem: 3}))
        names.append(str(folder))
    key = tmp_path / "key.yaml"
    key.write_text("questions: [{id: q, input: 8x8x3, layers: relu, expect: {params: }}]")
    for name in names:
        result = convcalc("grade", str(key), "--answers", name, "--format", form, GITHUB_ACTIONS="true")
        assert inert(result, form), result.err


@pytest.mark.parametrize("text", [*STEMS, *NAMES, *QUESTIONS])
@pytest.mark.parametrize(
    "command",
    [
        ["summary"], ["show"], ["check", "--format", "text"], ["grade"], ["explain", "lenet5"], ["calc", "8x8x3"],
        ["stack", "3x3", "--against"], ["diff", "lenet5"], ["rule"], ["presets"], ["summary", "lenet5", "--columns"],
        ["summary", "lenet5", "--format"], [],
    ],
    ids=" ".join,
)  # fmt: skip
def test_names_that_are_given_on_the_command_line(command, text):
    inert(convcalc(*command, text, GITHUB_ACTIONS="true"))


@pytest.mark.parametrize("text", [*STEMS, *NAMES])
def test_colours_are_only_our_own(text, tmp_path):
    """Where colours are wanted, a name still brings none of its own."""
    out = convcalc("summary", spec(tmp_path, text.replace("/", "")), FORCE_COLOR="1").out
    assert set(re.findall(r"\x1b\[[^m]*m?", out)) <= {f"\x1b[{code}m" for code in (0, 1, 2, 31, 32, 33, 36)}
    assert "\x1b[31mred" not in out and "\x1b]" not in out and "\x1b[1m" in out


def test_tables_line_up_with_wide_names(tmp_path):
    path = tmp_path / "합성곱.yaml"
    path.write_text(LAYERS.replace("left", "卷积的左边") % '"größe"', encoding="utf-8")
    lines = convcalc("summary", str(path), "--full", width=100).out.split("\n")
    start, end = (k for k, line in enumerate(lines) if line.startswith("---"))
    rows = [line for line in lines[start + 1 : end] if line[-1:].isdigit()]
    assert lines[0].startswith("합성곱  8x8x3 -> ") and "卷积的左边" in lines[start + 3]
    assert len(rows) == 5 and {columns(row) for row in rows} == {columns(lines[start])}


@pytest.mark.parametrize("form", FORMATS["grades"])
def test_sheets_that_cannot_be_read(form, tmp_path):
    for k, stem in enumerate(STEMS):
        path = tmp_path / f"{stem}.yaml"
        path.write_text(json.dumps({"questions": [{"id": stem, "layers": QUESTIONS[k % len(QUESTIONS)]}]}))
        out = inert(convcalc("grade", str(path), "--format", form, GITHUB_ACTIONS="true"), form)
        assert out or form == "text"


@pytest.mark.parametrize("form", FORMATS["findings"])
def test_what_settings_and_baselines_hold(form, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = spec(tmp_path, "net")
    for text in (*STEMS, *NAMES, *QUESTIONS):
        settings = {"budgets": {text: {"params": 1}, "*.yaml": {text: 1}}, "exclude": [text], "select": text, text: 1}
        (tmp_path / ".convcalc.yaml").write_text(json.dumps(settings | {"order": text}))
        old = {"version": 1, "findings": [{"file": text, "code": text}]}
        (tmp_path / "old.json").write_text(json.dumps(old))
        inert(convcalc("check", path, "--format", form, "--baseline", "old.json", GITHUB_ACTIONS="true"), form)
        (tmp_path / ".convcalc.yaml").write_text(json.dumps({"budgets": {text: {"params": 1}}, "exclude": [text]}))
        inert(convcalc("check", path, "--format", form, GITHUB_ACTIONS="true"), form)


@pytest.mark.parametrize("form", FORMATS["changes"])
def test_names_in_a_folder_of_a_repository(form, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{name}_NAME", "a")
        monkeypatch.setenv(f"{name}_EMAIL", "a@b")
    (tmp_path / "nets").mkdir()
    for k, stem in enumerate(STEMS):
        spec(tmp_path / "nets", stem, NAMES[k % len(NAMES)])
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
        subprocess.run(["git", *words], check=True)
    for k, stem in enumerate(STEMS):
        path = tmp_path / "nets" / f"{stem}.yaml"
        if k % 3 == 0:
            path.rename(path.with_name(f"new {stem}.yaml"))
        elif k % 3 == 1:
            path.write_text(path.read_text() + "# \n" if k % 2 else "layers: 3\ninput: 3\n")
        else:
            path.unlink()
    inert(convcalc("diff", "--git", "HEAD", "nets", "--format", form, GITHUB_ACTIONS="true"), form)


@pytest.mark.parametrize(
    "command",
    [["summary"], ["explain"], ["graph"], ["show", "--flat"], ["check"], ["report"], ["solve", "--fits", "8..9"]],
    ids=" ".join,
)
def test_notes_on_inputs(command, tmp_path):
    for stem in STEMS:
        path = tmp_path / f"{stem}.yaml"
        path.write_text("input: 3x8x8\nlayers: [relu]\n")
        result = convcalc(*command, str(path), GITHUB_ACTIONS="true")
        inert(result)
        assert "note: 3x8x8" in result.err or command[0] == "solve"


def prototxt(text):
    said = "".join(f"\\{byte:03o}" for byte in text.encode())
    conv = f'name: "{said}" type: "Convolution" bottom: "data" top: "{said}"'
    return (
        f'name: "{said}"\ninput: "data"\ninput_shape {{ dim: 1 dim: 3 dim: 8 dim: 8 }}\n'
        f"layer {{ {conv} convolution_param {{ num_output: 4 kernel_size: 3 }} }}\n"
        f'layer {{ name: "{said}/2" type: "{said}" bottom: "{said}" top: "end" }}\n'
    ).encode()


def cfg(text):
    conv = f"[convolutional]\nfilters=8\nsize=3\nstride=1\npad=1\nactivation={text}\n"
    return f"[net]\nwidth=8\nheight=8\nchannels=3\n{conv}[{text}]\n{text}={text}\n".encode()


def keras(text):
    layers = [
        {
            "class_name": "Conv2D",
            "config": {"name": text, "filters": 4, "kernel_size": 3, "batch_input_shape": [None, 8, 8, 3]},
        },
        {"class_name": text, "config": {"name": f"{text}/2"}},
    ]
    return json.dumps({"class_name": "Sequential", "config": {"name": text, "layers": layers}}).encode()


def ultralytics(text):
    layers = [[-1, 1, "Conv", [8, 3, 2]], [-1, 1, text, [8]]]
    return json.dumps(
        {"nc": 3, "backbone": layers, "head": [[-1, 1, "Conv", [8, 3, 2]], [[2], 1, "Detect", ["nc"]]]}
    ).encode()


def onnx(text):
    helper = pytest.importorskip("onnx", reason="onnx is not installed: pip install '.[test]'").helper
    sides = (helper.make_tensor_value_info(text, 1, [1, 3, 8, 8]), helper.make_tensor_value_info("end", 1, None))
    weight = helper.make_tensor("weight", 1, [4, 3, 3, 3], [0.0] * 108)
    nodes = [
        helper.make_node("Conv", [text, "weight"], [f"{text}/1"], name=f"/{text}/Conv"),
        helper.make_node(text, [f"{text}/1"], ["end"], name=text, domain=text),
    ]
    graph = helper.make_graph(nodes, text, [sides[0]], [sides[1]], [weight])
    opsets = [helper.make_opsetid("", 13), helper.make_opsetid(text, 1)]
    return helper.make_model(graph, opset_imports=opsets).SerializeToString()


FOREIGN = {"net.prototxt": prototxt, "net.cfg": cfg, "net.json": keras, "net.yaml": ultralytics, "net.onnx": onnx}


@pytest.mark.parametrize("file", FOREIGN)
@pytest.mark.parametrize(("command", "form"), [*WITH_FORMATS, ("show", ""), ("report", "")])
def test_names_in_files_of_other_formats(command, form, file, tmp_path):
    path = tmp_path / file
    for text in (*STEMS, *NAMES):
        path.write_bytes(FOREIGN[file](text))
        more = [str(path)] if command == "diff" else []
        result = convcalc(command, str(path), *more, *(["--format", form] if form else []), GITHUB_ACTIONS="true")
        inert(result, form)
        assert "a fault of convcalc's own" not in result.out + result.err


def test_the_listing_of_a_graph_has_a_line_for_each_operation(tmp_path):
    path = tmp_path / "net.onnx"
    for text in (*STEMS, *NAMES):
        path.write_bytes(onnx(text))
        lines = convcalc("show", str(path)).out.splitlines()
        assert len(lines) == 2 and all(map(str.isprintable, lines)), lines
