"""The command line: one module a command, imported when the command is called. Holds the exit codes.

0: done, and nothing found; 1: problems found; 2: could not be read or computed.
"""

import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

import click

from convcalc.document.problems import SpecError, nearest
from convcalc.version import __version__

COMMANDS = (
    "summary", "graph", "presets", "show", "calc", "explain", "solve", "stack",
    "check", "rule", "grade", "quiz", "report", "diff", "schema",
)  # fmt: skip

CLEAN, FOUND, FAILED, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141


class _Commands(click.Group):
    """The commands by name; each is imported only when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"convcalc.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from convcalc.language.loading import preset_names

            looks_like_spec = name.endswith((".yaml", ".yml")) or os.path.exists(name) or name in preset_names()
            help = f"did you mean 'convcalc summary {name}'?" if looks_like_spec else nearest(name, COMMANDS)
            raise click.UsageError(f"no command {name!r}" + (f": {help}" if help else ""), ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="%(prog)s %(version)s")
def commands() -> None:
    """Volumes, parameters, MACs, memory and receptive fields of a convolutional network, from a YAML spec.

    SPEC is a file, the name of a shipped spec (vgg16, resnet50, ...), or - for standard input.
    """


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run a command and leave with its exit code; every failure is one clear message, never a traceback.

    Leaves at once: taking apart what the end of the process frees anyway takes a tenth of a short run.
    """
    code = run(arguments)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    os._exit(code)


def run(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    try:
        result = commands.main(arguments, prog_name="convcalc", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        return result if isinstance(result, int) else CLEAN
    except click.ClickException as error:
        error.show()
        return FAILED
    except SpecError as error:
        from convcalc.cli.terminal import show_problems

        show_problems(error.problems)
        return FAILED
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except (MemoryError, RecursionError, OSError) as error:
        click.echo(f"convcalc: {getattr(error, 'strerror', None) or 'out of memory'}".lower(), err=True)
        return FAILED
