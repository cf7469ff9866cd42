"""Files to documents: decoded, read, and kept apart from files that nobody meant to be read here.

Specs are read here. What is no YAML by its name may be of another format: the registry of these is loaded
by its name then, as it stands in a room above this one.
"""

import os
import re
from collections.abc import Callable, Sequence
from typing import Any

from convcalc.document.files import contents, shown_path, standard_input
from convcalc.document.places import Located, Place
from convcalc.document.problems import SpecError, fail
from convcalc.document.source import Source, line_column, parse

WORDS = ("input", "layers", "extends", "blocks", "questions")
"""What specs and answer files have for keys, and other files seldom."""
YAML = (".yaml", ".yml")
"""How the names of files end that are of no other format."""
CODE = (".py", ".ipynb")
"""How the names of files end in which layers stand as code."""

Seek = Callable[[str, str], Located]
"""Finds the document that another one names: the name, and the folder it is named from."""

_SHAPES = {"layers": list, "blocks": dict, "questions": list}


def read(name: str, words: Sequence[str] = WORDS, strict: bool = False) -> Source:
    """The document in a file, or on standard input for `-`, as `document` reads it. Raises SpecError."""
    if name == "-":
        return document("<stdin>", standard_input(), words)
    if not name.endswith(YAML) and (found := _formats().read_binary(name)):
        return found  # type: ignore[no-any-return]
    return document(name, contents(name), words, strict)


def beside(folder: str, name: str) -> str:
    """The path of a file that is named from a folder, which two files that name each other do not make longer."""
    return os.path.join(folder, name.removeprefix("./") if folder else name)


def identity(source: Located) -> tuple[str, str]:
    """What tells a document from others, whatever way leads to it: of an old revision, links of today say nothing."""
    return os.path.abspath(source.name), source.text


def opened(seek: Seek, name: str, place: Place) -> Located:
    """The document that is named at a place of another, where what goes wrong is told. Raises SpecError."""
    try:
        return seek(name, place.source.folder)
    except SpecError as error:
        if error.problems[0].place is None:
            raise fail(error.problems[0].message, place, error.problems[0].help) from None
        raise


def document(name: str, raw: bytes, words: Sequence[str] = WORDS, strict: bool = False) -> Source:
    """The document in a file's bytes: nothing, or a mapping with one of these words for a key. Raises SpecError.

    Whoever writes a spec can name any file of this machine in it. What has none of the words is not meant to be read
    here, and of its text nothing is told. `strict` is for a file that only another one names: there, a word with a slip
    of the pen is none, nor is one with something else behind it than a spec has. A file of another format is a document
    if a network is in it.
    """
    if not name.endswith(YAML):
        formats = _formats()
        if found := formats.read(name, raw):
            return found  # type: ignore[no-any-return]
    text = decode(name, raw, words, strict)
    try:
        source = parse(name, text)
    except SpecError as error:
        if _meant(text, words, strict):
            raise
        raise _foreign(name, words, error.problems[0].place, "not valid YAML") from None
    if source.data is None:
        return Source(name, "")
    if isinstance(source.data, list):
        raise _foreign(name, words, None, "expected a mapping, not a list")
    if not isinstance(source.data, dict):
        raise _foreign(name, words, None, "expected a mapping, not a word")
    other = _formats().read_yaml(name, text, source.data) if source.data.keys() >= {"backbone", "head"} else None
    if other:
        return other  # type: ignore[no-any-return]
    if not (_has_one(source.data, words, strict) or (not strict and any(_close(key, words) for key in source.data))):
        raise _foreign(name, words, None, f"expected a mapping with '{words[0]}' or '{words[1]}'")
    return source


def _meant(text: str, words: Sequence[str], strict: bool) -> bool:
    """Whether a text that cannot be read was meant to have one of these words for a key."""
    start = r"[{,]\s*" if text.lstrip().startswith("{") else "^"
    end = r"[ \t]*([\[{#\d]|$)" if strict else ""
    return any(re.search(rf"(?m){start}[\"']?{word}[\"']?\s*:{end}", text) for word in words)


def _has_one(data: dict[str, Any], words: Sequence[str], strict: bool) -> bool:
    """Whether a mapping has one of these words, and there what a spec has."""
    return any(not strict or isinstance(data[word], _SHAPES.get(word, object)) for word in words if word in data)


def _close(key: str, words: Sequence[str]) -> bool:
    """Whether a key is one of these words with a slip of the pen."""
    from difflib import get_close_matches

    return bool(get_close_matches(key[:50], words, 1, 0.8))


def _formats() -> Any:
    """The registry of other formats."""
    from importlib import import_module

    return import_module("convcalc.exchange.formats")


def _foreign(name: str, words: Sequence[str], place: Place | None, message: str) -> SpecError:
    """What is told of a file whose text is not to be quoted."""
    if not name.endswith(YAML) and (refusal := _formats().refusal(name)):
        return refusal  # type: ignore[no-any-return]
    line, column = place.spot[1:] if place else (1, 1)
    there = Source(name, "").spot(line - 1, column - 1)
    if name.endswith(CODE):
        return fail(message, there, f"code is read by 'convcalc calc --code {os.path.basename(name)} 32x32x3'")
    return fail(message, there, f"it has '{words[0]}:' and '{words[1]}:'")


def decode(name: str, raw: bytes, words: Sequence[str] = (), strict: bool = False) -> str:
    """The text in a file's bytes. Raises SpecError where it is not UTF-8; its line is quoted if it has the words."""
    if b"\0" in raw:
        utf_16 = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
        help = "it may be UTF-16: save it as UTF-8" if utf_16 else "a spec is YAML, saved as UTF-8"
        raise fail(f"{shown_path(name)} is not a text file", help=help)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = raw.decode("utf-8", "replace")
        source = Source(name, text if _meant(text, words, strict) else "")
        place = source.spot(*line_column(raw[: error.start].decode("utf-8", "replace")))
        raise fail("this is not UTF-8 text", place, "save the file as UTF-8") from None
