"""A `.pt2` archive of torch.export as a document."""

from typing import BinaryIO

from convcalc.document.files import shown_path
from convcalc.document.foreign import Foreign
from convcalc.document.problems import fail
from convcalc.exchange.pt2.archive import program
from convcalc.exchange.pt2.graph import graph_of
from convcalc.exchange.tensors.translate import translate


def document(name: str, file: BinaryIO) -> Foreign:
    """The document that an archive makes. Raises SpecError."""
    found = program(shown_path(name), file)
    try:
        graph = graph_of(found)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise fail(f"{shown_path(name)}: the program in it is not as torch.export writes one") from None
    return Foreign(name, "", lambda source: translate(source, graph)).fill()
