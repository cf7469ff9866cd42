"""`convcalc rule`: the page of a rule, or the list of all."""

import click

from convcalc.check import rules
from convcalc.cli import CLEAN
from convcalc.cli.terminal import show, width
from convcalc.render.text import style, wrapped


@click.command(short_help="Explain a rule of check.")
@click.argument("code", required=False)
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
    show(f"{style(f'{found} {name}', 'bold')}\n\n{rules.page(found).strip()}{off}")
    return CLEAN


def _lines(code: str, most: int | None) -> list[str]:
    name = {**rules.PAGES, **rules.RULES}[code]
    summary = rules.page(code).partition("\n\n")[0].replace("\n", " ").rstrip(".")
    start = f"{code}  {name:20} {'off' if code in rules.OFF else '   '} "
    return wrapped(summary, most and max(most, 60), start, " " * len(start))
