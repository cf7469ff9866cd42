"""A layer kind for one test: a norm over the whole image, as it would be written to be kept."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import ClassVar
from unittest import mock

from convcalc.model.geometry import Everywhere, Volume
from convcalc.model.layers import KINDS, Fault, Layer, Tensor, kind


class NormOfFours(Layer):
    """Norm of fours: over the whole image, for channels by fours, with 2C parameters."""

    spatial = normalises = once = any_size = True
    merges = reorders = in_place = view = weighted = linear = centres = positive = any_channels = False
    keeps: ClassVar = ("inputs",)
    asked: ClassVar = "norm of fours"
    family: ClassVar = "norm"

    def check(self, inputs: tuple[Volume, ...]) -> Iterator[Fault]:
        """It takes channels by fours."""
        if inputs[0].channels % 4:
            yield Fault("", f"{inputs[0].channels} channels are no multiple of 4")

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[Everywhere, ...]:
        """The statistics see the whole image."""
        return (Everywhere(local=True),) * inputs[0].rank

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """A scale and a shift a channel."""
        channels = inputs[0].channels
        return Tensor("gamma", (channels,)), Tensor("beta", (channels,))


@contextmanager
def registered(name: str, cls: type[Layer]) -> Iterator[None]:
    """A kind of this name, for as long as it lasts."""
    home = f"convcalc.model.layers.{name}_of_a_test"
    module = ModuleType(home)
    module.__dict__[cls.__name__] = cls
    homes = {name: f"{name}_of_a_test.{cls.__name__}"}
    with mock.patch.dict(sys.modules, {home: module}), mock.patch.dict(KINDS, homes):
        kind.cache_clear()
        yield
    kind.cache_clear()
