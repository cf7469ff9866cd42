"""The playground in Chromium, with convcalc under Pyodide: the whole path of a visitor, on a desk and on a phone.

`CONVCALC_SITE` names a site that is made already; else one is made, which fetches Python for browsers.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("mkdocs")

from docs.site.building import build  # noqa: E402
from tests.support.command import convcalc  # noqa: E402

pytestmark = pytest.mark.oracle


@pytest.fixture(scope="module", autouse=True)
def _asked_for(request: pytest.FixtureRequest) -> None:
    """It fetches much, and holds what is held otherwise, too: only by its own command."""
    if "oracle" not in (request.config.option.markexpr or ""):
        pytest.skip("a browser that runs Python: python -m tests.oracles playground")


SECONDS = 60_000
CFG = "[net]\nwidth=8\nheight=8\nchannels=3\n[convolutional]\nfilters=4\nsize=3\nactivation=linear\n"


class Quiet(SimpleHTTPRequestHandler):
    """Files of a folder."""

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = os.environ.get("CONVCALC_SITE")
    if not folder:
        folder = str(tmp_path_factory.mktemp("site") / "site")
        build(Path(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("not installed: chromium")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(params=[(1440, 900), (390, 844)], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: Any, site: str) -> Iterator[Any]:
    """The playground as it opens. Nothing may go wrong in it, and nothing be asked of another place."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith((site, "data:")) else faults.append(asked.url))
    page.set_default_timeout(SECONDS)
    page.goto(f"{site}/playground/index.html")
    yield page
    context.close()
    assert faults == []


def opened(page: Any, tab: str) -> None:
    if page.is_visible(f"#tab-{tab}"):
        page.click(f"#tab-{tab}")


def typed(page: Any, text: str) -> None:
    """Another spec in the editor."""
    opened(page, "spec")
    page.click(".cm-content")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


def test_figures_are_there_before_python_is(page):
    assert "138.4M" not in page.inner_text("#status")
    assert "102.8M" in page.inner_text("#figures")
    opened(page, "spec")
    assert "Σ 38,720 params" in page.inner_text(".cm-content")


def test_the_path_of_a_visitor(page, site, tmp_path, record_property):
    page.wait_for_selector("html[data-ready]")
    record_property("milliseconds until Python is ready", page.get_attribute("html", "data-ready"))
    typed(page, "input: 32x32x3\nlayers:\n  - conv: 10 5x5 p2\n")
    page.wait_for_selector(".hint:has-text('Σ 760 params')")
    opened(page, "figures")
    page.wait_for_selector("#figures td:has-text('32x32x10')")
    opened(page, "drawing")
    page.wait_for_selector("#drawn svg")
    opened(page, "report")
    page.frame_locator("#paper").locator("h1:has-text('spec')").wait_for()

    typed(page, "input: 32x32x3\nlayers:\n  - conv: 10 99x99\n")
    page.wait_for_selector("#wrong:has-text('the window does not fit')")
    assert page.locator(".cm-lintRange-error").count() == 1

    opened(page, "homework")
    page.fill("#answers", "params=750")
    page.click("#calc button")
    page.wait_for_selector("#working:has-text('wrong')")
    wanted = convcalc("calc", "32x32x3", "ten 5x5 filters, stride 1, pad 2", "--answer", "params=750", width=60)
    assert wanted.out.split()[:4] == page.inner_text("#working").split()[:4]

    net = tmp_path / "net.cfg"
    net.write_text(CFG)
    page.set_input_files("#file", str(net))
    opened(page, "spec")
    page.wait_for_selector(".hint:has-text('6x6x4')")
    page.click("#link")
    page.wait_for_url("**#spec=*")
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    opened(page, "spec")
    page.wait_for_selector(".hint:has-text('6x6x4')")
    page.goto(f"{site}/playground/index.html#lenet5")
    page.reload()
    opened(page, "figures")
    page.wait_for_selector("#figures td:has-text('48,120')")


def test_nothing_is_wider_than_a_phone(page):
    page.wait_for_selector("html[data-ready]")
    for tab in ("figures", "drawing", "report", "homework"):
        opened(page, tab)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, tab
