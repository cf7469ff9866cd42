"""Layers of items that are alike, of which what they have in common is made once, are those of each alone."""

from itertools import product

import pytest

from convcalc.document.problems import SpecError
from convcalc.document.source import parse
from convcalc.language.expansion import build
from convcalc.language.loading import read_source
from convcalc.model.geometry import Volume
from convcalc.model.layers import LayerError, kind
from convcalc.model.layers.sliding import Sliding

BLOCKS = """blocks:
  b(w, k=3, p=1):
    - conv: {filters: w, kernel: k, pad: p}
    - avgpool: {kernel: k, stride: 1, pad: half}
"""
LINES = (
    "conv: {} 3x3 p1", "conv: {{filters: 4, kernel: {}, pad: half}}",
    "conv: {{filters: 4, kernel: {}, pad: same, stride: 2}}",
    "conv: {{filters: 4, kernel: [3, {}], pad: {}, dilation: 2}}",
    "conv: {{filters: x.channels*{}, kernel: 3, pad: 1}}", "conv: {{filters: 12, kernel: 1, groups: {}}}",
    "conv: {{filters: 4, kernel: {}, pad: \"'half' if x.height > 4 else 1\"}}",
    "conv: {{filters: {}, kernel: x.height//4}}",
    "maxpool: {{kernel: {}, stride: 1, pad: half}}", "maxpool: {{kernel: {}, stride: 1, ceil: true}}",
    "tconv: {{filters: 4, kernel: 4, stride: {}, output_pad: 1}}",
    "tconv: {{filters: 4, kernel: {}, stride: 2, size: 2*x.size}}",
    "tconv: {{filters: {}, kernel: 3, stride: 2, pad: same}}",
    "b: {}", "b: {{w: {}, k: 3}}", "b: {{w: 4, k: {}, p: 'half'}}",
    "depthwise: {{kernel: 3, pad: 1, multiplier: {}}}", "upsample: {}", "pad: {}", "permute: [channels, width, height]",
)  # fmt: skip


def built(lines, around=""):
    items = "".join(f"  - {{{line}, from: input}}\n" for line in lines)
    text = f"input: 13x11x4\n{around}{BLOCKS}layers:\n{items}"
    network = build(read_source(parse("net.yaml", text)))
    return [(node.site.kind, vars(node.site.layer), _windows(node.site), *node.site[2:]) for node in network.nodes[1:]]


def _windows(site):
    return site.layer.windows(site.inputs) if isinstance(site.layer, Sliding) else ()


def alone(line, around):
    try:
        return built([line], around)
    except SpecError:
        return []


@pytest.mark.parametrize("around", ["", "order: channels_first\n"])
@pytest.mark.parametrize("turn", [1, -1])
def test_what_is_alike_comes_to_what_it_is_alone(turn, around):
    if around:
        lines = [line.format(*[k] * 2) for line, k in product(LINES[:1] + LINES[-2:-1], (1, 3, 2))]
    else:
        lines = [line.format(*[k] * 2) for line, k in product(LINES, (1, 3, 2, 5, 3, 0))][::turn]
    found = [(line, layers) for line in lines if (layers := alone(line, around))]
    assert len(found) > len(lines) // 3
    assert built([line for line, _ in found], around) == [layer for _, layers in found for layer in layers]


@pytest.mark.parametrize("first", ["relu", "flatten"])
@pytest.mark.parametrize(("kind", "others"), [("attention: 2", 2), ("matmul:", 1)])
def test_a_flat_volume_is_refused_wherever_it_comes_in(kind, others, first):
    names = ", ".join(["q", *["v"] * others])
    text = f"input: 4x1x4\nlayers: [{{{first}: , name: q}}, {{flatten: , name: v}}, {{{kind} , from: [{names}]}}]\n"
    with pytest.raises(SpecError, match="needs a volume with axes, not the flat volume 16"):
        build(read_source(parse("net.yaml", text)))


@pytest.mark.parametrize(("start", "stop", "too_large"), [(3, 9, True), (3, 3, False), (9, 8, False)])
def test_channels_that_are_not_there_have_no_volume_whoever_asks(start, stop, too_large):
    with pytest.raises(LayerError) as caught:
        kind("slice")(start=start, stop=stop).output((Volume((2, 2), 8),))
    assert (caught.value.fault.field, caught.value.fault.too_large) == ("stop", too_large)
