"""A headless Chromium for the tests of pages, and what a person would see go wrong in one."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from convcalc.cli import run

OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def missing(what: str) -> None:
    """Skip where a tool is not there; in CI it has to be."""
    if os.environ.get("CI"):
        pytest.fail(f"not installed: {what}")
    pytest.skip(f"not installed: {what}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright (pip install playwright)")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        missing("chromium (apt-get install chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        yield started
        started.close()


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page. At the end of the test nothing may have gone wrong in it, and nothing been asked of a network."""
    faults: list[str] = []
    contexts: list[Any] = []

    def asked(request: Any) -> None:
        if not request.url.startswith(("file:", "about:", "data:")):
            faults.append(request.url)

    def open_page(url: str = "about:blank", width: int = 1280, height: int = 800, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", asked)
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Writes a report once, and tells where it is."""
    folder = tmp_path_factory.mktemp("reports")
    known: dict[tuple[str, ...], str] = {}

    def write(*arguments: str) -> str:
        if arguments not in known:
            path = os.path.join(folder, f"{len(known)}.html")
            assert run(["report", *arguments, "-o", path]) == 0
            known[arguments] = f"file://{path}"
        return known[arguments]

    return write
