"""What is seen of several inputs, where it comes to the same; and bounds where strides differ, from few places."""

import random

import pytest

from convcalc.analysis import analyse as analysing
from convcalc.analysis.analyse import analyse, even
from convcalc.analysis.receptive_field import reaches
from convcalc.language.loading import loads
from convcalc.model.geometry import Span, union
from convcalc.model.geometry import spans as geometry

LAYERS = (
    "{conv: 4 3x3 p1}", "{maxpool: 3 s1 p1}", "{add: {x: , y: [{conv: 4 5x5 p2}]}}", "{mul: {x: , y: [gap]}}",
    "{concat: {x: [{conv: 2 1x1}], y: [{conv: 2 7x7 p3}]}}", "{add: {x: , y: [{maxpool: 2}, {pad: {size}}]}}", "relu",
)  # fmt: skip
ODD = ("{upsample: 2}", "{permute: [width, height, channels]}", "{adaptive_avgpool: 16}", "{tconv: 4 3x3 s2 p1}")


def network(seed, odd=()):
    draw = random.Random(seed)
    names = ["a", "b", "c"][: draw.randint(2, 3)]
    branches = ", ".join(
        f"p{k}: [{{from: {name}}}, {', '.join(draw.choices(LAYERS[:3], k=draw.randint(1, 2)))}]"
        for k, name in enumerate(names)
    )
    layers = ", ".join([f"{{add: {{{branches}}}}}", *draw.choices(LAYERS, k=6), *odd, *draw.choices(LAYERS[:5], k=4)])
    inputs = ", ".join(f"{name}: 16x16x4" for name in names)
    return loads(f"input: {{{inputs}}}\nlayers: [{layers.replace('{size}', '4')}]\n")


@pytest.mark.parametrize("seed", range(12))
def test_inputs_that_come_to_the_same_are_followed_once(seed):
    made = network(seed)
    assert even(made)
    sights = analyse(made).sights
    assert [list(sight.reaches) for sight in sights] == [reaches(made, number) for number in made.inputs]


@pytest.mark.parametrize("odd", ODD)
def test_where_places_differ_each_input_is_followed_for_itself(odd, monkeypatch):
    made = network(1, (odd,))
    given = []
    monkeypatch.setattr(analysing, "reaches", lambda *each: given.append(each[2]) or reaches(*each))
    analysing.sights_of(made)
    assert not even(made)
    assert not any(given)


def test_equal_reaches_are_one():
    made = loads("input: {a: 8x8x4, b: 8x8x4}\nlayers: [{add: , from: [a, b]}, {conv: 4 3x3 p1, repeat: 50}]\n")
    first, second = (sight.reaches for sight in analyse(made).sights)
    assert all(one is other for one, other in zip(first[2:], second[2:], strict=True))


def every_place(one, other, size):
    """The bound that is wide enough at each position, tried at all of them."""
    pairs = [(one.sees(k), other.sees(k)) for k in range(size)]
    pairs = [(a, b) for a, b in pairs if b[0] <= b[1]]
    left = max([0, *(a[0] - b[0] for a, b in pairs)])
    right = max([0, *(b[1] - a[1] for a, b in pairs)])
    lows, highs = tuple(low - left for low in one.lows), tuple(high + right for high in one.highs)
    return Span(one.advance, lows, highs, one.whole or other.whole, exact=False)


@pytest.mark.parametrize("seed", range(200))
def test_a_bound_holds_at_every_place(seed):
    draw = random.Random(seed)

    def span():
        lows = [draw.randint(-9, 9) for _ in range(draw.randint(1, 4))]
        return Span(draw.randint(1, 5), tuple(lows), tuple(low + draw.randint(0, 5) for low in lows))

    one, other, size = span(), span(), draw.randint(1, 60)
    if one.advance * len(other.lows) != other.advance * len(one.lows):
        assert union([one, other], size) == every_place(one, other, size)


def test_few_places_are_enough(monkeypatch):
    looked = []
    sees = Span.sees
    monkeypatch.setattr(geometry.Span, "sees", lambda span, place: looked.append(place) or sees(span, place))
    union([Span(1, (0,), (2,)), Span(2, (0,), (3,))], 2000)
    assert len(looked) == 4
    assert max(looked) == 1999
