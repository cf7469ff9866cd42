"""The columns that every table format shares: titles, cells, and which can be chosen."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.receptive_field import Reach
from convcalc.document.records import NamedTuple
from convcalc.model.geometry import per_axis
from convcalc.model.quantities import QUANTITIES, Quantity, added_up
from convcalc.model.tree import owners
from convcalc.render import numbers
from convcalc.render.formats import Options
from convcalc.render.summary.outline import Outlined, outline

if TYPE_CHECKING:
    from convcalc.peers.counting import Tally


class Column(NamedTuple):
    """One column: its name in `--columns`, its title, and what it holds of a line."""

    name: str
    title: str
    value: Callable[[Outlined], Any]
    """The figure itself, for programs; None where a line has none."""
    cells: Callable[[Sequence[Outlined], bool], list[str]]
    """The figures of lines as a person reads them, and whether with all their digits."""
    number: bool = True
    """Set to the right, and never cut short."""
    short: str = ""
    """The title where there is little room."""


def _labels(lines: Sequence[Outlined], exact: bool) -> list[str]:
    return ["  " * line.depth + line.label + (f" x{line.times}" if line.times > 1 else "") for line in lines]


def _kind(line: Outlined) -> str:
    words = f"{line.kind} {line.settings}".rstrip()
    if shared := line.figures.shared and owners(line.figures.network, line.part.numbers):
        words += f", weights of {shared}"
    frozen = len(line.part.numbers) == 1 and line.figures.network.nodes[line.part.end].frozen
    return f"{words} frozen" if frozen else words


def _weights(line: Outlined) -> str:
    if line.node is None:
        return ""
    tensors = [f"{tensor.name} {per_axis(tensor.shape, always=True)}" for tensor in line.node.weights]
    shared = owners(line.figures.network, line.part.numbers)
    return ", ".join([*tensors, *([f"those of {shared}"] if shared else [])])


def _intensity(line: Outlined) -> float | str:
    """FLOPs a byte; nothing where none is moved."""
    from convcalc.analysis.roofline import intensity

    traffic = [line.figures.traffic[number] for number in line.part.numbers]
    return float(intensity(traffic)) if any(each.bytes for each in traffic) else ""


def _bound(line: Outlined) -> str:
    """Compute or memory; of several layers, the share of their time that is bound by compute."""
    roofline = line.figures.roofline
    share = roofline.share(line.part.numbers) if roofline else None
    if share is None:
        return ""
    return "memory" if not share else "compute" if share == 1 else f"compute {float(share):.0%}"


def _time(line: Outlined) -> int | None:
    """Picoseconds, rounded down."""
    roofline = line.figures.roofline
    return int(line.total * roofline.total(line.part.numbers) * 10**12) if roofline else None


def _duration(picoseconds: int | None, exact: bool) -> str:
    return numbers.duration(picoseconds) if picoseconds else ""


def _words(name: str, value: Callable[[Outlined], str]) -> Column:
    return Column(name, name, value, lambda lines, exact: list(map(value, lines)), number=False)


def _figure(name: str, title: str, value: Callable[[Outlined], Any], write: Callable[[Any, bool], str]) -> Column:
    """A column that stays empty in the heading of an open block."""

    def cells(lines: Sequence[Outlined], exact: bool) -> list[str]:
        return _written([value(line) if line.part.numbers else "" for line in lines], write, exact)

    return Column(name, title, value, cells)


def _written(figures: list[Any], write: Callable[[Any, bool], str], exact: bool) -> list[str]:
    """Figures as text; nothing, where there is none. Equal ones are written once."""
    texts = {each: "" if each == "" else write(each, exact) for each in dict.fromkeys(figures)}
    return list(map(texts.__getitem__, figures))


def _sum(quantity: Quantity) -> Column:
    """A column that adds up to its total. What goes in takes memory too, which is named below it, and not here."""
    name, in_bytes = quantity.name, quantity.in_bytes
    write = numbers.size if in_bytes else numbers.count

    def cells(lines: Sequence[Outlined], exact: bool) -> list[str]:
        sums = lines[0].figures.sums([line.part.numbers for line in lines], name)
        figures = [line.total * sum if line.part.numbers else "" for line, sum in zip(lines, sums)]
        if in_bytes:
            figures = ["" if line.is_input else figure for line, figure in zip(lines, figures)]
        texts = _written(figures, write, exact)
        missing = lines[0].figures.left_out.get(name)
        if missing:
            return [text and _stated(text, line.part.numbers, missing) for text, line in zip(texts, lines)]
        return texts

    return Column(name, quantity.title, lambda line: line.sum(name), cells)


def _stated(text: str, added: Sequence[int], missing: set[int]) -> str:
    """A sum; `?` where nobody states it, and behind it where that is so of a part."""
    unknown = [number in missing for number in added]
    if not any(unknown):
        return text
    return "?" if all(unknown) else f"{text} + ?"


def _seen(name: str, title: str, write: Callable[[Reach], str]) -> Column:
    """A column about what is seen of the first input."""

    def seen(line: Outlined) -> str:
        reach = line.reach()
        return write(reach) if reach else ""

    column = _figure(name, title, seen, lambda text, exact: str(text))
    return column._replace(short="field" if name == "field" else "")


def _seen_of_each(analysis: Analysis, name: str) -> Iterator[Column]:
    """A column about what is seen of each input. What several are seen alike by is written once."""
    title, write = SEEN[name]
    known: dict[int, tuple[Reach, str]] = {}

    def texts(input: int, lines: Sequence[Outlined], exact: bool) -> list[str]:
        seen = analysis.sights[input].reaches
        ends = [seen[line.part.end] if line.part.numbers else () for line in lines]
        for reach in ends:
            if id(reach) not in known:
                known[id(reach)] = reach, write(reach) if reach else ""
        return [known[id(reach)][1] for reach in ends]

    def text(input: int, line: Outlined) -> str:
        return texts(input, [line], False)[0]

    for k, sight in enumerate(analysis.sights):
        of = analysis.network.nodes[sight.input].path
        short = f"field {of}" if name == "field" else ""
        yield Column(name, f"{title} {of}", partial(text, k), partial(texts, k), short=short)


SEEN: dict[str, tuple[str, Callable[[Reach], str]]] = {
    "field": ("receptive field", numbers.field),
    "stride": ("field stride", numbers.stride),
    "padding": ("field padding", numbers.padding),
}
"""The columns about what is seen: their titles, and how they write it."""


COLUMNS = {
    column.name: column
    for column in (
        Column("layer", "layer", lambda line: line.path, _labels, number=False),
        _words("kind", _kind),
        _figure("output", "output", lambda line: line.output, lambda output, exact: str(output)),
        *(_sum(QUANTITIES[name]) for name in added_up() if name != "weights"),  # their shapes are a column
        *(_seen(name, *each) for name, each in SEEN.items()),
        _words("weights", _weights),
        _figure("intensity", "FLOPs/B", _intensity, lambda value, exact: f"{value:,.1f}" if value != "" else ""),
        _figure("bound", "bound by", _bound, lambda value, exact: str(value)),
        _figure("time", "at least", _time, _duration),
    )
}

DEFAULT = ("layer", "kind", "output", "params", "macs", "memory", "field")
DEFAULT_ON_DEVICE = ("layer", "kind", "output", "macs", "intensity", "bound", "time")


SOME = 10_000
"""Lines that are worked out together: of a table with a million, no more than these are held."""


class Table(NamedTuple):
    """A summary as titles, lines and cells; or a part of one."""

    columns: list[Column]
    lines: list[Outlined]
    cells: list[list[str]]
    """The text of every cell, column by column."""

    @property
    def rows(self) -> Iterator[list[str]]:
        """The text of every cell, line by line."""
        return map(list, zip(*self.cells, strict=True))


def columns_of(analysis: Analysis, names: Sequence[str]) -> list[Column]:
    """The columns of these names; of several inputs, one for what is seen of each."""
    if len(analysis.sights) == 1:
        return [COLUMNS[name] for name in names]
    each = [_seen_of_each(analysis, name) if name in SEEN else [COLUMNS[name]] for name in names]
    return [column for columns in each for column in columns]


def chosen(analysis: Analysis, options: Options) -> list[Column]:
    """The columns that are asked for; by the rule of another tool, what it counts."""
    if options.like:
        return [COLUMNS[name] for name in ("layer", "kind", "output", "params")] + _columns_like(analysis, options.like)
    return columns_of(analysis, options.columns or (DEFAULT_ON_DEVICE if analysis.roofline else DEFAULT))


def _columns_like(analysis: Analysis, tool: str) -> list[Column]:
    from convcalc.peers.counting import tallies

    return [_tallied(each) for each in tallies(tool, analysis.network)]


def _tallied(tally: "Tally") -> Column:
    """What another tool counts."""
    return _figure(tally.rule.figure, tally.rule.figure, lambda line: tally.of(line.part.numbers), _known)


def _known(value: int | None, exact: bool) -> str:
    return "?" if value is None else numbers.count(value, exact)


def table(analysis: Analysis, options: Options, worked: Callable[[list[Outlined]], list[Outlined]] = list) -> Table:
    """The columns and the lines that are asked for; lines as something is `worked` into them."""
    columns = chosen(analysis, options)
    lines = worked([*outline(analysis, options.depth, options.full)])
    return Table(columns, lines, [column.cells(lines, options.exact) for column in columns])


def tables(columns: list[Column], analysis: Analysis, options: Options) -> Iterator[Table]:
    """The same some lines at a time."""
    lines = outline(analysis, options.depth, options.full)
    while some := list(islice(lines, SOME)):
        yield Table(columns, some, [column.cells(some, options.exact) for column in columns])
