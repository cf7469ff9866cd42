"""Receptive fields at the sizes of real networks: known by hand, and followed back from single positions.

Random graphs are small, so that no pattern of theirs is long and no figure large; these are.
"""

from typing import Any

import pytest

from convcalc.model.geometry import Adaptive, Blocks, Resample, Span, Spread, Taps, Window, union
from tests.support.graphs import Follower, analysed, unroll


def conv(kernel: int, stride: int = 1, pad: int = 0, dilation: int = 1) -> dict[str, Any]:
    return {"conv": {"filters": 1, "kernel": kernel, "stride": stride, "pad": pad, "dilation": dilation}}


def pool(kernel: int, stride: int, pad: int = 0) -> dict[str, Any]:
    return {"maxpool": {"kernel": kernel, "stride": stride, "pad": pad}}


def tconv(kernel: int, stride: int, pad: int) -> dict[str, Any]:
    return {"tconv": {"filters": 1, "kernel": kernel, "stride": stride, "pad": pad}}


def resize(size: int, mode: str = "nearest", align: bool = False) -> dict[str, Any]:
    return {"upsample": {"size": size, "mode": mode} | ({"align_corners": True} if align else {})}


SAME, HALF = conv(3, 1, 1), conv(3, 2, 1)
STEM = [conv(7, 2, 3), pool(3, 2, 1)]
DOWN = [HALF, SAME, HALF, SAME, HALF, SAME, HALF, SAME, HALF, SAME]
VALID = [conv(3), conv(3)]


def unet(depth: int, size: int) -> list[dict[str, Any]]:
    """U-Net's way of unpadded convolutions: what goes across is cropped to what comes back up."""
    if not depth:
        return VALID
    inner = size - 4
    below = [pool(2, 2), *unet(depth - 1, inner // 2), tconv(2, 2, 0)]
    back = 2 * came_back(depth - 1, inner // 2)
    cut = (inner - back) // 2
    return [*VALID, {"concat": {"across": [{"crop": {"pad": cut}}], "below": below}}, *VALID]


def came_back(depth: int, size: int) -> int:
    return size - 4 if not depth else 2 * came_back(depth - 1, (size - 4) // 2) - 4


TWICE = {"upsample": {"factor": 2}}
SIX, SEVEN = ({"adaptive_avgpool": {"size": size}} for size in (6, 7))
ATROUS = {"concat": {f"rate{rate}": [conv(3, 1, rate, rate)] for rate in (6, 12, 18)}}

REAL = {
    # the input, the layers, and at the end the field, its stride and its padding where they are known by hand
    "decoder from 64 to 256": (64, [SAME, TWICE, SAME, TWICE, SAME], (5, "1/4", 2)),
    "64 to 128": (64, [SAME, TWICE], (3, "1/2", 1)),
    "64 to 256, bilinear": (64, [SAME, resize(256, "linear")], (4, "1/4", 2)),
    "65 to 513, aligned corners": (65, [SAME, resize(513, "linear", True)], (4, "1/8", 1)),
    "28 to 224, bicubic": (28, [resize(224, "cubic")], (4, "1/8", 2)),
    "256 down to 224, bilinear": (256, [resize(224, "linear")], (2, "8/7", 0)),
    "224 to 299": (224, [conv(3), resize(299), conv(3, 2)], (5, "444/299", 0)),
    "1920 down to 1080, nearest": (1920, [resize(1080), HALF], (5, "32/9", 2)),
    "AlexNet's adaptive 6": (224, [conv(11, 4, 2), pool(3, 2), conv(5, 1, 2), pool(3, 2), SAME, SIX], None),
    "224 to an adaptive 7": (224, [*STEM, *DOWN[:6], SEVEN], None),
    "224 to an adaptive 7, at once": (224, [SEVEN], (32, 32, 0)),
    "227 to an adaptive 7": (227, [SAME, SEVEN], (36, "227/7", 1)),
    "a generator from 4 to 512": (4, [tconv(4, 2, 1)] * 7, (3, "1/128", 1)),
    "a generator from 1 to 256": (1, [tconv(4, 1, 0), *[tconv(4, 2, 1)] * 6], None),
    "an autoencoder of 512": (512, [HALF] * 5 + [tconv(4, 2, 1)] * 5, (127, 1, 63)),
    "U-Net of 572": (572, unet(4, 572), (204, 1, 0)),
    "atrous pyramid of 513": (513, [*STEM, HALF, ATROUS, resize(513, "linear", True)], None),
    "an hour of sound": (16_000, [conv(10, 5), *[conv(3, 2)] * 4, *[conv(2, 2)] * 2], (400, 320, 0)),
    "WaveNet of 4,096": (4096, [conv(2, 1, 0, 2**k) for k in range(10)], (1024, 1, 0)),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", REAL)
def test_real_sizes(name):
    size, layers, known = REAL[name]
    spec = {"input": f"{size}x1", "layers": layers}
    graph, rows = unroll(spec), analysed(spec).rows
    endless = Follower(graph)
    for number, row in enumerate(rows):
        span, length = row.reach[0], graph.nodes[number].size[0]
        assert span.exact and not span.whole, row.node.path
        for u in {0, 1, 2, length // 3, length // 2 - 1, length - 3, length - 2, length - 1}:
            assert span.sees(u) == endless.sees(number, 0, u), (row.node.path, u)
    if known:
        assert (span.size, span.stride, span.padding) == known


# Where exact figures end


LONGEST, WORK, FARTHEST = 2048, 16 * 2048, 10**18
"""The longest pattern, how many places may be read to find one, and the largest figure."""

PATTERNS = [
    # the longest that is told exactly, and the first that is not: a map, a size, and what is seen before
    ((Resample(LONGEST), LONGEST - 1), (Resample(LONGEST + 1), LONGEST)),
    ((Resample(LONGEST, "linear"), LONGEST - 1), (Resample(LONGEST + 1, "linear"), LONGEST)),
    ((Resample(LONGEST + 1, "cubic", True), LONGEST), (Resample(LONGEST + 2, "cubic", True), LONGEST + 1)),
    ((Adaptive(LONGEST), LONGEST + 1), (Adaptive(LONGEST + 1), LONGEST + 2)),
    ((Blocks(LONGEST, 3), LONGEST + 1), (Blocks(LONGEST + 1, 3), LONGEST + 2)),
    ((Spread(16, LONGEST), 9), (Spread(17, LONGEST), 9)),
    ((Spread(1, LONGEST), 9), (Spread(1, LONGEST + 1), 9)),
]


@pytest.mark.slow
@pytest.mark.parametrize(("told", "bound"), PATTERNS)
def test_the_longest_pattern_that_is_told(told, bound):
    for (each, size), exact in ((told, True), (bound, False)):
        span = each.reach(Span(), size)
        assert (span.exact, bool(span.lows), span.whole) == (exact, exact, not exact)
        assert len(span.lows) == (LONGEST if exact else 0)


@pytest.mark.parametrize(
    ("each", "size", "period"),
    [
        (Resample(4 * LONGEST), 2 * LONGEST, 2),
        (Resample(9 * LONGEST + 1, "linear", True), 3 * LONGEST + 1, 3),
        (Adaptive(6 * LONGEST), 9 * LONGEST, 2),
        (Adaptive(4), 2 * WORK + 1, 4),
    ],
)
def test_sizes_do_not_make_a_pattern_long(each, size, period):
    span = each.reach(Span(), size)
    assert (span.exact, len(span.lows)) == (True, period)


def exactly(span: Span) -> bool:
    """Whether it is told exactly; else it is given up, and seen whole."""
    assert span.exact or (span.whole and not span.lows)
    return span.exact


def test_patterns_through_patterns_end_at_the_same_length():
    two = Span(1, (0, 0), (0, 0))
    assert exactly(Taps(1, tuple((k,) for k in range(LONGEST // 2))).compose(two))
    assert not exactly(Taps(1, tuple((k,) for k in range(LONGEST // 2 + 1))).compose(two))


def test_no_more_is_read_to_find_a_pattern_than_is_allowed():
    uneven = Span(2, (0, 3), (1, 3))
    assert exactly(Taps(2, (tuple(range(WORK)),)).compose(uneven))
    assert not exactly(Taps(2, (tuple(range(WORK + 1)),)).compose(uneven))
    wide = 16
    reads = tuple(tuple(range(k, k + wide)) for k in range(LONGEST))
    assert exactly(Taps(2 * LONGEST + 2, reads).compose(uneven))
    assert not exactly(Taps(2 * LONGEST + 2, (*reads[:-1], tuple(range(wide + 1)))).compose(uneven))


def test_windows_of_adaptive_pooling_on_uneven_inputs_are_read_whole_up_to_a_width():
    uneven = Span(3, (0, 5, 1), (2, 9, 1))
    for size, exact in ((32_763, True), (32_769, False)):  # the widest of four windows: 8,192 and 8,193
        assert max(-(-(k + 1) * size // 4) - k * size // 4 for k in range(4)) == 8192 + (not exact)
        assert exactly(Adaptive(4).reach(uneven, size)) == exact


def test_branches_of_long_patterns():
    def pattern(period: int) -> Span:
        return Span(period, tuple(k * (k % period == 0) for k in range(period)), (9 * period,) * period)

    assert exactly(union([pattern(LONGEST), pattern(2)], 9))
    assert not exactly(union([pattern(LONGEST - 1), pattern(2)], 9))


def test_branches_of_several_strides_are_held_against_each_other_up_to_a_size():
    halved, whole = Span(2, (0,), (1,)), Span()
    for size, told in ((LONGEST, True), (LONGEST + 1, False)):
        span = union([halved, whole], size)
        assert (bool(span.lows), span.exact, span.whole) == (told, False, not told)
    assert union([halved, whole], LONGEST).sees(LONGEST - 1)[0] == LONGEST - 1


@pytest.mark.parametrize(
    ("window", "span", "exact"),
    [
        (Window(1, FARTHEST), Span(), True),
        (Window(1, FARTHEST + 1), Span(), False),
        (Window(2, 1, FARTHEST), Span(), True),
        (Window(2, 1, FARTHEST + 1), Span(), False),
        (Window(2, 1, FARTHEST, FARTHEST // 2), Span(), True),
        (Window(2, 1, FARTHEST + 1, FARTHEST // 2), Span(), False),
        (Window(1), Span(1, (FARTHEST,), (2 * FARTHEST,)), True),
        (Window(1, 3), Span(FARTHEST // 3), True),
        (Window(1, 3), Span(FARTHEST // 3 + 1), False),
        (Window(1, 2 * FARTHEST), Span(1, (0, 1), (0, 2)), True),
        (Window(1, 2 * FARTHEST + 2), Span(1, (0, 1), (0, 2)), False),
        (Window(3, 2), Span(1, (0, 1), (0, FARTHEST)), True),
        (Window(3, 2), Span(1, (0, 0), (0, FARTHEST + 1)), False),
    ],
)
def test_figures_that_are_too_large_are_a_bound(window, span, exact):
    assert exactly(window.reach(span, 9)) == exact
