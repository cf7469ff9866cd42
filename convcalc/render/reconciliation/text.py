"""What other tools say, for a person: each figure with the sum that gives it."""

from collections.abc import Iterator

from convcalc.analysis.parts import Figures, whole
from convcalc.document.wording import many
from convcalc.peers.candidates import Candidate
from convcalc.peers.counting import Tally
from convcalc.peers.reconciling import Reconciliation, Sought
from convcalc.render.formats import Options
from convcalc.render.text import page, style, wrapped

MOST = 5
"""So many origins of a figure are shown."""
_OWN = (("parameters", "params"), ("MACs", "macs"), ("FLOPs", "flops"))


def render(subject: Reconciliation | Sought, options: Options) -> str:
    """All figures, or where one comes from."""
    lines = _all(subject, options.width) if isinstance(subject, Reconciliation) else _one(subject, options.width)
    return page(lines)


def _all(subject: Reconciliation, width: int | None) -> Iterator[str]:
    network = subject.network
    figures, part = Figures(network), whole(network)
    yield from wrapped(f"{network.takes} -> {network.gives}", width, f"{style(network.name, 'bold')}  ", "  ")
    yield ""
    rows = [(name, f"{figures.figure(part, key):,}", "") for name, key in _OWN] + list(_grouped(subject))
    room = max(len(figure) for _, figure, _ in rows)
    for names, figure, why in rows:
        yield from wrapped(style(names, "bold"), width, f"{figure.rjust(room)}  ", " " * (room + 2))
        yield from wrapped(why, width, " " * (room + 4), " " * (room + 6)) if why else ()
    for paper in subject.papers:
        yield ""
        yield from wrapped(f"{paper.words}{_behind(paper.note)}", width, "", "  ")
    yield ""
    yield from wrapped(f"Where tools see a difference, {subject.reading.words}.", width)


def _grouped(subject: Reconciliation) -> Iterator[tuple[str, str, str]]:
    """The tools, the figure, and its sum; of tools that count alike, once."""
    groups: dict[tuple[str, str], list[str]] = {}
    for counted in subject.counted:
        rule = counted.rule
        groups.setdefault(_told(counted), []).append(f"{rule.tool} {rule.version} {rule.figure}")
    return ((", ".join(names), figure, why) for (figure, why), names in groups.items())


def _told(counted: Tally) -> tuple[str, str]:
    if counted.fails:
        return "?", counted.why
    return f"{counted.total:,}", f"= {counted.sum}"


def _behind(words: str) -> str:
    return f": {words}" if words else ""


def _one(subject: Sought, width: int | None) -> Iterator[str]:
    name, got = style(subject.network.name, "bold"), subject.got.text
    if not subject.origins:
        yield from wrapped(f"nothing known gives {got}; nearest are", width, f"{name}  ")
    else:
        yield f"{name}  {got} {'may be' if subject.origins[0].steps > 1 and subject.got.half else 'is'}"
    shown = [each for each in subject.origins if each.steps <= subject.origins[0].steps + 1][:MOST]
    for origin in shown or subject.nearest:
        yield from _origin(origin, width)
    if more := len(subject.origins) - len(shown):
        others = f"or {many(more, 'less likely figure')}; with more digits there are fewer"
        yield from wrapped(others, width, "  ", "  ")


def _origin(origin: Candidate, width: int | None) -> Iterator[str]:
    unit = " bytes" if origin.in_bytes else ""
    yield from wrapped(f"{origin.words}: {style(f'{origin.value:,}{unit}', 'bold')}", width, "  ", "    ")
    if origin.sum:
        yield from wrapped(f"= {origin.sum}", width, "      ", "        ")
