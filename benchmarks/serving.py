"""Servers as editors and assistants use them: from a key to the hints of all lines, and from a question to its answer.

Both are held against a new process that says the same. Latencies are what clients of the protocols see.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from importlib.util import find_spec
from typing import Any

from benchmarks.claims import Claim, missing
from convcalc.language.loading import find

KEYS, CALLS = 200, 60
FILE = "file:///resnet152.yaml"
PART = "Servers"


def claims() -> Iterator[Claim]:
    """A key in resnet152, and a question about it, each against a process."""
    for package, what, session in (
        ("pygls", "a key in resnet152 until its hints", typed),
        ("mcp", "analyse resnet152 as a tool", asked),
    ):
        if find_spec(package) is None:
            yield from missing(PART, what, f"{package} is absent (pip install {package})")
        else:
            yield _claim(what, asyncio.run(session()))


def _claim(what: str, seconds: list[float]) -> Claim:
    alone = min(_process() for _ in range(5))
    half, most = statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]
    beside = f"{half * 1e3:.1f} ms in the middle, {most * 1e3:.1f} ms at the 95th percentile of {len(seconds)}"
    return Claim(PART, f"`summary resnet152` as a process / {what}", alone / half, bound="at least 5", beside=beside)


def _process() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "convcalc", "summary", "resnet152"], check=True, capture_output=True)
    return time.perf_counter() - start


async def typed() -> list[float]:
    """Seconds from each key to the hints: a bracket at the end of a line, which breaks it, and the same taken away."""
    from lsprotocol import types
    from pygls.lsp.client import LanguageClient

    client = LanguageClient("benchmarks", "1")
    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: None)
    await client.start_io(sys.executable, "-m", "convcalc", "lsp")
    await client.initialize_async(types.InitializeParams(capabilities=types.ClientCapabilities()))
    text = find("resnet50").text.replace("[3, 4, 6, 3]", "[3, 8, 36, 3]")
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(FILE, "yaml", 0, text)))
    lines, whole = text.split("\n"), types.Range(types.Position(0, 0), types.Position(1000, 0))
    ends = [types.Position(k, len(line)) for k, line in enumerate(lines) if "conv_bn: 64" in line or "dense:" in line]

    async def hints() -> Any:
        asked = types.InlayHintParams(types.TextDocumentIdentifier(FILE), whole)
        return await client.text_document_inlay_hint_async(asked)

    async def key(number: int) -> None:
        at = ends[number // 2 % len(ends)]
        after = types.Position(at.line, at.character + number % 2)
        change = types.TextDocumentContentChangePartial(types.Range(at, after), "" if number % 2 else "{")
        document = types.VersionedTextDocumentIdentifier(number + 1, FILE)
        client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
        assert await hints()

    try:
        await hints()
        return await _each(key, KEYS)
    finally:
        await client.shutdown_async(None)
        client.exit(None)
        await client.stop()


async def asked() -> list[float]:
    """Seconds from each question to its answer."""
    from mcp.client import Client
    from mcp.client.stdio import StdioServerParameters, stdio_client

    server = StdioServerParameters(command=sys.executable, args=["-m", "convcalc", "mcp"])
    async with Client(stdio_client(server)) as client:

        async def call(number: int) -> None:
            found: Any = await client.call_tool("analyse", {"spec": "resnet152", "batch": number + 1})
            assert not found.is_error

        return await _each(call, CALLS)


async def _each(once: Callable[[int], Awaitable[None]], count: int) -> list[float]:
    await once(0)  # what is loaded for the first is not counted
    found = []
    for number in range(1, count + 1):
        start = time.perf_counter()
        await once(number)
        found.append(time.perf_counter() - start)
        await asyncio.sleep(0.02)
    return found
