"""The YAML language server as an editor runs it: started over stdio, one document at a time."""

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from tests.support.npm import alone, install, needs

HERE = Path(__file__).parent
SECONDS = 60


def server() -> list[str]:
    """How the server is started; installed beside this file the first time. Skips the test where it cannot be."""
    needs("node", "npm")
    start = HERE / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    wanted = json.loads((HERE / "package.json").read_text())["dependencies"]["yaml-language-server"]
    package = start.parent.parent / "package.json"
    with alone(HERE):
        if not package.exists() or json.loads(package.read_text())["version"] != wanted:
            install(HERE)
    return ["node", str(start), "--stdio"]


class Editor:
    """An editor with one schema for all its documents."""

    def __init__(self, process: subprocess.Popen[bytes], schema: Path) -> None:
        self.process = process
        self.schema = schema
        self.messages: Queue[dict[str, Any]] = Queue()
        self.last = 0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        out = self.process.stdout
        while header := out.readline():
            length = int(header.partition(b":")[2]) if header.lower().startswith(b"content-length") else 0
            while out.readline().strip():
                pass
            self.messages.put(json.loads(out.read(length)))

    def _send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _answer(self, message: dict[str, Any]) -> None:
        """What the server asks of every editor: its settings."""
        result: Any = None
        if message["method"] == "workspace/configuration":
            yaml = {"schemas": {self.schema.as_uri(): "*.yaml"}, "validate": True, "completion": True, "hover": True}
            yaml |= {"schemaStore": {"enable": False}}
            result = [yaml if item["section"] == "yaml" else None for item in message["params"]["items"]]
        self._send(id=message["id"], result=result)

    def _wait(self, wanted: Any) -> dict[str, Any]:
        while True:
            try:
                message = self.messages.get(timeout=SECONDS)
            except Empty:
                raise AssertionError("the language server does not answer") from None
            if wanted(message):
                return message
            if "method" in message and "id" in message:
                self._answer(message)

    def ask(self, method: str, **params: Any) -> Any:
        """The server's answer to a request."""
        self.last += 1
        number = self.last
        self._send(id=number, method=method, params=params)
        message = self._wait(lambda message: message.get("id") == number and "method" not in message)
        assert "error" not in message, message["error"]
        return message["result"]

    def tell(self, method: str, **params: Any) -> None:
        """Something that the server does not answer."""
        self._send(method=method, params=params)

    def open(self, text: str) -> list[dict[str, Any]]:
        """The diagnostics of a document, which is then the one that is open."""
        self.last += 1
        self.uri = f"file:///spec{self.last}.yaml"
        document = {"uri": self.uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=document)
        message = self._wait(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == self.uri
            )
        )
        return message["params"]["diagnostics"]

    def complete(self, line: int, character: int) -> dict[str, dict[str, Any]]:
        """What can be written at a place, both counted from 0, by its label."""
        place = {"line": line, "character": character}
        answer = self.ask("textDocument/completion", textDocument={"uri": self.uri}, position=place)
        return {item["label"]: item for item in answer["items"]}

    def hover(self, line: int, character: int) -> str:
        """What is shown at a place."""
        place = {"line": line, "character": character}
        answer = self.ask("textDocument/hover", textDocument={"uri": self.uri}, position=place)
        return answer["contents"]["value"] if answer else ""


@contextmanager
def editor(schema: Path) -> Iterator[Editor]:
    """An editor whose server is running, and is ended in the end."""
    process = subprocess.Popen(
        server(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=dict(os.environ)
    )
    try:
        talk = Editor(process, schema)
        document = {"completion": {"completionItem": {"snippetSupport": True}}, "hover": {}, "synchronization": {}}
        capabilities = {"textDocument": document, "workspace": {"configuration": True}}
        talk.ask("initialize", processId=os.getpid(), rootUri=None, capabilities=capabilities)
        talk.tell("initialized")
        talk.tell("workspace/didChangeConfiguration", settings={})
        yield talk
    finally:
        process.kill()
        process.communicate()
