"""Values as people write them."""

import doctest
from fractions import Fraction

import pytest

from convcalc.analysis.amounts import BYTES, read, read_bound
from convcalc.model.geometry import Volume
from convcalc.model.layers.fields import FieldError
from tests.support.truths import truth

RIGHT = [
    ("32x32x10", (32, 32, 10)),
    ("32 x 32 x 10", (32, 32, 10)),
    ("32X32X10", (32, 32, 10)),
    ("32×32×10", (32, 32, 10)),
    ("32*32*10", (32, 32, 10)),
    ("32 by 32 by 10", (32, 32, 10)),
    ("(32, 32, 10)", (32, 32, 10)),
    ("[32,32,10]", (32, 32, 10)),
    ("32, 32, 10", (32, 32, 10)),
    ([32, 32, 10], (32, 32, 10)),
    ("7x5", (7, 5)),
    ("(32, 32, 10,)", (32, 32, 10)),
    ("(4096,)", 4096),
    ([3, 0], (3, 0)),
    (0, 0),
    ([4096], 4096),
    ("760", 760),
    (760, 760),
    (760.0, 760),
    ("  760 ", 760),
    ("760 parameters", 760),
    ("7,600", 7600),
    ("7 600", 7600),
    ("7_600", 7600),
    ("138,357,544", 138357544),
    ("34.9K", 34900),
    ("34.9k", 34900),
    ("34.9 thousand", 34900),
    ("138M", 138_000_000),
    ("138 million", 138_000_000),
    ("138M params", 138_000_000),
    ("138 mio", 138_000_000),
    ("138 Mio", 138_000_000),
    ("1.5G", 1_500_000_000),
    ("1.5 bn", 1_500_000_000),
    ("1.5 billion", 1_500_000_000),
    ("0.39B", 390_000_000),
    ("12B params", 12 * 10**9),
    ("569M mult-adds", 569_000_000),
    ("1.5 billion multiply-adds", 1_500_000_000),
    ("15.5 GMACs", 15_500_000_000),
    ("1.5T", 1_500_000_000_000),
    ("1.5 trillion MACs", 1_500_000_000_000),
    ("2p", 2 * 10**15),
    ("1.38e8", 138_000_000),
    ("93MB", 93_000_000),
    ("93 MB", 93_000_000),
    ("93mb", 93_000_000),
    ("93MiB", 93 * 2**20),
    ("93 MiB", 93 * 2**20),
    ("1.5 GiB", 3 * 2**29),
    ("12 bytes", 12),
    ("3/4", Fraction(3, 4)),
    ("53.25", Fraction(213, 4)),
    (53.25, Fraction(213, 4)),
    ("212 pixels", 212),
    *((f"212 {word}", 212) for word in ("px", "values", "numbers", "MAC", "FLOPs", "buffers")),
    *((whole, None) for whole in ("all", "whole", "whole input", "the whole input")),
]


@pytest.mark.parametrize(("text", "value"), RIGHT)
def test_every_form_is_read(text, value):
    assert read(text).value == truth(value)


HALVES = [
    ("138M", 500_000), ("34.9K", 50), ("34.94K", 5), ("93MiB", 2**19), ("53.25", Fraction(1, 200)),
    ("1.38e8", 500_000), ("760", 0), ("7,600", 0), ("3/4", 0), ("12 bytes", 0), ("0M", 0), ("32x32x10", 0),
    ("5e3", 500),
]  # fmt: skip


@pytest.mark.parametrize(("text", "half"), HALVES)
def test_rounded_forms_are_right_to_half_a_unit_of_their_last_digit(text, half):
    assert read(text).half == half


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [("138M", 137_500_000, 138_500_000), ("34.9K", 34_850, 34_950), ("1.5G", 1_450_000_000, 1_550_000_000)],
)
def test_the_ends_of_a_rounded_form(text, least, most):
    answer = read(text)
    assert [answer.matches(right) for right in (least - 1, least, most, most + 1)] == [False, True, True, False]


def test_bytes_match_bytes_only():
    assert read("93MB").matches(93_499_999, in_bytes=True)
    assert not read("93MB").matches(93_000_000)
    assert not read("93MB").matches(93 * 2**20, in_bytes=True)
    assert read("93MiB").matches(93 * 2**20, in_bytes=True)
    assert read("60,950,432").matches(60_950_432, in_bytes=True)


def test_volumes():
    volume = Volume((32, 32), 10)
    assert read("32x32x10").matches(volume)
    assert not read("32x32").matches(volume)
    assert not read("10x32x32").matches(volume)
    assert not read("10240").matches(volume)
    assert read("4096").matches(Volume((), 4096))
    assert not read("4K").matches(Volume((7, 7), 512))


def test_fields_of_several_axes():
    assert read("7").matches(truth((7, 7)))
    assert read("7x7").matches(truth((7, 7)))
    assert not read("7").matches(truth((7, 1)))
    assert not read("7").matches(truth(None))
    assert read("all").matches(truth(None))
    assert not read("all").matches(truth((7, 7)))
    assert not read("7").matches(truth(()))


def test_a_product_stands_for_its_number():
    assert read("5*5*3").matches(75)
    assert read("5x5x3").number == 75


WRONG = [
    "", "abc", "7,6", "7,60", "1,2345", "12,34,567", "55%", "3/0", "3/4/5", "32x", "x32", "32x32x1.5", "-4",
    "760 kg", "1" * 120, True, None, -1, {"a": 1}, [], [1, "a"], [True], "32 32 10", "7 60",
    "()", "[]", "(", "3/x", "x/4", "(7, a)",
]  # fmt: skip


@pytest.mark.parametrize("text", WRONG, ids=repr)
def test_everything_else_says_the_forms(text):
    with pytest.raises(FieldError) as error:
        read(text)
    assert error.value.message and error.value.help


def test_every_unit_of_bytes():
    assert BYTES == {
        "b": 1, "byte": 1, "bytes": 1,
        "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12, "pb": 10**15,
        "kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40, "pib": 2**50,
    }  # fmt: skip


@pytest.mark.parametrize(("text", "scale"), [("34.9K", 1000), ("93MiB", 2**20), ("760", 1), ("3/4", 1), ("7x5", 1)])
def test_what_a_suffix_multiplies_by(text, scale):
    assert read(text).scale == scale


def test_the_longest_answer():
    text = "10x" + "x".join("1" * 49)
    assert len(text) == 100 and read(text).number == 10
    with pytest.raises(FieldError, match="too long"):
        read(text + "0")


@pytest.mark.parametrize(("text", "help"), [("55%", "as 3/4"), ("760 kg", "KiB, MiB, GiB")])
def test_a_wrong_suffix_says_what_there_is(text, help):
    with pytest.raises(FieldError) as error:
        read(text)
    assert help in error.value.help


@pytest.mark.parametrize(
    ("bound", "right", "allowed"),
    [
        ({"max": "5M"}, 5_000_000, True),
        ({"max": "5M"}, 5_000_001, False),
        ({"min": 212}, (212, 212), True),
        ({"min": 212}, (212, 1), False),
        ({"min": 212, "max": 427}, 427, True),
        ({"min": 212, "max": 427}, 428, False),
        ({"min": 212}, None, True),
        ({"max": 212}, None, False),
        ({"max": "all"}, None, True),
        ({"max": "all"}, 5, True),
        ({"min": "all"}, 5, False),
        ({"min": "7x7"}, (7, 8), True),
        ({"min": "7x7"}, (7, 8, 9), False),
        ({"max": "1MiB"}, 2**20, False),
    ],
)
def test_bounds(bound, right, allowed):
    assert read_bound(bound).allows(truth(right)) is allowed


def test_a_bound_in_bytes():
    assert read_bound({"max": "1MiB"}).allows(2**20, in_bytes=True)
    assert not read_bound({"max": "1MB"}).allows(2**20, in_bytes=True)


@pytest.mark.parametrize("bound", [{}, {"mx": 5}, {"max": "many"}, {"max": None}])
def test_a_bad_bound(bound):
    with pytest.raises(FieldError):
        read_bound(bound)


def test_the_examples_in_its_code():
    from convcalc.analysis import amounts
    from convcalc.analysis import truth as truths

    assert doctest.testmod(amounts).failed == doctest.testmod(truths).failed == 0
