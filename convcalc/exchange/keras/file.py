"""A `.keras` archive: a zip with the architecture as JSON. Its weights are not read."""

from typing import BinaryIO

from convcalc.document.files import shown_path
from convcalc.document.foreign import Foreign
from convcalc.document.opening import decode
from convcalc.document.problems import fail
from convcalc.document.source import refuse_control
from convcalc.exchange.archives import opened_archive
from convcalc.exchange.keras import translate

LARGEST = 4 * 2**20
"""Bytes of JSON; that of the largest of keras.applications has a million."""


def document(name: str, file: BinaryIO) -> Foreign:
    """The document that an archive makes. Raises SpecError."""
    path = shown_path(name)
    try:
        with opened_archive(path, file) as archive, archive.open("config.json") as member:
            content = member.read(LARGEST + 1)
    except KeyError:
        raise fail(f"{path} is no model of Keras: it holds no config.json") from None
    if len(content) > LARGEST:
        raise fail(f"{path}: its config.json is larger than {LARGEST // 2**20} MiB")
    source = Foreign(name, decode(name, content), translate)
    refuse_control(source)
    return source.fill()
