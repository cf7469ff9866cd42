"""Numbers as people read them. Shortened ones keep four digits; bytes are binary units."""

from collections.abc import Callable, Iterable

from convcalc.analysis.receptive_field import Reach
from convcalc.model.geometry import Span, Volume, per_axis

_UNITS = ("", "k", "M", "G", "T", "P", "E")
_BYTES = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")


def count(value: int, exact: bool = False) -> str:
    """A count: with all digits below 100,000 or where `exact`, else as 138.4M.

    >>> count(36928), count(138357544), count(999_950), count(138357544, exact=True)
    ('36,928', '138.4M', '1.00M', '138,357,544')
    """
    if exact or value < 100_000:
        return f"{value:,}"
    scaled, unit = value / 1000, 1
    while scaled >= 999.95 and unit < len(_UNITS) - 1:
        scaled, unit = scaled / 1000, unit + 1
    if scaled >= 1000:
        return f"{value:,}"
    return f"{scaled:.1f}{_UNITS[unit]}" if scaled >= 99.995 else f"{scaled:.2f}{_UNITS[unit]}"


def size(value: int, exact: bool = False) -> str:
    """Bytes in binary units, or with all digits where `exact`.

    >>> size(760), size(12845056), size(553430176), size(760, exact=True)
    ('760 B', '12.2 MiB', '527.8 MiB', '760 B')
    """
    if exact or value < 1024:
        return f"{value:,} B"
    scaled, unit = value / 1024, 1
    while scaled >= 9999.95 or (scaled >= 999.95 and unit < 2):
        if unit == len(_BYTES) - 1:
            break
        scaled, unit = scaled / 1024, unit + 1
    return f"{scaled:,.1f} {_BYTES[unit]}"


def share(part: int, whole: int) -> str:
    """A part of a whole in per cent.

    >>> share(102764544, 138357544), share(1, 0)
    ('74.3%', '0%')
    """
    return f"{part / whole:.1%}" if whole else "0%"


def duration(picoseconds: int) -> str:
    """A time in three digits or four.

    >>> duration(1234567890), duration(100_000), duration(25 * 10**12)
    ('1.23 ms', '100.0 ns', '25.0 s')
    """
    units = ((10**12, "s"), (10**9, "ms"), (10**6, "us"), (10**3, "ns"))
    scale, unit = next((each for each in units if picoseconds >= each[0]), (1, "ps"))
    value = picoseconds / scale
    return f"{value:,.{2 if value < 10 else 1}f} {unit}"


def volumes(each: Iterable[Volume]) -> list[str]:
    """Volumes as text. Sizes before channels, which many have in common, are written once."""
    known: dict[tuple[int, ...], str] = {}
    texts = []
    for volume in each:
        if type(volume) is not Volume:
            texts.append(str(volume))
            continue
        size, channels = volume
        if size not in known:
            known[size] = "".join([f"{number}x" for number in size])
        texts.append(f"{known[size]}{channels}")
    return texts


def field(reach: Reach) -> str:
    """A receptive field: 427, or 7x1 where axes differ; `all` the whole input; `<=` a bound.

    A local figure with `+all` is that of a network with gates or statistics that see the whole image.
    """
    return _per_axis(_field, reach)


def stride(reach: Reach) -> str:
    """Input positions between neighbouring outputs."""
    return _per_axis(_stride, reach)


def padding(reach: Reach) -> str:
    """How far the first output reaches out before the input."""
    return _per_axis(_padding, reach)


def _per_axis(write: Callable[[Span], str], reach: Reach) -> str:
    """Something about each axis; once, where all are alike."""
    if reach and reach[1:] == reach[:-1]:
        return write(reach[0])
    return per_axis(map(write, reach))


def _field(span: Span) -> str:
    bound = "" if span.exact else "<="
    size = span.size
    if size is None:
        return f"{bound}all"
    return f"{bound}{size}" + ("+all" if span.whole else "")


def _stride(span: Span) -> str:
    stride = span.stride
    return "" if stride is None else str(stride)


def _padding(span: Span) -> str:
    padding = span.padding
    return "" if padding is None else str(padding)
