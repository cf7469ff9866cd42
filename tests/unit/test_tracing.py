"""Numbers that remember their formulas: what they come to, and how the formulas read."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.explain.formula import Writer, numbers, quotient_value, symbols
from convcalc.explain.terms import value
from convcalc.explain.tracing import Traced, named, term_of
from convcalc.render.explanation.latex import LatexWriter
from tests.support.sums import names_of, worked_out

N, K, S, P, C = named("n", 32), named("k", 5), named("s", 2), named("p", 2), named("c", 3)

READS = [
    (N + P + P - K, "n + 2*p - k", "32 + 2*2 - 5"),
    ((N + P + P - K) // named("s", 1) + 1, "(n + 2*p - k) / s + 1", "(32 + 2*2 - 5) / 1 + 1"),
    ((N - K) // S + 1, "floor((n - k) / s) + 1", "floor((32 - 5) / 2) + 1"),
    (-(-(N - K) // S), "ceil((n - k) / s)", "ceil((32 - 5) / 2)"),
    (math.prod((4 * C, K, K)) + 4, "4*c*k*k + 4", "4*3*5*5 + 4"),
    (math.prod((N, C, K, K)) + N, "n * (c*k*k + 1)", "32 * (3*5*5 + 1)"),
    (C + C, "2*c", "2*3"),
    (1 * (K - 1) + 1, "k", "5"),
    (S * (K - 1) + 1, "s * (k - 1) + 1", "2 * (5 - 1) + 1"),
    (N - (S * (K - 1) + 1), "n - s * (k - 1) - 1", "32 - 2 * (5 - 1) - 1"),
    (N // S * K, "n / s * k", "32 / 2 * 5"),
    (K * (N // S), "k * (n / s)", "5 * (32 / 2)"),
    (N // (S * P), "n / (s*p)", "32 / (2*2)"),
    (N * S**2, "n * s^2", "32 * 2^2"),
    (-N + K, "-n + k", "-32 + 5"),
    (7 - N, "-n + 7", "-32 + 7"),
    (N * K * C, "n * k * c", "32 * 5 * 3"),
    (N - N, "0", "0"),
    (0 * N, "0", "0"),
    (64 // S, "64 / s", "64 / 2"),
    (sum((N, K, N)), "2*n + k", "2*32 + 5"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "formula", "values"), READS)
def test_how_formulas_read(number, formula, values):
    assert (symbols(term_of(number)), numbers(term_of(number))) == (formula, values)


def test_latex():
    write = LatexWriter().write
    assert (
        write(((N + P + P - K) // named("s", 4) + 1).term)
        == r"\left\lfloor \frac{n + 2 \cdot p - k}{s} \right\rfloor + 1"
    )
    assert write((-(-N // K) * C).term) == r"\left\lceil \frac{n}{k} \right\rceil \cdot c"
    assert write((S * (K - 1)).term) == r"s \cdot \left(k - 1\right)"
    assert write((N // S * C**2).term) == r"\frac{n}{s} \cdot c^{2}"
    assert write(named("kernel_height", 3).term) == r"\text{kernel}_{\text{height}}"
    assert LatexWriter(values=True).write(((N - K) // S).term) == r"\left\lfloor \frac{32 - 5}{2} \right\rfloor"


@pytest.mark.parametrize(
    ("above", "below", "text"),
    [(213, 4, "53.25"), (4, 3, "1.33..."), (27, 1, "27"), (1, 16, "0.0625"), (1, 32, "0.03..."), (110, 2, "55")],
)
def test_quotients(above, below, text):
    assert quotient_value(above, below) == text


# Any arithmetic

LEAVES = st.one_of(st.integers(0, 9), st.tuples(st.sampled_from("abcd"), st.integers(1, 9)))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.tuples(st.sampled_from(["+", "-", "*", "//", "neg", "ceil", "max"]), inner, inner),
    max_leaves=9,
)


def run(tree, values):
    """A tree of operations on plain numbers, and on traced ones."""
    if isinstance(tree, int):
        return tree, tree
    if len(tree) == 2:
        number = values.setdefault(tree[0], tree[1])
        return number, named(tree[0], number)
    (left, left_traced), (right, right_traced) = run(tree[1], values), run(tree[2], values)
    if tree[0] == "neg":
        return -left, -left_traced
    if tree[0] == "max":
        return max(left, right), max(left_traced, right_traced)
    if tree[0] in ("//", "ceil"):
        if right <= 0:
            return left, left_traced
        if tree[0] == "ceil":
            return -(-left // right), -(-left_traced // right_traced)
        return left // right, left_traced // right_traced
    operate = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b}[tree[0]]
    return operate(left, right), operate(left_traced, right_traced)


@given(TREES)
def test_formulas_come_to_what_was_computed(tree):
    plain, traced = run(tree, {})
    assert plain == traced == value(term_of(traced))


@pytest.mark.slow
@given(TREES)
def test_texts_come_to_what_was_computed(tree):
    plain, traced = run(tree, {})
    term = term_of(traced)
    assert worked_out(numbers(term)) == plain
    assert worked_out(symbols(term), names_of(term)) == plain


@given(TREES)
def test_latex_is_balanced(tree):
    text = LatexWriter().write(term_of(run(tree, {})[1]))
    assert text.count("{") == text.count("}") and text.count(r"\left") == text.count(r"\right")


def test_traced_numbers_are_numbers():
    assert isinstance(N, int) and N == 32 and hash(N) == hash(32) and f"{N}" == "32" and range(N)[3] == 3
    assert isinstance(N + 1, Traced) and isinstance(math.prod((N, 2)), Traced) and isinstance(sum([N, 2]), Traced)
    assert Writer().write(term_of(7)) == "7"
