"""Wrong figures that are in print: they are known by their network, not by a formula gone wrong."""

# ruff: noqa: D102  (what each method is for stands once, in the base)

from collections.abc import Iterator

from convcalc.analysis.amounts import Answer, Truth
from convcalc.analysis.ask import Ask
from convcalc.homework.slips.base import Reading
from convcalc.model.geometry import Volume
from convcalc.model.layers import LayerError


class VggMemory(Reading):
    """A course's table of VGG-16, which says 24M numbers, 93 MB, under lines that add up to 15.2M."""

    code, title = "vgg-24m", "a course table's total of VGG-16"
    touches = ("memory",)

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        if (ask._replace(quantity="params").figure(), str(ask.network.input)) == (138_357_544, "224x224x3"):
            why = (
                "the table's own lines add up to 15,237,608 numbers, 60,950,432 bytes in float32; "
                "the 24M * 4 bytes = 93MB below them is no sum of them"
            )
            for value in (24_000_000, 93_000_000, 93 * 2**20, 96_000_000):
                yield value, why


class SeenForLeft(Reading):
    """Layers counted until they see the whole input, not until they leave a given size."""

    code, title = "seen-for-left", "layers counted until they see the whole input"
    touches = ("repeat",)

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        network = ask.network
        last = network.nodes[network.output].site
        count, volume = len(network.nodes) - 1, last.output
        while max(volume.size, default=1) > 1 and count < 1000:
            try:
                smaller = last.layer.output((volume,))
            except LayerError:
                return
            if max(smaller.size) >= max(volume.size):
                return
            count, volume = count + 1, smaller
        size = "x".join(map(str, network.input.size))
        sizes = ", ".join(str(node.site.output.size[0]) for node in network.nodes)
        left = "x".join(map(str, last.output.size))
        yield count, f"{count} layers see {size} and leave 1 place of it; to {left} it takes {figure}: {sizes}"


class VolumesCounted(Reading):
    """Volumes counted in the place of the layers between them."""

    code, title = "volumes-counted", "the volumes counted, not the layers between them"
    touches = ("repeat",)

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        sizes = [str(node.site.output) for node in ask.network.nodes]
        if isinstance(figure, int):
            yield figure + 1, f"between {len(sizes)} volumes lie {figure} layers: {', '.join(sizes[:8])}"


class FieldOverKernel(Reading):
    """A field divided by the kernel."""

    code, title = "field-over-kernel", "the field divided by the kernel"
    touches = ("repeat",)

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        kernel = getattr(ask.network.nodes[1].site.layer, "kernel", (1,))[0]
        field = ask._replace(quantity="receptive_field").figure()
        if kernel > 1 and isinstance(field, tuple) and not isinstance(field, Volume):
            why = f"the first layer sees {kernel}, and each one after it adds {kernel - 1}, not {kernel}"
            yield -(-field[0] // kernel), why
