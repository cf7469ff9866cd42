"""The tools for models, asked by the protocol's own client over the standard streams."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

anyio = pytest.importorskip("anyio")
pytest.importorskip("mcp")

from mcp.client import Client  # noqa: E402
from mcp.client.stdio import StdioServerParameters, stdio_client  # noqa: E402

from tests.support.command import convcalc  # noqa: E402
from tests.support.loops import in_a_thread  # noqa: E402
from tests.support.paths import ROOT  # noqa: E402

SERVER = [sys.executable, "-m", "convcalc", "mcp"]
NET = "input: 32x32x3\nlayers:\n  - conv: 10 5x5 p2\n"
WORDS = {"volume": "32x32x3", "layers": ["nn.Conv2d(3, 10, 5, padding=2)"]}
WRONG = NET.replace("5x5 p2", "99x99")
CALLS: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "a shipped spec": ("analyse", {"spec": "resnet50"}, ["summary", "resnet50", "--exact"]),
    "variables": (
        "analyse", {"spec": "resnet50", "settings": {"classes": 10}, "input": "64x64x3", "batch": 8, "depth": 0},
        ["summary", "resnet50", "--exact", "--set", "classes=10", "--input", "64x64x3", "--batch", "8", "--depth", "0"],
    ),
    "a layer": ("explain", {"spec": "vgg16", "layer": "conv1_1"}, ["explain", "vgg16", "conv1_1"]),
    "a network": ("explain", {"spec": "lenet5"}, ["explain", "lenet5"]),
    "code": ("calc", WORDS, ["calc", WORDS["volume"], *WORDS["layers"]]),
    "unknowns": (
        "solve", {"volume": "32x32x3", "layers": ["conv 10 5x5 p?"], "same_size": True},
        ["solve", "32x32x3", "conv 10 5x5 p?", "--same-size"],
    ),
    "goals": (
        "solve", {"volume": "32x32x3", "layers": ["conv ? 3x3"], "params": "<200"},
        ["solve", "32x32x3", "conv ? 3x3", "--params", "<200"],
    ),
    "a check": ("check", {"spec": "resnet50"}, ["check", "resnet50"]),
    "a family": (
        "sweep",
        {"spec": "resnet18", "vary": {"group_width": "32,64"}, "where": ["params<=15M"], "front": "params,macs"},
        ["sweep", "resnet18", "--vary", "group_width=32,64", "--where", "params<=15M", "--front", "params,macs"],
    ),
    "a change": ("diff", {"old": "resnet18", "new": "resnet34"}, ["diff", "resnet18", "resnet34"]),
}  # fmt: skip


def asked(*calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """The tools, and what a server answers to these calls, one after the other."""

    async def ask() -> list[Any]:
        server = StdioServerParameters(command=SERVER[0], args=SERVER[1:], env={"PYTHONPATH": str(ROOT)})
        async with Client(stdio_client(server)) as client:
            return [await client.list_tools(), *[await client.call_tool(name, given) for name, given in calls]]

    return list(in_a_thread(anyio.run, ask))


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    faulty = {
        "no network": ("analyse", {"spec": "no_such_net"}), "an option": ("analyse", {"spec": "--version"}),
        "our own input": ("explain", {"spec": "-"}),
        "a wrong depth": ("calc", {**WORDS, "layers": ["nn.Conv2d(4, 8, 3)"]}),
        "a text": ("analyse", {"spec": NET}), "a text and a name": ("diff", {"old": NET, "new": "lenet5"}),
        "a faulty text": ("analyse", {"spec": WRONG}), "a checked text": ("check", {"spec": WRONG}),
        "two texts": ("diff", {"old": NET, "new": NET + " "}), "nothing": ("calc", {"volume": "8x8x3", "layers": []}),
    }  # fmt: skip
    titles = ["tools", *CALLS, *faulty]
    found = asked(*((name, given) for name, given, _ in CALLS.values()), *faulty.values())
    return dict(zip(titles, found, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("title", CALLS)
def test_a_tool_says_what_its_command_says(title, answers):
    said = convcalc(*CALLS[title][2])
    assert not answers[title].is_error
    assert answers[title].content[0].text == (said.out + said.err).rstrip("\n")


@pytest.mark.slow
def test_tools_say_what_they_take(answers):
    tools = {tool.name: tool for tool in answers["tools"].tools}
    assert {name for name, _, _ in CALLS.values()} == set(tools)
    for tool in tools.values():
        assert tool.description and tool.annotations.read_only_hint
        assert all({"description", "title"} <= set(each) for each in tool.input_schema["properties"].values()), (
            tool.name
        )


@pytest.mark.slow
def test_a_spec_may_be_given_as_its_text(answers):
    assert "32x32x10     760  768,000" in answers["a text"].content[0].text
    assert not answers["a text and a name"].is_error


@pytest.mark.slow
@pytest.mark.parametrize(("title", "words"), [
    ("no network", "there is no file and no preset 'no_such_net'"),
    ("an option", "there is no file and no preset '--version'"),
    ("our own input", "give the spec's text in the place of -"), ("a wrong depth", "help: write 3"),
    ("a faulty text", "<stdin>:3:11: error: conv: the window does not fit"),
    ("two texts", "only one spec can be given as text"),
    ("nothing", "at least 1 item"),
])  # fmt: skip
def test_what_cannot_be_done_is_an_error_with_its_place(title, words, answers):
    assert answers[title].is_error
    assert words in answers[title].content[0].text


@pytest.mark.slow
def test_what_check_finds_is_an_answer(answers):
    assert not answers["a checked text"].is_error
    assert "error[C001]" in answers["a checked text"].content[0].text


@pytest.mark.slow
def test_it_ends_with_its_input(tmp_path: Path):
    done = subprocess.run(
        SERVER, input=b"", capture_output=True, check=False, timeout=60, env={"PYTHONPATH": str(ROOT)}
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_without_its_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    done = convcalc("mcp")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: convcalc mcp needs the mcp package\n  help: pip install 'convcalc[mcp]'\n"
