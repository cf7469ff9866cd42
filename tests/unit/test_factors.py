"""Upsampling by what is no whole number: kept exact, rounded as stated, and what its outputs see."""

import math
import pickle
from fractions import Fraction
from itertools import product

import pytest

from convcalc.document.scalars import Ratio
from convcalc.exchange.flatten import flatten
from convcalc.model.geometry import Span
from tests.support.graphs import analysed, network, one_layer, problems

ROUND = {"floor": math.floor, "ceil": math.ceil, "round": round}


@pytest.mark.slow
@pytest.mark.parametrize("rounding", ROUND)
@pytest.mark.parametrize("mode", ["nearest", "linear"])
def test_sizes_and_what_outputs_see(mode, rounding):
    """Output `o` looks at the place `o / factor`, or at the middle of its own part: the tent reaches 1 far."""
    for n, above, below in product(range(1, 9), range(1, 8), range(2, 6)):
        factor = Fraction(above, below)
        wanted = ROUND[rounding](n * factor)
        item = {"upsample": {"factor": f"{above}/{below}", "mode": mode, "round": rounding}}
        if not wanted:
            assert "nothing is left" in problems({"input": f"{n}x1", "layers": [item]})[0].message
            continue
        site = one_layer(f"{n}x1", item).nodes[-1].site
        assert site.output.size == (wanted,)
        span = site.layer.windows(site.inputs)[0].reach(Span(), n)
        for o in range(wanted):
            reads = [math.floor(o / factor)]
            if mode == "linear":
                centre = (o + Fraction(1, 2)) / factor - Fraction(1, 2)
                reads = [j for j in range(-3, 9 * n + 9) if abs(j - centre) < 1]
            assert span.sees(o) == (min(reads), max(reads)), (n, factor, o)


@pytest.mark.parametrize(
    ("factor", "volume"),
    [
        ("120/88", "120x68x3"), ("1.8", "158x90x3"), ("1/3", "29x16x3"), ("f", "120x68x3"), ("[f, 2]", "120x100x3"),
        ("0.5", "44x25x3"), ("2", "176x100x3"), ("2.0", "176x100x3"), ("1.1e0", "96x55x3"), ("[1.5, 0.1]", "132x5x3"),
        ("x.height * 3 / 35", "663x377x3"), ("0.3333333333", "29x16x3"),
    ],
)  # fmt: skip
def test_factors_are_exact(factor, volume):
    spec = f"input: 88x50x3\nvars: {{f: 120/88}}\nlayers:\n  - upsample: {{factor: {factor}}}\n".replace("[f,", '["f",')
    assert str(analysed(spec).rows[-1].node.site.output) == volume
    again = flatten(network(spec))
    assert str(analysed(again).rows[-1].node.site.output) == volume
    said = network(spec).nodes[-1].site.settings
    shown = analysed(f'input: 88x50x3\nlayers:\n  - upsample: "{said}"\n')
    assert str(shown.rows[-1].node.site.output) == volume


@pytest.mark.parametrize(
    ("factor", "message"),
    [
        ("2 * 1/7 * 3.0", "factor: 0.8571428571428571 has lost digits"),
        ("0", "factor: expected a factor above 0, not 0"),
        ("-1/3", "factor: expected a factor above 0, not -1/3"),
        ("0.001", "upsample: nothing is left of volume 88x50x3"),
        ("wide", "unknown name 'wide'"),
        ("true", "factor: expected a whole number, not true"),
    ],
)
def test_factors_that_are_none(factor, message):
    assert [each.message for each in problems(f"input: 88x50x3\nlayers:\n  - upsample: {{factor: {factor}}}\n")] == [
        message
    ]


def test_a_ratio_is_a_number_that_keeps_its_terms():
    third = pickle.loads(pickle.dumps(Ratio(2, 6)))
    assert (third.above, third.below, third == 1 / 3, str(third), str(Ratio(9, 5))) == (1, 3, True, "1/3", "1.8")


@pytest.mark.parametrize("factor", [0, -2, -0.5, "-1/2"])
def test_a_factor_of_nothing_is_told_as_such(factor):
    (found,) = problems({"input": "8x8x4", "layers": [{"upsample": {"factor": factor}}]})
    assert found.message.startswith("factor: expected a factor above 0, not ")
