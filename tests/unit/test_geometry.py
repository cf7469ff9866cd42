"""Output sizes and single maps, against windows and positions tried one by one."""

import math
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.model.geometry import (
    AXES,
    LARGEST,
    NOTHING,
    Adaptive,
    Anywhere,
    Blocks,
    ChannelsFirst,
    Everywhere,
    Layout,
    Resample,
    Span,
    Spread,
    Taps,
    Volume,
    Window,
    name_of,
    per_axis,
    union,
)
from tests.support.graphs import (
    adaptive_reads,
    analysed,
    network,
    one_layer,
    problems,
    resample_reads,
    same_sides,
    scatter_reads,
    scattered,
    starts,
    window_reads,
)

SMALL = st.integers(1, 6)


def output(volume: str, line: str) -> str:
    """The volume that comes out of a layer, as a spec's reader sees it."""
    return str(analysed(f"input: {volume}\nlayers:\n  - {line}\n").rows[-1].node.site.output)


# Volumes


def test_volume_counts_its_positions_and_elements():
    for size in ((), (4,), (3, 5), (2, 3, 4)):
        for channels in (1, 7):
            volume = Volume(size, channels)
            cells = list(product(*map(range, size), range(channels)))
            assert volume.elements == len(cells)
            assert volume.positions == len({cell[:-1] for cell in cells})
            assert volume.rank == len(size)


def test_volume_names_its_axes():
    assert (Volume((9,), 2).length, Volume((9,), 2).width, Volume((9,), 2).height) == (9, None, None)
    flat = Volume((), 3)
    assert (flat.length, flat.width, flat.height, flat.depth) == (None,) * 4
    image = Volume((5, 6), 3)
    assert (image.height, image.width, image.depth, image.length) == (5, 6, None, None)
    film = Volume((4, 5, 6), 3)
    assert (film.depth, film.height, film.width, film.length) == (4, 5, 6, None)
    assert [str(each) for each in (flat, image, film)] == ["3", "5x6x3", "4x5x6x3"]


def test_axes_are_called_by_what_they_are():
    assert AXES == {0: (), 1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}


def test_no_number_is_larger_than_the_largest():
    assert LARGEST == 10**18
    for size, refused in ((LARGEST, False), (LARGEST + 1, True)):
        assert bool(problems(f"input: {size}\nlayers: [relu]")) == refused


def test_one_value_stands_for_all_axes_that_agree():
    assert [per_axis(each) for each in ((7,), (7, 7), (7, 5), (5, 5, 5), (1, 1, 2))] == ["7", "7", "7x5", "5", "1x1x2"]
    assert [per_axis(each, always=True) for each in ((7,), (7, 7), (7, 5))] == ["7", "7x7", "7x5"]


def addresses(layout: Layout) -> list[int]:
    """Where the numbers lie, one after the other."""
    return [sum(k * step for k, step in zip(at, layout.steps)) for at in product(*map(range, layout.sizes))]


def even(sizes: tuple[int, ...], found: list[int]) -> bool:
    """Whether addresses lie evenly along each axis: as far apart everywhere as at the start."""
    ahead = [math.prod(sizes[k + 1 :]) for k in range(len(sizes))]
    steps = tuple(found[far] - found[0] if size > 1 else 0 for size, far in zip(sizes, ahead))
    return addresses(Layout(sizes, steps)) == found


def factored(number: int, count: int) -> list[tuple[int, ...]]:
    """The ways to write a number as a product of so many."""
    return [sizes for sizes in product(range(1, number + 1), repeat=count) if math.prod(sizes) == number]


def test_numbers_lie_one_after_another():
    for size in ((), (4,), (3, 5), (2, 3, 4)):
        assert addresses(Layout.of(Volume(size, 6))) == list(range(6 * math.prod(size)))


def test_what_is_turned_lies_where_it_lay():
    layout = Layout.of(Volume((4, 5), 3))
    for order in permutations(range(3)):
        turned = layout.turned(order)
        for at in product(range(3), range(4), range(5)):
            address = sum(at[k] * step for k, step in zip(order, turned.steps))
            assert address == sum(k * step for k, step in zip(at, layout.steps))
        assert turned.sizes == tuple((3, 4, 5)[k] for k in order)


@pytest.mark.parametrize("volume", [Volume((2, 3), 4), Volume((4, 1), 3), Volume((1, 6), 2), Volume((12,), 1)])
def test_a_layout_is_divided_where_the_numbers_lie_evenly(volume):
    whole = Layout.of(Volume((*volume.size[:-1], volume.size[-1] + 2), volume.channels + 1))
    layouts = [Layout.of(volume), whole.part(volume), whole.part(volume)._replace(steps=(0, *whole.steps[1:]))]
    others = [sizes for count in (1, 2, 3) for sizes in factored(volume.elements, count)]
    for layout in layouts:
        for order in permutations(range(len(layout.sizes))):
            turned = layout.turned(order)
            found = addresses(turned)
            for channels, *size in others:
                divided = turned.divided(Volume(tuple(size), channels))
                assert (divided is not None) == even((channels, *size), found), (turned, channels, size)
                if divided:
                    assert divided.sizes == (channels, *size) and addresses(divided) == found


def test_volumes_are_written_in_either_order():
    for *size, channels in ((7,), (4, 7), (4, 5, 7), (4, 5, 6, 7)):
        last, first = Volume(tuple(size), channels), ChannelsFirst(tuple(size), channels)
        assert last == first and (name_of(type(last)), name_of(type(first))) == ("channels_last", "channels_first")
        assert (last.numbers, first.numbers) == ((*size, channels), (channels, *size))
        for volume in (last, first):
            again = type(volume).of(volume.numbers)
            assert (again, type(again)) == (volume, type(volume))
            assert volume.inner(volume.numbers) == [*size, channels]
            assert tuple(volume.outer([*size, channels])) == volume.numbers


# Windows


def test_windows_that_fit_are_counted():
    for n, kernel, stride, dilation in product(range(1, 13), range(1, 5), range(1, 5), range(1, 4)):
        for before, after in product(range(3), range(4)):
            found = len(starts(n, kernel, stride, dilation, before, after))
            window = Window(kernel, stride, dilation, before, after)
            assert max(0, window.output(n)) == found, (n, window)


def test_windows_that_fit_partly_are_counted_with_ceil():
    for n, kernel, stride, dilation in product(range(1, 13), range(1, 5), range(1, 5), range(1, 4)):
        extent = dilation * (kernel - 1) + 1
        for before, after in product(range(min(4, extent)), repeat=2):
            found = len(starts(n, kernel, stride, dilation, before, after, True))
            window = Window(kernel, stride, dilation, before, after, True)
            assert max(0, window.output(n)) == found, (n, window)


@pytest.mark.slow
@given(
    st.integers(1, 400),
    st.integers(1, 30),
    st.integers(1, 40),
    SMALL,
    st.integers(0, 20),
    st.integers(0, 20),
    st.booleans(),
)
def test_large_windows(n, kernel, stride, dilation, before, after, ceil):
    extent = len(range((kernel - 1) * dilation)) + 1
    if ceil:
        before, after = before % extent, after % extent
    found = len(starts(n, kernel, stride, dilation, before, after, ceil))
    assert max(0, Window(kernel, stride, dilation, before, after, ceil).output(n)) == found


def test_what_is_not_said_of_a_map_changes_nothing():
    assert Window(3) == Window(3, 1, 1, 0, 0, False)
    assert Spread(3) == Spread(3, 1, 1, 0, 0, 0)
    assert Resample(3) == Resample(3, "nearest", False)
    assert Everywhere() == Everywhere(False)
    assert Span() == Span(1, (0,), (0,), False, True)


def test_a_window_of_one_place_sees_what_is_there():
    span = Span(4, (-3, -1), (5, 9), exact=False)
    assert Window(1, dilation=3).reach(span, 9) is span
    assert Window(1, before=1).reach(span, 9) != span != Window(1, 2).reach(span, 9)
    assert Window(1).stays and Window(1, dilation=3).stays
    assert not (Window(1, before=1).stays or Window(1, 2).stays or Window(2).stays)


def test_extent_spans_the_taps():
    for kernel, dilation in product(range(1, 8), range(1, 5)):
        taps = window_reads(0, kernel, 1, dilation, 0)
        assert Window(kernel, dilation=dilation).extent == taps[-1] - taps[0] + 1


def test_same_padding_in_specs():
    for n, kernel, stride, dilation in product((1, 2, 3, 5, 8, 9), range(1, 6), range(1, 5), range(1, 4)):
        layer = one_layer(f"{n}x1", {"conv": f"1 {kernel} s{stride} d{dilation} same"}).nodes[-1].site
        (window,) = layer.layer.windows(layer.inputs)
        assert (window.before, window.after) == same_sides(n, kernel, stride, dilation), (n, window)
        assert layer.output.size == (len(range(0, n, stride)),)


def test_same_padding_puts_the_odd_place_at_the_end():
    (window,) = one_layer("4x1", {"conv": "1 4 same"}).nodes[-1].site.layer.windows((Volume((4,), 1),))
    assert (window.before, window.after) == (1, 2)


PADS = [
    ("pad: 1", (1, 1), (1, 1)),
    ("pad: [1, 2]", (1, 1), (2, 2)),
    ("pad: {before: 1}", (1, 0), (1, 0)),
    ("pad: {after: 2}", (0, 2), (0, 2)),
    ("pad: {before: 1, after: 2}", (1, 2), (1, 2)),
    ("pad: [[0, 1], [2, 0]]", (0, 1), (2, 0)),
    ("pad: [{before: 1}, 2]", (1, 0), (2, 2)),
    ("pad: valid", (0, 0), (0, 0)),
]


@pytest.mark.parametrize(("pad", "high", "wide"), PADS)
@pytest.mark.parametrize("ceil", [False, True])
def test_forms_of_padding(pad, high, wide, ceil):
    expected = len(starts(7, 3, 2, 1, *high, ceil)), len(starts(10, 4, 3, 1, *wide, ceil))
    line = f"maxpool: {{kernel: [3, 4], stride: [2, 3], ceil: {str(ceil).lower()}, {pad}}}"
    assert output("7x10x2", line) == "{}x{}x2".format(*expected)


def test_padding_of_each_axis_inside_before_and_after():
    assert output("7x10x2", "conv: {filters: 1, kernel: 1, pad: {before: [1, 2], after: [0, 5]}}") == "8x17x1"


# Transposed convolution


def test_transposed_convolution_scatters():
    for n, kernel, stride, dilation in product(range(1, 8), range(1, 5), range(1, 5), range(1, 4)):
        for before, after, extra in product(range(3), range(3), range(max(stride, dilation))):
            found = scattered(n, kernel, stride, dilation, before, after, extra)
            spread = Spread(kernel, stride, dilation, before, after, extra)
            assert max(0, spread.output(n)) == found, (n, spread)


@pytest.mark.slow
@given(st.integers(1, 12), SMALL, SMALL, SMALL, st.integers(0, 5))
def test_transposed_convolution_undoes_the_size_of_convolution(count, kernel, stride, dilation, pad):
    """Where a convolution gives `count` places, some output padding leads back to its input's size."""
    sizes = {n for n in range(1, 120) if len(starts(n, kernel, stride, dilation, pad, pad)) == count}
    back = [Spread(kernel, stride, dilation, pad, pad, extra).output(count) for extra in range(stride)]
    assert sizes <= set(back)


@pytest.mark.parametrize("word", ["same", "valid"])
def test_transposed_convolution_as_keras_pads_it(word):
    """It is the gradient of a convolution over what comes out: an output reads the inputs whose windows hold it."""
    for n, kernel, stride, dilation in product(range(1, 7), range(1, 6), range(1, 5), range(1, 3)):
        extent = len(range((kernel - 1) * dilation + 1))
        wanted = n * stride if word == "same" else n * stride + max(extent - stride, 0)
        before, after = same_sides(wanted, kernel, stride, dilation) if word == "same" else (0, 0)
        assert len(starts(wanted, kernel, stride, dilation, before, after)) == n
        settings = {"filters": 1, "kernel": kernel, "stride": stride, "dilation": dilation, "pad": word}
        site = one_layer(f"{n}x1", {"tconv": settings}).nodes[-1].site
        (at,) = site.layer.windows(site.inputs)
        assert site.output.size == (wanted,) == (at.output(n),)
        far = kernel * dilation
        taps = {u: window_reads(u, kernel, stride, dilation, before) for u in range(-far, n + far)}
        for place in range(wanted):
            reads = [u for u, each in taps.items() if place in each]
            assert at.reach(Span(), n).sees(place) == hull(reads), (settings, n, place)


@pytest.mark.slow
def test_transposed_convolution_to_a_size():
    """It is reached where a convolution over it, with these settings, gives what came in; as torch's output_size."""
    for n, kernel, stride, dilation, pad in product(range(1, 5), range(1, 4), range(1, 4), range(1, 3), range(2)):
        for word, sides in (("same", None), ("valid", (0, 0)), (pad, (pad, pad))):
            for wanted in range(1, n * stride + kernel * dilation + stride + 1):
                both = sides or same_sides(wanted, kernel, stride, dilation)
                fits = len(starts(wanted, kernel, stride, dilation, *both)) == n
                said = {"kernel": kernel, "stride": stride, "dilation": dilation, "pad": word, "size": wanted}
                spec = {"input": f"{n}x1", "layers": [{"tconv": {"filters": 1, **said}}]}
                assert (problems(spec) == []) == fits, (n, said)
                if fits:
                    site = network(spec).nodes[-1].site
                    (at,) = site.layer.windows(site.inputs)
                    assert site.output.size == (wanted,) == (at.output(n),)
                    assert (at.before, at.after) == both


# Adaptive pooling and interpolation


def test_adaptive_pooling_gives_what_is_asked_for():
    for n, m in product(range(1, 14), range(1, 14)):
        assert Adaptive(m).output(n) == m
        reads = [adaptive_reads(u, n, m) for u in range(m)]
        assert sorted({j for each in reads for j in each}) == list(range(n))


def test_upsampling_repeats():
    for n, factor in product(range(1, 9), range(1, 5)):
        repeated = [j for j in range(n) for _ in range(factor)]
        for kind, volume in (("upsample", f"{n}x{factor}"), ("pixel_shuffle", f"{n}x{factor}")):
            site = one_layer(volume, {kind: factor}).nodes[-1].site
            assert site.output.size == (len(repeated),)
            (resample,) = site.layer.windows(site.inputs)
            span = resample.reach(Span(), n)
            assert [span.sees(u) for u in range(len(repeated))] == [(j, j) for j in repeated]


# Single maps, from inputs that see themselves


def hull(reads: list[int]) -> tuple[float, float]:
    return (min(reads), max(reads)) if reads else (math.inf, -math.inf)


def follows(span: Span, reads, positions=range(-6, 16)) -> None:
    for u in positions:
        assert span.sees(u) == hull(reads(u)), (u, span)


@pytest.mark.parametrize(
    "span",
    [Span(), Span(4, (-3,), (10,)), Span(1, (0, 0), (1, 2)), Span(2, (5,), (3,)), NOTHING, Span().everywhere(),
     Span().everywhere(True), Span().unbounded(), Span(3, (math.inf, 0), (-math.inf, 1))],
)  # fmt: skip
def test_size_stride_and_padding_at_once(span):
    assert span.figures == (span.size, span.stride, span.padding)
    assert [type(each) for each in span.figures] == [type(each) for each in (span.size, span.stride, span.padding)]


def test_what_windows_see():
    for kernel, stride, dilation, before in product(range(1, 5), range(1, 4), range(1, 4), range(-2, 4)):
        span = Window(kernel, stride, dilation, before, 1).reach(Span(), 9)
        follows(span, lambda u, args=(kernel, stride, dilation, before): window_reads(u, *args))
        assert (span.stride, span.padding, span.size) == (stride, before, dilation * (kernel - 1) + 1)


def test_what_transposed_windows_see():
    for kernel, stride, dilation, before in product(range(1, 5), range(1, 4), range(1, 4), range(4)):
        span = Spread(kernel, stride, dilation, before).reach(Span(), 9)
        follows(span, lambda o, args=(kernel, stride, dilation, before): scatter_reads(o, *args))
        assert span.stride == (1 if stride == 1 or len(span.lows) == 1 else f"1/{stride}")


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["nearest", "linear", "cubic"])
@pytest.mark.parametrize("aligned", [False, True])
def test_what_interpolation_sees(mode, aligned):
    for n, m in product(range(1, 10), range(2 if aligned else 1, 14)):
        span = Resample(m, mode, aligned).reach(Span(), n)
        follows(span, lambda o, n=n, m=m: resample_reads(o, n, m, mode, aligned))


def test_interpolation_to_one_place_with_aligned_corners_sees_the_first():
    for mode in ("linear", "cubic"):
        assert Resample(1, mode, True).reach(Span(), 5).sees(0) == hull(resample_reads(0, 5, 1, mode, True)) == (0, 0)


def test_what_adaptive_pooling_sees():
    for n, m in product(range(1, 14), range(2, 14)):
        follows(Adaptive(m).reach(Span(), n), lambda u, n=n, m=m: adaptive_reads(u, n, m))


HOLES = Span(4, (0, math.inf, -3), (1, -math.inf, 5))
UNEVEN = Span(3, (0, 5, 1), (2, 9, 1))


@pytest.mark.parametrize("span", [Span(2, (1,), (4,)), HOLES, UNEVEN, Span(1, (0, 0), (0, 0)), Span(0, (2,), (3,))])
def test_maps_through_inputs_that_see_unevenly(span):
    maps = {
        Window(5, 2, 1, 1): lambda u: window_reads(u, 5, 2, 1, 1),
        Window(4, 1, 3, 2): lambda u: window_reads(u, 4, 1, 3, 2),
        Window(7, 3, 2): lambda u: window_reads(u, 7, 3, 2, 0),
        Window(1, 1, 1, -2): lambda u: window_reads(u, 1, 1, 1, -2),
        Spread(3, 2, 2, 1): lambda u: scatter_reads(u, 3, 2, 2, 1),
        Resample(6, "linear"): lambda u: resample_reads(u, 4, 6, "linear", False),
        Resample(6, "cubic", True): lambda u: resample_reads(u, 4, 6, "cubic", True),
        Adaptive(3): lambda u: adaptive_reads(u, 10, 3),
        Adaptive(7): lambda u: adaptive_reads(u, 10, 7),
    }
    for each, reads in maps.items():
        found = each.reach(span, 10 if isinstance(each, Adaptive) else 4)
        for u in range(-7, 12):
            seen = [span.sees(j) for j in reads(u)]
            expected = (
                min((low for low, _ in seen), default=math.inf),
                max((high for _, high in seen), default=-math.inf),
            )
            assert found.sees(u) == expected, (each, u)


def test_taps_give_the_shortest_pattern():
    assert Taps(2, ((0,), (1,))).compose(Span()) == Span()
    assert Taps(4, ((0, 1), (2, 3))).compose(Span()) == Span(2, (0,), (1,))
    assert Taps(2, ((0,), (0,), (1,), (1,))).compose(Span()) == Span(1, (0, 0), (0, 0))
    assert len(Taps(3, ((0,), (1,), (1,))).compose(Span()).lows) == 3


def test_spans_tell_the_largest_size_and_the_first_padding():
    assert (UNEVEN.size, UNEVEN.stride, UNEVEN.padding) == (5, 1, 0)
    assert (HOLES.size, HOLES.stride, HOLES.padding) == (9, "4/3", 0)
    assert (NOTHING.size, NOTHING.stride, NOTHING.padding) == (0, 1, None)
    assert NOTHING.sees(3) == hull([])
    everything = Span(1, (), (), True)
    assert (everything.size, everything.stride, everything.padding) == (None, None, None)


def test_seeing_everywhere():
    span = Span(2, (-1,), (1,))
    assert Everywhere().reach(span, 5) == Span(1, (), (), True)
    assert Everywhere().reach(span, 2) == Span(1, (), (), True)
    assert Everywhere().reach(span, 1) == span
    assert Everywhere(local=True).reach(span, 5) == span._replace(whole=True)
    assert Everywhere(local=True).reach(span, 1) == span
    assert (Everywhere().output(7), Everywhere(local=True).output(7)) == (1, 7)
    bound = Anywhere().reach(span, 5)
    assert Everywhere(local=True).reach(bound, 5) == Everywhere().reach(bound, 1) == bound
    assert Everywhere().reach(bound, 5) == Anywhere().reach(Span(1, (), (), True), 5) == Span(1, (), (), True)
    assert bound == Span(1, (), (), True, False)


def test_one_part_of_all_sees_everything():
    for span in (Span(2, (-1,), (1,)), UNEVEN):
        assert Adaptive(1).reach(span, 1).sees(0) == span.sees(0)
        assert Adaptive(1).reach(span, 2) == Adaptive(1).reach(span, 9) == Span(1, (), (), True)


def block_reads(u: int, side: int, shift: int) -> list[int]:
    """The places of the window that a place is in."""
    return [j for j in range(u - side, u + side) if (j - shift) // side == (u - shift) // side]


@pytest.mark.parametrize("span", [Span(), Span(2, (-1,), (1,)), UNEVEN, HOLES])
def test_what_windows_that_tile_an_axis_see(span):
    for side, shift in product(range(1, 6), range(6)):
        found = Blocks(side, shift).reach(span, side + 1)
        for u in range(-7, 12):
            seen = [span.sees(j) for j in block_reads(u, side, shift)]
            assert found.sees(u) == (min(low for low, _ in seen), max(high for _, high in seen)), (side, shift, u)
    assert Blocks(7).reach(span, 7) == Blocks(7, 3).reach(span, 5) == Span(1, (), (), True)
    assert Blocks(7, 3).output(5) == 5
    assert Blocks(7) == Blocks(7, 0)


# Where branches meet


@st.composite
def patterns(draw, rate: int | None = None):
    """A span; with a rate, one that moves so many input positions an output."""
    period = draw(st.integers(1, 4))
    advance = draw(st.integers(0, 5)) if rate is None else rate * period
    lows = tuple(draw(st.one_of(st.integers(-9, 9), st.just(math.inf))) for _ in range(period))
    highs = tuple(-math.inf if low == math.inf else low + draw(st.integers(0, 5)) for low in lows)
    return Span(advance, lows, highs, draw(st.booleans()))


def covers(joined: Span, spans: list[Span], positions: range, exact: bool) -> None:
    assert joined.whole == any(span.whole for span in spans) or not joined.exact
    assert joined.whole or not any(span.whole for span in spans)
    for u in positions if joined.lows else ():
        seen = [span.sees(u) for span in spans]
        low, high = min(low for low, _ in seen), max(high for _, high in seen)
        if exact:
            assert joined.sees(u) == (low, high), (u, joined)
        else:
            assert low == math.inf or (joined.sees(u)[0] <= low and high <= joined.sees(u)[1]), (u, joined)


@pytest.mark.slow
@given(st.lists(patterns(rate=2), min_size=2, max_size=4))
def test_union_of_equal_strides_is_exact(spans):
    joined = union(spans, 8)
    assert joined.exact and joined.lows
    covers(joined, spans, range(-9, 20), True)


@pytest.mark.slow
@given(st.lists(patterns(), min_size=2, max_size=4), st.integers(1, 20))
def test_union_of_any_strides_covers_every_position(spans, size):
    joined = union(spans, size)
    covers(joined, spans, range(size), joined.exact)


@pytest.mark.slow
@given(patterns(), patterns(), st.integers(1, 20))
def test_union_with_what_is_seen_whole(one, other, size):
    everything, bound = Span(1, (), (), True), Span(1, (), (), True, False)
    assert union([one, everything], size) == union([everything, one], size) == one._replace(whole=True)
    assert union([one, bound, other], size) == union([bound, one], size) == bound
    assert union([everything, bound], size) == union([bound, everything], size) == bound
    assert union([everything, everything], size) == everything


# Which positions are read


@pytest.mark.parametrize("size", [1, 5, 9])
def test_what_a_position_reads_is_what_it_sees(size):
    """The positions one by one, against the span of them; of windows all between the two ends, a dilation apart."""
    windows = [Window(k, s, d, before) for k, s, d, before in product((1, 2, 3), (1, 2), (1, 2), (0, 1, 3))]
    spreads = [Spread(k, s, d, before) for k, s, d, before in product((1, 2, 3), (1, 2), (1, 2), (0, 1))]
    sizes = [
        Resample(out, mode, aligned) for out, mode, aligned in product((2, 5, 7), ("nearest", "linear"), (False, True))
    ]
    for each in [*windows, *spreads, *sizes, Adaptive(2), Adaptive(4), Blocks(3), Blocks(4, 2)]:
        span = each.reach(Span(), size)
        for place in range(5):
            reads = list(each.reads(place, size))
            if not span.whole:
                assert span.sees(place) == hull(reads), (each, place)
            if isinstance(each, Window):
                assert reads == [place * each.stride - each.before + k * each.dilation for k in range(each.kernel)]


def test_what_sees_all_reads_all():
    assert list(Everywhere().reads(0, 4)) == list(Anywhere().reads(2, 4)) == [0, 1, 2, 3]
    assert list(Everywhere(local=True).reads(2, 4)) == [2]
