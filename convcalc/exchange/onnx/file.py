"""An ONNX file as a document."""

import os
from typing import BinaryIO

from convcalc.document.files import shown_path
from convcalc.document.foreign import UNFOLD, Foreign
from convcalc.document.problems import fail
from convcalc.exchange.onnx.blocks import FileBlocks
from convcalc.exchange.onnx.exporters import changes_in, tell, undo
from convcalc.exchange.onnx.messages import read_model
from convcalc.exchange.onnx.own import with_weights
from convcalc.exchange.onnx.wire import Bytes, WireError
from convcalc.exchange.tensors.graph import TensorGraph
from convcalc.exchange.tensors.translate import translate

MUCH = 32 * 2**20
"""Bytes of a file that is not read as a whole, but looked at where it lies."""


def document(name: str, file: BinaryIO) -> Foreign:
    """The document that a file makes. Raises SpecError."""
    large = os.fstat(file.fileno()).st_size > MUCH
    graph = graph_of(name, FileBlocks(file) if large else file.read())
    return Foreign(name, "", lambda source: _translate(source, graph)).fill()


def _translate(source: Foreign, graph: TensorGraph) -> None:
    """Make the data of a spec of a graph, as it is or as it was before it was exported."""
    found = changes_in(graph)
    source.takes = (UNFOLD,) if found.folded or found.dropped else ()
    undone = UNFOLD in source.settings
    translate(source, undo(graph, found) if undone else graph)
    tell(source, found, undone)


def graph_of(name: str, data: Bytes) -> TensorGraph:
    """The graph in a file. Raises SpecError."""
    try:
        return with_weights(read_model(data))
    except WireError as error:
        raise fail(f"{shown_path(name)} is no ONNX file that can be read: {error}") from None
