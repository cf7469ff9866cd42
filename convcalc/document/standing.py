"""What stands at a line and a column: the way back from where a value is."""

from bisect import bisect_right

from convcalc.document.places import Route, pack
from convcalc.document.source import Source


def standing(source: Source, line: int, column: int) -> tuple[Route, bool]:
    """What begins last before a line and a column, from 1, and whether it is a key."""
    wanted, data, route = pack(line - 1, column - 1), source.data, list[str | int]()
    mark = source._start
    while marks := source.marks(data, mark):
        before = bisect_right(marks, wanted) - 1
        if before < 0:
            break
        if isinstance(data, dict):
            route.append(list(data)[before // 2])
            if before % 2 == 0:
                return tuple(route), True
        else:
            route.append(before)
        data, mark = data[route[-1]], marks[before]
    return tuple(route), False
