"""A `.pt2` archive: a zip with the exported program as JSON. No pickle inside it is opened, and no weights are read."""

import json
import zipfile
from typing import Any, BinaryIO

from convcalc.document.problems import fail
from convcalc.exchange.archives import opened_archive

LARGEST = 32 * 2**20
"""Bytes of a program: ten times as many as the largest of timm's have."""
SMALL, MOST_PRESSED = 8 * 2**20, 10
"""So many are read at once; more only of a file that has a tenth of them, as those of torch.export have all."""


def program(name: str, file: BinaryIO) -> dict[str, Any]:
    """The program in an archive. Raises SpecError."""
    with opened_archive(name, file, _HELP) as archive:
        found = [each for each in archive.infolist() if each.filename.endswith("models/model.json")]
        if not found:
            raise fail(f"{name} is no archive of torch.export: it holds no models/model.json", help=_HELP)
        if found[0].file_size > LARGEST:
            raise fail(f"{name}: its program takes {found[0].file_size:,} bytes, at most {LARGEST:,} are read")
        if found[0].file_size > max(SMALL, MOST_PRESSED * found[0].compress_size):
            raise fail(
                f"{name}: its program is {found[0].file_size:,} bytes, of {found[0].compress_size:,} in the file"
            )
        content = _content(archive, found[0])
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise fail(f"{name}: the program in it is no JSON that can be read") from None
    if not isinstance(data, dict):
        raise fail(f"{name}: the program in it is no JSON object")
    return data


_HELP = "torch.export.save(torch.export.export(model, (example,)), 'model.pt2') writes one"


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """What a member holds, and no more than it says."""
    with archive.open(member) as file:
        content = file.read(member.file_size + 1)
    if len(content) > member.file_size:
        raise zipfile.BadZipFile(f"{member.filename} is longer than it says")
    return content
