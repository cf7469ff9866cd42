"""The formats of architecture files beside specs: how each is told by its ending and its text. Reads none itself."""

import os
import re
from importlib import import_module
from typing import Any

from convcalc.document.files import opened, shown_path
from convcalc.document.foreign import Foreign
from convcalc.document.opening import decode
from convcalc.document.problems import SpecError, fail
from convcalc.document.records import NamedTuple
from convcalc.document.source import refuse_control

LOOKED_AT = 2**20
"""So many bytes are looked at to tell a format of text."""
LARGEST = 4 * 2**20
"""A text is no larger: forty times those of the largest networks that people have written so."""
LONGEST_MARK = 16
"""So many to tell one that is no text."""


class Format(NamedTuple):
    """A format that is read: a room here, of text with `translate(source)`, else with `file.document(name, file)`."""

    module: str
    endings: tuple[str, ...]
    mark: bytes
    """A pattern of what its files have and no spec has."""
    lacks: str
    """What a file of its ending is not, where it has no mark."""
    binary: bool = False


FORMATS = (
    Format(
        "darknet",
        (".cfg",),
        rb"\A(?:\xef\xbb\xbf)?(?:\s|[#;][^\n]*\n)*+\[[ \t]*net(?:work)?[ \t]*\]",
        "it does not start with [net], as a network of Darknet does",
    ),
    Format("keras", (), rb"\A(?:\xef\xbb\xbf)?\s*\{[^{}\[\]]*\"class_name\"\s*:", ""),
    Format("keras", (".keras",), rb"\APK\x03\x04", "it is no archive of Keras", binary=True),
    Format("onnx", (".onnx",), rb"\A\x08[\x01-\x20][\x12\x1a\x22\x28\x32\x3a\x42]", "it is no ONNX model", binary=True),
    Format("pt2", (".pt2",), rb"\APK\x03\x04", "it is no archive of torch.export", binary=True),
    Format(
        "caffe",
        (".prototxt", ".pbtxt"),
        rb"(?m)^(?:[^#\n]*[\"}][ \t])?[ \t]*layers?[ \t]*(?::[ \t]*)?[{<]",
        "it has no layer { ... }, as a network of Caffe has; a solver names its network as net",
    ),
)
_EXPORT = "write one that is: torch.export.save(torch.export.export(model, (example,)), 'model.pt2')"

WEIGHTS = {
    (".weights",): "give the .cfg that belongs to it",
    (".caffemodel",): "give the .prototxt that belongs to it",
    (".pt", ".pth", ".ckpt", ".safetensors", ".bin"): _EXPORT,
    (".h5", ".hdf5"): "write an ONNX file: keras.Model.export('model.onnx', format='onnx')",
    (".tflite", ".pb"): "write an ONNX file: python -m tf2onnx.convert",
}
"""Endings of files that hold no architecture, and what to give in their place."""


def read_binary(name: str) -> Foreign | None:
    """The document in a file of a format that is no text; None for one of none. Raises SpecError."""
    with opened(name) as file:
        start = file.read(LONGEST_MARK)
        for format in _likeliest(name):
            if format.binary and re.match(format.mark, start):
                _refuse_weights(name)
                file.seek(0)
                found: Foreign = import_module(f"convcalc.exchange.{format.module}.file").document(name, file)
                return found
    return None


def read(name: str, raw: bytes) -> Foreign | None:
    """The document in a text of another format; None for one of none. Raises SpecError where it cannot be read."""
    _refuse_weights(name)
    for format in _likeliest(name):
        if not format.binary and re.search(format.mark, raw[:LOOKED_AT]):
            if len(raw) > LARGEST:
                raise fail(f"{shown_path(name)} is larger than {LARGEST // 2**20} MiB")
            source = Foreign(name, decode(name, raw), import_module(f"convcalc.exchange.{format.module}").translate)
            refuse_control(source)
            return source.fill()
    if _likeliest(name)[0].binary and (refused := refusal(name)):
        raise refused
    return None


def read_yaml(name: str, text: str, data: Any) -> Foreign | None:
    """The document in YAML that is no spec; None where it is of no other format either. Raises SpecError."""
    if not isinstance(data.get("backbone"), list) or not isinstance(data.get("head"), list):
        return None
    return Foreign(name, text, import_module("convcalc.exchange.ultralytics").translate).fill()


def _likeliest(name: str) -> list[Format]:
    """All formats, those of the ending of a name first."""
    ending = os.path.splitext(name)[1].lower()
    return sorted(FORMATS, key=lambda each: ending not in each.endings)


def _refuse_weights(name: str) -> None:
    """Raises SpecError for a file that holds no architecture."""
    ending = os.path.splitext(name)[1].lower()
    for endings, instead in WEIGHTS.items():
        if ending in endings:
            raise fail(f"{shown_path(name)} holds weights, and no architecture", help=instead)


def refusal(name: str) -> SpecError | None:
    """What is told of a file that is named as one of another format, and has no network in it; of its text nothing."""
    ending = os.path.splitext(name)[1].lower()
    lacks = next((format.lacks for format in FORMATS if ending in format.endings), None)
    return fail(f"{shown_path(name)} is no network: {lacks}") if lacks else None
