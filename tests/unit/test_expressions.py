"""The arithmetic of specs: what it computes, and what it refuses."""

import ast
import math
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.language import expressions
from convcalc.language.arithmetic import ExpressionError
from convcalc.language.expressions import compile_expression, compile_tree, parse_expression
from convcalc.language.shorthand import is_word_by_word
from convcalc.language.values import Bindings, in_turn
from convcalc.model.geometry import Volume
from convcalc.model.geometry.volume import LARGEST


def value(text, x=None, **env):
    return compile_expression(text).value(env, x)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("4 * width", 256),
        ("stride if i == 0 else 1", 2),
        ("width // 3", 21),
        ("width / 2", 32),
        ("width / 3", 64 / 3),
        ("-7 // 2", -4),
        ("-7 % 3", 2),
        ("2 ** 10", 1024),
        ("min(3, width, 5)", 3),
        ("max(rows[1])", 4),
        ("ceil(7 / 2) + floor(7 / 2)", 7),
        ("round(2.5)", 2),
        ("rows[0][1]", 2),
        ("rows[-1][0]", 3),
        ("len(rows) + sum(rows[0])", 5),
        ("not true or 1 < 2 < 3", True),
        ("1 in [1, 2] and 3 not in [1, 2]", True),
        ("'a' == 'a'", True),
        ("x.channels * x.height * x.width", 3 * 8 * 9),
        ("divisible(32 * 1.1, 8)", 32),
        ("divisible(3, 8)", 8),
        ("divisible(16 * 0.7, 8)", 16),
        ("[width, 2 * width]", [64, 128]),
    ],
)
def test_values(text, result):
    env = {"width": 64, "stride": 2, "i": 0, "rows": [[1, 2], [3, 4]], "x": Volume((8, 9), 3)}
    assert value(text, **env) == result


@pytest.mark.parametrize("text", ["1.5e-122", "2e-3*a", "2E-4*a", "3e+2 - a", "a*1e-5 + 10", "e-1", "e-12*a"])
def test_an_exponent_is_part_of_its_number(text):
    for digit in "1234":  # expressions that differ in a number have the rest in common
        each = text.replace("3", digit).replace("2", digit)
        assert compile_expression(each).value({"a": 7, "e": 5}) == eval(each, {"a": 7, "e": 5})


def test_a_division_that_comes_out_stays_an_integer():
    assert type(value("6 / 3")) is int
    assert isinstance(value("7 / 2"), float)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')", "open('f')", "x.__class__", "width.real", "lambda: 1", "[k for k in rows]",
        "f'{width}'", "1 if", "width width", "'a' * 9", "[1] * 9", "1 / 0", "1 % 0", "9 ** 9 ** 9", "2 ** 65",
        "10 ** 18 * 10", "rows[2]", "rows['a']", "rows[true]", "width[0]", "1 < 'a'", "missing", "~1", "1 << 3",
        "width is 1", "(-8) ** 0.5", "max()", "max(1)", "min(rows[5:])", "()" * 300, "(" * 400, "1" * 600,
        "1e999", "1j", "None", "...", "\0", "min(key=3)", "true + 1", "*rows", "width := 3",
    ],
)  # fmt: skip
def test_refusals_are_one_kind_of_error(text):
    with pytest.raises(ExpressionError):
        value(text, Volume((8, 9), 3), width=64, rows=[[1, 2], [3, 4]]) + 0


def test_an_unknown_name_is_told_with_the_nearest():
    with pytest.raises(ExpressionError, match="unknown name 'widht'") as error:
        value("widht + 1", width=3)
    assert error.value.help == "did you mean 'width'?"


def test_a_part_that_the_volume_lacks_is_told():
    with pytest.raises(ExpressionError, match="volume 4096 has no height"):
        value("x.height", x=Volume((), 4096))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("1e17 + 1", 10**17 + 1),
        ("9007199254740993.0", 2**53 + 1),
        ("9007199254740993.0 - n", 0),
        ("1_000e15", 10**18),
        ("sum([1e17, 1, 1])", 10**17 + 2),
        ("1e17 // 3", 10**17 // 3),
        ("1e17 % 7", 10**17 % 7),
        ("divisible(1e17 + 3, 8)", 10**17),
        ("max(1e17, 1e17 + 1)", 10**17 + 1),
        ("1e17 == 1e17 + 1", False),
        ("1e17 > 0.5", True),
        ("1e17 / 1e16", 10),
        ("-1e17 - 1", -(10**17) - 1),
    ],
)
def test_large_numbers_keep_their_digits(text, result):
    found = value(text, n=2**53 + 1)
    assert (found, type(found)) == (result, type(result))


@pytest.mark.parametrize(
    "text",
    [
        "1e17 / 3",
        "1e17 * 0.5",
        "1e17 + 0.5",
        "n * 0.5",
        "4e15 * 2.5",
        "sum([1e17, 0.5])",
        "1e17 ** 0.5",
        "0.5 * 2 ** 59",
    ],
)
def test_what_would_lose_digits_is_refused(text):
    with pytest.raises(ExpressionError, match="loses digits"):
        value(text, n=2**53 + 1)


def test_a_number_with_more_digits_than_are_kept_is_refused():
    with pytest.raises(ExpressionError, match=r"'1.00000000000000001' has more digits than a number keeps"):
        value("2 * 1.00000000000000001")


@pytest.mark.parametrize("by", [1, 2, 3, 7, 8, 10, 16])
def test_divisible_does_not_depend_on_how_a_number_is_written(by):
    assert all(
        value("divisible(n, by)", n=n, by=by) == value("divisible(n, by)", n=float(n), by=by) for n in range(3000)
    )


NUMBERS = st.integers(-50, 50)


@given(NUMBERS, NUMBERS, NUMBERS, st.sampled_from(["+", "-", "*", "//", "%"]), st.sampled_from(["+", "-", "*"]))
def test_integers_compute_as_in_python(a, b, c, one, two):
    if b == 0 and one in ("//", "%"):
        b = 1
    text = f"(a {one} b) {two} c"
    assert value(text, a=a, b=b, c=c) == eval(text, {"a": a, "b": b, "c": c})


@given(st.text(max_size=40))
def test_any_text_gives_a_value_or_an_expression_error(text):
    try:
        result = value(text, Volume((3,), 2), a=1)
    except ExpressionError:
        return
    assert not isinstance(result, (int, float)) or math.isnan(result) or abs(result) <= LARGEST


WORDS = st.sampled_from([
    "n", "n+1", "3x3", "p1", "64", "(k", "k)", "[1,", "2]", "-1", "+s", "*", "if", "else", "not", "in", "lambda", "x:",
    "for", "yield", "'a", "1if", "b'", '"c', "#", "d_", "x.width", "f(", ",", "await",
])  # fmt: skip


@given(st.lists(WORDS, min_size=2, max_size=6))
def test_words_are_read_one_by_one_where_they_are_no_expression_together(words):
    text = " ".join(words)
    assert is_word_by_word(text, words) == (parse_expression(text) is None)


def test_a_name_that_a_call_does_not_have_is_told_with_those_of_its_spec():
    around = in_turn(Bindings({"width": 4}, {"depth": 2}), 1)
    assert compile_expression("width * depth + i").value(around) == 9
    with pytest.raises(ExpressionError) as caught:
        compile_expression("wdth").value(around)
    assert "width" in caught.value.help and "width" in around and "wdth" not in around


def alone(text):
    """The value of a text that is compiled for itself, or what is wrong with it."""
    return told(lambda: compile_tree(text, ast.parse(text.strip(), mode="eval").body, text.strip()))


def told(compiled):
    try:
        expression = compiled()
        return expression.names, expression.text, expression.value({"a": [3, 1, 2], "b": 5}, Volume((3,), 2))
    except ExpressionError as error:
        return error.message, error.help


PARTS = st.sampled_from([
    "a[", "]", "b", "x.channels", "0", "1", "2", "12", "007", "00", "1.5", "1e2", "1_0", "0x1", "9" * 17, "9" * 18,
    "1if",
    "+", "-", "*", "/", "//", "%", "**", "<", "==", " if ", " else ", " not ", " and ", "(", ")", "min(", ",", "'1'",
    "1 .real", "~", "[", "^", "é", "x1", " ", "3j",
])  # fmt: skip


@given(st.lists(PARTS, min_size=1, max_size=8).map("".join))
def test_expressions_that_differ_in_numbers_are_what_they_are_alone(text):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = alone(text)
    except (SyntaxError, ValueError):
        return
    assert told(lambda: compile_expression(text)) == expected


@pytest.mark.parametrize("text", ["b*{}", "min({}, b) + {}", "{} if b > {} else 1.5", "a[{}]", "-{} - x.channels"])
def test_expressions_that_differ_in_numbers_are_parsed_once(text, monkeypatch):
    parsed = []
    parse = expressions._parse
    monkeypatch.setattr(expressions, "_parse", lambda text: parsed.append(text) or parse(text))
    texts = [text.format(*[number] * 2) for number in range(1000, 1040)]
    assert [told(lambda text=text: compile_expression(text)) for text in texts] == [alone(text) for text in texts]
    assert len(parsed) <= 1
