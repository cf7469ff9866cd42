"""`convcalc quiz`: questions with whole numbers for answers, the same for a seed, and the key apart."""

import click

from convcalc.cli import CLEAN, options
from convcalc.cli.terminal import progress, show, width, write
from convcalc.homework.quiz import LEVELS, make
from convcalc.render.formats import FORMATS, Options, render


@click.command()
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Another seed is another quiz.")
@click.option("--count", type=click.IntRange(1, 500), default=10, show_default=True, help="How many questions.")
@click.option(
    "--level", type=click.Choice(["mixed", *LEVELS]), default="mixed", show_default=True, help="What is asked."
)
@click.option(
    "--choices", "choose", is_flag=True, help="Give answers to choose from; the wrong ones come of known slips."
)
@options.form(
    "quiz", "How to write it; moodle is its XML, yaml an answer file to fill in for grade.", show_default=True
)
@click.option("--ask", "asking", is_flag=True, help="Ask here, and judge each answer at once, with the working.")
@click.option("--key", metavar="FILE", type=options.FILE, help="Write the answers to a file, - for standard output.")
def command(seed: int, count: int, level: str, choose: bool, form: str, asking: bool, key: str | None) -> int:
    """Write a quiz on volumes, parameters, MACs, memory and receptive fields, as courses ask for them.

    The same seed makes the same quiz everywhere, and forty seeds that follow each other have no question in
    common. The key has each answer with its arithmetic, and what the likeliest wrong answers tell.
    """
    asked = Options(width(), choices=choose)
    if asking:
        from convcalc.cli.asking import ask

        options.apart("--ask", {f"--format {form}": form != "text", "--key": key})
        return ask(make(seed, count, level), asked)
    options.refuse("quiz", form, asked)
    if key == "-" and form not in FORMATS["key"]:
        options.apart("--key -, which writes the key alone", {f"--format {form}": True})
    with progress(doing="making questions"):
        quiz = make(seed, count, level)
        text = render("quiz", form, quiz, asked) if key != "-" else ""
    if key != "-":
        show(text, form)
    if key:
        text = render("key", form if form in FORMATS["key"] else "text", quiz, asked)
        write(key, text, form)
    return CLEAN
