"""WrongValues figures that are in print: they are known by their network, not by a formula gone wrong."""

from convcalc.analysis.amounts import Answer
from convcalc.analysis.ask import Ask
from convcalc.analysis.truth import Sizes, Truth
from convcalc.homework.slips.base import Misreading, WrongValues
from convcalc.model.geometry import Volume
from convcalc.model.layers import LayerError
from convcalc.model.network import Network

_MOST = 1000
"""So many of a layer are stacked until one place is left: enough for a side of 2,000 under 3x3 layers."""


def _vgg_memory(ask: Ask, figure: Truth, answer: Answer) -> WrongValues:
    if (ask._replace(quantity="params").figure(), ask.network.input) == (138_357_544, ((224, 224), 3)):
        why = (
            "the table's own lines add up to 15,237,608 numbers, 60,950,432 bytes in float32; "
            "the 24M * 4 bytes = 93MB below them is no sum of them"
        )
        for value in (24_000_000, 93_000_000, 93 * 2**20, 96_000_000):
            yield value, why


def _seen_for_left(ask: Ask, figure: int, answer: Answer) -> WrongValues:
    network = ask.network
    count = _until_one(network)
    if count:
        size, left = ("x".join(map(str, volume.size)) for volume in (network.input, _last(network)))
        sizes = ", ".join(str(node.site.output.size[0]) for node in network.nodes)
        yield count, f"{count} layers see {size} and leave 1 place of it; to {left} it takes {figure}: {sizes}"


def _last(network: Network) -> Volume:
    return network.nodes[network.output].site.output


def _until_one(network: Network) -> int:
    """How many of the last layer it takes until one place is left; 0 where it never comes to that."""
    layer, count, volume = network.nodes[network.output].site.layer, len(network.numbers), _last(network)
    while max(volume.size, default=1) > 1 and count < _MOST:
        try:
            smaller = layer.output((volume,))
        except LayerError:
            return 0
        if max(smaller.size) >= max(volume.size):
            return 0
        count, volume = count + 1, smaller
    return count


def _volumes_counted(ask: Ask, figure: int, answer: Answer) -> WrongValues:
    sizes = [str(node.site.output) for node in ask.network.nodes]
    yield figure + 1, f"between {len(sizes)} volumes lie {figure} layers: {', '.join(sizes[:8])}"


def _field_over_kernel(ask: Ask, figure: int, answer: Answer) -> WrongValues:
    kernel: int = getattr(ask.network.layers[0][1].site.layer, "kernel", (1,))[0]
    field = ask._replace(quantity="receptive_field").figure()
    if kernel > 1 and isinstance(field, Sizes):
        why = f"the first layer sees {kernel}, and each one after it adds {kernel - 1}, not {kernel}"
        yield -(-field.each[0] // kernel), why


def _googlenet_first(ask: Ask, figure: int, answer: Answer) -> WrongValues:
    site = ask.network.nodes[ask.part.end].site
    weights = (64, 3, 7, 7)
    if site.inputs[:1] == (Volume((224, 224), 3),) and weights in {t.shape for t in site.layer.weights(site.inputs)}:
        yield 2_688, "GoogLeNet's own table says 2.7K, which is 64*3*2*7; a kernel covers 7*7 places: 64*3*7*7 = 9,408"


SLIPS = (
    Misreading(5, "googlenet-first", "a paper's 2k for k squared", ("params", "weights"), _googlenet_first, sure=True),
    Misreading(10, "vgg-24m", "a course table's total of VGG-16", ("memory",), _vgg_memory, sure=True),
    Misreading(20, "seen-for-left", "layers counted until they see the whole input", ("repeat",), _seen_for_left),
    Misreading(
        30, "volumes-counted", "the volumes counted, not the layers between them", ("repeat",), _volumes_counted
    ),
    Misreading(40, "field-over-kernel", "the field divided by the kernel", ("repeat",), _field_over_kernel),
)
