"""The server: which question of an editor is answered by what."""

import logging

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument

from convcalc.cli.editors.incoming import EditorInput
from convcalc.cli.editors.wording import (
    completion_item,
    diagnostic,
    edits,
    inlay_hint,
    location,
    place_of,
    range_of,
    symbol,
)
from convcalc.cli.streams import served
from convcalc.document.problems import SpecError
from convcalc.document.wording import printable
from convcalc.editor.actions import actions
from convcalc.editor.completion import offers
from convcalc.editor.definition import definition
from convcalc.editor.files import OpenFile, OpenFiles
from convcalc.editor.hover import hover
from convcalc.editor.keeping import Keystroke
from convcalc.editor.outline import outline
from convcalc.editor.renaming import can_rename, renamed
from convcalc.version import __version__

LONGEST_LINE = 300
"""Characters of what is written to an editor's log of an error."""

PAUSE = 0.2
"""Seconds after the last key until problems are looked for: hints come first."""


class Server(LanguageServer):
    """A language server with the files that are open."""

    def __init__(self) -> None:
        super().__init__("convcalc", __version__)
        self.files = OpenFiles()
        self._waiting: dict[str, object] = {}

    def at(self, uri: str) -> tuple[TextDocument, OpenFile]:
        """An open document; one that is not open is empty, and no file is read for it."""
        codec = self.workspace.position_codec
        document = self.workspace.text_documents.get(uri) or TextDocument(uri, "", position_codec=codec)
        return document, self.files[path_of(uri)]

    def judge_soon(self, uri: str, pause: float = PAUSE) -> None:
        """Look for problems once nothing more is typed."""
        import asyncio

        token = self._waiting[uri] = object()

        def judge() -> None:
            if self._waiting.get(uri) is token:
                del self._waiting[uri]
                self.judge(uri)

        asyncio.get_running_loop().call_later(pause, judge)

    def judge(self, uri: str) -> None:
        """Say what is wrong with a file."""
        document, file = self.at(uri)
        found = [diagnostic(document, problem) for problem in file.problems]
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, document.version))

    def forget(self, uri: str) -> None:
        """A file is closed."""
        self._waiting.pop(uri, None)
        self.files.close(path_of(uri))
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def path_of(uri: str) -> str:
    """The path of a file; what is nowhere yet goes by its name."""
    return uris.to_fs_path(uri) or uri.rpartition(":")[2]


class OneLine(logging.Formatter):
    """What goes wrong with a message of an editor, in one line of the log that the editor keeps."""

    def format(self, record: logging.LogRecord) -> str:
        """What was being done, and the error; no traceback."""
        error = record.exc_info[1] if record.exc_info else None
        text = f"{record.getMessage()}: {error}" if error else record.getMessage()
        return f"convcalc lsp: {printable(' '.join(text.split()))[:LONGEST_LINE]}"


def serve() -> None:
    """Answer on standard input and output until the editor leaves. Raises SpecError for what no editor sends."""
    log = logging.StreamHandler()
    log.setFormatter(OneLine())
    logging.getLogger("pygls").addHandler(log)
    server().start_io(EditorInput(served()))  # type: ignore[arg-type]


def server() -> Server:
    """A server with all its answers."""
    made = Server()
    for feature in (_files, _hints, _hover, _definition, _completion, _rename, _actions, _outline):
        feature(made)
    return made


def _files(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.files.open(path_of(params.text_document.uri), params.text_document.text)
        server.judge_soon(params.text_document.uri, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        document = server.workspace.get_text_document(uri)
        server.files.typed(path_of(uri), document.source, [_typed(each) for each in params.content_changes])
        server.judge_soon(uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.forget(params.text_document.uri)


def _typed(change: types.TextDocumentContentChangeEvent) -> Keystroke:
    now = change.text.count("\n") + 1
    if isinstance(change, types.TextDocumentContentChangePartial):
        start, end = change.range.start, change.range.end
        return Keystroke(start.line, start.character, end.line, now)
    return Keystroke(0, 0, now - 1, now)


def _hints(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    def asked(params: types.InlayHintParams) -> list[types.InlayHint]:
        document, file = server.at(params.text_document.uri)
        first, last = params.range.start.line + 1, params.range.end.line + 1
        return [inlay_hint(document, hint) for hint in file.hints if first <= hint.line <= last]


def _hover(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def asked(params: types.HoverParams) -> types.Hover | None:
        document, file = server.at(params.text_document.uri)
        text = hover(file.reading, *place_of(document, params.position))
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None


def _definition(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def asked(params: types.DefinitionParams) -> types.Location | None:
        document, file = server.at(params.text_document.uri)
        found = definition(file.reading, *place_of(document, params.position))
        return location(document, found.path, found.position) if found else None


def _completion(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=["{", "[", " "]))
    def asked(params: types.CompletionParams) -> list[types.CompletionItem]:
        document, file = server.at(params.text_document.uri)
        if file.is_code:
            return []
        line, column = place_of(document, params.position)
        return [
            completion_item(each) for each in offers(file.text, line, column, file.name, file.reading.spec or file.spec)
        ]


def _rename(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def can(params: types.PrepareRenameParams) -> types.Range | None:
        document, file = server.at(params.text_document.uri)
        found = can_rename(file.reading, *place_of(document, params.position))
        return range_of(document, found) if found else None

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def asked(params: types.RenameParams) -> types.WorkspaceEdit | None:
        document, file = server.at(params.text_document.uri)
        try:
            places = renamed(file.reading, *place_of(document, params.position), params.new_name)
        except SpecError as error:
            told = types.ShowMessageParams(types.MessageType.Warning, str(error))
            server.window_show_message(told)
            return None
        changed = [types.TextEdit(range_of(document, place), params.new_name) for place in places]
        return types.WorkspaceEdit(changes={document.uri: changed})


def _actions(server: Server) -> None:
    fixes = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, fixes)
    def asked(params: types.CodeActionParams) -> list[types.CodeAction]:
        document, file = server.at(params.text_document.uri)
        if file.is_code:
            return []
        found = actions(file.reading, params.range.start.line + 1, params.range.end.line + 1)
        return [
            types.CodeAction(
                title=each.title,
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[diagnostic(document, each.problem)],
                edit=types.WorkspaceEdit(changes={document.uri: list(edits(document, each.text))}),
            )
            for each in found
        ]


def _outline(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def asked(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        document, file = server.at(params.text_document.uri)
        return [symbol(document, each) for each in outline(file.reading)]
