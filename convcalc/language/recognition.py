"""Which documents are specs, of those that nobody has named. Knows what a spec has at the top; not what is in it."""

import re
from collections.abc import Sequence

from convcalc.document.files import contents
from convcalc.document.opening import Seek, identity
from convcalc.document.places import Located
from convcalc.document.problems import SpecError
from convcalc.language.loading import OutsideError, find, reachable
from convcalc.language.spec import KEYS

_KEY = re.compile(rb"""^\s{0,4}["']?(input|layers|extends)["']?:[ \t]*(?:["']?([^"'#\s]+))?""", re.MULTILINE)
_START = 2**20
_MARKS = b"\xef\xbb\xbf\xff\xfe\0"
"""What texts may start with to say how they are encoded."""


def is_spec(source: Located, named: Sequence[str] | None = None, seek: Seek = find) -> bool:
    """A spec has layers in a list, beside an input, or extends a document that has.

    What others call `layers` is a mapping, and what they extend is no spec. Nothing is looked at where a spec could
    not extend it (`named` as `read_source` has it): by its own keys, it may be one that goes too far.
    """
    met: set[tuple[str, str]] = set()
    while isinstance(source.data, dict):
        data, base = source.data, source.data.get("extends")
        if isinstance(data.get("layers"), list) and "input" in data:
            return True
        if not isinstance(base, str) or base == "-":
            return False
        if identity(source) in met:
            return True
        met.add(identity(source))
        try:
            if named is None:
                source = seek(base, source.folder)
            else:
                source = find(base, source.folder, reachable(source.folder, named))
        except OutsideError:
            return data.keys() <= set(KEYS)
        except SpecError as error:
            place = error.problems[0].place
            return place is not None and is_meant_as_spec(place.source.name)
    return False


def is_meant_as_spec(name: str) -> bool:
    """Whether a file that is no YAML was to be a spec: it cannot be read at all, or has lines of one, in UTF-16 too."""
    try:
        start = contents(name)[:_START].lstrip(_MARKS).replace(b"\0", b"")
    except SpecError:
        return True
    return {b"input", b"layers"} <= {key for key, _ in _KEY.findall(start)}
