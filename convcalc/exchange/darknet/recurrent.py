"""Recurrent sections, one step of them: rnn and crnn as the three layers that Darknet makes of them, lstm and gru."""

from collections.abc import Callable

from convcalc.exchange.darknet.cfg import Section
from convcalc.exchange.darknet.reading import DarknetReading
from convcalc.exchange.darknet.weighted import convolved, joined
from convcalc.exchange.translation import At

Make = Callable[[int, At], int]
"""A layer on the output of another, with so many outputs."""


def rnn(reading: DarknetReading, section: Section) -> int:
    """Dense layers of the input and of the state, whose sum is the state, and one that makes the output of it.

    The state, which is that of the step before, is as large as what comes of the input, which stands for it here.
    """
    return _stepped(reading, section, lambda start, units: joined(reading, section, start, units))


def crnn(reading: DarknetReading, section: Section) -> int:
    """As `rnn`, with convolutions."""
    if section.whole("stride", 1).value != 1:
        return reading.unknown(section, "crnn with a stride", section.place("stride"))
    return _stepped(reading, section, lambda start, filters: convolved(reading, section, start, filters, 1))


def _stepped(reading: DarknetReading, section: Section, make: Make) -> int:
    hidden, output = section.whole("hidden", 1), section.whole("output", 1)
    reading.part = "_input"
    entered = make(reading.last, hidden)
    reading.part = "_self"
    state = make(entered, hidden)
    reading.part = "_state"
    both = reading.add(section, "add", {}, entered, state)
    reading.part = "_output"
    end = make(both, output)
    reading.part = ""
    return end


def lstm(reading: DarknetReading, section: Section) -> int:
    """Four gates, each of a dense layer of the input and one of the state."""
    return _gated(reading, section, "lstm")


def gru(reading: DarknetReading, section: Section) -> int:
    """Three gates, each of a dense layer of the input and one of the state."""
    return _gated(reading, section, "gru")


def _gated(reading: DarknetReading, section: Section, kind: str) -> int:
    """A step along a sequence of one; with batch norm, which no spec has here, what comes out is all that is known."""
    start, units = reading.flat(section, reading.last), section.whole("output", 1)
    normed = section.whole("batch_normalize", 0)
    if normed.value:
        op = At(f"{section.kind} with batch_normalize", normed.position)
        return reading.add(section, "custom", {"volume": units, "op": op}, start, name=section.kind)
    if x := reading.volume(start):
        start = reading.add(section, "reshape", {"volume": [1, x.channels]}, start)
    return reading.add(section, kind, {"hidden": units, "last": True}, start)
