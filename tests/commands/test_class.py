"""A class graded by the teacher's sheet: tables of all kinds, folders, what is refused, and what comes out."""

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from convcalc.homework.classroom import grading
from convcalc.homework.grading.judging import GIVEN_UP
from convcalc.homework.quiz import make
from convcalc.render.formats import render
from tests.support.command import Result, convcalc
from tests.support.timing import timed, within

SHEET = """\
name: Homework 2
follow_through: true
half_points: true
questions:
  - id: layer
    ask: 32x32x3, ten 5x5 filters, stride 1, pad 2.
    input: 32x32x3
    layers: conv 10 5x5 s1 p2
    expect: {output: 32x32x10, macs: , params: 760}
    points: {output: 1, macs: 2, params: 1}
  - id: stack
    ask: How many 3x3 layers take 7x7 to 3x3?
    input: 7x7x1
    layers: conv 1 3x3
    until: {output: 3x3x1}
    expect: {repeat: }
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hw.yaml").write_text(SHEET)
    return tmp_path


def graded(answers: str, *more: str) -> Result:
    Path("a.csv").write_text(answers)
    return convcalc("grade", "hw.yaml", "--answers", "a.csv", *more)


def rows(result: Result) -> list[list[str]]:
    return list(csv.reader(io.StringIO(result.out)))


HEAD = "name,layer.output,layer.macs,layer.params,stack\n"
PLAIN = """\
name,layer.output,layer.macs,layer.params,stack
Anna,32x32x10,768000,760,2
Bo,30x30x10,675000,750,3
Carl,,,99,
"""


# The gradebook


def test_a_row_a_student() -> None:
    result = graded(PLAIN, "--format", "csv")
    assert (result.code, result.err) == (0, "")
    assert rows(result) == [
        ["name", "layer", "stack", "points", "max_points", "note"],
        ["Anna", "4", "1", "5", "5", ""],
        ["Bo", "3", "0.5", "3.5", "5", ""],  # half for the padding and for the bias, all for what follows
        ["Carl", "0", "0", "0", "5", ""],
    ]


ANNA = ["32x32x10", "768000", "760", "2"]


@pytest.mark.parametrize(
    "headings",
    [
        ["layer.output", "layer.macs", "layer.params", "stack"],
        ["Layer [Output]", "LAYER MACs", "layer: params", "stack.repeat"],
        ["q1 output", "Question 1: macs", "Response 1 (params)", "Question 2"],
        ["32x32x3, ten 5x5 filters, stride 1, pad 2. [output]", "32x32x3, ten 5x5 filters, stride 1, pad 2. [macs]",
         "32x32x3, ten 5x5 filters, stride 1, pad 2. [params]", "How many 3x3 layers\ntake 7x7 to 3x3?"],
        ["442: layer.output", "443: layer.macs", "444: layer.params", "445: How many 3x3 layers take 7x7 to 3x3?"],
    ],
)  # fmt: skip
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_by_id_number_or_text(headings: list[str], delimiter: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([["student", *headings], ["Anna", *ANNA]])
    assert rows(graded("\ufeff" + text.getvalue(), "--format", "csv"))[1] == ["Anna", "4", "1", "5", "5", ""]


def test_what_google_forms_gives_out() -> None:
    text = (
        "Timestamp,Email Address,Score,layer [output],layer [macs],layer [params],"
        "How many 3x3 layers take 7x7 to 3x3?,How many 3x3 layers take 7x7 to 3x3? [Score]\n"
        '2026/09/27 3:00:00 PM GMT+3,anna@example.org,4 / 5,32x32x10,"768,000",760,2,1.00 / 1\n'
    )
    result = graded(text, "--format", "csv")
    assert result.err == ""
    assert rows(result) == [
        ["Email Address", "layer", "stack", "points", "max_points", "note"],
        ["anna@example.org", "4", "1", "5", "5", ""],
    ]


def test_what_google_forms_gives_out_in_another_language() -> None:
    head = "Tijdstempel,Wie ben je?,layer output,layer macs,layer params,stack\n"
    text = f"{head}27-9-2026 15:00:01,Anna,{','.join(ANNA)}\n"
    assert rows(graded(text, "--format", "csv"))[1][0] == "Anna"


def test_what_canvas_gives_out() -> None:
    heads = ["layer.output", "layer.macs", "layer.params", "How many 3x3 layers take 7x7 to 3x3?"]
    asked = [cell for k, head in enumerate(heads) for cell in (f"{5774600 + k}: {head}", "1.0")]
    header = ["name", "id", "sis_id", "section", "section_id", "section_sis_id", "submitted", "attempt", *asked,
              "n correct", "n incorrect", "score"]  # fmt: skip
    row = ["Anna Weiß", "17", "s17", "A, B", "4", "", "2026-10-02 09:14:00 UTC", "1"]
    text = io.StringIO()
    csv.writer(text).writerows([header, [*row, *(cell for each in ANNA for cell in (each, "1.0")), "4", "0", "4.0"]])
    result = graded(text.getvalue(), "--format", "csv")
    assert result.err == ""
    assert rows(result)[0][:3] == ["name", "id", "sis_id"]
    assert rows(result)[1] == ["Anna Weiß", "17", "s17", "4", "1", "5", "5", ""]


def test_one_question_goes_by_its_figures_alone() -> None:
    layers = "[{conv: 10 5x5 p2, name: c1, expect: {macs: 768000}}]"
    Path("hw.yaml").write_text(f"input: 32x32x3\nlayers: {layers}\nexpect: {{params: 760}}\n")
    assert rows(graded("name,params,c1.macs\nAnna,760,768000\n", "--format", "csv"))[1][-3:] == ["2", "2", ""]


def test_a_formula_in_a_name_is_no_formula_in_the_gradebook() -> None:
    text = (
        "name,layer.output,layer.macs,layer.params,stack\n=cmd|' /C calc'!A0,1,1,1,1\n@SUM(A1),1,1,1,1\n-2+3,1,1,1,1\n"
    )
    names = [row[0] for row in rows(graded(text, "--format", "csv"))[1:]]
    assert names == ["'=cmd|' /C calc'!A0", "'@SUM(A1)", "'-2+3"]


def test_two_of_a_name_are_two_where_another_column_tells_them_apart() -> None:
    text = "name,id,layer.output,layer.macs,layer.params,stack\nAnna,1,1,1,1,1\nAnna,2,1,1,1,1\n"
    assert len(rows(graded(text, "--format", "csv"))) == 3


def test_an_answer_that_cannot_be_read_is_said_in_the_gradebook() -> None:
    row = rows(graded(HEAD + "Anna,32x32x10,many,760,2\n", "--format", "csv"))[1]
    assert row == ["Anna", "2", "1", "3", "5", "unreadable: layer macs 'many'"]


AGAIN = "Timestamp,name,layer.output,layer.macs,layer.params,stack\n"


@pytest.mark.parametrize(
    ("text", "points", "line"),
    [
        (HEAD + "Anna,1,1,1,1\nBo,1,1,1,1\nanna,32x32x10,768000,760,2\n", "5", 4),
        (HEAD + "Anna,32x32x10,768000,760,2\nanna,1,1,1,1\n", "0", 3),
        (AGAIN + "2026/11/28 6:10:32 PM GMT+1,Anna,32x32x10,768000,760,2\n2026/11/28 11:50:00 AM GMT+1,Anna,1,1,1,1\n",
         "5", 2),
        (AGAIN + "11/28/2026 18:10:32,Anna,32x32x10,768000,760,2\n11/28/2026 18:11:00,Anna,1,1,1,1\n", "0", 3),
    ],
)  # fmt: skip
def test_of_several_rows_of_a_student_the_last_that_was_handed_in_counts(text: str, points: str, line: int) -> None:
    result = graded(text, "--format", "csv")
    found = rows(result)
    anna = next(row for row in found[1:] if "nna" in "".join(row))
    assert points in anna[1:3] or points in anna
    assert f"a.csv:{line}:" in result.err and "has 2 rows: the last that was handed in counts" in result.err


def test_the_overview_and_the_gradebook_say_who_handed_in_several_times() -> None:
    text = HEAD + "Anna,1,1,1,1\nBo,1,1,1,1\nanna,32x32x10,768000,760,2\nBo,1,1,1,2\nCarl,1,1,1,1\nBo,1,many,1,1\n"
    result = graded(text)
    assert result.out.splitlines()[-3:] == [
        "of several rows, the last handed in counts  rows  counted",
        "anna                                           2   line 4",
        "Bo                                             3   line 7",
    ]
    assert "warning: 'anna' has 2 rows, and 1 other has several: the last that was handed in counts" in result.err
    assert [row[-1] for row in rows(graded(text, "--format", "csv"))[1:]] == [
        "the last of 2 rows", "the last of 3 rows; unreadable: layer macs 'many'", "",
    ]  # fmt: skip
    assert [each["lines"] for each in json.loads(graded(text, "--format", "json").out)["students"]] == [
        [2, 4], [3, 5, 7], [6],
    ]  # fmt: skip


def test_students_go_by_their_number_in_other_languages() -> None:
    text = PLAIN.replace("name,", "Matrikelnummer,Nachname,", 1).replace("\nAnna", "\n1,Anna").replace("\nBo", "\n2,Bo")
    result = graded(text.replace("\nCarl", "\n3,Carl"), "--format", "csv")
    assert result.err == "" and rows(result)[1][:3] == ["1", "Anna", "4"]


# What is wrong with a table


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + ",1,1,1,1\n", "a.csv:2:1: error: nobody is named in this row"),
        (HEAD + "Anna,1,1,1\n", "a.csv:2:10: error: 4 cells, but the table has 5 columns"),
        (HEAD + 'Anna,1,1,"1,1\n', "a.csv:2:10: error: this quote is not closed"),
        (HEAD + "Anna,1,1,1,\x00\n", "a.csv:2:12: error: control character U+0000"),
        (HEAD + f"Anna,1,1,1,{'9' * 10_000}\n", "a.csv:2:12: error: a cell of 10,000 characters"),
        (HEAD.replace("params", "parms") + "Anna,1,1,1,1\n", "a.csv:1:30: error: 'layer.parms' is no question"),
        (HEAD.replace(",layer.params", "") + "Anna,1,1,1\n", "error: no column has the answers to 'layer.params'"),
        ("name,layer.output,layer.macs,layer.params,stack,q2\nAnna,1,1,1,1,1\n",
         "a.csv:1:49: error: a second column of answers to 'stack'"),
        ("layer.output,layer.macs,layer.params,stack\n1,1,1,1\n", "a.csv:1:1: error: no column says who a student is"),
        ("", "a.csv:1:1: error: there is no table in this file"),
    ],
)  # fmt: skip
def test_a_faulty_table(text: str, said: str) -> None:
    result = graded(text, "--format", "csv")
    assert (result.code, result.out) == (2, "")
    assert said in result.err


def test_a_heading_that_fits_two_questions() -> None:
    Path("hw.yaml").write_text(SHEET.replace("ask: How many 3x3 layers take 7x7 to 3x3?", "ask: Why?").replace(
        "ask: 32x32x3, ten 5x5 filters, stride 1, pad 2.", "ask: Why?").replace(
        "expect: {output: 32x32x10, macs: , params: 760}", "expect: {params: }").replace(
        "{output: 1, macs: 2, params: 1}", "1"))  # fmt: skip
    assert "a.csv:1:6: error: 'Why?' fits several questions" in graded("name,Why?\nAnna,1\n").err


def test_other_columns_are_said_to_be_left_out() -> None:
    result = graded(HEAD.replace("\n", ",Comments\n") + "Anna,1,1,1,1,nice\n", "--format", "csv")
    assert result.code == 0
    assert "a.csv:1:49: warning: column 'Comments' is no question, and is left out" in result.err


def test_a_wrong_key_grades_nobody() -> None:
    Path("hw.yaml").write_text(SHEET.replace("params: 760", "params: 750"))
    result = graded(PLAIN)
    assert (result.code, result.out) == (2, "")
    assert "hw.yaml:9:48: error: the key of 'layer' is wrong: params" in result.err and "it is 760" in result.err


def test_a_table_is_read_from_standard_input() -> None:
    result = convcalc("grade", "hw.yaml", "--answers", "-", "--format", "csv", stdin=PLAIN)
    assert rows(result)[1][0] == "Anna"


# Folders


def folder(**files: str) -> Path:
    made = Path("in")
    made.mkdir(exist_ok=True)
    for name, text in files.items():
        (made / f"{name}.yaml").write_text(text)
    return made


def test_a_folder_with_a_file_a_student() -> None:
    folder(
        anna="layer.output: 32x32x10\nlayer.macs: 768000\nlayer.params: 760\nstack: 2\n",
        bo="layer: {output: 30x30x10, macs: 675000, params: 750}\nstack: 3\n",
        carl=SHEET.replace("{output: 32x32x10, macs: , params: 760}", "{output: [32, 32, 10], macs: 7.7e5}"),
    )
    result = convcalc("grade", "hw.yaml", "--answers", "in", "--format", "csv")
    assert (result.code, result.err) == (0, "")
    assert rows(result)[1:] == [
        ["anna", "4", "1", "5", "5", ""],
        ["bo", "3", "0.5", "3.5", "5", ""],
        ["carl", "3", "0", "3", "5", ""],
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("input: 1x1x1\nlayers: [relu]\nexpect: {params: 0}\n", "1:1: error: a network of its own: 'input'"),
        (SHEET.replace("input: 32x32x3", "input: 32x32x1"), "7:5: error: 'input' is not as the teacher has it"),
        (SHEET.replace("conv 10 5x5 s1 p2", "relu"), "8:5: error: 'layers' is not as the teacher has it"),
        (SHEET.replace("macs: 2,", "macs: 200,"), "10:5: error: 'points' is not as the teacher has it"),
        ("strict_fit: true\n" + SHEET, "1:1: error: 'strict_fit' is not as the teacher has it"),
        (SHEET.replace("id: layer", "id: laeyr"), "5:9: error: no question is called 'laeyr'"),
        ("layer.parms: 3\n", "1:1: error: 'layer.parms' is not asked"),
        ("layer: {parms: 3}\n", "1:9: error: 'layer.parms' is not asked"),
        (SHEET.replace("{repeat: }", "{params: 3}"), "16:14: error: 'params' is not asked"),
        ("- 3\n", "1:1: error: expected answers, not a list"),
        ("a: b: c\n", "1:5: error: not valid YAML"),
    ],
)  # fmt: skip
def test_a_file_that_is_refused_stops_no_other(text: str, said: str) -> None:
    folder(anna="stack: 2\n", eve=text)
    result = convcalc("grade", "hw.yaml", "--answers", "in", "--format", "csv")
    assert result.code == 2
    assert f"in/eve.yaml:{said}" in result.err
    assert [row[0] for row in rows(result)[1:]] == ["anna", "eve"]
    assert rows(result)[1][-3] == "1"
    assert rows(result)[2][1:5] == ["", "", "", "5"] and rows(result)[2][5].startswith("unreadable: ")


def test_a_bound_is_no_answer() -> None:
    folder(eve="layer: {params: {min: 0}}\n")
    assert rows(convcalc("grade", "hw.yaml", "--answers", "in", "--format", "csv"))[1][1] == "0"


def test_gradescope_is_of_one_student() -> None:
    folder(anna="layer.params: 750\n")
    result = convcalc("grade", "hw.yaml", "--answers", "in/anna.yaml", "--format", "gradescope")
    tests = json.loads(result.out)["tests"]
    assert [(test["score"], test["max_score"], test["status"]) for test in tests] == [
        (0.5, 4.0, "failed"),
        (0.0, 1.0, "failed"),
    ]
    assert "half of its points, as the slip is known" in tests[0]["output"]
    assert "bias forgotten" in tests[0]["output"]
    assert graded(PLAIN, "--format", "gradescope").code == 2


# A class of many different answers


def test_no_more_different_answers_than_can_be_judged_in_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert graded(PLAIN).code == 0
    monkeypatch.setattr(grading, "MOST_DIFFERENT", 5)
    result = graded(PLAIN)
    assert (result.code, result.out) == (2, "")
    assert "more than 5 different answers" in result.err
    assert graded("\n".join([HEAD.strip(), *[f"s{k},32x32x10,,,2" for k in range(20)]])).code == 0


def test_a_class_has_so_many_steps_for_its_wrong_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "bias forgotten" in graded(PLAIN).out
    monkeypatch.setattr(grading, "MOST_TRIED", 10)
    told = graded("name,layer.output,layer.macs,layer.params,stack\nBo,,,750,3\n", "--format", "json").out
    assert "bias forgotten" not in told
    assert GIVEN_UP in told


# The overview


def test_the_overview() -> None:
    lines = graded(PLAIN).out.splitlines()
    assert lines[0] == "Homework 2 (hw.yaml): 3 students, mean 2.83 of 5 points"
    assert [line.split() for line in lines[2:5]] == [
        ["question", "mean", "of", "right", "unread", "no", "answer"],
        [
            *[
                "layer",
                "32x32x3,",
                "ten",
                "5x5",
                "filters,",
                "stride",
                "1,",
                "pad",
                "2.",
                "2.33",
                "4",
                "33%",
                "0%",
                "22%",
            ]
        ],
        [*["stack", "How", "many", "3x3", "layers", "take", "7x7", "to", "3x3?", "0.5", "1", "33%", "0%", "33%"]],
    ]
    assert ["padding", "counted", "once", "layer.output", "1"] in [line.split() for line in lines]


def test_json_has_the_overview_and_everyone() -> None:
    data = json.loads(graded(PLAIN, "--format", "json").out)
    assert (data["title"], data["max_points"], len(data["students"])) == ("Homework 2", 5.0, 3)
    assert {slip["where"]: slip["students"] for slip in data["slips"]}["layer.params"] == ["Bo"]
    assert data["students"][0]["questions"][0]["answers"][0]["verdict"] == "right"


# Pages of students


def pages(form: str, answers: str = PLAIN) -> dict[str, str]:
    result = graded(answers, "--format", form, "-o", "out")
    assert (result.code, result.out) == (0, "")
    return {each.name: each.read_text() for each in sorted(Path("out").iterdir())}


def test_a_page_a_student_in_markdown() -> None:
    found = pages("markdown")
    assert list(found) == ["Anna.md", "Bo.md", "Carl.md"]
    assert found["Bo.md"].startswith("# Homework 2 (Bo)\n\n**3.5 of 5 points**\n\n## layer: 3 of 4\n")
    assert "- **wrong** params: 750, but it is 760\n  - bias forgotten" in found["Bo.md"]


def test_a_page_a_student_in_html() -> None:
    found = pages("html", PLAIN.replace("Bo", '"<script>alert(1)</script>"').replace("99", "<b>"))
    assert list(found) == ["Anna.html", "Carl.html", "script-alert-1-script.html"]
    for text in found.values():
        seen: list[str] = []
        parser = HTMLParser()
        parser.handle_starttag = lambda tag, attrs: seen.append(tag)  # type: ignore[method-assign, assignment]  # noqa: B023
        parser.feed(text)
        assert "script" not in seen and seen.count("h1") == 1


def test_a_link_to_a_file_elsewhere_is_not_read_as_answers(here: Path) -> None:
    folder(anna="stack: 2\n")
    (here / "key.yaml").write_text("stack: TOKEN\n")
    (here / "in" / "eve.yaml").symlink_to("../key.yaml")
    for form in ("text", "json", "html"):
        result = convcalc("grade", "hw.yaml", "--answers", "in", "--format", form)
        assert result.code == 2 and "'in/eve.yaml' lies outside of the folder" in result.err
        assert "TOKEN" not in result.out + result.err
    assert "TOKEN" in convcalc("grade", "hw.yaml", "--answers", "in/eve.yaml", "--format", "json").out  # it is meant


def test_names_of_files_stay_in_their_folder() -> None:
    text = PLAIN.replace("Anna", "../../evil").replace("Bo", "a/../A").replace("Carl", "con")
    assert list(pages("markdown", text)) == ["a-..-A.md", "con-2.md", "evil.md"]


def test_a_folder_that_cannot_be_made() -> None:
    result = graded(PLAIN, "--format", "markdown", "-o", "no/out")
    assert result.code == 2 and "cannot make the folder 'no/out': no such file or directory" in result.err
    Path("file").write_text("")
    assert "cannot make the folder 'file'" in graded(PLAIN, "--format", "markdown", "-o", "file").err


def test_a_page_of_the_class_in_markdown() -> None:
    out = graded(PLAIN, "--format", "markdown").out
    assert out.startswith("# Homework 2\n\n3 students, mean ")
    assert "| padding counted once | layer.output | 1 |" in out and out.count("\n# Homework 2 (") == 3


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_page_of_the_class_in_a_file(form: str) -> None:
    name = {"markdown": "class.md", "html": "class.html"}[form]
    assert graded(PLAIN, "--format", form, "-o", name).out == ""
    assert Path(name).read_text() == graded(PLAIN, "--format", form).out


def test_a_page_of_the_class_in_html() -> None:
    out = graded(PLAIN.replace("Anna", "<i>김"), "--format", "html").out
    assert out.count("<details>") == 3 and "&lt;i&gt;김 <small>" in out and "<script" not in out
    assert '<tr><td>padding counted once</td><td>layer.output</td><td class="figure">1</td></tr>' in out


def test_a_name_of_several_lines_is_shown_on_one() -> None:
    assert (
        graded(PLAIN.replace("Anna", '"Anna\n Berg"'), "--format", "csv").out.splitlines()[1].startswith("Anna Berg,")
    )


def test_a_gradebook_in_a_file() -> None:
    assert graded(PLAIN, "--format", "csv", "-o", "grades.csv").out == ""
    assert len(Path("grades.csv").read_text().splitlines()) == 4


def test_a_page_of_one_who_checks_himself() -> None:
    result = convcalc("grade", "hw.yaml", "--format", "markdown")
    assert result.code == 1 and result.out.startswith("# Homework 2 (hw.yaml)\n\n**2 of 5 points**")


# Many


@pytest.mark.slow
def test_a_hundred_students_with_ten_questions_take_under_ten_seconds() -> None:
    quiz = make(3, 10)
    Path("hw.yaml").write_text(render("quiz", "yaml", quiz))
    lines = ["name," + ",".join(f"q{k + 1}" for k in range(10))]
    for k in range(100):
        wrong = ["x".join(str(int(size) + k + 1) for size in item.text.split("x")) for item in quiz.items]
        lines.append(f"Student {k}," + ",".join(wrong))
    with timed() as took:
        result = graded("\n".join(lines), "--format", "json")
    assert within(10, took())
    assert result.code == 0 and len(json.loads(result.out)["students"]) == 100


def test_two_files_are_not_judged_by_one_table() -> None:
    Path("a.csv").write_text(PLAIN)
    assert convcalc("grade", "hw.yaml", "hw.yaml", "--answers", "a.csv").code == 2
