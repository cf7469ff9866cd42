"""Which inputs a network takes, held against building it with each, and as it is shown."""

import pytest

from convcalc.document.problems import SpecError
from convcalc.homework.solve import inputs_that_fit
from convcalc.language import loading
from convcalc.render.fits.text import _ranges
from tests.support.command import convcalc
from tests.support.paths import GOLDENS


def fits(name: str, sides: range, **settings: int):
    spec = loading.read_source(loading.find(name))
    return inputs_that_fit(spec, settings, spec.input, sides)


def output(name: str, side: int) -> str | None:
    """What comes out of a spec with an input of other sides; None where it does not fit."""
    try:
        network = loading.load(name, input=f"{side}x{side}x{loading.load(name).input.channels}")
    except SpecError:
        return None
    return str(network.nodes[network.output].site.output)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "sides"), [("lenet5", range(1, 40)), ("unet", range(196, 210)), ("squeezenet1_1", range(10, 40))]
)
def test_those_that_fit_are_those_that_can_be_built(name, sides):
    found = fits(name, sides)
    assert {side: str(volume) for side, volume in found.fitting} == {
        side: volume for side in sides if (volume := output(name, side))
    }
    others = [side for each in found.misfits for side in each.sides]
    assert sorted([*others, *(side for side, _ in found.fitting)]) == list(sides)


def test_those_that_fail_stand_by_where_and_why():
    found = fits("unet", range(200, 300))
    assert [side for side, _ in found.fitting] == [204, 220, 236, 252, 268, 284]
    levels = {each.problem.notes[-1].place.route: len(each.sides) for each in found.misfits}
    assert sorted(levels.values()) == [6, 12, 24, 52]


def test_sides_that_are_known_stay():
    result = convcalc("solve", "--fits", "2..6", "?x9x3", "conv 8 3x3")
    assert (result.code, result.out.splitlines()[0]) == (0, "conv  4 of 5 inputs fit, 2x9x3 to 6x9x3")


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize(
    ("golden", "arguments"),
    [
        ("solve-fits", ["--fits", "200..300", "unet"]),
        ("solve-fits-chain", ["--fits", "1..40", "?x?x3", "conv 8 5x5", "maxpool 2", "space_to_depth 4"]),
    ],
)
def test_the_whole_text(golden, arguments, width):
    result = convcalc("solve", *arguments, width=width)
    assert (result.code, result.err) == (0, "")
    assert max(map(len, result.out.splitlines())) <= width
    assert result.out == (GOLDENS / f"{golden}-{width}.txt").read_text()


def test_none_fits():
    result = convcalc("solve", "--fits", "8..9", "vgg16")
    assert (result.code, result.err) == (1, "")
    assert "vgg16  0 of 2 inputs fit, 8x8x3 to 9x9x3" in result.out
    assert "(line 21, called in line 30)" in result.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fits", "20..10", "unet"], "expected the smallest and the largest size, not '20..10'"),
        (["--fits", "0..10", "unet"], "expected the smallest and the largest size, not '0..10'"),
        (["--fits", "a..b", "unet"], "expected the smallest and the largest size, not 'a..b'"),
        (["--fits", "1..9999", "unet"], "9,999 sizes are too many"),
        (["--fits", "1..9"], "name a spec"),
        (["--fits", "1..9", "unet", "--params", "5"], "--fits takes no target"),
        (["--fits", "1..9", "--smallest-input", "unet"], "not both"),
        (["--fits", "1..9", "7", "dense 10"], "the input is a flat vector: it has no sides"),
        (["--fits", "5..6", "5x5x3", "conv 2 3x3 g2"], "2 groups do not divide 3 input channels"),
    ],
)
def test_what_is_no_question(arguments, message):
    result = convcalc("solve", *arguments)
    assert (result.code, result.out) == (2, "")
    assert message in result.err


@pytest.mark.parametrize(
    ("sides", "ranges"),
    [
        ([1, 2, 3, 5, 6, 7], [range(1, 4), range(5, 8)]),
        ([4, 8, 12], [range(4, 13, 4)]),
        ([1, 10, 11, 12], [range(1, 2), range(10, 13)]),
        ([12, 13, 20, 21], [range(12, 14), range(20, 22)]),
        ([5], [range(5, 6)]),
        ([], []),
    ],
)
def test_sizes_as_ranges(sides, ranges):
    assert list(_ranges(sides)) == ranges
