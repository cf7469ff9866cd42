"""Slips in what some layers save against others."""

from convcalc.analysis.amounts import Answer
from convcalc.analysis.ask import Ask
from convcalc.homework.slips.base import Misreading, WrongValues

_FEWER = ("fewer_params", "fewer_macs")


def _left(ask: Ask, saved: int, answer: Answer) -> WrongValues:
    more, less = ask.compared
    yield less, f"{less:,} are left; {more:,} - {less:,} = {saved:,} are saved"


def _replaced(ask: Ask, saved: int, answer: Answer) -> WrongValues:
    more, less = ask.compared
    yield more, f"{more:,} are there without it; {more:,} - {less:,} = {saved:,} are saved"


def _added(ask: Ask, saved: int, answer: Answer) -> WrongValues:
    more, less = ask.compared
    yield more + less, f"what is left is taken off: {more:,} - {less:,} = {saved:,}"


SLIPS = (
    Misreading(44, "left-for-saved", "what is left, not what is saved", _FEWER, _left),
    Misreading(45, "replaced-for-saved", "what is replaced, not what is saved", _FEWER, _replaced),
    Misreading(46, "saving-added", "both added up", _FEWER, _added),
)
