"""Text for a terminal: wide characters stand below each other, and lines stay lines."""

import ast
import inspect
import subprocess
import sys
from unicodedata import normalize

import pytest

from convcalc.document.wording import many
from convcalc.model.geometry import ChannelsFirst, Volume
from convcalc.render import markup, numbers, text
from convcalc.render.text import aligned, colored, columns, cut, left, page, right, split, style, unstyled, wrapped


def functions(module):
    tree = ast.parse(inspect.getsource(module))
    return {each.name for each in tree.body if isinstance(each, ast.FunctionDef) and not each.name.startswith("_")}


def test_the_rooms_stay_small():
    """Neither is a drawer: who adds to them adds to this list, and says why there is no better home."""
    assert functions(text) == {
        "style", "colored", "unstyled", "page", "columns", "left", "right", "cut", "aligned", "narrow", "wrapped",
        "split",  # what `show` writes at once
        "pieces",  # as `colored`, for who draws: the marks of styles are known here alone
    }  # fmt: skip
    assert functions(markup) == {
        "markdown", "markdown_code", "markdown_row", "markdown_heading", "latex", "latex_row", "latex_comment", "html",
        "xml", "script", "csv_text", "dot", "mermaid", "github", "gift",
        "csv_columns",  # as `csv_text`, for tables whose columns can be looked at as one
        "script_parts",  # as `script`, for what may be a million values
    }  # fmt: skip


@pytest.mark.parametrize(
    ("word", "width"),
    [
        ("conv1", 5),
        ("합성곱", 6),
        (normalize("NFD", "합성곱"), 6),
        ("größe", 5),
        (normalize("NFD", "größe"), 5),
        ("卷积1", 5),
        ("畳み込み", 8),
        ("لایه\u200cها", 6),
        ("🙂", 2),
        ("ﾌｨﾙﾀ", 4),
        (style("卷积1", "bold", "red"), 5),
    ],
)
def test_columns_are_those_of_a_terminal(word, width):
    assert columns(word) == width
    assert columns(left(word, 9)) == columns(right(word, 9)) == 9
    assert left(word, 9).startswith(word) and right(word, 9).endswith(word)


@pytest.mark.parametrize("word", ["conv" * 5, "合" * 10, "a合" * 7, "é" * 20])
def test_what_is_cut_takes_no_more_room(word):
    assert cut(word, 40) == word
    for width in range(4, columns(word)):
        mark = "..." if width >= 8 else "~"
        assert cut(word, width).endswith(mark) and width - 1 <= columns(cut(word, width)) <= width


def test_rows_stand_below_each_other():
    rows = [("层", "9"), ("卷积1", "1,200"), ("relu", "")]
    assert aligned(rows) == ["层         9", "卷积1  1,200", "relu"]
    assert aligned(rows, words=2) == ["层     9", "卷积1  1,200", "relu"]


def test_volumes_are_written_as_each_is():
    volumes = [Volume((8, 8), 3), Volume((8, 8), 12), Volume((), 7), Volume((5,), 1), ChannelsFirst((8, 8), 3)]
    assert numbers.volumes(volumes) == list(map(str, volumes)) == ["8x8x3", "8x8x12", "7", "5x1", "3x8x8"]


def test_ascii_needs_no_table_of_characters():
    script = "import sys; from convcalc.render.text import *; columns('conv'); page(['conv']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert not {"unicodedata", "rich", "textwrap"} & set(done.stdout.split())


@pytest.mark.parametrize("width", [1, 10, 20, 60, None])
def test_a_text_is_broken_at_its_spaces(width):
    words = "the first rule of wrapping: 畳み込み and some-hyphened-words stay"
    lines = wrapped(words, width, "> ", "  ")
    assert lines[0][:2] == "> " and all(line[:2] == "  " for line in lines[1:])
    assert " ".join(line[2:] for line in lines) == words
    assert all(columns(line) <= (width or 10**9) or " " not in line[2:] for line in lines)


def test_words_that_are_given_stay_whole():
    assert wrapped(["params 1 -> 2,", "field 3 -> 4"], 20) == ["params 1 -> 2,", "field 3 -> 4"]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("conv1  3x3", "conv1  3x3"),
        ("a\x1b[31mb", "a�[31mb"),
        ("a\nb\rc\x85d\u2028e\x0bf", "a�b�c�d�e�f"),
        ("\u202eabc\u2066\u200fd\ufeff", "�abc��d�"),
        ("l\u200cm\u200dn", "l\u200cm\u200dn"),
        ("a\tb\u00a0c\u3000d", "a b c d"),
        ("\udc80", "�"),
        ("::stop-commands::x", "\\::stop-commands::x"),
        ("  ::stop-commands::x", "  \\::stop-commands::x"),
        ("a::b", "a::b"),
        ("x ##[add-mask]y", "x ##�[add-mask]y"),
    ],
)
def test_a_line_stays_a_line(line, shown):
    assert page([line, line]) == f"{shown}\n{shown}"
    assert unstyled(page([style(line, "bold")])).lstrip("\\") == shown.lstrip("\\")


def test_styles_are_shown_and_left_out():
    assert colored(page([style("a\x1b[2Jb", "red", "bold") + "c"])) == "\x1b[31m\x1b[1ma�[2Jb\x1b[0mc"
    assert unstyled(style("a", "dim")) == "a"
    assert page([style("::debug::x", "cyan")]).index("\\") < page([style("::debug::x", "cyan")]).index("::")


def test_counts_in_words():
    assert [many(count, "layer") for count in (0, 1, 1200)] == ["0 layers", "1 layer", "1,200 layers"]


@pytest.mark.parametrize("line", ["", "x", "a line", "y" * 150_000])
def test_a_long_text_is_shown_in_parts_of_whole_lines(line):
    whole = "\n".join([line] * 30_000 if len(line) < 9 else [line, "end", line, ""])
    parts = list(split(whole))
    assert "\n".join(parts) == whole
    assert all(len(part) <= text.MOST_SHOWN + len(line) for part in parts)
    assert len(parts) > 1 or len(whole) < text.MOST_SHOWN
