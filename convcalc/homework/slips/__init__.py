"""The known slips, commonest first: what a wrong answer is tried against. Imported only where one is wrong."""

from convcalc.homework.slips import (
    channels,
    claims,
    multiplies,
    norms,
    receptive,
    sizes,
    totals,
    transposed,
    units,
    weights,
)
from convcalc.homework.slips.base import Misreading, Slip

__all__ = ["SLIPS", "Misreading", "Slip"]

SLIPS: tuple[Slip | Misreading, ...] = tuple(
    sorted(
        (
            each
            for room in (channels, claims, multiplies, norms, receptive, sizes, totals, transposed, units, weights)
            for each in room.SLIPS
        ),
        key=lambda each: each.order,
    )
)
