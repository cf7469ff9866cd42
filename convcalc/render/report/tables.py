"""What a page is told once, and named by a number from then on: amounts, scopes, whatever is equal. Knows no layout."""

from collections.abc import Callable, Hashable, Iterator
from typing import Any

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.parts import Figures
from convcalc.model.network import Scope
from convcalc.render import numbers
from convcalc.render.markup import Marked, script

EXACT = 2**53
"""From here on the numbers of a page are not exact: larger ones are sent as text."""


MOST_TOGETHER = 100
"""Values of a table that are written at once, and kept as one text."""


class DataTable:
    """Values that are sent once and then named by their number. They are written and kept as text, many together."""

    def __init__(self) -> None:
        self.known: dict[Hashable, int] = {}
        self._texts: list[Marked] = []
        self._last: list[Any] = []

    def number(self, key: Hashable, make: Callable[..., Any], *of: Any) -> int:
        """The number of what is made of something; it is made once for all that have a key."""
        number = self.known.get(key)
        if number is None:
            made = make(*of)  # which may put others before it
            number = self.known[key] = len(self.known)
            self._last.append(made)
            if len(self._last) == MOST_TOGETHER:
                self._write()
        return number

    def _write(self) -> None:
        self._texts.append(Marked(script(self._last)[1:-1]))
        self._last = []

    def told(self) -> Iterator[Marked]:
        """All values, some at a time, once no more are put into it."""
        if self._last:
            self._write()
        return iter(self._texts)


class Amounts(DataTable):
    """Parameters, MACs and bytes: the number, how it is read, and its share of all of them."""

    def __init__(self, analysis: Analysis) -> None:
        super().__init__()
        self.figures = Figures.of(analysis)
        self.totals = {name: sum(self.figures.shares(name)) for name in ("params", "macs", "memory")}

    def of(self, name: str, value: int) -> int:
        """The number of an amount; what is alive at once is no share of anything."""
        return self.number((name, value), self._amount, name, value)

    def _amount(self, name: str, value: int) -> list[Any]:
        text = numbers.count(value) if name in ("params", "macs") else numbers.size(value)
        return [sent(value), text, *([numbers.share(value, self.totals[name])] if name in self.totals else [])]


def sent(value: int) -> int | str:
    """A number as a page can hold it."""
    return value if -EXACT < value < EXACT else str(value)


def scope_number(scope: Scope, scopes: DataTable) -> int:
    """The number of a block call or a branch."""
    return scopes.number(id(scope), _scoped, scope, scopes)


def _scoped(scope: Scope, scopes: DataTable) -> list[Any]:
    return [scope.label, scope_number(scope.parent, scopes) if scope.parent else -1]
