"""The quantities that networks are measured by, one row each. Knows what they mean, not how they are worked out."""

from typing import Literal

from convcalc.document.records import NamedTuple

Unit = Literal["count", "bytes", "layers", "positions", "ratio", "volume", "setting", "saving"]


class Quantity(NamedTuple):
    """What a quantity is called, what it is counted in, and how that of several layers comes about."""

    name: str
    """As specs, budgets, limits and answers write it."""
    words: str
    """As a sentence says it."""
    title: str
    """Over a column, or beside a figure."""
    unit: Unit
    adds: Literal["sum", "most", "ratio", "end"]
    """That of several layers: the sum of theirs, the most, a ratio of sums, or that of the layer that comes out."""
    sized: bool = False
    """It follows from the sizes of volumes; parameters do through a dense layer."""
    shown: Literal["always", "changed", "asked"] = "changed"
    """When a comparison shows it: even where it stays the same, where it changes, or only where it is asked for."""
    meaning: str = ""
    """What a spec that expects it states; empty where none can."""
    placed: bool = False
    """It tells places on the input: they can lie before its first pixel, and between two."""
    of: str = ""
    """Of a saving, the quantity that layers have less of than others."""

    @property
    def in_bytes(self) -> bool:
        """Whether it is a number of bytes."""
        return self.unit == "bytes"

    @property
    def of_field(self) -> bool:
        """Whether it is a number of a receptive field, for each axis."""
        return self.unit == "positions"


QUANTITIES = {
    row.name: row
    for row in (
        Quantity("output", "output volume", "output", "volume", "end", sized=True,
                 meaning="The volume that comes out, as 32x32x10."),
        Quantity("depth", "depth", "depth", "layers", "end",
                 meaning="Layers with multiply-accumulates on the longest path from the input."),
        Quantity("params", "parameters", "params", "count", "sum", sized=True, shown="always",
                 meaning="Learnable numbers, as 760, or a bound, as {max: 5M}."),
        Quantity("trainable", "trainable parameters", "trainable", "count", "sum", sized=True, shown="asked",
                 meaning="The learnable numbers of layers that are not frozen."),
        Quantity("buffers", "buffers", "buffers", "count", "sum",
                 meaning="Batch norm's running statistics."),
        Quantity("macs", "MACs", "MACs", "count", "sum", sized=True, shown="always",
                 meaning="Multiply-accumulates for one example."),
        Quantity("flops", "FLOPs", "FLOPs", "count", "sum", sized=True, shown="asked",
                 meaning="Two operations for each multiply-accumulate, and the other element operations."),
        Quantity("neurons", "neurons", "neurons", "count", "sum", sized=True, shown="asked",
                 meaning="Units: the numbers that come out of conv, dense and recurrent layers, as 290,400."),
        Quantity("connections", "connections", "connections", "count", "sum", sized=True, shown="asked",
                 meaning="Weights as often as they are used: the MACs of neurons, and one each time a bias is added."),
        Quantity("unshared", "parameters without sharing", "unshared", "count", "sum", sized=True, shown="asked",
                 meaning="Parameters if each neuron had weights and a bias of its own, as 105,705,600."),
        Quantity("weights", "weights", "weights", "count", "sum", sized=True, shown="asked",
                 meaning="Learnable numbers that are not biases."),
        Quantity("biases", "biases", "biases", "count", "sum", sized=True, shown="asked",
                 meaning="Learnable numbers that are added."),
        Quantity("memory", "memory of the outputs", "memory", "bytes", "sum", sized=True, shown="always",
                 meaning="Bytes of all outputs in float32, as 93MiB."),
        Quantity("peak_memory", "memory alive at once", "peak memory", "bytes", "most", sized=True, shown="always",
                 meaning="The most bytes of outputs that are alive at once."),
        Quantity("prediction_memory", "memory for a prediction", "prediction", "bytes", "most", sized=True,
                 shown="asked", meaning="Bytes of the weights, and the most of outputs alive at once, in float32."),
        Quantity("saved", "saved for the backward pass", "saved", "bytes", "sum", sized=True, shown="asked",
                 meaning="Bytes that training keeps of the forward pass, in float32, as PyTorch does."),
        Quantity("receptive_field", "receptive field", "field", "positions", "end", shown="always",
                 meaning="How many input positions along each axis one output sees; `all` for the whole input."),
        Quantity("field_stride", "stride of the field", "field stride", "positions", "end", shown="asked", placed=True,
                 meaning="The jump j: how many input pixels lie between the fields of neighbouring outputs."),
        Quantity("field_padding", "padding of the field", "field padding", "positions", "end", shown="asked",
                 placed=True, meaning="How many positions the first output's field reaches out before the input."),
        Quantity("field_start", "start of the field", "field start", "positions", "end", shown="asked", placed=True,
                 meaning="Where the middle of the first output's field lies, as 5.5; that of the first pixel is 0.5."),
        Quantity("field_centre", "centre of the field", "field centre", "positions", "end", shown="asked", placed=True,
                 meaning="The pixel in the middle of the first output's field, as 5; the first pixel is 0."),
        Quantity("intensity", "arithmetic intensity", "FLOPs/B", "ratio", "ratio", sized=True, shown="asked"),
        Quantity("repeat", "layers", "layers", "layers", "end"),
        Quantity("kernel", "size of the kernel", "kernel", "setting", "end"),
        Quantity("stride", "stride of the layer", "stride", "setting", "end"),
        Quantity("pad", "padding of the layer", "pad", "setting", "end"),
        Quantity("fewer_params", "parameters that are saved", "fewer params", "saving", "end", of="params"),
        Quantity("fewer_macs", "MACs that are saved", "fewer MACs", "saving", "end", of="macs"),
        Quantity("times_params", "times fewer parameters", "times params", "saving", "ratio", of="params"),
        Quantity("times_macs", "times fewer MACs", "times MACs", "saving", "ratio", of="macs"),
    )
}  # fmt: skip

EXPECTABLE = tuple(name for name, row in QUANTITIES.items() if row.meaning)
"""What a spec can expect, a project budget, and a comparison tell."""

PRINTED = tuple(name for name, row in QUANTITIES.items() if row.unit in ("count", "bytes"))
"""What a paper can print of a network, each as one number."""


def counted_in(*units: Unit) -> tuple[str, ...]:
    """The quantities of these units."""
    return tuple(name for name, row in QUANTITIES.items() if row.unit in units)


def added_up() -> tuple[str, ...]:
    """The quantities that add up over layers."""
    return tuple(name for name, row in QUANTITIES.items() if row.adds == "sum")
