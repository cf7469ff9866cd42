"""A whole session of an editor, by a client of the protocol over the standard streams."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls")

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from convcalc.language import loading
from tests.support.command import convcalc
from tests.support.loops import in_a_thread
from tests.support.paths import ROOT

SERVER = [sys.executable, "-m", "convcalc", "lsp"]
SECONDS = 60
NET = """\
name: größe 🙂
input: 8x8x3
vars: {width: 4}
blocks:
  unit(filters): [conv: {filters: filters, kernel: 3, pad: 1, bias: false}, bn]
layers:
  - {unit: width, name: first}   # 🙂
  - relu
  - {unit: 2*width, expect: {params: 1}}
"""

pytestmark = pytest.mark.slow


class Editor:
    """A client with one file open, and the problems that it was told of last."""

    def __init__(self, path: Path, text: str) -> None:
        self.client = LanguageClient("tests", "1")
        self.uri, self.text, self.version = path.as_uri(), text, 1
        self.told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.document = types.TextDocumentIdentifier(self.uri)

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def take(params: types.PublishDiagnosticsParams) -> None:
            self.told.put_nowait(params)

    async def __aenter__(self) -> "Editor":
        await self.client.start_io(*SERVER)
        self.can = await self.client.initialize_async(
            types.InitializeParams(capabilities=types.ClientCapabilities(), root_uri=None)
        )
        self.client.initialized(types.InitializedParams())
        item = types.TextDocumentItem(self.uri, "yaml", self.version, self.text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()

    def at(self, before: str) -> types.Position:
        """The place after a part of the text, as the protocol counts: in units of UTF-16."""
        start = self.text.index(before) + len(before)
        line = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        return types.Position(self.text.count("\n", 0, start), len(line.encode("utf-16-le")) // 2)

    def type(self, before: str, after: str) -> None:
        """Put something in the place of a part of the text."""
        start = self.text.index(before)
        end = self.at(self.text[: start + len(before)])
        change = types.TextDocumentContentChangePartial(types.Range(self.at(self.text[:start]), end), after)
        self.text, self.version = self.text.replace(before, after, 1), self.version + 1
        document = types.VersionedTextDocumentIdentifier(self.version, self.uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    async def hints(self) -> dict[int, str]:
        """The hints of all lines, from 1."""
        whole = types.Range(types.Position(0, 0), types.Position(self.text.count("\n") + 1, 0))
        found = await self.client.text_document_inlay_hint_async(types.InlayHintParams(self.document, whole))
        return {hint.position.line + 1: str(hint.label) for hint in found or ()}

    async def problems(self) -> list[types.Diagnostic]:
        """What the server says next of what is wrong."""
        return list((await asyncio.wait_for(self.told.get(), SECONDS)).diagnostics)


def session(path: Path, text: str, steps: Any) -> Any:
    async def run() -> Any:
        async with Editor(path, text) as editor:
            return await steps(editor)

    async def bounded() -> Any:
        return await asyncio.wait_for(run(), 2 * SECONDS)

    return in_a_thread(asyncio.run, bounded())


def test_a_session(tmp_path):
    async def steps(editor: Editor) -> None:
        client, document = editor.client, editor.document
        hints = await editor.hints()
        assert hints[7] == "8x8x4  Σ 116 params, 6,912 MACs"
        assert {hint for hint in hints if hint > 5} == {7, 8, 9}
        [wrong] = await editor.problems()
        assert (wrong.code, wrong.source, wrong.severity) == ("C002", "convcalc", types.DiagnosticSeverity.Error)
        assert wrong.range.start == editor.at("expect: {params: ")

        editor.type("2*width", "{2*width")
        assert await editor.hints() == hints
        [broken] = await editor.problems()
        assert broken.message.startswith("not valid YAML")
        editor.type("{2*width, expect: {params: 1}", "2*width")
        assert await editor.problems() == []
        editor.type("  - relu\n", "  - relu\n  - relu\n")
        assert set(await editor.hints()) == {5, 7, 8, 9, 10}

        told = await client.text_document_hover_async(types.HoverParams(document, editor.at("{unit: wi")))
        assert told and told.contents.value.startswith("### first")
        place = await client.text_document_definition_async(types.DefinitionParams(document, editor.at("{unit: wi")))
        assert place.range.start == editor.at("vars: {")
        offers = await client.text_document_completion_async(types.CompletionParams(document, editor.at("conv: {")))
        assert {"filters", "kernel"} <= {offer.label for offer in offers}
        asked = types.RenameParams(document, editor.at("{unit: wi"), "w")
        edit = await client.text_document_rename_async(asked)
        changes = sorted(edit.changes[editor.uri], key=lambda each: each.range.start.line)
        assert [each.range.start for each in changes] == [editor.at(end) for end in ("vars: {", "{unit: ", "{unit: 2*")]
        outline = await client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
        assert [each.name for each in outline] == ["width", "unit", "first", "relu", "relu", "unit"]

    session(tmp_path / "net.yaml", NET, steps)


def test_a_repair_is_offered_and_what_it_makes_is_right(tmp_path):
    async def steps(editor: Editor) -> None:
        [found] = await editor.problems()
        context = types.CodeActionContext([found])
        asked = types.CodeActionParams(editor.document, found.range, context)
        [action] = await editor.client.text_document_code_action_async(asked)
        [edit] = action.edit.changes[editor.uri]
        assert (action.title, edit.new_text) == ("bias: false", "  - conv: 4 3x3 nobias  # ö\n")
        editor.type("  - conv: 4 3x3  # ö\n", edit.new_text)
        assert await editor.problems() == []

    session(tmp_path / "net.yaml", "input: 8x8x3\nlayers:\n  - conv: 4 3x3  # ö\n  - bn\n", steps)


def test_code_has_hints_too(tmp_path):
    async def steps(editor: Editor) -> None:
        assert await editor.hints() == {2: "456 params"}

    session(tmp_path / "net.py", "from torch import nn\nconv = nn.Conv2d(3, 6, 5)\n", steps)


def test_a_shipped_spec_has_hints_on_every_layer(tmp_path):
    text = loading.find("densenet121").text

    async def steps(editor: Editor) -> None:
        hints = await editor.hints()
        assert len(hints) > 10 and hints[max(hints)].endswith("Σ 7.98M params, 2.83G MACs")
        for _ in range(3):
            editor.type("input: 224x224x3", "input: 22x224x3")
            editor.type("input: 22x224x3", "input: 224x224x3")
            assert await editor.hints() == hints

    session(tmp_path / "densenet121.yaml", text, steps)


def test_it_ends_with_its_input():
    done = subprocess.run(
        SERVER, input=b"", capture_output=True, check=False, timeout=60, env={"PYTHONPATH": str(ROOT)}
    )
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"Traceback" not in done.stderr


def test_without_its_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygls.lsp.server", None)
    done = convcalc("lsp")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: convcalc lsp needs the pygls package\n  help: pip install 'convcalc[lsp]'\n"


def framed(*messages: dict[str, Any]) -> bytes:
    """Messages as the protocol sends them."""
    texts = [json.dumps({"jsonrpc": "2.0", **each}).encode() for each in messages]
    return b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(text), text) for text in texts)


def test_a_message_that_is_none_takes_a_line_of_the_log() -> None:
    said = b'Content-Length: 9\r\n\r\n{"a": 1]}Content-Length: 2\r\n\r\n{}' + framed({"method": "exit"})
    done = subprocess.run(SERVER, input=said, capture_output=True, timeout=SECONDS, check=False)
    lines = done.stderr.decode().splitlines()
    assert lines and all(line.startswith("convcalc lsp: ") for line in lines)
    assert "Expecting ',' delimiter" in lines[0]


@pytest.mark.parametrize(("header", "told"), [
    (b"Content-Length: 99999999999999", b"a header promises a message of 99,999,999,999,999 bytes"),
    (b"Content-Length: " + b"9" * 9999, b"a header of more than 1,000 characters"),
])  # fmt: skip
def test_a_header_that_promises_what_no_editor_sends_is_told(header: bytes, told: bytes) -> None:
    done = subprocess.run(SERVER, input=header + b"\r\n\r\n{}", capture_output=True, timeout=SECONDS, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"error: " + told)
    assert done.stderr.count(b"\n") == 1


def test_an_editor_leaves_and_may_ask_of_a_file_that_is_not_open() -> None:
    start = {"id": 1, "method": "initialize", "params": {"capabilities": {}, "processId": None, "rootUri": None}}
    where = {"textDocument": {"uri": "file:///no/net.yaml"}, "position": {"line": 0, "character": 0}}
    ends = {"id": 3, "method": "shutdown"}, {"method": "exit"}
    said = framed(start, {"id": 2, "method": "textDocument/hover", "params": where}, *ends)
    done = subprocess.run(SERVER, input=said, capture_output=True, timeout=SECONDS, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b'"id": 2, "jsonrpc": "2.0", "result": null' in done.stdout
