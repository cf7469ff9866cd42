"""How volumes are written where that is said: in a spec, in the settings of its project, on the command line."""

import os
from collections.abc import Iterable, Sequence
from typing import Any

from convcalc.document.places import Located, Place
from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.document.settings import settings_for
from convcalc.document.wording import nearest, shown
from convcalc.model.geometry import ORDERS, Order, Volume


class Otherwise(NamedTuple):
    """How volumes are written where a spec does not say."""

    usual: Order
    shown: Order | None
    """How they are shown, whatever the spec says."""
    shipped: str
    """The folder of the shipped specs, in which the channels are last."""


def read_order(said: Any, place: Place) -> Order:
    """The order that somebody says. Raises SpecError."""
    if isinstance(said, str) and said in ORDERS:
        return ORDERS[said]
    help = nearest(str(said).replace("-", "_"), ORDERS)
    raise fail(f"order: expected {' or '.join(ORDERS)}, not {shown(said)}", place, help)


def orders_of(documents: Iterable[Located], otherwise: Otherwise | None) -> dict[str, Order]:
    """How each document writes volumes, the base first: as it says, or as is usual, or as what it extends."""
    orders: dict[str, Order] = {}
    order: Order = Volume
    for source in documents:
        if (said := source.data.get("order")) is not None:
            order = read_order(said, Place(source, ("order",)))
        elif otherwise:
            is_shipped = source.folder and os.path.abspath(source.folder) == otherwise.shipped
            order = Volume if is_shipped else otherwise.usual
        orders[source.name] = order
    return orders


def order_in(folder: str, named: Sequence[str]) -> Order | None:
    """How the project that a folder is in writes volumes; None where it does not say. Raises SpecError."""
    found = settings_for(folder, named, b"order")
    data = found.source.data if found and found.source else None
    if found is None or found.source is None or not isinstance(data, dict) or data.get("order") is None:
        return None
    return read_order(data["order"], Place(found.source, ("order",)))
