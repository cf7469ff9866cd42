"""Options that several commands take, written once."""

from collections.abc import Callable
from typing import Any

import click

Command = Callable[..., Any]


class Settings(click.ParamType[tuple[str, str]]):
    """`name=value`."""

    name = "name=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The name and the value, still as text."""
        if isinstance(value, tuple):
            return value
        name, equals, text = str(value).partition("=")
        if not equals or not name.strip():
            self.fail(f"{value!r} is not of the form name=value", param, ctx)
        return name.strip(), text.strip()


def spec(command: Command) -> Command:
    """The spec, and what replaces parts of it."""
    for decorator in (
        click.option("--input", metavar="HxWxC", help="Replace the input volume, as 256x256x3."),
        click.option(
            "--set",
            "settings",
            multiple=True,
            type=Settings(),
            metavar="NAME=VALUE",
            help="Replace a variable of the spec.",
        ),
        click.argument("spec"),
    ):
        command = decorator(command)
    return command
