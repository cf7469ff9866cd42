"""Layers of other tools whose cost is not known: a check lets none pass that nobody has allowed. Knows no formats."""

from collections.abc import Collection, Iterator

from convcalc.analysis.cost import unstated
from convcalc.check.report import UNREADABLE
from convcalc.document.problems import Problem
from convcalc.document.wording import many, shown
from convcalc.model.layers.custom import op_of
from convcalc.model.network import Network


def unknown_layers(network: Network, allowed: Collection[str]) -> Iterator[Problem]:
    """What is not known of layers that name where they come from, by what they are called there, the first of each."""
    found: dict[str, list[int]] = {}
    for number in sorted({*unstated(network, "params"), *unstated(network, "macs")}):
        op = op_of(network.nodes[number].site.layer)
        if op and op not in allowed:
            found.setdefault(op, []).append(number)
    for op, numbers in found.items():
        origin = network.nodes[numbers[0]].origin
        place = origin.place if origin else None
        times = f" ({many(len(numbers), 'layer')})" if len(numbers) > 1 else ""
        message = f"{shown(op)} is not known: its parameters and MACs are left out{times}"
        yield Problem(message, place, f"--allow-unknown {shown(op)} lets it pass", code=UNREADABLE)
