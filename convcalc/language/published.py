"""The figures that a network's paper prints of it, as `published:` has them: by quantity, each with its source."""

from typing import TYPE_CHECKING, Any

from convcalc.document.places import Place
from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.model.network import Network

if TYPE_CHECKING:
    from convcalc.analysis.amounts import Answer


class Printed(NamedTuple):
    """A figure of a paper."""

    quantity: str
    """What it is a figure of, as convcalc counts: a paper's FLOPs are MACs, unless it says otherwise."""
    answer: "Answer"
    """The figure, with its text as it is printed."""
    source: str
    note: str
    """What is behind it, where that has to be said."""

    @property
    def words(self) -> str:
        """The figure with its source: `He et al. 2015, table 1: 3.8e9 FLOPs`."""
        return f"{self.source}: {self.answer.text}"


def published(network: Network) -> tuple[Printed, ...]:
    """What is printed of a network, as its spec says; nothing of one that its spec extends or calls.

    Raises SpecError where a figure cannot be read.
    """
    rows: dict[str, Any] = getattr(network.origin, "published", None) or {}
    place = Place(network.source, ("published",)) if network.source else None
    return tuple([_read_row(quantity, row, place.at(quantity)) for quantity, row in rows.items()]) if place else ()


def _read_row(quantity: str, row: dict[str, Any], place: Place) -> Printed:
    from convcalc.analysis.amounts import read
    from convcalc.model.layers.fields import FieldError

    try:
        answer = read(row["figure"])
    except FieldError as error:
        raise fail(f"figure: {error.message}", place.at("figure"), error.help) from error
    return Printed(quantity, answer._replace(text=str(row["figure"])), str(row["source"]), str(row.get("note") or ""))
