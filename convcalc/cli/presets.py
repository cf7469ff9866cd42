"""`convcalc presets`: the shipped specs with their figures, family by family."""

import click

from convcalc.analysis.analyse import analyse
from convcalc.cli import CLEAN
from convcalc.cli.terminal import show, width
from convcalc.language import loading
from convcalc.language.presets import families
from convcalc.render import presets


@click.command(short_help="List the shipped specs with their figures.")
@click.argument("part", default="", metavar="[PART]")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="How to write it.")
def command(part: str, form: str) -> int:
    """List the shipped specs: parameters, MACs, input, receptive field and source.

    PART chooses those whose names hold it, as in 'convcalc presets resnet'.
    """
    chosen = families(part)
    worked = ([(entry, analyse(loading.load(entry.path))) for entry in family.entries] for family in chosen)
    if form == "json":
        show(presets.render_json(list(worked)))
        return CLEAN
    names = [entry.name for family in chosen for entry in family.entries]
    margin = max(map(len, names))
    show(presets.titles(margin))
    for family, members in zip(chosen, worked, strict=True):
        show(presets.family(family.source, members, margin, width()))
    show(presets.footer(len(names), width()))
    return CLEAN
