"""`convcalc quiz`: questions with whole numbers for answers, the same for a seed, and the key apart."""

from importlib import import_module

import click

from convcalc.cli import CLEAN
from convcalc.cli.terminal import show
from convcalc.homework.quiz import LEVELS, make

FORMATS = ("text", "markdown", "moodle", "gift", "yaml")


@click.command(short_help="Write a quiz, and its key.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Another seed is another quiz.")
@click.option("--count", type=click.IntRange(1, 500), default=10, show_default=True, help="How many questions.")
@click.option(
    "--level", type=click.Choice(["mixed", *LEVELS]), default="mixed", show_default=True, help="What is asked."
)
@click.option(
    "--choices", "choose", is_flag=True, help="Give answers to choose from; the wrong ones come of known slips."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to write it; moodle is its XML, yaml an answer file to fill in for grade.",
)
@click.option(
    "--key", metavar="FILE", type=click.Path(dir_okay=False), help="Write the answers to a file, - for standard output."
)
def command(seed: int, count: int, level: str, choose: bool, form: str, key: str | None) -> int:
    """Write a quiz on volumes, parameters, MACs, memory and receptive fields.

    The same seed makes the same quiz everywhere. The key has each answer with its arithmetic, and what the
    likeliest wrong answers tell.
    """
    quiz = make(seed, count, level)
    if key != "-":
        show(import_module(f"convcalc.render.quiz.{form}").render(quiz, choose))
    if key:
        text = import_module(f"convcalc.render.quiz.{'markdown' if form == 'markdown' else 'text'}").key(quiz, choose)
        _write(key, text)
    return CLEAN


def _write(name: str, text: str) -> None:
    if name == "-":
        show(text)
        return
    from convcalc.document.files import replace

    replace(name, f"{text}\n".encode())
