"""The man page, from the commands' own help: what `man convcalc` shows where the package is installed."""

from collections.abc import Iterator
from importlib import import_module

import click

from convcalc.cli import CLEAN, FAILED, FOUND, GROUPS, INTERRUPTED, PIPE_CLOSED, commands

MADE = '.\\" made by `python -m docs`: do not edit'
CODES = {
    CLEAN: "Done, and nothing was found.",
    FOUND: "Problems were found.",
    FAILED: "Something could not be read, computed or written.",
    INTERRUPTED: "Interrupted.",
    PIPE_CLOSED: "Nobody reads the output any more.",
}


def man_page() -> str:
    """All commands on one page."""
    return "\n".join([MADE, *_lines()]) + "\n"


def _lines() -> Iterator[str]:
    yield '.TH CONVCALC 1 "" "convcalc" "User Commands"'
    yield ".SH NAME"
    yield _plain("convcalc - a calculator for convolutional architectures")
    yield ".SH SYNOPSIS"
    yield r"\fBconvcalc\fR \fICOMMAND\fR [\fIOPTIONS\fR] [\fIARGS\fR]"
    yield ".SH DESCRIPTION"
    yield from _paragraphs(commands.help or "")
    for title, names in GROUPS.items():
        yield f'.SH "{title.upper()}"'
        for name in names:
            yield from _command(name, import_module(f"convcalc.cli.{name}").command)
    yield '.SH "EXIT STATUS"'
    for code, words in CODES.items():
        yield from (".TP", str(code), _plain(words))


def _command(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=name)
    usage = " ".join(command.collect_usage_pieces(context))
    yield from (f'.SS "convcalc {name}"', rf"\fBconvcalc {name}\fR {_plain(usage)}", ".PP")
    yield from _paragraphs(command.help or "")
    for param in command.params:
        if isinstance(param, click.Option) and (record := param.get_help_record(context)):
            yield from (".TP", rf"\fB{_plain(record[0])}\fR", _plain(record[1]))


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs filled; those that click leaves as they are, too."""
    for paragraph in text.strip().split("\n\n"):
        if paragraph.startswith("\b"):
            yield from (".nf", *map(_plain, paragraph.removeprefix("\b").strip("\n").split("\n")), ".fi")
        else:
            yield _plain(" ".join(paragraph.split()))
        yield ".PP"


def _plain(text: str) -> str:
    """Words that mean nothing to the formatter."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{text}" if text.startswith((".", "'")) else text
