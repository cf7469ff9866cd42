"""How the columns of a summary give way to a narrow terminal: shares first, then words, then whole columns."""

from collections.abc import Sequence

from convcalc.document.records import NamedTuple
from convcalc.render.summary.columns import Column
from convcalc.render.text import columns as taken

GAP = 2
PER_CENT = 5
"""The columns that a share takes beside its number, in per cent; what it gets beyond them is for a bar."""
WIDE, BARS = {"params": 22, "macs": 22}, {"params": 14, "macs": 14}


class Allowance(NamedTuple):
    """How much of a table is shown."""

    shares: dict[str, int]
    """By the name of a column, what its share takes."""
    layer: int
    kind: int
    """So many columns the words keep, where they want as many."""
    without: tuple[str, ...] = ()

    def least(self, name: str) -> int:
        """What a column of words keeps."""
        return {"layer": self.layer, "kind": self.kind}.get(name, self.kind)


ALLOWANCES = (
    Allowance(WIDE, 32, 28),
    Allowance(BARS, 32, 28),
    Allowance(BARS, 20, 18),
    Allowance({"params": PER_CENT, "macs": PER_CENT}, 24, 18),
    Allowance({"params": PER_CENT, "macs": PER_CENT}, 14, 14),
    Allowance({"params": PER_CENT}, 12, 14),
    Allowance({}, 12, 14),
    Allowance({}, 12, 8),
    Allowance({}, 12, 8, ("memory",)),
    Allowance({}, 12, 8, ("memory", "kind")),
)
"""From the widest terminal to the narrowest."""


class FittedColumn:
    """A column as it is drawn, with as much room as it got."""

    def __init__(self, column: Column, cells: Sequence[str], short: bool) -> None:
        self.column = column
        self.cells = cells
        self.titles = [column.short] if short and column.short else column.title.split(" ")
        self.natural = max(map(taken, {*cells, *self.titles}))
        self.width = self.natural
        self.share = 0

    @property
    def whole(self) -> int:
        """The columns that it takes with its share."""
        return self.width + self.share


def fitted(columns: Sequence[Column], cells: Sequence[Sequence[str]], width: int, asked: bool) -> list[FittedColumn]:
    """The columns that a terminal shows, with their widths. Those that were `asked` for are all shown."""
    strips: list[FittedColumn] = []
    for room in ALLOWANCES:
        strips = [
            FittedColumn(column, texts, short=room not in ALLOWANCES[:2])
            for column, texts in zip(columns, cells, strict=True)
            if asked or column.name not in room.without
        ]
        for strip in strips:
            strip.share = room.shares.get(strip.column.name, 0)
        _narrow(strips, room, width)
        if whole(strips) <= width:
            break
    return strips


def whole(strips: Sequence[FittedColumn]) -> int:
    """The columns that a table takes."""
    return sum([strip.whole for strip in strips]) + GAP * (len(strips) - 1)


def _narrow(strips: Sequence[FittedColumn], room: Allowance, width: int) -> None:
    """Take what is too much from words, the widest first, as far as a room lets them be narrow; never from numbers."""
    over = whole(strips) - width
    while over > 0:
        wide = [strip for strip in strips if not strip.column.number and strip.width > room.least(strip.column.name)]
        if not wide:
            return
        max(wide, key=lambda strip: strip.width).width -= 1
        over -= 1
