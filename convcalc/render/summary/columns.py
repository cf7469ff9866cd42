"""The columns that every table format shares: titles, cells, and which can be chosen."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
from convcalc.render.summary.outline import Outlined, outline, settings_of

if TYPE_CHECKING:
    from convcalc.peers.counting import Tally


ColumnValues = Callable[[Sequence[Outlined]], list[Any]]
"""What a column holds of lines."""
WriteCell = Callable[[Any, bool], Any]
"""What writes one figure, or several, and whether with all digits."""


class Column(NamedTuple):
    """One column: its name in `--columns`, its title, and what it holds of lines."""

    name: str
    title: str
    values: ColumnValues
    """The figures themselves, for programs, of lines that stand for layers; None where one has none."""
    cells: Callable[[Sequence[Outlined], bool], list[str]]
    """The figures of lines as a person reads them, and whether with all their digits."""
    number: bool = True
    """Set to the right, and never cut short."""
    short: str = ""
    """The title where there is little room."""


def _paths(lines: Sequence[Outlined]) -> list[str]:
    return [line.path for line in lines]


def _labels(lines: Sequence[Outlined], exact: bool) -> list[str]:
    return ["  " * line.depth + line.label + (f" x{line.times}" if line.times > 1 else "") for line in lines]


def _kinds(lines: Sequence[Outlined]) -> list[str]:
    figures = lines[0].figures
    words = [f"{line.kind} {settings}".rstrip() for line, settings in zip(lines, settings_of(lines))]
    if figures.shared:
        shared = [owners(figures.network, line.part.numbers) for line in lines]
        words = [f"{each}, weights of {owner}" if owner else each for each, owner in zip(words, shared)]
    if figures.network.frozen:
        frozen = [len(line.part.numbers) == 1 and figures.network.nodes[line.part.end].frozen for line in lines]
        words = [f"{each} frozen" if so else each for each, so in zip(words, frozen)]
    return words


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


def _each(value: Callable[[Outlined], Any]) -> ColumnValues:
    return lambda lines: list(map(value, lines))


def _words(name: str, values: ColumnValues) -> Column:
    return Column(name, name, values, lambda lines, exact: values(lines), number=False)


def _figure(name: str, title: str, values: ColumnValues, write: WriteCell) -> Column:
    """A column that stays empty in the heading of an open block."""

    def cells(lines: Sequence[Outlined], exact: bool) -> list[str]:
        return _written(_closed(values, lines), write, exact)

    return Column(name, title, values, cells)


def _closed(values: ColumnValues, lines: Sequence[Outlined]) -> list[Any]:
    """Figures of lines, nothing for the headings of open blocks."""
    closed = [line for line in lines if line.part.numbers]
    if len(closed) == len(lines):
        return values(lines)
    figures = iter(values(closed) if closed else ())
    return [next(figures) if line.part.numbers else "" for line in lines]


def _written(figures: list[Any], write: WriteCell, exact: bool) -> list[str]:
    """Figures as text; nothing, where there is none. Equal ones are written once."""
    different = dict.fromkeys(figures)
    different.pop("", None)
    texts: dict[Any, str] = dict(zip(different, write(different, exact)))
    texts[""] = ""
    return list(map(texts.__getitem__, figures))


def _by_one(write: WriteCell) -> WriteCell:
    return lambda figures, exact: [write(each, exact) for each in figures]


def _as_text(figures: Iterable[Any], exact: bool) -> Iterable[str]:
    return map(str, figures)


def _outputs(lines: Sequence[Outlined]) -> list[str]:
    nodes = lines[0].figures.network.nodes
    return numbers.volumes([nodes[line.part.end].site.output for line in lines])


def _sum(quantity: Quantity) -> Column:
    """A column that adds up to its total. What goes in takes memory too, which is named below it, and not here."""
    name, in_bytes = quantity.name, quantity.in_bytes
    write = _by_one(numbers.size if in_bytes else numbers.count)

    def sums(lines: Sequence[Outlined]) -> list[int]:
        each = lines[0].figures.sums([line.part.numbers for line in lines], name)
        return [line.total * sum for line, sum in zip(lines, each)]

    def cells(lines: Sequence[Outlined], exact: bool) -> list[str]:
        figures = _closed(sums, lines)
        if in_bytes:
            inputs = {*lines[0].figures.network.inputs}
            figures = ["" if line.part.end in inputs and line.is_input else each for line, each in zip(lines, figures)]
        texts = _written(figures, write, exact)
        missing = lines[0].figures.left_out.get(name)
        if missing:
            return [text and _stated(text, line.part.numbers, missing) for text, line in zip(texts, lines)]
        return texts

    return Column(name, quantity.title, sums, cells)


def _stated(text: str, added: Sequence[int], missing: set[int]) -> str:
    """A sum; `?` where nobody states it, and behind it where that is so of a part."""
    unknown = [number in missing for number in added]
    if not any(unknown):
        return text
    return "?" if all(unknown) else f"{text} + ?"


def _seen(name: str, input: int = 0, of: str = "") -> Column:
    """A column about what is seen of an input: of the first, or of several `of` one. What many see is written once."""
    title, write = SEEN[name]

    def texts(lines: Sequence[Outlined]) -> list[str]:
        seen = lines[0].figures.sights[input].reaches
        ends = [seen[line.part.end] for line in lines]
        different = {id(reach): reach for reach in ends}
        known = {key: write(reach) if reach else "" for key, reach in different.items()}
        return [known[id(reach)] for reach in ends]

    column = _figure(name, f"{title} {of}".rstrip(), texts, _as_text)
    return column._replace(short=f"field {of}".rstrip() if name == "field" else "")


SEEN: dict[str, tuple[str, Callable[[Reach], str]]] = {
    "field": ("receptive field", numbers.field),
    "stride": ("field stride", numbers.stride),
    "padding": ("field padding", numbers.padding),
}
"""The columns about what is seen: their titles, and how they write it."""


COLUMNS = {
    column.name: column
    for column in (
        Column("layer", "layer", _paths, _labels, number=False),
        _words("kind", _kinds),
        _figure("output", "output", _outputs, _as_text),
        *(_sum(QUANTITIES[name]) for name in added_up() if name != "weights"),  # their shapes are a column
        *map(_seen, SEEN),
        _words("weights", _each(_weights)),
        _figure("intensity", "FLOPs/B", _each(_intensity), _by_one(lambda value, exact: f"{value:,.1f}")),
        _figure("bound", "bound by", _each(_bound), _as_text),
        _figure("time", "at least", _each(_time), _by_one(_duration)),
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
    of = [analysis.network.nodes[sight.input].path for sight in analysis.sights]
    each = [[_seen(name, *each) for each in enumerate(of)] if name in SEEN else [COLUMNS[name]] for name in names]
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
    values = _each(lambda line: tally.of(line.part.numbers))
    return _figure(tally.rule.figure, tally.rule.figure, values, _by_one(_known))


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
