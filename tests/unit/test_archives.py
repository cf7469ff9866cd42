"""Archives that are damaged: told as such, whatever the library that unpacks them makes of it."""

import io
import zipfile
from random import Random

import pytest

from convcalc.document.problems import SpecError
from convcalc.exchange.archives import opened_archive
from convcalc.language import loading

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
TEXT = '{"class_name": "Sequential", "config": {"layers": []}}'


def packed(method: int) -> bytes:
    """An archive of either format, that has no network in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name in ("config.json", "net/models/model.json"):
            archive.writestr(name, TEXT * 50)
    return file.getvalue()


@pytest.mark.parametrize("name", ["net.keras", "net.pt2"])
@pytest.mark.parametrize("method", METHODS)
def test_damage_is_told(method, name, tmp_path):
    random, whole, path = Random(method), packed(method), tmp_path / name
    for _ in range(20):
        damaged = bytearray(whole)
        for _ in range(random.randint(1, 6)):
            damaged[random.randrange(4, len(damaged))] = random.randrange(256)
        path.write_bytes(damaged)
        with pytest.raises(SpecError):
            loading.load(str(path))


@pytest.mark.parametrize("method", METHODS[1:])
def test_what_cannot_be_unpacked_is_told(method):
    damaged = bytearray(packed(method))
    damaged[60:70] = bytes(10)
    told = pytest.raises(SpecError, match="'a' is no archive that can be read: ")
    with told, opened_archive("'a'", io.BytesIO(damaged)) as archive:
        archive.read("config.json")
