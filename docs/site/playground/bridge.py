"""What the page asks of convcalc: each a function from JSON to JSON, in the worker's Python."""

import json
import os
import tempfile
from collections.abc import Callable
from typing import Any

from convcalc.cli.calling import Said, answer
from convcalc.document.places import Position
from convcalc.document.problems import Problem
from convcalc.editor.hints import hints
from convcalc.editor.hover import hover
from convcalc.editor.reading import OpenSpec

NAME = "spec.yaml"
_FOLDER = tempfile.mkdtemp()


def read(text: str) -> dict[str, Any]:
    """The hints of a spec's lines, what is wrong with it, and its table."""
    spec = OpenSpec(NAME, text, was_spec=True)
    table = "" if spec.faults else _of(text, "summary", "--format", "html").text
    return {
        "hints": [hint._asdict() for hint in hints(spec)],
        "problems": [_problem(problem) for problem in spec.problems],
        "table": table,
    }


def _of(text: str, *words: str) -> Said:
    """What a command says of a spec: one in a file, so that the network has a name."""
    name = os.path.join(_FOLDER, NAME)
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)
    return answer([*words, "--", name])


def _problem(problem: Problem) -> dict[str, Any]:
    here = problem.place and problem.place.source.name == NAME
    line, column, length = problem.place.position if problem.place and here else Position(1, 1)
    return {
        "line": line, "column": column, "length": length, "severity": problem.severity, "code": problem.code,
        "message": problem.message, "help": problem.help,
    }  # fmt: skip


def explain(text: str, line: int, column: int) -> str:
    """How the numbers of what stands somewhere come about."""
    return hover(OpenSpec(NAME, text, was_spec=True), line, column, "text")


def drawing(text: str) -> dict[str, Any]:
    """The network as boxes."""
    return _of(text, "graph", "--style", "boxes")._asdict()


def report(text: str) -> dict[str, Any]:
    """The page of a network."""
    return _of(text, "report")._asdict()


def homework(volume: str, layers: str, answers: list[str], width: int) -> dict[str, Any]:
    """Layers in words or code, with the working, so many columns wide; answers to them judged."""
    os.environ["COLUMNS"] = str(width)
    return answer(["calc", *[f"--answer={each}" for each in answers], "--", volume, layers])._asdict()


def opened(name: str, file: str) -> dict[str, Any]:
    """The spec that is in a file of another format."""
    return answer(["import", "--", file])._asdict() | {"name": name}


def shown(name: str) -> dict[str, Any]:
    """The text of a shipped spec."""
    return answer(["show", "--", name])._asdict()


ASKED: dict[str, Callable[..., Any]] = {
    each.__name__: each for each in (read, explain, drawing, report, homework, opened, shown)
}


def call(name: str, arguments: str) -> str:
    """The answer to one question."""
    return json.dumps(ASKED[name](*json.loads(arguments)))
