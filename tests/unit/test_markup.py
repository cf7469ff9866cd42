"""The escape of each medium: text of others stays text."""

import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest

from convcalc.render import markup
from convcalc.render.as_json import json_text
from convcalc.render.markup import Marked

HOSTILE = "a\x1b[31m\u202eb\nc<!--|`*_[x](y)\\&amp;$z$ @you https://x.org www.x.org ~~q~~ \"'"


@pytest.mark.parametrize("write", [markup.markdown, markup.markdown_code, markup.latex, markup.html, markup.gift])
def test_no_medium_lets_control_characters_through(write):
    assert write(HOSTILE).isprintable()
    assert markup.dot(HOSTILE).isprintable() and markup.mermaid(HOSTILE).isprintable()


def test_markdown_has_no_markup_no_links_and_calls_nobody():
    text = markup.markdown(HOSTILE)
    for active in ("<!--", "[x](", "@you", "://", "www."):
        assert not re.search(r"(?<!\\)" + re.escape(active), text), active
    assert markup.markdown_row(["a|b", Marked("**c**")]) == r"| a\|b | **c** |"
    assert markup.markdown_heading(2, "<!-- x") == r"## \<!-- x"
    assert markup.markdown_code("a`b|c") == r"`` a`b\|c ``"
    assert markup.markdown_code("") == ""
    assert markup.markdown("  conv_2") == "&nbsp;&nbsp;conv_2"
    assert markup.markdown("_a_ __b_c__ d_") == r"\_a\_ \_\_b_c\_\_ d\_"
    assert markup.markdown("net #12, C# 1, @x") == "net #&#8203;12, C# 1, @&#8203;x"


@pytest.mark.parametrize("start", ["[2cm]", "*", "::stop-commands::"])
def test_a_row_of_latex_is_no_argument_of_the_one_before(start):
    assert markup.latex_row([f"{start}x", "1"]).startswith("{}")
    assert markup.latex_comment("a\n\\input{x}") == "% a�\\input{x}"


def test_csv_is_not_calculated():
    rows = [["name", "n"], ["=1+1", -3], ["+x", 2.5], ["-1x", 0], ["@x", 1], [" =x", 1], ["-12", "+3"], ["::x", "a\nb"]]
    found = list(csv.reader(io.StringIO(markup.csv_text(rows))))
    assert [row[0] for row in found] == ["name", "'=1+1", "'+x", "'-1x", "'@x", "' =x", "-12", "'::x"]
    assert markup.csv_text([["a;=1", "b ; @x;y;-2", ";c"]]) == "a;'=1,b ; '@x;y;'-2,;c"
    assert found[1][1] == "-3" and found[6][1] == "+3" and found[7][1] == "a�b"
    columns = [*zip(*rows, strict=True), [1] * 8, ["a,b"] * 8, [True, 1.0, 1, None, "", "1", "é", "##[x]"]]
    assert markup.csv_columns(columns) == markup.csv_text(zip(*columns, strict=True))


def test_json_is_ascii_and_no_command():
    text = json_text({"a": HOSTILE, "b": "##[add-mask]x", "c": "::debug::"})
    assert text.replace("\n", "").isprintable() and text.isascii()
    assert json.loads(text) == {"a": HOSTILE, "b": "##[add-mask]x", "c": "::debug::"}
    assert "##[" not in text and not re.search(r"(?m)^\s*::", text)
    azure = {"###vso[task.complete]": "##teamcity[x] ## [y]"}
    assert json.loads(json_text(azure)) == azure
    assert "##vso[" not in json_text(azure) and json_text(azure).count("##") == 2
    assert markup.html("###vso[x] ## [y]") == "###\ufffdvso[x] ## [y]"


def test_a_script_is_not_ended():
    text = markup.script([{"name": "</script><!--" + HOSTILE, "n": [1, ("x", None)]}])
    assert "<" not in text and text.isprintable() and "\\u001b" not in text and "\\u202e" not in text
    assert json.loads(text)[0]["n"] == [1, ["x", None]]
    assert markup.script(["卷积1", 3]) == '["卷积1",3]'


def test_xml_holds_what_it_is_given():
    element = ElementTree.Element("a", {"b": markup.xml(HOSTILE)})
    element.text = markup.xml("one\ntwo\x00")
    again = ElementTree.fromstring(ElementTree.tostring(element))
    assert again.text == "one\ntwo�" and again.attrib["b"].count("\n") == 1


def test_a_command_to_github_is_one_line_and_one_command():
    line = markup.github("error", {"file": "a,b:c%\n", "line": 3}, "x\n::stop-commands::y %0A")
    assert line == "::error file=a%2Cb%3Ac%25%0A,line=3::x%0A::stop-commands::y %250A"


def test_strings_of_drawings_stay_closed():
    assert markup.dot('a"]; b\\N', "&#8238;") == '"a\\"]; b\\\\N\\n&amp;#8238;"'
    assert markup.mermaid('a"]', "卷积1") == '"a#34;#93;<br>卷积1"'
