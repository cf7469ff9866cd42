"""What is said to be so if a layer is as it is said, held against it. Knows settings and volumes, no words."""

from collections.abc import Iterator, Sequence
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.language.spoken.meaning import Meaning
from convcalc.language.spoken.rewriting import CLAIM
from convcalc.language.spoken.spelling import SaidSettings, one_of
from convcalc.language.spoken.tokens import Token
from convcalc.language.spoken.words import Claim, Setting, Words, WordsError
from convcalc.model.geometry import Volume
from convcalc.model.layers import Layer
from convcalc.model.network import Network, Site


def of_volumes(said: Sequence[Token]) -> tuple[Claim, ...]:
    """The claims about what goes in and what comes out."""
    return tuple(
        Claim("in" if each.text == "in" else "out", each.value, each.start, each.end)
        for each in said
        if each.sort == CLAIM and each.text in ("in", "out")
    )


def hold(items: Sequence[Meaning], settings: SaidSettings, cls: type[Layer]) -> None:
    """Hold settings to what is claimed of them, and take from that what it says alone. Raises WordsError."""
    for item in items:
        if item.sort == "kept":
            _kept(item, settings)
        elif item.sort == CLAIM and item.text not in ("in", "out"):
            _moved(item, settings, cls)


def _kept(item: Meaning, settings: SaidSettings) -> None:
    """Same padding, or a padding that keeps the size."""
    said = settings.setdefault("pad", Setting("same", item.token.start, item.end))
    kernel, pad = (one_of(settings[each].value) if each in settings else None for each in ("kernel", "pad"))
    plain = one_of(settings["stride"].value) == 1 if "stride" in settings else True
    keeps = isinstance(kernel, int) and isinstance(pad, int) and 2 * pad == kernel - 1 and "dilation" not in settings
    if pad not in ("same", "half") and not (keeps and plain):
        raise WordsError(f"a padding of {pad} does not keep the size", said.start, said.end, "as 'same padding'")


def _moved(item: Meaning, settings: SaidSettings, cls: type[Layer]) -> None:
    """A stride, or a factor, that makes the volume so much smaller or larger."""
    is_pool = "filters" not in cls.fields
    kernel = one_of(settings["kernel"].value) if "kernel" in settings else None
    stride = one_of(settings["stride"].value) if "stride" in settings else kernel if is_pool else 1
    if item.text == "up" and "factor" in cls.fields:
        stride = one_of(settings.setdefault("factor", Setting(item.value, item.token.start, item.end)).value)
    if not _is_so(item, stride, kernel, cls):
        message = f"{item.said!r} does not go with a stride of {stride}" if stride else f"{item.said!r} needs a stride"
        raise WordsError(message, item.token.start, item.end, "as 'stride 2'")


def _is_so(item: Meaning, stride: Any, kernel: Any, cls: type[Layer]) -> bool:
    if item.text in ("apart", "overlap"):
        known = isinstance(stride, int) and isinstance(kernel, int)
        return known and (stride == kernel if item.text == "apart" else stride < kernel)
    larger = "factor" in cls.fields or "output_pad" in cls.fields
    return bool(stride == item.value) and larger == (item.text == "up")


class Unheld(NamedTuple):
    """A claim that is not so, and of which layer."""

    layer: int
    claim: Claim
    site: Site
    right: Volume


def unheld(layers: Sequence[Words], network: Network) -> Iterator[Unheld]:
    """The claims that are not so of a network, layer by layer."""
    for k, words in enumerate(layers):
        site = network.nodes[k + 1].site
        flat = network.nodes[k].site if k and layers[k - 1].implied else site
        for claim in words.claims:
            right = site.output if claim.side == "out" else flat.inputs[0]
            if not _matches(claim.numbers, right):
                yield Unheld(k, claim, site, right)


def _matches(said: list[int] | int, volume: Volume) -> bool:
    """Whether numbers are a volume's, with its channels at either end, or its sizes."""
    if isinstance(said, int):
        return said == volume.channels
    size = [*volume.size]
    return said in (size, [*size, volume.channels], [volume.channels, *size])
