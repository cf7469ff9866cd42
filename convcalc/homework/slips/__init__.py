"""The known slips, commonest first: what a wrong answer is tried against. Imported only where one is wrong."""

from importlib import import_module

from convcalc.homework.slips.base import Misreading, Slip

__all__ = ["SLIPS", "Misreading", "Slip"]

MODULES = (
    "backwards",
    "channels",
    "claims",
    "depths",
    "multiplies",
    "norms",
    "receptive",
    "savings",
    "sizes",
    "totals",
    "transposed",
    "units",
    "weights",
)
"""The modules with slips, each a table SLIPS."""

SLIPS: tuple[Slip | Misreading, ...] = tuple(
    sorted(
        (each for name in MODULES for each in import_module(f"convcalc.homework.slips.{name}").SLIPS),
        key=lambda each: each.order,
    )
)
