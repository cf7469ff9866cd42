"""Run a command in this process, as a terminal of a given width or a pipe would see it."""

import os
from typing import NamedTuple
from unittest import mock

from click.testing import CliRunner

from convcalc import cli


class Result(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


def convcalc(*arguments: str, width: int | None = None, stdin: str | bytes | None = None, **environment: str) -> Result:
    """The exit code and the two outputs of `convcalc` with these arguments."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**keep, **environment} | ({"COLUMNS": str(width)} if width else {})
    runner = CliRunner()
    with mock.patch.dict(os.environ, environment, clear=True), runner.isolation(stdin) as (out, err, *_):
        code = cli.run(list(arguments))
        return Result(code, out.getvalue().decode(), err.getvalue().decode())
