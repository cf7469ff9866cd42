"""What tools count of recurrent layers beside their products and biases: for each unit, at each step."""

from convcalc.model.layers.recurrent import Recurrent
from convcalc.model.network import Site
from convcalc.peers.rules import RECURRENT, Summand, additions, macs


def gated(lstm: int, gru: int) -> tuple[Summand, Summand]:
    """So many operations for each unit of an LSTM and of a GRU, at each step, layer and direction."""
    return (
        Summand("units of lstm at each step", ("lstm",), units, lstm),
        Summand("units of gru at each step", ("gru",), units, gru),
    )


def units(site: Site) -> int:
    """The units, at each step, of each layer and direction."""
    layer = _recurrent(site)
    return site.inputs[0].positions * layer.layers * layer.width


def once(site: Site) -> int:
    """The units, at each step, of each layer."""
    return units(site) // (1 + _recurrent(site).both)


def sums(site: Site) -> int:
    """Products and sums of both matrices: the first product of each row needs no sum."""
    return 2 * macs(site) - 2 * _recurrent(site).gates * units(site)


def _recurrent(site: Site) -> Recurrent:
    return site.layer  # type: ignore[return-value]


ADDED = Summand("biases added by recurrent layers", RECURRENT, additions)
PRODUCTS = Summand("MACs of recurrent layers", RECURRENT, macs)
