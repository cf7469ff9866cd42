"""Layers that let their input pass when the network runs: identity, dropout, stochastic depth."""

from typing import ClassVar

from convcalc.model.layers.base import Layer
from convcalc.model.layers.fields import Rate


class Identity(Layer):
    """Nothing: a place to hang a name on."""

    in_place = True


class Dropout(Layer):
    """Dropout: numbers are zeroed at `rate` in training; nothing happens when the network runs."""

    main: ClassVar = ("rate",)
    in_place = True

    rate: Rate = 0.5


class DropPath(Layer):
    """Stochastic depth: a whole branch is left out at `rate` in training."""

    main: ClassVar = ("rate",)
    in_place = True

    rate: Rate = 0.1
