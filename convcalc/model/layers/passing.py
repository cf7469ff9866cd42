"""Layers that let their input pass when the network runs: identity, dropout, stochastic depth."""

from typing import ClassVar

from convcalc.model.layers.base import Layer
from convcalc.model.layers.fields import Rate


class Passing(Layer):
    """The base of these: what goes in comes out."""

    in_place = linear = any_size = any_channels = True
    spatial = merges = reorders = view = weighted = normalises = centres = positive = once = False
    asked = ""


class Identity(Passing):
    """Nothing: a place to hang a name on."""

    view = True


class Dropout(Passing):
    """Dropout: numbers are zeroed at `rate` in training; nothing happens when the network runs."""

    main: ClassVar = ("rate",)
    once = True

    rate: Rate = 0.5


class DropPath(Passing):
    """Stochastic depth: a whole branch is left out at `rate` in training."""

    main: ClassVar = ("rate",)

    rate: Rate = 0.1
