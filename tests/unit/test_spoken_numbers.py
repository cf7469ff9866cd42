"""Numbers in words: what is one, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.language.spoken.numbers import NUMERALS, SCALES, in_words, number_at


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("zero", 0),
        ("Two", 2),
        ("thirty-two", 32),
        ("sixty four", 64),
        ("a single", 1),
        ("a pair", 2),
        ("two dozen", 24),
        ("a hundred", 100),
        ("twelve hundred", 1200),
        ("a hundred and twenty-eight", 128),
        ("two hundred fifty six", 256),
        ("three thousand and five", 3005),
        ("one million, two hundred thousand", 1_200_000),
        ("one million five hundred thirty six thousand", 1_536_000),
    ],
)
def test_a_number(text: str, number: int) -> None:
    assert in_words(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "a", "and", "hundred", "ten filters", "five five", "two twenty", "twenty twenty", "two and three", "12",
     "one hundred and", "five thousand thousand", "one thousand two thousand", "ten two"],
)  # fmt: skip
def test_no_number(text: str) -> None:
    assert in_words(text) is None


def test_where_it_ends() -> None:
    assert number_at(["ten", "five", "by"], 0) == (10, 1)
    assert number_at(["a", "hundred", "and", "filters"], 0) == (100, 2)
    assert number_at(["an", "image"], 0) is None
    assert number_at([], 0) is None


@given(st.lists(st.sampled_from([*NUMERALS, *SCALES, "a", "and", "single"]), max_size=8))
def test_any_words(words: list[str]) -> None:
    found = number_at(words, 0)
    assert found is None or 0 < found[1] <= len(words)
