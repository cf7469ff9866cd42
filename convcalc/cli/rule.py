"""`convcalc rule`: the page of a rule, or the list of all."""

import click

from convcalc.check import rules
from convcalc.cli import CLEAN, options
from convcalc.cli.terminal import show, width
from convcalc.render.formats import Options, render


@click.command()
@click.argument("code", required=False, shell_complete=options.completed("rules"))
@options.form("rules")
def command(code: str | None, form: str) -> int:
    """Explain a rule, with a bad and a good example; without CODE, list all rules.

    CODE is a code or a name: C301 or bias-before-norm.
    """
    codes = (*rules.PAGES, *rules.RULES) if code is None else (_known(code),)
    show(render("rules", form, codes, Options(width())), form)
    return CLEAN


def _known(code: str) -> str:
    """The code of a rule by its code or name. Raises UsageError."""
    if (found := rules.code_of(code)) is None:
        raise click.UsageError(f"there is no rule {code!r}: {rules.unknown(code)}")
    return found
