"""Reading YAML: YAML 1.2's scalars, and a position for every value."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.document.problems import SpecError
from convcalc.document.scalars import read_number
from convcalc.document.source import parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"),
        ("no", "no"),
        ("off", "off"),
        ("yes", "yes"),
        ("012", 12),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("-3", -3),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("'12'", "12"),
        ('"true"', "true"),
        ("12:30", "12:30"),
        ("2001-01-01", "2001-01-01"),
        ("32x32x3", "32x32x3"),
        ("=", "="),
    ],
)
def test_scalars_follow_yaml_1_2(text, value):
    read = parse("t", f"key: {text}").data["key"]
    assert (read, type(read)) == (value, type(value))


def test_a_key_is_always_text():
    assert parse("t", "{1: a, on: b, null: c}").data == {"1": "a", "on": "b", "null": "c"}


TEXT = """\
name: tiny
layers:
  - conv: {filters: 10, kernel: "5x5"}
    name: c1
  - relu
blocks:
  two(a):
    - add: {left: [relu], right: []}
"""


@pytest.mark.parametrize(
    ("route", "key", "position"),
    [
        ((), False, (1, 1)),
        (("name",), False, (1, 7)),
        (("name",), True, (1, 1)),
        (("layers", 0), False, (3, 5)),
        (("layers", 0, "conv", "filters"), False, (3, 21)),
        (("layers", 0, "conv", "kernel"), True, (3, 25)),
        (("layers", 0, "conv", "kernel"), False, (3, 33)),
        (("layers", 1), False, (5, 5)),
        (("blocks", "two(a)", 0, "add", "left", 0), False, (8, 20)),
        (("layers", 1, "relu"), False, (5, 5)),
        (("layers", 7), False, (3, 3)),
    ],
)
def test_every_value_has_a_position(route, key, position):
    assert parse("t", TEXT).locate(route, key)[:2] == position


def test_a_position_spans_the_word():
    source = parse("t", TEXT)
    assert source.locate(("layers", 0, "conv", "kernel")).length == len('"5x5"')
    assert source.locate(("name",)).length == len("tiny")
    assert source.locate(("layers", 0, "conv", "filters")).length == 2


def test_a_repeated_key_shows_both_places():
    with pytest.raises(SpecError) as error:
        parse("t", "a: 1\nb: 2\na: [3]\n")
    (problem,) = error.value.problems
    note = problem.notes[0]
    places = [place.source.locate(place.route, place.key)[:2] for place in (problem.place, note.place)]
    assert places == [(3, 1), (1, 1)]


def test_aliases_are_shared_and_not_copied():
    data = parse("t", "a: &x [1, 2]\nb: [*x, *x]\n").data
    assert data["b"][0] is data["a"]
    assert data["b"][1] is data["a"]


def test_an_alias_bomb_stays_small():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 10)}]" for k in range(1, 30)]
    assert len(parse("t", "\n".join(lines)).data) == 30


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9007199254740993.0", 2**53 + 1),
        ("-9007199254740993.0", -(2**53) - 1),
        ("1e17", 10**17),
        ("100000000000000000000e-3", 10**17),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e400", float("inf")),
        ("1.00000000000000001", "1.00000000000000001"),
        ("9007199254740991.4", "9007199254740991.4"),
        ("1e-400", "1e-400"),
        ("0x3", "0x3"),
        ("1_000", "1_000"),
        (".", "."),
        ("1e", "1e"),
        ("e5", "e5"),
        ("٣", "٣"),
    ],
)
def test_numbers_keep_their_digits_or_are_words(text, value):
    found = parse("t.yaml", f"a: {text}").data["a"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.slow
@given(st.from_regex(r"[-+]?([0-9]{1,20}\.?[0-9]{0,20}|\.[0-9]{1,20})([eE][-+]?[0-9]{1,2})?", fullmatch=True))
def test_a_number_is_whole_only_where_the_text_is(text):
    value, exact = read_number(text), Fraction(text)
    if value is not None and abs(exact) < 10**30:
        assert (int(value) if isinstance(value, int) or value.is_integer() else None) == (
            exact if exact.denominator == 1 else None
        )
        assert float(value) == float(exact)
    else:
        assert value is None or abs(value) >= 10**30
