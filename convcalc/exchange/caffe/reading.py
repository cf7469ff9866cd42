"""What a .prototxt has come to so far: which layer each blob is that of, and whose each parameter with a name is."""

from collections.abc import Sequence
from typing import Any

from convcalc.document.foreign import Where
from convcalc.exchange.caffe.layers import LOSSES, CaffeLayer, Inflow
from convcalc.exchange.translation import At, Translation, bare
from convcalc.model.geometry import Volume

BIASED = ("conv", "depthwise", "tconv", "dense")
"""The kinds that have a bias where nothing is said of it."""


class CaffeReading:
    """Layers as they are added, by the blobs that they make."""

    def __init__(self, translation: Translation) -> None:
        self.translation = translation
        self.blobs: dict[str, int | None] = {}
        """The layer that each blob comes from; None for labels, and for what is made of them."""
        self._left: dict[int, str] = {}
        """The blobs that no layer has read, by the layer that they come from."""
        self._owners: dict[str, int] = {}

    def start(self, sources: Sequence[Inflow], layers: Sequence[CaffeLayer]) -> None:
        """Add what goes in: all that is read by something that is no loss."""
        read = {bottom.value for layer in layers if layer.type.value not in LOSSES for bottom in layer.bottoms}
        for layer in layers:
            if layer.makes_input:
                self.blobs.update({top.value: None for top in layer.tops})
        named = [source for source in sources if source.name in read]
        for source in named:
            name = source.name if len(named) > 1 else "input"
            self.blobs[source.name] = self.translation.input(name, source.volume, source.at.position)

    def inputs(self, layer: CaffeLayer) -> list[int]:
        """The layers that a layer reads; none of those that come from labels."""
        found = []
        for bottom in layer.bottoms:
            if bottom.value not in self.blobs:
                layer.message.fault(f"no layer above makes {bottom.value!r}", bottom.position)
            elif (number := self.blobs[bottom.value]) is not None:
                found.append(number)
                self._left.pop(number, None)
        return found

    def name(self, layer: CaffeLayer, made: Sequence[int | None]) -> None:
        """Let blobs be what layers make; of what there are too few, the last stands for all others."""
        for k, top in enumerate(layer.tops):
            number = self.blobs[top.value] = made[min(k, len(made) - 1)] if made else None
            if number is not None:
                self._left[number] = top.value

    def finish(self, name: str) -> None:
        """All layers are read: what no layer reads is what comes out."""
        ends = dict(sorted(self._left.items()))
        if len(ends) > 1:
            for number, blob in ends.items():
                self.translation.head(blob, number)
        self.translation.finish(name, next(iter(ends), None) if len(ends) == 1 else None)

    # What layers are made of

    def add(
        self,
        layer: CaffeLayer,
        kind: str,
        settings: dict[str, Any],
        *reads: int,
        part: str = "",
        weights: At | None = None,
        frozen: At | None = None,
    ) -> int:
        """Add a layer where its type stands; one of several `part`s is called after that too."""
        name = f"{layer.name.value or layer.type.value}{part}"
        return self.translation.layer(kind, settings, reads, name, layer.type.position, weights, frozen)

    def weighted(self, layer: CaffeLayer, kind: str, settings: dict[str, Any], *reads: int) -> int:
        """Add a layer with weights, which are those of another where their names are."""
        names = _names(layer)
        known = {self._owners.get(name.value) for name in names if name.value}
        weights = None
        if known - {None}:
            if len(known) > 1 or not all(name.value for name in names):
                message = "these parameters are those of several layers, or only some of them are shared"
                layer.message.fault(message, names[0].position, "no spec can say that")
            weights = At(max(filter(None, known)), names[0].position)
        frozen = None if weights else _frozen(layer, kind, settings)
        end = self.add(layer, kind, settings, *reads, weights=weights, frozen=frozen)
        for name in names:
            if name.value:
                self._owners.setdefault(name.value, end)
        return end

    def unknown(self, layer: CaffeLayer, what: str, position: Where, *reads: int) -> int:
        """Something whose output nobody states: no figure goes further."""
        return self.translation.layer(
            "custom", {"op": At(what, position)}, reads or (0,), layer.name.value or "custom", position
        )

    def volume(self, number: int) -> Volume | None:
        """What comes out of a layer, where that is known."""
        return self.translation.volumes[number]

    def flat(self, layer: CaffeLayer, number: int) -> int:
        """A volume without sizes."""
        x = self.volume(number)
        return number if x is None or not x.size else self.add(layer, "flatten", {}, number, part="_flat")


def _names(layer: CaffeLayer) -> list[At]:
    """The names of the parameters of a layer, as far as they are listed: empty ones where they have none."""
    return [each.word("name", "") for each in layer.message.messages("param")] or layer.message.words("param")


def _frozen(layer: CaffeLayer, kind: str, settings: dict[str, Any]) -> At | None:
    """Whether training leaves all that a layer learns as it is: each of its blobs has `lr_mult: 0`."""
    rates = [each.decimal("lr_mult", 1) for each in layer.message.messages("param")]
    blobs = 1 + bool(bare(settings.get("bias", kind in BIASED)))
    still = len(rates) >= blobs and not any(rate.value for rate in rates[:blobs]) and kind != "bn"
    return At(True, rates[0].position) if still else None
