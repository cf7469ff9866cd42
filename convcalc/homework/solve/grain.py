"""In which steps layers take sizes, channels and settings, found by trying. Knows no kinds by name.

A layer takes all that is large enough, or only multiples of something: whole blocks, whole groups.
"""

from collections.abc import Callable
from functools import lru_cache
from math import isqrt, lcm
from typing import Any

from convcalc.homework.solve.model import misfit, windows_over
from convcalc.model.geometry import Volume, Window
from convcalc.model.layers import Layer
from convcalc.model.layers.fields import Integer, PerAxis

COARSEST = 4096
"""The largest step that is looked for."""
MOST_DIVIDED = 10**6
"""So many numbers are tried for what divides a larger one."""
_DIVISIBLE = 5040
"""12 divides it, 11 does not."""
_LARGE_PRIME = 1_000_003


def numbers(value: Any) -> list[int]:
    """The whole numbers of a setting, or of all settings."""
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, (tuple, list)):
        return [number for each in value for number in numbers(each)]
    return [value] if isinstance(value, int) and not isinstance(value, bool) and value > 0 else []


def grains(layer: Layer, rank: int) -> tuple[int, int]:
    """The steps in which a layer takes sizes, and channels; 1 where it takes any."""
    whole = _whole(layer)
    by_size = _step(whole, lambda n: misfit(layer, Volume((n,) * rank, whole)) is None)
    return by_size, _step(whole, lambda n: misfit(layer, Volume((whole,) * rank, n)) is None)


def grain(layer: Layer, field: str, rank: int) -> int:
    """The step in which a layer takes a count of its own: filters go by its groups."""
    whole = _whole(layer)
    x = Volume((whole**4,) * rank, whole**4)
    counts = isinstance(layer.fields[field].type, Integer)
    return _step(whole, lambda n: misfit(_with(layer, {field: n}), x) is None) if counts else 1


def divides(layer: Layer, field: str, rank: int) -> bool:
    """Whether a setting has to divide something, as groups do: it takes 12 and not 11 where all else is 5,040."""
    type = layer.fields[field].type
    if not isinstance(type, (Integer, PerAxis)):
        return False
    counts: dict[str, Any] = {name: _DIVISIBLE for name, each in layer.fields.items() if isinstance(each.type, Integer)}
    large = _DIVISIBLE * _whole(layer)
    x = Volume((large,) * rank, large**3)
    values = (n if isinstance(type, Integer) else (n,) * rank for n in (12, 11))
    return [misfit(_with(layer, {**counts, field: value}), x) is None for value in values] == [True, False]


@lru_cache(maxsize=4096)
def divided(layer: Layer, field: str, x: Volume) -> tuple[int, ...]:
    """The numbers of a volume that a setting has to divide: those that have only to be multiples of it."""
    if not isinstance(layer.fields[field].type, Integer):
        return x.size
    counts = {name: _LARGE_PRIME for name, each in layer.fields.items() if isinstance(each.type, Integer)}
    large = _with(layer, counts)
    by_size = misfit(large, Volume(tuple(n * _LARGE_PRIME**x.rank for n in x.size), x.channels)) is None
    return x.size if by_size else (x.channels,)


@lru_cache(maxsize=1024)
def divisors(number: int) -> tuple[int, ...]:
    """What divides a number: of one beyond a trillion, what is up to a million, and what that is a part of."""
    low = [n for n in range(1, min(isqrt(number), MOST_DIVIDED) + 1) if number % n == 0]
    return (*low, *(number // n for n in low))


def strides(layer: Layer, x: Volume) -> int:
    """Sizes that differ by this much give outputs that differ by whole positions."""
    return lcm(*(at.stride for at in windows_over(layer, x) if isinstance(at, Window)))


def _whole(layer: Layer) -> int:
    """A number that is large for a layer, and that everything in its settings divides."""
    return int(lcm(*numbers(vars(layer))) ** 3 * _DIVISIBLE)


def _step(whole: int, takes: Callable[[int], bool]) -> int:
    if takes(whole + 1) or not takes(whole):
        return 1
    return next((step for step in range(2, COARSEST) if takes(whole + step)), COARSEST)


def _with(layer: Layer, counts: dict[str, Any]) -> Layer:
    """The layer with other counts."""
    return type(layer)(**{**vars(layer), **counts})
