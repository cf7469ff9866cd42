"""The command line: one module a command, imported when the command is called. Holds the exit codes.

0: done, and nothing found; 1: problems found; 2: could not be read, computed or written. 130: interrupted by ctrl-c;
141: nobody reads the output any more.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import StringIO
from typing import Any, NoReturn

import click

from convcalc.version import __version__

GROUPS = {
    "Look at a network": {
        "summary": "Show every layer with its figures, and the totals.",
        "graph": "Draw a flow chart, or a figure for a paper.",
        "report": "Write a page to look at.",
        "presets": "List the shipped specs with their figures.",
        "show": "Print a spec.",
    },
    "Work with the numbers of layers": {
        "calc": "Calculate layers given in words.",
        "explain": "Show the arithmetic of every figure of a layer.",
        "reconcile": "Say why other tools and papers give other figures.",
        "solve": "Find the numbers that give what you want.",
        "stack": "Compare two stacks of layers.",
        "sweep": "Find the best of a whole family of networks.",
    },
    "Check files": {
        "check": "Check specs: expectations, budgets and rules.",
        "rule": "Explain a rule of check.",
        "diff": "Show what changed between two specs.",
        "verify": "Prove that a model is what its spec says.",
    },
    "Other formats": {
        "import": "Write a model file as a spec.",
        "export": "Write a network as a model of another format.",
    },
    "Homework": {
        "grade": "Grade answers, and name the slip in a wrong one.",
        "quiz": "Write a quiz, and its key.",
    },
    "Editors and assistants": {
        "lsp": "Serve an editor: figures beside the lines.",
        "mcp": "Serve an assistant that writes networks.",
        "schema": "Print a JSON Schema: of specs, or of output.",
    },
}
"""The commands by what people want to do, each with what it does."""
COMMANDS = {name: words for names in GROUPS.values() for name, words in names.items()}
_LONGEST = max(map(len, COMMANDS))

CLEAN, FOUND, FAILED, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141


class _PipeClosedError(Exception):
    """Nobody reads the output any more. Click takes a BrokenPipeError for an exit with 1, and hides it."""


class _Commands(click.Group):
    """The commands by name; each is imported only when it is needed."""

    def make_context(self, *arguments: Any, **more: Any) -> click.Context:
        """The context of a call; writes help where that is asked for."""
        try:
            return super().make_context(*arguments, **more)
        except BrokenPipeError as error:
            raise _PipeClosedError from error

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What is left of the words of a call; where there are none, help on standard error, and a failure."""
        if not (args or ctx.resilient_parsing):
            from convcalc.cli.terminal import tell

            tell(*ctx.get_help().split("\n"))
            ctx.exit(FAILED)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command of a call."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _PipeClosedError from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by what they are for, each with a line."""
        for title, names in GROUPS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(_LONGEST), words) for name, words in names.items()])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"convcalc.cli.{cmd_name}").command
        command.short_help = COMMANDS[cmd_name]
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from convcalc.document.wording import nearest
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


def main(arguments: list[str] | None = None, interrupted: Sequence[int] = ()) -> NoReturn:
    """Run a command and leave with its exit code; every failure is one clear message, never a traceback.

    Leaves at once: taking apart what the end of the process frees anyway is 7 % of `summary vgg16`, by
    instructions. Profilers and the like, which want to see the end, set CONVCALC_DEBUG.
    """
    from convcalc.cli import streams

    try:
        streams.prepare()
        code = run(arguments, interrupted)
        streams.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    if debugging():
        sys.exit(code)
    os._exit(code)


def debugging() -> bool:
    """Whether tracebacks are wanted."""
    return os.environ.get("CONVCALC_DEBUG", "0") not in ("", "0")


def run(arguments: list[str] | None = None, interrupted: Sequence[int] = ()) -> int:
    """Run a command and return its exit code.

    Where ctrl-c has come (`interrupted` holds something then), an error is what an unfinished import made of it.
    """
    from convcalc.document.files import writing_out

    try:
        result = commands.main(arguments, prog_name="convcalc", standalone_mode=False)
        if sys.stdout is not None and not sys.stdout.closed:  # an editor that leaves has closed it
            with writing_out():
                sys.stdout.flush()
        return result if isinstance(result, int) else CLEAN
    except (_PipeClosedError, BrokenPipeError):
        return _pipe_closed()
    except (Exception, KeyboardInterrupt) as error:
        what = KeyboardInterrupt() if interrupted else error
        return _told(what, sys.argv[1:] if arguments is None else arguments)


def _pipe_closed() -> int:
    """Nobody reads any more: that is no fault, and nothing is said."""
    from convcalc.cli.streams import give_up

    give_up()
    return PIPE_CLOSED


def _told(error: BaseException, arguments: list[str]) -> int:
    """Say what ended a command; its exit code."""
    from convcalc.cli.terminal import show_notes, show_problems, tell
    from convcalc.document.files import UnwrittenError
    from convcalc.document.problems import SpecError, fault
    from convcalc.document.wording import printable

    if isinstance(error, (click.Abort, KeyboardInterrupt)):
        tell("interrupted")
        return INTERRUPTED
    if isinstance(error, click.ClickException):
        told = StringIO()
        error.show(told)
        tell(*told.getvalue().replace(error.message, printable(error.message)).rstrip("\n").split("\n"))
        return FAILED
    if isinstance(error, SpecError):
        show_problems(error.problems)
        if error.partial:
            show_notes(error.partial)
        return FAILED
    if isinstance(error, UnwrittenError):
        tell(f"convcalc: cannot write standard output: {(error.strerror or '').lower()}")
        return FAILED
    show_problems([fault(" ".join(["convcalc", *arguments]), error)])
    return FAILED
