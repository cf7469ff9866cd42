"""`convcalc rule`: the page of a rule, or the list of all."""

from collections.abc import Iterator

import click

from convcalc.check import rules
from convcalc.cli import CLEAN, options
from convcalc.cli.terminal import show, width
from convcalc.render.text import style, wrapped


@click.command()
@click.argument("code", required=False, shell_complete=options.completed("rules"))
def command(code: str | None) -> int:
    """Explain a rule, with a bad and a good example; without CODE, list all rules.

    CODE is a code or a name: C301 or bias-before-norm.
    """
    if code is None:
        show("\n".join(line for each in (*rules.PAGES, *rules.RULES) for line in _lines(each, width())))
        return CLEAN
    found = rules.code_of(code)
    if found is None:
        raise click.UsageError(f"there is no rule {code!r}: {rules.unknown(code)}")
    name = {**rules.PAGES, **rules.RULES}[found]
    off = f"\n\nOff by default; turn it on with --select default,{found}." if found in rules.OFF else ""
    text = f"{rules.page(found).strip()}{off}"
    show("\n\n".join([style(f"{found} {name}", "bold"), *_paragraphs(text, width())]))
    return CLEAN


def _paragraphs(text: str, most: int | None) -> Iterator[str]:
    """The paragraphs of a page, broken where the terminal ends; examples stay as they are."""
    for paragraph in text.split("\n\n"):
        wide = most is not None and any(len(line) > most for line in paragraph.split("\n"))
        words = wide and "```" not in paragraph and not paragraph.startswith(" ")
        yield "\n".join(wrapped(paragraph.replace("\n", " "), most)) if words else paragraph


def _lines(code: str, most: int | None) -> list[str]:
    name = {**rules.PAGES, **rules.RULES}[code]
    summary = rules.page(code).partition("\n\n")[0].replace("\n", " ").rstrip(".")
    start = f"{code}  {name:20} {'off' if code in rules.OFF else '   '} "
    return wrapped(summary, most and max(most, 60), start, " " * len(start))
