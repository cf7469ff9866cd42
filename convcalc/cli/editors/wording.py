"""What is known of an open file in the words of the Language Server Protocol: lines and columns from 0."""

import difflib
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lsprotocol import types
from pygls import uris
from pygls.workspace import TextDocument
from pygls.workspace.position_codec import ServerTextPosition, ServerTextRange

from convcalc.check.rules import PAGES
from convcalc.document.places import Place, Position
from convcalc.document.problems import Problem
from convcalc.editor.completion import Offer
from convcalc.editor.hints import Hint
from convcalc.editor.outline import OutlinePart

MOST_COMPARED = 500
"""Lines from the first change to the last that are compared one by one."""
_SORTS = {
    "key": types.CompletionItemKind.Property, "kind": types.CompletionItemKind.Class,
    "setting": types.CompletionItemKind.Field, "block": types.CompletionItemKind.Function,
    "name": types.CompletionItemKind.Reference, "variable": types.CompletionItemKind.Variable,
    "spec": types.CompletionItemKind.File,
}  # fmt: skip
_KINDS = {
    "variable": types.SymbolKind.Variable, "block": types.SymbolKind.Function, "layer": types.SymbolKind.Class,
    "branch": types.SymbolKind.Namespace,
}  # fmt: skip
_SEVERITIES = {"error": types.DiagnosticSeverity.Error, "warning": types.DiagnosticSeverity.Warning}


@lru_cache(maxsize=4)
def _lines(text: str) -> tuple[str, ...]:
    """The lines of a document: found once for all of its places, where the document would find them for each."""
    return tuple(text.splitlines(keepends=True))


def range_of(document: TextDocument, position: Position) -> types.Range:
    """Where something stands, as the client counts."""
    line, column = position.line - 1, position.column - 1
    there = ServerTextRange(ServerTextPosition(line, column), ServerTextPosition(line, column + position.length))
    return document.position_codec.range_to_client_units(_lines(document.source), there)


def place_of(document: TextDocument, position: types.Position) -> tuple[int, int]:
    """A line and a column from 1, of a position as the client counts."""
    found = document.position_codec.position_from_client_units(_lines(document.source), position)
    return found.line + 1, found.character + 1


def inlay_hint(document: TextDocument, hint: Hint) -> types.InlayHint:
    """A hint after the end of its line."""
    lines = _lines(document.source)
    text = lines[hint.line - 1].rstrip("\r\n") if hint.line <= len(lines) else ""
    end = document.position_codec.position_to_client_units(lines, ServerTextPosition(hint.line - 1, len(text)))
    return types.InlayHint(position=end, label=hint.text, tooltip=hint.more or None, padding_left=True)


def diagnostic(document: TextDocument, problem: Problem) -> types.Diagnostic:
    """A problem at its place; of one in another file, at the top, with that place beside it."""
    here = os.path.abspath(problem.place.source.name) == os.path.abspath(document.path) if problem.place else False
    position = problem.place.position if problem.place and here else Position(1, 1)
    notes = [(note.message, note.place) for note in problem.notes]
    if problem.place and not here:
        notes.insert(0, ("found here", problem.place))
    return types.Diagnostic(
        range=range_of(document, position),
        message="\n".join(filter(None, [problem.message, problem.help])),
        severity=_SEVERITIES.get(problem.severity, types.DiagnosticSeverity.Information),
        code=problem.code if problem.code in PAGES else None,
        source="convcalc",
        related_information=[_related(document, *note) for note in notes],
    )


def _related(document: TextDocument, message: str, place: Place) -> types.DiagnosticRelatedInformation:
    return types.DiagnosticRelatedInformation(location(document, place.source.name, place.position), message)


def location(document: TextDocument, path: str, position: Position) -> types.Location:
    """A place in this file or another, whose columns are told as they are."""
    path = os.path.abspath(path)
    if path == os.path.abspath(document.path):
        return types.Location(document.uri, range_of(document, position))
    start = types.Position(position.line - 1, position.column - 1)
    end = types.Position(start.line, start.character + position.length)
    return types.Location(uris.from_fs_path(path) or "", types.Range(start, end))


def completion_item(offer: Offer) -> types.CompletionItem:
    """A word that can stand here."""
    meaning = types.MarkupContent(types.MarkupKind.PlainText, offer.meaning) if offer.meaning else None
    return types.CompletionItem(label=offer.word, kind=_SORTS[offer.sort], detail=offer.sort, documentation=meaning)


def symbol(document: TextDocument, entry: OutlinePart) -> types.DocumentSymbol:
    """A part of a spec with what stands in it."""
    inside = [symbol(document, each) for each in entry.inside]
    own = range_of(document, entry.start)
    ends = [own.end, *(each.range.end for each in inside)]
    whole = types.Range(own.start, max(ends, key=lambda end: (end.line, end.character)))
    return types.DocumentSymbol(
        name=entry.name, detail=entry.detail, kind=_KINDS[entry.kind], range=whole, selection_range=own, children=inside
    )


def edits(document: TextDocument, text: str) -> Iterator[types.TextEdit]:
    """What is to be changed so that a document has a text: whole lines."""
    old, new = _lines(document.source), _lines(text)
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    changes: Sequence[tuple[str, int, int, int, int]] = [("replace", 0, len(old), 0, len(new))]
    if max(len(old), len(new)) <= MOST_COMPARED:
        changes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for tag, a, b, c, d in changes:
        if tag != "equal":
            replaced = types.Range(types.Position(start + a, 0), types.Position(start + b, 0))
            yield types.TextEdit(replaced, "".join(new[c:d]))


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines are the same from the start on."""
    return next((k for k, (one, other) in enumerate(zip(old, new)) if one != other), min(len(old), len(new)))
